/* Every allocation of a call on credentials made to fail in turn: nothing is half done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fault/fail_malloc.h"
#include "support/realm.h"
#include "transfer/pair.h"

/* Against a test that never ends: no call here allocates as often. */
enum { ALLOCATIONS_MOST = 3000 };

static gss_cred_id_t cred; /* what is worked on */
static gss_buffer_desc token;
static struct pair pair;

/* A call, which checks its outputs; *MINOR is its own. */
typedef OM_uint32 (*call_fn)(OM_uint32 *minor);

static OM_uint32 call_export(OM_uint32 *minor)
{
    gss_buffer_desc made = {7, (void *)"garbage"};
    OM_uint32 ignored, major = gss_export_cred(minor, cred, &made);

    assert_true((major == GSS_S_COMPLETE) == (made.value != NULL));
    gss_release_buffer(&ignored, &made);
    return major;
}

static OM_uint32 call_import(OM_uint32 *minor)
{
    gss_cred_id_t made = cred;
    OM_uint32 ignored, major = gss_import_cred(minor, &token, &made);

    assert_true((major == GSS_S_COMPLETE) == (made != GSS_C_NO_CREDENTIAL));
    gss_release_cred(&ignored, &made);
    return major;
}

static OM_uint32 call_store(OM_uint32 *minor)
{
    char place[512];
    gss_key_value_element_desc pairs = {"ccache", place};
    gss_key_value_set_desc store = {1, &pairs};
    gss_OID_set stored;
    OM_uint32 ignored, major;

    snprintf(place, sizeof(place), "FILE:%s/stored", realm_folder());
    major = gss_store_cred_into(minor, cred, GSS_C_INITIATE, GSS_KRB5, 1, 0, &store, &stored, NULL);
    if (major != GSS_S_COMPLETE)
        assert_null(stored);
    gss_release_oid_set(&ignored, &stored);
    return major;
}

/* An option of a credential that another handle shares. */
static OM_uint32 call_limit(OM_uint32 *minor)
{
    int32_t types[] = {18, 17};
    gss_cred_id_t shared;
    OM_uint32 ignored, major;

    major = gss_add_cred(minor, cred, GSS_C_NO_NAME, GSS_KRB5, GSS_C_ACCEPT, 0, 0, &shared, NULL,
                         NULL, NULL);
    if (major == GSS_S_COMPLETE)
        major = gss_krb5_set_allowable_enctypes(minor, shared, 2, types);
    gss_release_cred(&ignored, &shared);
    return major;
}

static OM_uint32 call_lucid(OM_uint32 *minor)
{
    gss_krb5_lucid_context_v1_t *lucid = (void *)"garbage";
    OM_uint32 ignored, major;

    major = gss_krb5_export_lucid_sec_context(minor, &pair.acceptor, 1, (void **)&lucid);
    if (major != GSS_S_COMPLETE) {
        assert_non_null(pair.acceptor);
        assert_null(lucid);
        pair_send(pair.initiator, pair.acceptor, GSS_S_COMPLETE);
        return major;
    }
    assert_null(pair.acceptor);
    gss_krb5_free_lucid_sec_context(&ignored, lucid);
    return major;
}

static void check_call(call_fn call)
{
    OM_uint32 major = GSS_S_FAILURE, minor;
    size_t nth = 0;
    bool failed = true;

    while (failed && ++nth < ALLOCATIONS_MOST) {
        minor = 1;
        fail_malloc_arm(nth, false);
        major = call(&minor);
        failed = fail_malloc_disarm();
        assert_true(major == GSS_S_COMPLETE || minor != 0);
        assert_true(failed || major == GSS_S_COMPLETE);
        /* Never as if something were wrong with what was given. */
        assert_true(GSS_ROUTINE_ERROR(major) != GSS_S_DEFECTIVE_TOKEN);
    }
    assert_true(nth > 1 && nth < ALLOCATIONS_MOST);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
}

static int acquire(void **state)
{
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_cred_id_t first = GSS_C_NO_CREDENTIAL;
    OM_uint32 minor, ignored;
    bool done;

    (void)state;
    done = gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &krb5, GSS_C_INITIATE, &cred, NULL, NULL) ==
               GSS_S_COMPLETE &&
           gss_export_cred(&minor, cred, &token) == GSS_S_COMPLETE &&
           /* libkrb5 makes its table of memory caches once, and does not look whether it could */
           gss_import_cred(&minor, &token, &first) == GSS_S_COMPLETE;
    gss_release_cred(&ignored, &first);
    return done ? 0 : 1;
}

static int release(void **state)
{
    OM_uint32 minor;

    (void)state;
    gss_release_cred(&minor, &cred);
    gss_release_buffer(&minor, &token);
    return 0;
}

static void test_an_export_fails_cleanly(void **state)
{
    (void)state;
    check_call(call_export);
}

static void test_an_import_fails_cleanly(void **state)
{
    (void)state;
    check_call(call_import);
}

static void test_storing_fails_cleanly(void **state)
{
    (void)state;
    check_call(call_store);
}

static void test_an_option_fails_cleanly(void **state)
{
    (void)state;
    check_call(call_limit);
}

static void test_a_lucid_export_that_fails_leaves_the_context(void **state)
{
    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    check_call(call_lucid);
    pair_release(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_export_fails_cleanly, acquire, release),
        cmocka_unit_test_setup_teardown(test_an_import_fails_cleanly, acquire, release),
        cmocka_unit_test_setup_teardown(test_storing_fails_cleanly, acquire, release),
        cmocka_unit_test_setup_teardown(test_an_option_fails_cleanly, acquire, release),
        cmocka_unit_test(test_a_lucid_export_that_fails_leaves_the_context),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
