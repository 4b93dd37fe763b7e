/* An interposer that does its work by calling the library again. */
#include <stdlib.h>

#include "api/check.h"
#include "plugin/config.h"
#include "plugin/interposer.h"
#include "plugin/pair.h"

static gss_OID_desc self = {3, (void *)INTERPOSER_OID_BYTES};
static gss_OID_desc behind = {12,
                              (void *)INTERPOSER_OID_BYTES "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"};

static void test_the_interposer_is_not_indicated(void **state)
{
    gss_OID_set mechs;
    OM_uint32 minor;
    int present;

    (void)state;
    check_status(gss_indicate_mechs(&minor, &mechs), GSS_S_COMPLETE);
    assert_true(gss_oid_equal(&mechs->elements[0], GSS_KRB5));
    check_status(gss_test_oid_set_member(&minor, &self, mechs, &present), GSS_S_COMPLETE);
    assert_false(present);
    check_status(gss_test_oid_set_member(&minor, &behind, mechs, &present), GSS_S_COMPLETE);
    assert_false(present);
    gss_release_oid_set(&minor, &mechs);
}

static void test_names_of_either_table_are_one_mechanisms(void **state)
{
    gss_name_t through = make_mn("alice", GSS_C_NT_USER_NAME, GSS_KRB5);
    gss_name_t past = make_mn("alice", GSS_C_NT_USER_NAME, &behind), again;
    gss_buffer_desc exported, exported_past;
    OM_uint32 minor;

    (void)state;
    check_displayed(through, "alice@GSS.TEST" INTERPOSER_MARK, GSS_KRB5_NT_PRINCIPAL_NAME);
    check_displayed(past, "alice@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    assert_true(names_equal(through, past));
    assert_true(names_equal(past, through));
    check_status(gss_export_name(&minor, through, &exported), GSS_S_COMPLETE);
    check_status(gss_export_name(&minor, past, &exported_past), GSS_S_COMPLETE);
    assert_int_equal(exported.length, exported_past.length); /* both have the public identifier */
    assert_memory_equal(exported.value, exported_past.value, exported.length);
    check_status(gss_import_name(&minor, &exported, GSS_C_NT_EXPORT_NAME, &again), GSS_S_COMPLETE);
    check_displayed(again, "alice@GSS.TEST" INTERPOSER_MARK, GSS_KRB5_NT_PRINCIPAL_NAME);
    assert_true(names_equal(through, again));
    gss_release_buffer(&minor, &exported);
    gss_release_buffer(&minor, &exported_past);
    gss_release_name(&minor, &through);
    gss_release_name(&minor, &past);
    gss_release_name(&minor, &again);
}

/* Contexts of MECH, in which KIND is what comes of it. */
static void check_contexts(gss_OID mech, gss_OID kind, const char *source_text,
                           gss_const_OID source_type)
{
    struct plugin_pair pair;
    gss_name_t source;
    gss_OID told;
    OM_uint32 minor;

    plugin_pair_begin(&pair, mech, "host@server.gss.test", GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG);
    plugin_pair_establish(&pair);
    plugin_pair_talk(&pair);
    check_status(
        gss_inquire_context(&minor, pair.acceptor, &source, NULL, NULL, &told, NULL, NULL, NULL),
        GSS_S_COMPLETE);
    assert_true(gss_oid_equal(told, kind)); /* public */
    check_displayed(source, source_text, source_type);
    gss_release_name(&minor, &source);
    plugin_pair_end(&pair);
}

static void test_contexts_go_through_the_interposer(void **state)
{
    (void)state;
    check_contexts(GSS_KRB5, GSS_KRB5, "alice@GSS.TEST" INTERPOSER_MARK,
                   GSS_KRB5_NT_PRINCIPAL_NAME);
}

static void test_a_negotiation_goes_through_the_interposer(void **state)
{
    gss_OID_desc spnego = {6, (void *)"\x2b\x06\x01\x05\x05\x02"};

    (void)state;
    check_contexts(&spnego, GSS_KRB5, "alice@GSS.TEST" INTERPOSER_MARK, GSS_KRB5_NT_PRINCIPAL_NAME);
}

static void test_a_plugin_can_be_interposed(void **state)
{
    (void)state;
    check_contexts(&plugin_toy, &plugin_toy, "toy" INTERPOSER_MARK, GSS_C_NT_USER_NAME);
}

static void test_credentials_go_through_the_interposer(void **state)
{
    gss_OID_set_desc only = {1, GSS_KRB5};
    gss_cred_id_t cred;
    gss_OID_set mechs;
    gss_name_t name;
    OM_uint32 minor;

    (void)state;
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &cred, &mechs, NULL),
        GSS_S_COMPLETE);
    assert_int_equal(mechs->count, 1);
    assert_true(gss_oid_equal(&mechs->elements[0], GSS_KRB5));
    check_status(gss_inquire_cred(&minor, cred, &name, NULL, NULL, NULL), GSS_S_COMPLETE);
    check_displayed(name, "alice@GSS.TEST" INTERPOSER_MARK, GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_name(&minor, &name);
    gss_release_oid_set(&minor, &mechs);
    gss_release_cred(&minor, &cred);
}

