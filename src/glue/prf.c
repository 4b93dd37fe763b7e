/* gss_pseudo_random (RFC 4401). */
#include <gss.h>

#include "glue/call.h"
#include "glue/context.h"

/* Whether the context has such a key by now. */
static OM_uint32 prf_check_key(OM_uint32 *minor, const struct gss_ctx_id_struct *context, int key)
{
    if (key != GSS_C_PRF_KEY_FULL && key != GSS_C_PRF_KEY_PARTIAL)
        return minor_fail(minor, MINOR_BAD_ARGUMENT, GSS_S_UNAVAILABLE);
    if (!context->messages || (key == GSS_C_PRF_KEY_FULL && context->state != CONTEXT_ESTABLISHED))
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_UNAVAILABLE);
    if (context->mech->pseudo_random == NULL)
        return call_fail_unsupported(minor);
    return GSS_S_COMPLETE;
}

static OM_uint32 prf_check(OM_uint32 *minor, const struct gss_ctx_id_struct *context, int key,
                           gss_const_buffer_t input, ssize_t length, gss_const_buffer_t output)
{
    OM_uint32 major = context_check(minor, context);

    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_buffer_is_sound(input))
        return call_fail_read(minor, 0);
    if (output == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    major = prf_check_key(minor, context, key);
    if (major != GSS_S_COMPLETE)
        return major;
    if (context_end_time(context) <= (int64_t)time(NULL))
        return minor_fail(minor, MINOR_CONTEXT_EXPIRED, GSS_S_CONTEXT_EXPIRED);
    if (input->length == 0 || length < 1)
        return minor_fail(minor, MINOR_BAD_ARGUMENT, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_pseudo_random(OM_uint32 *minor, gss_ctx_id_t context, int prf_key,
                            gss_buffer_t prf_in, ssize_t desired_output_len, gss_buffer_t prf_out)
{
    OM_uint32 spare, major;
    struct writer out;

    minor = call_minor(minor, &spare);
    call_empty_buffer(prf_out);
    major = prf_check(minor, context, prf_key, prf_in, desired_output_len, prf_out);
    if (major != GSS_S_COMPLETE)
        return major;
    writer_init_secret(&out);
    major = context->mech->pseudo_random(minor, context->inner, prf_key, prf_in,
                                         (size_t)desired_output_len, &out);
    if (major == GSS_S_COMPLETE && !writer_take_buffer(&out, prf_out))
        major = call_fail_memory(minor);
    writer_free(&out);
    return major;
}
