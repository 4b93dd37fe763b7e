/* A plugin that does what it must not. */
#include "plugin/config.h"
#include "plugin/pair.h"

#include <stdlib.h>

#include "fault/fail_malloc.h"

static void set_fault(const char *fault)
{
    assert_int_equal(setenv("TOY_FAULT", fault, 1), 0);
}

static int clear_fault(void **state)
{
    (void)state;
    return unsetenv("TOY_FAULT");
}

static void check_broken(OM_uint32 minor)
{
    check_sentence(&plugin_toy, minor, "The mechanism's plugin broke the rules of the interface");
}

static void test_success_without_a_context_is_a_failure(void **state)
{
    struct plugin_pair pair;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    set_fault("null context");
    check_status(plugin_pair_init(&pair), GSS_S_FAILURE);
    check_broken(pair.minor);
    assert_null(pair.initiator);
    plugin_pair_end(&pair);
}

/* A sanitizer sees that the plugin's context is not forgotten. */
static void test_a_context_that_a_failed_call_left_is_deleted(void **state)
{
    struct plugin_pair pair;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    set_fault("context of a failure");
    check_status(plugin_pair_init(&pair), GSS_S_FAILURE);
    assert_int_equal(pair.minor, TOY_PLUGIN_MINOR);
    assert_null(pair.initiator);
    plugin_pair_end(&pair);
}

static void test_success_without_a_name_is_a_failure(void **state)
{
    gss_name_t name = make_name("alice", GSS_C_NT_USER_NAME), mn;
    OM_uint32 minor, ignored;

    (void)state;
    set_fault("null name");
    check_status(gss_canonicalize_name(&minor, name, &plugin_toy, &mn), GSS_S_FAILURE);
    check_broken(minor);
    assert_null(mn);
    gss_release_name(&ignored, &name);
}

static void test_success_without_a_credential_is_a_failure(void **state)
{
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    set_fault("null cred");
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &cred, NULL, NULL),
        GSS_S_FAILURE);
    check_broken(minor);
    assert_null(cred);
}

static void test_a_length_without_bytes_is_an_empty_token(void **state)
{
    struct plugin_pair pair;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    set_fault("buffer without a value");
    check_status(plugin_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    check_empty(pair.token);
    plugin_pair_end(&pair);
}

static void test_an_exported_name_of_another_mechanism_is_a_failure(void **state)
{
    gss_name_t mn = make_mn("alice", GSS_C_NT_USER_NAME, &plugin_toy);
    gss_buffer_desc exported = FILLED_BUFFER;
    OM_uint32 minor, ignored;

    (void)state;
    set_fault("export name");
    check_status(gss_export_name(&minor, mn, &exported), GSS_S_FAILURE);
    check_broken(minor);
    check_empty(exported);
    gss_release_name(&ignored, &mn);
}

/* Its first part is somebody else's name. */
static void test_a_local_user_with_a_zero_byte_is_nobody(void **state)
{
    gss_name_t mn = make_mn("alice", GSS_C_NT_USER_NAME, &plugin_toy);
    OM_uint32 minor, ignored;
    uid_t uid = 0;

    (void)state;
    set_fault("local user with a zero byte");
    check_status(gss_pname_to_uid(&minor, mn, &plugin_toy, &uid), GSS_S_FAILURE);
    assert_int_equal(uid, (uid_t)-1);
    gss_release_name(&ignored, &mn);
}

/* No fault: a mechanism may have none. */
static void test_a_message_that_is_not_confidential_is_said_to_be_so(void **state)
{
    gss_buffer_desc message = text_buffer("no secret"), token, received;
    struct plugin_pair pair;
    OM_uint32 minor;
    int conf = 1;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    plugin_pair_establish(&pair);
    set_fault("no confidentiality");
    check_status(gss_wrap(&minor, pair.initiator, 1, 0, &message, &conf, &token), GSS_S_COMPLETE);
    assert_int_equal(conf, 0);
    conf = 1;
    check_status(gss_unwrap(&minor, pair.acceptor, &token, &received, &conf, NULL), GSS_S_COMPLETE);
    assert_int_equal(conf, 0);
    check_text(&received, "no secret");
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &received);
    plugin_pair_end(&pair);
}

static void test_pseudo_random_bytes_of_another_number_are_a_failure(void **state)
{
    gss_buffer_desc input = text_buffer("x"), output = FILLED_BUFFER;
    struct plugin_pair pair;
    OM_uint32 minor;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    plugin_pair_establish(&pair);
    set_fault("short prf");
    check_status(gss_pseudo_random(&minor, pair.initiator, GSS_C_PRF_KEY_FULL, &input, 5, &output),
                 GSS_S_FAILURE);
    check_broken(minor);
    check_empty(output);
    plugin_pair_end(&pair);
}

