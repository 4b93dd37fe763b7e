/* A plugin that offers little: what the glue makes up for, and what is unavailable. */
#include "plugin/config.h"
#include "plugin/pair.h"

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

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_copied_compared_and_exported_by_their_text),
        cmocka_unit_test(test_the_configuration_names_the_mechanism),
        cmocka_unit_test(test_usual_types_of_names_are_taken),
        cmocka_unit_test(test_what_the_plugin_lacks_is_unavailable),
        cmocka_unit_test(test_a_password_is_unavailable),
    };

    plugin_config_create();
    plugin_config_write("minimal");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
