#include "mech/scram/nonce.h"

#include <stdint.h>

#include "base/base64.h"
#include "base/secret.h"

enum { NONCE_BYTES = 18 }; /* 144 bits, in base64 without padding, which has no comma */

bool scram_nonce_write(struct writer *out)
{
    uint8_t bytes[NONCE_BYTES];

    if (!secret_random(bytes, sizeof(bytes)))
        return false;
    base64_encode(out, bytes, sizeof(bytes));
    return writer_ok(out);
}
