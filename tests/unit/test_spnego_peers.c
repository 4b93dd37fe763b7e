/* What peers send that is not as we would: what RFC 4178 allows, what old peers are known for, and
 * what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/toy.h"
#include "base/minor.h"
#include "unit/spnego_world.h"

enum { DONE = GSS_S_COMPLETE, MORE = GSS_S_CONTINUE_NEEDED, BAD = GSS_S_DEFECTIVE_TOKEN };
enum { ONE = 0, TWO = GSS_C_MUTUAL_FLAG, THREE = GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE };

/* Tokens of a toy: the acceptor's, and the initiator's last. */
static const gss_buffer_desc second = {6, (void *)"\x54\x32\x00\x00\x00\x00"};
static const gss_buffer_desc third = {6, (void *)"\x54\x33\x00\x00\x00\x00"};
static const gss_buffer_desc rubbish = {7, (void *)"rubbish"};
static const gss_buffer_desc empty = {0, (void *)""};

static struct spnego_pair make_pair(const char *initiator, const char *acceptor, OM_uint32 flags)
{
    return (struct spnego_pair){
        .initiator.toys = initiator, .acceptor.toys = acceptor, .req_flags = flags};
}

/* The MIC of the list of toys. */
static gss_buffer_desc mic_of(const char *toys)
{
    const struct neg_token_init none = {.mech_token = GSS_C_EMPTY_BUFFER};
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    struct spnego_pair pair = {.req_flags = 0};
    struct neg_token_init init;
    OM_uint32 minor;

    spnego_pair_set_init(&pair, toys, &none);
    assert_true(neg_token_init_read(&pair.token, &init));
    assert_int_equal(toy_mech.get_mic(&minor, NULL, &init.mech_types, &mic), DONE);
    free(pair.token.value);
    return mic;
}

/* What an initiator of TOYS says to RESP for a first reply. */
static struct spnego_pair replied(const char *toys, OM_uint32 flags,
                                  const struct neg_token_resp *resp)
{
    struct spnego_pair pair = make_pair(toys, toys, flags);

    assert_int_equal(spnego_pair_init(&pair), MORE);
    spnego_pair_set_resp(&pair, resp);
    return pair;
}

static void expect_reply(const char *toys, OM_uint32 flags, struct neg_token_resp resp,
                         OM_uint32 major, const char *words)
{
    struct spnego_pair pair = replied(toys, flags, &resp);

    spnego_pair_expect_init(&pair, major, words);
    assert_true(!GSS_ERROR(major) || pair.minor != 0);
    spnego_pair_clear(&pair);
}

static gss_OID_desc toy(char name)
{
    return spnego_toys[name - 'a'].oid;
}

/* As Java's acceptors. */
static void test_a_reply_of_a_token_alone_is_for_the_first_choice(void **state)
{
    (void)state;
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_STATE_ABSENT, .response_token = second},
                 DONE, "");
    expect_reply("ab", ONE, (struct neg_token_resp){NEG_STATE_ABSENT}, DONE, "");
}

/* As old servers of Windows do where nothing is left to say. */
static void test_an_empty_token_for_an_established_mechanism_is_none(void **state)
{
    (void)state;
    expect_reply("a", ONE,
                 (struct neg_token_resp){NEG_ACCEPT_COMPLETED, toy('a'), .response_token = empty},
                 DONE, "");
}

static void test_a_token_again_for_a_mic_is_none(void **state)
{
    (void)state;
    expect_reply("a", TWO, (struct neg_token_resp){NEG_ACCEPT_COMPLETED, toy('a'), second, second},
                 DONE, "");
}

/* RFC 4178 s.5 b) III */
static void test_incomplete_without_a_mic_is_the_end_all_the_same(void **state)
{
    (void)state;
    expect_reply("a", TWO, (struct neg_token_resp){NEG_ACCEPT_INCOMPLETE, toy('a'), second}, DONE,
                 "");
    expect_reply("a", ONE, (struct neg_token_resp){NEG_ACCEPT_INCOMPLETE, toy('a')}, DONE, "");
}

