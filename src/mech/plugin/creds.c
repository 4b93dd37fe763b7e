/* Credentials of plugins. */
#include <stdlib.h>

#include "base/oid.h"
#include "base/secret.h"
#include "mech/plugin/plugin.h"

void plugin_cred_drop(const struct plugin *plugin, gss_cred_id_t *handle)
{
    OM_uint32 ignored;

    if (*handle != GSS_C_NO_CREDENTIAL && plugin->api.release_cred != NULL)
        (void)plugin->api.release_cred(&ignored, handle);
    *handle = GSS_C_NO_CREDENTIAL;
}

OM_uint32 plugin_cred_wrap(OM_uint32 *minor, const struct plugin *plugin, gss_cred_id_t *handle,
                           void **cred)
{
    struct plugin_cred *made = malloc(sizeof(*made));

    if (made == NULL) {
        plugin_cred_drop(plugin, handle);
        return plugin_fail_memory(minor);
    }
    made->plugin = plugin;
    made->handle = *handle;
    made->nameless = false;
    atomic_init(&made->users, 1);
    *handle = GSS_C_NO_CREDENTIAL; /* now the wrapper's */
    *cred = made;
    return GSS_S_COMPLETE;
}

gss_cred_id_t plugin_cred_handle(const void *cred)
{
    const struct plugin_cred *from = cred;

    return from != NULL ? from->handle : GSS_C_NO_CREDENTIAL;
}

bool plugin_cred_is_nameless(const void *cred)
{
    const struct plugin_cred *from = cred;

    return from == NULL || from->nameless;
}

bool plugin_name_is_none(const struct plugin *plugin, bool nameless)
{
    return nameless && plugin->api.compare_name == NULL && plugin->api.export_name == NULL;
}

/* What a call gave that makes a credential. */
static OM_uint32 cred_made(OM_uint32 *minor, OM_uint32 major, const struct plugin *plugin,
                           gss_cred_id_t *handle, void **cred)
{
    if (GSS_ERROR(major)) {
        plugin_cred_drop(plugin, handle);
        return major;
    }
    if (*handle == GSS_C_NO_CREDENTIAL)
        return plugin_fail_broken(minor);
    return plugin_cred_wrap(minor, plugin, handle, cred);
}

/* Debian's NTLM reads the password up to a zero byte, whatever its length is: there is one. */
static OM_uint32 cred_call_password(OM_uint32 *minor, const struct plugin *plugin,
                                    const struct mech_cred_args *args, gss_cred_id_t *handle)
{
    gss_buffer_desc password;
    struct writer copy;
    OM_uint32 seconds, major;

    if (plugin->api.acquire_cred_with_password == NULL)
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    writer_init_secret(&copy);
    write_bytes(&copy, args->password->value, args->password->length);
    write_u8(&copy, 0);
    password = (gss_buffer_desc){args->password->length, copy.data};
    major = writer_ok(&copy)
                ? plugin->api.acquire_cred_with_password(minor, plugin_name_handle(args->name),
                                                         &password, args->time_req, plugin->self,
                                                         args->usage, handle, NULL, &seconds)
                : plugin_fail_memory(minor);
    writer_free(&copy);
    return major;
}

static OM_uint32 cred_call_acquire(OM_uint32 *minor, const struct plugin *plugin,
                                   const struct mech_cred_args *args, gss_cred_id_t *handle)
{
    const struct plugin_api *api = &plugin->api;
    gss_name_t name = plugin_name_handle(args->name);
    OM_uint32 seconds;

    if (args->password != NULL)
        return cred_call_password(minor, plugin, args, handle);
    if (api->acquire_cred_from != NULL)
        return api->acquire_cred_from(minor, name, args->time_req, plugin->self, args->usage,
                                      args->store, handle, NULL, &seconds);
    if (args->store != NULL || api->acquire_cred == NULL)
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    return api->acquire_cred(minor, name, args->time_req, plugin->self, args->usage, handle, NULL,
                             &seconds);
}

static OM_uint32 cred_acquire(OM_uint32 *minor, const struct mech_cred_args *args, void **cred)
{
    const struct plugin *plugin = plugin_of(args->mech);
    gss_cred_id_t handle = GSS_C_NO_CREDENTIAL;
    OM_uint32 major = cred_call_acquire(minor, plugin, args, &handle);

    major = cred_made(minor, major, plugin, &handle, cred);
    if (!GSS_ERROR(major))
        ((struct plugin_cred *)*cred)->nameless =
            args->name == NULL && args->usage != GSS_C_INITIATE;
    return major;
}

