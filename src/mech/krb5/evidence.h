/*
 * What an accepted ticket's authorization data is checked with, when somebody asks.
 *
 * Most servers never ask, and checking would cost a good part of accepting. The
 * key stays in its keytab: where that is gone by then, nobody vouches.
 */
#ifndef GSS_MECH_KRB5_EVIDENCE_H
#define GSS_MECH_KRB5_EVIDENCE_H

#include <krb5.h>

#include "base/reader.h"
#include "mech/krb5/authdata.h"

/* Shared by a context and the names that it gave. */
struct krb5_evidence;

/* Of a TICKET that was decrypted with a key of KEYTAB; NULL without memory. */
struct krb5_evidence *krb5_evidence_new(krb5_context library, krb5_keytab keytab,
                                        const krb5_ticket *ticket);

/* Checks, the first time; ELEMENTS is always the ticket's authorization data. */
struct krb5_vouched krb5_evidence_check(krb5_context library, struct krb5_evidence *evidence,
                                        struct reader elements);

/* One more owner, and one less; NULL is accepted. */
struct krb5_evidence *krb5_evidence_share(struct krb5_evidence *evidence);
void krb5_evidence_release(struct krb5_evidence *evidence);

#endif