static void test_the_mechanism_behind_works_by_its_own_identifier(void **state)
{
    gss_OID_set_desc only = {1, &behind};
    gss_name_t target = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token;
    gss_cred_id_t cred;
    gss_OID_set mechs;
    gss_OID actual;
    OM_uint32 minor;

    (void)state;
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &cred, &mechs, NULL),
        GSS_S_COMPLETE);
    assert_true(gss_oid_equal(&mechs->elements[0], GSS_KRB5)); /* the public one */
    check_status(gss_init_sec_context(&minor, cred, &context, target, &behind, 0, 0, NULL, NULL,
                                      &actual, &token, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_true(gss_oid_equal(actual, GSS_KRB5));
    check_status(gss_release_oid(&minor, &actual), GSS_S_COMPLETE); /* static */
    gss_release_buffer(&minor, &token);
    gss_delete_sec_context(&minor, &context, NULL);
    gss_release_oid_set(&minor, &mechs);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &target);
}

static void test_contexts_are_transferred_through_the_interposer(void **state)
{
    struct plugin_pair pair;
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    plugin_pair_begin(&pair, GSS_KRB5, "host@server.gss.test", GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG);
    plugin_pair_establish(&pair);
    check_status(gss_export_sec_context(&minor, &pair.acceptor, &token), GSS_S_COMPLETE);
    assert_null(pair.acceptor);
    check_status(gss_import_sec_context(&minor, &token, &pair.acceptor), GSS_S_COMPLETE);
    plugin_pair_talk(&pair);
    gss_release_buffer(&minor, &token);
    plugin_pair_end(&pair);
}

static void test_static_facts_stay_the_mechanisms(void **state)
{
    gss_buffer_desc sasl;
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_saslname_for_mech(&minor, GSS_KRB5, &sasl, NULL, NULL),
                 GSS_S_COMPLETE);
    check_text(&sasl, "GS2-KRB5");
    gss_release_buffer(&minor, &sasl);
}

/* A code of libkrb5's: KRB5_CC_NOTFOUND. */
static void test_the_sentence_of_a_status_comes_from_behind(void **state)
{
    OM_uint32 code = (OM_uint32)-1765328243;

    (void)state;
    check_sentence(GSS_KRB5, code, "Matching credential not found");
    assert_int_equal(setenv("TEST_ASKS_NAMELESS", "1", 1), 0);
    check_sentence(GSS_KRB5, code, "Matching credential not found");
    check_sentence(GSS_C_NO_OID, code, "Matching credential not found");
    assert_int_equal(unsetenv("TEST_ASKS_NAMELESS"), 0);
}

static int set_up(void **state)
{
    (void)state;
    plugin_config_create();
    plugin_config_write("interposer toy");
    return setenv("TEST_INTERPOSES", "krb5 toy", 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_interposer_is_not_indicated),
        cmocka_unit_test(test_names_of_either_table_are_one_mechanisms),
        cmocka_unit_test(test_contexts_go_through_the_interposer),
        cmocka_unit_test(test_a_negotiation_goes_through_the_interposer),
        cmocka_unit_test(test_a_plugin_can_be_interposed),
        cmocka_unit_test(test_credentials_go_through_the_interposer),
        cmocka_unit_test(test_the_mechanism_behind_works_by_its_own_identifier),
        cmocka_unit_test(test_contexts_are_transferred_through_the_interposer),
        cmocka_unit_test(test_the_sentence_of_a_status_comes_from_behind),
        cmocka_unit_test(test_static_facts_stay_the_mechanisms),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
