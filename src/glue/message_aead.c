/* Messages with associated data: a fixed layout of several buffers. */
#include <gss/ext-iov.h>

#include <stdlib.h>
#include <string.h>

#include "glue/buffer.h"
#include "glue/call.h"
#include "glue/message.h"

/* What a token is built from: its parts in their order, and what it protects besides. */
enum aead_part { AEAD_HEADER, AEAD_DATA, AEAD_PADDING, AEAD_TRAILER, AEAD_ASSOC, AEAD_PARTS };

static const gss_buffer_desc aead_nothing;

/* Associated data are protected before the message. */
static void aead_layout(gss_const_buffer_t assoc, gss_const_buffer_t payload,
                        gss_iov_buffer_desc *iov, gss_iov_buffer_desc **parts)
{
    static const struct {
        enum aead_part part;
        OM_uint32 type;
    } order[AEAD_PARTS] = {
        {AEAD_HEADER, GSS_IOV_BUFFER_TYPE_HEADER},   {AEAD_ASSOC, GSS_IOV_BUFFER_TYPE_SIGN_ONLY},
        {AEAD_DATA, GSS_IOV_BUFFER_TYPE_DATA},       {AEAD_PADDING, GSS_IOV_BUFFER_TYPE_PADDING},
        {AEAD_TRAILER, GSS_IOV_BUFFER_TYPE_TRAILER},
    };

    for (size_t i = 0; i < AEAD_PARTS; i++) {
        iov[i] = (gss_iov_buffer_desc){.type = order[i].type};
        parts[order[i].part] = &iov[i];
    }
    parts[AEAD_ASSOC]->buffer = *assoc;
    parts[AEAD_DATA]->buffer = *payload;
}

/* Gives each part of the token its place in a new buffer; false without memory. */
static bool aead_place(gss_iov_buffer_desc *const *parts, gss_buffer_t token)
{
    size_t length = 0, at = 0;

    for (size_t i = AEAD_HEADER; i <= AEAD_TRAILER; i++) {
        if (parts[i]->buffer.length > SIZE_MAX - length)
            return false;
        length += parts[i]->buffer.length;
    }
    token->value = malloc(length != 0 ? length : 1);
    if (token->value == NULL)
        return false;
    token->length = length;
    for (size_t i = AEAD_HEADER; i <= AEAD_TRAILER; i++) {
        parts[i]->buffer.value = (uint8_t *)token->value + at;
        at += parts[i]->buffer.length;
    }
    return true;
}

static OM_uint32 aead_wrap(OM_uint32 *minor, const struct gss_ctx_id_struct *context, bool *conf,
                           gss_const_buffer_t assoc, gss_const_buffer_t payload, gss_buffer_t token)
{
    gss_iov_buffer_desc iov[AEAD_PARTS], *parts[AEAD_PARTS];
    gss_buffer_desc built = GSS_C_EMPTY_BUFFER;
    OM_uint32 major;

    aead_layout(assoc, payload, iov, parts);
    major = context->mech->wrap_iov_length(minor, context->inner, conf, iov, AEAD_PARTS);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!aead_place(parts, &built))
        return call_fail_memory(minor);
    if (payload->length != 0)
        memcpy(parts[AEAD_DATA]->buffer.value, payload->value, payload->length);
    major = context->mech->wrap_iov(minor, context->inner, conf, iov, AEAD_PARTS);
    if (major != GSS_S_COMPLETE) {
        free(built.value);
        return major;
    }
    *token = built; /* now the caller's */
    return GSS_S_COMPLETE;
}

OM_uint32 gss_wrap_aead(OM_uint32 *minor, gss_ctx_id_t context_handle, int conf_req_flag,
                        gss_qop_t qop_req, gss_buffer_t input_assoc_buffer,
                        gss_buffer_t input_payload_buffer, int *conf_state,
                        gss_buffer_t output_message_buffer)
{
    gss_const_buffer_t assoc = input_assoc_buffer != NULL ? input_assoc_buffer : &aead_nothing;
    const struct mech *mech;
    bool conf = conf_req_flag != 0;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(output_message_buffer);
    if (conf_state != NULL)
        *conf_state = 0;
    major = message_check_sending(minor, context_handle, qop_req, input_payload_buffer,
                                  output_message_buffer);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_buffer_is_sound(assoc))
        return call_fail_read(minor, 0);
    mech = context_handle->mech;
    if (mech->wrap_iov != NULL && mech->wrap_iov_length != NULL)
        major = aead_wrap(minor, context_handle, &conf, assoc, input_payload_buffer,
                          output_message_buffer);
    else if (mech->wrap_aead != NULL)
        major = mech->wrap_aead(minor, context_handle->inner, &conf, assoc, input_payload_buffer,
                                output_message_buffer);
    else
        major = call_fail_unsupported(minor);
    if (major == GSS_S_COMPLETE && conf_state != NULL)
        *conf_state = conf;
    return major;
}

/* A mechanism may leave the message inside the token, which is the caller's. */
static OM_uint32 aead_unwrap(OM_uint32 *minor, const struct gss_ctx_id_struct *context,
                             gss_const_buffer_t token, gss_const_buffer_t assoc,
                             gss_buffer_t payload, bool *conf)
{
    gss_iov_buffer_desc iov[] = {
        {.type = GSS_IOV_BUFFER_TYPE_STREAM, .buffer = *token},
        {.type = GSS_IOV_BUFFER_TYPE_SIGN_ONLY, .buffer = *assoc},
        {.type = GSS_IOV_BUFFER_TYPE_DATA | GSS_IOV_BUFFER_FLAG_ALLOCATE},
    };
    const gss_iov_buffer_desc *data = &iov[2];
    OM_uint32 copied, major = context->mech->unwrap_iov(minor, context->inner, iov, 3, conf);

    if (GSS_ERROR(major))
        return major;
    if (data->type & GSS_IOV_BUFFER_FLAG_ALLOCATED) {
        *payload = data->buffer; /* now the caller's */
        return major;
    }
    copied = buffer_set_text(minor, payload, data->buffer.value, data->buffer.length);
    return GSS_ERROR(copied) ? copied : major;
}

OM_uint32 gss_unwrap_aead(OM_uint32 *minor, gss_ctx_id_t context_handle,
                          gss_buffer_t input_message_buffer, gss_buffer_t input_assoc_buffer,
                          gss_buffer_t output_payload_buffer, int *conf_state, gss_qop_t *qop_state)
{
    gss_const_buffer_t assoc = input_assoc_buffer != NULL ? input_assoc_buffer : &aead_nothing;
    const struct mech *mech;
    OM_uint32 spare, major;
    bool conf = false;

    minor = call_minor(minor, &spare);
    call_empty_buffer(output_payload_buffer);
    if (conf_state != NULL)
        *conf_state = 0;
    if (qop_state != NULL)
        *qop_state = GSS_C_QOP_DEFAULT;
    major = message_check_receiving(minor, context_handle, input_message_buffer);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_buffer_is_sound(assoc))
        return call_fail_read(minor, 0);
    if (output_payload_buffer == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    mech = context_handle->mech;
    if (mech->unwrap_iov != NULL)
        major = aead_unwrap(minor, context_handle, input_message_buffer, assoc,
                            output_payload_buffer, &conf);
    else if (mech->unwrap_aead != NULL)
        major = mech->unwrap_aead(minor, context_handle->inner, input_message_buffer, assoc,
                                  output_payload_buffer, &conf);
    else
        major = call_fail_unsupported(minor);
    if (!GSS_ERROR(major) && conf_state != NULL)
        *conf_state = conf;
    return major;
}
