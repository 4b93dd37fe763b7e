/* Per-message tokens of RFC 4121 in their legal forms, and in illegal ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/minor.h"
#include "cfx_oracle.h"

static const char message[] = "The wind was a torrent of darkness among the gusty trees";
static uint8_t token[ORACLE_TOKEN_MAX];
static uint8_t opened[ORACLE_TOKEN_MAX];

/* A fresh acceptor's view of LENGTH bytes of token, which must be an exact copy on the heap for
 * sanitizers to see a byte read too far. */
static OM_uint32 accept_token(const struct oracle_token *t, bool dce_style, size_t length,
                              size_t *opened_length)
{
    struct cfx_params params = {
        .type = t->type,
        .key = oracle_key,
        .initiator = !t->from_initiator,
        .acceptor_subkey = (t->flags & CFX_ACCEPTOR_SUBKEY) != 0,
        .sequence_detection = true,
        .dce_style = dce_style,
        .receive_sequence = t->sequence,
    };
    uint8_t *exact = malloc(length);
    struct cfx *cfx;
    OM_uint32 major;

    assert_non_null(exact);
    memcpy(exact, token, length);
    assert_true(cfx_create(&params, &cfx));
    major = unwrap_bytes(cfx, exact, length, opened, opened_length);
    cfx_destroy(&cfx);
    free(exact);
    return major;
}

static void assert_opens(const struct oracle_token *t, bool dce_style, size_t length)
{
    size_t token_length = oracle_wrap(t, message, length, token);
    size_t opened_length;

    assert_int_equal(accept_token(t, dce_style, token_length, &opened_length), GSS_S_COMPLETE);
    assert_int_equal(opened_length, length);
    assert_memory_equal(opened, message, length);
}

/* Runs TEST with a sealed and a plain token for each encryption type. */
static void for_each(void (*test)(struct oracle_token t))
{
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct oracle_token t = oracle_token(enctype_at(i));

        test(t);
        t.flags = CFX_SEALED;
        test(t);
    }
}

static void rotate_every_way(struct oracle_token t)
{
    static const size_t lengths[] = {0, 1, 16, 37, sizeof(message)};

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        size_t body = oracle_wrap(&t, message, lengths[i], token) - CFX_HEADER_LENGTH;

        for (size_t rotation = 0; rotation <= 2 * body; rotation++) {
            t.rotated = t.rotation = (uint16_t)rotation;
            assert_opens(&t, false, lengths[i]);
        }
        t.rotated = t.rotation = UINT16_MAX;
        assert_opens(&t, false, lengths[i]);
        t.rotated = t.rotation = 0;
    }
}

static void test_every_rotation_is_undone(void **state)
{
    (void)state;
    for_each(rotate_every_way);
}

static void rotate_wrongly(struct oracle_token t)
{
    size_t length, opened_length;

    t.rotated = 28;
    t.rotation = 27;
    length = oracle_wrap(&t, message, sizeof(message), token);
    assert_int_equal(accept_token(&t, false, length, &opened_length), GSS_S_BAD_SIG);
}

static void test_another_rotation_than_the_headers_is_refused(void **state)
{
    (void)state;
    for_each(rotate_wrongly);
}

static void test_filler_of_every_length_is_taken_off(void **state)
{
    static const uint16_t counts[] = {1, 5, 15, 16, 17, 100, 1000, UINT16_MAX};

    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct oracle_token t = oracle_token(enctype_at(i));

        t.flags = CFX_SEALED;
        for (size_t j = 0; j < sizeof(counts) / sizeof(counts[0]); j++) {
            t.extra_count = t.inner_extra_count = counts[j];
            assert_opens(&t, false, sizeof(message));
            assert_opens(&t, false, 0);
            t.rotated = t.rotation = 28;
            assert_opens(&t, false, sizeof(message));
            t.rotated = t.rotation = 0;
        }
    }
}

/* As Windows sends to DCE-style peers: rotated by EC + RRC. */
static void test_dce_style_rotation_counts_the_filler(void **state)
{
    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct oracle_token t = oracle_token(enctype_at(i));

        t.flags = CFX_SEALED;
        t.extra_count = t.inner_extra_count = 16;
        t.rotation = (uint16_t)(CFX_HEADER_LENGTH + t.type->mac_length);
        t.rotated = (size_t)t.rotation + 16;
        assert_opens(&t, true, sizeof(message));
    }
}

/* EC outside the encryption is anyone's to change: it would cut the message short, or lengthen it.
 */
static void test_extra_count_is_the_encrypted_one(void **state)
{
    size_t length, opened_length;

    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct oracle_token t = oracle_token(enctype_at(i));

        t.flags = CFX_SEALED;
        t.extra_count = 16;
        for (int count = 0; count < 16; count++) {
            t.inner_extra_count = (uint16_t)count;
            length = oracle_wrap(&t, message, sizeof(message), token);
            assert_int_equal(accept_token(&t, false, length, &opened_length), GSS_S_BAD_SIG);
        }
    }
}

