/* Messages, transfer and statuses of the toy plugin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/toy.h"

static unsigned toy_sum(const gss_buffer_desc *message)
{
    unsigned sum = 7;

    for (size_t i = 0; i < message->length; i++)
        sum = sum * 31 + ((unsigned char *)message->value)[i];
    return sum;
}

OM_uint32 toy_get_mic(OM_uint32 *minor, struct toy_context *ctx, gss_buffer_t message,
                      gss_buffer_t token)
{
    char text[32];

    *minor = 0;
    if (!ctx->open)
        return toy_fail(minor, GSS_S_NO_CONTEXT);
    snprintf(text, sizeof(text), "M%08x%08x", ctx->sent++, toy_sum(message));
    toy_give(token, text, strlen(text));
    return GSS_S_COMPLETE;
}

OM_uint32 gss_get_mic(OM_uint32 *minor, gss_ctx_id_t context, gss_qop_t qop, gss_buffer_t message,
                      gss_buffer_t token)
{
    (void)qop;
    return toy_get_mic(minor, (struct toy_context *)context, message, token);
}

OM_uint32 toy_verify_mic(OM_uint32 *minor, struct toy_context *ctx, gss_buffer_t message,
                         gss_buffer_t token)
{
    char text[32];

    snprintf(text, sizeof(text), "M%08x%08x", ctx->received, toy_sum(message));
    if (token->length != strlen(text) || memcmp(token->value, text, token->length) != 0)
        return toy_fail(minor, GSS_S_BAD_SIG);
    *minor = 0;
    ctx->received++;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_verify_mic(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t message,
                         gss_buffer_t token, gss_qop_t *qop)
{
    *qop = GSS_C_QOP_DEFAULT;
    return toy_verify_mic(minor, (struct toy_context *)context, message, token);
}

/* A library calls none of its own functions by the names that a program's library has, too. */
OM_uint32 gss_wrap(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop,
                   gss_buffer_t message, int *conf_state, gss_buffer_t token)
{
    bool sealed = conf && !toy_fault("no confidentiality");
    gss_buffer_desc mic;
    OM_uint32 major = toy_get_mic(minor, (struct toy_context *)context, message, &mic);
    char *bytes;

    (void)qop;
    if (major != GSS_S_COMPLETE)
        return major;
    bytes = malloc(1 + mic.length + message->length);
    bytes[0] = sealed ? 'S' : 'P';
    memcpy(bytes + 1, mic.value, mic.length);
    for (size_t i = 0; i < message->length; i++)
        bytes[1 + mic.length + i] = (char)(((char *)message->value)[i] ^ (sealed ? 0x55 : 0));
    *conf_state = sealed;
    token->value = bytes;
    token->length = 1 + mic.length + message->length;
    free(mic.value);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_unwrap(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t token,
                     gss_buffer_t message, int *conf_state, gss_qop_t *qop)
{
    enum { MIC = 17 };
    const char *bytes = token->value;
    gss_buffer_desc mic = {MIC, (char *)token->value + 1};
    OM_uint32 major;

    if (token->length < 1 + MIC)
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    toy_give(message, bytes + 1 + MIC, token->length - 1 - MIC);
    *conf_state = bytes[0] == 'S';
    for (size_t i = 0; i < message->length; i++)
        ((char *)message->value)[i] ^= (char)(*conf_state ? 0x55 : 0);
    *qop = GSS_C_QOP_DEFAULT;
    major = toy_verify_mic(minor, (struct toy_context *)context, message, &mic);
    return major; /* with the message, even of a failure */
}

OM_uint32 gss_export_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_buffer_t token)
{
    *minor = 0;
    if (toy_fault("export") ||
        toy_fault(((struct toy_context *)*context)->open ? "exports when not open"
                                                         : "exports when open"))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    token->value = malloc(sizeof(struct toy_context));
    if (token->value == NULL)
        return toy_fail(minor, GSS_S_FAILURE);
    token->length = sizeof(struct toy_context);
    memcpy(token->value, *context, token->length);
    free(*context);
    *context = GSS_C_NO_CONTEXT;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_import_sec_context(OM_uint32 *minor, gss_buffer_t token, gss_ctx_id_t *context)
{
    static int refused;

    *minor = 0;
    if (token->length != sizeof(struct toy_context) ||
        (toy_fault("import once it is exported") && refused++ == 0))
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    *context = malloc(sizeof(struct toy_context));
    memcpy(*context, token->value, token->length);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_display_status(OM_uint32 *minor, OM_uint32 value, int type, gss_OID mech,
                             OM_uint32 *more, gss_buffer_t text)
{
    (void)type;
    (void)mech;
    *minor = 0;
    if (value != TOY_PLUGIN_MINOR)
        return GSS_S_BAD_STATUS;
    if (*more == 0)
        toy_give(text, "The toy broke", 13);
    else
        toy_give(text, "in two places", 13);
    *more = *more == 0 ? 1 : 0;
    return GSS_S_COMPLETE;
}

#ifndef TOY_MINIMAL
OM_uint32 gss_wrap_size_limit(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop,
                              OM_uint32 output, OM_uint32 *input)
{
    (void)context;
    (void)conf;
    (void)qop;
    *minor = 0;
    *input = output < 18 ? 0 : output - 18;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_pseudo_random(OM_uint32 *minor, gss_ctx_id_t context, int key, gss_buffer_t input,
                            ssize_t length, gss_buffer_t output)
{
    (void)context;
    (void)key;
    (void)input;
    *minor = 0;
    output->length = (size_t)length - (toy_fault("short prf") ? 1 : 0);
    output->value = malloc((size_t)length);
    memset(output->value, 'P', (size_t)length);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_process_context_token(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t token)
{
    toy_copy(((struct toy_context *)context)->note, token->value, token->length);
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_set_sec_context_option(OM_uint32 *minor, gss_ctx_id_t *context, const gss_OID option,
                                     const gss_buffer_t value)
{
    if (!gss_oid_equal(option, &toy_option))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    toy_copy(toy_context(context, true)->note, value->value, value->length);
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_sec_context_by_oid(OM_uint32 *minor, const gss_ctx_id_t context,
                                         const gss_OID what, gss_buffer_set_t *answers)
{
    struct toy_context *from = (struct toy_context *)context;
    gss_buffer_desc note = {strlen(from->note), from->note};

    if (!gss_oid_equal(what, &toy_option))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    return gss_add_buffer_set_member(minor, &note, answers);
}
#endif
