/* What an end takes for its peer's answer: messages that only a holder of the session key makes,
 * each wrong in one way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/minor.h"
#include "krb5_pair.h"
#include "mech/krb5/ap_message.h"
#include "mech/krb5/context.h"
#include "mech/krb5/token.h"

static const struct krb5_handshake *handshake_of(const void *context)
{
    const struct krb5_ctx *ctx = context;

    assert_non_null(ctx->handshake);
    return ctx->handshake;
}

/* Makes pair->token REP, sealed with the ticket's session key. */
static void answer_with(struct krb5_pair *pair, const void *context, const struct krb5_ap_rep *rep,
                        bool framed)
{
    struct writer out;

    free(pair->token.value);
    writer_init(&out);
    assert_true(krb5_ap_rep_write(rep, &handshake_of(context)->session, &out));
    assert_true(krb5_token_write(KRB5_TOKEN_AP_REP, framed, out.data, out.length, &pair->token));
    writer_free(&out);
}

/* The answer that a waiting initiator wants, without a subkey. */
static struct krb5_ap_rep good_answer(const void *initiator)
{
    const struct krb5_handshake *handshake = handshake_of(initiator);
    struct krb5_ap_rep rep = {.cusec = handshake->cusec, .sequence = 77, .has_sequence = true};

    memcpy(rep.ctime, handshake->ctime, sizeof(rep.ctime));
    return rep;
}

static void test_answer_must_repeat_both_parts_of_the_requests_time(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    struct krb5_ap_rep good, rep;

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    good = rep = good_answer(pair.initiator);
    rep.ctime[13] ^= 1; /* the seconds' last digit */
    answer_with(&pair, pair.initiator, &rep, true);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_FAILURE);
    assert_int_equal(pair.minor, MINOR_MUTUAL_FAILED);
    rep = good;
    rep.cusec ^= 1;
    answer_with(&pair, pair.initiator, &rep, true);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_FAILURE);
    assert_int_equal(pair.minor, MINOR_MUTUAL_FAILED);
    answer_with(&pair, pair.initiator, &good, true);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
    krb5_pair_clear(&pair);
}

/* RFC 4121 s.2: without a subkey of the acceptor's, the initiator's protects, and no flag tells of
 * another. */
static void test_answer_without_a_subkey_leaves_the_initiators(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    gss_buffer_desc message = {5, (void *)"hello"}, token;
    struct krb5_session_key subkey;
    const struct enctype *type;
    struct krb5_ap_rep rep;
    const struct krb5_ctx *ctx;

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    ctx = pair.initiator;
    subkey = ctx->handshake->subkey;
    rep = good_answer(pair.initiator);
    answer_with(&pair, pair.initiator, &rep, true);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
    assert_memory_equal(cfx_protocol_key(ctx->cfx, &type), subkey.bytes, subkey.type->key_length);
    assert_ptr_equal(type, subkey.type);
    assert_int_equal(krb5_mech.get_mic(&pair.minor, pair.initiator, &message, &token),
                     GSS_S_COMPLETE);
    assert_int_equal(((const uint8_t *)token.value)[2], 0);
    free(token.value);
    krb5_pair_clear(&pair);
}

/* Takes the framing off a token that has it, and puts it on one that has not. */
static void change_framing(struct krb5_pair *pair)
{
    gss_buffer_desc message, changed;
    uint16_t token_id;
    bool framed;

    assert_int_equal(krb5_token_read(&pair->minor, &pair->token, &token_id, &framed, &message),
                     GSS_S_COMPLETE);
    assert_true(krb5_token_write(token_id, !framed, message.value, message.length, &changed));
    free(pair->token.value);
    pair->token = changed;
}

static void test_request_of_dce_style_in_framing_is_defective(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test",
                             .flags = KRB5_PAIR_FLAGS | GSS_C_DCE_STYLE};

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    change_framing(&pair);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(pair.minor, MINOR_BAD_FRAMING);
    assert_null(pair.acceptor);
    krb5_pair_clear(&pair);
}

/* As some send it inside SPNEGO; the answer has its framing. */
static void test_request_without_framing_is_accepted(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    change_framing(&pair);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
    krb5_pair_assert_messages(&pair);
    krb5_pair_clear(&pair);
}

static void test_answer_in_the_other_styles_framing_is_defective(void **state)
{
    (void)state;
    for (int dce = 0; dce < 2; dce++) {
        struct krb5_pair pair = {.service = "host@server.gss.test",
                                 .flags = KRB5_PAIR_FLAGS | (dce != 0 ? GSS_C_DCE_STYLE : 0)};
        struct krb5_ap_rep rep;

        assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        rep = good_answer(pair.initiator);
        answer_with(&pair, pair.initiator, &rep, dce != 0);
        assert_int_equal(krb5_pair_init(&pair), GSS_S_DEFECTIVE_TOKEN);
        answer_with(&pair, pair.initiator, &rep, dce == 0);
        assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
        krb5_pair_clear(&pair);
    }
}

static void assert_third_leg(struct krb5_pair *pair, const struct krb5_ap_rep *rep, bool framed,
                             OM_uint32 expected, OM_uint32 minor)
{
    answer_with(pair, pair->acceptor, rep, framed);
    assert_int_equal(krb5_pair_accept(pair), expected);
    if (expected != GSS_S_COMPLETE)
        assert_int_equal(pair->minor, minor);
}

/* MS-KILE 3.4.5.1: bare, the acceptor's number, and no key. */
static void test_third_leg_has_the_acceptors_number_and_nothing_else(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test",
                             .flags = KRB5_PAIR_FLAGS | GSS_C_DCE_STYLE};
    struct krb5_ap_rep good = {.ctime = "20260101000000Z", .has_sequence = true}, rep;

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    good.sequence = handshake_of(pair.acceptor)->local_sequence;
    rep = good;
    rep.sequence++;
    assert_third_leg(&pair, &rep, false, GSS_S_FAILURE, MINOR_MUTUAL_FAILED);
    rep = good;
    rep.has_sequence = false;
    assert_third_leg(&pair, &rep, false, GSS_S_FAILURE, MINOR_MUTUAL_FAILED);
    rep = good;
    rep.subkey = handshake_of(pair.acceptor)->subkey;
    assert_third_leg(&pair, &rep, false, GSS_S_FAILURE, MINOR_MUTUAL_FAILED);
    assert_third_leg(&pair, &good, true, GSS_S_DEFECTIVE_TOKEN, MINOR_WRONG_TOKEN_ID);
    assert_third_leg(&pair, &good, false, GSS_S_COMPLETE, 0);
    krb5_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer_must_repeat_both_parts_of_the_requests_time),
        cmocka_unit_test(test_answer_without_a_subkey_leaves_the_initiators),
        cmocka_unit_test(test_request_of_dce_style_in_framing_is_defective),
        cmocka_unit_test(test_request_without_framing_is_accepted),
        cmocka_unit_test(test_answer_in_the_other_styles_framing_is_defective),
        cmocka_unit_test(test_third_leg_has_the_acceptors_number_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
