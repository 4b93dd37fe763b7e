/* Kerberos credentials made of, and copied to, libkrb5's own objects, and their options. */
#include "api/check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <krb5.h>

#include "support/realm.h"

enum { AES128_SHA1 = 17, AES256_SHA1 = 18, AES128_SHA2 = 19, RC4 = 23 };

static krb5_context library;

static const char *in_realm(const char *type, const char *file)
{
    static char name[512];

    snprintf(name, sizeof(name), "%s:%s/%s", type, realm_folder(), file);
    return name;
}

/* A leg to SERVICE and back; either credential may be the default one. */
struct leg {
    const char *service; /* NULL: host@server.gss.test */
    gss_cred_id_t initiator_cred;
    gss_cred_id_t acceptor_cred;
    OM_uint32 flags;
    OM_uint32 initiated, accepted; /* statuses */
    gss_ctx_id_t initiator, acceptor;
    OM_uint32 ret_flags;
    gss_buffer_desc token;
    char source[128];
};

static void leg_accept(struct leg *leg, gss_ctx_id_t *context)
{
    gss_buffer_desc reply = GSS_C_EMPTY_BUFFER, text;
    gss_name_t source;
    OM_uint32 minor;

    leg->accepted = gss_accept_sec_context(&minor, context, leg->acceptor_cred, &leg->token, NULL,
                                           &source, NULL, &reply, &leg->ret_flags, NULL, NULL);
    if (source != GSS_C_NO_NAME) {
        check_status(gss_display_name(&minor, source, &text, NULL), GSS_S_COMPLETE);
        snprintf(leg->source, sizeof(leg->source), "%.*s", (int)text.length, (char *)text.value);
        gss_release_buffer(&minor, &text);
        gss_release_name(&minor, &source);
    }
    gss_release_buffer(&minor, &reply);
}

static void leg_run(struct leg *leg)
{
    gss_name_t target = make_name(leg->service != NULL ? leg->service : "host@server.gss.test",
                                  GSS_C_NT_HOSTBASED_SERVICE);
    OM_uint32 minor;

    leg->initiated =
        gss_init_sec_context(&minor, leg->initiator_cred, &leg->initiator, target, GSS_KRB5,
                             leg->flags, 0, NULL, GSS_C_NO_BUFFER, NULL, &leg->token, NULL, NULL);
    leg->accepted = GSS_S_FAILURE;
    if (!GSS_ERROR(leg->initiated))
        leg_accept(leg, &leg->acceptor);
    gss_release_name(&minor, &target);
}

static void leg_end(struct leg *leg)
{
    OM_uint32 minor;

    gss_release_buffer(&minor, &leg->token);
    gss_delete_sec_context(&minor, &leg->initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &leg->acceptor, GSS_C_NO_BUFFER);
    leg->source[0] = '\0';
}

static gss_cred_id_t acquire(gss_cred_usage_t usage)
{
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_cred_id_t cred;
    OM_uint32 minor;

    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &krb5, usage, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    return cred;
}

static void check_initiates_as(gss_cred_id_t cred, const char *name)
{
    struct leg leg = {.initiator_cred = cred};

    leg_run(&leg);
    check_status(leg.initiated, GSS_S_COMPLETE);
    check_status(leg.accepted, GSS_S_COMPLETE);
    assert_string_equal(leg.source, name);
    leg_end(&leg);
}

