#include "mech/krb5/checksum.h"

#include <errno.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"
#include "mech/krb5/library.h"

enum {
    DELEGATION_OPTION = 1,   /* RFC 4121 s.4.1.1: DlgOpt */
    AP_OPTIONS_CBT = 0x4000, /* MS-KILE 3.2.5.8: KERB_AP_OPTIONS_CBT */
};

void krb5_checksum_write(struct writer *out, const struct krb5_gss_checksum *checksum)
{
    write_u32le(out, KRB5_BINDINGS_LENGTH);
    write_bytes(out, checksum->bindings, KRB5_BINDINGS_LENGTH);
    write_u32le(out, checksum->flags);
    if ((checksum->flags & GSS_C_DELEG_FLAG) == 0)
        return;
    if (checksum->delegation.left > UINT16_MAX) {
        writer_fail(out);
        return;
    }
    write_u16le(out, DELEGATION_OPTION);
    write_u16le(out, (uint16_t)checksum->delegation.left);
    write_bytes(out, checksum->delegation.next, checksum->delegation.left);
}

OM_uint32 krb5_checksum_read(OM_uint32 *minor, const krb5_checksum *in,
                             struct krb5_gss_checksum *checksum)
{
    struct reader r;

    *checksum = (struct krb5_gss_checksum){0};
    if (in == NULL || in->checksum_type != KRB5_CHECKSUM_GSS)
        return minor_fail(minor, MINOR_BAD_CHECKSUM_TYPE, GSS_S_DEFECTIVE_TOKEN);
    reader_init(&r, in->contents, in->length);
    if (read_u32le(&r) != KRB5_BINDINGS_LENGTH)
        reader_fail(&r);
    read_copy(&r, checksum->bindings, KRB5_BINDINGS_LENGTH);
    checksum->flags = read_u32le(&r);
    if ((checksum->flags & GSS_C_DELEG_FLAG) != 0) {
        if (read_u16le(&r) != DELEGATION_OPTION)
            reader_fail(&r);
        checksum->delegation = read_sub(&r, read_u16le(&r));
    }
    if (!reader_ok(&r)) /* what follows are extensions, none of which we know */
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return GSS_S_COMPLETE;
}

static void write_binding(struct writer *out, gss_const_buffer_t data)
{
    if (data->length > UINT32_MAX) {
        writer_fail(out);
        return;
    }
    write_u32le(out, (uint32_t)data->length);
    write_bytes(out, data->value, data->length);
}

OM_uint32 krb5_bindings_digest(OM_uint32 *minor, krb5_context library,
                               gss_channel_bindings_t bindings,
                               uint8_t digest[KRB5_BINDINGS_LENGTH])
{
    krb5_checksum md5 = {0};
    krb5_error_code code = ENOMEM;
    struct writer out;
    krb5_data data;

    memset(digest, 0, KRB5_BINDINGS_LENGTH);
    if (bindings == GSS_C_NO_CHANNEL_BINDINGS)
        return GSS_S_COMPLETE;
    writer_init(&out);
    write_u32le(&out, bindings->initiator_addrtype);
    write_binding(&out, &bindings->initiator_address);
    write_u32le(&out, bindings->acceptor_addrtype);
    write_binding(&out, &bindings->acceptor_address);
    write_binding(&out, &bindings->application_data);
    if (writer_ok(&out)) {
        data = (krb5_data){.data = (char *)out.data, .length = (unsigned)out.length};
        code = krb5_c_make_checksum(library, CKSUMTYPE_RSA_MD5, NULL, 0, &data, &md5);
    }
    writer_free(&out);
    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    memcpy(digest, md5.contents, KRB5_BINDINGS_LENGTH);
    krb5_free_checksum_contents(library, &md5);
    return GSS_S_COMPLETE;
}

/* Does the authenticator say that its maker would have sent bindings, had there been a channel? */
static OM_uint32 initiator_knows_bindings(OM_uint32 *minor, krb5_context library,
                                          krb5_authdata *const *authenticator_data, bool *knows)
{
    krb5_authdata **found = NULL;
    krb5_error_code code =
        krb5_find_authdata(library, NULL, authenticator_data, KRB5_AUTHDATA_AP_OPTIONS, &found);
    struct reader r;

    *knows = false;
    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    if (found != NULL && found[0] != NULL) {
        reader_init(&r, found[0]->contents, found[0]->length);
        *knows = (read_u32le(&r) & AP_OPTIONS_CBT) != 0;
    }
    krb5_free_authdata(library, found);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_bindings_check(OM_uint32 *minor, krb5_context library,
                              gss_channel_bindings_t bindings,
                              const struct krb5_gss_checksum *checksum,
                              krb5_authdata *const *authenticator_data, bool *bound)
{
    static const uint8_t none[KRB5_BINDINGS_LENGTH];
    uint8_t digest[KRB5_BINDINGS_LENGTH];
    OM_uint32 major;
    bool knows;

    *bound = false;
    if (bindings == GSS_C_NO_CHANNEL_BINDINGS)
        return GSS_S_COMPLETE;
    major = krb5_bindings_digest(minor, library, bindings, digest);
    if (major != GSS_S_COMPLETE)
        return major;
    *bound = secret_equal(digest, checksum->bindings, sizeof(digest));
    if (*bound)
        return GSS_S_COMPLETE;
    if (!secret_equal(none, checksum->bindings, sizeof(none)))
        return minor_fail(minor, MINOR_BAD_BINDINGS, GSS_S_BAD_BINDINGS);
    major = initiator_knows_bindings(minor, library, authenticator_data, &knows);
    if (major == GSS_S_COMPLETE && knows)
        return minor_fail(minor, MINOR_NO_BINDINGS, GSS_S_BAD_BINDINGS);
    return major;
}
