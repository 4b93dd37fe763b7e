/*
 * A context's details: the part that only inquiries read.
 *
 * initiator name, acceptor name (krb5_principal_write), authtime u64, ticket
 * flags u32, then the ticket's authorization data: per element type u32,
 * length u32, bytes. Written once, in the first leg, and never changed.
 */
#ifndef GSS_MECH_KRB5_DETAILS_H
#define GSS_MECH_KRB5_DETAILS_H

#include "mech/krb5/context.h"
#include "mech/krb5/name.h"

/* What the ticket tells; nothing of it is owned. */
struct krb5_ticket_facts {
    krb5_const_principal initiator;
    krb5_const_principal acceptor;
    krb5_timestamp authtime;
    krb5_flags flags;
    krb5_authdata *const *authdata; /* may be NULL */
};

/* Sets ctx->details. */
OM_uint32 krb5_details_set(OM_uint32 *minor, krb5_context library, struct krb5_ctx *ctx,
                           const struct krb5_ticket_facts *facts);

struct krb5_details {
    struct krb5_name *initiator; /* the caller's */
    struct krb5_name *acceptor;
    int64_t authtime;
    uint32_t ticket_flags;
    struct reader authdata;
};

/* Reads a context's details, names included; GSS_S_DEFECTIVE_TOKEN if they are malformed. On
 * success the caller frees both names. */
OM_uint32 krb5_details_read(OM_uint32 *minor, krb5_context library, const struct krb5_ctx *ctx,
                            struct krb5_details *details);

/* What the service's key vouches for. */
OM_uint32 krb5_details_check(OM_uint32 *minor, krb5_context library, const struct krb5_ctx *ctx,
                             struct krb5_vouched *vouched);

/* Gives NAME, the initiator's, the attributes that an acceptor's context knows of. */
OM_uint32 krb5_details_add_attributes(OM_uint32 *minor, const struct krb5_ctx *ctx,
                                      struct krb5_name *name);

/* The mechanism's inquire_context_by_oid; see inquiry.h. */
OM_uint32 krb5_details_inquire(OM_uint32 *minor, const void *context, gss_const_OID what,
                               gss_buffer_set_t answers);

#endif
