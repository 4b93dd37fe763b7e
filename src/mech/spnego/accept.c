/* The acceptor's legs (RFC 4178 s.3.2, 5). */
#include "base/minor.h"
#include "base/secret.h"
#include "mech/spnego/accept_choice.h"
#include "mech/spnego/answer.h"
#include "mech/spnego/context.h"
#include "mech/spnego/inner.h"
#include "mech/spnego/mic.h"

/* The MICs, once the mechanism is established (RFC 4178 s.5 b, c). Sets what ANSWER says. With case
 * c) IV we have nothing to do: where we require MICs, the optimistic token was not taken. */
static OM_uint32 accept_exchange_mics(OM_uint32 *minor, struct spnego_ctx *ctx,
                                      const gss_buffer_desc *peer_mic, struct answer *answer)
{
    bool possible = mic_is_possible(ctx), last_is_ours = answer->token.length != 0;
    bool sent_before = ctx->mic_sent;
    OM_uint32 major = GSS_S_COMPLETE;

    if (possible && neg_field_is_present(peer_mic)) {
        major = mic_check(minor, ctx, peer_mic);
        ctx->mic_required = true;
    } else if (possible && ctx->mic_required && !last_is_ours) {
        return minor_fail(minor, MINOR_NO_LIST_MIC, GSS_S_DEFECTIVE_TOKEN);
    }
    if (major == GSS_S_COMPLETE && possible && ctx->mic_required && !sent_before)
        major = mic_make(minor, ctx, &answer->mic);
    if (major != GSS_S_COMPLETE)
        return major;
    if (possible && ctx->mic_required && !ctx->mic_received) {
        answer->state = NEG_ACCEPT_INCOMPLETE;
        return GSS_S_CONTINUE_NEEDED;
    }
    answer->state = NEG_ACCEPT_COMPLETED;
    answer->silent = sent_before; /* by the MICs, the initiator is done as well */
    return GSS_S_COMPLETE;
}

/* After the inner mechanism's leg. */
static OM_uint32 accept_finish(OM_uint32 *minor, struct spnego_ctx *ctx,
                               const gss_buffer_desc *peer_mic, bool first, struct answer *answer)
{
    if (!ctx->inner.established) {
        if (neg_field_is_present(peer_mic)) /* of what is not established: it cannot be right */
            return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
        answer->state = first && ctx->mic_required ? NEG_REQUEST_MIC : NEG_ACCEPT_INCOMPLETE;
        return GSS_S_CONTINUE_NEEDED;
    }
    return accept_exchange_mics(minor, ctx, peer_mic, answer);
}

/* Sends the answer, or says that it is over; and tells the result in the end. */
static OM_uint32 accept_send(OM_uint32 *minor, struct spnego_ctx *ctx, OM_uint32 major,
                             struct answer *answer, gss_buffer_t output,
                             struct mech_accept_result *result)
{
    OM_uint32 sent = GSS_S_COMPLETE;

    if (!GSS_ERROR(major))
        sent = answer_write(minor, answer, output);
    if (major == GSS_S_COMPLETE && sent == GSS_S_COMPLETE)
        sent = inner_tell_result(minor, ctx, result);
    if (sent != GSS_S_COMPLETE)
        major = sent;
    if (GSS_ERROR(major)) {
        secret_release_buffer(output);
        answer_write_reject(answer, output);
    }
    answer_clear(answer);
    return major;
}

/* The initiator's list. */
static OM_uint32 accept_list(OM_uint32 *minor, struct spnego_ctx *ctx,
                             const struct mech_accept_args *args, gss_buffer_t output,
                             struct mech_accept_result *result)
{
    struct answer answer = {0};
    struct neg_token_init init;
    OM_uint32 major;

    if (!neg_token_init_read(args->input, &init))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    ctx->waiting = SPNEGO_WAITS_FOR_TOKEN;
    major = accept_choose(minor, ctx, args, &init, &answer);
    if (major == GSS_S_COMPLETE)
        major = accept_finish(minor, ctx, &init.mech_list_mic, true, &answer);
    return accept_send(minor, ctx, major, &answer, output, result);
}

