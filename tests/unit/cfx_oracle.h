/* Pairs of contexts under one key, and per-message tokens made by libk5crypto to compare with. */
#ifndef GSS_TESTS_UNIT_CFX_ORACLE_H
#define GSS_TESTS_UNIT_CFX_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfx/cfx.h"

enum { ORACLE_TOKEN_MAX = 80000, ORACLE_SEQUENCE = 1000 };

struct cfx_pair {
    const struct enctype *type;
    struct cfx *initiator, *acceptor;
};

/* Bytes 0, 1, 2...; the key of every test's context. */
extern const uint8_t oracle_key[CFX_KEY_MAX];

/* Both number their tokens from ORACLE_SEQUENCE; replay and sequence detection are on. */
struct cfx_pair pair_create(const struct enctype *type);
struct cfx *pair_side(const struct enctype *type, bool initiator);
void pair_destroy(struct cfx_pair *pair);

/* What the token is made of. */
struct oracle_token {
    const struct enctype *type;
    bool from_initiator;
    uint8_t flags; /* CFX_SEALED and CFX_ACCEPTOR_SUBKEY; the direction is added */
    uint64_t sequence;
    uint16_t extra_count; /* of filler, sealed tokens only */
    uint16_t rotation;    /* in the header */
    size_t rotated;       /* how far the body is in fact */
    uint16_t inner_extra_count;
    uint16_t inner_rotation; /* in the encrypted header */
};

/* A plain token from the initiator, numbered ORACLE_SEQUENCE. */
struct oracle_token oracle_token(const struct enctype *type);

/* Build the token at OUT (ORACLE_TOKEN_MAX bytes) and give its length. */
size_t oracle_mic(const struct oracle_token *t, const void *message, size_t length, uint8_t *out);
size_t oracle_wrap(const struct oracle_token *t, const void *message, size_t length, uint8_t *out);

/* RFC 3961 encryption under oracle_key; decryption gives SIZE_MAX if the code does not match. */
size_t oracle_encrypt(const struct enctype *type, uint32_t usage, const void *in, size_t length,
                      uint8_t *out);
size_t oracle_decrypt(const struct enctype *type, uint32_t usage, const void *in, size_t length,
                      uint8_t *out);

/* Calls of one context on plain memory. Unwrap copies the message to OUT, checks that it has the
 * length of a successful call, and releases it. */
gss_buffer_desc buffer_of(const void *data, size_t length);
OM_uint32 unwrap_bytes(struct cfx *cfx, const void *token, size_t length, uint8_t *out,
                       size_t *out_length);

#endif
