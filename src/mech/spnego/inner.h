/* Legs of the mechanism inside. */
#ifndef GSS_MECH_SPNEGO_INNER_H
#define GSS_MECH_SPNEGO_INNER_H

#include "mech/spnego/context.h"

/* A leg of ctx->inner, for which the caller has set its mech. INPUT is empty on the first one. CRED
 * and TARGET may be NULL, OUTPUT is new. GSS_S_COMPLETE: it is established. */
OM_uint32 inner_init(OM_uint32 *minor, struct spnego_ctx *ctx, const struct mech_init_args *args,
                     void *cred, const void *target, gss_const_buffer_t input, gss_buffer_t output);

/* The delegated credential is kept until the negotiation is complete. A failed first leg leaves no
 * inner context. */
OM_uint32 inner_accept(OM_uint32 *minor, struct spnego_ctx *ctx,
                       const struct mech_accept_args *args, gss_const_buffer_t input,
                       gss_buffer_t output);

/* The negotiation is complete: what is to be told then. */
OM_uint32 inner_tell_result(OM_uint32 *minor, struct spnego_ctx *ctx,
                            struct mech_accept_result *result);

#endif