static OM_uint32 cred_impersonate(OM_uint32 *minor, const struct mech_cred_args *args,
                                  const void *impersonator, void **cred)
{
    const struct plugin *plugin = plugin_of(args->mech);
    gss_cred_id_t handle = GSS_C_NO_CREDENTIAL;
    OM_uint32 seconds, major;

    major = plugin->api.acquire_cred_impersonate_name(
        minor, plugin_cred_handle(impersonator), plugin_name_handle(args->name), args->time_req,
        plugin->self, args->usage, &handle, NULL, &seconds);
    return cred_made(minor, major, plugin, &handle, cred);
}

static OM_uint32 cred_duplicate(OM_uint32 *minor, const void *cred, void **copy)
{
    struct plugin_cred *from = (struct plugin_cred *)cred; /* only its count changes */

    (void)minor;
    atomic_fetch_add(&from->users, 1);
    *copy = from;
    return GSS_S_COMPLETE;
}

static void cred_release(void **cred)
{
    struct plugin_cred *old = *cred;

    *cred = NULL;
    if (old == NULL || atomic_fetch_sub(&old->users, 1) != 1)
        return;
    plugin_cred_drop(old->plugin, &old->handle);
    free(old);
}

/* By the call that tells both lifetimes, or the one that tells the shorter. */
static OM_uint32 cred_call_inquire(OM_uint32 *minor, const struct plugin_cred *cred,
                                   gss_name_t *name, struct mech_cred_info *info)
{
    const struct plugin_api *api = &cred->plugin->api;
    OM_uint32 major;

    if (api->inquire_cred_by_mech != NULL)
        return api->inquire_cred_by_mech(minor, cred->handle, plugin_oid(cred->plugin), name,
                                         &info->initiator_lifetime, &info->acceptor_lifetime,
                                         &info->usage);
    major =
        api->inquire_cred(minor, cred->handle, name, &info->initiator_lifetime, &info->usage, NULL);
    info->acceptor_lifetime = info->initiator_lifetime;
    return major;
}

static OM_uint32 cred_inquire(OM_uint32 *minor, const void *cred, struct mech_cred_info *info)
{
    const struct plugin_cred *from = cred;
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 major = cred_call_inquire(minor, from, &name, info);

    if (GSS_ROUTINE_ERROR(major) == GSS_S_CREDENTIALS_EXPIRED) {
        info->initiator_lifetime = info->acceptor_lifetime = 0;
        major = GSS_S_COMPLETE;
    }
    if (GSS_ERROR(major) || plugin_name_is_none(from->plugin, from->nameless))
        plugin_name_drop(from->plugin, &name);
    if (name == GSS_C_NO_NAME)
        return major;
    return plugin_name_wrap(minor, from->plugin, &name, &info->name);
}

static OM_uint32 cred_inquire_by_oid(OM_uint32 *minor, const void *cred, gss_const_OID what,
                                     gss_buffer_set_t answers)
{
    const struct plugin_cred *from = cred;
    gss_buffer_set_t told = GSS_C_NO_BUFFER_SET;
    OM_uint32 major;

    major = from->plugin->api.inquire_cred_by_oid(minor, from->handle, (gss_OID)what, &told);
    return plugin_take_answers(minor, major, &told, answers);
}

static OM_uint32 cred_call_import(OM_uint32 *minor, const struct plugin *plugin, gss_buffer_t token,
                                  gss_cred_id_t *handle)
{
    if (plugin->api.import_cred_by_mech != NULL)
        return plugin->api.import_cred_by_mech(minor, plugin_oid(plugin), token, handle);
    return plugin->api.import_cred(minor, token, handle);
}

/* Copies, which other threads may be using, must not change with it: gives *CRED a handle of its
 * own, if the plugin can make one. */
static OM_uint32 cred_part_from_copies(OM_uint32 *minor, void **cred)
{
    const struct plugin_cred *from = *cred;
    const struct plugin *plugin = from->plugin;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    gss_cred_id_t handle = GSS_C_NO_CREDENTIAL;
    void *own = NULL;
    OM_uint32 major;

    if (atomic_load(&from->users) == 1)
        return GSS_S_COMPLETE;
    if (plugin->mech.export_cred == NULL)
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    major = plugin->api.export_cred(minor, from->handle, &token);
    plugin_mend_buffer(&token);
    if (!GSS_ERROR(major)) {
        major = cred_call_import(minor, plugin, &token, &handle);
        major = cred_made(minor, major, plugin, &handle, &own);
    }
    if (!GSS_ERROR(major)) {
        cred_release(cred);
        *cred = own;
    }
    secret_release_buffer(&token);
    return major;
}

