/* Memory runs out at each allocation of each leg, and of a transfer: a clean failure, nothing told,
 * nothing leaked (a sanitizer or valgrind looks). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/minor.h"
#include "fault/fail_malloc.h"
#include "unit/spnego_world.h"

enum {
    THREE = GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE,
    DELEGATING = GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG
};

static const struct course {
    const char *initiator, *acceptor;
    OM_uint32 flags;
    bool hint; /* the acceptor speaks first */
} courses[] = {
    {"abc", "abc", 0, false}, {"abc", "abc", DELEGATING, false}, {"abc", "abc", THREE, true},
    {"abc", "c", 0, false},   {"abc", "c", DELEGATING, false},   {"abc", "c", THREE, false},
};

/* One leg of whoever's turn it is. */
static OM_uint32 run_leg(struct spnego_pair *pair, bool initiator)
{
    return initiator ? spnego_pair_init(pair) : spnego_pair_accept(pair);
}

/* What the last of them said. */
static OM_uint32 last_major;

/* The legs before NUMBER as they should be; false if there are not so many. */
static bool run_legs(struct spnego_pair *pair, const struct course *course, int number,
                     bool *initiator)
{
    OM_uint32 last[2] = {GSS_S_CONTINUE_NEEDED, GSS_S_CONTINUE_NEEDED};

    *pair = (struct spnego_pair){.initiator.toys = course->initiator,
                                 .acceptor.toys = course->acceptor,
                                 .req_flags = course->flags};
    *initiator = !course->hint;
    spnego_toy_calls[0] = '\0';
    for (int leg = 0; leg < number; leg++) {
        last_major = last[*initiator] = run_leg(pair, *initiator);
        assert_false(GSS_ERROR(last_major));
        *initiator = !*initiator;
    }
    return last[*initiator] == GSS_S_CONTINUE_NEEDED;
}

/* Which allocation is to fail, and whether it did. */
static size_t failing;
static bool failed;

static void arm(void)
{
    fail_malloc_arm(failing, false);
}

static void disarm(void)
{
    failed = fail_malloc_disarm();
}

/* The leg with its NTH allocation failing; false if it has not so many. */
static bool run_short_leg(const struct course *course, int number, size_t nth)
{
    struct spnego_pair pair;
    struct spnego_end *end;
    OM_uint32 major;
    bool initiator;

    run_legs(&pair, course, number, &initiator);
    end = initiator ? &pair.initiator : &pair.acceptor;
    failing = nth;
    pair.before = arm;
    pair.after = disarm;
    major = run_leg(&pair, initiator);
    if (failed) {
        assert_int_equal(major, GSS_S_FAILURE);
        assert_int_equal(pair.minor, MINOR_NO_MEMORY);
        assert_true(initiator || pair.result.source == NULL);
        assert_true(initiator || pair.result.delegated == NULL);
        assert_true(number > 1 || end->context == NULL);
    }
    spnego_pair_clear(&pair);
    return failed;
}

/* In the place of libcrypto, which goes on, or does not, where an allocation of its own fails. */
static OM_uint32 plain_get_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                               gss_buffer_t token)
{
    struct writer out;

    (void)context;
    writer_init(&out);
    write_u32be(&out, (uint32_t)message->length);
    return writer_take_buffer(&out, token) ? GSS_S_COMPLETE
                                           : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 plain_verify_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                                  gss_const_buffer_t token)
{
    struct reader in;

    (void)minor;
    (void)context;
    reader_init(&in, token->value, token->length);
    return read_u32be(&in) == message->length ? GSS_S_COMPLETE : GSS_S_BAD_SIG;
}

static int setup(void **state)
{
    (void)spnego_world_reset(state);
    for (int i = 0; i < SPNEGO_TOYS; i++) {
        spnego_toys[i].get_mic = plain_get_mic;
        spnego_toys[i].verify_mic = plain_verify_mic;
    }
    return 0;
}

static void test_each_failing_allocation_of_a_leg_is_a_clean_failure(void **state)
{
    size_t legs = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(courses) / sizeof(courses[0]); i++) {
        struct spnego_pair pair;
        bool initiator;
        int number = 0;

        for (bool more = true; more; number++) {
            more = run_legs(&pair, &courses[i], number, &initiator);
            spnego_pair_clear(&pair);
            for (size_t nth = 1; more && run_short_leg(&courses[i], number, nth); nth++)
                legs++;
        }
    }
    assert_true(legs > 100);
}

static OM_uint32 transfer_short(void *context, size_t nth)
{
    struct writer state;
    struct reader in;
    void *imported = NULL;
    OM_uint32 minor = 0, major;

    writer_init_secret(&state);
    failing = nth;
    arm();
    major = spnego_mech.export_sec_context(&minor, context, &state);
    if (major == GSS_S_COMPLETE && !writer_ok(&state))
        major = GSS_S_FAILURE; /* as the glue does */
    if (major == GSS_S_COMPLETE) {
        reader_init(&in, state.data, state.length);
        major = spnego_mech.import_sec_context(&spnego_mech, &minor, &in, &imported);
    }
    disarm();
    assert_true((major == GSS_S_COMPLETE) == (imported != NULL));
    spnego_mech.delete_sec_context(&imported);
    writer_free(&state);
    return major;
}

static void test_each_failing_allocation_of_a_transfer_is_a_clean_failure(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(courses) / sizeof(courses[0]); i++) {
        struct spnego_pair pair;
        bool initiator;
        int number = 1;

        while (run_legs(&pair, &courses[i], number++, &initiator)) {
            void *context = initiator ? pair.acceptor.context : pair.initiator.context;

            failed = last_major == GSS_S_CONTINUE_NEEDED;
            for (size_t nth = 1; failed; nth++) {
                OM_uint32 major = transfer_short(context, nth);

                assert_int_equal(major, failed ? GSS_S_FAILURE : GSS_S_COMPLETE);
            }
            spnego_pair_clear(&pair);
        }
        spnego_pair_clear(&pair);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_each_failing_allocation_of_a_leg_is_a_clean_failure, setup),
        cmocka_unit_test_setup(test_each_failing_allocation_of_a_transfer_is_a_clean_failure,
                               setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
