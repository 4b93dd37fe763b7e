#include "transfer/token.h"

#include <string.h>

#include "base/minor.h"
#include "base/nonce.h"
#include "base/reader.h"
#include "base/secret.h"

enum { NONCE_OFFSET = TOKEN_HEADER_SIZE - SEAL_NONCE_SIZE };

static const uint8_t token_magic[4] = {'G', 'S', 'S', 'T'};

OM_uint32 token_read_header(OM_uint32 *minor, gss_const_buffer_t token, struct token_header *header)
{
    struct reader in;
    uint8_t magic[sizeof(token_magic)];

    *header = (struct token_header){0};
    if (token == NULL || token->length == 0 || token->value == NULL)
        return minor_fail(minor, MINOR_EMPTY_TOKEN,
                          GSS_S_CALL_INACCESSIBLE_READ | GSS_S_DEFECTIVE_TOKEN);
    reader_init(&in, token->value, token->length);
    read_copy(&in, magic, sizeof(magic));
    header->version = read_u8(&in);
    read_copy(&in, header->key_id, sizeof(header->key_id));
    read_copy(&in, header->nonce, sizeof(header->nonce));
    if (!reader_ok(&in) || memcmp(magic, token_magic, sizeof(magic)) != 0)
        goto broken;
    if (header->version != TOKEN_VERSION) {
        *header = (struct token_header){0};
        return minor_fail(minor, MINOR_TOKEN_VERSION, GSS_S_DEFECTIVE_TOKEN);
    }
    if (in.left < TOKEN_MIN_BODY + SEAL_TAG_SIZE || token->length > SEAL_MAX_LENGTH)
        goto broken;
    header->sealed_length = in.left - SEAL_TAG_SIZE;
    return GSS_S_COMPLETE;

broken:
    *header = (struct token_header){0};
    return minor_fail(minor, MINOR_SEAL_BROKEN, GSS_S_DEFECTIVE_TOKEN);
}

OM_uint32 token_write_header(OM_uint32 *minor, const struct transfer_key *key, struct writer *token)
{
    uint8_t *nonce;

    write_bytes(token, token_magic, sizeof(token_magic));
    write_u8(token, TOKEN_VERSION);
    write_bytes(token, key->id, sizeof(key->id));
    nonce = write_space(token, SEAL_NONCE_SIZE);
    if (nonce == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (!nonce_random(nonce, SEAL_NONCE_SIZE))
        return minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

/* The header, and the ledger in which the token is going to be claimed. */
static void token_associate(const uint8_t *token, const uint8_t ledger[LEDGER_ID_SIZE],
                            uint8_t out[TOKEN_HEADER_SIZE + LEDGER_ID_SIZE])
{
    memcpy(out, token, TOKEN_HEADER_SIZE);
    memcpy(out + TOKEN_HEADER_SIZE, ledger, LEDGER_ID_SIZE);
}

OM_uint32 token_seal(OM_uint32 *minor, const struct transfer_key *key,
                     const uint8_t ledger[LEDGER_ID_SIZE], struct writer *token)
{
    uint8_t associated[TOKEN_HEADER_SIZE + LEDGER_ID_SIZE];
    uint8_t *tag = write_space(token, SEAL_TAG_SIZE);
    struct seal_secret secret = {
        .key = key->secret, .associated = associated, .associated_length = sizeof(associated)};

    if (tag == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (token->length > SEAL_MAX_LENGTH)
        return minor_fail(minor, MINOR_MESSAGE_TOO_LARGE, GSS_S_FAILURE);
    token_associate(token->data, ledger, associated);
    secret.nonce = token->data + NONCE_OFFSET;
    if (xaes_encrypt(&secret, token->data + TOKEN_HEADER_SIZE,
                     token->length - TOKEN_HEADER_SIZE - SEAL_TAG_SIZE, tag) != SEAL_OK)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

OM_uint32 token_unseal(OM_uint32 *minor, const struct transfer_key *key,
                       const uint8_t ledger[LEDGER_ID_SIZE], gss_const_buffer_t token,
                       const struct token_header *header, uint8_t *plaintext)
{
    uint8_t associated[TOKEN_HEADER_SIZE + LEDGER_ID_SIZE];
    struct seal_secret secret = {.key = key->secret,
                                 .nonce = header->nonce,
                                 .associated = associated,
                                 .associated_length = sizeof(associated)};
    const uint8_t *head, *sealed, *tag;
    struct reader in;

    reader_init(&in, token->value, token->length);
    head = read_bytes(&in, TOKEN_HEADER_SIZE);
    sealed = read_bytes(&in, header->sealed_length);
    tag = read_bytes(&in, SEAL_TAG_SIZE);
    if (!reader_at_end(&in))
        return minor_fail(minor, MINOR_SEAL_BROKEN, GSS_S_DEFECTIVE_TOKEN);
    token_associate(head, ledger, associated);
    switch (xaes_decrypt(&secret, sealed, header->sealed_length, tag, plaintext)) {
    case SEAL_OK:
        return GSS_S_COMPLETE;
    case SEAL_BROKEN:
        return minor_fail(minor, MINOR_SEAL_BROKEN, GSS_S_DEFECTIVE_TOKEN);
    default:
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    }
}
