#include "cfx/derive.h"

#include <string.h>

#include "base/secret.h"
#include "cfx/cbc.h"
#include "cfx/mac.h"

enum { FOLD_ROTATION = 13, USAGE_CONSTANT_LENGTH = 5 };

static size_t least_common_multiple(size_t a, size_t b)
{
    size_t multiple = a;

    while (multiple % b != 0)
        multiple += a;
    return multiple;
}

/* Byte AT of IN repeated for ever, each copy rotated 13 bits further to the right. */
static uint8_t fold_byte(const uint8_t *in, size_t length, size_t at)
{
    size_t bits = length * 8;
    size_t rotation = at / length * FOLD_ROTATION % bits;
    size_t first_bit = (at % length * 8 + bits - rotation) % bits;
    unsigned two = (unsigned)in[first_bit / 8] << 8 | in[(first_bit / 8 + 1) % length];

    return (uint8_t)(two >> (8 - first_bit % 8));
}

void derive_n_fold(const uint8_t *in, size_t in_length, uint8_t *out, size_t out_length)
{
    size_t total = least_common_multiple(in_length, out_length);
    uint32_t sums[DERIVE_FOLD_MAX] = {0}; /* of one column of bytes each */
    uint32_t carry = 0;

    for (size_t at = 0; at < total; at++)
        sums[at % out_length] += fold_byte(in, in_length, at);
    do { /* one's complement addition: what overflows the first byte comes back at the last */
        for (size_t i = out_length; i-- > 0;) {
            sums[i] += carry;
            carry = sums[i] >> 8;
            sums[i] &= 0xff;
        }
    } while (carry != 0);
    for (size_t i = 0; i < out_length; i++)
        out[i] = (uint8_t)sums[i];
}

bool derive_dk(const uint8_t *key, size_t key_length, const uint8_t *constant,
               size_t constant_length, uint8_t *out)
{
    uint8_t block[CFX_BLOCK_LENGTH];
    struct cbc cbc;
    bool ok = cbc_init(&cbc, key, key_length, true);

    derive_n_fold(constant, constant_length, block, sizeof(block));
    for (size_t done = 0; ok && done < key_length; done += sizeof(block)) {
        cbc_begin(&cbc, block); /* E() starts anew for every block */
        ok = cbc_encrypt(&cbc, block, sizeof(block), block);
        memcpy(out + done, block, sizeof(block));
    }
    secret_wipe(block, sizeof(block));
    secret_wipe(cbc.chain, sizeof(cbc.chain));
    cbc_free(&cbc);
    return ok;
}

void derive_kdf_sha2(enum cfx_hash hash, const uint8_t *key, size_t key_length,
                     const uint8_t *label, size_t label_length, uint8_t *out, size_t out_length)
{
    static const uint8_t counter[] = {0, 0, 0, 1};
    const uint8_t end[] = {0, 0, 0, (uint8_t)(out_length * 8 >> 8), (uint8_t)(out_length * 8)};
    uint8_t mac_key[MAC_KEY_MAX];
    struct mac m;

    mac_key_make(hash, key, key_length, mac_key);
    mac_begin(&m, hash, mac_key);
    mac_update(&m, counter, sizeof(counter));
    mac_update(&m, label, label_length);
    mac_update(&m, end, sizeof(end)); /* a zero byte, then the length in bits */
    mac_end(&m, out, out_length);
    secret_wipe(mac_key, sizeof(mac_key));
}

bool enctype_derive_key(const struct enctype *type, const uint8_t *key, uint32_t usage,
                        enum cfx_derivation purpose, uint8_t *out, size_t *out_length)
{
    const uint8_t constant[USAGE_CONSTANT_LENGTH] = {(uint8_t)(usage >> 24), (uint8_t)(usage >> 16),
                                                     (uint8_t)(usage >> 8), (uint8_t)usage,
                                                     (uint8_t)purpose};

    *out_length = purpose == CFX_DERIVE_KE ? type->key_length : type->mac_key_length;
    if (!type->kdf_sha2)
        return derive_dk(key, type->key_length, constant, sizeof(constant), out);
    derive_kdf_sha2(type->hash, key, type->key_length, constant, sizeof(constant), out,
                    *out_length);
    return true;
}
