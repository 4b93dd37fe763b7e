/* SPNEGO between two libraries when several mechanisms are offered: NTLM first, which is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "interop/nego.h"
#include "interop/negotiation.h"
#include "support/ntlm.h"
#include "support/realm.h"

static void drop_first_choice(struct nego_token *token)
{
    token->mechs[0] = token->mechs[1];
    token->mech_count = 1;
    token->token = (gss_buffer_desc){0, NULL};
}

static void add_choice(struct nego_token *token)
{
    token->mechs[token->mech_count++] = nego_mech("scram");
}

static void drop_mic(struct nego_token *token)
{
    token->mic = (gss_buffer_desc){0, NULL};
}

static void flip_mic(struct nego_token *token)
{
    ((uint8_t *)token->mic.value)[token->mic.length - 1] ^= 1;
}

static void ask_for_mics(struct nego_token *token)
{
    token->state = NEGO_REQUEST_MIC;
}

/* NTLM is refused, and Kerberos taken. */
static struct exchange refusal(unsigned flags)
{
    return (struct exchange){.service = "server",
                             .mech = "spnego",
                             .flags = flags,
                             .initiator_offer = "ntlm,krb5",
                             .acceptor_offer = acceptor.library->offers ? "krb5" : NULL,
                             .named_acceptor = true};
}

/* Who reads tokens by the letter gets a request-mic from who forgets it. */
static struct change mending(void)
{
    bool needed = acceptor.library->forgets_request_mic && initiator.library->wants_request_mic;

    return (struct change){1, needed ? ask_for_mics : NULL};
}

static void assert_taken(unsigned flags, const char *tokens)
{
    struct change changes[CHANGES] = {mending()};
    struct relay relay = {.alter = change_tokens, .argument = changes};
    struct exchange exchange = refusal(flags);
    struct text text = {""};

    exchange.relay = &relay;
    add(&text, "> init ntlm krb5: negotiate\n< %s krb5\n%s",
        acceptor.library->forgets_request_mic ? "incomplete" : "request-mic", tokens);
    assert_established(exchange, text.bytes);
}

static void test_another_choice_takes_mics(void **state)
{
    (void)state;
    assert_taken(USUAL, "> incomplete: ap-req\n"
                        "< incomplete: ap-rep mic\n"
                        "> completed mic\n");
}

static void test_another_choice_without_mutual_authentication_takes_mics(void **state)
{
    (void)state;
    assert_taken(REPLAY | SEQUENCE, "> incomplete: ap-req mic\n"
                                    "< completed mic\n");
}

static void test_another_choice_of_dce_style_takes_mics(void **state)
{
    (void)state;
    assert_taken(USUAL | DCE, "> incomplete: bare-ap-req\n"
                              "< incomplete: bare-ap-rep\n"
                              "> incomplete: bare-ap-rep mic\n"
                              "< completed mic\n");
}

static void test_another_choice_delegates(void **state)
{
    (void)state;
    assert_taken(REPLAY | SEQUENCE | DELEG, "> incomplete: ap-req mic\n"
                                            "< completed mic\n");
}

/* The end that has to notice a change says STATUS and nothing of a context. */
static void assert_noticed(unsigned flags, struct change change, bool by_initiator,
                           const char *status)
{
    struct change changes[CHANGES] = {mending(), change};
    struct relay relay = {.alter = change_tokens, .argument = changes};
    struct exchange exchange = refusal(flags);
    struct outcome outcome;
    struct text text = {""};

    exchange.relay = &relay;
    exchange_run(initiator.program, acceptor.program, &exchange, &outcome);
    relay_release(&relay);
    add(&text, "establish: %s\nexit 1\n", status);
    assert_string_equal(by_initiator ? outcome.initiator : outcome.acceptor, text.bytes);
}

static void test_first_choice_taken_away_is_noticed(void **state)
{
    (void)state;
    if (initiator.library->wants_request_mic)
        assert_noticed(REPLAY, (struct change){0, drop_first_choice}, true, "defective-token");
    else
        assert_noticed(REPLAY, (struct change){0, drop_first_choice}, false,
                       acceptor.library->bad_mic);
}

/* The MICs are over the list. */
static void test_list_that_grew_is_noticed(void **state)
{
    (void)state;
    assert_noticed(REPLAY, (struct change){0, add_choice}, false, acceptor.library->bad_mic);
    assert_noticed(DCE | MUTUAL, (struct change){0, add_choice}, false, acceptor.library->bad_mic);
}

static void test_initiator_s_mic_is_required(void **state)
{
    (void)state;
    assert_noticed(REPLAY, (struct change){2, drop_mic}, false, acceptor.library->no_mic);
    assert_noticed(DCE | MUTUAL, (struct change){4, drop_mic}, false, acceptor.library->no_mic);
}

