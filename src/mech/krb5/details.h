/*
 * A context's details: the part that only inquiries read.
 *
 * initiator name, acceptor name (krb5_principal_write), authtime u32, ticket
 * flags u32, then the ticket's authorization data: per element type u32,
 * length u16, bytes. Written once, at establishment, and never changed.
 */
#ifndef GSS_MECH_KRB5_DETAILS_H
#define GSS_MECH_KRB5_DETAILS_H

#include "mech/krb5/context.h"

/* Sets ctx->details. AUTHDATA may be NULL. */
OM_uint32 krb5_details_set(OM_uint32 *minor, struct krb5_ctx *ctx, krb5_context library,
                           krb5_const_principal initiator, krb5_const_principal acceptor,
                           uint32_t authtime, uint32_t ticket_flags,
                           krb5_authdata *const *authdata);

struct krb5_details {
    void *initiator; /* struct krb5_name, or NULL; the caller's */
    void *acceptor;
    uint32_t authtime;
    uint32_t ticket_flags;
    struct reader authdata;
};

/* Reads a context's details, names included; GSS_S_DEFECTIVE_TOKEN if they are malformed. */
OM_uint32 krb5_details_read(OM_uint32 *minor, const struct krb5_ctx *ctx,
                            struct krb5_details *details);
void krb5_details_clear(struct krb5_details *details);

/* The mechanism's inquire_by_oid. */
OM_uint32 krb5_details_inquire(OM_uint32 *minor, const void *context, gss_const_OID what,
                               struct writer *out);

#endif
