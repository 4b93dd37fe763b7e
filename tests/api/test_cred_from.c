/* Kerberos credentials of passwords and stores, as a program of the realm gets them. */
#include "api/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A value of the store: the file in the realm's folder. */
static const char *realm_file(const char *type, const char *name, char out[512])
{
    snprintf(out, 512, "%s:%s/%s", type, getenv("GSS_REALM_DIR"), name);
    return out;
}

static OM_uint32 acquire_from(const char *name, gss_cred_usage_t usage,
                              const gss_key_value_element_desc *pairs, size_t count,
                              gss_cred_id_t *cred)
{
    gss_name_t desired = name != NULL ? make_name(name, GSS_C_NT_USER_NAME) : GSS_C_NO_NAME;
    gss_key_value_set_desc store = {(OM_uint32)count, (gss_key_value_element_desc *)pairs};
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    OM_uint32 major, minor, ignored;

    major = gss_acquire_cred_from(&minor, desired, 0, &krb5, usage, &store, cred, NULL, NULL);
    assert_true((major == GSS_S_COMPLETE) == (*cred != GSS_C_NO_CREDENTIAL));
    gss_release_name(&ignored, &desired);
    return major;
}

static OM_uint32 with_password(const char *name, const void *password, size_t length,
                               gss_cred_id_t *cred)
{
    gss_name_t desired = name != NULL ? make_name(name, GSS_C_NT_USER_NAME) : GSS_C_NO_NAME;
    gss_buffer_desc bytes = {length, (void *)password};
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    OM_uint32 major, minor, ignored;

    major = gss_acquire_cred_with_password(&minor, desired, &bytes, 0, &krb5, GSS_C_INITIATE, cred,
                                           NULL, NULL);
    assert_true((major == GSS_S_COMPLETE) == (*cred != GSS_C_NO_CREDENTIAL));
    gss_release_name(&ignored, &desired);
    return major;
}

