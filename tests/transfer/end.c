#include "transfer/end.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/reader.h"
#include "transfer/pair.h"

/* What a remote's answer holds, as a buffer that gss_release_buffer takes. */
static gss_buffer_desc taken(struct remote_reply *reply)
{
    gss_buffer_desc value = reply->value;

    reply->value = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    if (value.length == 0) {
        free(value.value);
        value.value = NULL;
    }
    return value;
}

static OM_uint32 leg_away(struct end *end, gss_buffer_t input, gss_buffer_t output)
{
    gss_buffer_desc target = pair_text(end->initiator ? end->target : "");
    struct remote_reply reply;

    assert_true(remote_call(&end->remote, end->initiator ? REMOTE_INIT : REMOTE_ACCEPT, input,
                            &target, &reply));
    if (GSS_ERROR(reply.major))
        fail_msg("a leg elsewhere: status %08x: %s", reply.major, reply.sentence);
    *output = taken(&reply);
    return reply.major;
}

static OM_uint32 leg_here(OM_uint32 *minor, struct end *end, gss_buffer_t input,
                          gss_buffer_t output)
{
    gss_buffer_desc text;
    gss_name_t target;
    OM_uint32 major, ignored;

    if (!end->initiator)
        return gss_accept_sec_context(minor, &end->context, end->cred, input,
                                      GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL, output, NULL, NULL,
                                      NULL);
    text = pair_text(end->target);
    major = gss_import_name(minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &target);
    pair_assert_status(major, *minor, GSS_S_COMPLETE);
    major = gss_init_sec_context(minor, end->cred, &end->context, target, end->mech, end->flags, 0,
                                 GSS_C_NO_CHANNEL_BINDINGS, input, NULL, output, NULL, NULL);
    gss_release_name(&ignored, &target);
    return major;
}

OM_uint32 end_leg(struct end *end, gss_buffer_t input, gss_buffer_t output)
{
    OM_uint32 major, minor;

    if (end->away)
        return leg_away(end, input, output);
    major = leg_here(&minor, end, input, output);
    if (GSS_ERROR(major))
        pair_assert_status(major, minor, GSS_S_COMPLETE);
    return major;
}

static OM_uint32 end_flags(struct end *end)
{
    struct remote_reply reply;
    OM_uint32 major, minor, flags;
    struct reader in;

    if (!end->away) {
        major =
            gss_inquire_context(&minor, end->context, NULL, NULL, NULL, NULL, &flags, NULL, NULL);
        pair_assert_status(major, minor, GSS_S_COMPLETE);
        return flags;
    }
    remote_assert(&end->remote, REMOTE_FLAGS, NULL, NULL, GSS_S_COMPLETE, &reply);
    reader_init(&in, reply.value.value, reply.value.length);
    flags = read_u32be(&in);
    assert_true(reader_at_end(&in));
    remote_reply_free(&reply);
    return flags;
}

static gss_buffer_desc export_token(struct end *end)
{
    gss_buffer_desc token;
    OM_uint32 major, minor;

    assert_true((end_flags(end) & GSS_C_TRANS_FLAG) != 0);
    if (end->away) {
        struct remote_reply reply;

        remote_assert(&end->remote, REMOTE_EXPORT, NULL, NULL, GSS_S_COMPLETE, &reply);
        token = taken(&reply);
        remote_stop(&end->remote);
        end->away = false;
    } else {
        major = gss_export_sec_context(&minor, &end->context, &token);
        pair_assert_status(major, minor, GSS_S_COMPLETE);
    }
    assert_null(end->context);
    return token;
}

void end_move(struct end *end)
{
    gss_buffer_desc token = export_token(end);
    struct remote_reply again;
    OM_uint32 minor;

    remote_start(&end->remote);
    remote_assert(&end->remote, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    end->away = true;
    remote_assert(&end->remote, REMOTE_IMPORT_OTHER, &token, NULL, GSS_S_NO_CONTEXT, &again);
    assert_non_null(strstr(again.sentence, "imported before"));
    remote_reply_free(&again);
    assert_int_equal(pair_try_import(&token, &minor), GSS_S_NO_CONTEXT);
    gss_release_buffer(&minor, &token);
}

void end_bring_back(struct end *end)
{
    gss_buffer_desc token;
    OM_uint32 major, minor;

    if (!end->away)
        return;
    token = export_token(end);
    major = gss_import_sec_context(&minor, &token, &end->context);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
}

void end_send(struct end *from, struct end *to)
{
    gss_buffer_desc message = pair_text("from one end to the other"), token, received;
    struct remote_reply reply;
    OM_uint32 major, minor;
    int conf = 0;

    if (from->away) {
        remote_assert(&from->remote, REMOTE_WRAP, &message, NULL, GSS_S_COMPLETE, &reply);
        token = taken(&reply);
    } else {
        major = gss_wrap(&minor, from->context, 1, GSS_C_QOP_DEFAULT, &message, NULL, &token);
        pair_assert_status(major, minor, GSS_S_COMPLETE);
    }
    if (to->away) {
        remote_assert(&to->remote, REMOTE_UNWRAP, &token, NULL, GSS_S_COMPLETE, &reply);
        received = taken(&reply);
    } else {
        major = gss_unwrap(&minor, to->context, &token, &received, &conf, NULL);
        pair_assert_status(major, minor, GSS_S_COMPLETE);
        assert_int_equal(conf, 1);
    }
    pair_assert_text(&received, "from one end to the other");
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &received);
}

void end_clear(struct end *end)
{
    OM_uint32 minor;

    if (end->away)
        remote_stop(&end->remote);
    end->away = false;
    gss_delete_sec_context(&minor, &end->context, GSS_C_NO_BUFFER);
}
