/* NegoEx between two ends of ours: what both come to, and what is refused on the way. */
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
#include "unit/negoex_world.h"

enum { THREE = GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE };
/* Where things are in the initiator's first token: NEGO with one scheme, metadata, token. */
enum { NEGO_LENGTH = 96 + 16, METADATA_LENGTH = 64 + 2 };

static struct negoex_pair pair_of(const char *initiator, const char *acceptor, OM_uint32 flags)
{
    return (struct negoex_pair){
        .initiator.toys = initiator, .acceptor.toys = acceptor, .req_flags = flags};
}

/* The types of the token's messages, a digit each. */
static void assert_types(const struct negoex_pair *pair, const char *types)
{
    struct negoex_message message;
    char seen[32] = "";
    struct reader in;

    reader_init(&in, pair->token.value, pair->token.length);
    for (size_t i = 0; in.left != 0; i++) {
        assert_true(i < sizeof(seen) - 1 && negoex_message_read(&in, &message));
        seen[i] = (char)('0' + message.header.type);
    }
    assert_string_equal(seen, types);
}

static void expect_init(struct negoex_pair *pair, OM_uint32 major, const char *types)
{
    assert_int_equal(negoex_pair_init(pair), major);
    assert_types(pair, types);
}

static void expect_accept(struct negoex_pair *pair, OM_uint32 major, const char *types)
{
    assert_int_equal(negoex_pair_accept(pair), major);
    assert_types(pair, types);
}

static void assert_negotiated(struct negoex_pair *pair, char toy)
{
    assert_true(pair->initiator.inner.established && pair->acceptor.inner.established);
    assert_ptr_equal(pair->initiator.inner.mech, &negoex_toys[toy - 'a']);
    assert_ptr_equal(pair->acceptor.inner.mech, &negoex_toys[toy - 'a']);
    negoex_pair_clear(pair);
}

static void test_tokens_of_the_mechanism_are_all_that_is_needed(void **state)
{
    struct negoex_pair one = pair_of("a", "a", 0), two = pair_of("a", "a", GSS_C_MUTUAL_FLAG),
                       three = pair_of("a", "a", THREE);

    (void)state;
    expect_init(&one, GSS_S_CONTINUE_NEEDED, "0256");
    expect_accept(&one, GSS_S_COMPLETE, "136");
    expect_init(&one, GSS_S_COMPLETE, "");
    assert_negotiated(&one, 'a');
    expect_init(&two, GSS_S_CONTINUE_NEEDED, "025");
    assert_false(two.initiator.inner.established);
    expect_accept(&two, GSS_S_CONTINUE_NEEDED, "1346");
    assert_false(two.acceptor.inner.established); /* not proven yet */
    assert_true(negoex_has_established(two.acceptor.negoex));
    expect_init(&two, GSS_S_COMPLETE, "6");
    expect_accept(&two, GSS_S_COMPLETE, "");
    assert_negotiated(&two, 'a');
    expect_init(&three, GSS_S_CONTINUE_NEEDED, "025");
    expect_accept(&three, GSS_S_CONTINUE_NEEDED, "134");
    expect_init(&three, GSS_S_CONTINUE_NEEDED, "56");
    expect_accept(&three, GSS_S_COMPLETE, "6");
    expect_init(&three, GSS_S_COMPLETE, "");
    assert_negotiated(&three, 'a');
}

static void test_every_accepted_encryption_type_protects(void **state)
{
    static const int32_t types[] = {17, 19};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct negoex_pair pair = pair_of("a", "a", 0);

        negoex_toy_enctype = types[i];
        expect_init(&pair, GSS_S_CONTINUE_NEEDED, "0256");
        expect_accept(&pair, GSS_S_COMPLETE, "136");
        expect_init(&pair, GSS_S_COMPLETE, "");
        assert_negotiated(&pair, 'a');
    }
}

/* Of RC4; and of another length than was given. */
static void test_other_keys_are_refused(void **state)
{
    struct negoex_pair rc4 = pair_of("a", "a", 0), aes256 = pair_of("a", "a", 0);

    (void)state;
    negoex_toy_enctype = 23;
    expect_init(&rc4, GSS_S_FAILURE, "");
    assert_int_equal(rc4.minor, MINOR_ENCTYPE_REFUSED);
    negoex_pair_clear(&rc4);
    negoex_toy_enctype = 18;
    expect_init(&aes256, GSS_S_FAILURE, "");
    assert_int_equal(aes256.minor, MINOR_NEGOEX_KEY);
    negoex_pair_clear(&aes256);
}

static void test_mechanism_without_key_is_refused_and_the_peer_told(void **state)
{
    struct negoex_pair pair = pair_of("a", "a", GSS_C_MUTUAL_FLAG);

    (void)state;
    negoex_toy_enctype = 0;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "025");
    expect_accept(&pair, GSS_S_FAILURE, "1347");
    assert_int_equal(pair.minor, MINOR_NEGOEX_NO_KEY);
    negoex_pair_clear(&pair);
}

