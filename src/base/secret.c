#include "base/secret.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

void secret_wipe(void *data, size_t length)
{
    OPENSSL_cleanse(data, length);
}

void secret_free(void *data, size_t length)
{
    if (data != NULL)
        OPENSSL_cleanse(data, length);
    free(data);
}

void secret_release_buffer(gss_buffer_t buffer)
{
    secret_free(buffer->value, buffer->length);
    buffer->value = NULL;
    buffer->length = 0;
}

bool secret_equal(const void *a, const void *b, size_t length)
{
    return CRYPTO_memcmp(a, b, length) == 0;
}

bool secret_random(void *out, size_t length)
{
    return length <= INT_MAX && RAND_priv_bytes(out, (int)length) == 1;
}
