/* Messages under contexts of plugins. */
#include "base/secret.h"
#include "mech/plugin/plugin.h"

OM_uint32 plugin_message_made(OM_uint32 major, gss_buffer_t made)
{
    plugin_mend_buffer(made);
    if (GSS_ERROR(major))
        secret_release_buffer(made);
    return major;
}

static OM_uint32 message_get_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                                 gss_buffer_t token)
{
    struct plugin_context *ctx = context;
    gss_buffer_desc input = plugin_input(message);

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    return plugin_message_made(
        ctx->plugin->api.get_mic(minor, ctx->handle, GSS_C_QOP_DEFAULT, &input, token), token);
}

static OM_uint32 message_verify_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                                    gss_const_buffer_t token)
{
    struct plugin_context *ctx = context;
    gss_buffer_desc input = plugin_input(message), mic = plugin_input(token);
    gss_qop_t qop;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    return ctx->plugin->api.verify_mic(minor, ctx->handle, &input, &mic, &qop);
}

static OM_uint32 message_wrap(OM_uint32 *minor, void *context, bool *conf,
                              gss_const_buffer_t message, gss_buffer_t token)
{
    struct plugin_context *ctx = context;
    gss_buffer_desc input = plugin_input(message);
    int conf_state = 0;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    major = ctx->plugin->api.wrap(minor, ctx->handle, *conf, GSS_C_QOP_DEFAULT, &input, &conf_state,
                                  token);
    *conf = conf_state != 0;
    return plugin_message_made(major, token);
}

static OM_uint32 message_unwrap(OM_uint32 *minor, void *context, gss_const_buffer_t token,
                                gss_buffer_t message, bool *conf)
{
    struct plugin_context *ctx = context;
    gss_buffer_desc input = plugin_input(token);
    gss_qop_t qop;
    int conf_state = 0;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    major = ctx->plugin->api.unwrap(minor, ctx->handle, &input, message, &conf_state, &qop);
    *conf = conf_state != 0;
    return plugin_message_made(major, message);
}

static OM_uint32 message_size_limit(OM_uint32 *minor, const void *context, bool conf,
                                    size_t output_size, size_t *input_size)
{
    const struct plugin_context *ctx = context;
    OM_uint32 size = output_size < UINT32_MAX ? (OM_uint32)output_size : UINT32_MAX;
    OM_uint32 limit = 0, major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    major =
        ctx->plugin->api.wrap_size_limit(minor, ctx->handle, conf, GSS_C_QOP_DEFAULT, size, &limit);
    *input_size = limit;
    return major;
}

static OM_uint32 message_pseudo_random(OM_uint32 *minor, const void *context, int key,
                                       gss_const_buffer_t input, size_t length, struct writer *out)
{
    const struct plugin_context *ctx = context;
    gss_buffer_desc in = plugin_input(input), made = GSS_C_EMPTY_BUFFER;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    major = ctx->plugin->api.pseudo_random(minor, ctx->handle, key, &in, (ssize_t)length, &made);
    plugin_mend_buffer(&made);
    if (!GSS_ERROR(major) && made.length != length)
        major = plugin_fail_broken(minor);
    if (!GSS_ERROR(major))
        write_bytes(out, made.value, made.length);
    secret_release_buffer(&made);
    return major;
}

void plugin_fill_messages(struct plugin *plugin)
{
    const struct plugin_api *api = &plugin->api;
    struct mech *mech = &plugin->mech;

    if (api->get_mic != NULL)
        mech->get_mic = message_get_mic;
    if (api->verify_mic != NULL)
        mech->verify_mic = message_verify_mic;
    if (api->wrap != NULL)
        mech->wrap = message_wrap;
    if (api->unwrap != NULL)
        mech->unwrap = message_unwrap;
    if (api->wrap_size_limit != NULL)
        mech->wrap_size_limit = message_size_limit;
    if (api->pseudo_random != NULL)
        mech->pseudo_random = message_pseudo_random;
}
