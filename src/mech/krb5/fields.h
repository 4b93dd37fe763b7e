/* Fields of Kerberos messages (RFC 4120): explicitly tagged elements of a SEQUENCE. */
#ifndef GSS_MECH_KRB5_FIELDS_H
#define GSS_MECH_KRB5_FIELDS_H

#include "base/der.h"
#include "mech/krb5/context.h"

/* Application tags and message types (RFC 4120 s.5.10). */
enum {
    KRB5_TAG_TICKET = DER_APPLICATION(1),
    KRB5_TAG_AUTHENTICATOR = DER_APPLICATION(2),
    KRB5_TAG_AP_REQ = DER_APPLICATION(14),
    KRB5_TAG_AP_REP = DER_APPLICATION(15),
    KRB5_TAG_ENC_AP_REP_PART = DER_APPLICATION(27),
    KRB5_TAG_KRB_ERROR = DER_APPLICATION(30),

    KRB5_VERSION = 5,
};

/* Each reads field N of SEQUENCE, which fails unless the field is there and well formed. */
struct reader krb5_read_field(struct reader *sequence, unsigned n, uint8_t tag);
int64_t krb5_read_field_int(struct reader *sequence, unsigned n);
void krb5_read_field_time(struct reader *sequence, unsigned n, uint8_t out[KRB5_TIME_LENGTH]);
uint32_t krb5_read_field_usec(struct reader *sequence, unsigned n);

/* A sequence number, which may be absent. */
uint32_t krb5_read_field_sequence(struct reader *sequence, unsigned n, bool *present);

/* The EncryptedData that IN comes to, decrypted and appended to OUT. */
OM_uint32 krb5_read_encrypted(OM_uint32 *minor, struct reader *in, uint32_t usage,
                              const struct krb5_session_key *key, struct writer *out);

/* Field N: opened and closed by der_write_close, or whole. */
size_t krb5_write_field_open(struct writer *out, unsigned n);
void krb5_write_field_int(struct writer *out, unsigned n, int64_t value);
void krb5_write_field_element(struct writer *out, unsigned n, uint8_t tag, const void *data,
                              size_t length);

/* KerberosTime. */
void krb5_time_write(int64_t seconds, uint8_t out[KRB5_TIME_LENGTH]);

#endif
