/* NegoEx with a peer, or somebody in between, that does not keep to the rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/minor.h"
#include "base/secret.h"
#include "mech/spnego/negoex_message.h"
#include "unit/negoex_expect.h"

/* Where things are in the initiator's first token: NEGO with one scheme, metadata, token. */
enum { NEGO_LENGTH = 96 + 16, METADATA_LENGTH = 64 + 2 };

/* Changes bytes of the initiator's first token, whose acceptor says MAJOR and CODE. */
static void assert_first_refused(size_t at, const void *bytes, size_t length, OM_uint32 major,
                                 OM_uint32 code)
{
    struct negoex_pair pair = pair_of("a", "a", GSS_C_MUTUAL_FLAG);

    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "025");
    memcpy((uint8_t *)pair.token.value + at, bytes, length);
    expect_accept(&pair, major, "");
    assert_int_equal(pair.minor, code);
    assert_null(pair.acceptor.inner.mech);
    negoex_pair_clear(&pair);
}

static void test_broken_first_tokens_are_refused(void **state)
{
    enum { METADATA = NEGO_LENGTH, TOKEN = NEGO_LENGTH + METADATA_LENGTH };

    (void)state;
    assert_first_refused(12, "\1", 1, GSS_S_DEFECTIVE_TOKEN, MINOR_NEGOEX_SEQUENCE);
    assert_first_refused(METADATA + 12, "\0", 1, GSS_S_DEFECTIVE_TOKEN, MINOR_NEGOEX_SEQUENCE);
    assert_first_refused(TOKEN + 12, "\3", 1, GSS_S_DEFECTIVE_TOKEN, MINOR_NEGOEX_SEQUENCE);
    assert_first_refused(TOKEN + 24, "a different one", 16, GSS_S_DEFECTIVE_TOKEN,
                         MINOR_NEGOEX_SEQUENCE);
    assert_first_refused(72, "\1", 1, GSS_S_FAILURE, MINOR_NEGOEX_VERSION);
    assert_first_refused(8, "\1", 1, GSS_S_DEFECTIVE_TOKEN, MINOR_WRONG_TOKEN_ID);
    assert_first_refused(METADATA + 8, "\3", 1, GSS_S_DEFECTIVE_TOKEN, MINOR_WRONG_TOKEN_ID);
    assert_first_refused(METADATA + 8, "\5", 1, GSS_S_DEFECTIVE_TOKEN, MINOR_WRONG_TOKEN_ID);
    assert_first_refused(TOKEN + 8, "\4", 1, GSS_S_DEFECTIVE_TOKEN, MINOR_WRONG_TOKEN_ID);
    assert_first_refused(0, "n", 1, GSS_S_DEFECTIVE_TOKEN, MINOR_BAD_TOKEN);
}

static void test_first_token_without_its_first_message_is_refused(void **state)
{
    struct negoex_pair pair = pair_of("a", "a", GSS_C_MUTUAL_FLAG);
    gss_buffer_desc whole;

    (void)state;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "025");
    whole = pair.token;
    pair.token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    negoex_pair_set_token(&pair, (uint8_t *)whole.value + NEGO_LENGTH, whole.length - NEGO_LENGTH);
    expect_accept(&pair, GSS_S_DEFECTIVE_TOKEN, "");
    secret_release_buffer(&whole);
    negoex_pair_clear(&pair);
}

static void test_empty_tokens_are_refused(void **state)
{
    struct negoex_pair pair = pair_of("a", "a", GSS_C_MUTUAL_FLAG);

    (void)state;
    expect_accept(&pair, GSS_S_DEFECTIVE_TOKEN, "");
    negoex_end_clear(&pair.acceptor);
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "025");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "1346");
    negoex_pair_set_token(&pair, NULL, 0);
    expect_init(&pair, GSS_S_DEFECTIVE_TOKEN, "");
    negoex_pair_clear(&pair);
}

