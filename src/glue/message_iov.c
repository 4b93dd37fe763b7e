/*
 * Per-message calls on several buffers.
 *
 * What is checked here holds for every mechanism: the context, and that what a
 * call reads and writes is there. The layout is for the mechanism to check, which
 * knows what it can do with it.
 */
#include <gss/ext-iov.h>

#include <stdlib.h>

#include "glue/call.h"
#include "glue/message.h"

static bool iov_is(const gss_iov_buffer_desc *buffer, OM_uint32 type)
{
    return GSS_IOV_BUFFER_TYPE(buffer->type) == type;
}

/* Beside a STREAM, DATA is an output. */
static bool iov_has_stream(const gss_iov_buffer_desc *iov, int count)
{
    for (int i = 0; i < count; i++) {
        if (iov_is(&iov[i], GSS_IOV_BUFFER_TYPE_STREAM))
            return true;
    }
    return false;
}

/* The checks that all have in common. */
static OM_uint32 iov_check(OM_uint32 *minor, const struct gss_ctx_id_struct *context,
                           const gss_iov_buffer_desc *iov, int count)
{
    OM_uint32 major = message_check(minor, context);

    if (major != GSS_S_COMPLETE)
        return major;
    if (iov == GSS_C_NO_IOV_BUFFER)
        return call_fail_read(minor, 0);
    if (count < 0)
        return minor_fail_detail(minor, MINOR_IOV_LAYOUT, GSS_S_FAILURE, "%d of them", count);
    return GSS_S_COMPLETE;
}

static bool iov_is_to_be_allocated(const gss_iov_buffer_desc *buffer)
{
    return (buffer->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0 &&
           !iov_is(buffer, GSS_IOV_BUFFER_TYPE_DATA) &&
           !iov_is(buffer, GSS_IOV_BUFFER_TYPE_SIGN_ONLY);
}

/* The same, and that the buffers are there. A call that SENDS may have to allocate some. */
static OM_uint32 iov_check_buffers(OM_uint32 *minor, const struct gss_ctx_id_struct *context,
                                   const gss_iov_buffer_desc *iov, int count, bool sends)
{
    OM_uint32 major = iov_check(minor, context, iov, count);
    bool stream;

    if (major != GSS_S_COMPLETE)
        return major;
    stream = iov_has_stream(iov, count);
    for (int i = 0; i < count; i++) {
        if (iov_is(&iov[i], GSS_IOV_BUFFER_TYPE_EMPTY) ||
            (stream && iov_is(&iov[i], GSS_IOV_BUFFER_TYPE_DATA)) ||
            (sends && iov_is_to_be_allocated(&iov[i])))
            continue;
        if (!call_buffer_is_sound(&iov[i].buffer))
            return call_fail_read(minor, 0);
    }
    return GSS_S_COMPLETE;
}

static OM_uint32 iov_check_qop(OM_uint32 *minor, gss_qop_t qop)
{
    return qop == GSS_C_QOP_DEFAULT ? GSS_S_COMPLETE
                                    : minor_fail(minor, MINOR_BAD_QOP, GSS_S_BAD_QOP);
}

OM_uint32 gss_wrap_iov(OM_uint32 *minor, gss_ctx_id_t context_handle, int conf_req_flag,
                       gss_qop_t qop_req, int *conf_state, gss_iov_buffer_desc *iov, int iov_count)
{
    bool conf = conf_req_flag != 0;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (conf_state != NULL)
        *conf_state = 0;
    major = iov_check_buffers(minor, context_handle, iov, iov_count, true);
    if (major == GSS_S_COMPLETE)
        major = iov_check_qop(minor, qop_req);
    if (major != GSS_S_COMPLETE)
        return major;
    if (context_handle->mech->wrap_iov == NULL)
        return call_fail_unsupported(minor);
    major =
        context_handle->mech->wrap_iov(minor, context_handle->inner, &conf, iov, (size_t)iov_count);
    if (major == GSS_S_COMPLETE && conf_state != NULL)
        *conf_state = conf;
    return major;
}

OM_uint32 gss_wrap_iov_length(OM_uint32 *minor, gss_ctx_id_t context_handle, int conf_req_flag,
                              gss_qop_t qop_req, int *conf_state, gss_iov_buffer_desc *iov,
                              int iov_count)
{
    bool conf = conf_req_flag != 0;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (conf_state != NULL)
        *conf_state = 0;
    major = iov_check(minor, context_handle, iov, iov_count);
    if (major == GSS_S_COMPLETE)
        major = iov_check_qop(minor, qop_req);
    if (major != GSS_S_COMPLETE)
        return major;
    if (context_handle->mech->wrap_iov_length == NULL)
        return call_fail_unsupported(minor);
    major = context_handle->mech->wrap_iov_length(minor, context_handle->inner, &conf, iov,
                                                  (size_t)iov_count);
    if (major == GSS_S_COMPLETE && conf_state != NULL)
        *conf_state = conf;
    return major;
}

OM_uint32 gss_unwrap_iov(OM_uint32 *minor, gss_ctx_id_t context_handle, int *conf_state,
                         gss_qop_t *qop_state, gss_iov_buffer_desc *iov, int iov_count)
{
    OM_uint32 spare, major;
    bool conf = false;

    minor = call_minor(minor, &spare);
    if (conf_state != NULL)
        *conf_state = 0;
    if (qop_state != NULL)
        *qop_state = GSS_C_QOP_DEFAULT;
    major = iov_check_buffers(minor, context_handle, iov, iov_count, false);
    if (major != GSS_S_COMPLETE)
        return major;
    if (context_handle->mech->unwrap_iov == NULL)
        return call_fail_unsupported(minor);
    major = context_handle->mech->unwrap_iov(minor, context_handle->inner, iov, (size_t)iov_count,
                                             &conf);
    if (!GSS_ERROR(major) && conf_state != NULL)
        *conf_state = conf;
    return major;
}

OM_uint32 gss_get_mic_iov(OM_uint32 *minor, gss_ctx_id_t context_handle, gss_qop_t qop_req,
                          gss_iov_buffer_desc *iov, int iov_count)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = iov_check_buffers(minor, context_handle, iov, iov_count, true);
    if (major == GSS_S_COMPLETE)
        major = iov_check_qop(minor, qop_req);
    if (major != GSS_S_COMPLETE)
        return major;
    if (context_handle->mech->get_mic_iov == NULL)
        return call_fail_unsupported(minor);
    return context_handle->mech->get_mic_iov(minor, context_handle->inner, iov, (size_t)iov_count);
}

