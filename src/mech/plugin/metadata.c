/* What plugins say for NegoEx (draft-zhu-negoex-04 s.5). */
#include "base/secret.h"
#include "mech/plugin/plugin.h"

/* A call that may make the context, as the first token's call may. */
static OM_uint32 metadata_done(OM_uint32 *minor, OM_uint32 major, struct plugin_context *ctx,
                               const struct mech_metadata_args *args, void **context)
{
    if (!GSS_ERROR(major) && ctx->handle == GSS_C_NO_CONTEXT && *context == NULL) {
        void *unused = ctx;

        plugin_context_delete(&unused);
        return major;
    }
    ctx->initiator = args->initiator;
    return plugin_context_made(minor, major, ctx, context);
}

static OM_uint32 metadata_query(OM_uint32 *minor, void **context,
                                const struct mech_metadata_args *args, gss_buffer_t metadata)
{
    const struct plugin *plugin = plugin_of(args->mech);
    struct plugin_context *ctx = plugin_context_begin(minor, plugin, context);
    OM_uint32 major;

    if (ctx == NULL)
        return GSS_S_FAILURE;
    major = plugin->api.query_meta_data(minor, plugin_oid(plugin), plugin_cred_handle(args->cred),
                                        &ctx->handle, plugin_name_handle(args->target),
                                        args->req_flags, metadata);
    plugin_mend_buffer(metadata);
    major = metadata_done(minor, major, ctx, args, context);
    if (GSS_ERROR(major))
        secret_release_buffer(metadata);
    return major;
}

static OM_uint32 metadata_exchange(OM_uint32 *minor, void **context,
                                   const struct mech_metadata_args *args,
                                   gss_const_buffer_t metadata)
{
    const struct plugin *plugin = plugin_of(args->mech);
    struct plugin_context *ctx = plugin_context_begin(minor, plugin, context);
    gss_buffer_desc input = plugin_input(metadata);
    OM_uint32 major;

    if (ctx == NULL)
        return GSS_S_FAILURE;
    major = plugin->api.exchange_meta_data(
        minor, plugin_oid(plugin), plugin_cred_handle(args->cred), &ctx->handle,
        plugin_name_handle(args->target), args->req_flags, &input);
    return metadata_done(minor, major, ctx, args, context);
}

static OM_uint32 metadata_info(const struct mech *mech, OM_uint32 *minor,
                               uint8_t auth_scheme[MECH_AUTH_SCHEME_LENGTH])
{
    const struct plugin *plugin = plugin_of(mech);

    return plugin->api.query_mechanism_info(minor, plugin_oid(plugin), auth_scheme);
}

void plugin_fill_metadata(struct plugin *plugin)
{
    const struct plugin_api *api = &plugin->api;

    if (api->query_meta_data == NULL || api->exchange_meta_data == NULL ||
        api->query_mechanism_info == NULL)
        return;
    plugin->mech.query_metadata = metadata_query;
    plugin->mech.exchange_metadata = metadata_exchange;
    plugin->mech.query_mechanism_info = metadata_info;
}