static void test_a_cache_makes_an_initiator(void **state)
{
    gss_cred_usage_t usage;
    gss_cred_id_t cred;
    krb5_ccache cache;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_cc_resolve(library, in_realm("FILE", "bob.ccache"), &cache), 0);
    check_status(gss_krb5_import_cred(&minor, cache, NULL, NULL, &cred), GSS_S_COMPLETE);
    krb5_cc_close(library, cache); /* the credential has its own handle */
    check_initiates_as(cred, "bob@GSS.TEST");
    check_status(gss_inquire_cred(&minor, cred, NULL, NULL, &usage, NULL), GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_INITIATE);
    gss_release_cred(&minor, &cred);

    assert_int_equal(krb5_cc_resolve(library, in_realm("FILE", "nothing"), &cache), 0);
    check_status(gss_krb5_import_cred(&minor, cache, NULL, NULL, &cred), GSS_S_NO_CRED);
    assert_null(cred);
    krb5_cc_close(library, cache);
    check_status(gss_krb5_import_cred(&minor, NULL, NULL, NULL, &cred), GSS_S_NO_CRED);
    check_status(gss_krb5_import_cred(&minor, NULL, NULL, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
}

static void test_a_keytab_makes_an_acceptor_for_one_principal_or_any(void **state)
{
    struct leg leg = {.service = NULL};
    krb5_principal server, delegate;
    gss_cred_usage_t usage;
    krb5_keytab keytab;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_kt_resolve(library, in_realm("FILE", "server.keytab"), &keytab), 0);
    assert_int_equal(krb5_parse_name(library, "host/server.gss.test", &server), 0);
    assert_int_equal(krb5_parse_name(library, "host/delegate.gss.test", &delegate), 0);
    check_status(gss_krb5_import_cred(&minor, NULL, server, keytab, &leg.acceptor_cred),
                 GSS_S_COMPLETE);
    check_status(gss_inquire_cred(&minor, leg.acceptor_cred, NULL, NULL, &usage, NULL),
                 GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_ACCEPT);
    leg_run(&leg);
    check_status(leg.accepted, GSS_S_COMPLETE);
    leg_end(&leg);
    gss_release_cred(&minor, &leg.acceptor_cred);

    check_status(gss_krb5_import_cred(&minor, NULL, delegate, keytab, &leg.acceptor_cred),
                 GSS_S_COMPLETE);
    leg_run(&leg);
    assert_true(GSS_ERROR(leg.accepted)); /* another's ticket */
    leg_end(&leg);
    gss_release_cred(&minor, &leg.acceptor_cred);

    check_status(gss_krb5_import_cred(&minor, NULL, NULL, keytab, &leg.acceptor_cred),
                 GSS_S_COMPLETE);
    krb5_kt_close(library, keytab);
    leg_run(&leg);
    check_status(leg.accepted, GSS_S_COMPLETE);
    leg_end(&leg);
    gss_release_cred(&minor, &leg.acceptor_cred);
    krb5_free_principal(library, server);
    krb5_free_principal(library, delegate);
}

static void test_an_acceptor_for_any_principal_has_a_name_to_initiate_to(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_ACCEPT);
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    gss_name_t name;
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_cred_by_mech(&minor, cred, GSS_KRB5, &name, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_non_null(name);
    check_status(gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, name, GSS_KRB5, 0, 0,
                                      NULL, GSS_C_NO_BUFFER, NULL, &token, NULL, NULL),
                 GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    gss_release_name(&minor, &name);
    gss_release_cred(&minor, &cred);
}

static void test_a_cache_and_a_keytab_make_both(void **state)
{
    gss_cred_usage_t usage;
    gss_cred_id_t cred;
    krb5_keytab keytab;
    krb5_ccache cache;
    gss_name_t name;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_kt_resolve(library, in_realm("FILE", "server.keytab"), &keytab), 0);
    assert_int_equal(krb5_cc_resolve(library, in_realm("FILE", "bob.ccache"), &cache), 0);
    check_status(gss_krb5_import_cred(&minor, cache, NULL, keytab, &cred), GSS_S_COMPLETE);
    check_status(gss_inquire_cred(&minor, cred, &name, NULL, &usage, NULL), GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_BOTH);
    check_displayed(name, "bob@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_name(&minor, &name);
    check_initiates_as(cred, "bob@GSS.TEST");
    gss_release_cred(&minor, &cred);
    krb5_kt_close(library, keytab);
    krb5_cc_close(library, cache);
}

