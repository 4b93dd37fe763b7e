#include "mech/krb5/context.h"

#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "base/minor.h"
#include "base/secret.h"
#include "cfx/prf.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/details.h"
#include "mech/krb5/library.h"

struct krb5_ctx *krb5_context_new(bool initiator)
{
    struct krb5_ctx *ctx = calloc(1, sizeof(*ctx));

    if (ctx == NULL)
        return NULL;
    ctx->initiator = initiator;
    ctx->handshake = calloc(1, sizeof(*ctx->handshake));
    if (ctx->handshake == NULL) {
        free(ctx);
        return NULL;
    }
    return ctx;
}

void krb5_handshake_end(struct krb5_ctx *ctx)
{
    if (ctx->handshake != NULL)
        krb5_cred_free(ctx->handshake->delegated);
    secret_free(ctx->handshake, sizeof(*ctx->handshake));
    ctx->handshake = NULL;
}

void krb5_context_free(struct krb5_ctx *ctx)
{
    if (ctx == NULL)
        return;
    krb5_handshake_end(ctx);
    cfx_destroy(&ctx->cfx);
    secret_free(ctx->partial, sizeof(*ctx->partial));
    free(ctx->details);
    krb5_evidence_release(ctx->evidence);
    free(ctx);
}

void krb5_context_delete(void **context)
{
    krb5_context_free(*context);
    *context = NULL;
}

void krb5_context_establish(struct krb5_ctx *ctx)
{
    krb5_handshake_end(ctx);
    ctx->flags |= GSS_C_PROT_READY_FLAG;
}

OM_uint32 krb5_session_key_set_bytes(OM_uint32 *minor, struct krb5_session_key *out,
                                     int32_t enctype, const uint8_t *bytes, size_t length)
{
    const struct enctype *type = enctype_find(enctype);
    char name[64];

    *out = (struct krb5_session_key){0};
    if (type == NULL)
        return minor_fail_detail(minor, MINOR_ENCTYPE_REFUSED, GSS_S_FAILURE, "%s",
                                 enctype_display(enctype, name, sizeof(name)));
    if (length != type->key_length)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    out->type = type;
    memcpy(out->bytes, bytes, length);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_session_key_set(OM_uint32 *minor, struct krb5_session_key *out,
                               const krb5_keyblock *key)
{
    return krb5_session_key_set_bytes(minor, out, key->enctype, key->contents, key->length);
}

OM_uint32 krb5_context_set_message_key(OM_uint32 *minor, struct krb5_ctx *ctx,
                                       const struct krb5_session_key *key, bool acceptor_subkey,
                                       uint32_t send_sequence, uint32_t receive_sequence)
{
    struct cfx_params params = {
        .type = key->type,
        .key = key->bytes,
        .initiator = ctx->initiator,
        .acceptor_subkey = acceptor_subkey,
        .replay_detection = (ctx->flags & GSS_C_REPLAY_FLAG) != 0,
        .sequence_detection = (ctx->flags & GSS_C_SEQUENCE_FLAG) != 0,
        .dce_style = (ctx->flags & GSS_C_DCE_STYLE) != 0,
        .send_sequence = send_sequence,
        .receive_sequence = receive_sequence,
    };

    if (acceptor_subkey) {
        ctx->partial = malloc(sizeof(*ctx->partial));
        if (ctx->partial == NULL)
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        *ctx->partial = ctx->handshake->subkey;
    }
    if (!cfx_create(&params, &ctx->cfx))
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

/* RFC 4402 s.2 */
OM_uint32 krb5_context_pseudo_random(OM_uint32 *minor, const void *context, int key,
                                     gss_const_buffer_t input, size_t length, struct writer *out)
{
    const struct krb5_ctx *ctx = context;
    const struct enctype *type;
    const uint8_t *bytes;

    if (ctx->handshake != NULL)
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    bytes = cfx_protocol_key(ctx->cfx, &type);
    if (key == GSS_C_PRF_KEY_PARTIAL && ctx->partial != NULL) {
        type = ctx->partial->type;
        bytes = ctx->partial->bytes;
    }
    if (!prf_plus(type, bytes, input->value, input->length, length, out))
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

/* RFC 4121 s.4.3: no token deletes a context any more. */
OM_uint32 krb5_context_process_token(OM_uint32 *minor, void *context, gss_const_buffer_t token)
{
    const struct krb5_ctx *ctx = context;

    (void)token;
    if (ctx->handshake != NULL)
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
}

OM_uint32 krb5_context_inquire(OM_uint32 *minor, const void *context,
                               struct mech_context_info *info)
{
    const struct krb5_ctx *ctx = context;
    struct krb5_details details;
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    if (major == GSS_S_COMPLETE)
        major = krb5_details_read(minor, library, ctx, &details);
    if (major != GSS_S_COMPLETE)
        return major;
    major = krb5_details_add_attributes(minor, ctx, details.initiator);
    if (major != GSS_S_COMPLETE) {
        krb5_name_free(details.initiator);
        krb5_name_free(details.acceptor);
        return major;
    }
    info->source = details.initiator; /* now the caller's */
    info->target = details.acceptor;
    info->flags = ctx->flags;
    info->locally_initiated = ctx->initiator;
    info->established = ctx->handshake == NULL;
    info->end_time = ctx->end_time;
    return GSS_S_COMPLETE;
}

int64_t krb5_context_end_time(const void *context)
{
    const struct krb5_ctx *ctx = context;

    return ctx->end_time;
}