/* RFC 4178 s.5 b) I, c) IV: an acceptor may ask for MICs for the first choice too. */
static void test_a_mic_for_the_first_choice_is_answered(void **state)
{
    gss_buffer_desc mic = mic_of("ab"), other = mic_of("ba");

    (void)state;
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_ACCEPT_INCOMPLETE, toy('a'), second, mic},
                 DONE, "completed: mic");
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_REQUEST_MIC, toy('a'), second, mic}, DONE,
                 "completed: mic");
    expect_reply("ab", ONE,
                 (struct neg_token_resp){NEG_REQUEST_MIC, toy('a'), .mech_list_mic = mic}, DONE,
                 "completed: mic");
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_STATE_ABSENT, toy('a'), second, mic}, DONE,
                 "completed: mic");
    /* It says that it expects nothing. */
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_ACCEPT_COMPLETED, toy('a'), second, mic},
                 DONE, "");
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_ACCEPT_INCOMPLETE, toy('a'), second, other},
                 BAD, "reject");
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_ACCEPT_COMPLETED, toy('a'), second, other},
                 BAD, "reject");
    free(mic.value);
    free(other.value);
}

/* RFC 4178 s.5 b) IV */
static void test_a_mic_that_was_requested_must_come(void **state)
{
    (void)state;
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_REQUEST_MIC, toy('a'), second}, BAD,
                 "reject");
    expect_reply("ab", ONE, (struct neg_token_resp){NEG_REQUEST_MIC, toy('a')}, BAD, "reject");
}

/* RFC 4178 s.5 c): our last token has the MIC then, and the answer must have one. */
static void test_requested_mics_go_with_the_last_token(void **state)
{
    gss_buffer_desc mic = mic_of("a");

    (void)state;
    for (int with = 0; with < 2; with++) {
        struct neg_token_resp resp = {NEG_REQUEST_MIC, toy('a'), second};
        struct spnego_pair pair = replied("a", THREE, &resp);

        spnego_pair_expect_init(&pair, MORE, "incomplete: token mic");
        resp = (struct neg_token_resp){NEG_ACCEPT_COMPLETED};
        if (with)
            resp.mech_list_mic = mic;
        spnego_pair_set_resp(&pair, &resp);
        spnego_pair_expect_init(&pair, with ? DONE : BAD, with ? "" : "reject");
        spnego_pair_clear(&pair);
    }
    free(mic.value);
}

static void test_choices_that_are_none_are_refused(void **state)
{
    gss_buffer_desc mic = mic_of("ab");

    (void)state;
    /* Not offered. */
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_REQUEST_MIC, toy('c')}, BAD, "reject");
    /* Complete, or with a token, or with a MIC, before it has begun. */
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_ACCEPT_COMPLETED, toy('b')}, BAD, "reject");
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_REQUEST_MIC, toy('b'), second}, BAD,
                 "reject");
    expect_reply("ab", TWO,
                 (struct neg_token_resp){NEG_REQUEST_MIC, toy('b'), .mech_list_mic = mic}, BAD,
                 "reject");
    free(mic.value);
}

/* Servers of Windows 2003 do not ask for the MICs, so they are asked for by us. */
static void test_another_choice_needs_mics_whatever_its_state(void **state)
{
    struct neg_token_resp resp = {NEG_ACCEPT_INCOMPLETE, toy('b')};
    struct spnego_pair pair = replied("ab", TWO, &resp);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_set_resp(&pair,
                         &(struct neg_token_resp){NEG_ACCEPT_COMPLETED, .response_token = second});
    spnego_pair_expect_init(&pair, BAD, "reject");
    assert_int_equal(pair.minor, MINOR_NO_LIST_MIC);
    spnego_pair_clear(&pair);
}

