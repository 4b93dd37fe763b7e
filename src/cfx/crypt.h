/* RFC 3961 encryption of short protocol messages (AP-REP), with keys derived for one use. */
#ifndef GSS_CFX_CRYPT_H
#define GSS_CFX_CRYPT_H

#include "base/reader.h"
#include "base/writer.h"
#include "cfx/enctype.h"
#include "cfx/seal.h"

/* Appends encrypt(key, usage, plaintext) to OUT. False if libcrypto or memory failed. */
bool crypt_encrypt(const struct enctype *type, const uint8_t *key, uint32_t usage,
                   const void *plaintext, size_t length, struct writer *out);

/* Appends the plaintext to OUT. SEAL_BROKEN if the integrity check failed; SEAL_FAILED if libcrypto
 * or memory did. Then OUT is unchanged in length. */
enum seal_result crypt_decrypt(const struct enctype *type, const uint8_t *key, uint32_t usage,
                               const void *ciphertext, size_t length, struct writer *out);

#endif
