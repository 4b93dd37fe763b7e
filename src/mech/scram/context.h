/* A SCRAM security context, established or waiting for the peer's next token. */
#ifndef GSS_MECH_SCRAM_CONTEXT_H
#define GSS_MECH_SCRAM_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

#include "cfx/cfx.h"
#include "mech/mech.h"
#include "mech/scram/cred.h"
#include "mech/scram/exchange.h"
#include "mech/scram/name.h"

enum scram_waiting {
    SCRAM_WAITS_FOR_SERVER_FIRST = 1, /* initiator */
    SCRAM_WAITS_FOR_SERVER_FINAL = 2, /* initiator, which can protect messages now (s.8.2) */
    SCRAM_WAITS_FOR_CLIENT_FINAL = 3, /* acceptor */
};

/* What only an unfinished context needs; wiped and freed when it is established. */
struct scram_handshake {
    enum scram_waiting waiting;
    struct writer auth_message; /* so far */
    struct writer bindings;     /* application data; empty: none */
    uint8_t nonce[SCRAM_NONCE_MAX];
    size_t nonce_length;               /* the initiator's own, then both sides' */
    struct scram_cred *cred;           /* initiator, first leg: the password's owner */
    uint8_t server_key[SCRAM_KEY_MAX]; /* acceptor */
    uint8_t stored_key[SCRAM_KEY_MAX]; /* acceptor */
    bool known;                        /* acceptor: there is such a user */
    uint8_t signature[SCRAM_KEY_MAX];  /* initiator, second leg: the acceptor's, to come */
};

struct scram_ctx {
    const struct scram_hash *hash;
    struct cfx *cfx;                   /* NULL until the session key is known */
    struct scram_handshake *handshake; /* NULL once established */
    struct scram_name *source;
    struct scram_name *target; /* of an acceptor: its credential's name, or NULL */
    uint32_t flags;            /* GSS_C_*_FLAG that hold */
    bool initiator;
};

/* Entries of struct mech, whose module is the hash; CONTEXT is a struct scram_ctx. */
OM_uint32 scram_context_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                             gss_buffer_t output, OM_uint32 *flags, int64_t *end_time);
OM_uint32 scram_context_accept(OM_uint32 *minor, void **context,
                               const struct mech_accept_args *args, gss_buffer_t output,
                               OM_uint32 *flags, int64_t *end_time,
                               struct mech_accept_result *result);
void scram_context_delete(void **context);
OM_uint32 scram_context_inquire(OM_uint32 *minor, const void *context,
                                struct mech_context_info *info);
OM_uint32 scram_context_inquire_by_oid(OM_uint32 *minor, const void *context, gss_const_OID what,
                                       gss_buffer_set_t answers);
int64_t scram_context_end_time(const void *context);
OM_uint32 scram_context_export(OM_uint32 *minor, const void *context, struct writer *out);
OM_uint32 scram_context_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                               void **context);

OM_uint32 scram_context_get_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                                gss_buffer_t token);
OM_uint32 scram_context_verify_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                                   gss_const_buffer_t token);
OM_uint32 scram_context_wrap(OM_uint32 *minor, void *context, bool *conf,
                             gss_const_buffer_t message, gss_buffer_t token);
OM_uint32 scram_context_unwrap(OM_uint32 *minor, void *context, gss_const_buffer_t token,
                               gss_buffer_t message, bool *conf);
OM_uint32 scram_context_wrap_size_limit(OM_uint32 *minor, const void *context, bool conf,
                                        size_t output_size, size_t *input_size);

/* The same in several buffers. */
OM_uint32 scram_context_wrap_iov(OM_uint32 *minor, void *context, bool *conf,
                                 gss_iov_buffer_desc *iov, size_t count);
OM_uint32 scram_context_wrap_iov_length(OM_uint32 *minor, const void *context, bool *conf,
                                        gss_iov_buffer_desc *iov, size_t count);
OM_uint32 scram_context_unwrap_iov(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                   size_t count, bool *conf);
OM_uint32 scram_context_get_mic_iov(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                    size_t count);
OM_uint32 scram_context_get_mic_iov_length(OM_uint32 *minor, const void *context,
                                           gss_iov_buffer_desc *iov, size_t count);
OM_uint32 scram_context_verify_mic_iov(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                       size_t count);
OM_uint32 scram_context_pseudo_random(OM_uint32 *minor, const void *context, int key,
                                      gss_const_buffer_t input, size_t length, struct writer *out);

/* A context without keys, on which the legs build; NULL without memory. */
struct scram_ctx *scram_context_new(const struct scram_hash *hash, bool initiator);
void scram_context_free(struct scram_ctx *ctx); /* accepts NULL */

/* Frees and nulls the handshake, wiping it. */
void scram_handshake_end(struct scram_ctx *ctx);

/*
 * The channel bindings that a caller gives: their application data, whatever the addresses are, and
 * none if it is empty. Those of the first call that gives some count for the whole exchange: a
 * caller that leaves them out later does not take them back. Data too long is GSS_S_BAD_BINDINGS.
 *
 * A SASL bridge gives "<gs2-header><channel binding data>", and so gets RFC 5802's own bytes.
 *
 * Both sides must give the same, or none: RFC 5802 s.6 has the acceptor always compare. An acceptor
 * that ignored the initiator's would let it believe in a binding that nobody checked.
 */
OM_uint32 scram_handshake_note_bindings(OM_uint32 *minor, struct scram_handshake *handshake,
                                        gss_channel_bindings_t bindings);

/* Makes ctx->cfx from the session key. */
OM_uint32 scram_context_set_key(OM_uint32 *minor, struct scram_ctx *ctx, const uint8_t *stored_key,
                                const uint8_t *client_key);

/* Appends what is next in the AuthMessage, behind a comma if it is not the first. */
void scram_handshake_add(struct scram_handshake *handshake, const void *message, size_t length);

#endif
