/*
 * Per-message calls (RFC 2744 s.5.15, 5.31-5.34).
 *
 * An expired context is GSS_S_CONTEXT_EXPIRED, and nothing is protected, verified or delivered:
 * RFC 2743 s.2.3.1-2.3.4 all say "so that the requested operation cannot be performed".
 * No allocation, lock or system call here: time() is answered without entering the kernel.
 */
#include "glue/message.h"

#include "glue/call.h"

OM_uint32 message_check(OM_uint32 *minor, const struct gss_ctx_id_struct *context)
{
    OM_uint32 major = context_check(minor, context);

    if (major != GSS_S_COMPLETE)
        return major;
    if (!context->messages)
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    if (context_end_time(context) <= (int64_t)time(NULL))
        return minor_fail(minor, MINOR_CONTEXT_EXPIRED, GSS_S_CONTEXT_EXPIRED);
    return GSS_S_COMPLETE;
}

OM_uint32 message_check_sending(OM_uint32 *minor, const struct gss_ctx_id_struct *context,
                                gss_qop_t qop, gss_const_buffer_t input, gss_const_buffer_t output)
{
    OM_uint32 major = message_check(minor, context);

    if (major != GSS_S_COMPLETE)
        return major;
    if (qop != GSS_C_QOP_DEFAULT)
        return minor_fail(minor, MINOR_BAD_QOP, GSS_S_BAD_QOP);
    if (!call_buffer_is_sound(input))
        return call_fail_read(minor, 0);
    if (output == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    return GSS_S_COMPLETE;
}

OM_uint32 message_check_receiving(OM_uint32 *minor, const struct gss_ctx_id_struct *context,
                                  gss_const_buffer_t token)
{
    OM_uint32 major = message_check(minor, context);

    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_buffer_is_sound(token))
        return call_fail_read(minor, GSS_S_DEFECTIVE_TOKEN);
    if (token->length == 0)
        return minor_fail(minor, MINOR_EMPTY_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_get_mic(OM_uint32 *minor, gss_ctx_id_t context_handle, gss_qop_t qop_req,
                      gss_buffer_t message_buffer, gss_buffer_t message_token)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(message_token);
    major = message_check_sending(minor, context_handle, qop_req, message_buffer, message_token);
    if (major != GSS_S_COMPLETE)
        return major;
    if (context_handle->mech->get_mic == NULL)
        return call_fail_unsupported(minor);
    return context_handle->mech->get_mic(minor, context_handle->inner, message_buffer,
                                         message_token);
}

OM_uint32 gss_verify_mic(OM_uint32 *minor, gss_ctx_id_t context_handle, gss_buffer_t message_buffer,
                         gss_buffer_t token_buffer, gss_qop_t *qop_state)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (qop_state != NULL)
        *qop_state = GSS_C_QOP_DEFAULT;
    major = message_check_receiving(minor, context_handle, token_buffer);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_buffer_is_sound(message_buffer))
        return call_fail_read(minor, 0);
    if (context_handle->mech->verify_mic == NULL)
        return call_fail_unsupported(minor);
    return context_handle->mech->verify_mic(minor, context_handle->inner, message_buffer,
                                            token_buffer);
}

OM_uint32 gss_wrap(OM_uint32 *minor, gss_ctx_id_t context_handle, int conf_req_flag,
                   gss_qop_t qop_req, gss_buffer_t input_message_buffer, int *conf_state,
                   gss_buffer_t output_message_buffer)
{
    bool conf = conf_req_flag != 0;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(output_message_buffer);
    if (conf_state != NULL)
        *conf_state = 0;
    major = message_check_sending(minor, context_handle, qop_req, input_message_buffer,
                                  output_message_buffer);
    if (major != GSS_S_COMPLETE)
        return major;
    if (context_handle->mech->wrap == NULL)
        return call_fail_unsupported(minor);
    major = context_handle->mech->wrap(minor, context_handle->inner, &conf, input_message_buffer,
                                       output_message_buffer);
    if (major == GSS_S_COMPLETE && conf_state != NULL)
        *conf_state = conf;
    return major;
}

OM_uint32 gss_unwrap(OM_uint32 *minor, gss_ctx_id_t context_handle,
                     gss_buffer_t input_message_buffer, gss_buffer_t output_message_buffer,
                     int *conf_state, gss_qop_t *qop_state)
{
    bool conf = false;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(output_message_buffer);
    if (conf_state != NULL)
        *conf_state = 0;
    if (qop_state != NULL)
        *qop_state = GSS_C_QOP_DEFAULT;
    major = message_check_receiving(minor, context_handle, input_message_buffer);
    if (major != GSS_S_COMPLETE)
        return major;
    if (output_message_buffer == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    if (context_handle->mech->unwrap == NULL)
        return call_fail_unsupported(minor);
    major = context_handle->mech->unwrap(minor, context_handle->inner, input_message_buffer,
                                         output_message_buffer, &conf);
    if (!GSS_ERROR(major) && conf_state != NULL)
        *conf_state = conf;
    return major;
}

OM_uint32 gss_wrap_size_limit(OM_uint32 *minor, gss_ctx_id_t context_handle, int conf_req_flag,
                              gss_qop_t qop_req, OM_uint32 req_output_size,
                              OM_uint32 *max_input_size)
{
    size_t size = 0;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (max_input_size != NULL)
        *max_input_size = 0;
    major = message_check(minor, context_handle);
    if (major != GSS_S_COMPLETE)
        return major;
    if (qop_req != GSS_C_QOP_DEFAULT)
        return minor_fail(minor, MINOR_BAD_QOP, GSS_S_BAD_QOP);
    if (max_input_size == NULL)
        return call_fail_write(minor, 0);
    if (context_handle->mech->wrap_size_limit == NULL)
        return call_fail_unsupported(minor);
    major = context_handle->mech->wrap_size_limit(minor, context_handle->inner, conf_req_flag != 0,
                                                  req_output_size, &size);
    if (major == GSS_S_COMPLETE)
        *max_input_size = size < UINT32_MAX ? (OM_uint32)size : UINT32_MAX;
    return major;
}
