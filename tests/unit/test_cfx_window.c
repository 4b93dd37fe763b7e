/* The replay and sequence window. The expectations are what MIT's gss_unwrap gave for the same
 * order of tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "cfx/window.h"
#include "cfx_oracle.h"

enum { OK = GSS_S_COMPLETE, DUP = GSS_S_DUPLICATE_TOKEN, OLD = GSS_S_OLD_TOKEN };
enum { UNSEQ = GSS_S_UNSEQ_TOKEN, GAP = GSS_S_GAP_TOKEN };

/* A token's number less the first, and its status by the context's flags. */
static const struct {
    unsigned number;
    OM_uint32 both, replay, sequence;
} arrivals[] = {
    {0, OK, OK, OK},          {1, OK, OK, OK},         {3, GAP, OK, GAP},
    {2, UNSEQ, OK, UNSEQ},    {2, DUP, DUP, UNSEQ},    {1, DUP, DUP, UNSEQ},
    {5, GAP, OK, GAP},        {70, GAP, OK, GAP},      {4, UNSEQ, OLD, UNSEQ},
    {6, UNSEQ, OLD, UNSEQ},   {7, UNSEQ, OK, UNSEQ},   {5, UNSEQ, OLD, UNSEQ},
    {71, OK, OK, OK},         {200, GAP, OK, GAP},     {100, UNSEQ, OLD, UNSEQ},
    {136, UNSEQ, OLD, UNSEQ}, {137, UNSEQ, OK, UNSEQ}, {137, DUP, DUP, UNSEQ},
};

static const uint64_t first_numbers[] = {
    0, 1, 1000, UINT32_MAX - 5, (uint64_t)1 << 63, INT64_MAX - 70, UINT64_MAX, UINT64_MAX - 137,
};

static void check_arrivals(bool replay, bool sequence, uint64_t first)
{
    struct window w = {.next = first};

    for (size_t i = 0; i < sizeof(arrivals) / sizeof(arrivals[0]); i++) {
        OM_uint32 expected = GSS_S_COMPLETE;

        if (replay || sequence)
            expected =
                !sequence ? arrivals[i].replay : (replay ? arrivals[i].both : arrivals[i].sequence);
        assert_int_equal(window_take(&w, replay, sequence, first + arrivals[i].number), expected);
        assert_true(window_is_sane(&w));
    }
}

static void test_statuses_are_those_of_mit_for_any_first_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(first_numbers) / sizeof(first_numbers[0]); i++) {
        for (int flags = 0; flags < 4; flags++)
            check_arrivals(flags & 1, flags & 2, first_numbers[i]);
    }
}

static void test_numbers_go_on_past_the_last(void **state)
{
    struct window w = {.next = UINT64_MAX - 100};

    (void)state;
    for (uint64_t i = 0; i < 200; i++)
        assert_int_equal(window_take(&w, true, true, UINT64_MAX - 100 + i), OK);
    assert_int_equal(window_take(&w, true, true, 98), DUP);
    assert_int_equal(window_take(&w, true, true, UINT64_MAX),
                     UNSEQ); /* 100 back: too old to tell */
    assert_int_equal(window_take(&w, true, false, UINT64_MAX), OLD);
}

static void test_the_window_is_64_long(void **state)
{
    struct window w = {.next = 0};

    (void)state;
    assert_int_equal(window_take(&w, true, false, 0), OK);
    assert_int_equal(window_take(&w, true, false, 63), OK);
    assert_int_equal(window_take(&w, true, false, 0), DUP);
    assert_int_equal(window_take(&w, true, false, 64), OK);
    assert_int_equal(window_take(&w, true, false, 0), OLD);
    assert_int_equal(window_take(&w, true, false, 1), OK);
    assert_int_equal(window_take(&w, true, false, 1), DUP);
}

static void test_another_first_number_is_a_gap(void **state)
{
    struct window ahead = {.next = 1000}, behind = {.next = 1000};

    (void)state;
    assert_int_equal(window_take(&ahead, true, true, 1001), GAP);
    assert_int_equal(window_take(&ahead, true, true, 1000), UNSEQ);
    assert_int_equal(window_take(&behind, true, true, 0), GAP);
    assert_int_equal(window_take(&behind, true, true, 1), OK);
    assert_int_equal(window_take(&behind, true, true, 0), DUP);
}

/* The same through tokens: the message is delivered with every status. */
static void test_messages_come_with_their_status(void **state)
{
    struct cfx *cfx = pair_side(enctype_find(18), false);
    struct oracle_token t = oracle_token(enctype_find(18));
    uint8_t token[256], opened[256];
    OM_uint32 minor;
    size_t length;

    (void)state;
    for (size_t i = 0; i < sizeof(arrivals) / sizeof(arrivals[0]); i++) {
        gss_buffer_desc mic, data = buffer_of("message", 7);

        t.sequence = ORACLE_SEQUENCE + arrivals[i].number;
        t.flags = i % 2 == 0 ? CFX_SEALED : 0;
        if (i % 3 == 2) { /* MIC and Wrap tokens share their numbers */
            mic = buffer_of(token, (t.flags = 0, oracle_mic(&t, "message", 7, token)));
            assert_int_equal(cfx_verify_mic(cfx, &minor, &data, &mic), arrivals[i].both);
            assert_int_equal(minor, 0);
            continue;
        }
        length = oracle_wrap(&t, "message", 7, token);
        assert_int_equal(unwrap_bytes(cfx, token, length, opened, &length), arrivals[i].both);
        assert_int_equal(length, 7);
        assert_memory_equal(opened, "message", 7);
    }
    cfx_destroy(&cfx);
}

static void test_sent_numbers_rise_by_one_and_wrap(void **state)
{
    struct cfx_params params = {
        .type = enctype_find(18), .key = oracle_key, .send_sequence = UINT64_MAX - 3};
    gss_buffer_desc data = buffer_of("message", 7), token;
    struct cfx *cfx;
    OM_uint32 minor;

    (void)state;
    assert_true(cfx_create(&params, &cfx));
    for (uint64_t i = 0; i < 9; i++) {
        struct reader in;

        if (i % 3 == 0)
            assert_int_equal(cfx_get_mic(cfx, &minor, &data, &token), GSS_S_COMPLETE);
        else
            assert_int_equal(cfx_wrap(cfx, &minor, i % 3 == 1, &data, &token), GSS_S_COMPLETE);
        reader_init(&in, token.value, token.length);
        assert_true(cfx_read_header(&in).sequence == UINT64_MAX - 3 + i);
        free(token.value);
    }
    cfx_destroy(&cfx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statuses_are_those_of_mit_for_any_first_number),
        cmocka_unit_test(test_numbers_go_on_past_the_last),
        cmocka_unit_test(test_the_window_is_64_long),
        cmocka_unit_test(test_another_first_number_is_a_gap),
        cmocka_unit_test(test_messages_come_with_their_status),
        cmocka_unit_test(test_sent_numbers_rise_by_one_and_wrap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
