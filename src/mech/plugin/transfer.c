/*
 * Transfer of plugins' contexts.
 *
 * The plugin's own token is the state, beside what the wrapper knows. Its export
 * ends the context; the token is kept until it is clear that ours went well, and
 * otherwise imported again.
 */
#include "base/attribute.h"
#include "base/oid.h"
#include "base/secret.h"
#include "mech/plugin/plugin.h"

enum {
    STATE_VERSION = 1,
    STATE_INITIATOR = 1,
    STATE_ESTABLISHED = 2,
    STATE_NAMELESS = 4,
    STATE_BITS = 7,
};

/* The two that say whether an export is possible. */
static int state_leg(const struct plugin_context *ctx)
{
    return (ctx->initiator ? STATE_INITIATOR : 0) | (ctx->established ? STATE_ESTABLISHED : 0);
}

static int state_bits(const struct plugin_context *ctx)
{
    return state_leg(ctx) | (ctx->nameless ? STATE_NAMELESS : 0);
}

static bool plugin_says_transferable(const struct plugin *plugin)
{
    const gss_const_OID *attributes = plugin->mech.attributes;

    for (size_t i = 0; attributes != NULL && attributes[i] != NULL; i++) {
        if (oid_equal(attributes[i], ATTRIBUTE(CTX_TRANS)))
            return true;
    }
    return false;
}

/* A plugin says so of a context by a flag, or of all by an attribute (RFC 5587). One that says so
 * and then refuses an export is not believed any more in this state. */
static bool transfer_is_possible(const void *context)
{
    const struct plugin_context *ctx = context;

    return ctx->handle != GSS_C_NO_CONTEXT &&
           !atomic_load(&ctx->plugin->unexportable[state_leg(ctx)]) &&
           ((ctx->flags & GSS_C_TRANS_FLAG) != 0 || plugin_says_transferable(ctx->plugin));
}

static OM_uint32 transfer_call_import(OM_uint32 *minor, const struct plugin *plugin,
                                      gss_buffer_t token, gss_ctx_id_t *handle)
{
    if (plugin->api.import_sec_context_by_mech != NULL)
        return plugin->api.import_sec_context_by_mech(minor, plugin_oid(plugin), token, handle);
    return plugin->api.import_sec_context(minor, token, handle);
}

static OM_uint32 transfer_export(OM_uint32 *minor, const void *context, struct writer *out)
{
    /* The handle goes while the wrapper stays. */
    struct plugin_context *ctx = (struct plugin_context *)context;
    struct plugin *plugin = (struct plugin *)ctx->plugin; /* what it has learned */
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    major = plugin->api.export_sec_context(minor, &ctx->handle, &ctx->token);
    plugin_mend_buffer(&ctx->token);
    if (GSS_ERROR(major)) {
        secret_release_buffer(&ctx->token);
        if (GSS_ROUTINE_ERROR(major) == GSS_S_UNAVAILABLE ||
            GSS_ROUTINE_ERROR(major) == GSS_S_NO_CONTEXT)
            atomic_store(&plugin->unexportable[state_leg(ctx)], true);
        return major;
    }
    write_u8(out, STATE_VERSION);
    write_u8(out, (uint8_t)state_bits(ctx));
    write_u32be(out, ctx->flags);
    write_u64be(out, (uint64_t)ctx->end_time);
    write_u32be(out, (uint32_t)ctx->token.length);
    write_bytes(out, ctx->token.value, ctx->token.length);
    if (ctx->token.length > UINT32_MAX)
        writer_fail(out);
    return GSS_S_COMPLETE;
}

static bool transfer_take_back(void *context)
{
    struct plugin_context *ctx = context;
    OM_uint32 ignored;

    if (ctx->handle == GSS_C_NO_CONTEXT && ctx->token.length != 0 &&
        GSS_ERROR(transfer_call_import(&ignored, ctx->plugin, &ctx->token, &ctx->handle)))
        ctx->handle = GSS_C_NO_CONTEXT;
    secret_release_buffer(&ctx->token);
    return ctx->handle != GSS_C_NO_CONTEXT;
}

static OM_uint32 transfer_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                                 void **context)
{
    const struct plugin *plugin = plugin_of(mech);
    uint8_t version = read_u8(in), bits = read_u8(in);
    OM_uint32 flags = read_u32be(in), major;
    uint64_t end_time = read_u64be(in);
    struct reader state = read_sub_u32be(in);
    gss_buffer_desc token = {state.left, (void *)state.next};
    struct plugin_context *ctx;

    if (!reader_ok(in) || (bits & ~STATE_BITS) != 0 || end_time > INT64_MAX)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (version != STATE_VERSION)
        return minor_fail(minor, MINOR_TOKEN_VERSION, GSS_S_DEFECTIVE_TOKEN);
    ctx = plugin_context_begin(minor, plugin, context);
    if (ctx == NULL)
        return GSS_S_FAILURE;
    ctx->flags = flags;
    ctx->end_time = (int64_t)end_time;
    ctx->initiator = (bits & STATE_INITIATOR) != 0;
    ctx->established = (bits & STATE_ESTABLISHED) != 0;
    ctx->nameless = (bits & STATE_NAMELESS) != 0;
    major = transfer_call_import(minor, plugin, &token, &ctx->handle);
    return plugin_context_made(minor, major, ctx, context);
}

void plugin_fill_transfer(struct plugin *plugin)
{
    const struct plugin_api *api = &plugin->api;

    if (api->export_sec_context == NULL ||
        (api->import_sec_context == NULL && api->import_sec_context_by_mech == NULL))
        return;
    plugin->mech.context_transferable = transfer_is_possible;
    plugin->mech.export_sec_context = transfer_export;
    plugin->mech.export_failed = transfer_take_back;
    plugin->mech.import_sec_context = transfer_import;
}
