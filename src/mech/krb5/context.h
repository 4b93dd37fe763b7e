/* A Kerberos security context, established or waiting for the peer's next token. */
#ifndef GSS_MECH_KRB5_CONTEXT_H
#define GSS_MECH_KRB5_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

#include <krb5.h>

#include "cfx/cfx.h"
#include "mech/krb5/authdata.h"
#include "mech/krb5/evidence.h"
#include "mech/mech.h"

struct krb5_cred;

enum { KRB5_TIME_LENGTH = 15 }; /* "20380119031407Z" (RFC 4120 s.5.2.3) */

/* A protocol key of one of our encryption types. */
struct krb5_session_key {
    const struct enctype *type; /* NULL: no key */
    uint8_t bytes[CFX_KEY_MAX];
};

enum krb5_waiting {
    KRB5_WAITS_FOR_AP_REP = 1,    /* initiator, mutual authentication */
    KRB5_WAITS_FOR_THIRD_LEG = 2, /* acceptor, DCE style */
};

/* What only an unfinished context needs; wiped and freed when it is established. */
struct krb5_handshake {
    enum krb5_waiting waiting;
    struct krb5_session_key session; /* of the ticket */
    struct krb5_session_key subkey;  /* the initiator's */
    uint8_t ctime[KRB5_TIME_LENGTH]; /* of the initiator's authenticator */
    uint32_t cusec;
    uint32_t local_sequence;
    struct krb5_cred *delegated; /* got in the first leg, told on completion */
};

/*
 * Small on purpose: servers keep many. Everything that no per-message call
 * needs (names, ticket flags, times, authorization data) is one block of bytes
 * in the very form that an export writes; see details.h.
 */
struct krb5_ctx {
    struct cfx *cfx;                  /* NULL until the message keys are known */
    struct krb5_handshake *handshake; /* NULL once established */
    struct krb5_session_key *partial; /* the initiator's subkey, where the acceptor's is in use */
    uint8_t *details;
    uint32_t details_length;
    uint32_t flags;   /* GSS_C_*_FLAG that hold */
    int64_t end_time; /* of the ticket, seconds since the epoch */
    bool initiator;
    struct krb5_vouched vouched;    /* of the ticket's authorization data; without evidence */
    struct krb5_evidence *evidence; /* an acceptor's that was not transferred; otherwise NULL */
};

/* Entries of struct mech; CONTEXT is a struct krb5_ctx. */
OM_uint32 krb5_context_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                            gss_buffer_t output, OM_uint32 *flags, int64_t *end_time);
OM_uint32 krb5_context_accept(OM_uint32 *minor, void **context, const struct mech_accept_args *args,
                              gss_buffer_t output, OM_uint32 *flags, int64_t *end_time,
                              struct mech_accept_result *result);
OM_uint32 krb5_context_process_token(OM_uint32 *minor, void *context, gss_const_buffer_t token);
void krb5_context_delete(void **context);
OM_uint32 krb5_context_inquire(OM_uint32 *minor, const void *context,
                               struct mech_context_info *info);
int64_t krb5_context_end_time(const void *context);
OM_uint32 krb5_context_export(OM_uint32 *minor, const void *context, struct writer *out);
OM_uint32 krb5_context_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                              void **context);

OM_uint32 krb5_context_get_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                               gss_buffer_t token);
OM_uint32 krb5_context_verify_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                                  gss_const_buffer_t token);
OM_uint32 krb5_context_wrap(OM_uint32 *minor, void *context, bool *conf, gss_const_buffer_t message,
                            gss_buffer_t token);
OM_uint32 krb5_context_unwrap(OM_uint32 *minor, void *context, gss_const_buffer_t token,
                              gss_buffer_t message, bool *conf);
OM_uint32 krb5_context_wrap_size_limit(OM_uint32 *minor, const void *context, bool conf,
                                       size_t output_size, size_t *input_size);

/* The same in several buffers. */
OM_uint32 krb5_context_wrap_iov(OM_uint32 *minor, void *context, bool *conf,
                                gss_iov_buffer_desc *iov, size_t count);
OM_uint32 krb5_context_wrap_iov_length(OM_uint32 *minor, const void *context, bool *conf,
                                       gss_iov_buffer_desc *iov, size_t count);
OM_uint32 krb5_context_unwrap_iov(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                  size_t count, bool *conf);
OM_uint32 krb5_context_get_mic_iov(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                   size_t count);
OM_uint32 krb5_context_get_mic_iov_length(OM_uint32 *minor, const void *context,
                                          gss_iov_buffer_desc *iov, size_t count);
OM_uint32 krb5_context_verify_mic_iov(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                      size_t count);

/* A context without keys, on which the legs build; NULL without memory. */
struct krb5_ctx *krb5_context_new(bool initiator);
void krb5_context_free(struct krb5_ctx *ctx); /* accepts NULL */

/* Copies a libkrb5 key; GSS_S_FAILURE and a sentence for an encryption type that we refuse. */
OM_uint32 krb5_session_key_set(OM_uint32 *minor, struct krb5_session_key *out,
                               const krb5_keyblock *key);
OM_uint32 krb5_session_key_set_bytes(OM_uint32 *minor, struct krb5_session_key *out,
                                     int32_t enctype, const uint8_t *bytes, size_t length);

/* Frees and nulls the handshake, wiping it. */
void krb5_handshake_end(struct krb5_ctx *ctx);

/* The handshake ends and the context is established. */
void krb5_context_establish(struct krb5_ctx *ctx);

OM_uint32 krb5_context_pseudo_random(OM_uint32 *minor, const void *context, int key,
                                     gss_const_buffer_t input, size_t length, struct writer *out);

/* Makes ctx->cfx from KEY, and keeps the handshake's subkey if KEY is the acceptor's. */
OM_uint32 krb5_context_set_message_key(OM_uint32 *minor, struct krb5_ctx *ctx,
                                       const struct krb5_session_key *key, bool acceptor_subkey,
                                       uint32_t send_sequence, uint32_t receive_sequence);

#endif