static void test_replies_that_do_not_fit_the_mechanism_are_refused(void **state)
{
    gss_buffer_desc mic = mic_of("a");

    (void)state;
    /* No token where one is due, and one where none is. */
    expect_reply("a", TWO, (struct neg_token_resp){NEG_ACCEPT_INCOMPLETE, toy('a')}, BAD, "reject");
    expect_reply("a", TWO, (struct neg_token_resp){NEG_ACCEPT_COMPLETED, toy('a')}, BAD, "reject");
    expect_reply("a", ONE, (struct neg_token_resp){NEG_ACCEPT_COMPLETED, toy('a'), second}, BAD,
                 "reject");
    /* Complete though our last token is not there yet; and a MIC before that. */
    expect_reply("a", THREE, (struct neg_token_resp){NEG_ACCEPT_COMPLETED, toy('a'), second}, BAD,
                 "reject");
    expect_reply("a", THREE, (struct neg_token_resp){NEG_ACCEPT_INCOMPLETE, toy('a'), second, mic},
                 BAD, "reject");
    /* Not the mechanism's. */
    expect_reply("a", TWO, (struct neg_token_resp){NEG_ACCEPT_COMPLETED, toy('a'), rubbish}, BAD,
                 "reject");
    free(mic.value);
}

static void test_only_the_first_reply_chooses_and_requests(void **state)
{
    static const struct {
        enum neg_state state;
        char toy;
        OM_uint32 major;
    } rows[] = {
        {NEG_ACCEPT_COMPLETED, 'a', DONE}, /* said again: it does no harm */
        {NEG_ACCEPT_COMPLETED, 'b', BAD},
        {NEG_REQUEST_MIC, 'a', BAD},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct neg_token_resp resp = {NEG_ACCEPT_INCOMPLETE, toy('a'), second};
        struct spnego_pair pair = replied("ab", THREE, &resp);

        spnego_pair_expect_init(&pair, MORE, "incomplete: token");
        resp = (struct neg_token_resp){rows[i].state, toy(rows[i].toy)};
        spnego_pair_set_resp(&pair, &resp);
        spnego_pair_expect_init(&pair, rows[i].major, GSS_ERROR(rows[i].major) ? "reject" : "");
        spnego_pair_clear(&pair);
    }
}

/* The inner mechanism knows best why. */
static void test_a_rejection_tells_what_the_mechanism_told(void **state)
{
    struct neg_token_resp resp = {NEG_REJECT, toy('a'), rubbish};
    struct spnego_pair pair = replied("ab", TWO, &resp);

    (void)state;
    spnego_pair_expect_init(&pair, BAD, "");
    assert_int_equal(pair.minor, TOY_MINOR);
    spnego_pair_clear(&pair);
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_REJECT}, GSS_S_BAD_MECH, "");
    expect_reply("ab", ONE, (struct neg_token_resp){NEG_REJECT, toy('a'), rubbish}, GSS_S_BAD_MECH,
                 "");
    /* It is over, whatever the token. */
    expect_reply("ab", TWO, (struct neg_token_resp){NEG_REJECT, toy('a'), second}, GSS_S_BAD_MECH,
                 "");
    resp = (struct neg_token_resp){NEG_ACCEPT_INCOMPLETE, toy('a'), second};
    pair = replied("ab", THREE, &resp);
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_set_resp(&pair, &(struct neg_token_resp){NEG_REJECT});
    spnego_pair_expect_init(&pair, GSS_S_FAILURE, "");
    assert_int_equal(pair.minor, MINOR_NEGOTIATION_REJECTED);
    spnego_pair_clear(&pair);
}

