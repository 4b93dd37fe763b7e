/* Credentials with elements of two mechanisms. */
#include "api/check.h"

#include "api/toy.h"

#define TOY ((gss_OID)&toy_mech.oid)

static gss_OID_desc unknown_mech = {3, (void *)"\x2a\x03\x04"};

/* A set of up to two mechanisms. */
static gss_OID_set_desc mech_set(gss_OID_desc storage[2], gss_OID first, gss_OID second)
{
    storage[0] = *first;
    if (second != GSS_C_NO_OID)
        storage[1] = *second;
    return (gss_OID_set_desc){second != GSS_C_NO_OID ? 2 : 1, storage};
}

static OM_uint32 acquire(const char *name, gss_OID first, gss_OID second, gss_cred_usage_t usage,
                         gss_cred_id_t *cred)
{
    gss_name_t desired = name != NULL ? make_name(name, GSS_C_NT_USER_NAME) : GSS_C_NO_NAME;
    gss_OID_desc storage[2];
    gss_OID_set_desc mechs;
    OM_uint32 major, minor, ignored;

    if (first != GSS_C_NO_OID)
        mechs = mech_set(storage, first, second);
    major = gss_acquire_cred(&minor, desired, GSS_C_INDEFINITE,
                             first != GSS_C_NO_OID ? &mechs : GSS_C_NO_OID_SET, usage, cred, NULL,
                             NULL);
    gss_release_name(&ignored, &desired);
    return major;
}

static void check_mechs(gss_cred_id_t cred, int krb5, int toy)
{
    gss_OID_set mechs;
    OM_uint32 minor;
    int present;

    check_status(gss_inquire_cred(&minor, cred, NULL, NULL, NULL, &mechs), GSS_S_COMPLETE);
    assert_int_equal(mechs->count, krb5 + toy);
    gss_test_oid_set_member(&minor, GSS_KRB5, mechs, &present);
    assert_int_equal(present, krb5);
    gss_test_oid_set_member(&minor, TOY, mechs, &present);
    assert_int_equal(present, toy);
    gss_release_oid_set(&minor, &mechs);
}

static void test_by_default_every_mechanism_that_can_gives_an_element(void **state)
{
    gss_cred_id_t cred;
    gss_OID_set mechs;
    OM_uint32 minor, lifetime;

    (void)state;
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_BOTH, &cred,
                                  &mechs, &lifetime),
                 GSS_S_COMPLETE);
    assert_int_equal(mechs->count, 2);
    assert_int_equal(lifetime, 1000); /* the shortest: the toy's */
    check_mechs(cred, 1, 1);
    gss_release_oid_set(&minor, &mechs);
    gss_release_cred(&minor, &cred);
    assert_null(cred);
}

static void test_one_mechanism_that_works_is_enough(void **state)
{
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    check_status(acquire("word", TOY, GSS_KRB5, GSS_C_INITIATE, &cred), GSS_S_COMPLETE);
    check_mechs(cred, 0, 1); /* Kerberos has no credentials of this name */
    gss_release_cred(&minor, &cred);
    check_status(acquire(NULL, &unknown_mech, TOY, GSS_C_ACCEPT, &cred), GSS_S_COMPLETE);
    check_mechs(cred, 0, 1);
    gss_release_cred(&minor, &cred);
    check_status(acquire(NULL, TOY, TOY, GSS_C_ACCEPT, &cred), GSS_S_COMPLETE); /* named twice */
    check_mechs(cred, 0, 1);
    gss_release_cred(&minor, &cred);
}

static void test_when_none_works_the_status_says_why(void **state)
{
    gss_cred_id_t cred = (gss_cred_id_t)&cred;

    (void)state;
    check_status(acquire(NULL, &unknown_mech, GSS_C_NO_OID, GSS_C_BOTH, &cred), GSS_S_BAD_MECH);
    assert_null(cred);
    check_status(acquire("nobody", TOY, &unknown_mech, GSS_C_BOTH, &cred), GSS_S_NO_CRED);
    assert_null(cred);
    check_status(acquire("a@b@c", TOY, GSS_C_NO_OID, GSS_C_BOTH, &cred), GSS_S_BAD_NAME);
    check_status(acquire(NULL, TOY, GSS_C_NO_OID, 3, &cred), GSS_S_FAILURE);
    assert_null(cred);
}

