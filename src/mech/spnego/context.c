#include "mech/spnego/context.h"

#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "mech/spnego/negoex.h"

struct spnego_ctx *spnego_context_new(bool initiator)
{
    struct spnego_ctx *ctx = calloc(1, sizeof(*ctx));

    if (ctx != NULL)
        ctx->initiator = initiator;
    return ctx;
}

static void choice_clear(struct spnego_choice *choice)
{
    if (choice->cred != NULL)
        choice->mech->release_cred(&choice->cred);
    if (choice->target != NULL)
        choice->mech->release_name(&choice->target);
    negoex_free(&choice->negoex);
}

void spnego_choices_keep(struct spnego_ctx *ctx, size_t chosen)
{
    for (size_t i = 0; i < ctx->choice_count; i++) {
        if (i != chosen)
            choice_clear(&ctx->choices[i]);
    }
    if (ctx->choice_count != 0) {
        ctx->choices[0] = ctx->choices[chosen];
        ctx->choice_count = 1;
    }
}

void spnego_inner_clear(struct spnego_ctx *ctx)
{
    struct spnego_inner *inner = &ctx->inner;

    if (ctx->source != NULL)
        inner->mech->release_name(&ctx->source);
    if (ctx->delegated != NULL)
        inner->mech->release_cred(&ctx->delegated);
    if (inner->context != NULL)
        inner->mech->delete_sec_context(&inner->context);
    *inner = (struct spnego_inner){0};
    negoex_free(&ctx->negoex);
}

bool spnego_keep_list(struct spnego_ctx *ctx, const void *der, size_t length)
{
    ctx->mech_types.value = malloc(length);
    if (ctx->mech_types.value == NULL)
        return false;
    memcpy(ctx->mech_types.value, der, length);
    ctx->mech_types.length = length;
    return true;
}

void spnego_context_free(struct spnego_ctx *ctx)
{
    if (ctx == NULL)
        return;
    spnego_inner_clear(ctx);
    for (size_t i = 0; i < ctx->choice_count; i++)
        choice_clear(&ctx->choices[i]);
    free(ctx->choices);
    free(ctx->mech_types.value);
    free(ctx);
}

void spnego_context_delete(void **context)
{
    spnego_context_free(*context);
    *context = NULL;
}

void *spnego_context_take(void **context, const struct mech **mech)
{
    struct spnego_ctx *ctx = *context;
    void *negotiated = ctx->inner.context;

    *mech = ctx->inner.mech;
    ctx->inner.context = NULL; /* now the caller's */
    spnego_context_delete(context);
    return negotiated;
}

OM_uint32 spnego_context_inquire(OM_uint32 *minor, const void *context,
                                 struct mech_context_info *info)
{
    const struct spnego_ctx *ctx = context;
    const struct spnego_inner *inner = &ctx->inner;
    OM_uint32 major = GSS_S_COMPLETE;

    *info = (struct mech_context_info){.end_time = INT64_MAX};
    if (inner->context != NULL) {
        major = inner->mech->inquire_context(minor, inner->context, info);
        if (info->names_mech == NULL)
            info->names_mech = inner->mech;
    }
    info->flags &= ~(OM_uint32)GSS_C_PROT_READY_FLAG; /* RFC 4178 s.3.1 */
    info->locally_initiated = ctx->initiator;
    info->established = false;
    return major;
}

OM_uint32 spnego_context_inquire_by_oid(OM_uint32 *minor, const void *context, gss_const_OID what,
                                        gss_buffer_set_t answers)
{
    const struct spnego_inner *inner = &((const struct spnego_ctx *)context)->inner;

    if (inner->context == NULL || inner->mech->inquire_context_by_oid == NULL)
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    return inner->mech->inquire_context_by_oid(minor, inner->context, what, answers);
}

OM_uint32 spnego_context_set_option(const struct mech *mech, OM_uint32 *minor, void **context,
                                    gss_const_OID option, gss_const_buffer_t value)
{
    struct spnego_ctx *ctx = *context;
    struct spnego_inner *inner = ctx != NULL ? &ctx->inner : NULL;

    (void)mech;
    if (inner == NULL || inner->context == NULL || inner->mech->set_context_option == NULL)
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    return inner->mech->set_context_option(inner->mech, minor, &inner->context, option, value);
}

int64_t spnego_context_end_time(const void *context)
{
    const struct spnego_inner *inner = &((const struct spnego_ctx *)context)->inner;

    return inner->context != NULL ? inner->mech->context_end_time(inner->context) : INT64_MAX;
}

bool spnego_context_transferable(const void *context)
{
    const struct spnego_ctx *ctx = context;
    const struct spnego_inner *inner = &ctx->inner;

    if (ctx->negoex != NULL && !negoex_transferable(ctx->negoex))
        return false;
    if (inner->context == NULL)
        return true;
    return inner->mech->export_sec_context != NULL &&
           (ctx->delegated == NULL || inner->mech->export_cred != NULL) &&
           (inner->mech->context_transferable == NULL ||
            inner->mech->context_transferable(inner->context));
}
