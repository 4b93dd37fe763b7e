#include "transfer/seal.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
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

/*
 * What a seal works with. Making it costs more than sealing a token, so a few
 * are kept, with the key that they were last used with: most often it is the
 * next one's too.
 */
struct seal_tools {
    EVP_CIPHER_CTX *ecb; /* has the schedule of KEY */
    EVP_CIPHER_CTX *gcm;
    bool keyed;
    uint8_t key[SEAL_KEY_SIZE];
    uint8_t subkey[BLOCK]; /* CMAC's first one */
};

enum { TOOLS_KEPT = 4 };
static _Atomic(struct seal_tools *) seal_kept[TOOLS_KEPT];

static void seal_tools_free(struct seal_tools *tools)
{
    if (tools == NULL)
        return;
    EVP_CIPHER_CTX_free(tools->ecb); /* these wipe their schedules */
    EVP_CIPHER_CTX_free(tools->gcm);
    secret_free(tools, sizeof(*tools));
}

void xaes_forget(void)
{
    for (size_t i = 0; i < TOOLS_KEPT; i++)
        seal_tools_free(atomic_exchange(&seal_kept[i], NULL));
}

static struct seal_tools *seal_tools_make(void)
{
    struct seal_tools *tools = calloc(1, sizeof(*tools));
    EVP_CIPHER *ecb = seal_cipher(&seal_ecb, "AES-256-ECB");
    EVP_CIPHER *gcm = seal_cipher(&seal_gcm, "AES-256-GCM");

    if (tools == NULL)
        return NULL;
    tools->ecb = EVP_CIPHER_CTX_new();
    tools->gcm = EVP_CIPHER_CTX_new();
    if (ecb != NULL && gcm != NULL && tools->ecb != NULL && tools->gcm != NULL &&
        EVP_EncryptInit_ex2(tools->ecb, ecb, NULL, NULL, NULL) == 1 &&
        EVP_CIPHER_CTX_set_padding(tools->ecb, 0) == 1 &&
        EVP_CipherInit_ex2(tools->gcm, gcm, NULL, NULL, 1, NULL) == 1)
        return tools;
    seal_tools_free(tools);
    return NULL;
}

/* Ours alone until given back. */
static struct seal_tools *seal_tools_take(void)
{
    struct seal_tools *tools = NULL;

    for (size_t i = 0; i < TOOLS_KEPT && tools == NULL; i++)
        tools = atomic_exchange(&seal_kept[i], NULL);
    return tools != NULL ? tools : seal_tools_make();
}

static void seal_tools_give_back(struct seal_tools *tools)
{
    for (size_t i = 0; i < TOOLS_KEPT && tools != NULL; i++) {
        struct seal_tools *none = NULL;

        if (atomic_compare_exchange_strong(&seal_kept[i], &none, tools))
            return;
    }
    seal_tools_free(tools);
}

static bool seal_aes_blocks(EVP_CIPHER_CTX *ctx, const uint8_t *in, int length, uint8_t *out)
{
    int done = 0;

    return EVP_EncryptUpdate(ctx, out, &done, in, length) == 1 && done == length;
}

/* The key's schedule, and the subkey that CMAC makes of it. */
static bool seal_set_key(struct seal_tools *tools, const uint8_t *key)
{
    uint8_t carry;

    if (tools->keyed && secret_equal(tools->key, key, SEAL_KEY_SIZE))
        return true;
    tools->keyed = false;
    memset(tools->subkey, 0, sizeof(tools->subkey));
    if (EVP_EncryptInit_ex2(tools->ecb, NULL, key, NULL, NULL) != 1 ||
        !seal_aes_blocks(tools->ecb, tools->subkey, BLOCK, tools->subkey))
        return false;
    carry = (uint8_t)(tools->subkey[0] >> 7);
    for (int i = 0; i < BLOCK; i++)
        tools->subkey[i] =
            (uint8_t)(tools->subkey[i] << 1 | (i + 1 < BLOCK ? tools->subkey[i + 1] >> 7 : 0));
    tools->subkey[BLOCK - 1] ^= (uint8_t)(0x87 & -carry);
    memcpy(tools->key, key, sizeof(tools->key));
    tools->keyed = true;
    return true;
}

