/* Export and import: what comes back goes on where it stopped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cfx_oracle.h"

enum { STATE_MAX = 128, STATE_FIXED_LENGTH = 1 + 1 + 1 + 3 * 8 };

static size_t export_state(const struct cfx *cfx, uint8_t *out)
{
    struct writer w;

    writer_init_fixed(&w, out, STATE_MAX);
    cfx_export(cfx, &w);
    assert_true(writer_ok(&w));
    return w.length;
}

static struct cfx *import_state(const uint8_t *bytes, size_t length)
{
    uint8_t *exact = calloc(1, length != 0 ? length : 1);
    struct reader in;
    struct cfx *cfx;

    assert_non_null(exact);
    memcpy(exact, bytes, length);
    reader_init(&in, exact, length);
    cfx = cfx_import(&in);
    assert_int_equal(cfx != NULL, reader_ok(&in));
    free(exact);
    return cfx;
}

/* Ends CFX and gives it back from its state. */
static void move(struct cfx **cfx)
{
    uint8_t state[STATE_MAX];
    size_t length = export_state(*cfx, state);

    cfx_destroy(cfx);
    assert_null(*cfx);
    *cfx = import_state(state, length);
    assert_non_null(*cfx);
}

static void test_a_moved_context_goes_on(void **state)
{
    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct cfx_pair pair = pair_create(enctype_at(i));
        gss_buffer_desc data = buffer_of("message", 7), token, plain;
        OM_uint32 minor;

        for (int round = 0; round < 6; round++) {
            struct cfx *sender = round % 2 == 0 ? pair.initiator : pair.acceptor;
            struct cfx *receiver = round % 2 == 0 ? pair.acceptor : pair.initiator;

            assert_int_equal(cfx_wrap(sender, &minor, true, &data, &token), GSS_S_COMPLETE);
            assert_int_equal(cfx_unwrap(receiver, &minor, &token, &plain, NULL), GSS_S_COMPLETE);
            free(token.value);
            free(plain.value);
            assert_int_equal(cfx_get_mic(sender, &minor, &data, &token), GSS_S_COMPLETE);
            assert_int_equal(cfx_verify_mic(receiver, &minor, &data, &token), GSS_S_COMPLETE);
            free(token.value);
            move(round % 3 == 0 ? &pair.initiator : &pair.acceptor);
        }
        pair_destroy(&pair);
    }
}

static void test_the_window_moves_along(void **state)
{
    struct cfx *cfx = pair_side(enctype_find(18), false);
    struct oracle_token t = oracle_token(enctype_find(18));
    static const struct {
        unsigned number;
        OM_uint32 status;
    } arrivals[] = {
        {0, GSS_S_COMPLETE},        {2, GSS_S_GAP_TOKEN},  {2, GSS_S_DUPLICATE_TOKEN},
        {1, GSS_S_UNSEQ_TOKEN},     {60, GSS_S_GAP_TOKEN}, {1, GSS_S_DUPLICATE_TOKEN},
        {0, GSS_S_DUPLICATE_TOKEN}, {61, GSS_S_COMPLETE},  {64, GSS_S_GAP_TOKEN},
        {0, GSS_S_UNSEQ_TOKEN},
    };
    uint8_t token[256], opened[256];
    size_t length;

    (void)state;
    for (size_t i = 0; i < sizeof(arrivals) / sizeof(arrivals[0]); i++) {
        t.sequence = ORACLE_SEQUENCE + arrivals[i].number;
        length = oracle_wrap(&t, "message", 7, token);
        assert_int_equal(unwrap_bytes(cfx, token, length, opened, &length), arrivals[i].status);
        move(&cfx);
    }
    cfx_destroy(&cfx);
}

static void test_every_parameter_moves_along(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 32; bits++) {
        struct cfx_params params = {
            .type = enctype_at(bits % 4),
            .key = oracle_key,
            .initiator = bits & 1,
            .acceptor_subkey = bits & 2,
            .replay_detection = bits & 4,
            .sequence_detection = bits & 8,
            .dce_style = bits & 16,
            .send_sequence = UINT64_MAX - bits,
            .receive_sequence = (uint64_t)bits << 58,
        };
        uint8_t before[STATE_MAX], after[STATE_MAX];
        const struct enctype *type;
        const uint8_t *key;
        struct cfx *cfx;
        size_t length;

        assert_true(cfx_create(&params, &cfx));
        length = export_state(cfx, before);
        assert_int_equal(length, STATE_FIXED_LENGTH + params.type->key_length);
        move(&cfx);
        assert_int_equal(export_state(cfx, after), length);
        assert_memory_equal(before, after, length);
        key = cfx_protocol_key(cfx, &type);
        assert_ptr_equal(type, params.type);
        assert_memory_equal(key, oracle_key, type->key_length);
        cfx_destroy(&cfx);
    }
}

