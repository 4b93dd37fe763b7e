#include "mech/krb5/ap_message.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <gss/krb5-ext.h>

#include "base/der.h"
#include "base/framing.h"
#include "base/minor.h"
#include "base/oid.h"
#include "base/secret.h"
#include "cfx/crypt.h"
#include "mech/krb5/library.h"

enum {
    TAG_AUTHENTICATOR = DER_APPLICATION(2),
    TAG_AP_REQ = DER_APPLICATION(14),
    TAG_AP_REP = DER_APPLICATION(15),
    TAG_ENC_AP_REP_PART = DER_APPLICATION(27),
    TAG_KRB_ERROR = DER_APPLICATION(30),

    KRB5_VERSION = 5,
    MSG_AP_REP = 15,
    KRB5_ERR_MAX = 127,

    /* RFC 4120 s.7.5.1 */
    USAGE_AP_REQ_AUTHENTICATOR = 11,
    USAGE_AP_REP_ENC_PART = 12,
};

static const struct {
    uint8_t tag;
    uint16_t token_id;
} bare_messages[] = {
    {TAG_AP_REQ, KRB5_TOKEN_AP_REQ},
    {TAG_AP_REP, KRB5_TOKEN_AP_REP},
    {TAG_KRB_ERROR, KRB5_TOKEN_ERROR},
};

/* The token identifier of a message that its own tag tells; 0 if none does. */
static uint16_t token_find_bare(gss_const_buffer_t token)
{
    struct reader in;

    reader_init(&in, token->value, token->length);
    for (size_t i = 0; i < sizeof(bare_messages) / sizeof(bare_messages[0]); i++) {
        if (der_peek_tag(&in) == bare_messages[i].tag)
            return bare_messages[i].token_id;
    }
    return 0;
}

bool krb5_token_is_bare(gss_const_buffer_t token)
{
    return token_find_bare(token) != 0;
}

OM_uint32 krb5_token_read(OM_uint32 *minor, gss_const_buffer_t token, uint16_t *token_id,
                          bool *framed, gss_buffer_t message)
{
    struct reader in, body;
    gss_OID_desc oid;

    *token_id = token_find_bare(token);
    *framed = *token_id == 0;
    *message = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    if (!*framed) {
        *message = (gss_buffer_desc){token->length, token->value};
        return GSS_S_COMPLETE;
    }
    reader_init(&in, token->value, token->length);
    body = framing_read(&in, &oid);
    if (!reader_ok(&in))
        return minor_fail(minor, MINOR_BAD_FRAMING, GSS_S_DEFECTIVE_TOKEN);
    if (!oid_equal(&oid, GSS_KRB5))
        return minor_fail(minor, MINOR_WRONG_MECH, GSS_S_DEFECTIVE_TOKEN);
    *token_id = read_u16be(&body);
    if (!reader_ok(&body))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    message->length = body.left;
    message->value = (void *)body.next;
    return GSS_S_COMPLETE;
}

bool krb5_token_write(uint16_t token_id, bool framed, const void *message, size_t length,
                      gss_buffer_t token)
{
    struct writer out;

    writer_init(&out);
    if (framed) {
        framing_write(&out, GSS_KRB5, 2 + length);
        write_u16be(&out, token_id);
    }
    write_bytes(&out, message, length);
    return writer_take_buffer(&out, token);
}

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
static struct reader read_field(struct reader *sequence, unsigned n, uint8_t tag)
{
    struct reader field = der_read(sequence, DER_CONTEXT(n));
    struct reader contents = der_read(&field, tag);

    if (!reader_at_end(&field)) {
        reader_fail(sequence);
        reader_fail(&contents);
    }
    return contents;
}

static int64_t read_field_int(struct reader *sequence, unsigned n)
{
    struct reader field = der_read(sequence, DER_CONTEXT(n));
    int64_t value = der_read_int(&field);

    if (!reader_at_end(&field))
        reader_fail(sequence);
    return value;
}

static void read_field_time(struct reader *sequence, unsigned n, uint8_t out[KRB5_TIME_LENGTH])
{
    struct reader contents = read_field(sequence, n, DER_GENERALIZED_TIME);

    read_copy(&contents, out, KRB5_TIME_LENGTH);
    if (!reader_at_end(&contents))
        reader_fail(sequence);
}

static uint32_t read_field_usec(struct reader *sequence, unsigned n)
{
    int64_t value = read_field_int(sequence, n);

    if (value < 0 || value > 999999)
        reader_fail(sequence);
    return (uint32_t)value;
}

static uint32_t read_field_sequence(struct reader *sequence, unsigned n, bool *present)
{
    struct reader field = der_read_optional(sequence, DER_CONTEXT(n), present);
    uint32_t value = *present ? der_read_u32_lenient(&field) : 0;

    if (!reader_ok(&field))
        reader_fail(sequence);
    return value;
}

