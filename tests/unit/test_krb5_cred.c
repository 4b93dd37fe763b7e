/* Credentials: which cache and which keytab a name leads to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <gss.h>

#include <krb5.h>

#include "base/minor.h"
#include "krb5_pair.h"
#include "mech/krb5/cred.h"
#include "support/realm.h"

/* The environment as the realm made it. */
static char *usual_ccache, *usual_client_keytab;

static void in_realm(char *out, size_t size, const char *type, const char *file)
{
    int length = snprintf(out, size, "%s:%s/%s", type, realm_folder(), file);

    assert_true(length > 0 && (size_t)length < size);
}

static void use_file(const char *variable, const char *type, const char *file)
{
    char value[4096];

    in_realm(value, sizeof(value), type, file);
    assert_int_equal(setenv(variable, value, 1), 0);
}

static int keep_environment(void **state)
{
    (void)state;
    usual_ccache = strdup(getenv("KRB5CCNAME"));
    usual_client_keytab = strdup(getenv("KRB5_CLIENT_KTNAME"));
    return usual_ccache == NULL || usual_client_keytab == NULL;
}

static int forget_environment(void **state)
{
    (void)state;
    free(usual_ccache);
    free(usual_client_keytab);
    return 0;
}

static int restore_environment(void **state)
{
    (void)state;
    setenv("KRB5CCNAME", usual_ccache, 1);
    setenv("KRB5_CLIENT_KTNAME", usual_client_keytab, 1);
    krb5_gss_register_acceptor_identity(NULL);
    return 0;
}

static OM_uint32 acquire(const char *text, gss_const_OID type, gss_cred_usage_t usage,
                         OM_uint32 time_req, void **cred, OM_uint32 *minor)
{
    void *name = text != NULL ? krb5_pair_name(text, type) : NULL;
    struct mech_cred_args args = {
        .mech = &krb5_mech, .name = name, .time_req = time_req, .usage = usage};
    OM_uint32 major;

    *cred = NULL;
    *minor = 0;
    major = krb5_mech.acquire_cred(minor, &args, cred);
    assert_true((major == GSS_S_COMPLETE) == (*cred != NULL));
    if (name != NULL)
        krb5_mech.release_name(&name);
    return major;
}

static void assert_cred(void *cred, gss_cred_usage_t usage, const char *name)
{
    struct mech_cred_info info = {0};
    OM_uint32 minor;

    assert_int_equal(krb5_mech.inquire_cred(&minor, cred, &info), GSS_S_COMPLETE);
    assert_int_equal(info.usage, usage);
    if (name != NULL)
        krb5_pair_assert_name(info.name, name);
    else
        assert_null(info.name);
    assert_int_equal(info.initiator_lifetime > 0, usage != GSS_C_ACCEPT);
    assert_int_equal(info.acceptor_lifetime, usage != GSS_C_INITIATE ? GSS_C_INDEFINITE : 0);
    if (info.name != NULL)
        krb5_mech.release_name(&info.name);
}

static void assert_acquired(const char *text, gss_const_OID type, gss_cred_usage_t usage,
                            const char *name)
{
    void *cred;
    OM_uint32 minor;

    assert_int_equal(acquire(text, type, usage, 0, &cred, &minor), GSS_S_COMPLETE);
    assert_cred(cred, usage, name);
    krb5_mech.release_cred(&cred);
    assert_null(cred);
}

static void assert_no_cred(const char *text, gss_const_OID type, gss_cred_usage_t usage)
{
    void *cred;
    OM_uint32 minor;

    assert_int_equal(acquire(text, type, usage, 0, &cred, &minor), GSS_S_NO_CRED);
    assert_true(minor != 0);
}

static void test_default_credentials_are_those_of_the_environment(void **state)
{
    (void)state;
    assert_acquired(NULL, NULL, GSS_C_INITIATE, "alice@GSS.TEST");
    assert_acquired(NULL, NULL, GSS_C_ACCEPT, "host/aes128-sha1.gss.test@GSS.TEST"); /* the first */
    assert_acquired(NULL, NULL, GSS_C_BOTH, "alice@GSS.TEST");
    use_file("KRB5CCNAME", "FILE", "bob.ccache"); /* a change counts at once */
    assert_acquired(NULL, NULL, GSS_C_INITIATE, "bob@GSS.TEST");
}

