/* Finding mechanisms: by what a peer calls them, and among what the caller offers. */
#ifndef GSS_MECH_SPNEGO_OFFER_H
#define GSS_MECH_SPNEGO_OFFER_H

#include <stdbool.h>

#include <gss/api.h>

#include "mech/mech.h"

/* Does OID name the mechanism? Kerberos has a second name, of Windows 2000 (RFC 4178
 * appendix C): tolerated from every peer, and never ours to send but as an answer. */
bool offer_names(gss_const_OID oid, const struct mech *mech);

/* The offer that OID names; NULL if there is none. */
const struct mech_offer *offer_find(const struct mech_negotiation *negotiation, gss_const_OID oid);

/* The caller's credential for a mechanism at work. It is NULL if the caller gave none at all;
 * GSS_S_NO_CRED if there are others only. */
OM_uint32 offer_cred(OM_uint32 *minor, const struct mech_negotiation *negotiation,
                     const struct mech *mech, void **cred);

/* The mechanism's default credential; one without credentials needs none. */
OM_uint32 offer_acquire(OM_uint32 *minor, const struct mech *mech, gss_cred_usage_t usage,
                        void **cred);

#endif