/* What an option of no credential makes is a new one. */
static OM_uint32 cred_set_option(const struct mech *mech, OM_uint32 *minor, void **cred,
                                 gss_const_OID option, gss_const_buffer_t value)
{
    const struct plugin *plugin = plugin_of(mech);
    struct plugin_cred *from;
    gss_buffer_desc input =
        value != GSS_C_NO_BUFFER ? plugin_input(value) : (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    gss_buffer_t given = value != GSS_C_NO_BUFFER ? &input : GSS_C_NO_BUFFER;
    gss_cred_id_t handle = GSS_C_NO_CREDENTIAL;
    OM_uint32 major;

    if (*cred != NULL) {
        major = cred_part_from_copies(minor, cred);
        if (GSS_ERROR(major))
            return major;
        from = *cred;
        return plugin->api.set_cred_option(minor, &from->handle, (gss_OID)option, given);
    }
    major = plugin->api.set_cred_option(minor, &handle, (gss_OID)option, given);
    if (GSS_ERROR(major))
        plugin_cred_drop(plugin, &handle);
    if (handle == GSS_C_NO_CREDENTIAL)
        return major;
    return plugin_cred_wrap(minor, plugin, &handle, cred);
}

static OM_uint32 cred_store(OM_uint32 *minor, const void *cred, const struct mech_store_args *args,
                            gss_cred_usage_t *stored)
{
    const struct plugin_cred *from = cred;
    const struct plugin_api *api = &from->plugin->api;
    gss_OID_set mechs = GSS_C_NO_OID_SET;
    OM_uint32 major;

    *stored = args->usage;
    if (api->store_cred_into != NULL)
        major =
            api->store_cred_into(minor, from->handle, args->usage, plugin_oid(from->plugin),
                                 args->overwrite, args->make_default, args->store, &mechs, stored);
    else if (args->store == NULL)
        major = api->store_cred(minor, from->handle, args->usage, plugin_oid(from->plugin),
                                args->overwrite, args->make_default, &mechs, stored);
    else
        major = minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    oid_set_free(&mechs);
    return major;
}

static OM_uint32 cred_export(OM_uint32 *minor, const void *cred, struct writer *out)
{
    const struct plugin_cred *from = cred;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = from->plugin->api.export_cred(minor, from->handle, &token);

    plugin_mend_buffer(&token);
    if (!GSS_ERROR(major)) {
        write_u8(out, from->nameless);
        write_bytes(out, token.value, token.length);
    }
    secret_release_buffer(&token);
    return major;
}

static OM_uint32 cred_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                             void **cred)
{
    const struct plugin *plugin = plugin_of(mech);
    uint8_t nameless = read_u8(in);
    gss_buffer_desc token = {in->left, (void *)read_bytes(in, in->left)};
    gss_cred_id_t handle = GSS_C_NO_CREDENTIAL;
    OM_uint32 major;

    if (!reader_ok(in) || nameless > 1)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (plugin->api.import_cred_by_mech != NULL)
        major = plugin->api.import_cred_by_mech(minor, plugin_oid(plugin), &token, &handle);
    else
        major = plugin->api.import_cred(minor, &token, &handle);
    major = cred_made(minor, major, plugin, &handle, cred);
    if (!GSS_ERROR(major))
        ((struct plugin_cred *)*cred)->nameless = nameless != 0;
    return major;
}

void plugin_fill_creds(struct plugin *plugin)
{
    const struct plugin_api *api = &plugin->api;
    struct mech *mech = &plugin->mech;

    if (api->acquire_cred != NULL || api->acquire_cred_from != NULL ||
        api->acquire_cred_with_password != NULL)
        mech->acquire_cred = cred_acquire;
    if (api->acquire_cred_impersonate_name != NULL)
        mech->impersonate_cred = cred_impersonate;
    mech->duplicate_cred = cred_duplicate;
    mech->release_cred = cred_release;
    if (api->inquire_cred_by_mech != NULL || api->inquire_cred != NULL)
        mech->inquire_cred = cred_inquire;
    if (api->inquire_cred_by_oid != NULL)
        mech->inquire_cred_by_oid = cred_inquire_by_oid;
    if (api->store_cred_into != NULL || api->store_cred != NULL)
        mech->store_cred = cred_store;
    if (api->export_cred != NULL &&
        (api->import_cred != NULL || api->import_cred_by_mech != NULL)) {
        mech->export_cred = cred_export;
        mech->import_cred = cred_import;
    }
    if (api->set_cred_option != NULL)
        mech->set_cred_option = cred_set_option;
}