static void test_what_is_no_reply_is_refused(void **state)
{
    struct spnego_pair pair = make_pair("a", "a", TWO);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a: token"); /* and back to where it came from */
    spnego_pair_expect_init(&pair, BAD, "");
    spnego_pair_set_token(&pair, "rubbish", 7);
    spnego_pair_expect_init(&pair, BAD, "");
    spnego_pair_set_token(&pair, "", 0);
    spnego_pair_expect_init(&pair, BAD, "");
    spnego_pair_clear(&pair);
}

/* MS-SPNG 3.2.5.2; what it lists is not protected, and changes neither our list nor its order. */
static void test_a_hint_changes_nothing(void **state)
{
    struct spnego_pair pair = make_pair("ab", "ba", ONE);

    (void)state;
    spnego_pair_expect_accept(&pair, MORE, "hint b a");
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_expect_accept(&pair, DONE, "completed a");
    spnego_pair_expect_init(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'a');
}

static void test_a_hint_of_nothing_in_common_is_the_end(void **state)
{
    struct spnego_pair pair = make_pair("ab", "c", ONE);

    (void)state;
    spnego_pair_expect_accept(&pair, MORE, "hint c");
    spnego_pair_expect_init(&pair, GSS_S_BAD_MECH, "");
    assert_null(pair.initiator.context);
    spnego_pair_set_token(&pair, "rubbish", 7);
    spnego_pair_expect_init(&pair, BAD, "");
    assert_null(pair.initiator.context);
    spnego_pair_clear(&pair);
}

static void test_a_hint_has_what_can_accept(void **state)
{
    struct spnego_pair pair = make_pair("abc", "abc", ONE);

    (void)state;
    spnego_toy_without_cred(&spnego_toys[1]);
    spnego_pair_expect_accept(&pair, MORE, "hint a c");
    spnego_pair_clear(&pair);
    pair.acceptor.toys = "b";
    spnego_pair_expect_accept(&pair, GSS_S_NO_CRED, "");
    assert_null(pair.acceptor.context);
    spnego_pair_clear(&pair);
}

/* SMB's clients of Kerberos or NTLM alone answer the hint so. */
static void test_a_hint_may_be_answered_without_spnego(void **state)
{
    const struct {
        const char *token;
        size_t length;
        OM_uint32 major;
    } rows[] = {
        {"\x54\x31\x00\x00\x00\x00me", 8, DONE}, /* without framing, by its own look */
        {"\x60\x11\x06\x07\x2b\x06\x01\x05\x05\x01\x0a\x54\x31\x00\x00\x00\x00me", 19, DONE},
        {"\x60\x11\x06\x07\x2b\x06\x01\x05\x05\x01\x0c\x54\x31\x00\x00\x00\x00me", 19,
         GSS_S_BAD_MECH}, /* "c" */
        {"rubbish", 7, BAD},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct spnego_pair pair = make_pair("a", "ab", ONE);

        spnego_pair_expect_accept(&pair, MORE, "hint a b");
        spnego_pair_set_token(&pair, rows[i].token, rows[i].length);
        assert_int_equal(spnego_pair_accept(&pair), rows[i].major);
        if (rows[i].major == DONE)
            assert_string_equal(pair.result.source, "me");
        spnego_pair_clear(&pair);
    }
}

static void test_a_list_without_a_token_is_answered_with_a_choice(void **state)
{
    const struct neg_token_init none = {.mech_token = GSS_C_EMPTY_BUFFER};
    struct spnego_pair pair = make_pair("a", "ab", TWO);

    (void)state;
    spnego_pair_set_init(&pair, "ba", &none);
    spnego_pair_expect_accept(&pair, MORE, "incomplete b");
    spnego_pair_clear(&pair);
    pair.acceptor.toys = "a";
    spnego_pair_set_init(&pair, "ba", &none);
    spnego_pair_expect_accept(&pair, MORE, "request-mic a");
    spnego_pair_clear(&pair);
}

