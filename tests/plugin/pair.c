#include "plugin/pair.h"

#include <stdio.h>

gss_OID_desc plugin_toy = {3, (void *)TOY_PLUGIN_OID_BYTES};

void plugin_pair_begin(struct plugin_pair *pair, gss_OID mech, const char *target, OM_uint32 flags)
{
    *pair = (struct plugin_pair){.mech = mech, .flags = flags};
    pair->target = make_name(target, GSS_C_NT_HOSTBASED_SERVICE);
}

OM_uint32 plugin_pair_init(struct plugin_pair *pair)
{
    gss_buffer_desc input = pair->token;
    OM_uint32 ignored, major;

    pair->token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    major = gss_init_sec_context(&pair->minor, pair->cred, &pair->initiator, pair->target,
                                 pair->mech, pair->flags, 0, GSS_C_NO_CHANNEL_BINDINGS, &input,
                                 NULL, &pair->token, NULL, NULL);
    gss_release_buffer(&ignored, &input);
    return major;
}

OM_uint32 plugin_pair_accept(struct plugin_pair *pair)
{
    gss_buffer_desc input = pair->token;
    OM_uint32 ignored, major;

    pair->token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    major = gss_accept_sec_context(&pair->minor, &pair->acceptor, pair->cred, &input,
                                   GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL, &pair->token, NULL, NULL,
                                   NULL);
    gss_release_buffer(&ignored, &input);
    return major;
}

void plugin_pair_establish(struct plugin_pair *pair)
{
    OM_uint32 init = GSS_S_CONTINUE_NEEDED, accept = GSS_S_CONTINUE_NEEDED;

    while (init == GSS_S_CONTINUE_NEEDED || accept == GSS_S_CONTINUE_NEEDED) {
        if (init == GSS_S_CONTINUE_NEEDED)
            init = plugin_pair_init(pair);
        if (accept == GSS_S_CONTINUE_NEEDED && !GSS_ERROR(init))
            accept = plugin_pair_accept(pair);
        if (GSS_ERROR(init) || GSS_ERROR(accept))
            fail_msg("init %08x, accept %08x, minor %u", init, accept, pair->minor);
    }
}

static void pair_talk_one_way(gss_ctx_id_t from, gss_ctx_id_t to)
{
    gss_buffer_desc message = text_buffer("over the plugin"), token, received;
    OM_uint32 minor;
    int conf = 0;

    check_status(gss_wrap(&minor, from, 1, GSS_C_QOP_DEFAULT, &message, &conf, &token),
                 GSS_S_COMPLETE);
    assert_true(conf);
    assert_null(memmem(token.value, token.length, message.value, message.length));
    conf = 0;
    check_status(gss_unwrap(&minor, to, &token, &received, &conf, NULL), GSS_S_COMPLETE);
    check_text(&received, "over the plugin");
    assert_true(conf);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &received);
    check_status(gss_get_mic(&minor, from, GSS_C_QOP_DEFAULT, &message, &token), GSS_S_COMPLETE);
    check_status(gss_verify_mic(&minor, to, &message, &token, NULL), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
}

void plugin_pair_talk(struct plugin_pair *pair)
{
    pair_talk_one_way(pair->initiator, pair->acceptor);
    pair_talk_one_way(pair->acceptor, pair->initiator);
}

void plugin_pair_end(struct plugin_pair *pair)
{
    OM_uint32 minor;

    gss_delete_sec_context(&minor, &pair->initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &pair->acceptor, GSS_C_NO_BUFFER);
    gss_release_buffer(&minor, &pair->token);
    gss_release_name(&minor, &pair->target);
    gss_release_cred(&minor, &pair->cred);
}

static void check_aead_of(struct plugin_pair *pair, int conf)
{
    gss_buffer_desc assoc = text_buffer("beside"), other = text_buffer("besides"),
                    message = text_buffer("a message"), token, received;
    OM_uint32 minor;
    int done = !conf;

    check_status(gss_wrap_aead(&minor, pair->initiator, conf, 0, &assoc, &message, &done, &token),
                 GSS_S_COMPLETE);
    assert_int_equal(done, conf);
    assert_int_equal(token.length, 17 + message.length);
    assert_true((memmem(token.value, token.length, "a message", 9) == NULL) == conf);
    check_status(gss_unwrap_aead(&minor, pair->acceptor, &token, &other, &received, NULL, NULL),
                 GSS_S_BAD_SIG);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_empty(received);
    done = !conf;
    check_status(gss_unwrap_aead(&minor, pair->acceptor, &token, &assoc, &received, &done, NULL),
                 GSS_S_COMPLETE);
    assert_int_equal(done, conf);
    check_text(&received, "a message");
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &received);
}

void plugin_check_aead(void)
{
    struct plugin_pair pair;

    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    plugin_pair_establish(&pair);
    check_aead_of(&pair, 1);
    check_aead_of(&pair, 0);
    plugin_pair_end(&pair);
}

void check_sentence(gss_OID mech, OM_uint32 minor, const char *sentence)
{
    gss_buffer_desc text;
    OM_uint32 ignored, more = 0;

    check_status(gss_display_status(&ignored, minor, GSS_C_MECH_CODE, mech, &more, &text),
                 GSS_S_COMPLETE);
    check_text(&text, sentence);
    assert_int_equal(more, 0);
    gss_release_buffer(&ignored, &text);
}
