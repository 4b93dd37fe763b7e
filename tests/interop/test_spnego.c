/* SPNEGO between two libraries: what is negotiated, and in which tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interop/nego.h"
#include "interop/pair.h"
#include "support/ntlm.h"
#include "support/realm.h"

static const char *const steps[] = {">seal:0",  "<seal:0", ">seal:100", "<seal:100", ">wrap:20",
                                    "<wrap:20", ">mic:50", "<mic:50",   NULL};
/* Of DCE style, MIT does not read what Heimdal seals. */
static const char *const dce_steps[] = {">wrap:20", "<wrap:20", ">mic:50", "<mic:50", NULL};

/* The tokens of RELAY, a line for each, as far as they are a negotiation's. */
static void describe(const struct relay *relay, struct text *text)
{
    for (size_t i = 0; i < relay->count; i++) {
        const struct relay_token *token = &relay->tokens[i];
        char words[512];

        nego_describe(token->bytes, token->length, words, sizeof(words));
        if (strcmp(words, "token") != 0)
            add(text, "%c %s\n", token->from_initiator ? '>' : '<', words);
    }
}

/* Runs EXCHANGE, and compares the tokens and what both ends say. */
static void assert_negotiation(struct exchange exchange, const char *tokens,
                               const struct text *from_initiator, const struct text *from_acceptor)
{
    struct relay relay = {NULL};
    struct text seen = {""};

    exchange.mech = "spnego";
    exchange.named_acceptor = true;
    exchange.relay = &relay;
    assert_outcome(&exchange, from_initiator, from_acceptor);
    describe(&relay, &seen);
    relay_release(&relay);
    assert_string_equal(seen.bytes, tokens);
}

/* What an end says of a whole exchange with the steps above. */
static void add_exchange(struct text *text, unsigned flags, bool first_is_gap)
{
    add_established(text, flags & ~DCE, "server");
    if (!(flags & DCE))
        add(text, "seal 0: complete%s\nseal 100: complete\n", first_is_gap ? " gap" : "");
    add(text, "wrap 20: complete\nmic 50: complete, checksum of 12\nexit 0\n");
}

/* Both ends have established a context of Kerberos, and exchange messages. */
static void assert_established(struct exchange exchange, const char *tokens)
{
    struct text to_initiator = {""}, to_acceptor = {""};
    bool unanswered = (exchange.flags & SEQUENCE) && !(exchange.flags & MUTUAL);

    exchange.service = "server";
    exchange.steps = exchange.flags & DCE ? dce_steps : steps;
    add_exchange(&to_initiator, exchange.flags,
                 unanswered && initiator.library->first_is_gap_unanswered);
    if (exchange.flags & DELEG)
        add(&to_acceptor, "delegated alice@GSS.TEST\nonward alice@GSS.TEST\n");
    add_exchange(&to_acceptor, exchange.flags, false);
    assert_negotiation(exchange, tokens, &to_initiator, &to_acceptor);
}

static void test_first_choice_is_taken_at_once(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = USUAL}, "> init krb5: ap-req\n"
                                                          "< completed krb5: ap-rep\n");
}

static void test_answer_without_mutual_authentication_has_no_inner_token(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = REPLAY | SEQUENCE}, "> init krb5: ap-req\n"
                                                                      "< completed krb5\n");
}

static void test_dce_style_has_a_leg_more(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = USUAL | DCE}, "> init krb5: bare-ap-req\n"
                                                                "< incomplete krb5: bare-ap-rep\n"
                                                                "> incomplete: bare-ap-rep\n"
                                                                "< completed\n");
}

static void test_credentials_are_delegated(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = USUAL | DELEG}, "> init krb5: ap-req\n"
                                                                  "< completed krb5: ap-rep\n");
}

static void test_same_channel_bindings_are_accepted(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = USUAL,
                                         .initiator_bindings = "a channel",
                                         .acceptor_bindings = "a channel"},
                       "> init krb5: ap-req\n"
                       "< completed krb5: ap-rep\n");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_choice_is_taken_at_once),
        cmocka_unit_test(test_answer_without_mutual_authentication_has_no_inner_token),
        cmocka_unit_test(test_dce_style_has_a_leg_more),
        cmocka_unit_test(test_credentials_are_delegated),
        cmocka_unit_test(test_same_channel_bindings_are_accepted),
    };

    pair_read_arguments(argc, argv);
    return cmocka_run_group_tests_name(pair_name(), tests, NULL, NULL);
}