static void test_extra_count_past_the_body_is_defective(void **state)
{
    size_t length, opened_length;

    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct oracle_token t = oracle_token(enctype_at(i));

        length = oracle_wrap(&t, message, 20, token);
        token[5]++; /* a plain token's EC is its code's length */
        assert_int_equal(accept_token(&t, false, length, &opened_length), GSS_S_DEFECTIVE_TOKEN);
        t.flags = CFX_SEALED;
        length = oracle_wrap(&t, message, 20, token);
        token[5] = 21;
        assert_int_equal(accept_token(&t, false, length, &opened_length), GSS_S_DEFECTIVE_TOKEN);
    }
}

/* RFC 4121 s.4.2.2: the receiver ignores unknown flags. */
static void test_unknown_flags_are_ignored(void **state)
{
    struct oracle_token t = oracle_token(enctype_find(18));

    (void)state;
    t.flags = CFX_SEALED | 0xf8;
    assert_opens(&t, false, sizeof(message));
    t.flags = 0x88;
    assert_opens(&t, false, sizeof(message));
}

static void test_reflected_tokens_are_refused(void **state)
{
    struct cfx_pair pair = pair_create(enctype_find(18));
    gss_buffer_desc data = buffer_of(message, sizeof(message)), wrapped, mic, none;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(cfx_wrap(pair.acceptor, &minor, true, &data, &wrapped), GSS_S_COMPLETE);
    assert_int_equal(cfx_unwrap(pair.acceptor, &minor, &wrapped, &none, NULL), GSS_S_BAD_SIG);
    assert_int_equal(minor, MINOR_WRONG_DIRECTION);
    assert_int_equal(cfx_get_mic(pair.initiator, &minor, &data, &mic), GSS_S_COMPLETE);
    assert_int_equal(cfx_verify_mic(pair.initiator, &minor, &data, &mic), GSS_S_BAD_SIG);
    assert_int_equal(minor, MINOR_WRONG_DIRECTION);
    free(wrapped.value);
    free(mic.value);
    pair_destroy(&pair);
}

static void test_the_acceptors_subkey_is_asked_for(void **state)
{
    struct cfx *cfx = pair_side(enctype_find(18), false);
    struct oracle_token t = oracle_token(enctype_find(18));
    gss_buffer_desc wrapped, none;
    OM_uint32 minor;

    (void)state;
    t.flags = CFX_SEALED | CFX_ACCEPTOR_SUBKEY;
    assert_opens(&t, false, sizeof(message)); /* by one that has it */
    wrapped = buffer_of(token, oracle_wrap(&t, message, sizeof(message), token));
    assert_int_equal(cfx_unwrap(cfx, &minor, &wrapped, &none, NULL), GSS_S_BAD_SIG);
    assert_int_equal(minor, MINOR_WRONG_SUBKEY);
    cfx_destroy(&cfx);
}

static void test_a_token_of_the_other_kind_is_defective(void **state)
{
    struct cfx_pair pair = pair_create(enctype_find(18));
    gss_buffer_desc data = buffer_of(message, sizeof(message)), wrapped, mic, none;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(cfx_wrap(pair.initiator, &minor, false, &data, &wrapped), GSS_S_COMPLETE);
    assert_int_equal(cfx_get_mic(pair.initiator, &minor, &data, &mic), GSS_S_COMPLETE);
    assert_int_equal(cfx_verify_mic(pair.acceptor, &minor, &data, &wrapped), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(cfx_unwrap(pair.acceptor, &minor, &mic, &none, NULL), GSS_S_DEFECTIVE_TOKEN);
    assert_null(none.value);
    free(wrapped.value);
    free(mic.value);
    pair_destroy(&pair);
}

static void test_a_sealed_mic_is_defective(void **state)
{
    struct cfx *cfx = pair_side(enctype_find(18), false);
    struct oracle_token t = oracle_token(enctype_find(18));
    gss_buffer_desc data = buffer_of(message, sizeof(message)), mic;
    OM_uint32 minor;

    (void)state;
    t.flags = CFX_SEALED;
    mic = buffer_of(token, oracle_mic(&t, message, sizeof(message), token));
    assert_int_equal(cfx_verify_mic(cfx, &minor, &data, &mic), GSS_S_DEFECTIVE_TOKEN);
    cfx_destroy(&cfx);
}

/* RFC 1964's MIC, Wrap and context deletion, framed and not; a KRB-ERROR; no bytes at all. */
static void test_tokens_of_other_kinds_are_defective(void **state)
{
    static const struct {
        size_t length;
        const char *bytes;
    } others[] = {
        {0, ""},
        {1, "\x05"},
        {40, "\x60\x26\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\x01\x11\x00\xff\xff\xff\xff"
             "0123456789abcdef012"},
        {40, "\x60\x26\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x02\x01\x11\x00\x02\x00\xff\xff"
             "0123456789abcdef012"},
        {32, "\x01\x01\x11\x00\xff\xff\xff\xff"
             "0123456789abcdef01234567"},
        {32, "\x02\x01\x11\x00\x02\x00\xff\xff"
             "0123456789abcdef01234567"},
        {32, "\x01\x02\x11\x00\xff\xff\xff\xff"
             "0123456789abcdef01234567"},
        {32, "\x03\x00~0123456789abcdef0123456789abc"},
    };
    struct cfx *cfx = pair_side(enctype_find(18), false);
    gss_buffer_desc data = buffer_of(message, sizeof(message)), none;
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        gss_buffer_desc bytes = buffer_of(others[i].bytes, others[i].length);

        assert_int_equal(cfx_unwrap(cfx, &minor, &bytes, &none, NULL), GSS_S_DEFECTIVE_TOKEN);
        assert_int_equal(minor, MINOR_BAD_TOKEN);
        assert_int_equal(cfx_verify_mic(cfx, &minor, &data, &bytes), GSS_S_DEFECTIVE_TOKEN);
        assert_int_equal(minor, MINOR_BAD_TOKEN);
    }
    cfx_destroy(&cfx);
}

