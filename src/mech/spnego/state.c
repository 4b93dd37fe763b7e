/*
 * A negotiation's whole state as bytes, and back.
 *
 * version u8, parts u8, waiting u8, flags u32, end time u64, the list of
 * mechanisms in DER (length u32, bytes); then, if PART_INITIATOR: count u16, and for
 * each choice its mechanism (OID field) and the name of the target (length
 * u32, bytes as in an exported name; none if empty) or, of NegoEx, its state
 * (length u32, bytes; none if empty); then, if PART_NEGOEX, the state of NegoEx
 * that is at work (the same); then, if PART_MECH, the mechanism at work (OID
 * field); then, if PART_DELEGATED, the credential that
 * is told on completion, and then, if PART_CONTEXT, the inner context's state
 * (each length u32, and bytes of the mechanism's).
 *
 * Default credentials that were found for the choices are not in it: who goes
 * on finds its own. The name of the initiator is in the inner state.
 */
#include <stdlib.h>

#include <gss.h>

#include "base/minor.h"
#include "base/oid.h"
#include "mech/registry.h"
#include "mech/spnego/context.h"
#include "mech/spnego/negoex.h"

enum { STATE_VERSION = 1 };
enum {
    PART_INITIATOR = 1,
    PART_MIC_REQUIRED = 2,
    PART_MIC_SENT = 4,
    PART_MECH = 8,
    PART_CONTEXT = 16,
    PART_ESTABLISHED = 32, /* the mechanism at work is, the negotiation is not */
    PART_DELEGATED = 64,
    PART_NEGOEX = 128,
    PARTS_KNOWN = 255,
};

static uint8_t state_parts(const struct spnego_ctx *ctx)
{
    return (uint8_t)((ctx->initiator ? PART_INITIATOR : 0) |
                     (ctx->mic_required ? PART_MIC_REQUIRED : 0) |
                     (ctx->mic_sent ? PART_MIC_SENT : 0) |
                     (ctx->inner.mech != NULL ? PART_MECH : 0) |
                     (ctx->inner.context != NULL ? PART_CONTEXT : 0) |
                     (ctx->inner.established ? PART_ESTABLISHED : 0) |
                     (ctx->delegated != NULL ? PART_DELEGATED : 0) |
                     (ctx->negoex != NULL ? PART_NEGOEX : 0));
}

static OM_uint32 state_write_negoex(OM_uint32 *minor, const struct negoex *negoex,
                                    struct writer *out)
{
    size_t field = write_open_u32be(out);
    OM_uint32 major = GSS_S_COMPLETE;

    if (negoex != NULL)
        major = negoex_state_write(minor, negoex, out);
    write_close_u32be(out, field);
    return major;
}

static OM_uint32 state_write_choice(OM_uint32 *minor, const struct spnego_choice *choice,
                                    struct writer *out)
{
    OM_uint32 major = GSS_S_COMPLETE;
    size_t field;

    if (choice->mech == NULL) {
        oid_write_field(out, &negoex_oid);
        return state_write_negoex(minor, choice->negoex, out);
    }
    oid_write_field(out, mech_selector(choice->mech));
    field = write_open_u32be(out);
    if (choice->target != NULL && choice->mech->export_name != NULL)
        major = choice->mech->export_name(minor, choice->target, out);
    write_close_u32be(out, field);
    return major;
}

static OM_uint32 state_write_delegated(OM_uint32 *minor, const struct spnego_ctx *ctx,
                                       struct writer *out)
{
    size_t field = write_open_u32be(out);
    OM_uint32 major = ctx->inner.mech->export_cred(minor, ctx->delegated, out);

    write_close_u32be(out, field);
    return major;
}

/* The inner state comes last: if that export ends the inner context, nothing of SPNEGO's can fail
 * any more. */
