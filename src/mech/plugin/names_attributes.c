/* Attributes of plugins' names (RFC 6680). */
#include "base/secret.h"
#include "mech/plugin/names.h"

static OM_uint32 attribute_inquire(OM_uint32 *minor, const void *name, gss_buffer_set_t attrs)
{
    const struct plugin_name *from = name;
    gss_buffer_set_t told = GSS_C_NO_BUFFER_SET;
    gss_OID mech = GSS_C_NO_OID;
    int is_mn = 0;
    OM_uint32 major = from->plugin->api.inquire_name(minor, from->handle, &is_mn, &mech, &told);

    return plugin_take_answers(minor, major, &told, attrs);
}

static OM_uint32 attribute_get(OM_uint32 *minor, const void *name, gss_const_buffer_t attr,
                               struct mech_name_value *value)
{
    const struct plugin_name *from = name;
    gss_buffer_desc input = plugin_input(attr);
    int authenticated = 0, complete = 0;
    OM_uint32 major;

    major =
        from->plugin->api.get_name_attribute(minor, from->handle, &input, &authenticated, &complete,
                                             &value->value, &value->display, &value->more);
    plugin_mend_buffer(&value->value);
    plugin_mend_buffer(&value->display);
    if (GSS_ERROR(major)) {
        secret_release_buffer(&value->value);
        secret_release_buffer(&value->display);
    }
    value->authenticated = authenticated != 0;
    value->complete = complete != 0;
    return major;
}

/* What a call on a copy came to. */
static OM_uint32 attribute_changed(OM_uint32 major, const struct plugin *plugin, void **changed)
{
    if (GSS_ERROR(major))
        plugin->mech.release_name(changed);
    return major;
}

static OM_uint32 attribute_set(OM_uint32 *minor, const void *name, bool complete,
                               gss_const_buffer_t attr, gss_const_buffer_t value, void **changed)
{
    const struct plugin *plugin = ((const struct plugin_name *)name)->plugin;
    gss_buffer_desc input = plugin_input(attr), content = plugin_input(value);
    OM_uint32 major = plugin_name_duplicate(minor, name, changed);

    if (GSS_ERROR(major))
        return major;
    major = plugin->api.set_name_attribute(minor, plugin_name_handle(*changed), complete, &input,
                                           &content);
    return attribute_changed(major, plugin, changed);
}

static OM_uint32 attribute_delete(OM_uint32 *minor, const void *name, gss_const_buffer_t attr,
                                  void **changed)
{
    const struct plugin *plugin = ((const struct plugin_name *)name)->plugin;
    gss_buffer_desc input = plugin_input(attr);
    OM_uint32 major = plugin_name_duplicate(minor, name, changed);

    if (GSS_ERROR(major))
        return major;
    major = plugin->api.delete_name_attribute(minor, plugin_name_handle(*changed), &input);
    return attribute_changed(major, plugin, changed);
}

static OM_uint32 attribute_display(OM_uint32 *minor, const void *name, gss_const_OID type,
                                   gss_buffer_t text)
{
    const struct plugin_name *from = name;

    return plugin_name_text_made(
        from->plugin->api.display_name_ext(minor, from->handle, (gss_OID)type, text), text);
}

static OM_uint32 attribute_map(OM_uint32 *minor, const void *name, bool authenticated,
                               gss_const_buffer_t type_id, gss_any_t *output)
{
    const struct plugin_name *from = name;
    gss_buffer_desc input = plugin_input(type_id);

    return from->plugin->api.map_name_to_any(minor, from->handle, authenticated, &input, output);
}

static OM_uint32 attribute_release_map(OM_uint32 *minor, const void *name,
                                       gss_const_buffer_t type_id, gss_any_t *mapped)
{
    const struct plugin_name *from = name;
    gss_buffer_desc input = plugin_input(type_id);

    return from->plugin->api.release_any_name_mapping(minor, from->handle, &input, mapped);
}

void plugin_fill_name_attributes(struct plugin *plugin)
{
    const struct plugin_api *api = &plugin->api;
    struct mech *mech = &plugin->mech;

    if (api->inquire_name != NULL)
        mech->inquire_name = attribute_inquire;
    if (api->get_name_attribute != NULL)
        mech->get_name_attribute = attribute_get;
    if (api->set_name_attribute != NULL)
        mech->set_name_attribute = attribute_set;
    if (api->delete_name_attribute != NULL)
        mech->delete_name_attribute = attribute_delete;
    if (api->display_name_ext != NULL)
        mech->display_name_ext = attribute_display;
    if (api->export_name_composite != NULL)
        mech->export_name_composite = plugin_name_export_composite;
    if (api->map_name_to_any != NULL && api->release_any_name_mapping != NULL) {
        mech->map_name_to_any = attribute_map;
        mech->release_any_name_mapping = attribute_release_map;
    }
}