static void test_initiator_s_mic_is_verified(void **state)
{
    (void)state;
    assert_noticed(REPLAY, (struct change){2, flip_mic}, false, acceptor.library->bad_mic);
    assert_noticed(DCE | MUTUAL, (struct change){4, flip_mic}, false, acceptor.library->bad_mic);
}

static void test_acceptor_s_mic_is_required(void **state)
{
    (void)state;
    assert_noticed(REPLAY, (struct change){3, drop_mic}, true, initiator.library->no_mic);
    assert_noticed(DCE | MUTUAL, (struct change){5, drop_mic}, true, initiator.library->no_mic);
}

static void test_acceptor_s_mic_is_verified(void **state)
{
    (void)state;
    assert_noticed(REPLAY, (struct change){3, flip_mic}, true, initiator.library->bad_mic);
    assert_noticed(DCE | MUTUAL, (struct change){5, flip_mic}, true, initiator.library->bad_mic);
}

/* Where the acceptor has the last token of Kerberos. */
static void test_mics_after_the_last_inner_token_are_required_and_verified(void **state)
{
    (void)state;
    assert_noticed(MUTUAL, (struct change){0, add_choice}, true, initiator.library->bad_mic);
    assert_noticed(MUTUAL, (struct change){3, drop_mic}, true, initiator.library->no_mic);
    assert_noticed(MUTUAL, (struct change){3, flip_mic}, true, initiator.library->bad_mic);
    assert_noticed(MUTUAL, (struct change){4, drop_mic}, false, acceptor.library->no_mic);
    assert_noticed(MUTUAL, (struct change){4, flip_mic}, false, acceptor.library->bad_mic);
}

/* Heimdal's acceptor has no MIC beside the AP-REP, where RFC 4178 s.5 b) wants one. */
static void test_initiator_leaves_an_acceptor_without_mic(void **state)
{
    (void)state;
    assert_noticed(MUTUAL, (struct change){0, NULL}, true, initiator.library->no_mic);
}

/* Nor does it miss the initiator's: s.5 c). */
static void test_initiator_s_mic_is_not_required(void **state)
{
    struct change changes[CHANGES] = {mending(), {2, drop_mic}};
    struct relay relay = {.alter = change_tokens, .argument = changes};
    struct exchange exchange = refusal(0);
    struct outcome outcome;
    struct text told = {""};

    (void)state;
    exchange.relay = &relay;
    exchange_run(initiator.program, acceptor.program, &exchange, &outcome);
    relay_release(&relay);
    add_established(&told, 0, "server");
    add(&told, "exit 0\n");
    assert_string_equal(outcome.acceptor, told.bytes);
}

static void test_nothing_in_common_is_refused(void **state)
{
    struct exchange exchange = refusal(USUAL);
    struct text told = {"establish: bad-mech\nexit 1\n"};

    (void)state;
    exchange.initiator_offer = "ntlm";
    assert_negotiation(exchange,
                       "> init ntlm: negotiate\n"
                       "< reject\n",
                       &told, &told);
}

#define COMMON_TESTS                                                                               \
    cmocka_unit_test(test_another_choice_without_mutual_authentication_takes_mics),                \
        cmocka_unit_test(test_another_choice_of_dce_style_takes_mics),                             \
        cmocka_unit_test(test_another_choice_delegates),                                           \
        cmocka_unit_test(test_list_that_grew_is_noticed),                                          \
        cmocka_unit_test(test_initiator_s_mic_is_verified),                                        \
        cmocka_unit_test(test_acceptor_s_mic_is_required),                                         \
        cmocka_unit_test(test_acceptor_s_mic_is_verified),                                         \
        cmocka_unit_test(test_nothing_in_common_is_refused)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        COMMON_TESTS,
        cmocka_unit_test(test_another_choice_takes_mics),
        cmocka_unit_test(test_first_choice_taken_away_is_noticed),
        cmocka_unit_test(test_initiator_s_mic_is_required),
        cmocka_unit_test(test_mics_after_the_last_inner_token_are_required_and_verified),
    };
    const struct CMUnitTest tests_forgetful[] = {
        COMMON_TESTS,
        cmocka_unit_test(test_initiator_leaves_an_acceptor_without_mic),
        cmocka_unit_test(test_initiator_s_mic_is_not_required),
    };

    pair_read_arguments(argc, argv);
    ntlm_enter(realm_folder());
    if (acceptor.library->forgets_request_mic)
        return cmocka_run_group_tests_name(pair_name(), tests_forgetful, NULL, NULL);
    return cmocka_run_group_tests_name(pair_name(), tests, NULL, NULL);
}
