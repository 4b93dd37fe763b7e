/*
 * Whoever sits between two peers: sees each frame that they send (peer.h), and
 * may change it.
 */
#ifndef TESTS_INTEROP_RELAY_H
#define TESTS_INTEROP_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RELAY_TOKENS = 12 };

struct relay_token {
    bool from_initiator;
    size_t length;
    uint8_t *bytes; /* malloc'ed */
};

struct relay {
    /* Called for each frame before it is passed on, NUMBER counting from 0 in both directions
     * together; may put other bytes in place of TOKEN's. NULL: nothing is changed. */
    void (*alter)(void *argument, unsigned number, struct relay_token *token);
    void *argument;
    struct relay_token tokens[RELAY_TOKENS]; /* the first ones, as they came */
    size_t count;
};

/* Passes frames between both sockets until both ends are closed; closes the sockets. */
void relay_run(struct relay *relay, int initiator, int acceptor);

/* Frees the tokens. */
void relay_release(struct relay *relay);

/* Other bytes in place of the token's. */
void relay_token_set(struct relay_token *token, const void *bytes, size_t length);

#endif