static void test_a_name_goes_to_the_mechanisms_that_take_it(void **state)
{
    gss_name_t service = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_name_t toy_name = make_mn("alice", GSS_C_NT_USER_NAME, TOY);
    gss_OID_set_desc mechs;
    gss_OID_desc storage[2];
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    check_status(
        gss_acquire_cred(&minor, service, 0, GSS_C_NO_OID_SET, GSS_C_ACCEPT, &cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_mechs(cred, 1, 0);
    gss_release_cred(&minor, &cred);
    mechs = mech_set(storage, TOY, GSS_C_NO_OID);
    check_status(gss_acquire_cred(&minor, service, 0, &mechs, GSS_C_ACCEPT, &cred, NULL, NULL),
                 GSS_S_BAD_NAMETYPE);
    check_status(
        gss_acquire_cred(&minor, toy_name, 0, GSS_C_NO_OID_SET, GSS_C_BOTH, &cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_mechs(cred, 0, 1);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &service);
    gss_release_name(&minor, &toy_name);
}

static void test_adding_makes_a_new_credential_and_leaves_the_old_one(void **state)
{
    gss_name_t name = make_name("word", GSS_C_NT_USER_NAME);
    gss_cred_id_t krb5, both;
    gss_OID_set mechs;
    OM_uint32 minor, initiator, acceptor;

    (void)state;
    check_status(acquire(NULL, GSS_KRB5, GSS_C_NO_OID, GSS_C_INITIATE, &krb5), GSS_S_COMPLETE);
    check_status(gss_add_cred(&minor, krb5, name, TOY, GSS_C_INITIATE, 0, 0, &both, &mechs,
                              &initiator, &acceptor),
                 GSS_S_COMPLETE);
    assert_int_equal(mechs->count, 2);
    assert_int_equal(initiator, 1000);
    assert_int_equal(acceptor, 0); /* not for accepting */
    check_mechs(krb5, 1, 0);
    gss_release_cred(&minor, &krb5);
    check_mechs(both, 1, 1); /* and is independent of it */
    gss_release_oid_set(&minor, &mechs);
    gss_release_cred(&minor, &both);
    gss_release_name(&minor, &name);
}

static void test_adding_in_place_changes_the_credential_or_nothing(void **state)
{
    gss_name_t nobody = make_name("nobody", GSS_C_NT_USER_NAME);
    gss_cred_id_t cred;
    gss_OID_set mechs;
    OM_uint32 minor;

    (void)state;
    check_status(acquire(NULL, GSS_KRB5, GSS_C_NO_OID, GSS_C_INITIATE, &cred), GSS_S_COMPLETE);
    check_status(
        gss_add_cred(&minor, cred, nobody, TOY, GSS_C_BOTH, 0, 0, NULL, &mechs, NULL, NULL),
        GSS_S_NO_CRED);
    assert_null(mechs);
    check_mechs(cred, 1, 0);
    check_status(
        gss_add_cred(&minor, cred, GSS_C_NO_NAME, TOY, GSS_C_BOTH, 0, 0, NULL, &mechs, NULL, NULL),
        GSS_S_COMPLETE);
    assert_int_equal(mechs->count, 2);
    gss_release_oid_set(&minor, &mechs);
    check_mechs(cred, 1, 1);
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &nobody);
}

static void test_an_element_for_the_same_use_is_a_duplicate(void **state)
{
    gss_cred_id_t cred, out = (gss_cred_id_t)&cred;
    gss_cred_usage_t usage;
    OM_uint32 minor, initiator, acceptor;

    (void)state;
    check_status(acquire("word", TOY, GSS_C_NO_OID, GSS_C_INITIATE, &cred), GSS_S_COMPLETE);
    check_status(
        gss_add_cred(&minor, cred, GSS_C_NO_NAME, TOY, GSS_C_BOTH, 0, 0, &out, NULL, NULL, NULL),
        GSS_S_DUPLICATE_ELEMENT);
    assert_null(out);
    check_status(
        gss_add_cred(&minor, cred, GSS_C_NO_NAME, TOY, GSS_C_ACCEPT, 0, 0, NULL, NULL, NULL, NULL),
        GSS_S_COMPLETE); /* the other use is not */
    check_mechs(cred, 0, 1);
    check_status(gss_inquire_cred_by_mech(&minor, cred, TOY, NULL, &initiator, &acceptor, &usage),
                 GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_BOTH);
    assert_int_equal(initiator, 1000);
    assert_int_equal(acceptor, GSS_C_INDEFINITE);
    gss_release_cred(&minor, &cred);
}

static void test_adding_to_no_credential_starts_from_the_default_one(void **state)
{
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    check_status(gss_add_cred(&minor, GSS_C_NO_CREDENTIAL, GSS_C_NO_NAME, TOY, GSS_C_INITIATE, 0, 0,
                              &cred, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_mechs(cred, 1, 1);
    gss_release_cred(&minor, &cred);
    check_status(gss_add_cred(&minor, GSS_C_NO_CREDENTIAL, GSS_C_NO_NAME, TOY, GSS_C_INITIATE, 0, 0,
                              NULL, NULL, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE | GSS_S_NO_CRED);
}

static void test_an_expired_credential_says_so_and_tells_all(void **state)
{
    gss_cred_id_t cred;
    gss_name_t name;
    gss_OID_set mechs;
    gss_cred_usage_t usage;
    OM_uint32 minor, lifetime = 7;

    (void)state;
    check_status(acquire("late", TOY, GSS_C_NO_OID, GSS_C_INITIATE, &cred), GSS_S_COMPLETE);
    check_status(gss_inquire_cred(&minor, cred, &name, &lifetime, &usage, &mechs),
                 GSS_S_CREDENTIALS_EXPIRED);
    assert_int_equal(lifetime, 0);
    assert_int_equal(usage, GSS_C_INITIATE);
    assert_int_equal(mechs->count, 1);
    check_displayed(name, "late", GSS_C_NT_USER_NAME);
    gss_release_name(&minor, &name);
    gss_release_oid_set(&minor, &mechs);
    check_status(gss_inquire_cred_by_mech(&minor, cred, TOY, &name, &lifetime, NULL, &usage),
                 GSS_S_CREDENTIALS_EXPIRED);
    gss_release_name(&minor, &name);
    gss_release_cred(&minor, &cred);
}

static void test_the_default_initiator_can_be_inquired(void **state)
{
    gss_cred_usage_t usage;
    gss_name_t name;
    OM_uint32 minor, lifetime, acceptor = 7;

    (void)state;
    check_status(gss_inquire_cred(&minor, GSS_C_NO_CREDENTIAL, &name, &lifetime, &usage, NULL),
                 GSS_S_COMPLETE);
    check_displayed(name, "alice@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    assert_int_equal(usage, GSS_C_INITIATE);
    gss_release_name(&minor, &name);
    check_status(gss_inquire_cred_by_mech(&minor, GSS_C_NO_CREDENTIAL, GSS_KRB5, &name, &lifetime,
                                          &acceptor, &usage),
                 GSS_S_COMPLETE);
    assert_in_range(lifetime, 1, 10 * 3600);
    assert_int_equal(acceptor, 0);
    gss_release_name(&minor, &name);
}

static void test_inquiring_of_a_mechanism_without_an_element_is_no_cred(void **state)
{
    gss_cred_id_t cred;
    gss_name_t name = (gss_name_t)&cred;
    OM_uint32 minor;

    (void)state;
    check_status(acquire(NULL, TOY, GSS_C_NO_OID, GSS_C_ACCEPT, &cred), GSS_S_COMPLETE);
    check_status(gss_inquire_cred_by_mech(&minor, cred, GSS_KRB5, &name, NULL, NULL, NULL),
                 GSS_S_NO_CRED);
    assert_null(name);
    check_status(gss_inquire_cred_by_mech(&minor, cred, &unknown_mech, NULL, NULL, NULL, NULL),
                 GSS_S_BAD_MECH);
    check_status(gss_inquire_cred_by_mech(&minor, cred, TOY, &name, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_null(name); /* an acceptor of any name */
    gss_release_cred(&minor, &cred);
}

static void test_one_element_that_can_be_stored_is_enough(void **state)
{
    gss_key_value_element_desc place = {"ccache", "MEMORY:stored"};
    gss_key_value_set_desc store = {1, &place};
    gss_cred_usage_t usage;
    gss_cred_id_t cred;
    gss_OID_set stored;
    OM_uint32 minor;

    (void)state;
    check_status(acquire(NULL, GSS_KRB5, TOY, GSS_C_BOTH, &cred), GSS_S_COMPLETE);
    check_status(
        gss_store_cred_into(&minor, cred, GSS_C_BOTH, GSS_C_NO_OID, 0, 0, &store, &stored, &usage),
        GSS_S_COMPLETE);
    assert_int_equal(minor, 0);
    assert_int_equal(stored->count, 1);
    assert_true(gss_oid_equal(&stored->elements[0], GSS_KRB5));
    assert_int_equal(usage, GSS_C_INITIATE);
    gss_release_oid_set(&minor, &stored);
    /* What the one that can says is told. */
    check_status(
        gss_store_cred_into(&minor, cred, GSS_C_BOTH, GSS_C_NO_OID, 0, 0, &store, NULL, NULL),
        GSS_S_DUPLICATE_ELEMENT);
    check_status(gss_store_cred_into(&minor, cred, GSS_C_BOTH, TOY, 0, 0, &store, &stored, NULL),
                 GSS_S_UNAVAILABLE);
    assert_null(stored);
    gss_release_cred(&minor, &cred);
}

static void test_all_elements_travel(void **state)
{
    gss_buffer_desc token;
    gss_cred_id_t cred;
    gss_name_t name;
    OM_uint32 minor;

    (void)state;
    check_status(acquire("alice", GSS_KRB5, TOY, GSS_C_INITIATE, &cred), GSS_S_COMPLETE);
    check_status(gss_export_cred(&minor, cred, &token), GSS_S_COMPLETE);
    gss_release_cred(&minor, &cred);
    check_status(gss_import_cred(&minor, &token, &cred), GSS_S_COMPLETE);
    check_mechs(cred, 1, 1);
    check_status(gss_inquire_cred_by_mech(&minor, cred, TOY, &name, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_displayed(name, "alice", GSS_C_NT_USER_NAME);
    gss_release_name(&minor, &name);
    gss_release_buffer(&minor, &token);
    gss_release_cred(&minor, &cred);
}

static void test_what_the_mechanism_cannot_do_is_unavailable(void **state)
{
    gss_name_t name = make_mn("alice", GSS_C_NT_USER_NAME, TOY);
    gss_name_t user = make_name("alice", GSS_C_NT_USER_NAME);
    gss_OID_desc storage[2];
    gss_OID_set_desc mechs = mech_set(storage, TOY, GSS_C_NO_OID);
    gss_buffer_desc local = FILLED_BUFFER;
    gss_cred_id_t cred, none;
    OM_uint32 minor;

    (void)state;
    check_status(acquire(NULL, TOY, GSS_C_NO_OID, GSS_C_BOTH, &cred), GSS_S_COMPLETE);
    check_status(gss_krb5_set_allowable_enctypes(&minor, cred, 0, NULL), GSS_S_UNAVAILABLE);
    check_status(gss_acquire_cred_impersonate_name(&minor, cred, user, 0, &mechs, GSS_C_INITIATE,
                                                   &none, NULL, NULL),
                 GSS_S_UNAVAILABLE);
    assert_null(none);
    check_status(gss_localname(&minor, name, GSS_C_NO_OID, &local), GSS_S_UNAVAILABLE);
    check_empty(local);
    check_status(gss_authorize_localname(&minor, name, user), GSS_S_COMPLETE); /* which it can */
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &name);
    gss_release_name(&minor, &user);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_default_every_mechanism_that_can_gives_an_element),
        cmocka_unit_test(test_one_mechanism_that_works_is_enough),
        cmocka_unit_test(test_when_none_works_the_status_says_why),
        cmocka_unit_test(test_a_name_goes_to_the_mechanisms_that_take_it),
        cmocka_unit_test(test_adding_makes_a_new_credential_and_leaves_the_old_one),
        cmocka_unit_test(test_adding_in_place_changes_the_credential_or_nothing),
        cmocka_unit_test(test_an_element_for_the_same_use_is_a_duplicate),
        cmocka_unit_test(test_adding_to_no_credential_starts_from_the_default_one),
        cmocka_unit_test(test_an_expired_credential_says_so_and_tells_all),
        cmocka_unit_test(test_the_default_initiator_can_be_inquired),
        cmocka_unit_test(test_inquiring_of_a_mechanism_without_an_element_is_no_cred),
        cmocka_unit_test(test_one_element_that_can_be_stored_is_enough),
        cmocka_unit_test(test_all_elements_travel),
        cmocka_unit_test(test_what_the_mechanism_cannot_do_is_unavailable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
