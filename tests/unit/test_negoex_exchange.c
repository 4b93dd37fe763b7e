/* NegoEx between two ends of ours: what both come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/toy.h"
#include "base/minor.h"
#include "unit/negoex_expect.h"

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

static OM_uint32 tell_and_refuse(OM_uint32 *minor, void **context,
                                 const struct mech_accept_args *args, gss_buffer_t output,
                                 OM_uint32 *flags, int64_t *end_time,
                                 struct mech_accept_result *result)
{
    static const gss_buffer_desc peer = {4, (void *)"peer"};
    OM_uint32 major =
        toy_mech.import_name(args->mech, minor, &peer, GSS_C_NT_USER_NAME, &result->source);

    assert_int_equal(major, GSS_S_COMPLETE);
    return refuse_token(minor, context, args, output, flags, end_time, result);
}

/* It would be taken for the name that the next mechanism tells. */
static void test_what_a_refused_mechanism_told_is_forgotten(void **state)
{
    struct negoex_pair pair = pair_of("ab", "ab", GSS_C_MUTUAL_FLAG);

    (void)state;
    negoex_toys[0].accept_sec_context = tell_and_refuse;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "0225");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "13");
    assert_false(pair.told);
    negoex_pair_clear(&pair);
}

static OM_uint32 refuse_metadata(OM_uint32 *minor, void **context,
                                 const struct mech_metadata_args *args, gss_const_buffer_t metadata)
{
    (void)context;
    (void)metadata;
    return minor_fail(minor, MINOR_BAD_TOKEN, args->initiator ? GSS_S_FAILURE : GSS_S_COMPLETE);
}

static OM_uint32 refuse_initiator_s(OM_uint32 *minor, void **context,
                                    const struct mech_metadata_args *args,
                                    gss_const_buffer_t metadata)
{
    (void)context;
    (void)metadata;
    return minor_fail(minor, MINOR_BAD_TOKEN, args->initiator ? GSS_S_COMPLETE : GSS_S_FAILURE);
}

static void test_mechanism_that_refuses_the_initiator_s_metadata_is_left_out(void **state)
{
    struct negoex_pair pair = pair_of("ab", "ab", 0);

    (void)state;
    negoex_toys[0].exchange_metadata = refuse_initiator_s;
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "02256");
    expect_accept(&pair, GSS_S_CONTINUE_NEEDED, "13");
    expect_init(&pair, GSS_S_CONTINUE_NEEDED, "56");
    expect_accept(&pair, GSS_S_COMPLETE, "6");
    expect_init(&pair, GSS_S_COMPLETE, "");
    assert_negotiated(&pair, 'b');
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
        TEST(test_optimistic_token_that_is_refused_leaves_the_others),
        TEST(test_what_a_refused_mechanism_told_is_forgotten),
        TEST(test_mechanism_that_refuses_the_initiator_s_metadata_is_left_out),
        TEST(test_initiator_may_leave_what_the_acceptor_has_established),
        TEST(test_nothing_in_common_is_unavailable),
        TEST(test_no_mechanism_with_metadata_is_unavailable),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