/* What is behind VERIFY, it does not speak for. */
static void test_nothing_may_follow_verify(void **state)
{
    struct negoex_pair pair = pair_of("a", "a", 0);
    struct negoex_header header = {.type = NEGOEX_ALERT, .sequence = 4};
    struct writer out;

    (void)state;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "0256");
    header.conversation = (uint8_t *)pair.token.value + 24;
    writer_init(&out);
    write_bytes(&out, pair.token.value, pair.token.length);
    negoex_message_write_alert(&out, &header, (const uint8_t *)"aaaaaaaaaaaaaaaa");
    negoex_pair_set_token(&pair, out.data, out.length);
    writer_free(&out);
    expect_accept(&pair, GSS_S_DEFECTIVE_TOKEN, "");
    assert_int_equal(pair.minor, MINOR_WRONG_TOKEN_ID);
    negoex_pair_clear(&pair);
}

/* Adds a message of TYPE to the token, as its peer would send it. */
static void add_message(struct negoex_pair *pair, enum negoex_type type, uint32_t sequence)
{
    struct negoex_header header = {.type = type, .sequence = sequence};
    struct writer out;

    header.conversation = (uint8_t *)pair->token.value + 24;
    writer_init(&out);
    write_bytes(&out, pair->token.value, pair->token.length);
    negoex_message_write_exchange(&out, &header, (const uint8_t *)"aaaaaaaaaaaaaaaa", "ai", 2);
    negoex_pair_set_token(pair, out.data, out.length);
    writer_free(&out);
}

static void test_token_for_an_established_mechanism_is_refused(void **state)
{
    struct negoex_pair pair = pair_of("a", "a", 0);
    gss_buffer_desc reply;

    (void)state;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "0256");
    expect_accept(&pair, GSS_S_COMPLETE, "136");
    reply = pair.token;
    pair.token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    negoex_pair_set_token(&pair, reply.value, NEGO_LENGTH);
    add_message(&pair, NEGOEX_CHALLENGE, 5);
    expect_init(&pair, GSS_S_DEFECTIVE_TOKEN, "");
    assert_int_equal(pair.minor, MINOR_WRONG_TOKEN_ID);
    secret_release_buffer(&reply);
    negoex_pair_clear(&pair);
}

static void test_metadata_is_with_the_list_alone(void **state)
{
    struct negoex_pair pair = pair_of("a", "a", THREE);

    (void)state;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "025");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "134");
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "56");
    pair.token.length = 64 + 6; /* without VERIFY; a toy's third token has 6 bytes */
    assert_types(&pair, "5");
    add_message(&pair, NEGOEX_INITIATOR_META_DATA, 7);
    expect_accept(&pair, GSS_S_DEFECTIVE_TOKEN, "");
    assert_int_equal(pair.minor, MINOR_WRONG_TOKEN_ID);
    negoex_pair_clear(&pair);
}

/* An acceptor that lists our first mechanism and has not used its token: that one begins again. */
static void test_optimistic_token_that_was_passed_over_is_made_again(void **state)
{
    struct negoex_pair pair = pair_of("a", "a", GSS_C_MUTUAL_FLAG);

    (void)state;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "025");
    ((uint8_t *)pair.token.value)[NEGO_LENGTH + METADATA_LENGTH + 40] = 'x'; /* for none it knows */
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "13");
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "5");
    assert_ptr_equal(pair.initiator.inner.mech, &negoex_toys[0]);
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "46");
    expect_init(&pair, GSS_S_BAD_SIG, ""); /* for the token had been altered */
    negoex_pair_clear(&pair);
}

static void test_critical_extension_is_refused(void **state)
{
    static const uint8_t random_bytes[NEGOEX_RANDOM_LENGTH];
    struct negoex_header header = {.type = NEGOEX_INITIATOR_NEGO,
                                   .conversation = (const uint8_t *)"sixteen bytes..."};
    struct negoex_pair pair = pair_of("a", "a", 0);
    struct writer out;

    (void)state;
    writer_init(&out);
    negoex_message_write_nego(&out, &header, random_bytes, (const uint8_t *)"aaaaaaaaaaaaaaaa", 1);
    write_u32le(&out, UINT32_C(1) << 31);
    write_u32le(&out, 0);
    write_u32le(&out, 0); /* no value */
    out.data[20] = (uint8_t)out.length;
    out.data[88] = NEGO_LENGTH;
    out.data[92] = 1;
    negoex_pair_set_token(&pair, out.data, out.length);
    expect_accept(&pair, GSS_S_FAILURE, "");
    assert_int_equal(pair.minor, MINOR_NEGOEX_EXTENSION);
    negoex_end_clear(&pair.acceptor);
    out.data[NEGO_LENGTH + 3] = 0; /* not critical */
    negoex_pair_set_token(&pair, out.data, out.length);
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "13");
    writer_free(&out);
    negoex_pair_clear(&pair);
}

