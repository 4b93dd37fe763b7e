/* Two peers, each a process of its own, and what they print. */
#ifndef TESTS_INTEROP_EXCHANGE_H
#define TESTS_INTEROP_EXCHANGE_H

#include <stdbool.h>

#include "interop/relay.h"

struct exchange {
    const char *service;            /* "aes256-sha1": host@aes256-sha1.gss.test */
    unsigned flags;                 /* RFC 2744 s.5.19, and DCE style */
    const char *initiator_bindings; /* NULL: none */
    const char *acceptor_bindings;
    const char *const *steps;    /* of the script, see peer.h; ends with NULL; or NULL */
    const char *mech;            /* "spnego"; NULL: krb5 */
    const char *acceptor_mech;   /* of its credential; NULL: MECH */
    const char *initiator_offer; /* "ntlm,krb5": for gss_set_neg_mechs; NULL: the default */
    const char *acceptor_offer;
    bool named_acceptor;   /* its credential is SERVICE's */
    bool default_acceptor; /* for tests that name it otherwise: its credential is the default one */
    bool acceptor_is_first; /* it is called without a token, and its answer opens the exchange */
    struct relay *relay;    /* sees what both send, and may change it; NULL: nobody does */
};

/* Each one's lines, the last of them "exit N" or "signal N". */
struct outcome {
    char initiator[16384];
    char acceptor[16384];
};

/* Runs both programs to their ends; fails the test if that cannot be done. */
void exchange_run(const char *initiator, const char *acceptor, const struct exchange *exchange,
                  struct outcome *outcome);

#endif