static void test_names_must_match_cache_and_keytab(void **state)
{
    (void)state;
    assert_acquired("alice", GSS_C_NT_USER_NAME, GSS_C_INITIATE, "alice@GSS.TEST");
    assert_no_cred("bob", GSS_C_NT_USER_NAME, GSS_C_INITIATE);
    assert_acquired("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE, GSS_C_ACCEPT,
                    "host/server.gss.test@GSS.TEST");
    assert_no_cred("host@elsewhere.gss.test", GSS_C_NT_HOSTBASED_SERVICE, GSS_C_ACCEPT);
    assert_no_cred("http@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE, GSS_C_ACCEPT);
    assert_no_cred("alice", GSS_C_NT_USER_NAME, GSS_C_BOTH); /* no key of alice in the keytab */
}

static void test_acceptor_of_a_name_refuses_tickets_of_another(void **state)
{
    struct krb5_pair pair = {.service = "host@aes256-sha1.gss.test", .flags = KRB5_PAIR_FLAGS};
    void *one, *any;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(
        acquire("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE, GSS_C_ACCEPT, 0, &one, &minor),
        GSS_S_COMPLETE);
    assert_int_equal(acquire("host", GSS_C_NT_HOSTBASED_SERVICE, GSS_C_ACCEPT, 0, &any, &minor),
                     GSS_S_COMPLETE);
    pair.acceptor_cred = one;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(GSS_ROUTINE_ERROR(krb5_pair_accept(&pair)), GSS_S_NO_CRED);
    krb5_pair_clear(&pair);
    pair.acceptor_cred = any;
    krb5_pair_establish(&pair);
    krb5_pair_clear(&pair);
    krb5_mech.release_cred(&one);
    krb5_mech.release_cred(&any);
}

static void test_usage_is_kept_to(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    void *initiator, *acceptor;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(acquire(NULL, NULL, GSS_C_INITIATE, 0, &initiator, &minor), GSS_S_COMPLETE);
    assert_int_equal(acquire(NULL, NULL, GSS_C_ACCEPT, 0, &acceptor, &minor), GSS_S_COMPLETE);
    pair.initiator_cred = acceptor;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_NO_CRED);
    assert_int_equal(pair.minor, MINOR_BAD_USAGE);
    pair.initiator_cred = initiator;
    pair.acceptor_cred = initiator;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_NO_CRED);
    assert_int_equal(pair.minor, MINOR_BAD_USAGE);
    krb5_pair_clear(&pair);
    krb5_mech.release_cred(&initiator);
    krb5_mech.release_cred(&acceptor);
}

static void test_missing_files_are_told(void **state)
{
    void *cred;
    OM_uint32 minor;
    char sentence[300];

    (void)state;
    use_file("KRB5CCNAME", "FILE", "no-such-ccache");
    use_file("KRB5_CLIENT_KTNAME", "FILE", "no-such-keytab");
    assert_int_equal(acquire(NULL, NULL, GSS_C_INITIATE, 0, &cred, &minor), GSS_S_NO_CRED);
    assert_int_equal(minor, MINOR_NO_DEFAULT_CCACHE);
    assert_true(minor_get_sentence(minor, sentence, sizeof(sentence)));
    assert_non_null(strstr(sentence, "no-such-ccache"));
    use_file("KRB5CCNAME", "FILE", "krb5.conf");
    assert_int_equal(acquire(NULL, NULL, GSS_C_INITIATE, 0, &cred, &minor),
                     GSS_S_DEFECTIVE_CREDENTIAL);
    assert_int_equal(krb5_gss_register_acceptor_identity("FILE:/no/such/keytab"), GSS_S_COMPLETE);
    assert_int_equal(acquire(NULL, NULL, GSS_C_ACCEPT, 0, &cred, &minor), GSS_S_NO_CRED);
    assert_int_equal(minor, MINOR_NO_KEYTAB);
}