/* EncryptedData (RFC 4120 s.5.2.9), decrypted into OUT. */
static OM_uint32 read_encrypted(OM_uint32 *minor, struct reader *in, uint32_t usage,
                                const struct krb5_session_key *key, struct writer *out)
{
    struct reader data = der_read(in, DER_SEQUENCE);
    int64_t enctype = read_field_int(&data, 0);
    struct reader kvno, cipher;
    bool present;

    kvno = der_read_optional(&data, DER_CONTEXT(1), &present);
    cipher = read_field(&data, 2, DER_OCTET_STRING);
    if (!reader_ok(in) || !reader_ok(&data) || !reader_ok(&kvno))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (enctype != key->type->id)
        return minor_fail(minor, MINOR_WRONG_SUBKEY, GSS_S_DEFECTIVE_TOKEN);
    if (!crypt_decrypt(key->type, key->bytes, usage, cipher.next, cipher.left, out)) {
        if (!writer_ok(out))
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        return minor_fail(minor, MINOR_BAD_MIC, GSS_S_BAD_SIG);
    }
    return GSS_S_COMPLETE;
}

/* EncryptionKey (RFC 4120 s.5.2.9). */
static OM_uint32 read_key(OM_uint32 *minor, struct reader *in, struct krb5_session_key *key)
{
    struct reader fields = der_read(in, DER_SEQUENCE);
    int64_t type = read_field_int(&fields, 0);
    struct reader value = read_field(&fields, 1, DER_OCTET_STRING);

    if (!reader_ok(in) || !reader_ok(&fields) || type < INT32_MIN || type > INT32_MAX)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return krb5_session_key_set_bytes(minor, key, (int32_t)type, value.next, value.left);
}

static size_t write_field_open(struct writer *out, unsigned n)
{
    return der_write_open(out, DER_CONTEXT(n));
}

static void write_field_int(struct writer *out, unsigned n, int64_t value)
{
    size_t field = write_field_open(out, n);

    der_write_int(out, value);
    der_write_close(out, field);
}

static void write_field_element(struct writer *out, unsigned n, uint8_t tag, const void *data,
                                size_t length)
{
    size_t field = write_field_open(out, n);

    der_write(out, tag, data, length);
    der_write_close(out, field);
}

static void write_key(struct writer *out, unsigned n, const struct krb5_session_key *key)
{
    size_t field = write_field_open(out, n);
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    write_field_int(out, 0, key->type->id);
    write_field_element(out, 1, DER_OCTET_STRING, key->bytes, key->type->key_length);
    der_write_close(out, sequence);
    der_write_close(out, field);
}