/* After the choice. */
static OM_uint32 accept_token(OM_uint32 *minor, struct spnego_ctx *ctx,
                              const struct mech_accept_args *args, gss_buffer_t output,
                              struct mech_accept_result *result)
{
    struct answer answer = {0};
    struct neg_token_resp resp;
    OM_uint32 major = GSS_S_COMPLETE;

    if (!neg_token_resp_read(args->input, &resp))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (resp.state == NEG_REJECT)
        return minor_fail(minor, MINOR_NEGOTIATION_REJECTED, GSS_S_FAILURE);
    neg_token_resp_drop_copy(&resp);
    if (!ctx->inner.established && !neg_field_is_present(&resp.response_token))
        major = minor_fail(minor, MINOR_EMPTY_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    else if (ctx->inner.established && resp.response_token.length != 0)
        major = minor_fail(minor, MINOR_CONTEXT_ESTABLISHED, GSS_S_DEFECTIVE_TOKEN);
    else if (!ctx->inner.established)
        major = inner_accept(minor, ctx, args, &resp.response_token, &answer.token);
    answer.inner_failed = GSS_ERROR(major) != 0;
    if (!answer.inner_failed)
        major = accept_finish(minor, ctx, &resp.mech_list_mic, false, &answer);
    return accept_send(minor, ctx, major, &answer, output, result);
}

/* A peer that does without SPNEGO, though we have said what we have. */
static OM_uint32 accept_bare(OM_uint32 *minor, struct spnego_ctx *ctx,
                             const struct mech_accept_args *args, gss_buffer_t output,
                             struct mech_accept_result *result)
{
    OM_uint32 major = GSS_S_COMPLETE;

    if (ctx->inner.mech == NULL)
        major = accept_choose_bare(minor, ctx, args);
    if (major == GSS_S_COMPLETE)
        major = inner_accept(minor, ctx, args, args->input, output);
    ctx->waiting = SPNEGO_WAITS_FOR_BARE;
    return major == GSS_S_COMPLETE ? inner_tell_result(minor, ctx, result) : major;
}

static OM_uint32 accept_leg(OM_uint32 *minor, struct spnego_ctx *ctx,
                            const struct mech_accept_args *args, gss_buffer_t output,
                            struct mech_accept_result *result)
{
    if (ctx->waiting == SPNEGO_WAITS_FOR_LIST && args->input->length == 0)
        return accept_hint(minor, ctx, args, output);
    if (ctx->waiting == SPNEGO_WAITS_FOR_TOKEN)
        return accept_token(minor, ctx, args, output, result);
    if (ctx->waiting == SPNEGO_WAITS_FOR_LIST && neg_token_is_initial(args->input))
        return accept_list(minor, ctx, args, output, result);
    return accept_bare(minor, ctx, args, output, result);
}

OM_uint32 spnego_context_accept(OM_uint32 *minor, void **context,
                                const struct mech_accept_args *args, gss_buffer_t output,
                                OM_uint32 *flags, int64_t *end_time,
                                struct mech_accept_result *result)
{
    bool first = *context == NULL;
    struct spnego_ctx *ctx = first ? spnego_context_new(false) : *context;
    OM_uint32 major;

    if (ctx == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (first)
        ctx->waiting = SPNEGO_WAITS_FOR_LIST;
    major = accept_leg(minor, ctx, args, output, result);
    if (GSS_ERROR(major) && first) {
        spnego_context_free(ctx);
        return major;
    }
    *context = ctx; /* now the caller's, if it is new */
    *flags = ctx->inner.flags & ~(OM_uint32)GSS_C_PROT_READY_FLAG; /* RFC 4178 s.3.1 */
    *end_time = ctx->inner.end_time;
    return major;
}
