/* The acceptor's legs (RFC 5802 s.3, 5). */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/framing.h"
#include "base/minor.h"
#include "base/oid.h"
#include "base/secret.h"
#include "mech/scram/context.h"
#include "mech/scram/nonce.h"
#include "mech/scram/text.h"

/* The verifiers of the caller's credential, or the default ones. */
static OM_uint32 accept_find_verifiers(OM_uint32 *minor, const struct scram_cred *cred,
                                       struct scram_verifiers **verifiers)
{
    char *path;
    OM_uint32 major;

    if (cred != NULL) {
        *verifiers = cred->verifiers;
        return GSS_S_COMPLETE;
    }
    major = scram_verifiers_default_path(minor, &path);
    if (major != GSS_S_COMPLETE)
        return major;
    *verifiers = scram_verifiers_of(path);
    free(path);
    return *verifiers != NULL ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* The user's name, prepared. */
static enum scram_error accept_take_user(struct scram_ctx *ctx, struct reader user)
{
    uint8_t text[SCRAM_TEXT_MAX];
    struct writer plain, prepared;
    enum scram_error error = SCRAM_OK;

    writer_init_fixed(&plain, text, sizeof(text));
    writer_init(&prepared);
    if (!scram_text_unescape(&user, &plain) ||
        !scram_text_prepare(text, plain.length, SCRAM_TEXT_NAME, &prepared)) {
        error = SCRAM_INVALID_USERNAME;
    } else {
        ctx->source = scram_name_create(prepared.data, prepared.length);
        if (ctx->source == NULL)
            error = SCRAM_NO_RESOURCES;
    }
    writer_free(&prepared);
    return error;
}

/* The initiator's nonce, and behind it ours. */
static enum scram_error accept_make_nonce(struct scram_handshake *handshake, struct reader nonce)
{
    struct writer both;

