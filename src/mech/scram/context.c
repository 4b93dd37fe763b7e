#include "mech/scram/context.h"

#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"
#include "cfx/inquiry.h"
#include "cfx/prf.h"

enum { BINDINGS_MAX = 0x8000, ENCTYPE_AES128_SHA1 = 17 };

/* RFC 5802 s.8, 8.2. */
enum {
    CONTEXT_FLAGS = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG |
                    GSS_C_INTEG_FLAG
};

struct scram_ctx *scram_context_new(const struct scram_hash *hash, bool initiator)
{
    struct scram_ctx *ctx = calloc(1, sizeof(*ctx));

    if (ctx == NULL)
        return NULL;
    ctx->hash = hash;
    ctx->initiator = initiator;
    ctx->flags = CONTEXT_FLAGS;
    ctx->handshake = calloc(1, sizeof(*ctx->handshake));
    if (ctx->handshake == NULL) {
        free(ctx);
        return NULL;
    }
    writer_init(&ctx->handshake->auth_message);
    writer_init(&ctx->handshake->bindings);
    return ctx;
}

void scram_handshake_end(struct scram_ctx *ctx)
{
    if (ctx->handshake == NULL)
        return;
    writer_free(&ctx->handshake->auth_message);
    writer_free(&ctx->handshake->bindings);
    scram_cred_free(ctx->handshake->cred);
    secret_free(ctx->handshake, sizeof(*ctx->handshake));
    ctx->handshake = NULL;
}

void scram_context_free(struct scram_ctx *ctx)
{
    if (ctx == NULL)
        return;
    scram_handshake_end(ctx);
    cfx_destroy(&ctx->cfx);
    scram_name_free(ctx->source);
    scram_name_free(ctx->target);
    free(ctx);
}

void scram_context_delete(void **context)
{
    scram_context_free(*context);
    *context = NULL;
}

OM_uint32 scram_handshake_note_bindings(OM_uint32 *minor, struct scram_handshake *handshake,
                                        gss_channel_bindings_t bindings)
{
    const gss_buffer_desc *data = bindings != NULL ? &bindings->application_data : NULL;

    if (data == NULL || data->length == 0 || handshake->bindings.length != 0)
        return GSS_S_COMPLETE;
    if (data->length > BINDINGS_MAX)
        return minor_fail(minor, MINOR_MESSAGE_TOO_LARGE, GSS_S_BAD_BINDINGS);
    write_bytes(&handshake->bindings, data->value, data->length);
    return writer_ok(&handshake->bindings) ? GSS_S_COMPLETE
                                           : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

void scram_handshake_add(struct scram_handshake *handshake, const void *message, size_t length)
{
    if (handshake->auth_message.length != 0)
        write_u8(&handshake->auth_message, ',');
    write_bytes(&handshake->auth_message, message, length);
}

OM_uint32 scram_context_set_key(OM_uint32 *minor, struct scram_ctx *ctx, const uint8_t *stored_key,
                                const uint8_t *client_key)
{
    const struct writer *auth = &ctx->handshake->auth_message;
    uint8_t key[SCRAM_SESSION_KEY_LENGTH];
    struct cfx_params params = {
        .type = enctype_find(ENCTYPE_AES128_SHA1),
        .key = key,
        .initiator = ctx->initiator,
        .replay_detection = true,
        .sequence_detection = true,
    };
    bool made;

    scram_session_key(ctx->hash, stored_key, client_key, auth->data, auth->length, key);
    made = cfx_create(&params, &ctx->cfx);
    secret_wipe(key, sizeof(key));
    return made ? GSS_S_COMPLETE : minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
}

OM_uint32 scram_context_inquire(OM_uint32 *minor, const void *context,
                                struct mech_context_info *info)
{
    const struct scram_ctx *ctx = context;

    (void)minor;
    /* Who it claims to be is nobody's name before the proof. */
    if (ctx->initiator || ctx->handshake == NULL)
        info->source = scram_name_share(ctx->source);
    info->target = scram_name_share(ctx->target);
    info->flags = ctx->flags;
    info->locally_initiated = ctx->initiator;
    info->established = ctx->handshake == NULL;
    info->end_time = INT64_MAX;
    return GSS_S_COMPLETE;
}

OM_uint32 scram_context_inquire_by_oid(OM_uint32 *minor, const void *context, gss_const_OID what,
                                       gss_buffer_set_t answers)
{
    const struct scram_ctx *ctx = context;

    return cfx_inquire(ctx->handshake == NULL ? ctx->cfx : NULL, minor, what, answers);
}

int64_t scram_context_end_time(const void *context)
{
    (void)context;
    return INT64_MAX; /* a password does not expire */
}

/* RFC 5802 s.8.3: there is no acceptor's subkey, and both keys are the same one. */
OM_uint32 scram_context_pseudo_random(OM_uint32 *minor, const void *context, int key,
                                      gss_const_buffer_t input, size_t length, struct writer *out)
{
    const struct scram_ctx *ctx = context;
    const struct enctype *type;
    const uint8_t *protocol_key;

    (void)key;
    if (ctx->cfx == NULL)
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    protocol_key = cfx_protocol_key(ctx->cfx, &type);
    if (!prf_plus(type, protocol_key, input->value, input->length, length, out))
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}