OM_uint32 spnego_context_export(OM_uint32 *minor, const void *context, struct writer *out)
{
    const struct spnego_ctx *ctx = context;
    const struct spnego_inner *inner = &ctx->inner;
    OM_uint32 major = GSS_S_COMPLETE;
    size_t field;

    write_u8(out, STATE_VERSION);
    write_u8(out, state_parts(ctx));
    write_u8(out, (uint8_t)ctx->waiting);
    write_u32be(out, inner->flags);
    write_u64be(out, (uint64_t)inner->end_time);
    field = write_open_u32be(out);
    write_bytes(out, ctx->mech_types.value, ctx->mech_types.length);
    write_close_u32be(out, field);
    if (ctx->initiator)
        write_u16be(out, (uint16_t)ctx->choice_count);
    for (size_t i = 0; i < ctx->choice_count && major == GSS_S_COMPLETE; i++)
        major = state_write_choice(minor, &ctx->choices[i], out);
    if (major == GSS_S_COMPLETE && ctx->negoex != NULL)
        major = state_write_negoex(minor, ctx->negoex, out);
    if (major == GSS_S_COMPLETE && inner->mech != NULL)
        oid_write_field(out, mech_selector(inner->mech));
    if (major == GSS_S_COMPLETE && ctx->delegated != NULL)
        major = state_write_delegated(minor, ctx, out);
    if (major == GSS_S_COMPLETE && !writer_ok(out))
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (major != GSS_S_COMPLETE || inner->context == NULL)
        return major;
    field = write_open_u32be(out);
    major = inner->mech->export_sec_context(minor, inner->context, out);
    write_close_u32be(out, field);
    return major;
}

bool spnego_context_export_failed(void *context)
{
    struct spnego_ctx *ctx = context;
    struct spnego_inner *inner = &ctx->inner;
    bool back = ctx->negoex == NULL || negoex_export_failed(ctx->negoex);

    if (inner->context != NULL && inner->mech->export_failed != NULL &&
        !inner->mech->export_failed(inner->context))
        back = false;
    return back;
}

/* Sealed by a library that has more mechanisms than this one: unavailable. Whether its contexts can
 * be imported matters only if there is one. */
static OM_uint32 state_read_mech(OM_uint32 *minor, struct reader *in, const struct mech **mech)
{
    gss_OID_desc oid = oid_read_field(in);

    *mech = NULL;
    if (!reader_ok(in))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    *mech = registry_find(&oid);
    if (*mech == NULL || (*mech)->negotiates)
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_UNAVAILABLE);
    return GSS_S_COMPLETE;
}

/* None if the field is empty. */
static OM_uint32 state_read_negoex(OM_uint32 *minor, struct reader *in, bool initiator,
                                   struct negoex **negoex)
{
    struct reader field = read_sub_u32be(in);

    if (!reader_ok(&field))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return field.left != 0 ? negoex_state_read(minor, &field, initiator, negoex) : GSS_S_COMPLETE;
}

/* Its mechanism is NULL. */
static bool state_next_is_negoex(const struct reader *in)
{
    struct reader ahead = *in;
    gss_OID_desc oid = oid_read_field(&ahead);

    return reader_ok(&ahead) && oid_equal(&oid, &negoex_oid);
}

static OM_uint32 state_read_choice(OM_uint32 *minor, struct reader *in,
                                   struct spnego_choice *choice)
{
    gss_buffer_desc bytes;
    struct reader target;
    OM_uint32 major;

    if (state_next_is_negoex(in)) {
        (void)oid_read_field(in);
        return state_read_negoex(minor, in, true, &choice->negoex);
    }
    major = state_read_mech(minor, in, &choice->mech);
    target = read_sub_u32be(in);
    bytes = (gss_buffer_desc){target.left, (void *)target.next};
    if (major != GSS_S_COMPLETE)
        return major;
    if (reader_ok(&target) && bytes.length == 0)
        return GSS_S_COMPLETE;
    if (reader_ok(&target))
        major = choice->mech->import_name(choice->mech, minor, &bytes, GSS_C_NT_EXPORT_NAME,
                                          &choice->target);
    if (major == GSS_S_FAILURE)
        return major;
    if (!reader_ok(&target) || major != GSS_S_COMPLETE)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return GSS_S_COMPLETE;
}

