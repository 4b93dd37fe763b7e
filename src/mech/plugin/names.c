/* Names of plugins. */
#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "base/oid.h"
#include "base/secret.h"
#include "mech/plugin/names.h"

void plugin_name_drop(const struct plugin *plugin, gss_name_t *handle)
{
    OM_uint32 ignored;

    if (*handle != GSS_C_NO_NAME && plugin->api.release_name != NULL)
        (void)plugin->api.release_name(&ignored, handle);
    *handle = GSS_C_NO_NAME;
}

OM_uint32 plugin_name_wrap(OM_uint32 *minor, const struct plugin *plugin, gss_name_t *handle,
                           void **name)
{
    struct plugin_name *made = malloc(sizeof(*made));

    if (made == NULL) {
        plugin_name_drop(plugin, handle);
        return plugin_fail_memory(minor);
    }
    *made = (struct plugin_name){plugin, *handle};
    *handle = GSS_C_NO_NAME; /* now the wrapper's */
    *name = made;
    return GSS_S_COMPLETE;
}

gss_name_t plugin_name_handle(const void *name)
{
    const struct plugin_name *from = name;

    return from != NULL ? from->handle : GSS_C_NO_NAME;
}

/* What a call gave that makes a name. */
static OM_uint32 name_made(OM_uint32 *minor, OM_uint32 major, const struct plugin *plugin,
                           gss_name_t *handle, void **name)
{
    if (GSS_ERROR(major)) {
        plugin_name_drop(plugin, handle);
        return major;
    }
    if (*handle == GSS_C_NO_NAME)
        return plugin_fail_broken(minor);
    return plugin_name_wrap(minor, plugin, handle, name);
}

OM_uint32 plugin_name_import_text(OM_uint32 *minor, const struct plugin *plugin,
                                  gss_const_buffer_t text, gss_const_OID type, void **name)
{
    gss_buffer_desc input = plugin_input(text);
    gss_name_t handle = GSS_C_NO_NAME;
    OM_uint32 major;

    if (plugin->api.import_name_by_mech != NULL)
        major = plugin->api.import_name_by_mech(minor, plugin_oid(plugin), &input, (gss_OID)type,
                                                &handle);
    else
        major = plugin->api.import_name(minor, &input, (gss_OID)type, &handle);
    return name_made(minor, major, plugin, &handle, name);
}

static OM_uint32 name_import(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                             gss_const_OID type, void **name)
{
    const struct plugin *plugin = plugin_of(mech);

    if (oid_equal(type, GSS_C_NT_EXPORT_NAME) || oid_equal(type, GSS_C_NT_COMPOSITE_EXPORT))
        return plugin_name_import_exported(minor, plugin, text, type, name);
    return plugin_name_import_text(minor, plugin, text, type, name);
}

OM_uint32 plugin_name_text_made(OM_uint32 major, gss_buffer_t text)
{
    plugin_mend_buffer(text);
    if (GSS_ERROR(major))
        secret_release_buffer(text);
    else if (text->length != 0 && ((const char *)text->value)[text->length - 1] == '\0')
        text->length--;
    return major;
}

OM_uint32 plugin_name_display(OM_uint32 *minor, const void *name, gss_buffer_t text, gss_OID *type)
{
    const struct plugin_name *from = name;
    gss_OID told = GSS_C_NO_OID;
    OM_uint32 major = from->plugin->api.display_name(minor, from->handle, text, &told);

    *type = plugin_static_type(from->plugin, told);
    return plugin_name_text_made(major, text);
}

static OM_uint32 name_compare_texts(OM_uint32 *minor, const void *a, const void *b, bool *equal)
{
    gss_buffer_desc text_a = GSS_C_EMPTY_BUFFER, text_b = GSS_C_EMPTY_BUFFER;
    gss_OID type_a = GSS_C_NO_OID, type_b = GSS_C_NO_OID;
    OM_uint32 major = plugin_name_display(minor, a, &text_a, &type_a);

    if (major == GSS_S_COMPLETE)
        major = plugin_name_display(minor, b, &text_b, &type_b);
    if (major == GSS_S_COMPLETE)
        *equal = type_a == type_b && !oid_equal(type_a, GSS_C_NT_ANONYMOUS) &&
                 text_a.length == text_b.length &&
                 memcmp(text_a.value, text_b.value, text_a.length) == 0;
    secret_release_buffer(&text_a);
    secret_release_buffer(&text_b);
    return major;
}

