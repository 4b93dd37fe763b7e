#include "transfer/pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/realm.h"

const char *const pair_services[] = {
    "host@aes256-sha1.gss.test",
    "host@aes128-sha1.gss.test",
    "host@aes256-sha2.gss.test",
    "host@aes128-sha2.gss.test",
    NULL,
};

void pair_assert_status_at(OM_uint32 major, OM_uint32 minor, OM_uint32 expected, const char *file,
                           int line)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;

    if (major == expected)
        return;
    gss_display_status(&ignored, minor, GSS_C_MECH_CODE, GSS_KRB5, &more, &text);
    print_error("status %08x, expected %08x; minor %08x: %.*s\n", major, expected, minor,
                (int)text.length, (char *)text.value);
    gss_release_buffer(&ignored, &text);
    _fail(file, line);
}

gss_buffer_desc pair_text(const char *text)
{
    return (gss_buffer_desc){strlen(text), (void *)text};
}

void pair_assert_text(const gss_buffer_desc *buffer, const char *text)
{
    assert_int_equal(buffer->length, strlen(text));
    assert_memory_equal(buffer->value, text, buffer->length);
}

OM_uint32 pair_init(gss_ctx_id_t *context, const char *service, OM_uint32 flags, OM_uint32 lifetime,
                    gss_buffer_t input, gss_buffer_t output)
{
    gss_buffer_desc text = pair_text(service);
    gss_name_t target = GSS_C_NO_NAME;
    OM_uint32 major, minor, ignored;

    realm_prefer_enctype_of(service);
    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &target);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major =
        gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, context, target, GSS_KRB5, flags,
                             lifetime, GSS_C_NO_CHANNEL_BINDINGS, input, NULL, output, NULL, NULL);
    gss_release_name(&ignored, &target);
    if (GSS_ERROR(major))
        pair_assert_status(major, minor, GSS_S_COMPLETE);
    return major;
}

OM_uint32 pair_accept(gss_ctx_id_t *context, gss_buffer_t input, gss_buffer_t output)
{
    OM_uint32 major, minor;

    major = gss_accept_sec_context(&minor, context, GSS_C_NO_CREDENTIAL, input,
                                   GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL, output, NULL, NULL, NULL);
    if (GSS_ERROR(major))
        pair_assert_status(major, minor, GSS_S_COMPLETE);
    return major;
}

void pair_establish(struct pair *pair, const char *service, OM_uint32 flags, OM_uint32 lifetime)
{
    gss_buffer_desc to_acceptor = GSS_C_EMPTY_BUFFER, to_initiator = GSS_C_EMPTY_BUFFER;
    OM_uint32 init = GSS_S_CONTINUE_NEEDED, accept = GSS_S_CONTINUE_NEEDED, minor;

    *pair = (struct pair){GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    while (init != GSS_S_COMPLETE || accept != GSS_S_COMPLETE) {
        if (init != GSS_S_COMPLETE) {
            init =
                pair_init(&pair->initiator, service, flags, lifetime, &to_initiator, &to_acceptor);
            gss_release_buffer(&minor, &to_initiator);
        }
        if (to_acceptor.length != 0) {
            accept = pair_accept(&pair->acceptor, &to_acceptor, &to_initiator);
            gss_release_buffer(&minor, &to_acceptor);
        }
    }
    gss_release_buffer(&minor, &to_initiator);
}

void pair_release(struct pair *pair)
{
    OM_uint32 minor;

    gss_delete_sec_context(&minor, &pair->initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &pair->acceptor, GSS_C_NO_BUFFER);
}

void pair_send(gss_ctx_id_t sender, gss_ctx_id_t receiver, OM_uint32 expected)
{
    gss_buffer_desc message = pair_text("one message from end to end"), token, received;
    OM_uint32 major, minor;

    major = gss_wrap(&minor, sender, 1, GSS_C_QOP_DEFAULT, &message, NULL, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_unwrap(&minor, receiver, &token, &received, NULL, NULL);
    pair_assert_status(major, minor, expected);
    if (!GSS_ERROR(major))
        pair_assert_text(&received, "one message from end to end");
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &received);
}

void pair_export_acceptor(struct pair *pair, gss_buffer_t token)
{
    OM_uint32 major, minor;

    major = gss_export_sec_context(&minor, &pair->acceptor, token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_null(pair->acceptor);
    assert_true(token->length > 0);
}

OM_uint32 pair_try_import(gss_buffer_t token, OM_uint32 *minor)
{
    gss_ctx_id_t context = (gss_ctx_id_t)1;
    OM_uint32 major, ignored;

    major = gss_import_sec_context(minor, token, &context);
    if (major == GSS_S_COMPLETE) {
        assert_non_null(context);
        gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
    } else {
        assert_null(context);
    }
    return major;
}
