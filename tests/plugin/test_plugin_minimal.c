/* A plugin that offers little: what the glue makes up for, and what is unavailable. */
#include "plugin/config.h"
#include "plugin/pair.h"

#include <stdlib.h>

static void test_names_are_copied_compared_and_exported_by_their_text(void **state)
{
    gss_name_t mn = make_mn("Alice", GSS_C_NT_USER_NAME, &plugin_toy), copy, again;
    gss_name_t lower = make_mn("alice", GSS_C_NT_USER_NAME, &plugin_toy);
    gss_buffer_desc exported;
    OM_uint32 minor;

    (void)state;
    check_status(gss_duplicate_name(&minor, mn, &copy), GSS_S_COMPLETE);
    check_displayed(copy, "Alice", GSS_C_NT_USER_NAME);
    assert_true(names_equal(mn, copy));
    assert_false(names_equal(mn, lower));
    check_status(gss_export_name(&minor, mn, &exported), GSS_S_COMPLETE);
    assert_int_equal(exported.length, 18);
    check_status(gss_import_name(&minor, &exported, GSS_C_NT_EXPORT_NAME, &again), GSS_S_COMPLETE);
    assert_true(names_equal(mn, again));
    gss_release_buffer(&minor, &exported);
    gss_release_name(&minor, &mn);
    gss_release_name(&minor, &copy);
    gss_release_name(&minor, &again);
    gss_release_name(&minor, &lower);
}

static void test_the_configuration_names_the_mechanism(void **state)
{
    gss_buffer_desc name;
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_saslname_for_mech(&minor, &plugin_toy, NULL, &name, NULL),
                 GSS_S_COMPLETE);
    check_text(&name, "minimal");
    gss_release_buffer(&minor, &name);
}

static void test_usual_types_of_names_are_taken(void **state)
{
    gss_OID_set types;
    OM_uint32 minor;
    int present;

    (void)state;
    check_status(gss_inquire_names_for_mech(&minor, &plugin_toy, &types), GSS_S_COMPLETE);
    check_status(gss_test_oid_set_member(&minor, GSS_C_NT_HOSTBASED_SERVICE, types, &present),
                 GSS_S_COMPLETE);
    assert_true(present);
    gss_release_oid_set(&minor, &types);
}

/* dlsym finds this library's own gss_pseudo_random and gss_wrap_size_limit, which the plugin
 * needs as a library; they are not the plugin's. */
static void test_what_the_plugin_lacks_is_unavailable(void **state)
{
    gss_buffer_desc input = text_buffer("x"), output;
    struct plugin_pair pair;
    OM_uint32 minor, limit, flags;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    plugin_pair_establish(&pair);
    plugin_pair_talk(&pair);
    check_status(gss_pseudo_random(&minor, pair.initiator, GSS_C_PRF_KEY_FULL, &input, 5, &output),
                 GSS_S_UNAVAILABLE);
    check_status(gss_wrap_size_limit(&minor, pair.initiator, 1, 0, 1000, &limit),
                 GSS_S_UNAVAILABLE);
    check_status(gss_process_context_token(&minor, pair.initiator, &input), GSS_S_UNAVAILABLE);
    check_status(
        gss_inquire_context(&minor, pair.initiator, NULL, NULL, NULL, NULL, &flags, NULL, NULL),
        GSS_S_COMPLETE);
    assert_int_equal(flags & GSS_C_TRANS_FLAG, 0); /* it could export, and does not say so */
    check_status(gss_export_sec_context(&minor, &pair.initiator, &output), GSS_S_UNAVAILABLE);
    assert_non_null(pair.initiator);
    plugin_pair_end(&pair);
}

static void test_a_password_is_unavailable(void **state)
{
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_name_t name = make_name("alice", GSS_C_NT_USER_NAME);
    gss_buffer_desc password = text_buffer("ecila");
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred_with_password(&minor, name, &password, 0, &only, GSS_C_INITIATE,
                                                &cred, NULL, NULL),
                 GSS_S_UNAVAILABLE);
    assert_null(cred);
    gss_release_name(&minor, &name);
}

/* It offers no calls for several buffers. */
static void test_associated_data_go_by_calls_of_their_own(void **state)
{
    struct plugin_pair pair;
    gss_iov_buffer_desc iov = {GSS_IOV_BUFFER_TYPE_DATA, text_buffer("x")};
    OM_uint32 minor;

    (void)state;
    plugin_check_aead();
    plugin_pair_begin(&pair, &plugin_toy, "host@server", 0);
    plugin_pair_establish(&pair);
    check_status(gss_wrap_iov_length(&minor, pair.initiator, 0, 0, NULL, &iov, 1),
                 GSS_S_UNAVAILABLE);
    plugin_pair_end(&pair);
}

