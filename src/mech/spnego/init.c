/* The initiator's legs (RFC 4178 s.3.2, 5). */
#include "base/minor.h"
#include "base/oid.h"
#include "base/secret.h"
#include "mech/spnego/answer.h"
#include "mech/spnego/context.h"
#include "mech/spnego/init_list.h"
#include "mech/spnego/inner.h"
#include "mech/spnego/mic.h"
#include "mech/spnego/negoex.h"
#include "mech/spnego/offer.h"

static bool init_has_negoex(const struct mech_negotiation *negotiation)
{
    for (size_t i = 0; i < negotiation->count; i++) {
        if (negoex_takes(negotiation->offers[i].mech))
            return true;
    }
    return false;
}

static bool init_names(gss_const_OID oid, const struct spnego_choice *choice)
{
    return choice->mech != NULL ? offer_names(oid, choice->mech) : oid_equal(oid, &negoex_oid);
}

/* A server that speaks first tells what it has (MS-SPNG 3.2.5.2). Nothing protects that, so our
 * list and its order stay as they are; but where nothing is in common, there is nothing to try. */
static OM_uint32 init_read_hint(OM_uint32 *minor, const struct mech_init_args *args)
{
    struct neg_token_init hint;
    struct reader list;
    gss_OID_desc mech;

    if (!neg_token_init_read(args->input, &hint))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    list = neg_list_begin(&hint.mech_types);
    while (neg_list_next(&list, &mech)) {
        if (offer_find(args->negotiation, &mech) != NULL ||
            (oid_equal(&mech, &negoex_oid) && init_has_negoex(args->negotiation)))
            return GSS_S_COMPLETE;
    }
    return minor_fail(minor, MINOR_NO_COMMON_MECH, GSS_S_BAD_MECH);
}

