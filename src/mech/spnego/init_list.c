#include "mech/spnego/init_list.h"

#include <stdlib.h>

#include "base/minor.h"
#include "base/secret.h"
#include "mech/spnego/inner.h"
#include "mech/spnego/neg_token.h"
#include "mech/spnego/negoex.h"
#include "mech/spnego/offer.h"

/* The first one that works is used at once: whether it can be used is seen by its token, and what
 * else it needs, it has. */
static OM_uint32 list_try(OM_uint32 *minor, struct spnego_ctx *ctx,
                          const struct mech_init_args *args, const struct mech_offer *offer,
                          const void *target, gss_buffer_t token)
{
    static const gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    OM_uint32 major;

    ctx->inner.mech = offer->mech;
    major = inner_init(minor, ctx, args, offer->cred, target, &none, token);
    if (GSS_ERROR(major)) {
        secret_release_buffer(token);
        spnego_inner_clear(ctx);
    }
    return major;
}

/* NegoEx, of those offers that are for it. */
static OM_uint32 list_add_negoex(OM_uint32 *minor, struct spnego_ctx *ctx,
                                 const struct mech_init_args *args, gss_buffer_t token)
{
    static const gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    struct spnego_choice choice = {0};
    OM_uint32 major = negoex_offer(minor, true, args->negotiation, &choice.negoex);

    if (major == GSS_S_COMPLETE && ctx->choice_count == 0) {
        ctx->negoex = choice.negoex; /* at work now */
        choice.negoex = NULL;
        major = inner_init(minor, ctx, args, NULL, NULL, &none, token);
        if (GSS_ERROR(major))
            secret_release_buffer(token);
    }
    if (GSS_ERROR(major)) {
        if (ctx->choice_count == 0)
            spnego_inner_clear(ctx);
        return major;
    }
    ctx->choices[ctx->choice_count++] = choice;
    return GSS_S_COMPLETE;
}

/* For those that come after, what the acceptor may choose must be at hand: later legs need not tell
 * the target. */
static OM_uint32 list_prepare(OM_uint32 *minor, const struct mech_offer *offer, const void *target,
                              struct spnego_choice *choice)
{
    const struct mech *mech = offer->mech;
    OM_uint32 major = GSS_S_COMPLETE;

    if (offer->cred == NULL)
        major = offer_acquire(minor, mech, GSS_C_INITIATE, &choice->cred);
    if (major == GSS_S_COMPLETE)
        major = mech->duplicate_name(minor, target, &choice->target);
    if (major != GSS_S_COMPLETE && choice->cred != NULL)
        mech->release_cred(&choice->cred);
    return major;
}

/* Adds the offer to the choices, if it can be used. */
static OM_uint32 list_add(OM_uint32 *minor, struct spnego_ctx *ctx,
                          const struct mech_init_args *args, const struct mech_offer *offer,
                          gss_buffer_t token)
{
    const struct mech_negotiation *negotiation = args->negotiation;
    struct spnego_choice choice = {.mech = offer->mech};
    const void *target = NULL;
    OM_uint32 major;

    if (offer->mech->init_sec_context == NULL)
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    major = negotiation->target_for(minor, negotiation->target, offer->mech, &target);
    if (major != GSS_S_COMPLETE)
        return major;
    if (ctx->choice_count == 0)
        major = list_try(minor, ctx, args, offer, target, token);
    else
        major = list_prepare(minor, offer, target, &choice);
    if (GSS_ERROR(major))
        return major;
    ctx->choices[ctx->choice_count++] = choice;
    return GSS_S_COMPLETE;
}

static bool list_write(struct spnego_ctx *ctx)
{
    struct writer out;
    size_t list;

    writer_init(&out);
    list = neg_list_open(&out);
    for (size_t i = 0; i < ctx->choice_count; i++)
        neg_list_add(&out, ctx->choices[i].mech != NULL ? &ctx->choices[i].mech->oid : &negoex_oid);
    neg_list_close(&out, list);
    return writer_take_buffer(&out, &ctx->mech_types);
}

OM_uint32 init_list_make(OM_uint32 *minor, struct spnego_ctx *ctx,
                         const struct mech_init_args *args, gss_buffer_t token)
{
    const struct mech_negotiation *negotiation = args->negotiation;
    OM_uint32 first_major = GSS_S_COMPLETE, first_minor = 0;
    bool negoex_tried = false;

    ctx->choices = calloc(negotiation->count + 1, sizeof(*ctx->choices));
    if (ctx->choices == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    for (size_t i = 0; i < negotiation->count; i++) {
        const struct mech_offer *offer = &negotiation->offers[i];
        OM_uint32 major = GSS_S_COMPLETE;

        if (negoex_takes(offer->mech) && !negoex_tried) {
            negoex_tried = true;
            major = list_add_negoex(minor, ctx, args, token);
        }
        if (!negoex_only(offer->mech))
            major = list_add(minor, ctx, args, offer, token);
        if (major != GSS_S_COMPLETE && *minor == MINOR_NO_MEMORY)
            return major;
        if (i == 0) {
            first_major = major;
            first_minor = *minor;
        }
    }
    if (ctx->choice_count == 0) {
        *minor = first_minor;
        return first_major;
    }
    *minor = 0;
    return list_write(ctx) ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

OM_uint32 init_list_arguments(OM_uint32 *minor, const struct spnego_ctx *ctx,
                              const struct mech_init_args *args, void **cred, const void **target)
{
    const struct mech_negotiation *negotiation = args->negotiation;
    const struct spnego_choice *choice = &ctx->choices[0];
    OM_uint32 major;

    *cred = NULL;
    *target = NULL;
    if (choice->mech == NULL) /* NegoEx finds its own */
        return GSS_S_COMPLETE;
    major = offer_cred(minor, negotiation, choice->mech, cred);
    if (major != GSS_S_COMPLETE)
        return major;
    if (*cred == NULL)
        *cred = choice->cred;
    *target = choice->target;
    if (*target == NULL && negotiation->target != NULL)
        major = negotiation->target_for(minor, negotiation->target, choice->mech, target);
    return major;
}
