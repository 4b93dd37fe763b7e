/* What mechanisms define of contexts: questions and options. */
#include <gss/ext-inquire.h>

#include "base/buffer_set.h"
#include "glue/call.h"
#include "glue/context.h"

OM_uint32 context_inquire_by_oid(OM_uint32 *minor, const struct gss_ctx_id_struct *context,
                                 gss_const_OID what, gss_buffer_set_t *answers)
{
    OM_uint32 major = context_check(minor, context);

    *answers = GSS_C_NO_BUFFER_SET;
    if (major != GSS_S_COMPLETE)
        return major;
    if (context->mech->inquire_context_by_oid == NULL)
        return call_fail_unsupported(minor);
    *answers = buffer_set_create();
    if (*answers == GSS_C_NO_BUFFER_SET)
        return call_fail_memory(minor);
    major = context->mech->inquire_context_by_oid(minor, context->inner, what, *answers);
    if (major != GSS_S_COMPLETE)
        buffer_set_free(answers);
    return major;
}

OM_uint32 gss_inquire_sec_context_by_oid(OM_uint32 *minor, const gss_ctx_id_t context_handle,
                                         const gss_OID desired_object, gss_buffer_set_t *data_set)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (data_set != NULL)
        *data_set = GSS_C_NO_BUFFER_SET;
    major = context_check(minor, context_handle);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_oid_is_sound(desired_object))
        return call_fail_read(minor, 0);
    if (data_set == NULL)
        return call_fail_write(minor, 0);
    return context_inquire_by_oid(minor, context_handle, desired_object, data_set);
}

OM_uint32 gss_set_sec_context_option(OM_uint32 *minor, gss_ctx_id_t *context_handle,
                                     const gss_OID desired_object, const gss_buffer_t value)
{
    static const gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    gss_ctx_id_t context;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (context_handle == NULL)
        return call_fail_read(minor, GSS_S_NO_CONTEXT);
    context = *context_handle;
    major = context_check(minor, context);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_oid_is_sound(desired_object) ||
        (value != GSS_C_NO_BUFFER && !call_buffer_is_sound(value)))
        return call_fail_read(minor, 0);
    if (context->mech->set_context_option == NULL)
        return call_fail_unsupported(minor);
    return context->mech->set_context_option(context->mech, minor, &context->inner, desired_object,
                                             value != GSS_C_NO_BUFFER ? value : &none);
}
