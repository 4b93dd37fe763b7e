/*
 * The authenticated encryption of RFC 3961 s.5.3 and RFC 8009 s.5 under one
 * derived pair of keys: encrypt(confounder | message | trailer), and its code.
 */
#ifndef GSS_CFX_SEAL_H
#define GSS_CFX_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfx/cbc.h"
#include "cfx/enctype.h"
#include "cfx/rotated.h"
#include "cfx/spans.h"

enum { SEAL_TRAILER_MAX = 16 };

/* One direction of one usage. Not for two threads at once. */
struct seal {
    const struct enctype *type;
    struct cbc cbc;
    uint8_t mac_key[]; /* mac_key_size(type->hash) bytes */
};

enum seal_result {
    SEAL_OK,
    SEAL_BROKEN,    /* the integrity check failed; the seal is as good as before */
    SEAL_NO_RANDOM, /* no confounder to be had; likewise */
    SEAL_TOO_LARGE, /* more than memory can hold; likewise */
    SEAL_FAILED,    /* libcrypto failed; destroy the seal */
};

/* Derives the keys of USAGE from a protocol key; NULL without memory or if libcrypto failed. */
struct seal *seal_create(const struct enctype *type, const uint8_t *key, uint32_t usage,
                         bool encrypting);
void seal_destroy(struct seal **seal);

/* What encryption adds to the message and the trailer. */
size_t seal_overhead(const struct enctype *type);

/* Writes message and trailer (at most SEAL_TRAILER_MAX bytes), encrypted, to OUT, which has room
 * for them and the overhead. */
struct seal_input {
    const uint8_t *message;
    size_t length;
    const uint8_t *trailer;
    size_t trailer_length;
};
enum seal_result seal_encrypt(struct seal *seal, const struct seal_input *in, uint8_t *out);

/* Decrypts all that is left of IN, at least the overhead, to OUT, which has room for it less
 * the overhead. After a failure OUT may hold unauthenticated plaintext: wipe it. */
enum seal_result seal_decrypt(struct seal *seal, struct rotated *in, uint8_t *out);

/* The same where the message lies. The head of SPANS is one confounder long, and together with the
 * tail at least two blocks. Encryption fills the head and writes the code, mac_length bytes.
 * Decryption wipes all that it decrypted if it fails. */
enum seal_result seal_encrypt_spans(struct seal *seal, const struct spans *spans, uint8_t *code);
enum seal_result seal_decrypt_spans(struct seal *seal, const struct spans *spans,
                                    const uint8_t *code);

#endif