/* It is, too, after it has been exported and imported. */
static void check_cred_has_name(gss_cred_id_t cred, bool expected)
{
    gss_buffer_desc token;
    gss_cred_id_t again;
    gss_name_t name;
    OM_uint32 minor;

    check_status(gss_inquire_cred(&minor, cred, &name, NULL, NULL, NULL), GSS_S_COMPLETE);
    assert_int_equal(name != GSS_C_NO_NAME, expected);
    gss_release_name(&minor, &name);
    check_status(gss_export_cred(&minor, cred, &token), GSS_S_COMPLETE);
    check_status(gss_import_cred(&minor, &token, &again), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    check_status(gss_inquire_cred(&minor, again, &name, NULL, NULL, NULL), GSS_S_COMPLETE);
    assert_int_equal(name != GSS_C_NO_NAME, expected);
    gss_release_name(&minor, &name);
    gss_release_cred(&minor, &again);
}

/* The plugin gives a name for it, and could not display that. */
static void test_an_acceptors_credential_without_a_name_tells_none(void **state)
{
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_name_t alice = make_name("alice", GSS_C_NT_USER_NAME), name;
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    for (gss_cred_usage_t usage = GSS_C_BOTH; usage <= GSS_C_ACCEPT; usage++) {
        check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, usage, &cred, NULL, NULL),
                     GSS_S_COMPLETE);
        check_cred_has_name(cred, usage == GSS_C_INITIATE);
        gss_release_cred(&minor, &cred);
    }
    check_status(gss_acquire_cred(&minor, alice, 0, &only, GSS_C_ACCEPT, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_inquire_cred(&minor, cred, &name, NULL, NULL, NULL), GSS_S_COMPLETE);
    check_displayed(name, "alice", GSS_C_NT_USER_NAME);
    gss_release_name(&minor, &name);
    check_cred_has_name(cred, true);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &alice);
}

static bool says_transferable(gss_ctx_id_t context)
{
    OM_uint32 minor, flags = 0;

    check_status(gss_inquire_context(&minor, context, NULL, NULL, NULL, NULL, &flags, NULL, NULL),
                 GSS_S_COMPLETE);
    return (flags & GSS_C_TRANS_FLAG) != 0;
}

/* The context goes out and comes back, or stays as it is: as its flag says. */
static void check_transferable(gss_ctx_id_t *context, bool expected)
{
    gss_buffer_desc token;
    OM_uint32 minor;

    assert_int_equal(says_transferable(*context), expected);
    check_status(gss_export_sec_context(&minor, context, &token),
                 expected ? GSS_S_COMPLETE : GSS_S_UNAVAILABLE);
    if (expected)
        check_status(gss_import_sec_context(&minor, &token, context), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    assert_int_equal(says_transferable(*context), expected);
}

/* By the plugin's flag: it has no attribute for all contexts. */
static void check_transferable_when(const char *state, bool open)
{
    struct plugin_pair pair;

    assert_int_equal(setenv("TOY_FAULT", state, 1), 0);
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    check_status(plugin_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    check_transferable(&pair.initiator, !open);
    check_status(plugin_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    check_transferable(&pair.acceptor, !open);
    plugin_pair_establish(&pair);
    check_transferable(&pair.initiator, open);
    check_transferable(&pair.acceptor, open);
    plugin_pair_talk(&pair);
    plugin_pair_end(&pair);
}

static void test_each_state_says_whether_it_can_be_exported(void **state)
{
    (void)state;
    check_transferable_when("exports when open", true);
    check_transferable_when("exports when not open", false);
    unsetenv("TOY_FAULT");
}

/* Once one is the default, that is the default. */
static void test_a_credential_is_stored_by_the_call_without_a_place(void **state)
{
    gss_key_value_element_desc here = {"place", "here"};
    gss_key_value_set_desc in_here = {1, &here};
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_name_t alice = make_name("alice", GSS_C_NT_USER_NAME), name;
    gss_cred_usage_t usage;
    gss_OID_set mechs;
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, alice, 0, &only, GSS_C_INITIATE, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(
        gss_store_cred_into(&minor, cred, GSS_C_INITIATE, GSS_C_NO_OID, 1, 1, &in_here, NULL, NULL),
        GSS_S_UNAVAILABLE);
    check_status(gss_store_cred(&minor, cred, GSS_C_BOTH, GSS_C_NO_OID, 0, 1, &mechs, &usage),
                 GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_INITIATE);
    assert_int_equal(mechs->count, 1);
    gss_release_oid_set(&minor, &mechs);
    check_status(gss_store_cred(&minor, cred, GSS_C_BOTH, GSS_C_NO_OID, 0, 1, NULL, NULL),
                 GSS_S_DUPLICATE_ELEMENT);
    gss_release_cred(&minor, &cred);
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(gss_inquire_cred(&minor, cred, &name, NULL, NULL, NULL), GSS_S_COMPLETE);
    check_displayed(name, "alice", GSS_C_NT_USER_NAME);
    gss_release_name(&minor, &name);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &alice);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_copied_compared_and_exported_by_their_text),
        cmocka_unit_test(test_the_configuration_names_the_mechanism),
        cmocka_unit_test(test_usual_types_of_names_are_taken),
        cmocka_unit_test(test_what_the_plugin_lacks_is_unavailable),
        cmocka_unit_test(test_a_password_is_unavailable),
        cmocka_unit_test(test_associated_data_go_by_calls_of_their_own),
        cmocka_unit_test(test_an_acceptors_credential_without_a_name_tells_none),
        cmocka_unit_test(test_each_state_says_whether_it_can_be_exported),
        cmocka_unit_test(test_a_credential_is_stored_by_the_call_without_a_place),
    };

    plugin_config_create();
    plugin_config_write("minimal");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
