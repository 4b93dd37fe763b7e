/* The primitives of key derivation, for the derivation itself and for the published vectors. */
#ifndef GSS_CFX_DERIVE_H
#define GSS_CFX_DERIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfx/enctype.h"

/* n-fold (RFC 3961 s.5.1) of IN, to OUT_LENGTH bytes; both lengths at most DERIVE_FOLD_MAX. */
enum { DERIVE_FOLD_MAX = 64 };
void derive_n_fold(const uint8_t *in, size_t in_length, uint8_t *out, size_t out_length);

/* DK (RFC 3961 s.5.1) with AES and a key of KEY_LENGTH bytes; the result has the same length. */
bool derive_dk(const uint8_t *key, size_t key_length, const uint8_t *constant,
               size_t constant_length, uint8_t *out);

/* KDF-HMAC-SHA2 (RFC 8009 s.3) without a context; OUT_LENGTH is at most the hash's. */
void derive_kdf_sha2(enum cfx_hash hash, const uint8_t *key, size_t key_length,
                     const uint8_t *label, size_t label_length, uint8_t *out, size_t out_length);

#endif
