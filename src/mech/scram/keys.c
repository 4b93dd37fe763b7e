#include "mech/scram/keys.h"

#include <string.h>

#include "base/secret.h"

static const char client_label[] = "Client Key", server_label[] = "Server Key";
static const char session_label[] = "GSS-API session key";

void scram_password_make(const struct scram_hash *hash, const void *text, size_t length,
                         struct scram_password *password)
{
    uint8_t digest[MAC_DIGEST_MAX];

    *password = (struct scram_password){0};
    if (length > MAC_RAW_KEY_MAX) { /* RFC 2104 s.2 */
        mac_hash(hash->hash, text, length, digest);
        text = digest;
        length = hash->length;
    }
    mac_key_make(hash->hash, text, length, password->mac_key);
    secret_wipe(digest, sizeof(digest));
}

void scram_hmac(const struct scram_hash *hash, const uint8_t *key, const void *data, size_t length,
                uint8_t *out)
{
    uint8_t mac_key[MAC_KEY_MAX];
    struct mac m;

    mac_key_make(hash->hash, key, hash->length, mac_key);
    mac_begin(&m, hash->hash, mac_key);
    mac_update(&m, data, length);
    mac_end(&m, out, hash->length);
    secret_wipe(mac_key, sizeof(mac_key));
}

/* Hi() */
static void scram_salt_password(const struct scram_hash *hash,
                                const struct scram_password *password, const uint8_t *salt,
                                size_t salt_length, uint32_t iterations, uint8_t *salted)
{
    static const uint8_t first_block[] = {0, 0, 0, 1};
    uint8_t value[SCRAM_KEY_MAX];
    struct mac m;

    mac_begin(&m, hash->hash, password->mac_key);
    mac_update(&m, salt, salt_length);
    mac_update(&m, first_block, sizeof(first_block));
    mac_end(&m, value, hash->length);
    memcpy(salted, value, hash->length);
    mac_iterate(hash->hash, password->mac_key, iterations - 1, value, salted);
    secret_wipe(value, sizeof(value));
}

void scram_keys_derive(const struct scram_hash *hash, const struct scram_password *password,
                       const uint8_t *salt, size_t salt_length, uint32_t iterations,
                       struct scram_keys *keys)
{
    uint8_t salted[SCRAM_KEY_MAX];

    *keys = (struct scram_keys){0};
    scram_salt_password(hash, password, salt, salt_length, iterations, salted);
    scram_hmac(hash, salted, client_label, strlen(client_label), keys->client_key);
    scram_hmac(hash, salted, server_label, strlen(server_label), keys->server_key);
    mac_hash(hash->hash, keys->client_key, hash->length, keys->stored_key);
    secret_wipe(salted, sizeof(salted));
}

static void scram_xor(const struct scram_hash *hash, const uint8_t *a, const uint8_t *b,
                      uint8_t *out)
{
    for (size_t i = 0; i < hash->length; i++)
        out[i] = a[i] ^ b[i];
}

void scram_proof_make(const struct scram_hash *hash, const struct scram_keys *keys,
                      const void *auth_message, size_t length, uint8_t *proof)
{
    uint8_t signature[SCRAM_KEY_MAX];

    scram_hmac(hash, keys->stored_key, auth_message, length, signature);
    scram_xor(hash, keys->client_key, signature, proof);
    secret_wipe(signature, sizeof(signature));
}

bool scram_proof_check(const struct scram_hash *hash, const uint8_t *stored_key,
                       const void *auth_message, size_t length, const uint8_t *proof,
                       uint8_t *client_key)
{
    uint8_t signature[SCRAM_KEY_MAX], digest[MAC_DIGEST_MAX];
    bool right;

    scram_hmac(hash, stored_key, auth_message, length, signature);
    scram_xor(hash, proof, signature, client_key);
    mac_hash(hash->hash, client_key, hash->length, digest);
    right = secret_equal(digest, stored_key, hash->length);
    secret_wipe(signature, sizeof(signature));
    return right;
}

void scram_session_key(const struct scram_hash *hash, const uint8_t *stored_key,
                       const uint8_t *client_key, const void *auth_message, size_t length,
                       uint8_t key[SCRAM_SESSION_KEY_LENGTH])
{
    uint8_t mac_key[MAC_KEY_MAX], code[SCRAM_KEY_MAX];
    struct mac m;

    mac_key_make(hash->hash, stored_key, hash->length, mac_key);
    mac_begin(&m, hash->hash, mac_key);
    mac_update(&m, session_label, strlen(session_label));
    mac_update(&m, client_key, hash->length);
    mac_update(&m, auth_message, length);
    mac_end(&m, code, hash->length);
    memcpy(key, code + hash->length - SCRAM_SESSION_KEY_LENGTH, SCRAM_SESSION_KEY_LENGTH);
    secret_wipe(code, sizeof(code));
    secret_wipe(mac_key, sizeof(mac_key));
}
