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
    enum cfx_hash hash;
    const uint8_t *key; /* the caller's, until mac_end */
    union {
        SHA_CTX sha1;
        SHA256_CTX sha256;
        SHA512_CTX sha384;
    } state;
};

/* The size of a MAC key, at most MAC_KEY_MAX. */
size_t mac_key_size(enum cfx_hash hash);

/* Makes a MAC key of LENGTH raw bytes (at most MAC_RAW_KEY_MAX, one block of every hash). */
void mac_key_make(enum cfx_hash hash, const uint8_t *raw, size_t length, uint8_t *key);

/*
 * How many bytes to hash at a time between bytes to encrypt. CBC encryption,
 * SHA-1 and SHA-256 have instructions of their own, and each step waits for the one before:
 * a processor that finds both within its reach does one while it waits for the other. SHA-384
 * is computed without waiting, and only loses time by short pieces.
 */
size_t mac_step(enum cfx_hash hash);

/* One code: begin, update as often as needed, end. End writes the first LENGTH bytes (at most the
 * hash's own) and wipes M. */
void mac_begin(struct mac *m, enum cfx_hash hash, const uint8_t *key);
void mac_update(struct mac *m, const void *data, size_t length);
void mac_end(struct mac *m, uint8_t *out, size_t length);

#endif
