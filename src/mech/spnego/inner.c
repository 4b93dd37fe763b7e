#include "mech/spnego/inner.h"

#include "mech/spnego/mic.h"
#include "mech/spnego/negoex.h"
#include "mech/spnego/offer.h"

/* When NegoEx is complete, what it has negotiated is as if it had been chosen without it. */
static OM_uint32 inner_end_negoex(OM_uint32 major, struct spnego_ctx *ctx)
{
    if (ctx->inner.established)
        negoex_free(&ctx->negoex);
    return major;
}

OM_uint32 inner_init(OM_uint32 *minor, struct spnego_ctx *ctx, const struct mech_init_args *args,
                     void *cred, const void *target, gss_const_buffer_t input, gss_buffer_t output)
{
    struct spnego_inner *inner = &ctx->inner;
    struct mech_init_args leg = *args;
    OM_uint32 major;

    leg.req_flags |= GSS_C_INTEG_FLAG; /* or there can be no MIC of the list */
    leg.input = input;
    if (ctx->negoex != NULL) {
        major = negoex_init(minor, ctx->negoex, &leg, output, inner);
        return inner_end_negoex(major, ctx);
    }
    leg.mech = inner->mech;
    leg.cred = cred;
    leg.target = target;
    leg.first = inner->context == NULL;
    leg.negotiation = NULL;
    major = inner->mech->init_sec_context(minor, &inner->context, &leg, output, &inner->flags,
                                          &inner->end_time);
    inner->established = !GSS_ERROR(major) && (major & GSS_S_CONTINUE_NEEDED) == 0;
    /* To be asked early tells NTLM that there can be MICs of the list; only then does its last
     * token carry the MIC (MS-NLMP s.2.2.1.3) that makes them required. */
    if (!GSS_ERROR(major) && mic_ask(minor, ctx) != GSS_S_COMPLETE)
        return GSS_S_FAILURE;
    return major;
}

/* The result is told in one leg, which need not be the negotiation's last. */
static void inner_keep_result(struct spnego_ctx *ctx, struct mech_accept_result *result)
{
    if (result->source != NULL && ctx->source == NULL) {
        ctx->source = result->source; /* now the context's */
        result->source = NULL;
    }
    if (result->delegated != NULL && ctx->delegated == NULL) {
        ctx->delegated = result->delegated; /* now the context's */
        result->delegated = NULL;
    }
    if (result->source != NULL)
        ctx->inner.mech->release_name(&result->source);
    if (result->delegated != NULL)
        ctx->inner.mech->release_cred(&result->delegated);
}

/* What NegoEx' first choice has told is forgotten if another one takes its place. */
static OM_uint32 inner_accept_negoex(OM_uint32 *minor, struct spnego_ctx *ctx,
                                     const struct mech_accept_args *args, gss_buffer_t output)
{
    const struct mech *before = ctx->inner.mech;
    struct mech_accept_result result = {0};
    OM_uint32 major = negoex_accept(minor, ctx->negoex, args, output, &ctx->inner, &result);

    if (ctx->inner.mech != before && ctx->source != NULL)
        before->release_name(&ctx->source);
    if (ctx->inner.mech != before && ctx->delegated != NULL)
        before->release_cred(&ctx->delegated);
    inner_keep_result(ctx, &result);
    return inner_end_negoex(major, ctx);
}

OM_uint32 inner_accept(OM_uint32 *minor, struct spnego_ctx *ctx,
                       const struct mech_accept_args *args, gss_const_buffer_t input,
                       gss_buffer_t output)
{
    struct spnego_inner *inner = &ctx->inner;
    struct mech_accept_args leg = *args;
    struct mech_accept_result result = {0};
    OM_uint32 major;

    leg.input = input;
    if (ctx->negoex != NULL)
        return inner_accept_negoex(minor, ctx, &leg, output);
    major = offer_cred(minor, args->negotiation, inner->mech, &leg.cred);
    if (major != GSS_S_COMPLETE)
        return major;
    leg.mech = inner->mech;
    leg.negotiation = NULL;
    major = inner->mech->accept_sec_context(minor, &inner->context, &leg, output, &inner->flags,
                                            &inner->end_time, &result);
    inner->established = !GSS_ERROR(major) && (major & GSS_S_CONTINUE_NEEDED) == 0;
    inner_keep_result(ctx, &result);
    return major;
}

/* An imported context has no name beside the inner one. */
static OM_uint32 inner_find_source(OM_uint32 *minor, struct spnego_ctx *ctx)
{
    const struct mech *mech = ctx->inner.mech;
    struct mech_context_info info = {0};
    OM_uint32 major = mech->inquire_context(minor, ctx->inner.context, &info);

    if (major != GSS_S_COMPLETE)
        return major;
    if (info.target != NULL)
        mech->release_name(&info.target);
    ctx->source = info.source; /* now the context's */
    return GSS_S_COMPLETE;
}

OM_uint32 inner_tell_result(OM_uint32 *minor, struct spnego_ctx *ctx,
                            struct mech_accept_result *result)
{
    OM_uint32 major = GSS_S_COMPLETE;

    if (ctx->source == NULL)
        major = inner_find_source(minor, ctx);
    if (major != GSS_S_COMPLETE)
        return major;
    result->mech = ctx->inner.mech;
    result->source = ctx->source;       /* now the caller's */
    result->delegated = ctx->delegated; /* now the caller's */
    ctx->source = NULL;
    ctx->delegated = NULL;
    return GSS_S_COMPLETE;
}
