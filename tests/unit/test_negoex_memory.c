/* Whatever allocation fails, NegoEx fails cleanly or comes to its end: nothing leaks, and nobody
 * takes half a context for a whole one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fault/fail_malloc.h"
#include "unit/negoex_world.h"

enum { MOST = 2000, LEGS = 8 };

/* The end's state goes through its bytes. False if that failed; then there is no state. */
static bool move(struct negoex_end *end, bool initiator)
{
    struct negoex *again = NULL;
    OM_uint32 major, minor;
    struct writer out;
    struct reader in;

    writer_init_secret(&out);
    major = negoex_state_write(&minor, end->negoex, &out);
    if (major == GSS_S_COMPLETE) {
        reader_init(&in, out.data, out.length);
        major = negoex_state_read(&minor, &in, initiator, &again);
    }
    writer_free(&out);
    negoex_free(&end->negoex);
    end->negoex = again;
    return major == GSS_S_COMPLETE;
}

/* Both ends to their end, each moved after each of its legs. */
static bool negotiate(struct negoex_pair *pair)
{
    OM_uint32 majors[2] = {GSS_S_CONTINUE_NEEDED, GSS_S_CONTINUE_NEEDED};

    for (int leg = 0; leg < LEGS; leg++) {
        bool initiator = leg % 2 == 0;
        OM_uint32 *major = &majors[leg % 2];
        struct negoex_end *end = initiator ? &pair->initiator : &pair->acceptor;

        if (*major == GSS_S_CONTINUE_NEEDED)
            *major = initiator ? negoex_pair_init(pair) : negoex_pair_accept(pair);
        if (GSS_ERROR(*major) || !move(end, initiator))
            return false;
    }
    return majors[0] == GSS_S_COMPLETE && majors[1] == GSS_S_COMPLETE;
}

static void negotiate_under_failures(const char *initiator, const char *acceptor)
{
    bool failed = true, agreed = false;
    size_t nth, failures = 0;

    for (nth = 1; failed && nth < MOST; nth++) {
        struct negoex_pair pair = {.initiator.toys = initiator,
                                   .acceptor.toys = acceptor,
                                   .req_flags = GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE};

        fail_malloc_arm(nth, false);
        agreed = negotiate(&pair);
        failed = fail_malloc_disarm();
        if (!agreed)
            failures++;
        else
            assert_ptr_equal(pair.initiator.inner.mech, pair.acceptor.inner.mech);
        negoex_pair_clear(&pair);
    }
    assert_true(agreed && failures > 10 && nth < MOST);
}

static void test_first_choice_whatever_allocation_fails(void **state)
{
    (void)state;
    negotiate_under_failures("ab", "ab");
}

static void test_second_choice_whatever_allocation_fails(void **state)
{
    (void)state;
    negotiate_under_failures("ab", "b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_first_choice_whatever_allocation_fails, negoex_world_reset),
        cmocka_unit_test_setup(test_second_choice_whatever_allocation_fails, negoex_world_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
