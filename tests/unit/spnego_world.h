/*
 * Two ends of a negotiation by the mechanism's table, and three toys (see api/toy.h) to choose
 * from: "a", "b" and "c", which the tests may change.
 */
#ifndef TESTS_UNIT_SPNEGO_WORLD_H
#define TESTS_UNIT_SPNEGO_WORLD_H

#include <gss.h>

#include "mech/spnego/neg_token.h"
#include "mech/spnego/spnego_mech.h"

enum { SPNEGO_TOYS = 3 };
extern struct mech spnego_toys[SPNEGO_TOYS];

/* Setup of a test: the toys are as they should be. */
int spnego_world_reset(void **state);

/* Changes of a toy, for the rest of the test. */
void spnego_toy_without_integrity(struct mech *toy);
void spnego_toy_without_cred(struct mech *toy); /* none by default, and none to accept with */
void spnego_toy_without_init(struct mech *toy); /* its first leg fails */
void spnego_toy_like_ntlm(struct mech *toy);    /* it wants MICs, and its numbers reset */
extern char spnego_toy_calls[64]; /* of that one: 'm' made, 'v' verified, '0', '1' reset; and 'c'
                                   * for a credential acquired of any toy */

struct spnego_end {
    const char *toys;         /* what it offers, "ab" */
    void *creds[SPNEGO_TOYS]; /* the caller's; NULL: none */
    void *context;
    OM_uint32 flags;
    int64_t end_time;
};

struct spnego_pair {
    struct spnego_end initiator, acceptor;
    OM_uint32 req_flags;
    bool no_target;        /* of later legs */
    gss_buffer_desc token; /* the last one made, and what the next leg takes */
    OM_uint32 minor;
    struct mech_accept_result result;
    void (*before)(void); /* called around the mechanism's part of a leg */
    void (*after)(void);
};

/* One leg. The token is in a block of its own size. */
OM_uint32 spnego_pair_init(struct spnego_pair *pair);
OM_uint32 spnego_pair_accept(struct spnego_pair *pair);

/* Replaces the token. */
void spnego_pair_set_token(struct spnego_pair *pair, const void *bytes, size_t length);
void spnego_pair_set_init(struct spnego_pair *pair, const char *toys,
                          const struct neg_token_init *init);
void spnego_pair_set_resp(struct spnego_pair *pair, const struct neg_token_resp *resp);

/* Fails the test unless the token is, in words:
 *   "list a b: token", "hint a b", "completed a: token mic", "request-mic b", "reject: token",
 *   "-: mic" (no state), "" (none), "bare" (not of SPNEGO). */
void spnego_pair_assert_token(const struct spnego_pair *pair, const char *words);

/* Runs a leg and compares both. */
void spnego_pair_expect_init(struct spnego_pair *pair, OM_uint32 major, const char *words);
void spnego_pair_expect_accept(struct spnego_pair *pair, OM_uint32 major, const char *words);

/* Both ends are complete: takes the negotiated contexts, which must be of toy NAME, established,
 * and have a source; deletes them, and clears the pair. */
void spnego_pair_assert_negotiated(struct spnego_pair *pair, char name);

void spnego_pair_clear(struct spnego_pair *pair);

#endif