    writer_init_fixed(&both, handshake->nonce, sizeof(handshake->nonce));
    write_bytes(&both, nonce.next, nonce.left);
    if (!writer_ok(&both))
        return SCRAM_INVALID_ENCODING;
    if (!scram_nonce_write(&both))
        return writer_ok(&both) ? SCRAM_NO_RESOURCES : SCRAM_INVALID_ENCODING;
    handshake->nonce_length = both.length;
    return SCRAM_OK;
}

/* server-first, for a user who may exist or not. */
static OM_uint32 accept_write_first(OM_uint32 *minor, struct scram_ctx *ctx,
                                    const struct scram_cred *cred, gss_buffer_t output)
{
    struct scram_handshake *handshake = ctx->handshake;
    struct scram_verifiers *verifiers = NULL;
    struct scram_verifier verifier;
    struct writer out;
    OM_uint32 major = accept_find_verifiers(minor, cred, &verifiers);

    if (major == GSS_S_COMPLETE)
        major = scram_verifiers_find(minor, verifiers, ctx->hash, ctx->source->text,
                                     ctx->source->length, &verifier, &handshake->known);
    if (major != GSS_S_COMPLETE)
        return major;
    memcpy(handshake->stored_key, verifier.stored_key, sizeof(handshake->stored_key));
    memcpy(handshake->server_key, verifier.server_key, sizeof(handshake->server_key));
    writer_init(&out);
    scram_server_first_write(handshake->nonce, handshake->nonce_length, verifier.salt,
                             verifier.salt_length, verifier.iterations, &out);
    secret_wipe(&verifier, sizeof(verifier));
    scram_handshake_add(handshake, out.data, out.length);
    if (!writer_ok(&handshake->auth_message))
        writer_fail(&out);
    return writer_take_buffer(&out, output) ? GSS_S_COMPLETE
                                            : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* Tells the initiator, which waits, what was wrong. */
static void accept_refuse(enum scram_error error, gss_buffer_t output)
{
    struct writer out;

    secret_release_buffer(output);
    writer_init(&out);
    scram_error_write(error, &out);
    (void)writer_take_buffer(&out, output); /* without memory there is no token */
}

static OM_uint32 accept_build_first(OM_uint32 *minor, struct scram_ctx *ctx,
                                    const struct mech_accept_args *args,
                                    const struct reader *message, gss_buffer_t output)
{
    struct scram_client_first first;
    enum scram_error error = scram_client_first_read(message, &first);
    OM_uint32 major;

    if (error == SCRAM_OK)
        error = accept_take_user(ctx, first.user);
    if (error == SCRAM_OK)
        error = accept_make_nonce(ctx->handshake, first.nonce);
    if (error != SCRAM_OK) {
        accept_refuse(error, output);
        return scram_error_fail(minor, error);
    }
    scram_handshake_add(ctx->handshake, message->next, message->left);
    ctx->handshake->waiting = SCRAM_WAITS_FOR_CLIENT_FINAL;
    major = scram_handshake_note_bindings(minor, ctx->handshake, args->bindings);
    if (major == GSS_S_COMPLETE)
        major = accept_write_first(minor, ctx, args->cred, output);
    if (major != GSS_S_COMPLETE)
        accept_refuse(SCRAM_OTHER_ERROR, output);
    return major;
}

static OM_uint32 accept_first(OM_uint32 *minor, void **context, const struct mech_accept_args *args,
                              gss_buffer_t output)
{
    const struct scram_cred *cred = args->cred;
    struct scram_ctx *ctx;
    struct reader in, message;
    gss_OID_desc oid;
    OM_uint32 major;

    reader_init(&in, args->input->value, args->input->length);
    message = framing_read(&in, &oid);
    if (!reader_ok(&message))
        return minor_fail(minor, MINOR_BAD_FRAMING, GSS_S_DEFECTIVE_TOKEN);
    if (!oid_equal(&oid, &args->mech->oid))
        return minor_fail(minor, MINOR_WRONG_MECH, GSS_S_DEFECTIVE_TOKEN);
    ctx = scram_context_new(args->mech->module, false);
    if (ctx == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    ctx->target = scram_name_share(cred != NULL ? cred->name : NULL);
    major = accept_build_first(minor, ctx, args, &message, output);
    if (major != GSS_S_COMPLETE) {
        scram_context_free(ctx);
        return major;
    }
    *context = ctx; /* now the caller's */
    return GSS_S_CONTINUE_NEEDED;
}

/* The initiator's bindings are ours: the encoding is canonical, and so compared as it is. */
static enum scram_error accept_check_bindings(const struct scram_handshake *handshake,
                                              struct reader bindings)
{
    struct reader text = bindings;
    struct writer out;
    enum scram_error error;

    writer_init(&out);
    if (!base64_decode(&text, &out))
        error = SCRAM_INVALID_ENCODING;
    else if (out.length != handshake->bindings.length ||
             (out.length != 0 && !secret_equal(out.data, handshake->bindings.data, out.length)))
        error = SCRAM_BINDINGS_DIFFER;
    else
        error = SCRAM_OK;
    writer_free(&out);
    return error;
}

/* All that can be wrong about client-final. CLIENT_KEY is set if nothing is. */
static enum scram_error accept_check_final(struct scram_ctx *ctx, const struct reader *message,
                                           uint8_t *client_key)
{
    struct scram_handshake *handshake = ctx->handshake;
    const struct writer *auth = &handshake->auth_message;
    struct scram_client_final final;
    enum scram_error error = scram_client_final_read(message, ctx->hash, &final);
    bool proven;

    if (error != SCRAM_OK)
        return error;
    if (final.nonce.left != handshake->nonce_length ||
        !secret_equal(final.nonce.next, handshake->nonce, handshake->nonce_length))
        return SCRAM_WRONG_NONCE;
    error = accept_check_bindings(handshake, final.bindings);
    if (error != SCRAM_OK)
        return error;
    scram_handshake_add(handshake, final.without_proof.next, final.without_proof.left);
    if (!writer_ok(auth))
        return SCRAM_NO_RESOURCES;
    proven = scram_proof_check(ctx->hash, handshake->stored_key, auth->data, auth->length,
                               final.proof, client_key);
    return proven && handshake->known ? SCRAM_OK : SCRAM_INVALID_PROOF;
}

/* server-final, and the context is established. */
static OM_uint32 accept_finish(OM_uint32 *minor, struct scram_ctx *ctx, const uint8_t *client_key,
                               gss_buffer_t output, struct mech_accept_result *result)
{
    struct scram_handshake *handshake = ctx->handshake;
    const struct writer *auth = &handshake->auth_message;
    uint8_t signature[SCRAM_KEY_MAX];
    struct writer out;
    OM_uint32 major;

    major = scram_context_set_key(minor, ctx, handshake->stored_key, client_key);
    if (major != GSS_S_COMPLETE)
        return major;
    scram_hmac(ctx->hash, handshake->server_key, auth->data, auth->length, signature);
    writer_init(&out);
    scram_server_final_write(ctx->hash, signature, &out);
    if (!writer_take_buffer(&out, output))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    ctx->flags |= GSS_C_PROT_READY_FLAG;
    if (handshake->bindings.length != 0)
        ctx->flags |= GSS_C_CHANNEL_BOUND_FLAG;
    scram_handshake_end(ctx);
    result->source = scram_name_share(ctx->source);
    return GSS_S_COMPLETE;
}

static OM_uint32 accept_second(OM_uint32 *minor, struct scram_ctx *ctx,
                               const struct mech_accept_args *args, gss_buffer_t output,
                               struct mech_accept_result *result)
{
    uint8_t client_key[SCRAM_KEY_MAX];
    enum scram_error error;
    struct reader message;
    OM_uint32 major;

    if (ctx->handshake == NULL)
        return minor_fail(minor, MINOR_CONTEXT_ESTABLISHED, GSS_S_FAILURE);
    major = scram_handshake_note_bindings(minor, ctx->handshake, args->bindings);
    if (major != GSS_S_COMPLETE)
        return major;
    reader_init(&message, args->input->value, args->input->length);
    error = accept_check_final(ctx, &message, client_key);
    if (error == SCRAM_OK) {
        major = accept_finish(minor, ctx, client_key, output, result);
        if (major != GSS_S_COMPLETE)
            accept_refuse(SCRAM_NO_RESOURCES, output);
    } else {
        accept_refuse(error, output);
        major = scram_error_fail(minor, error);
    }
    secret_wipe(client_key, sizeof(client_key));
    return major;
}

OM_uint32 scram_context_accept(OM_uint32 *minor, void **context,
                               const struct mech_accept_args *args, gss_buffer_t output,
                               OM_uint32 *flags, int64_t *end_time,
                               struct mech_accept_result *result)
{
    const struct scram_ctx *ctx;
    OM_uint32 major;

    major = *context == NULL ? accept_first(minor, context, args, output)
                             : accept_second(minor, *context, args, output, result);
    ctx = *context;
    if (ctx != NULL) {
        *flags = ctx->flags;
        *end_time = INT64_MAX;
    }
    return major;
}
