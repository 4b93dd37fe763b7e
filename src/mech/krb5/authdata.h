/* A ticket's authorization data (RFC 4120 s.5.2.6), and the two kinds that name attributes tell. */
#ifndef GSS_MECH_KRB5_AUTHDATA_H
#define GSS_MECH_KRB5_AUTHDATA_H

#include <stdbool.h>
#include <stdint.h>

#include <krb5.h>

#include "base/reader.h"
#include "base/writer.h"

/* The first element of TYPE, looked for inside AD-IF-RELEVANT too. ELEMENTS is as a context's
 * details have it. */
bool krb5_authdata_find(struct reader elements, int32_t type, struct reader *found);

/* What the service's key vouches for. */
struct krb5_vouched {
    bool pac;    /* the PAC that krb5_authdata_find finds */
    bool cammac; /* the CAMMAC, likewise */
};

/* Checks both with the key of TICKET, which is decrypted and whose authorization data ELEMENTS is.
 * What cannot be checked is not vouched for. */
void krb5_authdata_check(krb5_context library, krb5_keytab keytab, const krb5_ticket *ticket,
                         struct reader elements, struct krb5_vouched *vouched);

/* Appends the authentication indicators in CAMMAC (RFC 8129), each behind its length in 16 bits;
 * nothing if it is malformed. */
void krb5_cammac_write_indicators(struct reader cammac, struct writer *out);

#endif
