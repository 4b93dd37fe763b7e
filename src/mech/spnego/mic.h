/* The MIC of the list of mechanisms, which the two sides exchange (RFC 4178 s.5). */
#ifndef GSS_MECH_SPNEGO_MIC_H
#define GSS_MECH_SPNEGO_MIC_H

#include "mech/spnego/context.h"

/* Can there be MICs at all, by the mechanism that is established? */
static inline bool mic_is_possible(const struct spnego_ctx *ctx)
{
    return (ctx->inner.flags & GSS_C_INTEG_FLAG) != 0 && ctx->inner.mech->get_mic != NULL &&
           ctx->inner.mech->verify_mic != NULL;
}

/* Makes ours, and notes that. MIC is new. */
OM_uint32 mic_make(OM_uint32 *minor, struct spnego_ctx *ctx, gss_buffer_t mic);

/* Checks the peer's, and notes that; a wrong one is GSS_S_DEFECTIVE_TOKEN. */
OM_uint32 mic_check(OM_uint32 *minor, struct spnego_ctx *ctx, const gss_buffer_desc *mic);

/* Does an initiator's mechanism itself want the exchange? Asked after each of its legs: NTLM does
 * when its own messages are protected, and they are only if it was asked before. */
OM_uint32 mic_ask(OM_uint32 *minor, struct spnego_ctx *ctx);

#endif
