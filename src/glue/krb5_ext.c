/* What Kerberos contexts tell by their own calls. */
#include "glue/krb5_ext.h"

#include <gss/krb5-ext.h>

#include "base/buffer_set.h"
#include "base/oid.h"
#include "glue/call.h"
#include "glue/context.h"
#include "mech/krb5/inquiry.h"

OM_uint32 krb5_ext_inquire(OM_uint32 *minor, gss_ctx_id_t context, gss_const_OID what,
                           gss_buffer_set_t *answers)
{
    OM_uint32 major = context_check(minor, context);

    *answers = GSS_C_NO_BUFFER_SET;
    if (major == GSS_S_COMPLETE && context->state != CONTEXT_ESTABLISHED)
        major = minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    if (major == GSS_S_COMPLETE)
        major = context_inquire_by_oid(minor, context, what, answers);
    if (major == GSS_S_COMPLETE && (*answers)->count != 1) {
        major = call_fail_unsupported(minor);
        buffer_set_free(answers);
    }
    return major;
}

/* The same for a number, an answer of exactly SIZE bytes; its low 32 bits go to *NUMBER. */
static OM_uint32 inquire_number(OM_uint32 *minor, gss_ctx_id_t context, gss_const_OID what,
                                size_t size, uint32_t *number)
{
    gss_buffer_set_t answers;
    struct reader in;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (number == NULL)
        return call_fail_write(minor, 0);
    *number = 0;
    major = krb5_ext_inquire(minor, context, what, &answers);
    if (major != GSS_S_COMPLETE)
        return major;
    reader_init(&in, answers->elements[0].value, answers->elements[0].length);
    *number = size == 4 ? read_u32be(&in) : (uint32_t)read_u64be(&in);
    if (!reader_at_end(&in)) {
        *number = 0;
        major = call_fail_unsupported(minor);
    }
    buffer_set_free(&answers);
    return major;
}

OM_uint32 gsskrb5_extract_authtime_from_sec_context(OM_uint32 *minor, gss_ctx_id_t context_handle,
                                                    int32_t *authtime)
{
    static const gss_OID_desc what = OID_STATIC(KRB5_INQUIRE_AUTHTIME);

    /* Unsigned since 2038 came near, whatever the type says. */
    return inquire_number(minor, context_handle, &what, 8, (uint32_t *)authtime);
}

OM_uint32 gss_krb5_get_tkt_flags(OM_uint32 *minor, gss_ctx_id_t context_handle,
                                 OM_uint32 *ticket_flags)
{
    static const gss_OID_desc what = OID_STATIC(KRB5_INQUIRE_TICKET_FLAGS);

    return inquire_number(minor, context_handle, &what, 4, ticket_flags);
}

OM_uint32 gsskrb5_extract_authz_data_from_sec_context(OM_uint32 *minor, gss_ctx_id_t context_handle,
                                                      int ad_type, gss_buffer_t ad_data)
{
    uint8_t elements[KRB5_INQUIRE_OID_MAX];
    gss_OID_desc what = krb5_inquiry_authz_data_oid(ad_type, elements);
    gss_buffer_set_t answers;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (ad_data == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    call_empty_buffer(ad_data);
    major = krb5_ext_inquire(minor, context_handle, &what, &answers);
    if (major != GSS_S_COMPLETE)
        return major;
    *ad_data = answers->elements[0]; /* now the caller's */
    answers->elements[0] = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    buffer_set_free(&answers);
    return GSS_S_COMPLETE;
}
