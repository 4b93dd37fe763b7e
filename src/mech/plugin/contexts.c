/* Contexts of plugins: establishment, and what they tell. */
#include <stdlib.h>
#include <time.h>

#include "base/secret.h"
#include "mech/plugin/plugin.h"

/* The glue adds these two itself. */
enum { FLAGS_OF_THE_GLUE = GSS_C_TRANS_FLAG };

struct plugin_context *plugin_context_begin(OM_uint32 *minor, const struct plugin *plugin,
                                            void **context)
{
    struct plugin_context *made = *context;

    if (made != NULL)
        return made;
    made = calloc(1, sizeof(*made));
    if (made == NULL) {
        (void)plugin_fail_memory(minor);
        return NULL;
    }
    made->plugin = plugin;
    made->end_time = INT64_MAX;
    return made;
}

static void context_drop_handle(struct plugin_context *context)
{
    OM_uint32 ignored;

    if (context->handle != GSS_C_NO_CONTEXT && context->plugin->api.delete_sec_context != NULL)
        (void)context->plugin->api.delete_sec_context(&ignored, &context->handle, GSS_C_NO_BUFFER);
    context->handle = GSS_C_NO_CONTEXT;
}

void plugin_context_delete(void **context)
{
    struct plugin_context *old = *context;

    *context = NULL;
    if (old == NULL)
        return;
    context_drop_handle(old);
    secret_release_buffer(&old->token);
    free(old);
}

OM_uint32 plugin_context_made(OM_uint32 *minor, OM_uint32 major, struct plugin_context *made,
                              void **context)
{
    void *gone = made;

    if (!GSS_ERROR(major) && made->handle == GSS_C_NO_CONTEXT)
        major = plugin_fail_broken(minor);
    if (!GSS_ERROR(major))
        *context = made;
    else if (*context == NULL)
        plugin_context_delete(&gone);
    return major;
}

static int64_t context_end(OM_uint32 seconds)
{
    return seconds == GSS_C_INDEFINITE ? INT64_MAX : (int64_t)time(NULL) + seconds;
}

void plugin_context_learn_end(struct plugin_context *context, OM_uint32 told)
{
    OM_uint32 ignored, seconds = 0, major = GSS_S_UNAVAILABLE;

    context->end_time = told != 0 ? context_end(told) : INT64_MAX;
    if (!context->established || context->plugin->api.context_time == NULL)
        return;
    major = context->plugin->api.context_time(&ignored, context->handle, &seconds);
    if (GSS_ROUTINE_ERROR(major) == GSS_S_CONTEXT_EXPIRED)
        context->end_time = (int64_t)time(NULL);
    else if (major == GSS_S_COMPLETE && seconds != 0)
        context->end_time = context_end(seconds);
}

/* Takes what a leg told. */
static void context_took_leg(struct plugin_context *context, OM_uint32 major, OM_uint32 ret_flags,
                             OM_uint32 seconds, OM_uint32 *flags, int64_t *end_time)
{
    context->established = (major & GSS_S_CONTINUE_NEEDED) == 0;
    context->flags = ret_flags;
    plugin_context_learn_end(context, seconds);
    *flags = ret_flags & ~(OM_uint32)FLAGS_OF_THE_GLUE;
    *end_time = context->end_time;
}