/* Both ends, with one BIT of the token of LEG altered on its way. *LENGTH is that token's. */
static bool agree_with_altered_bit(size_t leg, size_t bit, size_t *length)
{
    struct negoex_pair pair = pair_of("ab", "ab", GSS_C_MUTUAL_FLAG);
    OM_uint32 majors[2] = {GSS_S_CONTINUE_NEEDED, GSS_S_CONTINUE_NEEDED};
    bool agreed;

    for (size_t at = 0; at < 4 && !GSS_ERROR(majors[0]) && !GSS_ERROR(majors[1]); at++) {
        if (majors[at % 2] == GSS_S_CONTINUE_NEEDED)
            majors[at % 2] = at % 2 == 0 ? negoex_pair_init(&pair) : negoex_pair_accept(&pair);
        if (at == leg) {
            *length = pair.token.length;
            ((uint8_t *)pair.token.value)[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
    agreed = majors[0] == GSS_S_COMPLETE && majors[1] == GSS_S_COMPLETE;
    negoex_pair_clear(&pair);
    return agreed;
}

/* Every bit of both sides' messages is under somebody's checksum, or is refused before that; but
 * for the padding in the last message of all. */
static void test_any_bit_that_was_altered_is_noticed(void **state)
{
    enum { PADDING = 76, CHECKSUM = 80 };

    (void)state;
    for (size_t leg = 0; leg < 3; leg++) {
        size_t length = 1;

        for (size_t bit = 0; bit < 8 * length; bit++) {
            bool padding = leg == 2 && bit / 8 >= PADDING && bit / 8 < CHECKSUM;

            if (agree_with_altered_bit(leg, bit, &length) != padding)
                fail_msg("bit %zu of token %zu", bit, leg);
        }
        assert_true(length > 1);
    }
}

/* A peer that nobody knows cannot have us keep as much as it likes. */
static void test_too_much_talk_is_refused(void **state)
{
    static uint8_t zeros[1 << 20];
    struct negoex_pair pair = pair_of("a", "a", GSS_C_MUTUAL_FLAG);
    struct negoex_header header = {.type = NEGOEX_INITIATOR_META_DATA, .sequence = 3};
    struct writer out;

    (void)state;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "025");
    header.conversation = (uint8_t *)pair.token.value + 24;
    writer_init(&out);
    write_bytes(&out, pair.token.value, pair.token.length);
    negoex_message_write_exchange(&out, &header, (const uint8_t *)"an unknown one..", zeros,
                                  sizeof(zeros));
    negoex_pair_set_token(&pair, out.data, out.length);
    writer_free(&out);
    expect_accept(&pair, GSS_S_DEFECTIVE_TOKEN, "");
    assert_int_equal(pair.minor, MINOR_MESSAGE_TOO_LARGE);
    negoex_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, negoex_world_reset)
        TEST(test_broken_first_tokens_are_refused),
        TEST(test_first_token_without_its_first_message_is_refused),
        TEST(test_empty_tokens_are_refused),
        TEST(test_nothing_may_follow_verify),
        TEST(test_token_for_an_established_mechanism_is_refused),
        TEST(test_metadata_is_with_the_list_alone),
        TEST(test_optimistic_token_that_was_passed_over_is_made_again),
        TEST(test_critical_extension_is_refused),
        TEST(test_any_bit_that_was_altered_is_noticed),
        TEST(test_too_much_talk_is_refused),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
