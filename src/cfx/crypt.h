/* RFC 3961 encryption of short protocol messages (AP-REP), with keys derived for one use. */
#ifndef GSS_CFX_CRYPT_H
#define GSS_CFX_CRYPT_H

#include "base/reader.h"
#include "base/writer.h"
#include "cfx/enctype.h"

/* Appends encrypt(key, usage, plaintext) to OUT. False if libcrypto or memory failed. */
bool crypt_encrypt(const struct enctype *type, const uint8_t *key, uint32_t usage,
                   const void *plaintext, size_t length, struct writer *out);

/* Appends the plaintext to OUT. False if the integrity check failed (OUT is then unchanged in
 * length) or memory did. */
bool crypt_decrypt(const struct enctype *type, const uint8_t *key, uint32_t usage,
                   const void *ciphertext, size_t length, struct writer *out);

#endif
