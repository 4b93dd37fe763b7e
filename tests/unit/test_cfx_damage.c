/* Damaged tokens: every bit flipped, every truncation. None is accepted, none leaves a trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cfx_oracle.h"

enum token_kind { MIC, WRAP_PLAIN, WRAP_SEALED, KIND_COUNT };

static const char message[] = "Lengths that are no divisor of a power of two, see below.";
static uint8_t token[ORACLE_TOKEN_MAX];

static size_t make_token(const struct enctype *type, enum token_kind kind, uint16_t rotation,
                         uint64_t sequence)
{
    struct oracle_token t = oracle_token(type);

    t.sequence = sequence;
    t.flags = kind == WRAP_SEALED ? CFX_SEALED : 0;
    t.rotated = t.rotation = rotation;
    return kind == MIC ? oracle_mic(&t, message, sizeof(message), token)
                       : oracle_wrap(&t, message, sizeof(message), token);
}

/* From an exact copy on the heap, so that sanitizers see a byte read too far. */
static OM_uint32 receive(struct cfx *cfx, enum token_kind kind, const uint8_t *bytes, size_t length)
{
    uint8_t *exact = calloc(1, length != 0 ? length : 1);
    gss_buffer_desc in = buffer_of(exact, length), data = buffer_of(message, sizeof(message));
    uint8_t opened[2 * sizeof(message)];
    OM_uint32 major, minor;
    size_t opened_length;

    assert_non_null(exact);
    memcpy(exact, bytes, length);
    if (kind == MIC) {
        major = cfx_verify_mic(cfx, &minor, &data, &in);
        assert_int_equal(minor != 0, GSS_ERROR(major) != 0);
    } else {
        major = unwrap_bytes(cfx, exact, length, opened, &opened_length);
    }
    free(exact);
    return major;
}

/* The state in full: it must not change by a byte. */
static size_t state_of(const struct cfx *cfx, uint8_t *out, size_t size)
{
    struct writer w;

    writer_init_fixed(&w, out, size);
    cfx_export(cfx, &w);
    assert_true(writer_ok(&w));
    return w.length;
}

/* Runs TEST for each encryption type and kind of token, plain and rotated ones, with a receiver
 * that has a window to lose. */
static void for_each(void (*test)(struct cfx *cfx, enum token_kind kind, size_t length))
{
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            for (unsigned turns = 0; turns < (kind == MIC ? 1 : 3); turns++) {
                uint16_t rotation = (uint16_t)(29 * turns);
                struct cfx *cfx = pair_side(enctype_at(i), false);
                uint8_t before[128], after[128];
                size_t length = make_token(enctype_at(i), kind, rotation, ORACLE_SEQUENCE);

                assert_int_equal(receive(cfx, kind, token, length), GSS_S_COMPLETE);
                length = make_token(enctype_at(i), kind, rotation, ORACLE_SEQUENCE + 1);
                state_of(cfx, before, sizeof(before));
                test(cfx, kind, length);
                assert_memory_equal(before, after, state_of(cfx, after, sizeof(after)));
                assert_int_equal(receive(cfx, kind, token, length), GSS_S_COMPLETE);
                cfx_destroy(&cfx);
            }
        }
    }
}

/* The RRC alone is not authenticated (RFC 4121 s.4.2.4): a flip that changes it by a multiple of
 * the body's length leaves the same token. The message above is so long that there is none. */
static void flip_every_bit(struct cfx *cfx, enum token_kind kind, size_t length)
{
    for (size_t bit = 0; bit < 8 * length; bit++) {
        OM_uint32 major;

        token[bit / 8] ^= (uint8_t)(1 << bit % 8);
        major = receive(cfx, kind, token, length);
        assert_true(major == GSS_S_BAD_SIG || major == GSS_S_DEFECTIVE_TOKEN);
        if (bit / 8 >= CFX_HEADER_LENGTH)
            assert_int_equal(major, GSS_S_BAD_SIG);
        token[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void test_every_flipped_bit_is_refused(void **state)
{
    (void)state;
    for_each(flip_every_bit);
}

static void truncate_everywhere(struct cfx *cfx, enum token_kind kind, size_t length)
{
    for (size_t shorter = 0; shorter < length; shorter++) {
        OM_uint32 major = receive(cfx, kind, token, shorter);

        assert_true(major == GSS_S_BAD_SIG || major == GSS_S_DEFECTIVE_TOKEN);
        if (shorter < CFX_HEADER_LENGTH || kind == MIC)
            assert_int_equal(major, GSS_S_DEFECTIVE_TOKEN);
    }
    for (size_t longer = length + 1; longer < length + 20; longer++)
        assert_true(GSS_ERROR(receive(cfx, kind, token, longer)));
}

static void test_every_other_length_is_refused(void **state)
{
    (void)state;
    for_each(truncate_everywhere);
}

static void test_a_mic_of_another_message_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct cfx *cfx = pair_side(enctype_at(i), false);
        gss_buffer_desc mic = buffer_of(token, make_token(enctype_at(i), MIC, 0, ORACLE_SEQUENCE));
        gss_buffer_desc shorter = buffer_of(message, sizeof(message) - 1);
        gss_buffer_desc none = buffer_of(NULL, 0);
        OM_uint32 minor;

        assert_int_equal(cfx_verify_mic(cfx, &minor, &shorter, &mic), GSS_S_BAD_SIG);
        assert_int_equal(cfx_verify_mic(cfx, &minor, &none, &mic), GSS_S_BAD_SIG);
        cfx_destroy(&cfx);
    }
}

static void test_a_token_under_another_key_is_refused(void **state)
{
    static const uint8_t other_key[CFX_KEY_MAX] = {1};

    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            struct cfx_params params = {.type = enctype_at(i), .key = other_key};
            size_t length = make_token(enctype_at(i), kind, 0, 0);
            struct cfx *cfx;

            assert_true(cfx_create(&params, &cfx));
            assert_int_equal(receive(cfx, kind, token, length), GSS_S_BAD_SIG);
            cfx_destroy(&cfx);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_flipped_bit_is_refused),
        cmocka_unit_test(test_every_other_length_is_refused),
        cmocka_unit_test(test_a_mic_of_another_message_is_refused),
        cmocka_unit_test(test_a_token_under_another_key_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