static void test_tickets_are_copied_into_a_cache(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_INITIATE), copied, acceptor = acquire(GSS_C_ACCEPT);
    krb5_principal alice;
    krb5_ccache cache;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_parse_name(library, "alice", &alice), 0);
    assert_int_equal(krb5_cc_new_unique(library, "MEMORY", NULL, &cache), 0);
    assert_int_equal(krb5_cc_initialize(library, cache, alice), 0);
    check_status(gss_krb5_copy_ccache(&minor, cred, cache), GSS_S_COMPLETE);
    check_status(gss_krb5_import_cred(&minor, cache, NULL, NULL, &copied), GSS_S_COMPLETE);
    check_initiates_as(copied, "alice@GSS.TEST");
    gss_release_cred(&minor, &copied);
    check_status(gss_krb5_copy_ccache(&minor, acceptor, cache), GSS_S_NO_CRED);
    check_status(gss_krb5_copy_ccache(&minor, GSS_C_NO_CREDENTIAL, cache),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    check_status(gss_krb5_copy_ccache(&minor, cred, NULL), GSS_S_CALL_INACCESSIBLE_WRITE);
    krb5_cc_destroy(library, cache);
    krb5_free_principal(library, alice);
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &acceptor);
}

static void *default_of_another_thread(void *data)
{
    (void)data;
    check_initiates_as(GSS_C_NO_CREDENTIAL, "alice@GSS.TEST");
    return NULL;
}

static void test_a_thread_names_its_default_cache(void **state)
{
    const char *before, *usual = getenv("KRB5CCNAME");
    pthread_t other;
    OM_uint32 minor;

    (void)state;
    check_status(gss_krb5_ccache_name(&minor, in_realm("FILE", "bob.ccache"), &before),
                 GSS_S_COMPLETE);
    assert_string_equal(before, usual);
    check_initiates_as(GSS_C_NO_CREDENTIAL, "bob@GSS.TEST");
    assert_int_equal(pthread_create(&other, NULL, default_of_another_thread, NULL), 0);
    pthread_join(other, NULL);
    realm_prefer_enctype_of("host@aes128-sha1.gss.test"); /* another krb5.conf */
    check_initiates_as(GSS_C_NO_CREDENTIAL, "bob@GSS.TEST");
    realm_prefer_enctype_of("");
    check_status(gss_krb5_ccache_name(&minor, NULL, &before), GSS_S_COMPLETE);
    assert_string_equal(before, in_realm("FILE", "bob.ccache"));
    check_initiates_as(GSS_C_NO_CREDENTIAL, "alice@GSS.TEST");
}

static OM_uint32 limit(gss_cred_id_t cred, int32_t first, int32_t second)
{
    krb5_enctype types[] = {first, second};
    OM_uint32 minor;

    return gss_krb5_set_allowable_enctypes(&minor, cred, 2, types);
}

/* The type of the keys of a context to SERVICE, which the initiator's end gives away. */
static OM_uint32 key_type(const char *service, gss_cred_id_t cred)
{
    struct leg leg = {.service = service, .initiator_cred = cred};
    gss_krb5_lucid_context_v1_t *lucid;
    OM_uint32 minor, type;

    leg_run(&leg);
    if (GSS_ERROR(leg.initiated)) {
        check_status(leg.initiated, GSS_S_FAILURE);
        leg_end(&leg);
        return 0;
    }
    check_status(gss_krb5_export_lucid_sec_context(&minor, &leg.initiator, 1, (void **)&lucid),
                 GSS_S_COMPLETE);
    type = lucid->cfx_kd.ctx_key.type;
    gss_krb5_free_lucid_sec_context(&minor, lucid);
    leg_end(&leg);
    return type;
}

