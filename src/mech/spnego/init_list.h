/* An initiator's list of mechanisms. */
#ifndef GSS_MECH_SPNEGO_INIT_LIST_H
#define GSS_MECH_SPNEGO_INIT_LIST_H

#include "mech/spnego/context.h"

/* Makes ctx->choices and ctx->mech_types of the offers that can be used now. The first of them is
 * at work then, and TOKEN its optimistic one. Fails as the first offer did, if none can be used. */
OM_uint32 init_list_make(OM_uint32 *minor, struct spnego_ctx *ctx,
                         const struct mech_init_args *args, gss_buffer_t token);

/* What the one at work is called with. */
OM_uint32 init_list_arguments(OM_uint32 *minor, const struct spnego_ctx *ctx,
                              const struct mech_init_args *args, void **cred, const void **target);

#endif