/* What an export forgot would be forgotten in both states that the test above compares. */
static void test_each_parameter_has_a_part_of_the_state(void **state)
{
    uint8_t states[32][STATE_MAX] = {{0}};
    struct cfx *cfx;

    (void)state;
    for (unsigned bits = 0; bits < 32; bits++) {
        struct cfx_params params = {
            .type = enctype_find(18),
            .key = oracle_key,
            .initiator = bits & 1,
            .acceptor_subkey = bits & 2,
            .replay_detection = bits & 4,
            .sequence_detection = bits & 8,
            .dce_style = bits & 16,
        };

        assert_true(cfx_create(&params, &cfx));
        (void)export_state(cfx, states[bits]);
        cfx_destroy(&cfx);
        for (unsigned other = 0; other < bits; other++)
            assert_memory_not_equal(states[bits], states[other], STATE_MAX);
    }
}

/* A moved context opens what peers of DCE style send, rotated by EC + RRC; another does not. */
static void test_dce_style_moves_along(void **state)
{
    struct oracle_token t = oracle_token(enctype_find(18));
    uint8_t token[256], opened[256];
    size_t length, opened_length;

    (void)state;
    t.flags = CFX_SEALED;
    t.extra_count = t.inner_extra_count = 16;
    t.rotation = (uint16_t)(CFX_HEADER_LENGTH + t.type->mac_length);
    t.rotated = (size_t)t.rotation + 16;
    length = oracle_wrap(&t, "message", 7, token);
    for (int dce_style = 0; dce_style < 2; dce_style++) {
        struct cfx_params params = {.type = t.type,
                                    .key = oracle_key,
                                    .dce_style = dce_style != 0,
                                    .receive_sequence = ORACLE_SEQUENCE};
        struct cfx *cfx;

        assert_true(cfx_create(&params, &cfx));
        move(&cfx);
        assert_int_equal(unwrap_bytes(cfx, token, length, opened, &opened_length),
                         dce_style != 0 ? GSS_S_COMPLETE : GSS_S_BAD_SIG);
        cfx_destroy(&cfx);
    }
    assert_memory_equal(opened, "message", 7);
}

static void test_what_follows_the_state_is_left(void **state)
{
    struct cfx *cfx = pair_side(enctype_find(17), true);
    uint8_t bytes[STATE_MAX + 3];
    size_t length = export_state(cfx, bytes);
    struct reader in;

    (void)state;
    cfx_destroy(&cfx);
    reader_init(&in, bytes, length + 3);
    cfx = cfx_import(&in);
    assert_non_null(cfx);
    assert_int_equal(in.left, 3);
    cfx_destroy(&cfx);
}

static void test_states_that_no_export_wrote_are_refused(void **state)
{
    struct cfx *cfx = pair_side(enctype_find(17), true);
    uint8_t good[STATE_MAX], bad[STATE_MAX];
    size_t length = export_state(cfx, good);
    struct {
        size_t at;
        uint8_t value;
    } changes[] = {
        {0, 0},             /* version */
        {0, 2},             /* a later one */
        {1, 23},            /* rc4-hmac */
        {1, 0},             /* no encryption type */
        {2 + 16, 0x20},     /* flags of no meaning */
        {2 + 16, 0x80},     /* likewise */
        {length - 1, 2},    /* a window whose highest number was not seen */
        {length - 8, 0x80}, /* likewise */
    };

    (void)state;
    cfx_destroy(&cfx);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        memcpy(bad, good, length);
        bad[changes[i].at] = changes[i].value;
        assert_null(import_state(bad, length));
    }
    for (size_t shorter = 0; shorter < length; shorter++)
        assert_null(import_state(good, shorter));
    cfx = import_state(good, length);
    assert_non_null(cfx);
    cfx_destroy(&cfx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_moved_context_goes_on),
        cmocka_unit_test(test_the_window_moves_along),
        cmocka_unit_test(test_every_parameter_moves_along),
        cmocka_unit_test(test_each_parameter_has_a_part_of_the_state),
        cmocka_unit_test(test_dce_style_moves_along),
        cmocka_unit_test(test_what_follows_the_state_is_left),
        cmocka_unit_test(test_states_that_no_export_wrote_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