static OM_uint32 name_compare(OM_uint32 *minor, const void *a, const void *b, bool *equal)
{
    const struct plugin *plugin = ((const struct plugin_name *)a)->plugin;
    int same = 0;
    OM_uint32 major;

    if (plugin->api.compare_name == NULL)
        return name_compare_texts(minor, a, b, equal);
    major = plugin->api.compare_name(minor, plugin_name_handle(a), plugin_name_handle(b), &same);
    *equal = !GSS_ERROR(major) && same != 0;
    return major;
}

OM_uint32 plugin_name_duplicate(OM_uint32 *minor, const void *name, void **copy)
{
    const struct plugin_name *from = name;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    gss_name_t handle = GSS_C_NO_NAME;
    gss_OID type = GSS_C_NO_OID;
    OM_uint32 major;

    if (from->plugin->api.duplicate_name != NULL) {
        major = from->plugin->api.duplicate_name(minor, from->handle, &handle);
        return name_made(minor, major, from->plugin, &handle, copy);
    }
    major = plugin_name_display(minor, name, &text, &type);
    if (major == GSS_S_COMPLETE)
        major = plugin_name_import_text(minor, from->plugin, &text, type, copy);
    secret_release_buffer(&text);
    return major;
}

static void name_release(void **name)
{
    struct plugin_name *old = *name;

    *name = NULL;
    if (old != NULL)
        plugin_name_drop(old->plugin, &old->handle);
    free(old);
}

static OM_uint32 name_localname(OM_uint32 *minor, const void *name, gss_buffer_t user)
{
    const struct plugin_name *from = name;
    OM_uint32 major =
        from->plugin->api.localname(minor, from->handle, plugin_oid(from->plugin), user);

    return plugin_name_text_made(major, user);
}

static OM_uint32 name_compare_localname(OM_uint32 *minor, const struct plugin_name *name,
                                        const char *user, bool *authorized)
{
    gss_buffer_desc local = GSS_C_EMPTY_BUFFER;
    size_t length = strlen(user);
    OM_uint32 major = name_localname(minor, name, &local);

    *authorized =
        !GSS_ERROR(major) && local.length == length && memcmp(local.value, user, length) == 0;
    secret_release_buffer(&local);
    return major;
}

static OM_uint32 name_authorize(OM_uint32 *minor, const void *name, const char *user,
                                bool *authorized)
{
    const struct plugin_name *from = name;
    const struct plugin_api *api = &from->plugin->api;
    gss_buffer_desc text = {strlen(user), (void *)user};
    OM_uint32 major = GSS_S_UNAVAILABLE;

    if (api->authorize_localname != NULL)
        major = api->authorize_localname(minor, from->handle, &text, GSS_C_NT_USER_NAME);
    if (GSS_ROUTINE_ERROR(major) == GSS_S_UNAVAILABLE && api->localname != NULL)
        return name_compare_localname(minor, from, user, authorized);
    *authorized = major == GSS_S_COMPLETE;
    return GSS_ROUTINE_ERROR(major) == GSS_S_UNAUTHORIZED ? GSS_S_COMPLETE : major;
}

void plugin_fill_names(struct plugin *plugin)
{
    struct mech *mech = &plugin->mech;

    mech->import_name = name_import;
    mech->display_name = plugin_name_display;
    mech->export_name = plugin_name_export;
    mech->compare_name = name_compare;
    mech->duplicate_name = plugin_name_duplicate;
    mech->release_name = name_release;
    plugin_fill_name_attributes(plugin);
    if (plugin->api.localname != NULL)
        mech->localname = name_localname;
    if (plugin->api.authorize_localname != NULL || plugin->api.localname != NULL)
        mech->authorize_localname = name_authorize;
}
