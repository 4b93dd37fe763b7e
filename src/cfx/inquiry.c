#include "cfx/inquiry.h"

#include <gss/ext-inquire.h>

#include "base/buffer_set.h"
#include "base/minor.h"
#include "base/oid.h"

/* 1.2.840.113554.1.2.2.4: below it MIT names each encryption type by its number. */
#define SESSION_KEY_ENCTYPE "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x04"

static bool inquire_session_key(const struct cfx *cfx, gss_buffer_set_t answers)
{
    const struct enctype *type;
    const uint8_t *key = cfx_protocol_key(cfx, &type);
    struct writer out;

    if (!buffer_set_add(answers, key, type->key_length))
        return false;
    writer_init(&out);
    write_bytes(&out, SESSION_KEY_ENCTYPE, sizeof(SESSION_KEY_ENCTYPE) - 1);
    write_u8(&out, (uint8_t)type->id); /* all of ours are below 128: one byte of base 128 */
    return buffer_set_take(answers, &out);
}

/* The bits of the key, as MIT counts the strength of AES. */
static bool inquire_strength(const struct cfx *cfx, gss_buffer_set_t answers)
{
    const struct enctype *type;
    struct writer out;

    (void)cfx_protocol_key(cfx, &type);
    writer_init(&out);
    write_u32be(&out, (uint32_t)(8 * type->key_length));
    return buffer_set_take(answers, &out);
}

OM_uint32 cfx_inquire(const struct cfx *cfx, OM_uint32 *minor, gss_const_OID what,
                      gss_buffer_set_t answers)
{
    bool key = oid_equal(what, GSS_C_INQ_SSPI_SESSION_KEY);

    if (!key && !oid_equal(what, GSS_C_SEC_CONTEXT_SASL_SSF))
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    if (cfx == NULL)
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    if (!(key ? inquire_session_key(cfx, answers) : inquire_strength(cfx, answers)))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}