static OM_uint32 state_read_choices(OM_uint32 *minor, struct reader *in, struct spnego_ctx *ctx)
{
    size_t count = read_u16be(in);
    OM_uint32 major = GSS_S_COMPLETE;

    if (count == 0 || count > in->left) /* none takes less than a byte */
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    ctx->choices = calloc(count, sizeof(*ctx->choices));
    if (ctx->choices == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    while (ctx->choice_count < count && major == GSS_S_COMPLETE)
        major = state_read_choice(minor, in, &ctx->choices[ctx->choice_count++]);
    return major;
}

static bool state_has_established(const struct spnego_ctx *ctx)
{
    return ctx->inner.established || (ctx->negoex != NULL && negoex_has_established(ctx->negoex));
}

/* The inner context must be in the state that is said of it: what is established is not called
 * again before it is used. */
static OM_uint32 state_check_inner(OM_uint32 *minor, const struct spnego_ctx *ctx)
{
    const struct spnego_inner *inner = &ctx->inner;
    struct mech_context_info info = {0};
    OM_uint32 major = inner->mech->inquire_context(minor, inner->context, &info);

    if (major != GSS_S_COMPLETE)
        return major;
    if (info.source != NULL)
        inner->mech->release_name(&info.source);
    if (info.target != NULL)
        inner->mech->release_name(&info.target);
    if (info.established != state_has_established(ctx))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return GSS_S_COMPLETE;
}

static OM_uint32 state_read_delegated(OM_uint32 *minor, struct reader *in, struct spnego_ctx *ctx)
{
    const struct mech *mech = ctx->inner.mech;
    struct reader field = read_sub_u32be(in);
    OM_uint32 major;

    if (!reader_ok(&field) || mech->import_cred == NULL)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    major = mech->import_cred(mech, minor, &field, &ctx->delegated);
    if (major == GSS_S_COMPLETE && !reader_at_end(&field))
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return major;
}

static OM_uint32 state_read_context(OM_uint32 *minor, struct reader *in, struct spnego_ctx *ctx)
{
    struct spnego_inner *inner = &ctx->inner;
    struct reader field = read_sub_u32be(in);
    OM_uint32 major;

    if (!reader_ok(&field))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (inner->mech->import_sec_context == NULL)
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    major = inner->mech->import_sec_context(inner->mech, minor, &field, &inner->context);
    if (major == GSS_S_COMPLETE && !reader_at_end(&field))
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return major == GSS_S_COMPLETE ? state_check_inner(minor, ctx) : major;
}

/* The mechanism at work, and what there is of it. */
static OM_uint32 state_read_inner(OM_uint32 *minor, struct reader *in, uint8_t parts,
                                  struct spnego_ctx *ctx)
{
    OM_uint32 major = GSS_S_COMPLETE;

    ctx->inner.established = (parts & PART_ESTABLISHED) != 0;
    if ((parts & PART_NEGOEX) != 0)
        major = state_read_negoex(minor, in, ctx->initiator, &ctx->negoex);
    if (major != GSS_S_COMPLETE)
        return major;
    if ((parts & PART_MECH) != 0)
        major = state_read_mech(minor, in, &ctx->inner.mech);
    else if ((parts & (PART_CONTEXT | PART_ESTABLISHED | PART_DELEGATED)) != 0)
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (major == GSS_S_COMPLETE && (parts & PART_DELEGATED) != 0)
        major = state_read_delegated(minor, in, ctx);
    if (major == GSS_S_COMPLETE && (parts & PART_CONTEXT) != 0)
        major = state_read_context(minor, in, ctx);
    return major;
}

/* Is NegoEx at work where it was said to be, and not yet complete? */
static bool state_negoex_fits(const struct spnego_ctx *ctx)
{
    bool listed = !ctx->initiator || ctx->choices[0].mech == NULL;

    if (ctx->negoex == NULL)
        return !ctx->initiator || !listed || ctx->inner.established;
    return listed && !ctx->inner.established && ctx->waiting != SPNEGO_WAITS_FOR_BARE &&
           ctx->waiting != SPNEGO_WAITS_FOR_LIST;
}

/* Only these states exist. */
static bool state_fits(const struct spnego_ctx *ctx)
{
    const struct spnego_inner *inner = &ctx->inner;
    bool listed = ctx->mech_types.length != 0;

    if ((inner->established && inner->context == NULL) ||
        (ctx->mic_sent && !(inner->established && ctx->mic_required)))
        return false;
    if (ctx->initiator && (inner->context == NULL ||
                           (ctx->choices[0].mech != NULL && ctx->choices[0].mech != inner->mech)))
        return false;
    if (!state_negoex_fits(ctx))
        return false;
    if (!ctx->initiator && inner->established != ctx->mic_sent)
        return false;
    if (ctx->delegated != NULL && (ctx->initiator || !state_has_established(ctx)))
        return false;
    switch (ctx->waiting) {
    case SPNEGO_WAITS_FOR_LIST:
        return !ctx->initiator && !listed && inner->mech == NULL && !ctx->mic_required;
    case SPNEGO_WAITS_FOR_REPLY:
        return ctx->initiator && listed;
    case SPNEGO_WAITS_FOR_TOKEN:
        return listed && (inner->mech != NULL || ctx->negoex != NULL) &&
               (!ctx->initiator || ctx->choice_count == 1);
    case SPNEGO_WAITS_FOR_BARE:
        return !ctx->initiator && !listed && inner->context != NULL && !ctx->mic_required;
    default:
        return false;
    }
}

static OM_uint32 state_read_head(OM_uint32 *minor, struct reader *in, struct spnego_ctx *ctx,
                                 uint8_t *parts)
{
    uint8_t version = read_u8(in);
    struct reader list;

    *parts = read_u8(in);
    ctx->waiting = read_u8(in);
    ctx->inner.flags = read_u32be(in);
    ctx->inner.end_time = (int64_t)read_u64be(in);
    list = read_sub_u32be(in);
    if (!reader_ok(in) || version != STATE_VERSION || (*parts & ~PARTS_KNOWN) != 0)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    ctx->initiator = (*parts & PART_INITIATOR) != 0;
    ctx->mic_required = (*parts & PART_MIC_REQUIRED) != 0;
    ctx->mic_sent = (*parts & PART_MIC_SENT) != 0;
    if (list.left != 0 && !spnego_keep_list(ctx, list.next, list.left))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

static OM_uint32 state_read(OM_uint32 *minor, struct reader *in, struct spnego_ctx *ctx)
{
    uint8_t parts;
    OM_uint32 major = state_read_head(minor, in, ctx, &parts);

    if (major == GSS_S_COMPLETE && ctx->initiator)
        major = state_read_choices(minor, in, ctx);
    if (major == GSS_S_COMPLETE)
        major = state_read_inner(minor, in, parts, ctx);
    if (major == GSS_S_COMPLETE && (!reader_at_end(in) || !state_fits(ctx)))
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return major;
}

OM_uint32 spnego_context_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                                void **context)
{
    struct spnego_ctx *ctx = spnego_context_new(false);
    OM_uint32 major;

    (void)mech;
    *context = NULL;
    if (ctx == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = state_read(minor, in, ctx);
    if (major == GSS_S_COMPLETE) {
        *context = ctx; /* now the caller's */
        ctx = NULL;
    }
    spnego_context_free(ctx);
    return major;
}
