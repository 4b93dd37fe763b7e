/* An interprocess token: its header, and its sealing. doc/protocol-transfer.md tells the bytes. */
#ifndef GSS_TRANSFER_TOKEN_H
#define GSS_TRANSFER_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include <gss/api.h>

#include "base/writer.h"
#include "transfer/keys.h"
#include "transfer/ledger.h"

enum { TOKEN_HEADER_SIZE = 37, TOKEN_MIN_BODY = 9, TOKEN_VERSION = 1 };

struct token_header {
    uint8_t version;
    uint8_t key_id[KEYS_ID_SIZE];
    uint8_t nonce[SEAL_NONCE_SIZE]; /* the token's name */
    size_t sealed_length;           /* of the encrypted body, without the tag */
};

/* Anything that is not a token of a version we read is GSS_S_DEFECTIVE_TOKEN; HEADER is then 0. */
OM_uint32 token_read_header(OM_uint32 *minor, gss_const_buffer_t token,
                            struct token_header *header);

/* A header with a new nonce. */
OM_uint32 token_write_header(OM_uint32 *minor, const struct transfer_key *key,
                             struct writer *token);

/* Encrypts what follows the header in TOKEN and appends the tag. */
OM_uint32 token_seal(OM_uint32 *minor, const struct transfer_key *key,
                     const uint8_t ledger[LEDGER_ID_SIZE], struct writer *token);

/* Decrypts the body of TOKEN, whose header is HEADER, into PLAINTEXT of its sealed_length. */
OM_uint32 token_unseal(OM_uint32 *minor, const struct transfer_key *key,
                       const uint8_t ledger[LEDGER_ID_SIZE], gss_const_buffer_t token,
                       const struct token_header *header, uint8_t *plaintext);

#endif
