/*
 * XAES-256-GCM (C2SP): AES-256-GCM under a key derived from the key and the
 * first half of a 192-bit nonce, so that random nonces do not run out.
 */
#ifndef GSS_TRANSFER_SEAL_H
#define GSS_TRANSFER_SEAL_H

#include <stddef.h>
#include <stdint.h>

enum { SEAL_KEY_SIZE = 32, SEAL_NONCE_SIZE = 24, SEAL_TAG_SIZE = 16, SEAL_MAX_LENGTH = 1 << 24 };

enum seal_result {
    SEAL_OK,
    SEAL_BROKEN, /* the tag does not verify */
    SEAL_FAILED, /* the cryptographic library failed */
};

struct seal_secret {
    const uint8_t *key;   /* SEAL_KEY_SIZE */
    const uint8_t *nonce; /* SEAL_NONCE_SIZE */
    const void *associated;
    size_t associated_length;
};

/* Encrypts LENGTH bytes at DATA in place, at most SEAL_MAX_LENGTH, and writes the tag. After a
 * failure DATA holds neither. */
enum seal_result xaes_encrypt(const struct seal_secret *secret, uint8_t *data, size_t length,
                              uint8_t tag[SEAL_TAG_SIZE]);

/* Decrypts SEALED into PLAINTEXT (of LENGTH bytes both), which is wiped unless the tag verifies. */
enum seal_result xaes_decrypt(const struct seal_secret *secret, const uint8_t *sealed,
                              size_t length, const uint8_t tag[SEAL_TAG_SIZE], uint8_t *plaintext);

/* Wipes what is kept of keys from one call to the next. */
void xaes_forget(void);

#endif
