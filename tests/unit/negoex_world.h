/*
 * Two ends of NegoEx without SPNEGO around it, and three toys (see api/toy.h) to choose from: "a",
 * "b" and "c", which the tests may change. A scheme is the toy's letter, sixteen times.
 */
#ifndef TESTS_UNIT_NEGOEX_WORLD_H
#define TESTS_UNIT_NEGOEX_WORLD_H

#include "mech/spnego/negoex.h"

enum { NEGOEX_TOYS = 3 };
extern struct mech negoex_toys[NEGOEX_TOYS];

/* The key that all of them give once they are established, with an encryption type of 16 bytes. */
#define NEGOEX_TOY_KEY "a key in clear.."
extern int32_t negoex_toy_enctype; /* 0: they give none */

/* The initiator gives its key with its first token. */
extern bool negoex_toy_early;

/* Setup of a test: the toys are as they should be. */
int negoex_world_reset(void **state);

struct negoex_end {
    const char *toys; /* what it offers, "ab" */
    struct negoex *negoex;
    struct spnego_inner inner;
};

struct negoex_pair {
    struct negoex_end initiator, acceptor;
    OM_uint32 req_flags;
    gss_buffer_desc token; /* the last one made, and what the next leg takes */
    OM_uint32 minor;
    bool told; /* the acceptor's last leg told who the initiator is */
};

/* One leg. The token is in a block of its own size. */
OM_uint32 negoex_pair_init(struct negoex_pair *pair);
OM_uint32 negoex_pair_accept(struct negoex_pair *pair);

/* Replaces the token. */
void negoex_pair_set_token(struct negoex_pair *pair, const void *bytes, size_t length);

void negoex_end_clear(struct negoex_end *end);
void negoex_pair_clear(struct negoex_pair *pair);

#endif