static void write_enc_part(struct writer *out, const struct krb5_ap_rep *rep)
{
    size_t application = der_write_open(out, TAG_ENC_AP_REP_PART);
    size_t sequence = der_write_open(out, DER_SEQUENCE);

    write_field_element(out, 0, DER_GENERALIZED_TIME, rep->ctime, KRB5_TIME_LENGTH);
    write_field_int(out, 1, rep->cusec);
    if (rep->subkey.type != NULL)
        write_key(out, 2, &rep->subkey);
    if (rep->has_sequence)
        write_field_int(out, 3, rep->sequence);
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
    application = der_write_open(out, TAG_AP_REP);
    sequence = der_write_open(out, DER_SEQUENCE);
    write_field_int(out, 0, KRB5_VERSION);
    write_field_int(out, 1, MSG_AP_REP);
    field = write_field_open(out, 2);
    data = der_write_open(out, DER_SEQUENCE);
    write_field_int(out, 0, session->type->id);
    cipher = write_field_open(out, 2);
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
    struct reader part = der_read(in, TAG_ENC_AP_REP_PART);
    struct reader fields = der_read(&part, DER_SEQUENCE);
    struct reader key;
    OM_uint32 major;
    bool has_key;

    read_field_time(&fields, 0, rep->ctime);
    rep->cusec = read_field_usec(&fields, 1);
    key = der_read_optional(&fields, DER_CONTEXT(2), &has_key);
    if (has_key && reader_ok(&key)) {
        major = read_key(minor, &key, &rep->subkey);
        if (major != GSS_S_COMPLETE)
            return major;
    }
    rep->sequence = read_field_sequence(&fields, 3, &rep->has_sequence);
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
    application = der_read(&in, TAG_AP_REP);
    fields = der_read(&application, DER_SEQUENCE);
    version = read_field_int(&fields, 0);
    type = read_field_int(&fields, 1);
    data = der_read(&fields, DER_CONTEXT(2));
    if (!reader_at_end(&in) || !reader_ok(&application) || !reader_ok(&fields) ||
        version != KRB5_VERSION || type != MSG_AP_REP) {
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
        goto done;
    }
    major = read_encrypted(minor, &data, USAGE_AP_REP_ENC_PART, session, &plain);
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

/* The fields of an AP-REQ up to its authenticator. */
static struct reader read_ap_req(struct reader *in, uint32_t *options)
{
    struct reader application = der_read(in, TAG_AP_REQ);
    struct reader fields = der_read(&application, DER_SEQUENCE);
    struct reader bits, authenticator = {.failed = true};

    (void)read_field_int(&fields, 0);
    (void)read_field_int(&fields, 1);
    bits = read_field(&fields, 2, DER_BIT_STRING);
    (void)read_u8(&bits); /* unused bits */
    *options = read_u32be(&bits);
    (void)der_read(&fields, DER_CONTEXT(3));
    if (reader_ok(&bits))
        authenticator = der_read(&fields, DER_CONTEXT(4));
    if (!reader_ok(&authenticator))
        *options = 0;
    return authenticator;
}

uint32_t krb5_ap_req_options(gss_const_buffer_t message)
{
    struct reader in;
    uint32_t options;

    reader_init(&in, message->value, message->length);
    (void)read_ap_req(&in, &options);
    return options;
}

static bool read_authenticator(struct reader *in, struct krb5_handshake *handshake)
{
    struct reader application = der_read(in, TAG_AUTHENTICATOR);
    struct reader fields = der_read(&application, DER_SEQUENCE);
    bool present;

    (void)read_field_int(&fields, 0);
    (void)der_read(&fields, DER_CONTEXT(1));
    (void)der_read(&fields, DER_CONTEXT(2));
    (void)der_read_optional(&fields, DER_CONTEXT(3), &present);
    handshake->cusec = read_field_usec(&fields, 4);
    read_field_time(&fields, 5, handshake->ctime);
    (void)der_read_optional(&fields, DER_CONTEXT(6), &present);
    handshake->local_sequence = read_field_sequence(&fields, 7, &present);
    return reader_ok(&fields) && present;
}

OM_uint32 krb5_ap_req_read_own(OM_uint32 *minor, const krb5_data *message,
                               struct krb5_handshake *handshake)
{
    struct reader in, encrypted;
    struct writer plain;
    uint32_t options;
    OM_uint32 major;

    writer_init_secret(&plain);
    reader_init(&in, message->data, message->length);
    encrypted = read_ap_req(&in, &options);
    major =
        read_encrypted(minor, &encrypted, USAGE_AP_REQ_AUTHENTICATOR, &handshake->session, &plain);
    if (major != GSS_S_COMPLETE)
        goto done;
    reader_init(&in, plain.data, plain.length);
    if (!read_authenticator(&in, handshake))
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_FAILURE);

done:
    writer_free(&plain);
    return major;
}

/* The protocol's number of a failure (RFC 4120 s.7.5.9). */
static krb5_ui_4 error_number(krb5_error_code code)
{
    if (code > ERROR_TABLE_BASE_krb5 && code <= ERROR_TABLE_BASE_krb5 + KRB5_ERR_MAX)
        return (krb5_ui_4)(code - ERROR_TABLE_BASE_krb5);
    return (krb5_ui_4)(KRB5KRB_ERR_GENERIC - ERROR_TABLE_BASE_krb5);
}

void krb5_error_write(krb5_context library, krb5_error_code code, krb5_const_principal server,
                      bool framed, gss_buffer_t token)
{
    krb5_data message = {0};
    krb5_error error = {.error = error_number(code)};

    /* No text: libkrb5's sentences name files of this host, and the peer is not known. */
    error.server = (krb5_principal)(server != NULL ? server : krb5_anonymous_principal());
    if (krb5_us_timeofday(library, &error.stime, &error.susec) != 0 ||
        krb5_mk_error(library, &error, &message) != 0)
        return;
    (void)krb5_token_write(KRB5_TOKEN_ERROR, framed, message.data, message.length, token);
    krb5_free_data_contents(library, &message);
}

OM_uint32 krb5_error_read(OM_uint32 *minor, krb5_context library, gss_const_buffer_t message)
{
    krb5_data data = {.length = (unsigned)message->length, .data = message->value};
    krb5_error *error = NULL;
    krb5_error_code code = krb5_rd_error(library, &data, &error);
    char sentence[200];
    const char *text;

    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_DEFECTIVE_TOKEN);
    code = ERROR_TABLE_BASE_krb5 + (krb5_error_code)(error->error & KRB5_ERR_MAX);
    krb5_clear_error_message(library);
    text = krb5_get_error_message(library, code);
    snprintf(sentence, sizeof(sentence), "The peer answered with an error: %s",
             text != NULL ? text : "unknown");
    minor_set_detail((OM_uint32)code, sentence);
    if (minor != NULL)
        *minor = (OM_uint32)code;
    krb5_free_error_message(library, text);
    krb5_free_error(library, error);
    return GSS_S_FAILURE;
}