static void test_an_initiator_asks_for_the_allowed_types_alone(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_INITIATE), shared;
    OM_uint32 minor;

    (void)state;
    /* host/several takes two types; the stronger is the usual one. */
    assert_int_equal(system("kadmin.local -q 'addprinc -randkey host/several.gss.test' >/dev/null "
                            "2>&1 && kadmin.local -q 'setstr host/several.gss.test "
                            "session_enctypes \"aes256-cts aes128-cts\"' >/dev/null 2>&1 && "
                            "kadmin.local -q 'ktadd -norandkey -k '$GSS_REALM_DIR'/server.keytab "
                            "host/several.gss.test' >/dev/null 2>&1"),
                     0);
    assert_int_equal(key_type("host@several.gss.test", cred), AES256_SHA1);
    check_status(limit(cred, RC4, AES128_SHA1), GSS_S_COMPLETE);
    assert_int_equal(key_type("host@several.gss.test", cred), AES128_SHA1); /* not the cached one */
    check_status(limit(cred, AES128_SHA2, 0), GSS_S_COMPLETE);
    assert_int_equal(key_type("host@several.gss.test", cred), 0);
    check_status(limit(cred, RC4, 3), GSS_S_FAILURE);
    assert_int_equal(key_type("host@several.gss.test", cred), 0); /* as before */
    assert_int_equal(key_type("host@several.gss.test", GSS_C_NO_CREDENTIAL), AES256_SHA1);

    /* A copy keeps the option, and its own option leaves the other alone. */
    check_status(limit(cred, AES128_SHA1, 0), GSS_S_COMPLETE);
    check_status(gss_add_cred(&minor, cred, GSS_C_NO_NAME, GSS_KRB5, GSS_C_ACCEPT, 0, 0, &shared,
                              NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_int_equal(key_type("host@several.gss.test", shared), AES128_SHA1);
    check_status(gss_krb5_set_allowable_enctypes(&minor, shared, 0, NULL), GSS_S_COMPLETE);
    assert_int_equal(key_type("host@several.gss.test", shared), AES256_SHA1);
    assert_int_equal(key_type("host@several.gss.test", cred), AES128_SHA1);
    gss_release_cred(&minor, &cred);
    assert_int_equal(key_type("host@several.gss.test", shared), AES256_SHA1);
    gss_release_cred(&minor, &shared);
    check_status(limit(GSS_C_NO_CREDENTIAL, AES128_SHA1, 0),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
}

static void test_an_acceptor_refuses_other_types(void **state)
{
    struct leg leg = {.acceptor_cred = acquire(GSS_C_ACCEPT)};
    OM_uint32 minor;

    (void)state;
    check_status(limit(leg.acceptor_cred, AES128_SHA1, AES128_SHA2), GSS_S_COMPLETE);
    leg_run(&leg);
    check_status(leg.accepted, GSS_S_FAILURE);
    leg_end(&leg);
    check_status(limit(leg.acceptor_cred, AES128_SHA1, AES256_SHA1), GSS_S_COMPLETE);
    leg_run(&leg);
    check_status(leg.accepted, GSS_S_COMPLETE);
    leg_end(&leg);
    gss_release_cred(&minor, &leg.acceptor_cred);
}

static OM_uint32 protection(gss_cred_id_t cred, OM_uint32 flags)
{
    struct leg leg = {.initiator_cred = cred, .flags = flags};
    OM_uint32 minor, own;

    leg_run(&leg);
    check_status(leg.accepted, GSS_S_COMPLETE);
    check_status(
        gss_inquire_context(&minor, leg.initiator, NULL, NULL, NULL, NULL, &own, NULL, NULL),
        GSS_S_COMPLETE);
    own &= GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;
    assert_int_equal(leg.ret_flags & (GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG), own);
    leg_end(&leg);
    return own;
}

static void test_the_protection_flags_can_be_left_to_the_caller(void **state)
{
    gss_cred_id_t cred = acquire(GSS_C_INITIATE);
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(protection(cred, 0), GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG);
    check_status(gss_set_cred_option(&minor, &cred, GSS_KRB5_CRED_NO_CI_FLAGS_X, NULL),
                 GSS_S_COMPLETE);
    assert_int_equal(protection(cred, 0), 0);
    assert_int_equal(protection(cred, GSS_C_INTEG_FLAG), GSS_C_INTEG_FLAG);
    assert_int_equal(protection(cred, GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG),
                     GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG);
    assert_int_equal(protection(GSS_C_NO_CREDENTIAL, 0), GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG);
    check_status(gss_export_cred(&minor, cred, &token), GSS_S_COMPLETE); /* it travels */
    gss_release_cred(&minor, &cred);
    check_status(gss_import_cred(&minor, &token, &cred), GSS_S_COMPLETE);
    assert_int_equal(protection(cred, 0), 0);
    gss_release_buffer(&minor, &token);
    gss_release_cred(&minor, &cred);
}

static krb5_rcache make_rcache(const char *file)
{
    krb5_data piece = {.data = (char *)"gss", .length = 3};
    krb5_context own;
    krb5_rcache rcache;

    setenv("KRB5RCACHENAME", in_realm("file2", file), 1);
    assert_int_equal(krb5_init_context(&own), 0);
    assert_int_equal(krb5_get_server_rcache(own, &piece, &rcache), 0);
    krb5_free_context(own);
    unsetenv("KRB5RCACHENAME");
    return rcache;
}

static void test_an_acceptor_has_a_replay_cache_of_its_own(void **state)
{
    struct leg leg = {.acceptor_cred = acquire(GSS_C_ACCEPT)};
    gss_ctx_id_t again = GSS_C_NO_CONTEXT;
    gss_cred_id_t initiator = acquire(GSS_C_INITIATE);
    OM_uint32 minor;

    (void)state;
    check_status(gss_krb5_set_cred_rcache(&minor, leg.acceptor_cred, make_rcache("own.rcache")),
                 GSS_S_COMPLETE);
    leg_run(&leg);
    check_status(leg.accepted, GSS_S_COMPLETE);
    leg_accept(&leg, &again);
    check_status(leg.accepted, GSS_S_FAILURE | GSS_S_DUPLICATE_TOKEN);
    /* The usual replay cache has not seen the token. */
    check_status(gss_krb5_set_cred_rcache(&minor, leg.acceptor_cred, NULL), GSS_S_COMPLETE);
    leg_accept(&leg, &again);
    check_status(leg.accepted, GSS_S_COMPLETE);
    gss_delete_sec_context(&minor, &again, GSS_C_NO_BUFFER);
    leg_end(&leg);
    check_status(gss_krb5_set_cred_rcache(&minor, initiator, NULL), GSS_S_NO_CRED);
    gss_release_cred(&minor, &leg.acceptor_cred);
    gss_release_cred(&minor, &initiator);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cache_makes_an_initiator),
        cmocka_unit_test(test_a_keytab_makes_an_acceptor_for_one_principal_or_any),
        cmocka_unit_test(test_an_acceptor_for_any_principal_has_a_name_to_initiate_to),
        cmocka_unit_test(test_a_cache_and_a_keytab_make_both),
        cmocka_unit_test(test_tickets_are_copied_into_a_cache),
        cmocka_unit_test(test_a_thread_names_its_default_cache),
        cmocka_unit_test(test_an_initiator_asks_for_the_allowed_types_alone),
        cmocka_unit_test(test_an_acceptor_refuses_other_types),
        cmocka_unit_test(test_the_protection_flags_can_be_left_to_the_caller),
        cmocka_unit_test(test_an_acceptor_has_a_replay_cache_of_its_own),
    };
    int failed;

    if (krb5_init_context(&library) != 0)
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    krb5_free_context(library);
    return failed;
}