static void test_registered_keytab_serves_and_null_resets_it(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    char identity[4096];

    (void)state;
    in_realm(identity, sizeof(identity), "FILE", "bob.keytab");
    assert_int_equal(krb5_gss_register_acceptor_identity(identity), GSS_S_COMPLETE);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_NO_CRED);
    krb5_pair_clear(&pair);
    assert_int_equal(krb5_gss_register_acceptor_identity(NULL), GSS_S_COMPLETE);
    krb5_pair_establish(&pair);
    krb5_pair_clear(&pair);
}

static void test_client_keytab_fills_a_missing_cache(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    void *cred;
    OM_uint32 minor;

    (void)state;
    use_file("KRB5CCNAME", "FILE", "filled.ccache");
    use_file("KRB5_CLIENT_KTNAME", "FILE", "bob.keytab");
    krb5_pair_establish(&pair); /* by the default credential alone */
    krb5_pair_assert_name(pair.result.source, "bob@GSS.TEST");
    krb5_pair_clear(&pair);
    use_file("KRB5_CLIENT_KTNAME", "FILE", "no-such-keytab");
    assert_acquired("bob", GSS_C_NT_USER_NAME, GSS_C_INITIATE, "bob@GSS.TEST"); /* it was kept */

    /* A cache that is another's stays so: the tickets are in memory, as long as the credential. */
    setenv("KRB5CCNAME", usual_ccache, 1);
    use_file("KRB5_CLIENT_KTNAME", "FILE", "bob.keytab");
    assert_int_equal(acquire("bob", GSS_C_NT_USER_NAME, GSS_C_INITIATE, 600, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_cred(cred, GSS_C_INITIATE, "bob@GSS.TEST");
    assert_acquired(NULL, NULL, GSS_C_INITIATE, "alice@GSS.TEST");
    pair.initiator_cred = cred;
    krb5_pair_establish(&pair);
    krb5_pair_assert_name(pair.result.source, "bob@GSS.TEST");
    krb5_pair_clear(&pair);
    krb5_mech.release_cred(&cred);
}

static void test_collection_is_searched_by_name(void **state)
{
    char folder[4096];

    (void)state;
    snprintf(folder, sizeof(folder), "%s/collection", realm_folder());
    assert_int_equal(mkdir(folder, 0700), 0);
    use_file("KRB5CCNAME", "DIR", "collection");
    use_file("KRB5_CLIENT_KTNAME", "FILE", "alice.keytab");
    assert_acquired("alice", GSS_C_NT_USER_NAME, GSS_C_INITIATE, "alice@GSS.TEST");
    use_file("KRB5_CLIENT_KTNAME", "FILE", "bob.keytab");
    assert_acquired("bob", GSS_C_NT_USER_NAME, GSS_C_INITIATE, "bob@GSS.TEST");
    use_file("KRB5_CLIENT_KTNAME", "FILE", "no-such-keytab");
    assert_acquired("alice", GSS_C_NT_USER_NAME, GSS_C_INITIATE, "alice@GSS.TEST");
    assert_acquired("bob", GSS_C_NT_USER_NAME, GSS_C_INITIATE, "bob@GSS.TEST");
    assert_acquired(NULL, NULL, GSS_C_INITIATE, "alice@GSS.TEST"); /* the first is the primary */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_default_credentials_are_those_of_the_environment,
                                  restore_environment),
        cmocka_unit_test(test_names_must_match_cache_and_keytab),
        cmocka_unit_test(test_acceptor_of_a_name_refuses_tickets_of_another),
        cmocka_unit_test(test_usage_is_kept_to),
        cmocka_unit_test_teardown(test_missing_files_are_told, restore_environment),
        cmocka_unit_test_teardown(test_registered_keytab_serves_and_null_resets_it,
                                  restore_environment),
        cmocka_unit_test_teardown(test_client_keytab_fills_a_missing_cache, restore_environment),
        cmocka_unit_test_teardown(test_collection_is_searched_by_name, restore_environment),
    };

    return cmocka_run_group_tests(tests, keep_environment, forget_environment);
}