OM_uint32 gss_get_mic_iov_length(OM_uint32 *minor, gss_ctx_id_t context_handle, gss_qop_t qop_req,
                                 gss_iov_buffer_desc *iov, int iov_count)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = iov_check(minor, context_handle, iov, iov_count);
    if (major == GSS_S_COMPLETE)
        major = iov_check_qop(minor, qop_req);
    if (major != GSS_S_COMPLETE)
        return major;
    if (context_handle->mech->get_mic_iov_length == NULL)
        return call_fail_unsupported(minor);
    return context_handle->mech->get_mic_iov_length(minor, context_handle->inner, iov,
                                                    (size_t)iov_count);
}

OM_uint32 gss_verify_mic_iov(OM_uint32 *minor, gss_ctx_id_t context_handle, gss_qop_t *qop_state,
                             gss_iov_buffer_desc *iov, int iov_count)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (qop_state != NULL)
        *qop_state = GSS_C_QOP_DEFAULT;
    major = iov_check_buffers(minor, context_handle, iov, iov_count, false);
    if (major != GSS_S_COMPLETE)
        return major;
    if (context_handle->mech->verify_mic_iov == NULL)
        return call_fail_unsupported(minor);
    return context_handle->mech->verify_mic_iov(minor, context_handle->inner, iov,
                                                (size_t)iov_count);
}

OM_uint32 gss_release_iov_buffer(OM_uint32 *minor, gss_iov_buffer_desc *iov, int iov_count)
{
    OM_uint32 spare;

    (void)call_minor(minor, &spare);
    for (int i = 0; iov != GSS_C_NO_IOV_BUFFER && i < iov_count; i++) {
        if ((iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) == 0)
            continue;
        free(iov[i].buffer.value);
        call_empty_buffer(&iov[i].buffer);
        iov[i].type &= ~(OM_uint32)GSS_IOV_BUFFER_FLAG_ALLOCATED;
    }
    return GSS_S_COMPLETE;
}

OM_uint32 gss_complete_auth_token(OM_uint32 *minor, const gss_ctx_id_t context_handle,
                                  gss_buffer_t input_message_buffer)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = context_check(minor, context_handle);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_buffer_is_sound(input_message_buffer))
        return call_fail_read(minor, 0);
    if (context_handle->mech->complete_auth_token == NULL)
        return GSS_S_COMPLETE;
    return context_handle->mech->complete_auth_token(minor, context_handle->inner,
                                                     input_message_buffer);
}
