/* Two peers, each a process of its own, and what they print. */
#ifndef TESTS_INTEROP_EXCHANGE_H
#define TESTS_INTEROP_EXCHANGE_H

struct exchange {
    const char *service;            /* "aes256-sha1": host@aes256-sha1.gss.test */
    unsigned flags;                 /* RFC 2744 s.5.19, and DCE style */
    const char *initiator_bindings; /* NULL: none */
    const char *acceptor_bindings;
    const char *const *steps; /* of the script, see peer.h; ends with NULL; or NULL */
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
