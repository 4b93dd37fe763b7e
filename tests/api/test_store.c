/* Credentials stored where other processes find them (RFC 5588). */
#include "api/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *usual_ccache;

static void in_realm(const char *type, const char *file, char out[512])
{
    snprintf(out, 512, "%s:%s/%s", type, getenv("GSS_REALM_DIR"), file);
}

static gss_cred_id_t delegated_to_bob(void)
{
    gss_name_t bob = make_name("bob", GSS_C_NT_USER_NAME);
    gss_buffer_desc password = text_buffer("bob");
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_cred_id_t cred;
    OM_uint32 minor;

    check_status(gss_acquire_cred_with_password(&minor, bob, &password, 0, &krb5, GSS_C_INITIATE,
                                                &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    gss_release_name(&minor, &bob);
    return cred;
}

/* The principal that MIT's klist finds in a cache; "" if there is no ticket that lasts. */
static const char *klist(const char *cache)
{
    static char line[512];
    char command[1024];
    FILE *output;

    snprintf(command, sizeof(command),
             "klist -s -c '%s' && klist -c '%s' | sed -n 's/^Default principal: //p'", cache,
             cache);
    output = popen(command, "r");
    assert_non_null(output);
    if (fgets(line, sizeof(line), output) == NULL)
        line[0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    pclose(output);
    return line;
}

static OM_uint32 store_into(gss_cred_id_t cred, const char *cache, bool overwrite,
                            bool make_default)
{
    gss_key_value_element_desc place = {"ccache", cache};
    gss_key_value_set_desc store = {1, &place};
    gss_OID_set stored;
    gss_cred_usage_t usage;
    OM_uint32 major, minor, ignored;

    major = gss_store_cred_into(&minor, cred, GSS_C_INITIATE, GSS_KRB5, overwrite, make_default,
                                &store, &stored, &usage);
    if (major == GSS_S_COMPLETE) {
        assert_int_equal(stored->count, 1);
        assert_true(gss_oid_equal(&stored->elements[0], GSS_KRB5));
        assert_int_equal(usage, GSS_C_INITIATE);
    } else {
        assert_null(stored);
        assert_int_not_equal(minor, 0);
    }
    gss_release_oid_set(&ignored, &stored);
    return major;
}

static void test_a_stored_credential_is_found_by_others(void **state)
{
    gss_cred_id_t cred = delegated_to_bob();
    char place[512];
    OM_uint32 minor;

    (void)state;
    in_realm("FILE", "stored", place);
    check_status(store_into(cred, place, false, false), GSS_S_COMPLETE);
    assert_string_equal(klist(place), "bob@GSS.TEST");
    gss_release_cred(&minor, &cred);
    assert_string_equal(klist(place), "bob@GSS.TEST");
    unlink(place + 5);
}

static void test_what_is_there_stays_unless_it_may_be_replaced(void **state)
{
    gss_cred_id_t cred = delegated_to_bob();
    OM_uint32 minor;
    gss_OID_set stored;

    (void)state;
    check_status(store_into(cred, usual_ccache, false, true), GSS_S_DUPLICATE_ELEMENT);
    assert_string_equal(klist(usual_ccache), "alice@GSS.TEST");
    check_status(gss_store_cred(&minor, cred, GSS_C_INITIATE, GSS_C_NO_OID, 0, 1, &stored, NULL),
                 GSS_S_DUPLICATE_ELEMENT);
    assert_null(stored);
    assert_string_equal(klist(usual_ccache), "alice@GSS.TEST");
    gss_release_cred(&minor, &cred);
}

static void test_the_default_cache_takes_what_overwrites(void **state)
{
    gss_cred_id_t cred = delegated_to_bob();
    gss_cred_usage_t usage;
    char place[512];
    OM_uint32 minor;

    (void)state;
    in_realm("FILE", "own", place);
    setenv("KRB5CCNAME", place, 1);
    check_status(gss_store_cred(&minor, cred, GSS_C_BOTH, GSS_C_NO_OID, 0, 0, NULL, &usage),
                 GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_INITIATE);
    assert_string_equal(klist(place), "bob@GSS.TEST");
    check_status(gss_store_cred(&minor, cred, GSS_C_BOTH, GSS_C_NO_OID, 1, 0, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_string_equal(klist(place), "bob@GSS.TEST");
    gss_release_cred(&minor, &cred);
    unlink(place + 5);
}

static void test_storing_a_credential_where_it_is_keeps_it(void **state)
{
    gss_cred_id_t usual;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_INITIATE,
                                  &usual, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(store_into(usual, usual_ccache, true, false), GSS_S_COMPLETE);
    assert_string_equal(klist(usual_ccache), "alice@GSS.TEST");
    gss_release_cred(&minor, &usual);
}

/* Who is the default initiator now. */
static void check_default_is(const char *name)
{
    gss_name_t who;
    OM_uint32 minor;

    check_status(gss_inquire_cred(&minor, GSS_C_NO_CREDENTIAL, &who, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_displayed(who, name, GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_name(&minor, &who);
}

static void test_a_collection_has_a_cache_for_each_principal(void **state)
{
    gss_cred_id_t alice, bob = delegated_to_bob();
    char place[512];
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_INITIATE,
                                  &alice, NULL, NULL),
                 GSS_S_COMPLETE);
    in_realm("DIR", "collection", place);
    assert_int_equal(mkdir(place + 4, 0700), 0);
    setenv("KRB5CCNAME", place, 1);
    check_status(gss_store_cred(&minor, alice, GSS_C_INITIATE, GSS_KRB5, 0, 1, NULL, NULL),
                 GSS_S_COMPLETE);
    check_default_is("alice@GSS.TEST");
    check_status(gss_store_cred(&minor, bob, GSS_C_INITIATE, GSS_KRB5, 0, 0, NULL, NULL),
                 GSS_S_COMPLETE);
    check_default_is("alice@GSS.TEST"); /* not asked to be the default */
    check_status(gss_store_cred(&minor, bob, GSS_C_INITIATE, GSS_KRB5, 0, 1, NULL, NULL),
                 GSS_S_DUPLICATE_ELEMENT);
    check_status(gss_store_cred(&minor, bob, GSS_C_INITIATE, GSS_KRB5, 1, 1, NULL, NULL),
                 GSS_S_COMPLETE);
    check_default_is("bob@GSS.TEST");
    assert_string_equal(klist(place), "bob@GSS.TEST");
    gss_release_cred(&minor, &alice);
    gss_release_cred(&minor, &bob);
}

static void test_what_cannot_be_stored_is_refused(void **state)
{
    gss_cred_id_t acceptor, cred = delegated_to_bob();
    gss_OID_set stored;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &(gss_OID_set_desc){1, GSS_KRB5},
                                  GSS_C_ACCEPT, &acceptor, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_store_cred(&minor, acceptor, GSS_C_ACCEPT, GSS_C_NO_OID, 0, 0, &stored, NULL),
                 GSS_S_FAILURE);
    assert_null(stored);
    check_status(
        gss_store_cred(&minor, acceptor, GSS_C_INITIATE, GSS_C_NO_OID, 0, 0, &stored, NULL),
        GSS_S_NO_CRED);
    check_status(gss_store_cred(&minor, cred, 7, GSS_C_NO_OID, 0, 0, &stored, NULL), GSS_S_FAILURE);
    check_status(gss_store_cred(&minor, GSS_C_NO_CREDENTIAL, GSS_C_INITIATE, GSS_C_NO_OID, 0, 0,
                                &stored, NULL),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    check_status(gss_store_cred(&minor, cred, GSS_C_INITIATE, GSS_C_NT_USER_NAME, 0, 0, NULL, NULL),
                 GSS_S_BAD_MECH);
    check_status(store_into(cred, "NONSENSE:x", false, false), GSS_S_FAILURE);
    gss_release_cred(&minor, &cred);
    gss_release_cred(&minor, &acceptor);
}

static int restore(void **state)
{
    (void)state;
    return setenv("KRB5CCNAME", usual_ccache, 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_a_stored_credential_is_found_by_others, restore),
        cmocka_unit_test_teardown(test_what_is_there_stays_unless_it_may_be_replaced, restore),
        cmocka_unit_test_teardown(test_the_default_cache_takes_what_overwrites, restore),
        cmocka_unit_test_teardown(test_storing_a_credential_where_it_is_keeps_it, restore),
        cmocka_unit_test_teardown(test_a_collection_has_a_cache_for_each_principal, restore),
        cmocka_unit_test_teardown(test_what_cannot_be_stored_is_refused, restore),
    };

    usual_ccache = strdup(getenv("KRB5CCNAME"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
