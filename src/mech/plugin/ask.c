/* What a plugin says of itself, asked when it is loaded. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "base/attribute.h"
#include "base/oid.h"
#include "base/secret.h"
#include "mech/plugin/plugin.h"

/* The descriptors that programs know. */
static gss_OID_desc *const known_types[] = {
    &GSS_C_NT_USER_NAME_static,           &GSS_C_NT_MACHINE_UID_NAME_static,
    &GSS_C_NT_STRING_UID_NAME_static,     &GSS_C_NT_HOSTBASED_SERVICE_static,
    &GSS_C_NT_HOSTBASED_SERVICE_X_static, &GSS_C_NT_ANONYMOUS_static,
    &GSS_C_NT_EXPORT_NAME_static,         &GSS_KRB5_NT_PRINCIPAL_NAME_static,
};

/* For a plugin that does not say which types of names it takes. */
static const gss_const_OID usual_types[] = {&GSS_C_NT_USER_NAME_static,
                                            &GSS_C_NT_HOSTBASED_SERVICE_static,
                                            &GSS_C_NT_ANONYMOUS_static, NULL};

static const char usual_description[] = "A plugin";

static gss_OID ask_known_type(gss_const_OID type)
{
    for (size_t i = 0; i < sizeof(known_types) / sizeof(known_types[0]); i++) {
        if (oid_equal(known_types[i], type))
            return known_types[i];
    }
    return GSS_C_NO_OID;
}

gss_OID plugin_static_type(const struct plugin *plugin, gss_const_OID type)
{
    gss_OID known = ask_known_type(type);

    for (size_t i = 0; known == GSS_C_NO_OID && plugin->mech.name_types[i] != NULL; i++) {
        if (oid_equal(plugin->mech.name_types[i], type))
            known = (gss_OID)plugin->mech.name_types[i]; /* the interface knows no const */
    }
    return known;
}

/* The members of a set, known ones by their known descriptors; ends with NULL. NULL without
 * memory. */
static const gss_const_OID *ask_list(const gss_OID_set_desc *set)
{
    gss_const_OID *list = calloc(set->count + 1, sizeof(*list));

    for (size_t i = 0; list != NULL && i < set->count; i++) {
        gss_OID known = ask_known_type(&set->elements[i]);

        list[i] = known != GSS_C_NO_OID ? known : &set->elements[i];
    }
    return list;
}

/* The plugin's set if it gave one; kept for good. False if it does not know the mechanism. */
static bool ask_set(OM_uint32 major, gss_OID_set set, gss_OID_set *kept)
{
    if (GSS_ERROR(major))
        return GSS_ROUTINE_ERROR(major) != GSS_S_BAD_MECH;
    *kept = set;
    return true;
}

static bool ask_name_types(struct plugin *plugin)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 ignored, major;

    plugin->mech.name_types = usual_types;
    if (plugin->api.inquire_names_for_mech == NULL)
        return true;
    major = plugin->api.inquire_names_for_mech(&ignored, plugin_oid(plugin), &set);
    if (!ask_set(major, set, &plugin->name_types))
        return false;
    if (set != GSS_C_NO_OID_SET && set->count != 0)
        plugin->mech.name_types = ask_list(set);
    return true;
}

static bool ask_has(const struct plugin *plugin, gss_const_OID attribute)
{
    return oid_set_contains(plugin->attributes, attribute);
}

static bool ask_attributes(struct plugin *plugin)
{
    gss_OID_set set = GSS_C_NO_OID_SET, known = GSS_C_NO_OID_SET;
    OM_uint32 ignored, major;

    if (plugin->api.inquire_attrs_for_mech == NULL)
        return true;
    major = plugin->api.inquire_attrs_for_mech(&ignored, plugin_oid(plugin), &set, &known);
    oid_set_free(&known);
    if (!ask_set(major, set, &plugin->attributes))
        return false;
    if (set == GSS_C_NO_OID_SET)
        return true;
    plugin->mech.attributes = ask_list(set);
    plugin->mech.not_negotiated =
        ask_has(plugin, ATTRIBUTE(DEPRECATED)) || ask_has(plugin, ATTRIBUTE(NOT_DFLT_MECH)) ||
        ask_has(plugin, ATTRIBUTE(MECH_NEGO)) || ask_has(plugin, ATTRIBUTE(MECH_GLUE));
    return true;
}

/* A text of the plugin's, kept for good, or OTHERWISE. */
static const char *ask_text(gss_buffer_t text, const char *otherwise)
{
    char *copy = NULL;

    plugin_mend_buffer(text);
    if (text->length != 0)
        copy = strndup(text->value, text->length);
    if (copy != NULL && copy[0] == '\0') {
        free(copy);
        copy = NULL;
    }
    secret_release_buffer(text);
    return copy != NULL ? copy : otherwise;
}

static bool ask_texts(struct plugin *plugin, const char *name)
{
    gss_buffer_desc sasl = GSS_C_EMPTY_BUFFER, called = GSS_C_EMPTY_BUFFER,
                    description = GSS_C_EMPTY_BUFFER;
    struct mech *mech = &plugin->mech;
    OM_uint32 ignored, major = GSS_S_COMPLETE;

    if (plugin->api.inquire_saslname_for_mech != NULL)
        major = plugin->api.inquire_saslname_for_mech(&ignored, plugin_oid(plugin), &sasl, &called,
                                                      &description);
    mech->sasl_name = ask_text(&sasl, NULL);
    mech->name = ask_text(&called, NULL);
    if (mech->name == NULL)
        mech->name = strdup(name);
    mech->description = ask_text(&description, usual_description);
    return GSS_ROUTINE_ERROR(major) != GSS_S_BAD_MECH;
}

/* The list of a plugin may have more, but it has this one. */
static bool ask_indicated(struct plugin *plugin)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 ignored;
    bool listed = true;

    if (plugin->api.indicate_mechs == NULL)
        return true;
    if (!GSS_ERROR(plugin->api.indicate_mechs(&ignored, &set)) && set != GSS_C_NO_OID_SET)
        listed = oid_set_contains(set, plugin_oid(plugin));
    oid_set_free(&set);
    return listed;
}

/* All that was asked for a plugin that is not taken. */
static void ask_clear(struct plugin *plugin)
{
    struct mech *mech = &plugin->mech;

    if (mech->name_types != usual_types)
        free((void *)mech->name_types);
    free((void *)mech->attributes);
    free((char *)mech->sasl_name);
    free((char *)mech->name);
    if (mech->description != usual_description)
        free((char *)mech->description);
    oid_set_free(&plugin->name_types);
    oid_set_free(&plugin->attributes);
}

bool plugin_ask(struct plugin *plugin, const char *name, char *why, size_t why_size)
{
    bool indicated = ask_indicated(plugin);
    bool known = ask_name_types(plugin) && ask_attributes(plugin) && ask_texts(plugin, name);

    if (!indicated)
        snprintf(why, why_size, "the mechanisms that it says it has do not include this one");
    else if (!known)
        snprintf(why, why_size, "it says that it does not know this object identifier");
    else if (plugin->mech.name == NULL || plugin->mech.name_types == NULL)
        snprintf(why, why_size, "there is no memory");
    else
        return true;
    ask_clear(plugin);
    return false;
}
