/* Confounders: random blocks that no two messages share, in any thread or forked process. */
#ifndef GSS_CFX_CONFOUNDER_H
#define GSS_CFX_CONFOUNDER_H

#include <stdbool.h>
#include <stdint.h>

/* Fills OUT with CFX_CONFOUNDER_LENGTH random bytes; false if libcrypto has none. */
bool confounder_next(uint8_t *out);

#endif
