#include "transfer/seal.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/secret.h"

enum { BLOCK = 16, HALF_NONCE = SEAL_NONCE_SIZE / 2 };

/* Fetched once per process: EVP_aes_256_gcm() would be looked up in the provider each time. */
static _Atomic(EVP_CIPHER *) seal_ecb, seal_gcm;

static EVP_CIPHER *seal_cipher(_Atomic(EVP_CIPHER *) *slot, const char *name)
{
    EVP_CIPHER *fetched, *present = atomic_load(slot);

    if (present != NULL)
        return present;
    fetched = EVP_CIPHER_fetch(NULL, name, NULL);
    if (fetched != NULL && !atomic_compare_exchange_strong(slot, &present, fetched)) {
        EVP_CIPHER_free(fetched);
        return present;
    }
    return fetched;
}

static bool seal_aes_blocks(EVP_CIPHER_CTX *ctx, const uint8_t *in, int length, uint8_t *out)
{
    int done = 0;

    return EVP_EncryptUpdate(ctx, out, &done, in, length) == 1 && done == length;
}

/*
 * SP 800-108 in counter mode on CMAC, with one-block messages: what CMAC would
 * do to 0x00 counter 'X' 0x00 nonce[0..12] is one XOR and one block of AES.
 */
static bool seal_derive(const struct seal_secret *secret, uint8_t derived[SEAL_KEY_SIZE])
{
    EVP_CIPHER *ecb = seal_cipher(&seal_ecb, "AES-256-ECB");
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    uint8_t subkey[BLOCK] = {0}, messages[2 * BLOCK], carry;
    bool ok = false;

    if (ecb == NULL || ctx == NULL || EVP_EncryptInit_ex2(ctx, ecb, secret->key, NULL, NULL) != 1 ||
        EVP_CIPHER_CTX_set_padding(ctx, 0) != 1 || !seal_aes_blocks(ctx, subkey, BLOCK, subkey))
        goto done;
    carry = (uint8_t)(subkey[0] >> 7);
    for (int i = 0; i < BLOCK; i++)
        subkey[i] = (uint8_t)(subkey[i] << 1 | (i + 1 < BLOCK ? subkey[i + 1] >> 7 : 0));
    subkey[BLOCK - 1] ^= (uint8_t)(0x87 & -carry);

    for (uint8_t counter = 1; counter <= 2; counter++) {
        uint8_t *message = messages + (counter - 1) * BLOCK;

        memcpy(message, (const uint8_t[]){0, counter, 'X', 0}, BLOCK - HALF_NONCE);
        memcpy(message + BLOCK - HALF_NONCE, secret->nonce, HALF_NONCE);
        for (int i = 0; i < BLOCK; i++)
            message[i] ^= subkey[i];
    }
    ok = seal_aes_blocks(ctx, messages, sizeof(messages), derived);

done:
    EVP_CIPHER_CTX_free(ctx);
    secret_wipe(subkey, sizeof(subkey));
    secret_wipe(messages, sizeof(messages));
    return ok;
}

/* An AES-256-GCM that has taken the derived key, the nonce's other half and the associated data. */
static EVP_CIPHER_CTX *seal_start(const struct seal_secret *secret, int encrypting)
{
    EVP_CIPHER *gcm = seal_cipher(&seal_gcm, "AES-256-GCM");
    uint8_t derived[SEAL_KEY_SIZE];
    EVP_CIPHER_CTX *ctx = NULL;
    int length;

    if (gcm == NULL || secret->associated_length > SEAL_MAX_LENGTH || !seal_derive(secret, derived))
        return NULL;
    ctx = EVP_CIPHER_CTX_new();
    if (ctx != NULL &&
        (EVP_CipherInit_ex2(ctx, gcm, derived, secret->nonce + HALF_NONCE, encrypting, NULL) != 1 ||
         (secret->associated_length != 0 &&
          EVP_CipherUpdate(ctx, NULL, &length, secret->associated,
                           (int)secret->associated_length) != 1))) {
        EVP_CIPHER_CTX_free(ctx);
        ctx = NULL;
    }
    secret_wipe(derived, sizeof(derived));
    return ctx;
}

enum seal_result xaes_encrypt(const struct seal_secret *secret, uint8_t *data, size_t length,
                              uint8_t tag[SEAL_TAG_SIZE])
{
    EVP_CIPHER_CTX *ctx = length <= SEAL_MAX_LENGTH ? seal_start(secret, 1) : NULL;
    int done = 0, rest = 0;
    bool ok = ctx != NULL && EVP_EncryptUpdate(ctx, data, &done, data, (int)length) == 1 &&
              EVP_EncryptFinal_ex(ctx, data + done, &rest) == 1 &&
              EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, SEAL_TAG_SIZE, tag) == 1;

    EVP_CIPHER_CTX_free(ctx);
    if (!ok)
        secret_wipe(data, length);
    return ok ? SEAL_OK : SEAL_FAILED;
}

enum seal_result xaes_decrypt(const struct seal_secret *secret, const uint8_t *sealed,
                              size_t length, const uint8_t tag[SEAL_TAG_SIZE], uint8_t *plaintext)
{
    EVP_CIPHER_CTX *ctx = length <= SEAL_MAX_LENGTH ? seal_start(secret, 0) : NULL;
    enum seal_result result = SEAL_FAILED;
    int done = 0, rest = 0;

    if (ctx != NULL && EVP_DecryptUpdate(ctx, plaintext, &done, sealed, (int)length) == 1 &&
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, SEAL_TAG_SIZE, (void *)tag) == 1)
        result = EVP_DecryptFinal_ex(ctx, plaintext + done, &rest) == 1 ? SEAL_OK : SEAL_BROKEN;
    EVP_CIPHER_CTX_free(ctx);
    if (result != SEAL_OK)
        secret_wipe(plaintext, length);
    return result;
}
