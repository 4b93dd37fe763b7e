/* Nonces; see nonce.c. A test that defines this function itself is linked with that one instead. */
#ifndef GSS_MECH_SCRAM_NONCE_H
#define GSS_MECH_SCRAM_NONCE_H

#include <stdbool.h>

#include "base/writer.h"

/* Appends this side's new nonce; false without random bytes or room. */
bool scram_nonce_write(struct writer *out);

#endif