static OM_uint32 context_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                              gss_buffer_t output, OM_uint32 *flags, int64_t *end_time)
{
    const struct plugin *plugin = plugin_of(args->mech);
    struct plugin_context *ctx = plugin_context_begin(minor, plugin, context);
    gss_buffer_desc input = plugin_input(args->input);
    OM_uint32 ret_flags = 0, seconds = 0, major;

    if (ctx == NULL)
        return GSS_S_FAILURE;
    if (*context != NULL && ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    ctx->initiator = true;
    major = plugin->api.init_sec_context(
        minor, plugin_cred_handle(args->cred), &ctx->handle, plugin_name_handle(args->target),
        plugin_oid(plugin), args->req_flags, args->time_req, args->bindings,
        args->first && args->input->length == 0 ? GSS_C_NO_BUFFER : &input, NULL, output,
        &ret_flags, &seconds);
    plugin_mend_buffer(output);
    major = plugin_context_made(minor, major, ctx, context);
    if (!GSS_ERROR(major))
        context_took_leg(ctx, major, ret_flags, seconds, flags, end_time);
    return major;
}

/* Wraps what accept gave besides the context; what is not to be given on is released. A credential
 * has been delegated only if the flags say so (RFC 2744 s.5.1); gssproxy gives one always. */
static OM_uint32 context_took_peer(OM_uint32 *minor, OM_uint32 major, const struct plugin *plugin,
                                   gss_name_t *source, gss_cred_id_t *delegated,
                                   OM_uint32 ret_flags, struct mech_accept_result *result)
{
    OM_uint32 wrapped = GSS_S_COMPLETE;
    bool complete = !GSS_ERROR(major) && (major & GSS_S_CONTINUE_NEEDED) == 0;

    if (complete && *source != GSS_C_NO_NAME)
        wrapped = plugin_name_wrap(minor, plugin, source, &result->source);
    if (complete && wrapped == GSS_S_COMPLETE && (ret_flags & GSS_C_DELEG_FLAG) != 0 &&
        *delegated != GSS_C_NO_CREDENTIAL)
        wrapped = plugin_cred_wrap(minor, plugin, delegated, &result->delegated);
    plugin_name_drop(plugin, source);
    plugin_cred_drop(plugin, delegated);
    return wrapped == GSS_S_COMPLETE ? major : wrapped;
}

static OM_uint32 context_accept(OM_uint32 *minor, void **context,
                                const struct mech_accept_args *args, gss_buffer_t output,
                                OM_uint32 *flags, int64_t *end_time,
                                struct mech_accept_result *result)
{
    const struct plugin *plugin = plugin_of(args->mech);
    struct plugin_context *ctx = plugin_context_begin(minor, plugin, context);
    gss_buffer_desc input = plugin_input(args->input);
    gss_name_t source = GSS_C_NO_NAME;
    gss_cred_id_t delegated = GSS_C_NO_CREDENTIAL;
    OM_uint32 ret_flags = 0, seconds = 0, major;

    if (ctx == NULL)
        return GSS_S_FAILURE;
    if (*context != NULL && ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    ctx->nameless |= plugin_cred_is_nameless(args->cred);
    major = plugin->api.accept_sec_context(minor, &ctx->handle, plugin_cred_handle(args->cred),
                                           &input, args->bindings, &source, NULL, output,
                                           &ret_flags, &seconds, &delegated);
    plugin_mend_buffer(output);
    major = context_took_peer(minor, major, plugin, &source, &delegated, ret_flags, result);
    major = plugin_context_made(minor, major, ctx, context);
    if (GSS_ERROR(major)) {
        plugin->mech.release_name(&result->source);
        plugin->mech.release_cred(&result->delegated);
        return major;
    }
    context_took_leg(ctx, major, ret_flags, seconds, flags, end_time);
    return major;
}

static OM_uint32 context_process_token(OM_uint32 *minor, void *context, gss_const_buffer_t token)
{
    struct plugin_context *ctx = context;
    gss_buffer_desc input = plugin_input(token);

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    return ctx->plugin->api.process_context_token(minor, ctx->handle, &input);
}

/* What we know without asking: for a plugin that tells nothing before completion. */
static void context_recall(const struct plugin_context *ctx, struct mech_context_info *info)
{
    info->flags = ctx->flags & ~(OM_uint32)FLAGS_OF_THE_GLUE;
    info->locally_initiated = ctx->initiator;
    info->established = ctx->established;
    info->end_time = ctx->end_time;
}

static OM_uint32 context_inquire(OM_uint32 *minor, const void *context,
                                 struct mech_context_info *info)
{
    const struct plugin_context *ctx = context;
    gss_name_t source = GSS_C_NO_NAME, target = GSS_C_NO_NAME;
    OM_uint32 seconds, flags = ctx->flags, major;
    int initiated, open;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    context_recall(ctx, info);
    if (ctx->plugin->api.inquire_context == NULL)
        return GSS_S_COMPLETE;
    major = ctx->plugin->api.inquire_context(minor, ctx->handle, &source, &target, &seconds, NULL,
                                             &flags, &initiated, &open);
    if (!GSS_ERROR(major)) {
        info->flags = flags & ~(OM_uint32)FLAGS_OF_THE_GLUE;
        if (plugin_name_is_none(ctx->plugin, ctx->nameless))
            plugin_name_drop(ctx->plugin, &target);
        if (source != GSS_C_NO_NAME)
            major = plugin_name_wrap(minor, ctx->plugin, &source, &info->source);
        if (!GSS_ERROR(major) && target != GSS_C_NO_NAME)
            major = plugin_name_wrap(minor, ctx->plugin, &target, &info->target);
        if (GSS_ERROR(major) && info->source != NULL)
            ctx->plugin->mech.release_name(&info->source);
    } else if (!ctx->established || GSS_ROUTINE_ERROR(major) == GSS_S_CONTEXT_EXPIRED) {
        *minor = 0;
        major = GSS_S_COMPLETE;
    }
    plugin_name_drop(ctx->plugin, &source);
    plugin_name_drop(ctx->plugin, &target);
    return major;
}

static OM_uint32 context_inquire_by_oid(OM_uint32 *minor, const void *context, gss_const_OID what,
                                        gss_buffer_set_t answers)
{
    const struct plugin_context *ctx = context;
    gss_buffer_set_t told = GSS_C_NO_BUFFER_SET;
    OM_uint32 major;

    if (ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    major = ctx->plugin->api.inquire_sec_context_by_oid(minor, ctx->handle, (gss_OID)what, &told);
    return plugin_take_answers(minor, major, &told, answers);
}

static OM_uint32 context_set_option(const struct mech *mech, OM_uint32 *minor, void **context,
                                    gss_const_OID option, gss_const_buffer_t value)
{
    const struct plugin *plugin = plugin_of(mech);
    struct plugin_context *ctx = plugin_context_begin(minor, plugin, context);
    gss_buffer_desc input = GSS_C_EMPTY_BUFFER;
    OM_uint32 major;

    if (ctx == NULL)
        return GSS_S_FAILURE;
    if (*context != NULL && ctx->handle == GSS_C_NO_CONTEXT)
        return plugin_fail_gone(minor);
    if (value != GSS_C_NO_BUFFER)
        input = plugin_input(value);
    major = plugin->api.set_sec_context_option(minor, &ctx->handle, (gss_OID)option,
                                               value != GSS_C_NO_BUFFER ? &input : GSS_C_NO_BUFFER);
    if (!GSS_ERROR(major) && ctx->handle == GSS_C_NO_CONTEXT && *context == NULL) {
        void *unused = ctx; /* an option of no context, which made none */

        plugin_context_delete(&unused);
        return major;
    }
    return plugin_context_made(minor, major, ctx, context);
}

static int64_t context_end_time(const void *context)
{
    const struct plugin_context *ctx = context;

    return ctx->end_time;
}

void plugin_fill_contexts(struct plugin *plugin)
{
    const struct plugin_api *api = &plugin->api;
    struct mech *mech = &plugin->mech;

    if (api->init_sec_context != NULL)
        mech->init_sec_context = context_init;
    if (api->accept_sec_context != NULL)
        mech->accept_sec_context = context_accept;
    if (api->process_context_token != NULL)
        mech->process_context_token = context_process_token;
    mech->delete_sec_context = plugin_context_delete;
    mech->inquire_context = context_inquire;
    if (api->inquire_sec_context_by_oid != NULL)
        mech->inquire_context_by_oid = context_inquire_by_oid;
    if (api->set_sec_context_option != NULL)
        mech->set_context_option = context_set_option;
    mech->context_end_time = context_end_time;
}
