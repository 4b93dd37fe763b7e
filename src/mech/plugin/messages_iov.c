/* Messages in several buffers under contexts of plugins. */
#include <stdlib.h>
#include <string.h>

#include "mech/plugin/plugin.h"

static bool iov_is_allocated(const gss_iov_buffer_desc *buffer)
{
    return (buffer->type & GSS_IOV_BUFFER_FLAG_ALLOCATED) != 0;
}

/* Before a call that may allocate: the buffers as they are, if earlier calls have allocated some,
 * in *BEFORE; otherwise NULL. False without memory. */
static bool iov_begin(OM_uint32 *minor, const gss_iov_buffer_desc *iov, size_t count,
                      gss_iov_buffer_desc **before)
{
    size_t i = 0;

    *before = NULL;
    while (i < count && !iov_is_allocated(&iov[i]))
        i++;
    if (i == count)
        return true;
    *before = calloc(count, sizeof(**before));
    if (*before == NULL) {
        (void)plugin_fail_memory(minor);
        return false;
    }
    memcpy(*before, iov, count * sizeof(*iov));
    return true;
}

/* After it: what the plugin has allocated goes again with a failure, and what was there stays. */
static OM_uint32 iov_made(OM_uint32 major, gss_iov_buffer_desc *iov, size_t count,
                          gss_iov_buffer_desc *before)
{
    for (size_t i = 0; GSS_ERROR(major) && i < count; i++) {
        if (!iov_is_allocated(&iov[i]) || (before != NULL && iov_is_allocated(&before[i]) &&
                                           before[i].buffer.value == iov[i].buffer.value))
            continue;
        free(iov[i].buffer.value);
        iov[i].buffer = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
        iov[i].type &= ~(OM_uint32)GSS_IOV_BUFFER_FLAG_ALLOCATED;
    }
    free(before);
    return major;
}

static OM_uint32 iov_wrap(OM_uint32 *minor, void *context, bool *conf, gss_iov_buffer_desc *iov,
                          size_t count)
{
    struct plugin_context *ctx = context;
    gss_iov_buffer_desc *before;
    int conf_state = 0;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    if (!iov_begin(minor, iov, count, &before))
        return GSS_S_FAILURE;
    major = ctx->plugin->api.wrap_iov(minor, ctx->handle, *conf, GSS_C_QOP_DEFAULT, &conf_state,
                                      iov, (int)count);
    *conf = conf_state != 0;
    return iov_made(major, iov, count, before);
}

static OM_uint32 iov_wrap_length(OM_uint32 *minor, const void *context, bool *conf,
                                 gss_iov_buffer_desc *iov, size_t count)
{
    const struct plugin_context *ctx = context;
    int conf_state = 0;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    major = ctx->plugin->api.wrap_iov_length(minor, ctx->handle, *conf, GSS_C_QOP_DEFAULT,
                                             &conf_state, iov, (int)count);
    *conf = conf_state != 0;
    return major;
}

static OM_uint32 iov_unwrap(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov, size_t count,
                            bool *conf)
{
    struct plugin_context *ctx = context;
    gss_iov_buffer_desc *before;
    int conf_state = 0;
    gss_qop_t qop;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    if (!iov_begin(minor, iov, count, &before))
        return GSS_S_FAILURE;
    major = ctx->plugin->api.unwrap_iov(minor, ctx->handle, &conf_state, &qop, iov, (int)count);
    *conf = conf_state != 0;
    return iov_made(major, iov, count, before);
}

static OM_uint32 iov_get_mic(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                             size_t count)
{
    struct plugin_context *ctx = context;
    gss_iov_buffer_desc *before;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    if (!iov_begin(minor, iov, count, &before))
        return GSS_S_FAILURE;
    major = ctx->plugin->api.get_mic_iov(minor, ctx->handle, GSS_C_QOP_DEFAULT, iov, (int)count);
    return iov_made(major, iov, count, before);
}

static OM_uint32 iov_get_mic_length(OM_uint32 *minor, const void *context, gss_iov_buffer_desc *iov,
                                    size_t count)
{
    const struct plugin_context *ctx = context;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    return ctx->plugin->api.get_mic_iov_length(minor, ctx->handle, GSS_C_QOP_DEFAULT, iov,
                                               (int)count);
}

static OM_uint32 iov_verify_mic(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                size_t count)
{
    struct plugin_context *ctx = context;
    gss_qop_t qop;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    return ctx->plugin->api.verify_mic_iov(minor, ctx->handle, &qop, iov, (int)count);
}

static OM_uint32 iov_wrap_aead(OM_uint32 *minor, void *context, bool *conf,
                               gss_const_buffer_t assoc, gss_const_buffer_t payload,
                               gss_buffer_t token)
{
    struct plugin_context *ctx = context;
    gss_buffer_desc beside = plugin_input(assoc), message = plugin_input(payload);
    int conf_state = 0;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    major = ctx->plugin->api.wrap_aead(minor, ctx->handle, *conf, GSS_C_QOP_DEFAULT, &beside,
                                       &message, &conf_state, token);
    *conf = conf_state != 0;
    return plugin_message_made(major, token);
}

static OM_uint32 iov_unwrap_aead(OM_uint32 *minor, void *context, gss_const_buffer_t token,
                                 gss_const_buffer_t assoc, gss_buffer_t payload, bool *conf)
{
    struct plugin_context *ctx = context;
    gss_buffer_desc input = plugin_input(token), beside = plugin_input(assoc);
    int conf_state = 0;
    gss_qop_t qop;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    major = ctx->plugin->api.unwrap_aead(minor, ctx->handle, &input, &beside, payload, &conf_state,
                                         &qop);
    *conf = conf_state != 0;
    return plugin_message_made(major, payload);
}

static OM_uint32 iov_complete_token(OM_uint32 *minor, void *context, gss_const_buffer_t message)
{
    struct plugin_context *ctx = context;
    gss_buffer_desc input = plugin_input(message);

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    return ctx->plugin->api.complete_auth_token(minor, ctx->handle, &input);
}

void plugin_fill_messages_iov(struct plugin *plugin)
{
    const struct plugin_api *api = &plugin->api;
    struct mech *mech = &plugin->mech;

    if (api->wrap_iov != NULL && api->wrap_iov_length != NULL && api->unwrap_iov != NULL &&
        api->get_mic_iov != NULL && api->get_mic_iov_length != NULL &&
        api->verify_mic_iov != NULL) {
        mech->wrap_iov = iov_wrap;
        mech->wrap_iov_length = iov_wrap_length;
        mech->unwrap_iov = iov_unwrap;
        mech->get_mic_iov = iov_get_mic;
        mech->get_mic_iov_length = iov_get_mic_length;
        mech->verify_mic_iov = iov_verify_mic;
    } else if (api->wrap_aead != NULL && api->unwrap_aead != NULL) {
        mech->wrap_aead = iov_wrap_aead;
        mech->unwrap_aead = iov_unwrap_aead;
    }
    if (api->complete_auth_token != NULL)
        mech->complete_auth_token = iov_complete_token;
}