/* An initiator may send its MIC with the list, if one token is all it has (RFC 4178 s.5 c). */
static void test_a_mic_with_the_list_is_answered(void **state)
{
    gss_buffer_desc right = mic_of("ab"), wrong = mic_of("ba");
    const gss_buffer_desc first = {8, (void *)"\x54\x31\x00\x00\x00\x00me"};
    struct spnego_pair pair = make_pair("ab", "ab", ONE);
    struct neg_token_init init = {.mech_token = first, .mech_list_mic = right};

    (void)state;
    spnego_pair_set_init(&pair, "ab", &init);
    spnego_pair_expect_accept(&pair, DONE, "completed a: mic");
    spnego_pair_clear(&pair);
    init.mech_list_mic = wrong;
    spnego_pair_set_init(&pair, "ab", &init);
    spnego_pair_expect_accept(&pair, BAD, "reject a");
    assert_null(pair.acceptor.context);
    spnego_pair_clear(&pair);
    init = (struct neg_token_init){.mech_list_mic = right}; /* of what has not begun */
    spnego_pair_set_init(&pair, "ab", &init);
    spnego_pair_expect_accept(&pair, BAD, "reject a");
    spnego_pair_clear(&pair);
    free(right.value);
    free(wrong.value);
}

/* Only the mechanism's own failure is in the rejection. */
static void test_a_rejection_has_the_mechanisms_token(void **state)
{
    const struct neg_token_init init = {.mech_token = rubbish};
    struct spnego_pair pair = make_pair("ab", "ab", TWO);

    (void)state;
    spnego_pair_set_init(&pair, "ab", &init);
    spnego_pair_expect_accept(&pair, BAD, "reject a: token");
    assert_int_equal(pair.minor, TOY_MINOR);
    assert_null(pair.acceptor.context);
    spnego_pair_clear(&pair);
}

/* What an acceptor that waits for the last token of a choice of its own takes. */
static void expect_last(struct neg_token_resp resp, OM_uint32 major, const char *words)
{
    struct spnego_pair pair = make_pair("ab", "b", THREE);

    assert_int_equal(spnego_pair_init(&pair), MORE);
    assert_int_equal(spnego_pair_accept(&pair), MORE);
    assert_int_equal(spnego_pair_init(&pair), MORE);
    assert_int_equal(spnego_pair_accept(&pair), MORE);
    spnego_pair_set_resp(&pair, &resp);
    spnego_pair_expect_accept(&pair, major, words);
    spnego_pair_clear(&pair);
}

static void test_an_acceptor_takes_what_fits(void **state)
{
    gss_buffer_desc mic = mic_of("ab");

    (void)state;
    expect_last(
        (struct neg_token_resp){NEG_STATE_ABSENT, .response_token = third, .mech_list_mic = mic},
        DONE, "completed: mic");
    expect_last((struct neg_token_resp){NEG_ACCEPT_COMPLETED, .response_token = third,
                                        .mech_list_mic = mic},
                DONE, "completed: mic");
    /* RFC 4178 s.5 c) V */
    expect_last((struct neg_token_resp){NEG_ACCEPT_COMPLETED, .response_token = third}, BAD,
                "reject");
    expect_last((struct neg_token_resp){NEG_ACCEPT_COMPLETED, .mech_list_mic = mic}, BAD, "reject");
    expect_last((struct neg_token_resp){NEG_REJECT}, GSS_S_FAILURE, "");
    expect_last((struct neg_token_resp){NEG_ACCEPT_INCOMPLETE, .response_token = rubbish}, BAD,
                "reject: token");
    free(mic.value);
}

