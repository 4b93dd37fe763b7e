/*
 * The four messages of an exchange (RFC 5802 s.7), in the form of GSS-API: without the GS2 header
 * (s.8), and without the framing of the first token.
 *
 *     client-first   n=<user>,r=<nonce>
 *     server-first   r=<nonce>,s=<salt>,i=<iterations>
 *     client-final   c=<channel bindings>,r=<nonce>,p=<proof>
 *     server-final   v=<signature>, or e=<error>, which may answer client-first too
 *
 * Each has its attributes in this order and may have others behind them (before p=), whose names
 * the RFC does not use. Reading gives the first error that there is.
 */
#ifndef GSS_MECH_SCRAM_EXCHANGE_H
#define GSS_MECH_SCRAM_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reader.h"
#include "base/writer.h"
#include "mech/scram/keys.h"

enum { SCRAM_MESSAGE_MAX = 0x20000, SCRAM_NONCE_MAX = 1024 };

/*
 * What can be wrong. Each has the text of its e= attribute, the status with which the acceptor
 * fails, and the one with which the initiator does that is told so:
 *
 *     error                                acceptor            initiator
 *     invalid-encoding                     DEFECTIVE_TOKEN     FAILURE
 *     extensions-not-supported             DEFECTIVE_TOKEN     FAILURE
 *     invalid-username-encoding            BAD_NAME            BAD_NAME
 *     invalid-proof, unknown-user          BAD_SIG             DEFECTIVE_CREDENTIAL
 *     channel-bindings-dont-match, and
 *       the other three of bindings        BAD_BINDINGS        BAD_BINDINGS
 *     no-resources                         FAILURE             FAILURE
 *     other-error, and any other           FAILURE             FAILURE
 *
 * A nonce that is not the exchange's is other-error and DEFECTIVE_TOKEN. An initiator that is
 * itself dissatisfied has DEFECTIVE_TOKEN for what is malformed and for the nonce, FAILURE for
 * iterations out of bounds, and BAD_SIG for a signature that the acceptor's key did not make.
 */
enum scram_error {
    SCRAM_OK,
    SCRAM_INVALID_ENCODING,
    SCRAM_EXTENSIONS,
    SCRAM_INVALID_USERNAME,
    SCRAM_INVALID_PROOF, /* an unknown user's too: the acceptor does not say who exists */
    SCRAM_UNKNOWN_USER,  /* understood, never sent */
    SCRAM_BINDINGS_DIFFER,
    SCRAM_BINDINGS_DOWNGRADED,
    SCRAM_BINDINGS_UNSUPPORTED,
    SCRAM_BINDINGS_TYPE,
    SCRAM_NO_RESOURCES,
    SCRAM_WRONG_NONCE,
    SCRAM_OTHER_ERROR,
};

/* The acceptor's failure, and its token for the initiator. */
OM_uint32 scram_error_fail(OM_uint32 *minor, enum scram_error error);
void scram_error_write(enum scram_error error, struct writer *out);

/* The initiator's failure, told by VALUE of the attribute e. */
OM_uint32 scram_error_told(OM_uint32 *minor, const struct reader *value);

struct scram_client_first {
    struct reader user; /* as it is in the message */
    struct reader nonce;
};

struct scram_server_first {
    struct reader nonce;
    uint8_t salt[SCRAM_SALT_MAX];
    size_t salt_length;
    uint64_t iterations; /* more digits than it holds: UINT64_MAX */
};

struct scram_client_final {
    struct reader bindings; /* still in base64 */
    struct reader nonce;
    uint8_t proof[SCRAM_KEY_MAX];
    struct reader without_proof; /* what the AuthMessage has of it */
};

struct scram_server_final {
    uint8_t signature[SCRAM_KEY_MAX];
};

/* The readers of the results point into the message. Those of the acceptor's messages are told an
 * error in *TOLD if there is one: then nothing else is set. */
enum scram_error scram_client_first_read(const struct reader *message,
                                         struct scram_client_first *first);
enum scram_error scram_server_first_read(const struct reader *message, struct reader *told,
                                         struct scram_server_first *first);
enum scram_error scram_client_final_read(const struct reader *message,
                                         const struct scram_hash *hash,
                                         struct scram_client_final *final);
enum scram_error scram_server_final_read(const struct reader *message, struct reader *told,
                                         const struct scram_hash *hash,
                                         struct scram_server_final *final);

void scram_client_first_write(const void *user, size_t user_length, const void *nonce,
                              size_t nonce_length, struct writer *out);
void scram_server_first_write(const void *nonce, size_t nonce_length, const uint8_t *salt,
                              size_t salt_length, uint32_t iterations, struct writer *out);
void scram_client_final_write(const void *bindings, size_t bindings_length, const void *nonce,
                              size_t nonce_length, struct writer *out); /* without proof */
void scram_proof_write(const struct scram_hash *hash, const uint8_t *proof, struct writer *out);
void scram_server_final_write(const struct scram_hash *hash, const uint8_t *signature,
                              struct writer *out);

#endif
