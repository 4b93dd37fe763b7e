/* Delegated credentials: the KRB-CRED in an initiator's checksum (RFC 4121 s.4.1.1). */
#ifndef GSS_MECH_KRB5_DELEGATION_H
#define GSS_MECH_KRB5_DELEGATION_H

#include "base/reader.h"
#include "mech/krb5/cred.h"

/* Asks the KDC for a forwarded ticket of SOURCE's client and makes a KRB-CRED of it, encrypted in
 * AUTH's subkey. Freed by krb5_free_data_contents. */
krb5_error_code krb5_delegation_make(krb5_context library, krb5_auth_context auth,
                                     const struct krb5_source *source, krb5_principal server,
                                     krb5_data *message);

/* The credential that MESSAGE brings. */
OM_uint32 krb5_delegation_take(OM_uint32 *minor, krb5_context library, krb5_auth_context auth,
                               const struct reader *message, struct krb5_cred **cred);

/* Tickets as a field of a state (client, then each ticket with its length in 32 bits, then a length
 * of 0), and back, as a credential with a memory cache of its own. */
OM_uint32 krb5_tickets_write(OM_uint32 *minor, krb5_context library, krb5_const_principal client,
                             krb5_ccache ccache, struct writer *out);
OM_uint32 krb5_tickets_read(OM_uint32 *minor, krb5_context library, struct reader *in,
                            struct krb5_cred **cred);

/* The same for a delegated credential, which krb5_delegation_take or krb5_tickets_read made. */
OM_uint32 krb5_delegation_write(OM_uint32 *minor, krb5_context library,
                                const struct krb5_cred *cred, struct writer *out);

#endif
