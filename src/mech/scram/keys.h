/* The keys of an exchange and what is computed with them (RFC 5802 s.3). */
#ifndef GSS_MECH_SCRAM_KEYS_H
#define GSS_MECH_SCRAM_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfx/mac.h"
#include "mech/scram/hash.h"

enum { SCRAM_SALT_MAX = 128, SCRAM_SESSION_KEY_LENGTH = 16 };

/* A password as HMAC's hashed key. It serves for any salt, and the text is not kept. */
struct scram_password {
    uint8_t mac_key[MAC_KEY_MAX];
};

struct scram_keys {
    uint8_t client_key[SCRAM_KEY_MAX];
    uint8_t stored_key[SCRAM_KEY_MAX];
    uint8_t server_key[SCRAM_KEY_MAX];
};

/* Of a password that SASLprep has prepared. */
void scram_password_make(const struct scram_hash *hash, const void *text, size_t length,
                         struct scram_password *password);

/* Pays the iterations. */
void scram_keys_derive(const struct scram_hash *hash, const struct scram_password *password,
                       const uint8_t *salt, size_t salt_length, uint32_t iterations,
                       struct scram_keys *keys);

/* HMAC of LENGTH bytes under one of the keys. */
void scram_hmac(const struct scram_hash *hash, const uint8_t *key, const void *data, size_t length,
                uint8_t *out);

/* The initiator's proof of its ClientKey, with the AuthMessage. */
void scram_proof_make(const struct scram_hash *hash, const struct scram_keys *keys,
                      const void *auth_message, size_t length, uint8_t *proof);

/* Does PROOF prove what StoredKey is made of? Gives CLIENT_KEY either way, right or wrong. */
bool scram_proof_check(const struct scram_hash *hash, const uint8_t *stored_key,
                       const void *auth_message, size_t length, const uint8_t *proof,
                       uint8_t *client_key);

/* The protocol key of the per-message tokens (RFC 5802 s.8.2). */
void scram_session_key(const struct scram_hash *hash, const uint8_t *stored_key,
                       const uint8_t *client_key, const void *auth_message, size_t length,
                       uint8_t key[SCRAM_SESSION_KEY_LENGTH]);

#endif
