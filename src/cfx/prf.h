/* The pseudo-random functions of the encryption types, and RFC 4402's long one. */
#ifndef GSS_CFX_PRF_H
#define GSS_CFX_PRF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/writer.h"
#include "cfx/enctype.h"

enum { PRF_LENGTH_MAX = 48 };

/* What one call of the pseudo-random function gives (RFC 3962 s.6, RFC 8009 s.5). */
size_t prf_length(const struct enctype *type);

/* PRF+ (RFC 4402 s.2): LENGTH bytes appended to OUT, a secret writer. False if libcrypto or memory
 * failed, or if LENGTH is more than there is. */
bool prf_plus(const struct enctype *type, const uint8_t *key, const void *input,
              size_t input_length, size_t length, struct writer *out);

#endif
