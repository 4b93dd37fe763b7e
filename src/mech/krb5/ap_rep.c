#include "base/der.h"
#include "base/minor.h"
#include "base/secret.h"
#include "cfx/crypt.h"
#include "mech/krb5/ap_message.h"
#include "mech/krb5/fields.h"

enum { MSG_AP_REP = 15, USAGE_AP_REP_ENC_PART = 12 }; /* RFC 4120 s.5.10 and s.7.5.1 */

/* EncryptionKey (RFC 4120 s.5.2.9). */
static OM_uint32 read_key(OM_uint32 *minor, struct reader *in, struct krb5_session_key *key)
{
    struct reader fields = der_read(in, DER_SEQUENCE);
    int64_t type = krb5_read_field_int(&fields, 0);
    struct reader value = krb5_read_field(&fields, 1, DER_OCTET_STRING);

    if (!reader_ok(in) || !reader_ok(&fields) || type < INT32_MIN || type > INT32_MAX)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return krb5_session_key_set_bytes(minor, key, (int32_t)type, value.next, value.left);
}

static void write_key(struct writer *out, unsigned n, const struct krb5_session_key *key)
{
    size_t field = krb5_write_field_open(out, n);
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    krb5_write_field_int(out, 0, key->type->id);
    krb5_write_field_element(out, 1, DER_OCTET_STRING, key->bytes, key->type->key_length);
    der_write_close(out, sequence);
    der_write_close(out, field);
}

static void write_enc_part(struct writer *out, const struct krb5_ap_rep *rep)
{
    size_t application = der_write_open(out, KRB5_TAG_ENC_AP_REP_PART);
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    krb5_write_field_element(out, 0, DER_GENERALIZED_TIME, rep->ctime, KRB5_TIME_LENGTH);
    krb5_write_field_int(out, 1, rep->cusec);
    if (rep->subkey.type != NULL)
        write_key(out, 2, &rep->subkey);
    if (rep->has_sequence)
        krb5_write_field_int(out, 3, rep->sequence);
    der_write_close(out, sequence);
    der_write_close(out, application);
}

bool krb5_ap_rep_write(const struct krb5_ap_rep *rep, const struct krb5_session_key *session,
                       struct writer *out)
{
    size_t application, sequence, field, data, cipher, octets;
    struct writer plain;
    bool done = false;

    writer_init_secret(&plain);
    write_enc_part(&plain, rep);
    if (!writer_ok(&plain))
        goto done;
    application = der_write_open(out, KRB5_TAG_AP_REP);
    sequence = der_write_open(out, DER_SEQUENCE);
    krb5_write_field_int(out, 0, KRB5_VERSION);
    krb5_write_field_int(out, 1, MSG_AP_REP);
    field = krb5_write_field_open(out, 2);
    data = der_write_open(out, DER_SEQUENCE);
    krb5_write_field_int(out, 0, session->type->id);
    cipher = krb5_write_field_open(out, 2);
    octets = der_write_open(out, DER_OCTET_STRING);
    if (!crypt_encrypt(session->type, session->bytes, USAGE_AP_REP_ENC_PART, plain.data,
                       plain.length, out))
        goto done;
    der_write_close(out, octets);
    der_write_close(out, cipher);
    der_write_close(out, data);
    der_write_close(out, field);
    der_write_close(out, sequence);
    der_write_close(out, application);
    done = writer_ok(out);

done:
    writer_free(&plain);
    return done;
}

static OM_uint32 read_enc_part(OM_uint32 *minor, struct reader *in, struct krb5_ap_rep *rep)
{
    struct reader part = der_read(in, KRB5_TAG_ENC_AP_REP_PART);
    struct reader fields = der_read(&part, DER_SEQUENCE);
    struct reader key;
    OM_uint32 major;
    bool has_key;

    krb5_read_field_time(&fields, 0, rep->ctime);
    rep->cusec = krb5_read_field_usec(&fields, 1);
    key = der_read_optional(&fields, DER_CONTEXT(2), &has_key);
    if (has_key && reader_ok(&key)) {
        major = read_key(minor, &key, &rep->subkey);
        if (major != GSS_S_COMPLETE)
            return major;
    }
    rep->sequence = krb5_read_field_sequence(&fields, 3, &rep->has_sequence);
    if (!reader_ok(in) || !reader_ok(&part) || !reader_ok(&fields))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_ap_rep_read(OM_uint32 *minor, gss_const_buffer_t message,
                           const struct krb5_session_key *session, struct krb5_ap_rep *rep)
{
    struct reader in, application, fields, data, plain_in;
    int64_t version, type;
    struct writer plain;
    OM_uint32 major;

    *rep = (struct krb5_ap_rep){0};
    writer_init_secret(&plain);
    reader_init(&in, message->value, message->length);
    application = der_read(&in, KRB5_TAG_AP_REP);
    fields = der_read(&application, DER_SEQUENCE);
    version = krb5_read_field_int(&fields, 0);
    type = krb5_read_field_int(&fields, 1);
    data = der_read(&fields, DER_CONTEXT(2));
    if (!reader_at_end(&in) || !reader_ok(&application) || !reader_ok(&fields) ||
        version != KRB5_VERSION || type != MSG_AP_REP) {
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
        goto done;
    }
    major = krb5_read_encrypted(minor, &data, USAGE_AP_REP_ENC_PART, session, &plain);
    if (major != GSS_S_COMPLETE)
        goto done;
    reader_init(&plain_in, plain.data, plain.length);
    major = read_enc_part(minor, &plain_in, rep);

done:
    if (major != GSS_S_COMPLETE)
        secret_wipe(rep, sizeof(*rep));
    writer_free(&plain);
    return major;
}
