/* What per-message calls check before they reach the mechanism. */
#ifndef GSS_GLUE_MESSAGE_H
#define GSS_GLUE_MESSAGE_H

#include "glue/context.h"

/* Whether per-message calls may be made. */
OM_uint32 message_check(OM_uint32 *minor, const struct gss_ctx_id_struct *context);

/* The checks of a call that protects INPUT. */
OM_uint32 message_check_sending(OM_uint32 *minor, const struct gss_ctx_id_struct *context,
                                gss_qop_t qop, gss_const_buffer_t input, gss_const_buffer_t output);

/* The checks of a call that takes a TOKEN of the peer. */
OM_uint32 message_check_receiving(OM_uint32 *minor, const struct gss_ctx_id_struct *context,
                                  gss_const_buffer_t token);

#endif
