/*
 * libcrypto takes as long for 16 random bytes as for a thousand, some half a
 * microsecond. So each thread draws many at a time. A forked child must not
 * go on with its parent's bytes: a pool is good only in the process that filled it.
 */
#include "base/nonce.h"

#include <stdint.h>
#include <string.h>

#include <openssl/rand.h>

#include "base/process.h"
#include "base/secret.h"

enum { POOL_SIZE = 1024 };

static _Thread_local struct {
    uint64_t process; /* that filled it */
    size_t left;
    uint8_t bytes[POOL_SIZE];
} pool;

bool nonce_random(void *out, size_t length)
{
    uint64_t process = process_identity();
    uint8_t *taken;

    if (length > sizeof(pool.bytes))
        return secret_random(out, length);
    if (pool.left < length || pool.process != process) {
        pool.left = 0;
        if (RAND_bytes(pool.bytes, sizeof(pool.bytes)) != 1)
            return false;
        pool.process = process;
        pool.left = sizeof(pool.bytes);
    }
    pool.left -= length;
    taken = pool.bytes + pool.left;
    memcpy(out, taken, length);
    secret_wipe(taken, length);
    return true;
}
