#include "mech/krb5/authdata.h"

#include "base/der.h"

/* RFC 7751 s.3.2 */
enum { KEY_USAGE_CAMMAC = 64 };

/* The next element of AuthorizationData; R fails at what is none. */
static struct reader authdata_next(struct reader *r, int64_t *type)
{
    struct reader element = der_read(r, DER_SEQUENCE);
    struct reader number = der_read(&element, DER_CONTEXT(0));
    struct reader field = der_read(&element, DER_CONTEXT(1));
    struct reader data = der_read(&field, DER_OCTET_STRING);

    *type = der_read_int(&number);
    if (!reader_ok(&element) || !reader_ok(&number) || !reader_ok(&data))
        reader_fail(r);
    return data;
}

/* One level of AD-IF-RELEVANT. */
static bool find_in_if_relevant(struct reader container, int32_t type, struct reader *found)
{
    struct reader list = der_read(&container, DER_SEQUENCE);

    while (reader_ok(&list) && list.left != 0) {
        int64_t this_type;

        *found = authdata_next(&list, &this_type);
        if (reader_ok(&list) && this_type == type)
            return true;
    }
    return false;
}

bool krb5_authdata_find(struct reader elements, int32_t type, struct reader *found)
{
    struct reader all = elements;

    while (reader_ok(&all) && all.left != 0) {
        int32_t this_type = (int32_t)read_u32be(&all);

        *found = read_sub_u32be(&all);
        if (reader_ok(&all) && this_type == type)
            return true;
    }
    all = elements;
    while (reader_ok(&all) && all.left != 0) {
        int32_t this_type = (int32_t)read_u32be(&all);
        struct reader container = read_sub_u32be(&all);

        if (this_type == KRB5_AUTHDATA_IF_RELEVANT && find_in_if_relevant(container, type, found))
            return true;
    }
    return false;
}

static bool pac_is_vouched(krb5_context library, const krb5_keyblock *key,
                           const krb5_ticket *ticket, const struct reader *bytes)
{
    const krb5_enc_tkt_part *part = ticket->enc_part2;
    krb5_pac pac;
    bool good;

    if (krb5_pac_parse(library, bytes->next, bytes->left, &pac) != 0)
        return false;
    good = krb5_pac_verify(library, pac, part->times.authtime, part->client, key, NULL) == 0;
    krb5_pac_free(library, pac);
    return good;
}

/* Verifier-MAC's checksum; the rest of it names the key, of which there is only one here. */
static bool verifier_read(struct reader field, krb5_checksum *checksum)
{
    struct reader verifier = der_read(&field, DER_SEQUENCE), mac, number, octets;
    bool present;

    for (uint8_t i = 0; i < 3; i++)
        (void)der_read_optional(&verifier, DER_CONTEXT(i), &present);
    mac = der_read(&verifier, DER_CONTEXT(3));
    mac = der_read(&mac, DER_SEQUENCE);
    number = der_read(&mac, DER_CONTEXT(0));
    octets = der_read(&mac, DER_CONTEXT(1));
    octets = der_read(&octets, DER_OCTET_STRING);
    *checksum = (krb5_checksum){.checksum_type = (krb5_cksumtype)der_read_int(&number),
                                .length = (unsigned)octets.left,
                                .contents = (krb5_octet *)octets.next};
    return reader_ok(&verifier) && reader_ok(&number) && reader_ok(&octets);
}

/* RFC 7751 s.3: the service's verifier is a MAC of the elements' encoding. */
static bool cammac_is_vouched(krb5_context library, const krb5_keyblock *key, struct reader cammac)
{
    struct reader sequence = der_read(&cammac, DER_SEQUENCE);
    struct reader elements = der_read(&sequence, DER_CONTEXT(0)), service;
    krb5_data input = {.data = (char *)elements.next, .length = (unsigned)elements.left};
    krb5_checksum checksum;
    krb5_boolean valid = 0;
    bool present;

    (void)der_read_optional(&sequence, DER_CONTEXT(1), &present);
    service = der_read(&sequence, DER_CONTEXT(2));
    /* A type without a key would be anybody's to compute. */
    return reader_ok(&sequence) && verifier_read(service, &checksum) &&
           krb5_c_is_keyed_cksum(checksum.checksum_type) &&
           krb5_c_verify_checksum(library, key, KEY_USAGE_CAMMAC, &input, &checksum, &valid) == 0 &&
           valid != 0;
}

void krb5_authdata_check(krb5_context library, krb5_keytab keytab, const krb5_ticket *ticket,
                         struct reader elements, struct krb5_vouched *vouched)
{
    struct reader pac, cammac;
    bool has_pac = krb5_authdata_find(elements, KRB5_AUTHDATA_WIN2K_PAC, &pac);
    bool has_cammac = krb5_authdata_find(elements, KRB5_AUTHDATA_CAMMAC, &cammac);
    krb5_keytab_entry entry;

    *vouched = (struct krb5_vouched){0};
    if (!has_pac && !has_cammac)
        return;
    if (krb5_kt_get_entry(library, keytab, ticket->server, ticket->enc_part.kvno,
                          ticket->enc_part.enctype, &entry) != 0)
        return;
    vouched->pac = has_pac && pac_is_vouched(library, &entry.key, ticket, &pac);
    vouched->cammac = has_cammac && cammac_is_vouched(library, &entry.key, cammac);
    (void)krb5_free_keytab_entry_contents(library, &entry);
}

/* AD-AUTHENTICATION-INDICATOR is a SEQUENCE OF UTF8String. */
static void indicators_write(struct reader data, struct writer *out)
{
    struct reader list = der_read(&data, DER_SEQUENCE);

    while (reader_ok(&list) && list.left != 0) {
        struct reader text = der_read(&list, DER_UTF8_STRING);

        if (reader_ok(&list))
            write_field_u16be(out, text.next, text.left);
    }
}

void krb5_cammac_write_indicators(struct reader cammac, struct writer *out)
{
    struct reader sequence = der_read(&cammac, DER_SEQUENCE);
    struct reader elements = der_read(&sequence, DER_CONTEXT(0));
    struct reader list = der_read(&elements, DER_SEQUENCE);

    while (reader_ok(&list) && list.left != 0) {
        int64_t type;
        struct reader data = authdata_next(&list, &type);

        if (reader_ok(&list) && type == KRB5_AUTHDATA_AUTH_INDICATOR)
            indicators_write(data, out);
    }
}
