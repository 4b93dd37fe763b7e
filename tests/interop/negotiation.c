#include "interop/negotiation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/ntlm.h"

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

void assert_negotiation(struct exchange exchange, const char *tokens,
                        const struct text *from_initiator, const struct text *from_acceptor)
{
    struct relay relay = {NULL};
    struct text seen = {""};

    if (exchange.mech == NULL)
        exchange.mech = "spnego";
    exchange.named_acceptor = !exchange.default_acceptor;
    if (exchange.relay == NULL)
        exchange.relay = &relay;
    assert_outcome(&exchange, from_initiator, from_acceptor);
    describe(exchange.relay, &seen);
    relay_release(exchange.relay);
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

void assert_established(struct exchange exchange, const char *tokens)
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

static void add_exchange_by_ntlm(struct text *text, unsigned flags, const char *target)
{
    add_flags(text, flags | INTEG);
    add(text,
        "source " NTLM_USER "\n%s\nmechanism ntlm\n"
        "seal 1: complete\nseal 100: complete\nmic 50: complete, checksum of 0\nexit 0\n",
        target);
}

/* The plugin's acceptor tells what its messages can do, not what the initiator asked for; and it
 * does not wrap empty ones. */
void assert_established_by_ntlm(struct exchange exchange, const char *tokens)
{
    static const char *const ntlm_steps[] = {">seal:1", "<seal:1", ">seal:100", "<seal:100",
                                             ">mic:50", "<mic:50", NULL};
    static const char named[] = "target host/server.gss.test";
    static const char nameless[] = "target: bad-name";
    struct text to_initiator = {""}, to_acceptor = {""};

    exchange.service = "server";
    exchange.steps = ntlm_steps;
    add_exchange_by_ntlm(&to_initiator, exchange.flags & ~DCE, named);
    add_exchange_by_ntlm(&to_acceptor, exchange.flags & CONF,
                         exchange.default_acceptor ? nameless : named);
    assert_negotiation(exchange, tokens, &to_initiator, &to_acceptor);
}

void assert_refused(struct exchange exchange, const char *status)
{
    struct outcome outcome;
    struct text told = {""};

    exchange.named_acceptor = exchange.service == NULL; /* for another there may be none */
    if (exchange.service == NULL)
        exchange.service = "server";
    if (exchange.mech == NULL)
        exchange.mech = "spnego";
    exchange_run(initiator.program, acceptor.program, &exchange, &outcome);
    if (exchange.relay != NULL)
        relay_release(exchange.relay);
    add(&told, "establish: %s\nexit 1\n", status);
    assert_string_equal(outcome.acceptor, told.bytes);
}

static void change_token(const struct change *change, struct relay_token *token)
{
    struct nego_token parsed;
    struct writer out;

    assert_true(nego_parse(token->bytes, token->length, &parsed));
    change->make(&parsed);
    writer_init(&out);
    nego_write(&out, &parsed);
    assert_true(writer_ok(&out));
    relay_token_set(token, out.data, out.length);
    writer_free(&out);
}

void change_tokens(void *argument, unsigned number, struct relay_token *token)
{
    const struct change *changes = argument;

    for (size_t i = 0; i < CHANGES; i++)
        if (changes[i].number == number) {
            if (changes[i].make != NULL)
                change_token(&changes[i], token);
            if (changes[i].make_bytes != NULL)
                changes[i].make_bytes(token);
        }
}
