/* Names of mechanisms in SASL (RFC 5801). */
#ifndef GSS_GLUE_SASL_H
#define GSS_GLUE_SASL_H

#include <stdbool.h>

#include "mech/mech.h"

enum { SASL_NAME_SIZE = 21 }; /* 20 characters at most (RFC 4422 s.3.1), and a NUL */

/* The mechanism's registered name, or the one computed from its OID (RFC 5801 s.3.1). False if
 * libcrypto failed. */
bool sasl_name(const struct mech *mech, char out[SASL_NAME_SIZE]);

#endif
