/* What a context whose messages are RFC 4121's answers to questions by an object identifier. */
#ifndef GSS_CFX_INQUIRY_H
#define GSS_CFX_INQUIRY_H

#include <gss/api.h>
#include <gss/ext-set.h>

#include "cfx/cfx.h"

/* Adds the answers: GSS_C_INQ_SSPI_SESSION_KEY (the protocol key, and the OID of its type) and
 * GSS_C_SEC_CONTEXT_SASL_SSF. GSS_S_UNAVAILABLE for any other question; GSS_S_NO_CONTEXT where CFX
 * is NULL, for there is no key yet. On failure the caller drops ANSWERS. */
OM_uint32 cfx_inquire(const struct cfx *cfx, OM_uint32 *minor, gss_const_OID what,
                      gss_buffer_set_t answers);

#endif
