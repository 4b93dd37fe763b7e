/* Random bytes that others get to see: confounders, nonces. Keys come from secret_random. */
#ifndef GSS_BASE_NONCE_H
#define GSS_BASE_NONCE_H

#include <stdbool.h>
#include <stddef.h>

/* Fills OUT with LENGTH random bytes that no thread and no forked process got before; false if
 * libcrypto has none. */
bool nonce_random(void *out, size_t length);

#endif
