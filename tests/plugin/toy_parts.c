/* Messages in parts of the toy plugin: several buffers, or associated data for the minimal one. */
#include <stdlib.h>
#include <string.h>

#include "plugin/toy.h"

static void toy_mask(void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        ((char *)bytes)[i] ^= 0x55;
}

static gss_buffer_desc toy_join(const gss_buffer_desc *a, const gss_buffer_desc *b)
{
    gss_buffer_desc joined = {a->length + b->length, malloc(a->length + b->length + 1)};

    if (a->length != 0)
        memcpy(joined.value, a->value, a->length);
    if (b->length != 0)
        memcpy((char *)joined.value + a->length, b->value, b->length);
    return joined;
}

#ifdef TOY_MINIMAL
OM_uint32 gss_wrap_aead(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop,
                        gss_buffer_t assoc, gss_buffer_t payload, int *conf_state,
                        gss_buffer_t token)
{
    gss_buffer_desc joined = toy_join(assoc, payload), mic;
    OM_uint32 major = toy_get_mic(minor, (struct toy_context *)context, &joined, &mic);

    (void)qop;
    free(joined.value);
    if (major != GSS_S_COMPLETE)
        return major;
    *token = toy_join(&mic, payload);
    free(mic.value);
    if (conf)
        toy_mask((char *)token->value + TOY_MIC, payload->length);
    ((char *)token->value)[0] = conf ? 'S' : 'M';
    *conf_state = conf;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_unwrap_aead(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t token,
                          gss_buffer_t assoc, gss_buffer_t payload, int *conf_state, gss_qop_t *qop)
{
    char mic_bytes[TOY_MIC];
    gss_buffer_desc mic = {TOY_MIC, mic_bytes}, joined;
    OM_uint32 major;

    if (token->length < TOY_MIC)
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    memcpy(mic_bytes, token->value, TOY_MIC);
    *conf_state = mic_bytes[0] == 'S';
    mic_bytes[0] = 'M';
    toy_give(payload, (char *)token->value + TOY_MIC, token->length - TOY_MIC);
    if (*conf_state)
        toy_mask(payload->value, payload->length);
    *qop = GSS_C_QOP_DEFAULT;
    joined = toy_join(assoc, payload);
    major = toy_verify_mic(minor, (struct toy_context *)context, &joined, &mic);
    free(joined.value);
    return major; /* with the message, even of a failure */
}
#else
static gss_iov_buffer_desc *toy_part(gss_iov_buffer_desc *iov, int count, OM_uint32 type)
{
    static gss_iov_buffer_desc none;

    for (int i = 0; i < count; i++)
        if (GSS_IOV_BUFFER_TYPE(iov[i].type) == type)
            return &iov[i];
    return &none;
}

static gss_buffer_desc toy_protected(gss_iov_buffer_desc *iov, int count)
{
    return toy_join(&toy_part(iov, count, GSS_IOV_BUFFER_TYPE_SIGN_ONLY)->buffer,
                    &toy_part(iov, count, GSS_IOV_BUFFER_TYPE_DATA)->buffer);
}

static void toy_place(gss_iov_buffer_desc *part, const void *data, size_t length)
{
    if ((part->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0) {
        toy_give(&part->buffer, data, length);
        part->type |= GSS_IOV_BUFFER_FLAG_ALLOCATED;
        return;
    }
    memmove(part->buffer.value, data, length);
    part->buffer.length = length;
}

static void toy_size(gss_iov_buffer_desc *iov, int count)
{
    toy_part(iov, count, GSS_IOV_BUFFER_TYPE_HEADER)->buffer.length = TOY_MIC;
    toy_part(iov, count, GSS_IOV_BUFFER_TYPE_PADDING)->buffer.length = 0;
    toy_part(iov, count, GSS_IOV_BUFFER_TYPE_TRAILER)->buffer.length = 0;
}

/* A MIC over what there is, in the part of this type. */
static OM_uint32 toy_sign(OM_uint32 *minor, gss_ctx_id_t context, gss_iov_buffer_desc *iov,
                          int count, OM_uint32 type, char letter)
{
    gss_buffer_desc joined = toy_protected(iov, count), mic;
    OM_uint32 major = toy_get_mic(minor, (struct toy_context *)context, &joined, &mic);

    free(joined.value);
    if (major != GSS_S_COMPLETE)
        return major;
    ((char *)mic.value)[0] = letter;
    toy_place(toy_part(iov, count, type), mic.value, mic.length);
    free(mic.value);
    if (toy_fault("parts")) /* with what it has allocated */
        return toy_fail(minor, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_check(OM_uint32 *minor, gss_ctx_id_t context, gss_iov_buffer_desc *iov,
                           int count, const gss_buffer_desc *token)
{
    char mic_bytes[TOY_MIC] = "M";
    gss_buffer_desc joined = toy_protected(iov, count), mic = {TOY_MIC, mic_bytes};
    OM_uint32 major;

    memcpy(mic_bytes + 1, (char *)token->value + 1, TOY_MIC - 1);
    major = toy_verify_mic(minor, (struct toy_context *)context, &joined, &mic);
    free(joined.value);
    return major;
}

OM_uint32 gss_wrap_iov(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop,
                       int *conf_state, gss_iov_buffer_desc *iov, int count)
{
    gss_iov_buffer_desc *data = toy_part(iov, count, GSS_IOV_BUFFER_TYPE_DATA);
    OM_uint32 major =
        toy_sign(minor, context, iov, count, GSS_IOV_BUFFER_TYPE_HEADER, conf ? 'S' : 'P');

    (void)qop;
    if (major != GSS_S_COMPLETE)
        return major;
    if (conf)
        toy_mask(data->buffer.value, data->buffer.length);
    toy_size(iov, count);
    *conf_state = conf;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_wrap_iov_length(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop,
                              int *conf_state, gss_iov_buffer_desc *iov, int count)
{
    (void)context;
    (void)qop;
    *minor = 0;
    *conf_state = conf;
    toy_size(iov, count);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_unwrap_iov(OM_uint32 *minor, gss_ctx_id_t context, int *conf_state, gss_qop_t *qop,
                         gss_iov_buffer_desc *iov, int count)
{
    gss_iov_buffer_desc *data = toy_part(iov, count, GSS_IOV_BUFFER_TYPE_DATA);
    gss_buffer_desc token = toy_part(iov, count, GSS_IOV_BUFFER_TYPE_STREAM)->buffer;
    bool stream = token.value != NULL;

    if (!stream)
        token = toy_part(iov, count, GSS_IOV_BUFFER_TYPE_HEADER)->buffer;
    if (token.length < TOY_MIC)
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    if (stream)
        toy_place(data, (char *)token.value + TOY_MIC, token.length - TOY_MIC);
    *conf_state = ((char *)token.value)[0] == 'S';
    if (*conf_state)
        toy_mask(data->buffer.value, data->buffer.length);
    *qop = GSS_C_QOP_DEFAULT;
    return toy_check(minor, context, iov, count, &token); /* with the message */
}

OM_uint32 gss_get_mic_iov(OM_uint32 *minor, gss_ctx_id_t context, gss_qop_t qop,
                          gss_iov_buffer_desc *iov, int count)
{
    (void)qop;
    return toy_sign(minor, context, iov, count, GSS_IOV_BUFFER_TYPE_MIC_TOKEN, 'M');
}

OM_uint32 gss_get_mic_iov_length(OM_uint32 *minor, gss_ctx_id_t context, gss_qop_t qop,
                                 gss_iov_buffer_desc *iov, int count)
{
    (void)context;
    (void)qop;
    *minor = 0;
    toy_part(iov, count, GSS_IOV_BUFFER_TYPE_MIC_TOKEN)->buffer.length = TOY_MIC;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_verify_mic_iov(OM_uint32 *minor, gss_ctx_id_t context, gss_qop_t *qop,
                             gss_iov_buffer_desc *iov, int count)
{
    const gss_buffer_desc *token = &toy_part(iov, count, GSS_IOV_BUFFER_TYPE_MIC_TOKEN)->buffer;

    *qop = GSS_C_QOP_DEFAULT;
    if (token->length != TOY_MIC)
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    return toy_check(minor, context, iov, count, token);
}

OM_uint32 gss_complete_auth_token(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t message)
{
    *minor = 0;
    toy_copy(((struct toy_context *)context)->note, message->value, message->length);
    return GSS_S_COMPLETE;
}
#endif
