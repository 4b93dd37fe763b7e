#include "mech/krb5/details.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer_set.h"
#include "base/minor.h"
#include "cfx/inquiry.h"
#include "mech/krb5/attributes.h"
#include "mech/krb5/authdata.h"
#include "mech/krb5/inquiry.h"
#include "mech/krb5/library.h"
#include "mech/krb5/lucid.h"
#include "mech/krb5/name.h"

OM_uint32 krb5_details_set(OM_uint32 *minor, krb5_context library, struct krb5_ctx *ctx,
                           const struct krb5_ticket_facts *facts)
{
    OM_uint32 major = GSS_S_COMPLETE;
    uint8_t *exact = NULL;
    struct writer out;

    writer_init(&out);
    if (!krb5_principal_write(library, facts->initiator, &out) ||
        !krb5_principal_write(library, facts->acceptor, &out))
        writer_fail(&out);
    write_u64be(&out, (uint64_t)krb5_time_to_seconds(facts->authtime));
    write_u32be(&out, (uint32_t)facts->flags);
    for (size_t i = 0; facts->authdata != NULL && facts->authdata[i] != NULL; i++) {
        write_u32be(&out, (uint32_t)facts->authdata[i]->ad_type);
        write_u32be(&out, facts->authdata[i]->length);
        write_bytes(&out, facts->authdata[i]->contents, facts->authdata[i]->length);
    }
    if (writer_ok(&out) && out.length <= UINT32_MAX)
        exact = malloc(out.length); /* the writer's own block is roomier, and this one stays */
    if (exact == NULL) {
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    } else {
        memcpy(exact, out.data, out.length);
        free(ctx->details);
        ctx->details = exact;
        ctx->details_length = (uint32_t)out.length;
    }
    writer_free(&out);
    return major;
}

/* What follows the names. */
static OM_uint32 details_read_facts(OM_uint32 *minor, struct reader *in,
                                    struct krb5_details *details)
{
    struct reader elements;

    details->authtime = (int64_t)read_u64be(in);
    details->ticket_flags = read_u32be(in);
    details->authdata = elements = *in;
    while (reader_ok(&elements) && elements.left != 0) {
        (void)read_u32be(&elements);
        (void)read_sub_u32be(&elements);
    }
    if (!reader_ok(&elements))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return GSS_S_COMPLETE;
}

/* The facts alone. */
static OM_uint32 details_read_unnamed(OM_uint32 *minor, const struct krb5_ctx *ctx,
                                      struct krb5_details *details)
{
    struct reader in;

    *details = (struct krb5_details){0};
    reader_init(&in, ctx->details, ctx->details_length);
    krb5_principal_skip(&in);
    krb5_principal_skip(&in);
    return details_read_facts(minor, &in, details);
}

OM_uint32 krb5_details_check(OM_uint32 *minor, krb5_context library, const struct krb5_ctx *ctx,
                             struct krb5_vouched *vouched)
{
    struct krb5_details details;
    OM_uint32 major;

    *vouched = ctx->vouched;
    if (ctx->evidence == NULL)
        return GSS_S_COMPLETE;
    major = details_read_unnamed(minor, ctx, &details);
    if (major == GSS_S_COMPLETE)
        *vouched = krb5_evidence_check(library, ctx->evidence, details.authdata);
    return major;
}

/* An initiator does not see what its ticket carries. */
OM_uint32 krb5_details_add_attributes(OM_uint32 *minor, const struct krb5_ctx *ctx,
                                      struct krb5_name *name)
{
    struct krb5_details details;
    OM_uint32 major;

    if (ctx->initiator)
        return GSS_S_COMPLETE;
    major = details_read_unnamed(minor, ctx, &details);
    if (major != GSS_S_COMPLETE || details.authdata.left == 0)
        return major;
    if (ctx->evidence != NULL)
        return krb5_attributes_await(minor, details.authdata, ctx->evidence, &name->attributes);
    return krb5_attributes_of_ticket(minor, details.authdata, &ctx->vouched, &name->attributes);
}

OM_uint32 krb5_details_read(OM_uint32 *minor, krb5_context library, const struct krb5_ctx *ctx,
                            struct krb5_details *details)
{
    struct reader in;
    OM_uint32 major;

