/*
 * HMAC (RFC 2104) whose key is hashed once.
 *
 * A MAC key is kept as the two chaining values that HMAC's padded keys leave
 * behind: 40 bytes for SHA-1, 64 for SHA-256, 128 for SHA-384. That is all
 * that a context holds; the running state lives on the caller's stack.
 */
#ifndef GSS_CFX_MAC_H
#define GSS_CFX_MAC_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/sha.h>

#include "cfx/enctype.h"

enum { MAC_KEY_MAX = 128, MAC_DIGEST_MAX = 48, MAC_RAW_KEY_MAX = 64 };

struct mac {
    const struct hash *hash; /* a row of mac.c */
    const uint8_t *key;      /* the caller's, until mac_end */
    union {
        SHA_CTX sha1;
        SHA256_CTX sha256;
        SHA512_CTX sha384;
    } state;
};

/* The size of a MAC key, at most MAC_KEY_MAX. */
size_t mac_key_size(enum cfx_hash hash);

/*
 * How many bytes to hash at a time between bytes to encrypt or decrypt. CBC
 * encryption, SHA-1 and SHA-256 are chains of instructions that wait each for
 * the one before. A processor runs two chains in the time of the longer, as
 * long as it sees both at once; and it sees some hundred instructions. SHA-384
 * waits for nothing, and only loses time by short pieces.
 */
size_t mac_step(enum cfx_hash hash);

/* Makes a MAC key of LENGTH raw bytes (at most MAC_RAW_KEY_MAX, one block of every hash). */
void mac_key_make(enum cfx_hash hash, const uint8_t *raw, size_t length, uint8_t *key);

/* One code: begin, update as often as needed, end. End writes the first LENGTH bytes (at most the
 * hash's own) and wipes M. */
void mac_begin(struct mac *m, enum cfx_hash hash, const uint8_t *key);
void mac_update(struct mac *m, const void *data, size_t length);
void mac_end(struct mac *m, uint8_t *out, size_t length);

/* The hash alone, whole. */
void mac_hash(enum cfx_hash hash, const void *data, size_t length, uint8_t *digest);

/* The loop of PBKDF2 (RFC 8018 s.5.2), COUNT times: VALUE becomes its own HMAC, which SUM is
 * exclusive-ORed with. Both have a digest's length; SHA-1 and SHA-256 only. */
void mac_iterate(enum cfx_hash hash, const uint8_t *key, uint32_t count, uint8_t *value,
                 uint8_t *sum);

#endif
