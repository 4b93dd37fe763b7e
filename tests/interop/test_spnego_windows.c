/*
 * Tokens as Windows sends them (MS-SPNG, MS-KILE), made of another peer's on
 * their way: what an acceptor answers, and what an initiator takes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/der.h"
#include "base/framing.h"
#include "interop/negotiation.h"

static const struct change nothing = {0, NULL, NULL};

/* Both ends establish although CHANGE is made; TOKENS as they were sent. */
static void assert_taken(unsigned flags, struct change change, const char *tokens)
{
    struct change changes[CHANGES] = {change, nothing};
    struct relay relay = {.alter = change_tokens, .argument = changes};

    assert_established((struct exchange){.flags = flags, .relay = &relay}, tokens);
}

/* MS-KILE: the OID of Windows 2000, a number of which was cut to 16 bits, before the right one. */
static void offer_as_windows(struct nego_token *token)
{
    static const char *const names[] = {"ms-krb5", "krb5", "negoex", "ntlm"};

    for (token->mech_count = 0; token->mech_count < 4; token->mech_count++)
        token->mechs[token->mech_count] = nego_mech(names[token->mech_count]);
}

static void test_wrong_oid_first_is_answered_in_kind(void **state)
{
    (void)state;
    assert_taken(USUAL, (struct change){0, offer_as_windows, NULL},
                 "> init krb5: ap-req\n"
                 "< completed ms-krb5: ap-rep\n");
}

static void offer_wrong_oid_alone(struct nego_token *token)
{
    token->mechs[0] = nego_mech("ms-krb5");
    token->mech_count = 1;
}

static void test_wrong_oid_alone_is_answered_in_kind(void **state)
{
    (void)state;
    assert_taken(USUAL, (struct change){0, offer_wrong_oid_alone, NULL},
                 "> init krb5: ap-req\n"
                 "< completed ms-krb5: ap-rep\n");
    assert_taken(USUAL | DCE, (struct change){0, offer_wrong_oid_alone, NULL},
                 "> init krb5: bare-ap-req\n"
                 "< incomplete ms-krb5: bare-ap-rep\n"
                 "> incomplete: bare-ap-rep\n"
                 "< completed\n");
}

static void add_flags_field(struct nego_token *token)
{
    token->flags = (gss_buffer_desc){2, (void *)"\x01\x7e"};
}

/* RFC 4178 s.4.2.1: reqFlags are not protected, and mean nothing. */
static void test_req_flags_are_passed_over(void **state)
{
    (void)state;
    assert_taken(0, (struct change){0, add_flags_field, NULL},
                 "> init krb5: ap-req\n"
                 "< completed krb5\n");
}

static void answer_wrong_oid(struct nego_token *token)
{
    token->mech = nego_mech("ms-krb5");
}

static void test_initiator_takes_wrong_oid_for_an_answer(void **state)
{
    (void)state;
    assert_taken(USUAL, (struct change){1, answer_wrong_oid, NULL},
                 "> init krb5: ap-req\n"
                 "< completed krb5: ap-rep\n");
}

static void answer_incomplete(struct nego_token *token)
{
    token->state = NEGO_INCOMPLETE;
}

/* The acceptor is not complete, as it says, but has nothing to wait for either. */
static void test_initiator_takes_incomplete_for_the_last_answer(void **state)
{
    (void)state;
    assert_taken(USUAL, (struct change){1, answer_incomplete, NULL},
                 "> init krb5: ap-req\n"
                 "< completed krb5: ap-rep\n");
    assert_taken(0, (struct change){1, answer_incomplete, NULL},
                 "> init krb5: ap-req\n"
                 "< completed krb5\n");
}

/* MS-SPNG s.3.2.5.2: a server of SMB says first what it has. */
static void test_acceptor_may_speak_first(void **state)
{
    struct text tokens = {""};

    (void)state;
    add(&tokens,
        "< init %s hint\n"
        "> init krb5: ap-req\n"
        "< completed krb5: ap-rep\n",
        acceptor.library->hints);
    assert_established((struct exchange){.flags = USUAL, .acceptor_is_first = true}, tokens.bytes);
}

/* The acceptor refuses with STATUS what CHANGE has made of the first token. */
static void assert_change_refused(struct exchange exchange, struct change change,
                                  const char *status)
{
    struct change changes[CHANGES] = {change, nothing};
    struct relay relay = {.alter = change_tokens, .argument = changes};

    exchange.relay = &relay;
    assert_refused(exchange, status);
}

static void add_hint(struct nego_token *token)
{
    static const char hint[] = "not_defined_in_RFC4178@please_ignore";

    token->hint_name = (gss_buffer_desc){sizeof(hint) - 1, (void *)hint};
}

/* MS-SPNG s.2.2.1: a NegTokenInit2 is an initiator's, too. The others take no hints from one. */
static void test_hints_of_an_initiator_are_passed_over(void **state)
{
    const struct change change = {0, add_hint, NULL};

    (void)state;
    if (acceptor.library->refuses_hints != NULL)
        assert_change_refused((struct exchange){.flags = USUAL}, change,
                              acceptor.library->refuses_hints);
    else
        assert_taken(USUAL, change,
                     "> init krb5: ap-req\n"
                     "< completed krb5: ap-rep\n");
}

