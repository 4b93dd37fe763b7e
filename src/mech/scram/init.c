/* The initiator's legs (RFC 5802 s.3, 5). */
#include <string.h>

#include "base/framing.h"
#include "base/minor.h"
#include "base/secret.h"
#include "mech/scram/context.h"
#include "mech/scram/nonce.h"

/* The caller's credential, or the default one; the result is one more owner's. */
static OM_uint32 init_find_cred(OM_uint32 *minor, const struct mech_init_args *args,
                                struct scram_cred **cred)
{
    struct mech_cred_args by_default = {.mech = args->mech, .usage = GSS_C_INITIATE};
    void *made = NULL;
    OM_uint32 major;

    if (args->cred != NULL) {
        *cred = scram_cred_share(args->cred);
        return GSS_S_COMPLETE;
    }
    major = scram_cred_acquire(minor, &by_default, &made);
    *cred = made;
    return major;
}

static bool init_make_nonce(struct scram_handshake *handshake)
{
    struct writer nonce;

    writer_init_fixed(&nonce, handshake->nonce, sizeof(handshake->nonce));
    if (!scram_nonce_write(&nonce))
        return false;
    handshake->nonce_length = nonce.length;
    return true;
}

/* client-first, framed. */
static OM_uint32 init_write_first(OM_uint32 *minor, struct scram_ctx *ctx, gss_buffer_t output)
{
    struct scram_handshake *handshake = ctx->handshake;
    struct writer *message = &handshake->auth_message, out;

    if (!init_make_nonce(handshake))
        return minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    scram_client_first_write(ctx->source->text, ctx->source->length, handshake->nonce,
                             handshake->nonce_length, message);
    writer_init(&out);
    framing_write(&out, &ctx->hash->oid, message->length);
    write_bytes(&out, message->data, message->length);
    if (!writer_ok(message))
        writer_fail(&out);
    return writer_take_buffer(&out, output) ? GSS_S_COMPLETE
                                            : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 init_first(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                            gss_buffer_t output)
{
    struct scram_ctx *ctx = scram_context_new(args->mech->module, true);
    OM_uint32 major;

    if (ctx == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = init_find_cred(minor, args, &ctx->handshake->cred);
    if (major == GSS_S_COMPLETE)
        major = scram_handshake_note_bindings(minor, ctx->handshake, args->bindings);
    if (major == GSS_S_COMPLETE) {
        ctx->source = scram_name_share(ctx->handshake->cred->name);
        ctx->target = scram_name_share(args->target);
        ctx->handshake->waiting = SCRAM_WAITS_FOR_SERVER_FIRST;
        major = init_write_first(minor, ctx, output);
    }
    if (major != GSS_S_COMPLETE) {
        scram_context_free(ctx);
        return major;
    }
    *context = ctx; /* now the caller's */
    return GSS_S_CONTINUE_NEEDED;
}

/* The acceptor's nonce must go on from ours, and its iterations be neither an exposure of the
 * password nor an attack on us. */
static OM_uint32 init_check_first(OM_uint32 *minor, const struct scram_handshake *handshake,
                                  const struct scram_server_first *first)
{
    if (first->nonce.left <= handshake->nonce_length ||
        memcmp(first->nonce.next, handshake->nonce, handshake->nonce_length) != 0)
        return minor_fail(minor, MINOR_SCRAM_NONCE, GSS_S_DEFECTIVE_TOKEN);
    if (first->iterations < SCRAM_ITERATIONS_FLOOR)
        return minor_fail_detail(minor, MINOR_SCRAM_FEW_ITERATIONS, GSS_S_FAILURE,
                                 "%u, where at least %d are due (RFC 7677)",
                                 (unsigned)first->iterations, SCRAM_ITERATIONS_FLOOR);
    if (first->iterations > SCRAM_ITERATIONS_LIMIT)
        return minor_fail_detail(minor, MINOR_SCRAM_MANY_ITERATIONS, GSS_S_FAILURE,
                                 "%llu, where %d are the most",
                                 (unsigned long long)first->iterations, SCRAM_ITERATIONS_LIMIT);
    return GSS_S_COMPLETE;
}

/* client-final, for which the AuthMessage is complete; and what is computed from it. */
static OM_uint32 init_write_final(OM_uint32 *minor, struct scram_ctx *ctx,
                                  const struct scram_server_first *first, gss_buffer_t output)
{
    struct scram_handshake *handshake = ctx->handshake;
    struct writer *auth = &handshake->auth_message, out;
    uint8_t proof[SCRAM_KEY_MAX];
    struct scram_keys keys;
    OM_uint32 major;

    writer_init(&out);
    scram_client_final_write(handshake->bindings.data, handshake->bindings.length,
                             first->nonce.next, first->nonce.left, &out);
    scram_handshake_add(handshake, out.data, out.length);
    if (!writer_ok(auth) || !writer_ok(&out)) {
        writer_free(&out);
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    }
    scram_cred_keys(handshake->cred, first->salt, first->salt_length, (uint32_t)first->iterations,
                    &keys);
    scram_proof_make(ctx->hash, &keys, auth->data, auth->length, proof);
    scram_hmac(ctx->hash, keys.server_key, auth->data, auth->length, handshake->signature);
    major = scram_context_set_key(minor, ctx, keys.stored_key, keys.client_key);
    secret_wipe(&keys, sizeof(keys));
    scram_proof_write(ctx->hash, proof, &out);
    if (major == GSS_S_COMPLETE && !writer_take_buffer(&out, output))
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    writer_free(&out);
    return major;
}

static OM_uint32 init_second(OM_uint32 *minor, struct scram_ctx *ctx,
                             const struct mech_init_args *args, gss_buffer_t output)
{
    struct scram_handshake *handshake = ctx->handshake;
    struct scram_server_first first;
    struct reader message, told;
    OM_uint32 major;

    reader_init(&message, args->input->value, args->input->length);
    if (scram_server_first_read(&message, &told, &first) != SCRAM_OK)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (told.left != 0)
        return scram_error_told(minor, &told);
    major = init_check_first(minor, handshake, &first);
    if (major == GSS_S_COMPLETE)
        major = scram_handshake_note_bindings(minor, handshake, args->bindings);
    if (major != GSS_S_COMPLETE)
        return major;
    scram_handshake_add(handshake, message.next, message.left);
    major = init_write_final(minor, ctx, &first, output);
    if (major != GSS_S_COMPLETE)
        return major;
    scram_cred_free(handshake->cred);
    handshake->cred = NULL;
    handshake->waiting = SCRAM_WAITS_FOR_SERVER_FINAL;
    ctx->flags |= GSS_C_PROT_READY_FLAG;
    return GSS_S_CONTINUE_NEEDED;
}

static OM_uint32 init_third(OM_uint32 *minor, struct scram_ctx *ctx,
                            const struct mech_init_args *args)
{
    struct scram_server_final final;
    struct reader message, told;

    reader_init(&message, args->input->value, args->input->length);
    if (scram_server_final_read(&message, &told, ctx->hash, &final) != SCRAM_OK)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (told.left != 0)
        return scram_error_told(minor, &told);
    if (!secret_equal(final.signature, ctx->handshake->signature, ctx->hash->length))
        return minor_fail(minor, MINOR_MUTUAL_FAILED, GSS_S_BAD_SIG);
    if (ctx->handshake->bindings.length != 0)
        ctx->flags |= GSS_C_CHANNEL_BOUND_FLAG;
    scram_handshake_end(ctx);
    return GSS_S_COMPLETE;
}

OM_uint32 scram_context_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                             gss_buffer_t output, OM_uint32 *flags, int64_t *end_time)
{
    struct scram_ctx *ctx = *context;
    OM_uint32 major;

    if (ctx == NULL)
        major = init_first(minor, context, args, output);
    else if (ctx->handshake == NULL)
        major = minor_fail(minor, MINOR_CONTEXT_ESTABLISHED, GSS_S_FAILURE);
    else if (ctx->handshake->waiting == SCRAM_WAITS_FOR_SERVER_FIRST)
        major = init_second(minor, ctx, args, output);
    else
        major = init_third(minor, ctx, args);
    ctx = *context;
    if (ctx != NULL) {
        *flags = ctx->flags;
        *end_time = INT64_MAX;
    }
    return major;
}
