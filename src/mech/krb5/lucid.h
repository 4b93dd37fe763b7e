/* Lucid contexts: an established context's keys and numbers; see <gss/krb5-lucid.h>. */
#ifndef GSS_MECH_KRB5_LUCID_H
#define GSS_MECH_KRB5_LUCID_H

#include "mech/krb5/context.h"

/* Is WHAT the question KRB5_INQUIRE_LUCID? */
bool krb5_lucid_is_asked(gss_const_OID what);

/* Answers it. */
OM_uint32 krb5_lucid_inquire(OM_uint32 *minor, const struct krb5_ctx *ctx, gss_const_OID what,
                             gss_buffer_set_t answers);

#endif
