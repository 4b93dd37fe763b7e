/* Each allocation of an export and of an import fails in turn: nothing is half done. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/minor.h"
#include "fault/fail_malloc.h"
#include "transfer/transfer.h"
#include "transfer_world.h"

enum { MOST = 2000 };

static void assert_failed_cleanly(int result)
{
    assert_true(result == MINOR_NO_MEMORY - MINOR_FIRST_ || result == MINOR_CRYPTO - MINOR_FIRST_ ||
                result == MINOR_RANDOM - MINOR_FIRST_ ||
                result == MINOR_LEDGER_UNAVAILABLE - MINOR_FIRST_);
}

/* With an open domain, and with one that has to be opened (and made) first. */
static void export_under_failures(bool reopen)
{
    size_t nth, failures = 0;
    bool failed = true;

    for (nth = 1; failed && nth < MOST; nth++) {
        gss_buffer_desc token = {0};
        int result;

        if (reopen) {
            world_teardown(NULL);
            world_setup(NULL);
        }
        fail_malloc_arm(nth, false);
        result = world_try_export(&token);
        failed = fail_malloc_disarm();
        if (result != 0) {
            assert_true(failed);
            assert_failed_cleanly(result);
            assert_null(token.value);
            failures++;
            assert_int_equal(world_try_both(), 0);
        } else {
            assert_int_equal(world_try_import(&token), 0);
        }
        free(token.value);
    }
    assert_true(failures > 0 && nth < MOST);
}

static void test_transfer_export_without_memory_fails_and_works_again(void **state)
{
    (void)state;
    assert_int_equal(world_try_both(), 0);
    export_under_failures(false);
}

static void test_transfer_domain_is_opened_or_not_whatever_allocation_fails(void **state)
{
    (void)state;
    export_under_failures(true);
}

static void test_transfer_import_without_memory_leaves_the_token_good(void **state)
{
    size_t nth, failures = 0;
    bool failed = true;

    (void)state;
    assert_int_equal(world_try_both(), 0);
    for (nth = 1; failed && nth < MOST; nth++) {
        gss_buffer_desc token = {0};
        int result;

        assert_int_equal(world_try_export(&token), 0);
        fail_malloc_arm(nth, false);
        result = world_try_import(&token);
        failed = fail_malloc_disarm();
        if (result != 0) {
            assert_true(failed);
            assert_failed_cleanly(result);
            failures++;
            assert_int_equal(world_try_import(&token), 0);
        }
        assert_int_equal(world_try_import(&token), MINOR_TOKEN_SPENT - MINOR_FIRST_);
        free(token.value);
    }
    assert_true(failures > 0 && nth < MOST);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(test_transfer_export_without_memory_fails_and_works_again),
        claim(test_transfer_domain_is_opened_or_not_whatever_allocation_fails),
        claim(test_transfer_import_without_memory_leaves_the_token_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
