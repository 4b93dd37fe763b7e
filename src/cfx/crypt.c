#include "cfx/crypt.h"

#include "base/secret.h"
#include "cfx/seal.h"

bool crypt_encrypt(const struct enctype *type, const uint8_t *key, uint32_t usage,
                   const void *plaintext, size_t length, struct writer *out)
{
    struct seal_input in = {.message = plaintext, .length = length};
    struct seal *seal = NULL;
    size_t start = out->length;
    uint8_t *space = NULL;
    bool ok = false;

    if (length <= SIZE_MAX - seal_overhead(type))
        space = write_space(out, length + seal_overhead(type));
    if (space == NULL)
        goto done;
    seal = seal_create(type, key, usage, true);
    ok = seal != NULL && seal_encrypt(seal, &in, space) == SEAL_OK;
    if (!ok)
        out->length = start;

done:
    seal_destroy(&seal);
    return ok;
}

bool crypt_decrypt(const struct enctype *type, const uint8_t *key, uint32_t usage,
                   const void *ciphertext, size_t length, struct writer *out)
{
    struct seal *seal = NULL;
    size_t start = out->length;
    struct reader body;
    struct rotated in;
    uint8_t *space;
    bool ok = false;

    if (length < seal_overhead(type))
        return false;
    space = write_space(out, length - seal_overhead(type));
    if (!writer_ok(out))
        return false;
    reader_init(&body, ciphertext, length);
    rotated_init(&in, &body, 0);
    seal = seal_create(type, key, usage, false);
    ok = seal != NULL && seal_decrypt(seal, &in, space) == SEAL_OK;
    seal_destroy(&seal);
    if (!ok && out->length > start) {
        secret_wipe(space, out->length - start);
        out->length = start;
    }
    return ok;
}
