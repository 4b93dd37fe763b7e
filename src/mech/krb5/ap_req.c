#include <string.h>

#include "base/der.h"
#include "base/minor.h"
#include "mech/krb5/ap_message.h"
#include "mech/krb5/fields.h"

enum { USAGE_AP_REQ_AUTHENTICATOR = 11 }; /* RFC 4120 s.7.5.1 */

/* APOptions: 32 bits. */
static uint32_t read_options(struct reader *fields)
{
    struct reader bits = krb5_read_field(fields, 2, DER_BIT_STRING);
    uint32_t options;

    (void)read_u8(&bits); /* the number of unused bits */
    options = read_u32be(&bits);
    if (!reader_ok(&bits))
        reader_fail(fields);
    return options;
}

/* The encryption type of an EncryptedData, which IN comes to. */
static int32_t read_enctype(struct reader in)
{
    struct reader data = der_read(&in, DER_SEQUENCE);
    int64_t enctype = krb5_read_field_int(&data, 0);

    return reader_ok(&data) && enctype > 0 && enctype <= INT32_MAX ? (int32_t)enctype : 0;
}

/* The encryption type of a Ticket (RFC 4120 s.5.3). */
static int32_t read_ticket_enctype(struct reader in)
{
    struct reader ticket = der_read(&in, KRB5_TAG_TICKET);
    struct reader fields = der_read(&ticket, DER_SEQUENCE);

    for (unsigned n = 0; n < 3; n++) /* version, realm, server */
        (void)der_read(&fields, DER_CONTEXT(n));
    return read_enctype(der_read(&fields, DER_CONTEXT(3)));
}

bool krb5_ap_req_read(const void *message, size_t length, struct krb5_ap_req *req)
{
    struct reader in, application, fields;

    *req = (struct krb5_ap_req){0};
    reader_init(&in, message, length);
    application = der_read(&in, KRB5_TAG_AP_REQ);
    fields = der_read(&application, DER_SEQUENCE);
    (void)krb5_read_field_int(&fields, 0);
    (void)krb5_read_field_int(&fields, 1);
    req->options = read_options(&fields);
    req->ticket = der_read(&fields, DER_CONTEXT(3));
    req->ticket_enctype = read_ticket_enctype(req->ticket);
    req->authenticator = der_read(&fields, DER_CONTEXT(4));
    req->session_enctype = read_enctype(req->authenticator);
    return reader_at_end(&in) && reader_ok(&fields) && req->ticket_enctype != 0 &&
           req->session_enctype != 0;
}

OM_uint32 krb5_ap_req_check_enctypes(OM_uint32 *minor, const struct krb5_ap_req *req)
{
    const struct {
        int32_t enctype;
        const char *whose;
    } keys[] = {
        {req->ticket_enctype, "the service's key"},
        {req->session_enctype, "the session key"},
    };
    char name[64];

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (enctype_find(keys[i].enctype) == NULL)
            return minor_fail_detail(minor, MINOR_ENCTYPE_REFUSED, GSS_S_FAILURE, "%s is %s",
                                     keys[i].whose,
                                     enctype_display(keys[i].enctype, name, sizeof(name)));
    }
    return GSS_S_COMPLETE;
}

static bool read_authenticator(struct reader *in, struct krb5_handshake *handshake)
{
    struct reader application = der_read(in, KRB5_TAG_AUTHENTICATOR);
    struct reader fields = der_read(&application, DER_SEQUENCE);
    bool present;

    (void)krb5_read_field_int(&fields, 0);
    (void)der_read(&fields, DER_CONTEXT(1)); /* realm and name */
    (void)der_read(&fields, DER_CONTEXT(2));
    (void)der_read_optional(&fields, DER_CONTEXT(3), &present); /* checksum */
    handshake->cusec = krb5_read_field_usec(&fields, 4);
    krb5_read_field_time(&fields, 5, handshake->ctime);
    (void)der_read_optional(&fields, DER_CONTEXT(6), &present); /* subkey */
    handshake->local_sequence = krb5_read_field_sequence(&fields, 7, &present);
    return reader_ok(&fields) && present;
}

OM_uint32 krb5_ap_req_open_own(OM_uint32 *minor, const struct krb5_ap_req *req,
                               struct krb5_handshake *handshake)
{
    struct reader encrypted = req->authenticator, in;
    struct writer plain;
    OM_uint32 major;

    writer_init_secret(&plain);
    major = krb5_read_encrypted(minor, &encrypted, USAGE_AP_REQ_AUTHENTICATOR, &handshake->session,
                                &plain);
    if (major == GSS_S_COMPLETE) {
        reader_init(&in, plain.data, plain.length);
        if (!read_authenticator(&in, handshake))
            major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_FAILURE);
    }
    writer_free(&plain);
    return major;
}