static void test_a_context_that_the_plugin_deleted_is_a_failed_one(void **state)
{
    struct plugin_pair pair;
    OM_uint32 minor;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    check_status(plugin_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    ((char *)pair.token.value)[pair.token.length - 1] = 'x';
    check_status(plugin_pair_init(&pair), GSS_S_DEFECTIVE_TOKEN); /* its own token */
    assert_non_null(pair.initiator);
    check_status(
        gss_inquire_context(&minor, pair.initiator, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        GSS_S_NO_CONTEXT);
    plugin_pair_end(&pair);
}

static void test_an_expired_context_is_told(void **state)
{
    struct plugin_pair pair;
    OM_uint32 minor, seconds;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    set_fault("expired");
    plugin_pair_establish(&pair);
    check_status(gss_context_time(&minor, pair.initiator, &seconds), GSS_S_CONTEXT_EXPIRED);
    plugin_pair_end(&pair);
}

static OM_uint32 flags_of(gss_ctx_id_t context)
{
    OM_uint32 minor, flags = 0;

    check_status(gss_inquire_context(&minor, context, NULL, NULL, NULL, NULL, &flags, NULL, NULL),
                 GSS_S_COMPLETE);
    return flags;
}

/* Exports the acceptor while the NTH allocation fails; false if there are not so many. Where the
 * library can do without, the context is taken back by an import. */
static bool export_under_fault(struct plugin_pair *pair, size_t nth, OM_uint32 *major)
{
    gss_buffer_desc token = FILLED_BUFFER;
    OM_uint32 minor;
    bool failed;

    fail_malloc_arm(nth, false);
    *major = gss_export_sec_context(&minor, &pair->acceptor, &token);
    failed = fail_malloc_disarm();
    if (*major == GSS_S_COMPLETE) {
        assert_null(pair->acceptor);
        check_status(gss_import_sec_context(&minor, &token, &pair->acceptor), GSS_S_COMPLETE);
    } else {
        check_empty(token);
    }
    assert_non_null(pair->acceptor);
    gss_release_buffer(&minor, &token);
    return failed;
}

/* Before and after the plugin has given its context away. */
static void test_a_context_that_could_not_be_sealed_is_as_before(void **state)
{
    struct plugin_pair pair;
    size_t failures = 0;
    OM_uint32 major;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    plugin_pair_establish(&pair);
    for (size_t nth = 1; export_under_fault(&pair, nth, &major); nth++) {
        failures += major == GSS_S_FAILURE;
        plugin_pair_talk(&pair);
    }
    assert_int_equal(major, GSS_S_COMPLETE);
    assert_true(failures >= 2);
    plugin_pair_talk(&pair);
    plugin_pair_end(&pair);
}

/* The plugin does not take back what it gave. */
static void test_a_context_that_cannot_come_back_is_a_failed_one(void **state)
{
    OM_uint32 minor, major = GSS_S_COMPLETE;
    struct plugin_pair pair;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    plugin_pair_establish(&pair);
    set_fault("import once it is exported");
    for (size_t nth = 1; major != GSS_S_NO_CONTEXT; nth++) {
        assert_true(export_under_fault(&pair, nth, &major));
        major =
            gss_inquire_context(&minor, pair.acceptor, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    }
    check_sentence(&plugin_toy, minor,
                   "The context's establishment failed before; delete it and start again");
    plugin_pair_end(&pair);
}

static void test_a_refused_export_leaves_the_context_and_is_remembered(void **state)
{
    gss_buffer_desc token = FILLED_BUFFER;
    struct plugin_pair pair;
    OM_uint32 minor;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    check_status(plugin_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_true((flags_of(pair.initiator) & GSS_C_TRANS_FLAG) != 0);
    set_fault("export");
    check_status(gss_export_sec_context(&minor, &pair.initiator, &token), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_empty(token);
    assert_false((flags_of(pair.initiator) & GSS_C_TRANS_FLAG) != 0);
    unsetenv("TOY_FAULT");
    check_status(plugin_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    check_status(plugin_pair_init(&pair), GSS_S_COMPLETE);
    assert_true((flags_of(pair.initiator) & GSS_C_TRANS_FLAG) != 0); /* another state */
    check_status(plugin_pair_accept(&pair), GSS_S_COMPLETE);
    plugin_pair_talk(&pair);
    plugin_pair_end(&pair);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_success_without_a_context_is_a_failure, clear_fault),
        cmocka_unit_test_teardown(test_a_context_that_a_failed_call_left_is_deleted, clear_fault),
        cmocka_unit_test_teardown(test_success_without_a_name_is_a_failure, clear_fault),
        cmocka_unit_test_teardown(test_success_without_a_credential_is_a_failure, clear_fault),
        cmocka_unit_test_teardown(test_a_length_without_bytes_is_an_empty_token, clear_fault),
        cmocka_unit_test_teardown(test_an_exported_name_of_another_mechanism_is_a_failure,
                                  clear_fault),
        cmocka_unit_test_teardown(test_a_local_user_with_a_zero_byte_is_nobody, clear_fault),
        cmocka_unit_test_teardown(test_a_message_that_is_not_confidential_is_said_to_be_so,
                                  clear_fault),
        cmocka_unit_test_teardown(test_pseudo_random_bytes_of_another_number_are_a_failure,
                                  clear_fault),
        cmocka_unit_test_teardown(test_a_context_that_the_plugin_deleted_is_a_failed_one,
                                  clear_fault),
        cmocka_unit_test_teardown(test_an_expired_context_is_told, clear_fault),
        cmocka_unit_test_teardown(test_a_context_that_could_not_be_sealed_is_as_before,
                                  clear_fault),
        cmocka_unit_test_teardown(test_a_context_that_cannot_come_back_is_a_failed_one,
                                  clear_fault),
        cmocka_unit_test_teardown(test_a_refused_export_leaves_the_context_and_is_remembered,
                                  clear_fault),
    };

    plugin_config_create();
    plugin_config_write("toy");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