/*
 * SP 800-108 in counter mode on CMAC, with one-block messages: what CMAC would
 * do to 0x00 counter 'X' 0x00 nonce[0..12] is one XOR and one block of AES.
 */
static bool seal_derive(struct seal_tools *tools, const uint8_t *nonce,
                        uint8_t derived[SEAL_KEY_SIZE])
{
    uint8_t messages[2 * BLOCK];
    bool ok;

    for (uint8_t counter = 1; counter <= 2; counter++) {
        uint8_t *message = messages + (counter - 1) * BLOCK;

        memcpy(message, (const uint8_t[]){0, counter, 'X', 0}, BLOCK - HALF_NONCE);
        memcpy(message + BLOCK - HALF_NONCE, nonce, HALF_NONCE);
        for (int i = 0; i < BLOCK; i++)
            message[i] ^= tools->subkey[i];
    }
    ok = seal_aes_blocks(tools->ecb, messages, sizeof(messages), derived);
    secret_wipe(messages, sizeof(messages));
    return ok;
}

/* Tools whose AES-256-GCM has taken the derived key, the nonce's other half and the associated
 * data; NULL if libcrypto failed. */
static struct seal_tools *seal_start(const struct seal_secret *secret, int encrypting)
{
    struct seal_tools *tools;
    uint8_t derived[SEAL_KEY_SIZE];
    int length;
    bool ok;

    if (secret->associated_length > SEAL_MAX_LENGTH)
        return NULL;
    tools = seal_tools_take();
    if (tools == NULL)
        return NULL;
    ok = seal_set_key(tools, secret->key) && seal_derive(tools, secret->nonce, derived) &&
         EVP_CipherInit_ex2(tools->gcm, NULL, derived, secret->nonce + HALF_NONCE, encrypting,
                            NULL) == 1 &&
         (secret->associated_length == 0 ||
          EVP_CipherUpdate(tools->gcm, NULL, &length, secret->associated,
                           (int)secret->associated_length) == 1);
    secret_wipe(derived, sizeof(derived));
    if (ok)
        return tools;
    seal_tools_free(tools);
    return NULL;
}

enum seal_result xaes_encrypt(const struct seal_secret *secret, uint8_t *data, size_t length,
                              uint8_t tag[SEAL_TAG_SIZE])
{
    struct seal_tools *tools = length <= SEAL_MAX_LENGTH ? seal_start(secret, 1) : NULL;
    int done = 0, rest = 0;
    bool ok = tools != NULL && EVP_EncryptUpdate(tools->gcm, data, &done, data, (int)length) == 1 &&
              EVP_EncryptFinal_ex(tools->gcm, data + done, &rest) == 1 &&
              EVP_CIPHER_CTX_ctrl(tools->gcm, EVP_CTRL_AEAD_GET_TAG, SEAL_TAG_SIZE, tag) == 1;

    if (ok)
        seal_tools_give_back(tools);
    else
        seal_tools_free(tools);
    if (!ok)
        secret_wipe(data, length);
    return ok ? SEAL_OK : SEAL_FAILED;
}

enum seal_result xaes_decrypt(const struct seal_secret *secret, const uint8_t *sealed,
                              size_t length, const uint8_t tag[SEAL_TAG_SIZE], uint8_t *plaintext)
{
    struct seal_tools *tools = length <= SEAL_MAX_LENGTH ? seal_start(secret, 0) : NULL;
    enum seal_result result = SEAL_FAILED;
    int done = 0, rest = 0;

    if (tools != NULL &&
        EVP_DecryptUpdate(tools->gcm, plaintext, &done, sealed, (int)length) == 1 &&
        EVP_CIPHER_CTX_ctrl(tools->gcm, EVP_CTRL_AEAD_SET_TAG, SEAL_TAG_SIZE, (void *)tag) == 1)
        result =
            EVP_DecryptFinal_ex(tools->gcm, plaintext + done, &rest) == 1 ? SEAL_OK : SEAL_BROKEN;
    if (result == SEAL_OK)
        seal_tools_give_back(tools);
    else
        seal_tools_free(tools);
    if (result != SEAL_OK)
        secret_wipe(plaintext, length);
    return result;
}
