/* Exchanges by SPNEGO (or by what EXCHANGE says) between the two libraries of a test, with the
 * tokens that they took. */
#ifndef TESTS_INTEROP_NEGOTIATION_H
#define TESTS_INTEROP_NEGOTIATION_H

#include "interop/nego.h"
#include "interop/pair.h"

/*
 * Runs EXCHANGE by SPNEGO and compares what both ends say, and the tokens of
 * the negotiation as they were sent: a line for each, "> " from the initiator
 * or "< " from the acceptor, and nego_describe's words.
 */
void assert_negotiation(struct exchange exchange, const char *tokens,
                        const struct text *from_initiator, const struct text *from_acceptor);

/* Both ends establish a context of Kerberos with the service "server", and exchange messages. */
void assert_established(struct exchange exchange, const char *tokens);

/* The same by NTLM, after ntlm_enter. */
void assert_established_by_ntlm(struct exchange exchange, const char *tokens);

/* The acceptor refuses with STATUS. EXCHANGE's relay is released. */
void assert_refused(struct exchange exchange, const char *status);

/* What somebody in between changes in the token NUMBER, or in the framing around it. */
struct change {
    unsigned number;
    void (*make)(struct nego_token *token); /* NULL: nothing */
    void (*make_bytes)(struct relay_token *token);
};
enum { CHANGES = 2 };

/* For a relay: ARGUMENT is an array of CHANGES. */
void change_tokens(void *argument, unsigned number, struct relay_token *token);

#endif
