/*
 * AES-CBC with a key schedule that is made once and used for many messages.
 *
 * The cipher is never given a new initial vector: it goes on chaining from the
 * last ciphertext block of the message before, CHAIN. XORing that block into
 * the first plaintext block of a message cancels it. That equals an initial
 * vector of zero (RFC 3962 s.6) and saves the slowest call of a short message.
 */
#ifndef GSS_CFX_CBC_H
#define GSS_CFX_CBC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#include "cfx/enctype.h"

struct cbc {
    EVP_CIPHER_CTX *evp;
    uint8_t chain[CFX_BLOCK_LENGTH];
};

/* False if libcrypto failed; cbc_free is due either way. */
bool cbc_init(struct cbc *c, const uint8_t *key, size_t key_length, bool encrypting);
void cbc_free(struct cbc *c);

/* Prepares BLOCK, the first plaintext block of a message, for cbc_encrypt. */
void cbc_begin(const struct cbc *c, uint8_t *block);

/* Decrypts the first ciphertext block of a message. */
bool cbc_decrypt_first(struct cbc *c, const uint8_t *block, uint8_t *out);

/* Go on with whole blocks, at most INT_MAX bytes, in place or to a buffer that does not overlap.
 * False if libcrypto failed; C is then good for nothing but cbc_free. */
bool cbc_encrypt(struct cbc *c, const uint8_t *in, size_t length, uint8_t *out);
bool cbc_decrypt(struct cbc *c, const uint8_t *in, size_t length, uint8_t *out);

/*
 * The last two blocks, swapped and cut by ciphertext stealing (RFC 3962 s.5):
 * X, which is whole, and Y, the first STOLEN bytes of the block that went
 * before it. ALONE: nothing goes before these two. The plaintext goes to BLOCK
 * and to the STOLEN bytes at REST, which may be Y.
 */
bool cbc_decrypt_stolen(struct cbc *c, const uint8_t *x, const uint8_t *y, size_t stolen,
                        bool alone, uint8_t *block, uint8_t *rest);

/* OUT ^= BLOCK. */
static inline void cbc_xor(uint8_t *restrict out, const uint8_t *restrict block)
{
    for (size_t i = 0; i < CFX_BLOCK_LENGTH; i++)
        out[i] ^= block[i];
}

#endif