/* The credential works: a ticket of the realm's service, for NAME. Releases it. */
static void check_works(gss_cred_id_t *cred, const char *name)
{
    gss_name_t target = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE), source;
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT, acceptor = GSS_C_NO_CONTEXT;
    gss_buffer_desc token, reply;
    OM_uint32 minor;

    check_status(gss_init_sec_context(&minor, *cred, &initiator, target, GSS_KRB5, 0, 0, NULL,
                                      GSS_C_NO_BUFFER, NULL, &token, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_accept_sec_context(&minor, &acceptor, GSS_C_NO_CREDENTIAL, &token, NULL,
                                        &source, NULL, &reply, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_displayed(source, name, GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &reply);
    gss_release_name(&minor, &source);
    gss_release_name(&minor, &target);
    gss_delete_sec_context(&minor, &initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &acceptor, GSS_C_NO_BUFFER);
    gss_release_cred(&minor, cred);
}

static void test_a_password_gives_tickets(void **state)
{
    gss_cred_id_t cred;

    (void)state;
    check_status(with_password("bob", "bob", 3, &cred), GSS_S_COMPLETE);
    check_works(&cred, "bob@GSS.TEST");
    check_status(acquire_from("bob", GSS_C_INITIATE,
                              &(gss_key_value_element_desc){"password", "bob"}, 1, &cred),
                 GSS_S_COMPLETE);
    check_works(&cred, "bob@GSS.TEST");
}

static void test_a_password_leaves_the_users_cache_alone(void **state)
{
    gss_cred_id_t cred, usual;
    gss_name_t name;
    OM_uint32 minor;

    (void)state;
    check_status(with_password("bob", "bob", 3, &cred), GSS_S_COMPLETE);
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_INITIATE,
                                  &usual, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_inquire_cred(&minor, usual, &name, NULL, NULL, NULL), GSS_S_COMPLETE);
    check_displayed(name, "alice@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_name(&minor, &name);
    gss_release_cred(&minor, &usual);
    gss_release_cred(&minor, &cred);
}

static void test_a_wrong_password_gives_none(void **state)
{
    gss_cred_id_t cred;

    (void)state;
    check_status(with_password("bob", "alice", 5, &cred), GSS_S_NO_CRED);
    check_status(with_password("nobody", "nobody", 6, &cred), GSS_S_NO_CRED);
    check_status(with_password(NULL, "bob", 3, &cred), GSS_S_BAD_NAME);
    check_status(with_password("bob", "", 0, &cred), GSS_S_FAILURE);
    check_status(with_password("bob", "bob\0bob", 7, &cred), GSS_S_FAILURE); /* not cut at NUL */
}

static OM_uint32 verified(const char *password, const char *verify, const char *keytab)
{
    gss_key_value_element_desc pairs[] = {
        {"password", password}, {"verify", verify}, {"keytab", keytab}};
    gss_cred_id_t cred;
    OM_uint32 major, minor;

    major = acquire_from("bob", GSS_C_INITIATE, pairs, keytab != NULL ? 3 : 2, &cred);
    gss_release_cred(&minor, &cred);
    return major;
}

static void test_a_password_is_believed_if_the_kdc_has_our_keys(void **state)
{
    char path[512];

    (void)state;
    check_status(verified("bob", "", NULL), GSS_S_COMPLETE);
    check_status(verified("bob", "host/server.gss.test", NULL), GSS_S_COMPLETE);
    check_status(verified("wrong", "", NULL), GSS_S_NO_CRED);
    check_status(verified("bob", "host/elsewhere.gss.test", NULL), GSS_S_NO_CRED); /* no key */
    check_status(verified("bob", "", realm_file("FILE", "nothing", path)), GSS_S_NO_CRED);
    check_status(verified("bob", "", realm_file("FILE", "server.keytab", path)), GSS_S_COMPLETE);
    /* Keys of before: whoever has the others now is not this realm's KDC. */
    assert_int_equal(system("kadmin.local -q 'addprinc -pw old -e aes256-cts:normal host/old' "
                            ">/dev/null 2>&1 && kadmin.local -q \"ktadd -norandkey -k "
                            "$GSS_REALM_DIR/old.keytab host/old\" >/dev/null 2>&1 && "
                            "kadmin.local -q 'delprinc -force host/old' >/dev/null 2>&1 && "
                            "kadmin.local -q 'addprinc -pw new -e aes256-cts:normal host/old' "
                            ">/dev/null 2>&1"),
                     0);
    check_status(verified("bob", "", realm_file("FILE", "old.keytab", path)), GSS_S_NO_CRED);
}

static void test_a_store_names_the_cache(void **state)
{
    char path[512], missing[512];
    gss_key_value_element_desc cache = {"ccache", realm_file("FILE", "bob.ccache", path)};
    gss_key_value_element_desc none = {"ccache", realm_file("FILE", "nothing", missing)};
    gss_key_value_element_desc nonsense = {"ccache", "NONSENSE:x"};
    gss_cred_id_t cred;

    (void)state;
    check_status(acquire_from(NULL, GSS_C_INITIATE, &cache, 1, &cred), GSS_S_COMPLETE);
    check_works(&cred, "bob@GSS.TEST");
    check_status(acquire_from("bob", GSS_C_INITIATE, &cache, 1, &cred), GSS_S_COMPLETE);
    check_works(&cred, "bob@GSS.TEST");
    check_status(acquire_from("alice", GSS_C_INITIATE, &cache, 1, &cred), GSS_S_NO_CRED);
    check_status(acquire_from(NULL, GSS_C_INITIATE, &none, 1, &cred), GSS_S_NO_CRED);
    check_status(acquire_from(NULL, GSS_C_INITIATE, &nonsense, 1, &cred), GSS_S_NO_CRED);
}

static void test_a_client_keytab_fills_a_missing_cache(void **state)
{
    char keytab[512], path[512];
    gss_key_value_element_desc pairs[] = {
        {"client_keytab", realm_file("FILE", "bob.keytab", keytab)},
        {"ccache", realm_file("FILE", "new.ccache", path)},
    };
    gss_cred_id_t cred;

    (void)state;
    check_status(acquire_from(NULL, GSS_C_INITIATE, pairs, 1, &cred), GSS_S_COMPLETE);
    check_works(&cred, "bob@GSS.TEST"); /* from memory */
    assert_int_equal(access(path + 5, F_OK), -1);
    check_status(acquire_from("alice", GSS_C_INITIATE, pairs, 1, &cred), GSS_S_NO_CRED);
    check_status(acquire_from("bob", GSS_C_INITIATE, pairs, 2, &cred), GSS_S_COMPLETE);
    check_works(&cred, "bob@GSS.TEST");
    assert_int_equal(access(path + 5, F_OK), 0);
    check_status(acquire_from("alice", GSS_C_INITIATE, pairs, 2, &cred), GSS_S_NO_CRED);
    check_status(acquire_from(NULL, GSS_C_INITIATE, &pairs[1], 1, &cred), GSS_S_COMPLETE);
    check_works(&cred, "bob@GSS.TEST"); /* what was filled, by itself */
    assert_int_equal(unlink(path + 5), 0);
}

static void test_a_store_names_the_acceptors_keytab(void **state)
{
    char path[512], missing[512];
    gss_key_value_element_desc keytab = {"keytab", realm_file("FILE", "bob.keytab", path)};
    gss_key_value_element_desc none = {"keytab", realm_file("FILE", "nothing", missing)};
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    check_status(acquire_from("bob", GSS_C_ACCEPT, &keytab, 1, &cred), GSS_S_COMPLETE);
    gss_release_cred(&minor, &cred);
    check_status(acquire_from("alice", GSS_C_ACCEPT, &keytab, 1, &cred), GSS_S_NO_CRED);
    check_status(acquire_from(NULL, GSS_C_ACCEPT, &none, 1, &cred), GSS_S_NO_CRED);
    check_status(acquire_from(NULL, GSS_C_INITIATE, &keytab, 1, &cred), GSS_S_COMPLETE);
    check_works(&cred, "alice@GSS.TEST"); /* the key is no initiator's: the usual cache */
}

static void test_keys_that_do_not_go_together_are_refused(void **state)
{
    gss_key_value_element_desc pairs[] = {{"password", "bob"}, {"ccache", "MEMORY:x"}};
    gss_key_value_element_desc keytab[] = {{"password", "bob"}, {"client_keytab", "MEMORY:x"}};
    gss_cred_id_t cred;

    (void)state;
    check_status(acquire_from("bob", GSS_C_INITIATE, pairs, 2, &cred), GSS_S_FAILURE);
    check_status(acquire_from("bob", GSS_C_INITIATE, keytab, 2, &cred), GSS_S_FAILURE);
}

static void test_a_password_serves_both_uses_with_the_usual_keytab(void **state)
{
    gss_name_t name = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_buffer_desc password = text_buffer("wrong");
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_cred_id_t cred = (gss_cred_id_t)&cred;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred_with_password(&minor, name, &password, 0, &krb5, GSS_C_BOTH,
                                                &cred, NULL, NULL),
                 GSS_S_NO_CRED); /* the password is asked for, though the keys are there */
    assert_null(cred);
    gss_release_name(&minor, &name);
}

static void test_scrams_sasl_names_lead_to_its_mechanisms_and_back(void **state)
{
    static const struct {
        const char *sasl;
        gss_OID_desc oid;
        int indicated;
    } rows[] = {{"SCRAM-SHA-256", {6, (void *)"\x2b\x06\x01\x05\x05\x12"}, 1},
                {"SCRAM-SHA-1", {6, (void *)"\x2b\x06\x01\x05\x05\x0e"}, 0}};
    gss_OID_set all, strong, has;
    gss_OID_set_desc initial = {1, (gss_OID)GSS_C_MA_AUTH_INIT_INIT};
    OM_uint32 minor;

    (void)state;
    check_status(gss_indicate_mechs(&minor, &all), GSS_S_COMPLETE);
    check_status(gss_indicate_mechs_by_attrs(&minor, &initial, NULL, NULL, &strong),
                 GSS_S_COMPLETE);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        gss_buffer_desc sasl = text_buffer(rows[i].sasl), name;
        gss_OID_desc oid = rows[i].oid;
        gss_OID found;
        int present;

        check_status(gss_inquire_mech_for_saslname(&minor, &sasl, &found), GSS_S_COMPLETE);
        assert_true(gss_oid_equal(found, &oid));
        check_status(gss_inquire_saslname_for_mech(&minor, &oid, &name, NULL, NULL),
                     GSS_S_COMPLETE);
        check_text(&name, rows[i].sasl);
        gss_release_buffer(&minor, &name);
        gss_test_oid_set_member(&minor, &oid, all, &present);
        assert_int_equal(present, rows[i].indicated);
        gss_test_oid_set_member(&minor, &oid, strong, &present);
        assert_int_equal(present, rows[i].indicated);
        check_status(gss_inquire_attrs_for_mech(&minor, &oid, &has, NULL), GSS_S_COMPLETE);
        gss_test_oid_set_member(&minor, (gss_OID)GSS_C_MA_NOT_DFLT_MECH, has, &present);
        assert_int_equal(present, !rows[i].indicated);
        gss_release_oid_set(&minor, &has);
    }
    gss_release_oid_set(&minor, &all);
    gss_release_oid_set(&minor, &strong);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_password_gives_tickets),
        cmocka_unit_test(test_a_password_leaves_the_users_cache_alone),
        cmocka_unit_test(test_a_wrong_password_gives_none),
        cmocka_unit_test(test_a_password_is_believed_if_the_kdc_has_our_keys),
        cmocka_unit_test(test_a_store_names_the_cache),
        cmocka_unit_test(test_a_client_keytab_fills_a_missing_cache),
        cmocka_unit_test(test_a_store_names_the_acceptors_keytab),
        cmocka_unit_test(test_keys_that_do_not_go_together_are_refused),
        cmocka_unit_test(test_scrams_sasl_names_lead_to_its_mechanisms_and_back),
        cmocka_unit_test(test_a_password_serves_both_uses_with_the_usual_keytab),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
