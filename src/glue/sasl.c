#include "glue/sasl.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include <gss/api.h>

#include "base/der.h"
#include "glue/buffer.h"
#include "glue/call.h"
#include "glue/registry.h"

enum { SASL_DIGITS = 11, SHA1_LENGTH = 20, OID_DER_MAX = 256 };

/* "GS2-", and the first 55 bits of the SHA-1 hash of the OID in DER, in base 32. */
static bool sasl_compute_name(gss_const_OID oid, char out[SASL_NAME_SIZE])
{
    static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t der[OID_DER_MAX], hash[SHA1_LENGTH];
    char digits[SASL_DIGITS + 1];
    struct writer w;
    struct reader r;
    uint64_t bits;

    writer_init_fixed(&w, der, sizeof(der));
    der_write(&w, DER_OID, oid->elements, oid->length);
    if (!writer_ok(&w) || EVP_Digest(der, w.length, hash, NULL, EVP_sha1(), NULL) != 1)
        return false;
    reader_init(&r, hash, sizeof(hash));
    bits = read_u64be(&r);
    for (int i = 0; i < SASL_DIGITS; i++)
        digits[i] = base32[bits >> (59 - 5 * i) & 31];
    digits[SASL_DIGITS] = '\0';
    snprintf(out, SASL_NAME_SIZE, "GS2-%s", digits);
    return true;
}

bool sasl_name(const struct mech *mech, char out[SASL_NAME_SIZE])
{
    if (mech->sasl_name == NULL)
        return sasl_compute_name(&mech->oid, out);
    snprintf(out, SASL_NAME_SIZE, "%s", mech->sasl_name);
    return true;
}

/* Fills a buffer that the caller may not want. */
static OM_uint32 sasl_give(OM_uint32 *minor, gss_buffer_t buffer, const char *text)
{
    return buffer != GSS_C_NO_BUFFER ? buffer_set_text(minor, buffer, text, strlen(text))
                                     : GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_saslname_for_mech(OM_uint32 *minor, gss_OID desired_mech,
                                        gss_buffer_t sasl_mech_name, gss_buffer_t mech_name,
                                        gss_buffer_t mech_description)
{
    gss_buffer_t outputs[] = {sasl_mech_name, mech_name, mech_description};
    char name[SASL_NAME_SIZE];
    const struct mech *mech;
    OM_uint32 spare, ignored, major;

    minor = call_minor(minor, &spare);
    for (size_t i = 0; i < 3; i++)
        call_empty_buffer(outputs[i]);
    major = registry_select(minor, desired_mech, &mech);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!sasl_name(mech, name))
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    major = sasl_give(minor, sasl_mech_name, name);
    if (major == GSS_S_COMPLETE)
        major = sasl_give(minor, mech_name, mech->name);
    if (major == GSS_S_COMPLETE)
        major = sasl_give(minor, mech_description, mech->description);
    for (size_t i = 0; major != GSS_S_COMPLETE && i < 3; i++) {
        if (outputs[i] != GSS_C_NO_BUFFER)
            (void)gss_release_buffer(&ignored, outputs[i]);
    }
    return major;
}

OM_uint32 gss_inquire_mech_for_saslname(OM_uint32 *minor, gss_buffer_t sasl_mech_name,
                                        gss_OID *mech_type)
{
    const struct mech *const *mechs = registry_list();
    char name[SASL_NAME_SIZE];
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (mech_type != NULL)
        *mech_type = GSS_C_NO_OID;
    if (!call_buffer_is_sound(sasl_mech_name))
        return call_fail_read(minor, GSS_S_BAD_MECH);
    for (size_t i = 0; mechs[i] != NULL; i++) {
        if (!sasl_name(mechs[i], name))
            return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
        if (sasl_mech_name->length == strlen(name) &&
            memcmp(sasl_mech_name->value, name, sasl_mech_name->length) == 0) {
            if (mech_type != NULL)                    /* optional (RFC 5801 s.11.1) */
                *mech_type = (gss_OID)&mechs[i]->oid; /* static */
            return GSS_S_COMPLETE;
        }
    }
    return minor_fail(minor, MINOR_NO_MECH, GSS_S_BAD_MECH);
}
