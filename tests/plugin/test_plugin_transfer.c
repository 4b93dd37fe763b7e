/* Contexts of a plugin, established or in any leg, continued by another process. */
#include "api/check.h"
#include "plugin/config.h"
#include "plugin/pair.h"
#include "transfer/remote.h"

#include <stdlib.h>
#include <unistd.h>

/* Sealed messages both ways between HERE and what the remote has. */
static void check_talk(struct remote *remote, gss_ctx_id_t here)
{
    gss_buffer_desc message = text_buffer("to the other process"), token, received;
    struct remote_reply reply;
    OM_uint32 minor;

    check_status(gss_wrap(&minor, here, 1, GSS_C_QOP_DEFAULT, &message, NULL, &token),
                 GSS_S_COMPLETE);
    remote_assert(remote, REMOTE_UNWRAP, &token, NULL, GSS_S_COMPLETE, &reply);
    check_text(&reply.value, "to the other process");
    remote_reply_free(&reply);
    gss_release_buffer(&minor, &token);
    message = text_buffer("and back");
    remote_assert(remote, REMOTE_WRAP, &message, NULL, GSS_S_COMPLETE, &reply);
    check_status(gss_unwrap(&minor, here, &reply.value, &received, NULL, NULL), GSS_S_COMPLETE);
    check_text(&received, "and back");
    gss_release_buffer(&minor, &received);
    remote_reply_free(&reply);
}

/* Exports CONTEXT, which is then no more, and imports it elsewhere. */
static void move_out(gss_ctx_id_t *context, struct remote *remote)
{
    gss_buffer_desc token;
    OM_uint32 minor, flags = 0;

    check_status(gss_inquire_context(&minor, *context, NULL, NULL, NULL, NULL, &flags, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_true((flags & GSS_C_TRANS_FLAG) != 0);
    check_status(gss_export_sec_context(&minor, context, &token), GSS_S_COMPLETE);
    assert_null(*context);
    assert_null(memmem(token.value, token.length, "toy", 3)); /* the plugin's token is sealed */
    remote_start(remote);
    remote_assert(remote, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    check_status(gss_import_sec_context(&minor, &token, context), GSS_S_NO_CONTEXT); /* once */
    gss_release_buffer(&minor, &token);
}

static void check_established(bool initiator)
{
    struct plugin_pair pair;
    struct remote remote;

    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    plugin_pair_establish(&pair);
    plugin_pair_talk(&pair); /* so that sequence numbers are not at their beginning */
    move_out(initiator ? &pair.initiator : &pair.acceptor, &remote);
    check_talk(&remote, initiator ? pair.acceptor : pair.initiator);
    remote_stop(&remote);
    plugin_pair_end(&pair);
}

static void test_an_established_initiator_goes_on_elsewhere(void **state)
{
    (void)state;
    check_established(true);
}

static void test_an_established_acceptor_goes_on_elsewhere(void **state)
{
    (void)state;
    check_established(false);
}

static void test_an_initiator_between_its_legs_goes_on_elsewhere(void **state)
{
    gss_buffer_desc target = text_buffer("host@server");
    struct remote_reply reply;
    struct plugin_pair pair;
    struct remote remote;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    check_status(plugin_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    check_status(plugin_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    move_out(&pair.initiator, &remote);
    remote_assert(&remote, REMOTE_INIT, &pair.token, &target, GSS_S_COMPLETE, &reply);
    free(pair.token.value);
    pair.token = reply.value; /* now the pair's */
    check_status(plugin_pair_accept(&pair), GSS_S_COMPLETE);
    check_talk(&remote, pair.acceptor);
    remote_stop(&remote);
    plugin_pair_end(&pair);
}

static void test_an_acceptor_between_its_legs_goes_on_elsewhere(void **state)
{
    struct plugin_pair pair;
    struct remote remote;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    check_status(plugin_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    check_status(plugin_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    check_status(plugin_pair_init(&pair), GSS_S_COMPLETE);
    move_out(&pair.acceptor, &remote);
    remote_assert(&remote, REMOTE_ACCEPT, &pair.token, NULL, GSS_S_COMPLETE, NULL);
    check_talk(&remote, pair.initiator);
    remote_stop(&remote);
    plugin_pair_end(&pair);
}

static int set_up(void **state)
{
    (void)state;
    plugin_config_create();
    plugin_config_write("toy");
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_established_initiator_goes_on_elsewhere),
        cmocka_unit_test(test_an_established_acceptor_goes_on_elsewhere),
        cmocka_unit_test(test_an_initiator_between_its_legs_goes_on_elsewhere),
        cmocka_unit_test(test_an_acceptor_between_its_legs_goes_on_elsewhere),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
