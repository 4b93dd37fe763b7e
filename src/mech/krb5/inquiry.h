/*
 * What inquire_context_by_oid of the Kerberos mechanism answers.
 *
 * The object identifiers are those that MIT krb5 uses for the same questions.
 *   KRB5_INQUIRE_TICKET_FLAGS   4 bytes, big-endian: the mask of RFC 4120 s.5.3
 *   KRB5_INQUIRE_AUTHTIME       8 bytes, big-endian: seconds since the epoch
 *   KRB5_INQUIRE_AUTHZ_DATA.n   the bytes of the ticket's first authorization data of type n,
 *                               looked for inside AD-IF-RELEVANT too
 *   KRB5_INQUIRE_LUCID.n        the bytes of a pointer to a new lucid context of version n
 */
#ifndef GSS_MECH_KRB5_INQUIRY_H
#define GSS_MECH_KRB5_INQUIRY_H

#include <stdint.h>

#include <gss/api.h>

/* 1.2.840.113554.1.2.2.5, then .1, .12, .10 and .6 */
#define KRB5_INQUIRE_ARC "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05"
#define KRB5_INQUIRE_TICKET_FLAGS KRB5_INQUIRE_ARC "\x01"
#define KRB5_INQUIRE_AUTHTIME KRB5_INQUIRE_ARC "\x0c"
#define KRB5_INQUIRE_AUTHZ_DATA KRB5_INQUIRE_ARC "\x0a"
#define KRB5_INQUIRE_LUCID KRB5_INQUIRE_ARC "\x06"

/* The longest name: the arc and a type of 32 bits. */
enum { KRB5_INQUIRE_OID_MAX = sizeof(KRB5_INQUIRE_AUTHZ_DATA) - 1 + 5 };

/* The name of the authorization data of type AD_TYPE, in the caller's ELEMENTS
 * (KRB5_INQUIRE_OID_MAX bytes). A negative type is named by its 32 bits. */
gss_OID_desc krb5_inquiry_authz_data_oid(int32_t ad_type, uint8_t *elements);

#endif
