/*
 * A context's whole state as bytes, and back.
 *
 * version u8, parts u8, flags u32, end time u64, details (length u32, bytes);
 * then the message state (cfx_export) if PART_MESSAGES; then, if
 * PART_PARTIAL_KEY, the initiator's subkey, where the message state has the
 * acceptor's; then, if PART_HANDSHAKE: waiting u8, session key, initiator's subkey (enctype u32,
 * key), ctime 15 bytes, cusec u32, local sequence u32; then, if
 * PART_DELEGATED, the delegated credential (delegation.h). PART_PAC_VOUCHED and
 * PART_CAMMAC_VOUCHED: that part of the details' authorization data was checked
 * with the service's key (authdata.h).
 */
#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "mech/krb5/context.h"
#include "mech/krb5/delegation.h"
#include "mech/krb5/details.h"
#include "mech/krb5/library.h"

enum { STATE_VERSION = 1 };
enum {
    PART_INITIATOR = 1,
    PART_MESSAGES = 2,
    PART_HANDSHAKE = 4,
    PART_DELEGATED = 8,
    PART_PARTIAL_KEY = 16,
    PART_PAC_VOUCHED = 32,
    PART_CAMMAC_VOUCHED = 64,
    PARTS_VOUCHED = PART_PAC_VOUCHED | PART_CAMMAC_VOUCHED,
    PARTS_KNOWN = 127,
};

static void state_write_key(struct writer *out, const struct krb5_session_key *key)
{
    write_u32be(out, (uint32_t)key->type->id);
    write_bytes(out, key->bytes, key->type->key_length);
}

static bool state_read_key(struct reader *in, struct krb5_session_key *key)
{
    key->type = enctype_find((int32_t)read_u32be(in));
    if (key->type == NULL)
        return false;
    read_copy(in, key->bytes, key->type->key_length);
    return reader_ok(in);
}

static uint8_t state_parts(const struct krb5_ctx *ctx, const struct krb5_vouched *vouched)
{
    const struct krb5_handshake *handshake = ctx->handshake;

    return (uint8_t)((ctx->initiator ? PART_INITIATOR : 0) |
                     (ctx->cfx != NULL ? PART_MESSAGES : 0) |
                     (ctx->partial != NULL ? PART_PARTIAL_KEY : 0) |
                     (vouched->pac ? PART_PAC_VOUCHED : 0) |
                     (vouched->cammac ? PART_CAMMAC_VOUCHED : 0) |
                     (handshake != NULL ? PART_HANDSHAKE : 0) |
                     (handshake != NULL && handshake->delegated != NULL ? PART_DELEGATED : 0));
}

static OM_uint32 state_write_handshake(OM_uint32 *minor, const struct krb5_handshake *handshake,
                                       struct writer *out)
{
    krb5_context library;
    OM_uint32 major;

    write_u8(out, (uint8_t)handshake->waiting);
    state_write_key(out, &handshake->session);
    state_write_key(out, &handshake->subkey);
    write_bytes(out, handshake->ctime, sizeof(handshake->ctime));
    write_u32be(out, handshake->cusec);
    write_u32be(out, handshake->local_sequence);
    if (handshake->delegated == NULL)
        return GSS_S_COMPLETE;
    major = krb5_library_borrow(minor, &library);
    return major != GSS_S_COMPLETE
               ? major
               : krb5_delegation_write(minor, library, handshake->delegated, out);
}

OM_uint32 krb5_context_export(OM_uint32 *minor, const void *context, struct writer *out)
{
    const struct krb5_ctx *ctx = context;
    struct krb5_vouched vouched;
    krb5_context library;
    size_t details;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    if (major == GSS_S_COMPLETE) /* the importer may have no keytab */
        major = krb5_details_check(minor, library, ctx, &vouched);
    if (major != GSS_S_COMPLETE)
        return major;
    write_u8(out, STATE_VERSION);
    write_u8(out, state_parts(ctx, &vouched));
    write_u32be(out, ctx->flags);
    write_u64be(out, (uint64_t)ctx->end_time);
    details = write_open_u32be(out);
    write_bytes(out, ctx->details, ctx->details_length);
    write_close_u32be(out, details);
    if (ctx->cfx != NULL)
        cfx_export(ctx->cfx, out);
    if (ctx->partial != NULL)
        state_write_key(out, ctx->partial);
    if (ctx->handshake != NULL)
        major = state_write_handshake(minor, ctx->handshake, out);
    if (major == GSS_S_COMPLETE && !writer_ok(out))
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return major;
}

