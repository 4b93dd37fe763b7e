#include "cfx/prf.h"

#include <string.h>

#include "base/secret.h"
#include "cfx/cbc.h"
#include "cfx/derive.h"
#include "cfx/mac.h"

static const uint8_t prf_constant[] = {'p', 'r', 'f'};

/* The key as the calls of one PRF+ need it, made once. */
struct prf {
    const struct enctype *type;
    uint8_t mac_key[MAC_KEY_MAX]; /* RFC 8009 */
    struct cbc cbc;               /* RFC 3962 */
};

size_t prf_length(const struct enctype *type)
{
    if (!type->kdf_sha2)
        return CFX_BLOCK_LENGTH;
    return type->hash == CFX_SHA384 ? 48 : 32;
}

static bool prf_begin(struct prf *prf, const struct enctype *type, const uint8_t *key)
{
    uint8_t derived[CFX_KEY_MAX];
    bool ok;

    *prf = (struct prf){.type = type};
    if (type->kdf_sha2) {
        mac_key_make(type->hash, key, type->key_length, prf->mac_key);
        return true;
    }
    ok = derive_dk(key, type->key_length, prf_constant, sizeof(prf_constant), derived) &&
         cbc_init(&prf->cbc, derived, type->key_length, true);
    secret_wipe(derived, sizeof(derived));
    return ok;
}

static void prf_end(struct prf *prf)
{
    cbc_free(&prf->cbc);
    secret_wipe(prf, sizeof(*prf));
}

/* The message's hash, cut to whole blocks, which is one, encrypted (RFC 3961 s.5.3). */
static bool prf_rfc3962(struct prf *prf, const void *message, size_t length, uint8_t *out)
{
    uint8_t digest[MAC_DIGEST_MAX];
    bool ok;

    mac_hash(prf->type->hash, message, length, digest);
    cbc_begin(&prf->cbc, digest);
    ok = cbc_encrypt(&prf->cbc, digest, CFX_BLOCK_LENGTH, out);
    secret_wipe(digest, sizeof(digest));
    return ok;
}

/* KDF-HMAC-SHA2(key, "prf", message, length of the hash in bits). */
static void prf_rfc8009(const struct prf *prf, const void *message, size_t length, uint8_t *out)
{
    static const uint8_t counter[] = {0, 0, 0, 1}, separator[] = {0};
    const size_t bits = prf_length(prf->type) * 8;
    const uint8_t end[] = {0, 0, (uint8_t)(bits >> 8), (uint8_t)bits};
    struct mac m;

    mac_begin(&m, prf->type->hash, prf->mac_key);
    mac_update(&m, counter, sizeof(counter));
    mac_update(&m, prf_constant, sizeof(prf_constant));
    mac_update(&m, separator, sizeof(separator));
    mac_update(&m, message, length);
    mac_update(&m, end, sizeof(end));
    mac_end(&m, out, prf_length(prf->type));
}

/* One call of the pseudo-random function: on the counter N and the input. */
static bool prf_call(struct prf *prf, uint32_t n, const void *input, size_t length, uint8_t *out)
{
    struct writer message;
    bool ok;

    writer_init_secret(&message);
    write_u32be(&message, n);
    write_bytes(&message, input, length);
    ok = writer_ok(&message);
    if (ok && prf->type->kdf_sha2)
        prf_rfc8009(prf, message.data, message.length, out);
    else if (ok)
        ok = prf_rfc3962(prf, message.data, message.length, out);
    writer_free(&message);
    return ok;
}

bool prf_plus(const struct enctype *type, const uint8_t *key, const void *input,
              size_t input_length, size_t length, struct writer *out)
{
    uint8_t block[PRF_LENGTH_MAX];
    const size_t most = prf_length(type);
    struct prf prf;
    bool ok = prf_begin(&prf, type, key) && length / most < UINT32_MAX;

    /* N counts from 0: RFC 7802 corrects RFC 4402 to what is in use. */
    for (uint32_t n = 0; ok && length > 0; n++) {
        size_t part = length < most ? length : most;

        ok = prf_call(&prf, n, input, input_length, block);
        if (ok)
            write_bytes(out, block, part);
        length -= part;
    }
    prf_end(&prf);
    secret_wipe(block, sizeof(block));
    return ok && writer_ok(out);
}
