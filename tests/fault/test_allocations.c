/* Every allocation of a call made to fail in turn: nothing is lost, leaked or half done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fault/fail_malloc.h"
#include "transfer/pair.h"

/* Against a test that never ends: no call here allocates as often. */
enum { ALLOCATIONS_MOST = 3000 };

static void assert_both_ways(const struct pair *pair)
{
    pair_send(pair->initiator, pair->acceptor, GSS_S_COMPLETE);
    pair_send(pair->acceptor, pair->initiator, GSS_S_COMPLETE);
}

/* The statuses of a failure that has nothing to do with what the peer sent. */
static void assert_no_memory(OM_uint32 major)
{
    assert_true(major == GSS_S_FAILURE || major == GSS_S_UNAVAILABLE);
}

static void import_back(gss_buffer_t token, gss_ctx_id_t *context)
{
    OM_uint32 major, minor;

    major = gss_import_sec_context(&minor, token, context);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, token);
}

/* One export with the NTH allocation failing. True if it got past all its allocations. */
static bool export_with_failure(struct pair *pair, gss_ctx_id_t *moved, size_t nth, bool and_later)
{
    gss_buffer_desc token = {7, (void *)"garbage"};
    OM_uint32 major, minor = 1;
    bool failed;

    fail_malloc_arm(nth, and_later);
    major = gss_export_sec_context(&minor, moved, &token);
    failed = fail_malloc_disarm();
    if (major == GSS_S_COMPLETE) {
        assert_null(*moved);
        import_back(&token, moved);
    } else {
        assert_true(failed);
        assert_non_null(*moved);
        assert_int_equal(token.length, 0);
        assert_null(token.value);
        assert_true(minor != 0);
    }
    assert_both_ways(pair);
    return !failed;
}

static void check_export(bool initiator, bool and_later)
{
    size_t failures = 0;
    struct pair pair;
    bool passed = false;

    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    for (size_t nth = 1; !passed && nth < ALLOCATIONS_MOST; nth++) {
        passed = export_with_failure(&pair, initiator ? &pair.initiator : &pair.acceptor, nth,
                                     and_later);
        failures += !passed;
    }
    assert_true(passed && failures > 0);
    pair_release(&pair);
}

static void test_atomic_a_failed_export_leaves_a_context_that_still_wraps(void **state)
{
    (void)state;
    check_export(false, false);
    check_export(true, false);
    check_export(false, true);
    check_export(true, true);
}

/* One import with the NTH allocation failing; then the token must still be good. */
static bool import_with_failure(struct pair *pair, gss_ctx_id_t *moved, size_t nth, bool and_later)
{
    gss_buffer_desc token;
    OM_uint32 major, minor;
    bool failed;

    major = gss_export_sec_context(&minor, moved, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    *moved = (gss_ctx_id_t)1;
    fail_malloc_arm(nth, and_later);
    major = gss_import_sec_context(&minor, &token, moved);
    failed = fail_malloc_disarm();
    if (major != GSS_S_COMPLETE) {
        assert_true(failed);
        assert_null(*moved);
        assert_no_memory(major); /* a token called defective would be thrown away */
        import_back(&token, moved);
    } else {
        gss_release_buffer(&minor, &token);
    }
    assert_both_ways(pair);
    return !failed;
}

static void check_import(bool initiator, bool and_later)
{
    size_t failures = 0;
    struct pair pair;
    bool passed = false;

    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    for (size_t nth = 1; !passed && nth < ALLOCATIONS_MOST; nth++) {
        passed = import_with_failure(&pair, initiator ? &pair.initiator : &pair.acceptor, nth,
                                     and_later);
        failures += !passed;
    }
    assert_true(passed && failures > 0);
    pair_release(&pair);
}

static void test_atomic_a_failed_import_leaves_a_token_that_is_still_good(void **state)
{
    (void)state;
    check_import(false, false);
    check_import(true, false);
    check_import(false, true);
    check_import(true, true);
}

static void test_messages_fail_cleanly_without_memory(void **state)
{
    gss_buffer_desc message = pair_text("no room"), token, text;
    OM_uint32 major, minor;
    struct pair pair;

    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    assert_both_ways(&pair);
    fail_malloc_arm(1, true);
    major = gss_wrap(&minor, pair.initiator, 1, 0, &message, NULL, &token);
    assert_true(fail_malloc_disarm());
    pair_assert_status(major, minor, GSS_S_FAILURE);
    assert_null(token.value);
    assert_both_ways(&pair); /* and no sequence number was lost */
    major = gss_wrap(&minor, pair.initiator, 1, 0, &message, NULL, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    fail_malloc_arm(1, true);
    major = gss_unwrap(&minor, pair.acceptor, &token, &text, NULL, NULL);
    assert_true(fail_malloc_disarm());
    pair_assert_status(major, minor, GSS_S_FAILURE);
    assert_null(text.value);
    major = gss_unwrap(&minor, pair.acceptor, &token, &text, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE); /* the window had not moved */
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &text);
    pair_release(&pair);
}

/* The initiator takes the acceptor's answer with the NTH allocation failing. True if it got past
 * all its allocations. */
static bool take_answer_with_failure(OM_uint32 flags, size_t nth)
{
    gss_buffer_desc request, answer, third = {0};
    OM_uint32 major, minor;
    struct pair pair = {0};
    bool failed;

    pair_init(&pair.initiator, pair_services[0], flags, 0, NULL, &request);
    pair_accept(&pair.acceptor, &request, &answer);
    fail_malloc_arm(nth, false);
    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &pair.initiator, GSS_C_NO_NAME,
                                 GSS_KRB5, flags, 0, GSS_C_NO_CHANNEL_BINDINGS, &answer, NULL,
                                 &third, NULL, NULL);
    failed = fail_malloc_disarm();
    if (major != GSS_S_COMPLETE) {
        assert_true(failed);
        assert_no_memory(major);
        assert_null(third.value);
    }
    gss_release_buffer(&minor, &request);
    gss_release_buffer(&minor, &answer);
    gss_release_buffer(&minor, &third);
    pair_release(&pair);
    return !failed;
}

static void test_an_answer_is_not_called_forged_for_want_of_memory(void **state)
{
    static const OM_uint32 flags[] = {PAIR_FLAGS, PAIR_FLAGS | GSS_C_DCE_STYLE};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        size_t nth = 1;

        while (!take_answer_with_failure(flags[i], nth) && nth < ALLOCATIONS_MOST)
            nth++;
        assert_true(nth > 1 && nth < ALLOCATIONS_MOST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_atomic_a_failed_export_leaves_a_context_that_still_wraps),
        cmocka_unit_test(test_atomic_a_failed_import_leaves_a_token_that_is_still_good),
        cmocka_unit_test(test_messages_fail_cleanly_without_memory),
        cmocka_unit_test(test_an_answer_is_not_called_forged_for_want_of_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
