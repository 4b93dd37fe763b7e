#include "mech/krb5/fields.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/der.h"
#include "base/minor.h"
#include "cfx/crypt.h"

void krb5_time_write(int64_t seconds, uint8_t out[KRB5_TIME_LENGTH])
{
    char text[64];
    time_t t = (time_t)seconds;
    struct tm tm = {0};

    gmtime_r(&t, &tm);
    snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02dZ", tm.tm_year + 1900, tm.tm_mon + 1,
             tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
    memcpy(out, text, KRB5_TIME_LENGTH);
}

/* The contents of an explicitly tagged field. */
struct reader krb5_read_field(struct reader *sequence, unsigned n, uint8_t tag)
{
    struct reader field = der_read(sequence, DER_CONTEXT(n));
    struct reader contents = der_read(&field, tag);

    if (!reader_at_end(&field)) {
        reader_fail(sequence);
        reader_fail(&contents);
    }
    return contents;
}

int64_t krb5_read_field_int(struct reader *sequence, unsigned n)
{
    struct reader field = der_read(sequence, DER_CONTEXT(n));
    int64_t value = der_read_int(&field);

    if (!reader_at_end(&field))
        reader_fail(sequence);
    return value;
}

void krb5_read_field_time(struct reader *sequence, unsigned n, uint8_t out[KRB5_TIME_LENGTH])
{
    struct reader contents = krb5_read_field(sequence, n, DER_GENERALIZED_TIME);

    read_copy(&contents, out, KRB5_TIME_LENGTH);
    if (!reader_at_end(&contents))
        reader_fail(sequence);
}

uint32_t krb5_read_field_usec(struct reader *sequence, unsigned n)
{
    int64_t value = krb5_read_field_int(sequence, n);

    if (value < 0 || value > 999999)
        reader_fail(sequence);
    return (uint32_t)value;
}

uint32_t krb5_read_field_sequence(struct reader *sequence, unsigned n, bool *present)
{
    struct reader field = der_read_optional(sequence, DER_CONTEXT(n), present);
    uint32_t value = *present ? der_read_u32_lenient(&field) : 0;

    if (!reader_ok(&field))
        reader_fail(sequence);
    return value;
}

/* EncryptedData (RFC 4120 s.5.2.9), decrypted into OUT. */
OM_uint32 krb5_read_encrypted(OM_uint32 *minor, struct reader *in, uint32_t usage,
                              const struct krb5_session_key *key, struct writer *out)
{
    struct reader data = der_read(in, DER_SEQUENCE);
    int64_t enctype = krb5_read_field_int(&data, 0);
    struct reader kvno, cipher;
    bool present;

    kvno = der_read_optional(&data, DER_CONTEXT(1), &present);
    cipher = krb5_read_field(&data, 2, DER_OCTET_STRING);
    if (!reader_ok(in) || !reader_ok(&data) || !reader_ok(&kvno))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (enctype != key->type->id)
        return minor_fail(minor, MINOR_WRONG_SUBKEY, GSS_S_DEFECTIVE_TOKEN);
    switch (crypt_decrypt(key->type, key->bytes, usage, cipher.next, cipher.left, out)) {
    case SEAL_OK:
        return GSS_S_COMPLETE;
    case SEAL_BROKEN:
        return minor_fail(minor, MINOR_BAD_MIC, GSS_S_BAD_SIG);
    default:
        return minor_fail(minor, writer_ok(out) ? MINOR_CRYPTO : MINOR_NO_MEMORY, GSS_S_FAILURE);
    }
}

size_t krb5_write_field_open(struct writer *out, unsigned n)
{
    return der_write_open(out, DER_CONTEXT(n));
}

void krb5_write_field_int(struct writer *out, unsigned n, int64_t value)
{
    size_t field = krb5_write_field_open(out, n);

    der_write_int(out, value);
    der_write_close(out, field);
}

void krb5_write_field_element(struct writer *out, unsigned n, uint8_t tag, const void *data,
                              size_t length)
{
    size_t field = krb5_write_field_open(out, n);

    der_write(out, tag, data, length);
    der_write_close(out, field);
}
