/* A Kerberos message as a context token: framed, or bare in DCE style (RFC 4121 s.4.1). */
#ifndef GSS_MECH_KRB5_TOKEN_H
#define GSS_MECH_KRB5_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

/* Token identifiers before the Kerberos message (RFC 4121 s.4.1). */
enum { KRB5_TOKEN_AP_REQ = 0x0100, KRB5_TOKEN_AP_REP = 0x0200, KRB5_TOKEN_ERROR = 0x0300 };

/* Takes the framing and the token identifier off; without framing (DCE style) the message's own
 * tag tells. *MESSAGE points into TOKEN. */
OM_uint32 krb5_token_read(OM_uint32 *minor, gss_const_buffer_t token, uint16_t *token_id,
                          bool *framed, gss_buffer_t message);

/* Does TOKEN start like a Kerberos message without framing? */
bool krb5_token_is_bare(gss_const_buffer_t token);

/* Frames a message, or gives it bare. False without memory. */
bool krb5_token_write(uint16_t token_id, bool framed, const void *message, size_t length,
                      gss_buffer_t token);

#endif