static OM_uint32 init_write_list(OM_uint32 *minor, const struct spnego_ctx *ctx,
                                 const gss_buffer_desc *token, gss_buffer_t output)
{
    struct neg_token_init init = {.mech_types = ctx->mech_types};
    struct writer out;

    if (token->length != 0)
        init.mech_token = *token;
    writer_init(&out);
    neg_token_init_write(&out, &init);
    return writer_take_buffer(&out, output) ? GSS_S_COMPLETE
                                            : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 init_first(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                            gss_buffer_t output)
{
    struct spnego_ctx *ctx = spnego_context_new(true);
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = GSS_S_COMPLETE;

    if (ctx == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (args->input->length != 0)
        major = init_read_hint(minor, args);
    if (major == GSS_S_COMPLETE)
        major = init_list_make(minor, ctx, args, &token);
    if (major == GSS_S_COMPLETE)
        major = init_write_list(minor, ctx, &token, output);
    secret_release_buffer(&token);
    if (major != GSS_S_COMPLETE) {
        spnego_context_free(ctx);
        return major;
    }
    ctx->waiting = SPNEGO_WAITS_FOR_REPLY;
    *context = ctx; /* now the caller's */
    return GSS_S_CONTINUE_NEEDED;
}

/* The acceptor's end of the negotiation. Where it sends a token of the inner mechanism's with it,
 * that one knows why. */
static OM_uint32 init_rejected(OM_uint32 *minor, struct spnego_ctx *ctx,
                               const struct mech_init_args *args, const struct neg_token_resp *resp)
{
    gss_buffer_desc unsent = GSS_C_EMPTY_BUFFER;
    const void *target;
    OM_uint32 major;
    void *cred;

    if (resp->response_token.length != 0 && !ctx->inner.established) {
        major = init_list_arguments(minor, ctx, args, &cred, &target);
        if (major == GSS_S_COMPLETE)
            major = inner_init(minor, ctx, args, cred, target, &resp->response_token, &unsent);
        secret_release_buffer(&unsent);
        if (GSS_ERROR(major))
            return major;
    }
    /* RFC 4178 s.3.2 c) I */
    return minor_fail(minor, MINOR_NEGOTIATION_REJECTED,
                      ctx->waiting == SPNEGO_WAITS_FOR_REPLY ? GSS_S_BAD_MECH : GSS_S_FAILURE);
}

/* The acceptor wants another one of ours. Whoever altered the list on its way could bring that
 * about, so the MICs are a must, whatever the acceptor says of them (RFC 4178 s.5). */
static OM_uint32 init_reselect(OM_uint32 *minor, struct spnego_ctx *ctx,
                               const struct neg_token_resp *resp)
{
    size_t chosen = 1;

    while (chosen < ctx->choice_count && !init_names(&resp->supported_mech, &ctx->choices[chosen]))
        chosen++;
    if (chosen == ctx->choice_count)
        return minor_fail(minor, MINOR_NOT_OFFERED, GSS_S_DEFECTIVE_TOKEN);
    if (resp->state == NEG_ACCEPT_COMPLETED || resp->response_token.length != 0 ||
        neg_field_is_present(&resp->mech_list_mic)) /* of a mechanism that has not begun */
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    spnego_inner_clear(ctx);
    spnego_choices_keep(ctx, chosen);
    ctx->inner.mech = ctx->choices[0].mech;
    ctx->negoex = ctx->choices[0].negoex; /* at work now */
    ctx->choices[0].negoex = NULL;
    ctx->mic_required = true;
    return GSS_S_COMPLETE;
}

/* What the acceptor says of the negotiation itself. */
static OM_uint32 init_read_choice(OM_uint32 *minor, struct spnego_ctx *ctx,
                                  const struct neg_token_resp *resp)
{
    bool first = ctx->waiting == SPNEGO_WAITS_FOR_REPLY;
    /* Java's acceptors send no supportedMech, though the first reply must have one: they go on with
     * the first choice. */
    bool same = resp->supported_mech.elements == NULL ||
                init_names(&resp->supported_mech, &ctx->choices[0]);

    if (!first && (!same || resp->state == NEG_REQUEST_MIC))
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    ctx->waiting = SPNEGO_WAITS_FOR_TOKEN;
    if (!same)
        return init_reselect(minor, ctx, resp);
    spnego_choices_keep(ctx, 0);
    if (resp->state == NEG_REQUEST_MIC)
        ctx->mic_required = true;
    return GSS_S_COMPLETE;
}

/* The inner mechanism's leg, if it has one. */
static OM_uint32 init_step(OM_uint32 *minor, struct spnego_ctx *ctx,
                           const struct mech_init_args *args, const struct neg_token_resp *resp,
                           struct answer *answer)
{
    const void *target;
    OM_uint32 major;
    void *cred;

    if (ctx->inner.established) {
        /* Old Windows servers answer the last token of all by an empty one. */
        return resp->response_token.length == 0
                   ? GSS_S_COMPLETE
                   : minor_fail(minor, MINOR_CONTEXT_ESTABLISHED, GSS_S_DEFECTIVE_TOKEN);
    }
    if (ctx->inner.context != NULL && !neg_field_is_present(&resp->response_token))
        return minor_fail(minor, MINOR_EMPTY_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    major = init_list_arguments(minor, ctx, args, &cred, &target);
    if (major != GSS_S_COMPLETE)
        return major;
    major = inner_init(minor, ctx, args, cred, target, &resp->response_token, &answer->token);
    answer->inner_failed = GSS_ERROR(major) != 0;
    return answer->inner_failed ? major : GSS_S_COMPLETE;
}

/* Does the acceptor expect nothing more? Where it does not say so, the state of the mechanism does
 * (RFC 4178 s.4.2.2). */
static bool init_peer_is_done(const struct spnego_ctx *ctx, const struct neg_token_resp *resp,
                              const struct answer *answer)
{
    if (resp->state != NEG_STATE_ABSENT)
        return resp->state == NEG_ACCEPT_COMPLETED;
    return ctx->inner.established && answer->token.length == 0 &&
           (ctx->mic_sent || !neg_field_is_present(&resp->mech_list_mic));
}

/* The MICs, once the mechanism is established (RFC 4178 s.5 b, c). Sets what ANSWER says. */
static OM_uint32 init_exchange_mics(OM_uint32 *minor, struct spnego_ctx *ctx,
                                    const struct neg_token_resp *resp, bool done,
                                    struct answer *answer)
{
    bool possible = mic_is_possible(ctx), last_is_ours = answer->token.length != 0;
    bool sent_before = ctx->mic_sent;
    OM_uint32 major = GSS_S_COMPLETE;

    if (possible && neg_field_is_present(&resp->mech_list_mic)) {
        if (last_is_ours) /* made before the acceptor could be established */
            return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
        major = mic_check(minor, ctx, &resp->mech_list_mic);
        ctx->mic_required = true;
    } else if (possible && ctx->mic_required && !last_is_ours) {
        return minor_fail(minor, MINOR_NO_LIST_MIC, GSS_S_DEFECTIVE_TOKEN);
    }
    if (major == GSS_S_COMPLETE && possible && ctx->mic_required && !sent_before && !done)
        major = mic_make(minor, ctx, &answer->mic);
    if (major != GSS_S_COMPLETE)
        return major;
    answer->state = last_is_ours ? NEG_ACCEPT_INCOMPLETE : NEG_ACCEPT_COMPLETED;
    /* RFC 4178 s.5 b) III, also where the acceptor says that it is not complete. */
    answer->silent = !last_is_ours && answer->mic.length == 0;
    return last_is_ours ? GSS_S_CONTINUE_NEEDED : GSS_S_COMPLETE;
}

static OM_uint32 init_leg(OM_uint32 *minor, struct spnego_ctx *ctx,
                          const struct mech_init_args *args, const struct neg_token_resp *resp,
                          struct answer *answer)
{
    OM_uint32 major = init_read_choice(minor, ctx, resp);
    bool done;

    if (major == GSS_S_COMPLETE)
        major = init_step(minor, ctx, args, resp, answer);
    if (major != GSS_S_COMPLETE)
        return major;
    done = init_peer_is_done(ctx, resp, answer);
    if (done && (!ctx->inner.established || answer->token.length != 0))
        return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
    if (ctx->inner.established)
        return init_exchange_mics(minor, ctx, resp, done, answer);
    if (neg_field_is_present(&resp->mech_list_mic))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    answer->state = NEG_ACCEPT_INCOMPLETE;
    return GSS_S_CONTINUE_NEEDED;
}

static OM_uint32 init_later(OM_uint32 *minor, struct spnego_ctx *ctx,
                            const struct mech_init_args *args, gss_buffer_t output)
{
    struct answer answer = {0};
    struct neg_token_resp resp;
    OM_uint32 major, written;

    if (!neg_token_resp_read(args->input, &resp))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (resp.state == NEG_REJECT)
        return init_rejected(minor, ctx, args, &resp);
    neg_token_resp_drop_copy(&resp);
    major = init_leg(minor, ctx, args, &resp, &answer);
    if (GSS_ERROR(major)) {
        answer_write_reject(&answer, output);
    } else {
        written = answer_write(minor, &answer, output);
        if (written != GSS_S_COMPLETE)
            major = written;
    }
    answer_clear(&answer);
    return major;
}

OM_uint32 spnego_context_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                              gss_buffer_t output, OM_uint32 *flags, int64_t *end_time)
{
    const struct spnego_ctx *ctx;
    OM_uint32 major;

    major = *context == NULL ? init_first(minor, context, args, output)
                             : init_later(minor, *context, args, output);
    ctx = *context;
    if (ctx != NULL) {
        *flags = ctx->inner.flags & ~(OM_uint32)GSS_C_PROT_READY_FLAG; /* RFC 4178 s.3.1 */
        *end_time = ctx->inner.end_time;
    }
    return major;
}
