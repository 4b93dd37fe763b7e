#include "cfx/crypt.h"

#include "base/secret.h"

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

enum seal_result crypt_decrypt(const struct enctype *type, const uint8_t *key, uint32_t usage,
                               const void *ciphertext, size_t length, struct writer *out)
{
    enum seal_result result = SEAL_FAILED;
    struct seal *seal = NULL;
    size_t start = out->length;
    struct reader body;
    struct rotated in;
    uint8_t *space;

    if (length < seal_overhead(type))
        return SEAL_BROKEN;
    space = write_space(out, length - seal_overhead(type));
    if (!writer_ok(out))
        return SEAL_FAILED;
    reader_init(&body, ciphertext, length);
    rotated_init(&in, &body, 0);
    seal = seal_create(type, key, usage, false);
    if (seal != NULL)
        result = seal_decrypt(seal, &in, space);
    seal_destroy(&seal);
    if (result != SEAL_OK && out->length > start) {
        secret_wipe(space, out->length - start);
        out->length = start;
    }
    return result;
}