/* Only these states exist: established, or one of the two that wait. */
static bool state_parts_fit(uint8_t parts, enum krb5_waiting waiting)
{
    if ((parts & PART_PARTIAL_KEY) != 0 && (parts & PART_MESSAGES) == 0)
        return false;
    if ((parts & PARTS_VOUCHED) != 0 && (parts & PART_INITIATOR) != 0)
        return false;
    switch (parts & ~(PART_PARTIAL_KEY | PARTS_VOUCHED)) {
    case PART_MESSAGES:
    case PART_MESSAGES | PART_INITIATOR:
        return true;
    case PART_HANDSHAKE | PART_INITIATOR:
        return waiting == KRB5_WAITS_FOR_AP_REP;
    case PART_HANDSHAKE | PART_MESSAGES:
    case PART_HANDSHAKE | PART_MESSAGES | PART_DELEGATED:
        return waiting == KRB5_WAITS_FOR_THIRD_LEG;
    default:
        return false;
    }
}

static bool state_read_handshake(struct reader *in, struct krb5_handshake *handshake)
{
    handshake->waiting = read_u8(in);
    if (!state_read_key(in, &handshake->session) || !state_read_key(in, &handshake->subkey))
        return false;
    read_copy(in, handshake->ctime, sizeof(handshake->ctime));
    handshake->cusec = read_u32be(in);
    handshake->local_sequence = read_u32be(in);
    return reader_ok(in);
}

/* Are the details' bytes what details.h says? */
static OM_uint32 state_check_details(OM_uint32 *minor, krb5_context library,
                                     const struct krb5_ctx *ctx)
{
    struct krb5_details details;
    OM_uint32 major = krb5_details_read(minor, library, ctx, &details);

    if (major != GSS_S_COMPLETE)
        return major;
    if (details.initiator == NULL || details.acceptor == NULL)
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    krb5_name_free(details.initiator);
    krb5_name_free(details.acceptor);
    return major;
}

/* What every state has; *PARTS tells what else follows. */
static OM_uint32 state_read_head(OM_uint32 *minor, struct reader *in, struct krb5_ctx *ctx,
                                 uint8_t *parts)
{
    uint8_t version = read_u8(in);
    struct reader details;

    *parts = read_u8(in);
    ctx->initiator = (*parts & PART_INITIATOR) != 0;
    ctx->vouched.pac = (*parts & PART_PAC_VOUCHED) != 0;
    ctx->vouched.cammac = (*parts & PART_CAMMAC_VOUCHED) != 0;
    ctx->flags = read_u32be(in);
    ctx->end_time = (int64_t)read_u64be(in);
    details = read_sub_u32be(in);
    if (!reader_ok(in) || version != STATE_VERSION || (*parts & ~PARTS_KNOWN) != 0)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    ctx->details = malloc(details.left != 0 ? details.left : 1);
    if (ctx->details == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    ctx->details_length = (uint32_t)details.left;
    read_copy(&details, ctx->details, details.left);
    return GSS_S_COMPLETE;
}

static OM_uint32 state_read(OM_uint32 *minor, krb5_context library, struct reader *in,
                            struct krb5_ctx *ctx)
{
    enum krb5_waiting waiting = 0;
    uint8_t parts;
    OM_uint32 major = state_read_head(minor, in, ctx, &parts);

    if (major != GSS_S_COMPLETE)
        return major;
    if ((parts & PART_MESSAGES) != 0) {
        ctx->cfx = cfx_import(in);
        if (ctx->cfx == NULL && reader_ok(in))
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        if (ctx->cfx == NULL)
            goto malformed;
    }
    if ((parts & PART_PARTIAL_KEY) != 0) {
        ctx->partial = calloc(1, sizeof(*ctx->partial));
        if (ctx->partial == NULL)
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        if (!state_read_key(in, ctx->partial))
            goto malformed;
    }
    if ((parts & PART_HANDSHAKE) != 0) {
        if (!state_read_handshake(in, ctx->handshake))
            goto malformed;
        waiting = ctx->handshake->waiting;
    }
    if (!state_parts_fit(parts, waiting))
        goto malformed;
    if ((parts & PART_DELEGATED) != 0)
        major = krb5_tickets_read(minor, library, in, &ctx->handshake->delegated);
    if ((parts & PART_HANDSHAKE) == 0)
        krb5_handshake_end(ctx);
    if (major != GSS_S_COMPLETE)
        return major;
    if (reader_at_end(in))
        return state_check_details(minor, library, ctx);

malformed:
    return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
}

OM_uint32 krb5_context_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                              void **context)
{
    struct krb5_ctx *ctx;
    krb5_context library;
    OM_uint32 major;

    (void)mech;
    *context = NULL;
    major = krb5_library_borrow(minor, &library);
    if (major != GSS_S_COMPLETE)
        return major;
    ctx = krb5_context_new(false);
    if (ctx == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = state_read(minor, library, in, ctx);
    if (major == GSS_S_COMPLETE) {
        *context = ctx; /* now the caller's */
        ctx = NULL;
    }
    krb5_context_free(ctx);
    return major;
}