/* Of the acceptor that has sent its MIC. */
static void test_a_mic_alone_is_the_last_leg(void **state)
{
    gss_buffer_desc mic = mic_of("ab"), other = mic_of("b");
    const struct {
        struct neg_token_resp resp;
        OM_uint32 major;
    } rows[] = {
        {{NEG_ACCEPT_COMPLETED, .mech_list_mic = mic}, DONE},
        {{NEG_ACCEPT_COMPLETED, .response_token = empty, .mech_list_mic = mic}, DONE},
        {{NEG_STATE_ABSENT, .mech_list_mic = mic}, DONE},
        {{NEG_ACCEPT_INCOMPLETE, .mech_list_mic = mic}, DONE},
        {{NEG_ACCEPT_COMPLETED, .mech_list_mic = other}, BAD},
        {{NEG_ACCEPT_COMPLETED}, BAD},
        {{NEG_ACCEPT_COMPLETED, .response_token = third, .mech_list_mic = mic}, BAD},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct spnego_pair pair = make_pair("ab", "b", TWO);

        assert_int_equal(spnego_pair_init(&pair), MORE);
        assert_int_equal(spnego_pair_accept(&pair), MORE);
        assert_int_equal(spnego_pair_init(&pair), MORE);
        spnego_pair_expect_accept(&pair, MORE, "incomplete: token mic");
        spnego_pair_set_resp(&pair, &rows[i].resp);
        spnego_pair_expect_accept(&pair, rows[i].major, rows[i].major == DONE ? "" : "reject");
        spnego_pair_clear(&pair);
    }
    free(mic.value);
    free(other.value);
}

static void test_what_is_no_list_is_refused(void **state)
{
    struct spnego_pair pair = make_pair("a", "a", TWO);

    (void)state;
    spnego_pair_set_token(&pair, "\x60\x0c\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x02\x30\x00", 14);
    spnego_pair_expect_accept(&pair, BAD, "");
    assert_null(pair.acceptor.context);
    assert_int_equal(spnego_pair_init(&pair), MORE);
    assert_int_equal(spnego_pair_accept(&pair), DONE);
    spnego_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_reply_of_a_token_alone_is_for_the_first_choice,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_an_empty_token_for_an_established_mechanism_is_none,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_a_token_again_for_a_mic_is_none, spnego_world_reset),
        cmocka_unit_test_setup(test_incomplete_without_a_mic_is_the_end_all_the_same,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_a_mic_for_the_first_choice_is_answered, spnego_world_reset),
        cmocka_unit_test_setup(test_a_mic_that_was_requested_must_come, spnego_world_reset),
        cmocka_unit_test_setup(test_requested_mics_go_with_the_last_token, spnego_world_reset),
        cmocka_unit_test_setup(test_choices_that_are_none_are_refused, spnego_world_reset),
        cmocka_unit_test_setup(test_another_choice_needs_mics_whatever_its_state,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_replies_that_do_not_fit_the_mechanism_are_refused,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_only_the_first_reply_chooses_and_requests, spnego_world_reset),
        cmocka_unit_test_setup(test_a_rejection_tells_what_the_mechanism_told, spnego_world_reset),
        cmocka_unit_test_setup(test_what_is_no_reply_is_refused, spnego_world_reset),
        cmocka_unit_test_setup(test_a_hint_changes_nothing, spnego_world_reset),
        cmocka_unit_test_setup(test_a_hint_of_nothing_in_common_is_the_end, spnego_world_reset),
        cmocka_unit_test_setup(test_a_hint_has_what_can_accept, spnego_world_reset),
        cmocka_unit_test_setup(test_a_hint_may_be_answered_without_spnego, spnego_world_reset),
        cmocka_unit_test_setup(test_a_list_without_a_token_is_answered_with_a_choice,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_a_mic_with_the_list_is_answered, spnego_world_reset),
        cmocka_unit_test_setup(test_a_rejection_has_the_mechanisms_token, spnego_world_reset),
        cmocka_unit_test_setup(test_an_acceptor_takes_what_fits, spnego_world_reset),
        cmocka_unit_test_setup(test_a_mic_alone_is_the_last_leg, spnego_world_reset),
        cmocka_unit_test_setup(test_what_is_no_list_is_refused, spnego_world_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