    *details = (struct krb5_details){0};
    reader_init(&in, ctx->details, ctx->details_length);
    major = krb5_principal_read(minor, library, &in, &details->initiator);
    if (major == GSS_S_COMPLETE)
        major = krb5_principal_read(minor, library, &in, &details->acceptor);
    if (major == GSS_S_COMPLETE)
        major = details_read_facts(minor, &in, details);
    if (major != GSS_S_COMPLETE) {
        krb5_name_free(details->initiator);
        krb5_name_free(details->acceptor);
        *details = (struct krb5_details){0};
    }
    return major;
}

typedef OM_uint32 (*inquire_fn)(OM_uint32 *minor, const struct krb5_details *details,
                                struct reader *suffix, struct writer *out);

static OM_uint32 inquire_ticket_flags(OM_uint32 *minor, const struct krb5_details *details,
                                      struct reader *suffix, struct writer *out)
{
    if (!reader_at_end(suffix))
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    write_u32be(out, details->ticket_flags);
    return GSS_S_COMPLETE;
}

static OM_uint32 inquire_authtime(OM_uint32 *minor, const struct krb5_details *details,
                                  struct reader *suffix, struct writer *out)
{
    if (!reader_at_end(suffix))
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    write_u64be(out, (uint64_t)details->authtime);
    return GSS_S_COMPLETE;
}

static OM_uint32 inquire_authz_data(OM_uint32 *minor, const struct krb5_details *details,
                                    struct reader *suffix, struct writer *out)
{
    struct reader found;
    uint64_t type = 0;
    uint8_t byte;

    do {
        byte = read_u8(suffix);
        type = type << 7 | (byte & 0x7f);
        if (type > UINT32_MAX)
            reader_fail(suffix);
    } while ((byte & 0x80) != 0 && reader_ok(suffix));
    if (!reader_at_end(suffix))
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    if (!krb5_authdata_find(details->authdata, (int32_t)(uint32_t)type, &found))
        return minor_fail(minor, MINOR_NOT_AUTHZ_DATA, GSS_S_UNAVAILABLE);
    write_bytes(out, found.next, found.left);
    return GSS_S_COMPLETE;
}

static const struct {
    gss_OID_desc arc;
    inquire_fn inquire;
} inquiries[] = {
    {{sizeof(KRB5_INQUIRE_TICKET_FLAGS) - 1, (void *)KRB5_INQUIRE_TICKET_FLAGS},
     inquire_ticket_flags},
    {{sizeof(KRB5_INQUIRE_AUTHTIME) - 1, (void *)KRB5_INQUIRE_AUTHTIME}, inquire_authtime},
    {{sizeof(KRB5_INQUIRE_AUTHZ_DATA) - 1, (void *)KRB5_INQUIRE_AUTHZ_DATA}, inquire_authz_data},
};

static OM_uint32 details_inquire(OM_uint32 *minor, const struct krb5_ctx *ctx, gss_const_OID what,
                                 struct writer *out)
{
    struct krb5_details details;
    struct reader suffix;
    const uint8_t *arc;
    OM_uint32 major;

    for (size_t i = 0; i < sizeof(inquiries) / sizeof(inquiries[0]); i++) {
        reader_init(&suffix, what->elements, what->length);
        arc = read_bytes(&suffix, inquiries[i].arc.length);
        if (arc == NULL || memcmp(arc, inquiries[i].arc.elements, inquiries[i].arc.length) != 0)
            continue;
        major = details_read_unnamed(minor, ctx, &details);
        return major != GSS_S_COMPLETE ? major
                                       : inquiries[i].inquire(minor, &details, &suffix, out);
    }
    return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
}

OM_uint32 krb5_details_inquire(OM_uint32 *minor, const void *context, gss_const_OID what,
                               gss_buffer_set_t answers)
{
    const struct krb5_ctx *ctx = context;
    const struct cfx *cfx = ctx->handshake == NULL ? ctx->cfx : NULL;
    OM_uint32 major = cfx_inquire(cfx, minor, what, answers);
    struct writer out;

    if (major != GSS_S_UNAVAILABLE)
        return major;
    if (krb5_lucid_is_asked(what))
        return krb5_lucid_inquire(minor, context, what, answers);
    writer_init(&out);
    major = details_inquire(minor, ctx, what, &out);
    if (major == GSS_S_COMPLETE && !buffer_set_take(answers, &out))
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    writer_free(&out);
    return major;
}