/* The AP-REQ within Kerberos' framing and the two bytes of RFC 4121 s.4.1. */
static gss_buffer_desc ap_req_of(gss_buffer_desc token)
{
    gss_OID_desc oid;
    struct reader in;

    reader_init(&in, token.value, token.length);
    in = framing_read(&in, &oid);
    assert_int_equal(read_u16be(&in), 0x0100);
    assert_true(reader_ok(&in));
    return (gss_buffer_desc){in.left, (void *)in.next};
}

static void leave_kerberos_framing(struct nego_token *token)
{
    token->token = ap_req_of(token->token);
}

static void test_ap_req_without_its_framing(void **state)
{
    const struct change change = {0, leave_kerberos_framing, NULL};

    (void)state;
    if (!acceptor.library->takes_bare_ap_req)
        assert_change_refused((struct exchange){.flags = USUAL}, change, "defective-token");
    else
        assert_taken(USUAL, change,
                     "> init krb5: ap-req\n"
                     "< completed krb5: ap-rep\n");
}

static void leave_all_framing(struct relay_token *token)
{
    gss_buffer_desc message = ap_req_of((gss_buffer_desc){token->length, token->bytes});

    relay_token_set(token, message.value, message.length);
}

/* Of Kerberos, to an acceptor whose credential is of ACCEPTOR_MECH. */
static void assert_bare(const char *acceptor_mech, unsigned flags, struct change change,
                        const char *tokens)
{
    struct change changes[CHANGES] = {change, nothing};
    struct relay relay = {.alter = change_tokens, .argument = changes};

    assert_established(
        (struct exchange){
            .flags = flags, .mech = "krb5", .acceptor_mech = acceptor_mech, .relay = &relay},
        tokens);
}

static void test_kerberos_without_spnego_is_taken(void **state)
{
    (void)state;
    assert_bare("any", USUAL, nothing, "> ap-req\n< ap-rep\n");
    assert_bare("any", USUAL | DCE, nothing, "> bare-ap-req\n< bare-ap-rep\n> bare-ap-rep\n");
}

static void test_kerberos_without_spnego_to_a_credential_of_spnego(void **state)
{
    const struct exchange exchange = {.flags = USUAL, .mech = "krb5", .acceptor_mech = "spnego"};

    (void)state;
    if (acceptor.library->refuses_bare != NULL)
        assert_refused(exchange, acceptor.library->refuses_bare);
    else
        assert_bare("spnego", USUAL, nothing, "> ap-req\n< ap-rep\n");
}

static void test_ap_req_without_any_framing(void **state)
{
    const struct change change = {0, NULL, leave_all_framing};
    const struct exchange exchange = {.flags = USUAL, .mech = "krb5", .acceptor_mech = "any"};

    (void)state;
    if (!acceptor.library->takes_bare_ap_req)
        assert_change_refused(exchange, change, "defective-token");
    else
        assert_bare("any", USUAL, change, "> ap-req\n< ap-rep\n");
}

static void leave_token(struct nego_token *token)
{
    token->token = (gss_buffer_desc){0, NULL};
}

/* No optimistic token: the answer asks for one. What this initiator makes of it is another matter,
 * for it has sent one. */
static void test_list_alone_is_answered_with_a_choice(void **state)
{
    struct change changes[CHANGES] = {{0, leave_token, NULL}};
    struct relay relay = {.alter = change_tokens, .argument = changes};
    struct exchange exchange = {.service = "server", .flags = USUAL, .mech = "spnego"};
    struct outcome outcome;
    char answer[512];

    (void)state;
    exchange.relay = &relay;
    exchange_run(initiator.program, acceptor.program, &exchange, &outcome);
    assert_true(relay.count >= 2 && !relay.tokens[1].from_initiator);
    nego_describe(relay.tokens[1].bytes, relay.tokens[1].length, answer, sizeof(answer));
    relay_release(&relay);
    assert_string_equal(answer, "incomplete krb5");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_oid_first_is_answered_in_kind),
        cmocka_unit_test(test_wrong_oid_alone_is_answered_in_kind),
        cmocka_unit_test(test_req_flags_are_passed_over),
        cmocka_unit_test(test_initiator_takes_wrong_oid_for_an_answer),
        cmocka_unit_test(test_initiator_takes_incomplete_for_the_last_answer),
        cmocka_unit_test(test_acceptor_may_speak_first),
        cmocka_unit_test(test_hints_of_an_initiator_are_passed_over),
        cmocka_unit_test(test_kerberos_without_spnego_is_taken),
        cmocka_unit_test(test_kerberos_without_spnego_to_a_credential_of_spnego),
        cmocka_unit_test(test_ap_req_without_its_framing),
        cmocka_unit_test(test_ap_req_without_any_framing),
        cmocka_unit_test(test_list_alone_is_answered_with_a_choice),
    };

    pair_read_arguments(argc, argv);
    return cmocka_run_group_tests_name(pair_name(), tests, NULL, NULL);
}
