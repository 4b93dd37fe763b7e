/* The Kerberos messages of RFC 4120 s.5.5 as far as a context that may move to another process
 * needs them by itself: AP-REP whole, the initiator's own authenticator, and KRB-ERROR. */
#ifndef GSS_MECH_KRB5_AP_MESSAGE_H
#define GSS_MECH_KRB5_AP_MESSAGE_H

#include "mech/krb5/context.h"
#include "mech/krb5/token.h"

/* ap-options of an AP-REQ (RFC 4120 s.5.5.1). */
enum { KRB5_AP_MUTUAL_REQUIRED = 0x20000000 };

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

/* What an AP-REQ shows before anything is decrypted. */
struct krb5_ap_req {
    uint32_t options;            /* AP_OPTS_* */
    int32_t ticket_enctype;      /* of the service's key */
    int32_t session_enctype;     /* of the key in the ticket */
    struct reader ticket;        /* whole; points into the message */
    struct reader authenticator; /* EncryptedData; points into the message */
};

/* False if the message is malformed. */
bool krb5_ap_req_read(const void *message, size_t length, struct krb5_ap_req *req);

/* MINOR_ENCTYPE_REFUSED if a key behind REQ is of a type that we refuse. */
OM_uint32 krb5_ap_req_check_enctypes(OM_uint32 *minor, const struct krb5_ap_req *req);

/* The time and number that the initiator put in its own AP-REQ, to HANDSHAKE, whose session key
 * is set: libkrb5 does not tell them. */
OM_uint32 krb5_ap_req_open_own(OM_uint32 *minor, const struct krb5_ap_req *req,
                               struct krb5_handshake *handshake);

/* A KRB-ERROR token for the peer, for the failure CODE of the acceptor. Best effort: TOKEN may stay
 * empty. */
void krb5_error_write(krb5_context library, krb5_error_code code, krb5_const_principal server,
                      bool framed, gss_buffer_t token);

/* The failure that a KRB-ERROR tells: never GSS_S_COMPLETE. *MINOR is its com_err code. */
OM_uint32 krb5_error_read(OM_uint32 *minor, krb5_context library, gss_const_buffer_t message);

#endif