/* VERIFY that comes too early is sent again. */
static void test_alert_has_verify_sent_again(void **state)
{
    struct negoex_pair pair = pair_of("a", "a", THREE);

    (void)state;
    negoex_toy_early = true;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "0256");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "1347");
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "56");
    expect_accept(&pair, GSS_S_COMPLETE, "6");
    expect_init(&pair, GSS_S_COMPLETE, "");
    assert_negotiated(&pair, 'a');
}

static void test_acceptor_takes_what_it_has(void **state)
{
    struct negoex_pair pair = pair_of("abc", "cb", GSS_C_MUTUAL_FLAG);

    (void)state;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "02225");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "133");
    assert_null(pair.acceptor.inner.mech);
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "5");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "46");
    expect_init(&pair, GSS_S_COMPLETE, "6");
    expect_accept(&pair, GSS_S_COMPLETE, "");
    assert_negotiated(&pair, 'b');
}

static OM_uint32 refuse_token(OM_uint32 *minor, void **context, const struct mech_accept_args *args,
                              gss_buffer_t output, OM_uint32 *flags, int64_t *end_time,
                              struct mech_accept_result *result)
{
    (void)context;
    (void)args;
    (void)output;
    (void)flags;
    (void)end_time;
    (void)result;
    return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
}

static void test_optimistic_token_that_is_refused_leaves_the_others(void **state)
{
    struct negoex_pair pair = pair_of("ab", "ab", GSS_C_MUTUAL_FLAG), alone = pair_of("a", "a", 0);

    (void)state;
    negoex_toys[0].accept_sec_context = refuse_token;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "0225");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "13");
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "5");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "46");
    expect_init(&pair, GSS_S_COMPLETE, "6");
    expect_accept(&pair, GSS_S_COMPLETE, "");
    assert_negotiated(&pair, 'b');
    expect_init(&alone, GSS_S_CONTINUE_NEEDED, "0256");
    expect_accept(&alone, GSS_S_DEFECTIVE_TOKEN, "");
    assert_int_equal(alone.minor, MINOR_BAD_TOKEN);
    negoex_pair_clear(&alone);
}

static OM_uint32 refuse_metadata(OM_uint32 *minor, void **context,
                                 const struct mech_metadata_args *args, gss_const_buffer_t metadata)
{
    (void)context;
    (void)metadata;
    return minor_fail(minor, MINOR_BAD_TOKEN, args->initiator ? GSS_S_FAILURE : GSS_S_COMPLETE);
}

/* The optimistic token was taken, its context is established, and it does not suit the initiator.
 */
static void test_initiator_may_leave_what_the_acceptor_has_established(void **state)
{
    struct negoex_pair pair = pair_of("ab", "ab", GSS_C_MUTUAL_FLAG);

    (void)state;
    negoex_toys[0].exchange_metadata = refuse_metadata;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "0225");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "13346");
    assert_ptr_equal(pair.acceptor.inner.mech, &negoex_toys[0]);
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "5");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "46");
    expect_init(&pair, GSS_S_COMPLETE, "6");
    expect_accept(&pair, GSS_S_COMPLETE, "");
    assert_negotiated(&pair, 'b');
}

static void test_nothing_in_common_is_unavailable(void **state)
{
    struct negoex_pair pair = pair_of("a", "b", 0);

    (void)state;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "0256");
    expect_accept(&pair, GSS_S_UNAVAILABLE, "");
    assert_int_equal(pair.minor, MINOR_NEGOEX_NO_MECH);
    assert_null(pair.acceptor.inner.mech);
    negoex_pair_clear(&pair);
}

static void test_no_mechanism_with_metadata_is_unavailable(void **state)
{
    struct negoex_pair pair = pair_of("a", "a", 0);

    (void)state;
    negoex_toys[0].query_metadata = NULL;
    assert_false(negoex_takes(&negoex_toys[0]));
    assert_int_equal(negoex_pair_init(&pair), GSS_S_UNAVAILABLE);
    negoex_pair_clear(&pair);
}

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
        TEST(test_tokens_of_the_mechanism_are_all_that_is_needed),
        TEST(test_every_accepted_encryption_type_protects),
        TEST(test_other_keys_are_refused),
        TEST(test_mechanism_without_key_is_refused_and_the_peer_told),
        TEST(test_alert_has_verify_sent_again),
        TEST(test_acceptor_takes_what_it_has),
        TEST(test_initiator_may_leave_what_the_acceptor_has_established),
        TEST(test_optimistic_token_that_is_refused_leaves_the_others),
        TEST(test_nothing_may_follow_verify),
        TEST(test_critical_extension_is_refused),
        TEST(test_nothing_in_common_is_unavailable),
        TEST(test_no_mechanism_with_metadata_is_unavailable),
        TEST(test_broken_first_tokens_are_refused),
        TEST(test_first_token_without_its_first_message_is_refused),
        TEST(test_empty_tokens_are_refused),
        TEST(test_any_bit_that_was_altered_is_noticed),
        TEST(test_too_much_talk_is_refused),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