static void test_confidentiality_is_told(void **state)
{
    struct cfx_pair pair = pair_create(enctype_find(18));
    gss_buffer_desc data = buffer_of(message, sizeof(message)), wrapped, plain;
    OM_uint32 minor;

    (void)state;
    for (int conf = 0; conf < 2; conf++) {
        bool told = !conf;

        assert_int_equal(cfx_wrap(pair.initiator, &minor, conf, &data, &wrapped), GSS_S_COMPLETE);
        assert_int_equal(cfx_unwrap(pair.acceptor, &minor, &wrapped, &plain, &told),
                         GSS_S_COMPLETE);
        assert_int_equal(told, conf);
        free(wrapped.value);
        free(plain.value);
    }
    pair_destroy(&pair);
}

static void test_size_limit_is_the_longest_that_fits(void **state)
{
    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct cfx *cfx = pair_side(enctype_at(i), true);

        for (int conf = 0; conf < 2; conf++) {
            for (size_t size = 0; size < 200; size++) {
                size_t limit = cfx_wrap_size_limit(cfx, conf, size);
                gss_buffer_desc data = buffer_of(opened, limit), wrapped;
                OM_uint32 minor;

                assert_int_equal(cfx_wrap(cfx, &minor, conf, &data, &wrapped), GSS_S_COMPLETE);
                assert_true(limit == 0 || wrapped.length == size);
                assert_true(limit != 0 || wrapped.length >= size);
                free(wrapped.value);
            }
        }
        cfx_destroy(&cfx);
    }
}

static void test_large_messages_pass_both_ways(void **state)
{
    enum { LARGE = 70001 };
    static uint8_t large[LARGE];
    size_t length;

    (void)state;
    for (size_t i = 0; i < LARGE; i++)
        large[i] = (uint8_t)(i * 31 >> 3);
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct cfx_pair pair = pair_create(enctype_at(i));
        struct oracle_token t = oracle_token(enctype_at(i));
        gss_buffer_desc data = buffer_of(large, LARGE), wrapped;
        OM_uint32 minor;

        t.flags = CFX_SEALED;
        t.rotated = t.rotation = 50001;
        length = oracle_wrap(&t, large, LARGE, token);
        assert_int_equal(unwrap_bytes(pair.acceptor, token, length, opened, &length),
                         GSS_S_COMPLETE);
        assert_int_equal(length, LARGE);
        assert_memory_equal(opened, large, LARGE);
        assert_int_equal(cfx_wrap(pair.initiator, &minor, true, &data, &wrapped), GSS_S_COMPLETE);
        length = oracle_decrypt(t.type, 24, (uint8_t *)wrapped.value + CFX_HEADER_LENGTH,
                                wrapped.length - CFX_HEADER_LENGTH, opened);
        assert_int_equal(length, LARGE + CFX_HEADER_LENGTH);
        assert_memory_equal(opened, large, LARGE);
        free(wrapped.value);
        pair_destroy(&pair);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_rotation_is_undone),
        cmocka_unit_test(test_another_rotation_than_the_headers_is_refused),
        cmocka_unit_test(test_filler_of_every_length_is_taken_off),
        cmocka_unit_test(test_dce_style_rotation_counts_the_filler),
        cmocka_unit_test(test_extra_count_is_the_encrypted_one),
        cmocka_unit_test(test_extra_count_past_the_body_is_defective),
        cmocka_unit_test(test_unknown_flags_are_ignored),
        cmocka_unit_test(test_reflected_tokens_are_refused),
        cmocka_unit_test(test_the_acceptors_subkey_is_asked_for),
        cmocka_unit_test(test_a_token_of_the_other_kind_is_defective),
        cmocka_unit_test(test_a_sealed_mic_is_defective),
        cmocka_unit_test(test_tokens_of_other_kinds_are_defective),
        cmocka_unit_test(test_confidentiality_is_told),
        cmocka_unit_test(test_size_limit_is_the_longest_that_fits),
        cmocka_unit_test(test_large_messages_pass_both_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
