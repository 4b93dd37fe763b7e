#include "cfx/cbc.h"

#include <string.h>

bool cbc_init(struct cbc *c, const uint8_t *key, size_t key_length, bool encrypting)
{
    const EVP_CIPHER *cipher = key_length == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc();

    memset(c->chain, 0, sizeof(c->chain));
    c->evp = EVP_CIPHER_CTX_new();
    return c->evp != NULL &&
           EVP_CipherInit_ex(c->evp, cipher, NULL, key, c->chain, encrypting) == 1 &&
           EVP_CIPHER_CTX_set_padding(c->evp, 0) == 1;
}

void cbc_free(struct cbc *c)
{
    EVP_CIPHER_CTX_free(c->evp);
    c->evp = NULL;
}

void cbc_begin(const struct cbc *c, uint8_t *block)
{
    cbc_xor(block, c->chain);
}

bool cbc_decrypt_first(struct cbc *c, const uint8_t *block, uint8_t *out)
{
    uint8_t chain[CFX_BLOCK_LENGTH];

    memcpy(chain, c->chain, sizeof(chain));
    if (!cbc_decrypt(c, block, CFX_BLOCK_LENGTH, out))
        return false;
    cbc_xor(out, chain);
    return true;
}

/* EVP_Cipher asks for whole blocks without padding, and these are. For one block of a hash at a
 * time EVP_CipherUpdate's buffering would cost as much as the encryption hides. */
static bool cbc_process(struct cbc *c, const uint8_t *in, size_t length, uint8_t *out)
{
    return EVP_Cipher(c->evp, out, in, (unsigned)length) == (int)length;
}

bool cbc_encrypt(struct cbc *c, const uint8_t *in, size_t length, uint8_t *out)
{
    if (length == 0)
        return true;
    if (!cbc_process(c, in, length, out))
        return false;
    memcpy(c->chain, out + length - CFX_BLOCK_LENGTH, CFX_BLOCK_LENGTH);
    return true;
}

bool cbc_decrypt(struct cbc *c, const uint8_t *in, size_t length, uint8_t *out)
{
    if (length == 0)
        return true;
    memcpy(c->chain, in + length - CFX_BLOCK_LENGTH, CFX_BLOCK_LENGTH);
    return cbc_process(c, in, length, out);
}

/* D(X) is the padded last plaintext XOR the block before it, so it holds the rest of that block. */
bool cbc_decrypt_stolen(struct cbc *c, const uint8_t *x, const uint8_t *y, size_t stolen,
                        bool alone, uint8_t *block, uint8_t *rest)
{
    uint8_t whole[CFX_BLOCK_LENGTH], before[CFX_BLOCK_LENGTH] = {0};

    if (!alone)
        memcpy(before, c->chain, sizeof(before));
    if (!(alone ? cbc_decrypt_first(c, x, whole) : cbc_decrypt(c, x, CFX_BLOCK_LENGTH, whole)))
        return false;
    cbc_xor(whole, before); /* D(X) */
    for (size_t i = 0; i < stolen; i++) {
        uint8_t cut = y[i];

        rest[i] = whole[i] ^ cut;
        whole[i] = cut;
    }
    if (!cbc_decrypt(c, whole, sizeof(whole), block))
        return false;
    cbc_xor(block, x); /* the cipher chained X, but BEFORE is what goes before */
    cbc_xor(block, before);
    return true;
}
