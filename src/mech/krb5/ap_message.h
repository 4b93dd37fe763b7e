/* The Kerberos messages of RFC 4120 s.5.5 as far as a context that may move to another process
 * needs them by itself: AP-REP whole, the initiator's own authenticator, and KRB-ERROR. */
#ifndef GSS_MECH_KRB5_AP_MESSAGE_H
#define GSS_MECH_KRB5_AP_MESSAGE_H

#include "mech/krb5/context.h"

/* Token identifiers before the Kerberos message (RFC 4121 s.4.1). */
enum { KRB5_TOKEN_AP_REQ = 0x0100, KRB5_TOKEN_AP_REP = 0x0200, KRB5_TOKEN_ERROR = 0x0300 };

/* ap-options of an AP-REQ (RFC 4120 s.5.5.1). */
enum { KRB5_AP_MUTUAL_REQUIRED = 0x20000000 };

/* Takes the framing and the token identifier off; without framing (DCE style) the message's own
 * tag tells. *MESSAGE points into TOKEN. */
OM_uint32 krb5_token_read(OM_uint32 *minor, gss_const_buffer_t token, uint16_t *token_id,
                          bool *framed, gss_buffer_t message);

/* Does TOKEN start like a Kerberos message without framing? */
bool krb5_token_is_bare(gss_const_buffer_t token);

/* Frames a message, or gives it bare. False without memory. */
bool krb5_token_write(uint16_t token_id, bool framed, const void *message, size_t length,
                      gss_buffer_t token);

/* EncAPRepPart. */
struct krb5_ap_rep {
    uint8_t ctime[KRB5_TIME_LENGTH];
    uint32_t cusec;
    struct krb5_session_key subkey; /* type NULL: absent */
    uint32_t sequence;
    bool has_sequence;
};

/* Appends the AP-REP, encrypted in the session key. False without memory. */
bool krb5_ap_rep_write(const struct krb5_ap_rep *rep, const struct krb5_session_key *session,
                       struct writer *out);
OM_uint32 krb5_ap_rep_read(OM_uint32 *minor, gss_const_buffer_t message,
                           const struct krb5_session_key *session, struct krb5_ap_rep *rep);

/* The time and number that the initiator put in its own AP-REQ: libkrb5 does not tell them. */
OM_uint32 krb5_ap_req_read_own(OM_uint32 *minor, const krb5_data *message,
                               struct krb5_handshake *handshake);

/* The ap-options of an AP-REQ, 0 if it cannot be read. */
uint32_t krb5_ap_req_options(gss_const_buffer_t message);

void krb5_time_write(int64_t seconds, uint8_t out[KRB5_TIME_LENGTH]);

/* A KRB-ERROR token for the peer, for the failure CODE of the acceptor. Best effort: TOKEN may stay
 * empty. */
void krb5_error_write(krb5_context library, krb5_error_code code, krb5_const_principal server,
                      bool framed, gss_buffer_t token);

/* The failure that a KRB-ERROR tells: never GSS_S_COMPLETE. *MINOR is its com_err code. */
OM_uint32 krb5_error_read(OM_uint32 *minor, krb5_context library, gss_const_buffer_t message);

#endif
