#include "mech/plugin/plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer_set.h"
#include "base/oid.h"
#include "base/secret.h"

void plugin_mend_buffer(gss_buffer_t buffer)
{
    if (buffer->value == NULL)
        buffer->length = 0;
}

OM_uint32 plugin_take_answers(OM_uint32 *minor, OM_uint32 major, gss_buffer_set_t *from,
                              gss_buffer_set_t answers)
{
    for (size_t i = 0; !GSS_ERROR(major) && *from != GSS_C_NO_BUFFER_SET && i < (*from)->count;
         i++) {
        gss_buffer_desc *answer = &(*from)->elements[i];

        plugin_mend_buffer(answer);
        if (!buffer_set_add(answers, answer->value, answer->length))
            major = plugin_fail_memory(minor);
    }
    buffer_set_free(from);
    return major;
}

/* A raw NTLM token has this signature (MS-NLMP s.2.2.1), and no framing. */
static bool plugin_recognizes_ntlm(gss_const_buffer_t token)
{
    static const char signature[] = "NTLMSSP";

    return token->length >= sizeof(signature) &&
           memcmp(token->value, signature, sizeof(signature)) == 0;
}

/* The sentences for CODE, one after the other. */
static bool plugin_tell_minor(const struct mech *mech, OM_uint32 code, char *out, size_t size)
{
    enum { SENTENCES_MAX = 16 };
    const struct plugin *plugin = plugin_of(mech);
    OM_uint32 ignored, major, more = 0;
    size_t used = 0;

    for (int i = 0; i < SENTENCES_MAX && used < size; i++) {
        gss_buffer_desc text = GSS_C_EMPTY_BUFFER;

        major = plugin->api.display_status(&ignored, code, GSS_C_MECH_CODE, plugin_oid(plugin),
                                           &more, &text);
        plugin_mend_buffer(&text);
        if (!GSS_ERROR(major) && text.length != 0)
            used += (size_t)snprintf(out + used, size - used, "%s%.*s", used != 0 ? "; " : "",
                                     (int)(text.length < size ? text.length : size),
                                     (const char *)text.value);
        secret_release_buffer(&text);
        if (GSS_ERROR(major) || more == 0)
            break;
    }
    return used != 0;
}

/* An interposer that asks the library for what the library asks it knows no sentence. */
static bool plugin_display_minor(const struct mech *mech, OM_uint32 code, char *out, size_t size)
{
    static _Thread_local bool asking;
    bool told;

    if (asking)
        return false;
    asking = true;
    told = plugin_tell_minor(mech, code, out, size);
    asking = false;
    return told;
}

static OM_uint32 plugin_invoke(const struct mech *mech, OM_uint32 *minor, gss_const_OID what,
                               gss_buffer_t value)
{
    const struct plugin *plugin = plugin_of(mech);

    return plugin->api.mech_invoke(minor, plugin_oid(plugin), (gss_OID)what, value);
}

/* Only the entries that the table cannot do without, and whose lack no other call makes up for. */
static const char *plugin_lacks(const struct plugin_api *api)
{
    if (api->init_sec_context == NULL && api->accept_sec_context == NULL)
        return "it offers neither gss_init_sec_context nor gss_accept_sec_context";
    if (api->import_name == NULL && api->import_name_by_mech == NULL)
        return "it does not offer gss_import_name";
    if (api->display_name == NULL)
        return "it does not offer gss_display_name";
    return NULL;
}

/* A new one that knows what it is, and nothing more; NULL without memory. */
static struct plugin *plugin_begin(gss_const_OID oid, const struct mech *interposed,
                                   const struct plugin_api *api)
{
    struct plugin *plugin = calloc(1, sizeof(*plugin));

    if (plugin == NULL)
        return NULL;
    plugin->self = oid_set_create();
    if (plugin->self == GSS_C_NO_OID_SET || !oid_set_add(plugin->self, oid)) {
        oid_set_free(&plugin->self);
        free(plugin);
        return NULL;
    }
    plugin->api = *api;
    plugin->mech.oid = plugin->self->elements[0];
    plugin->mech.module = plugin;
    if (interposed != NULL) {
        plugin->mech.name = interposed->name;
        plugin->mech.sasl_name = interposed->sasl_name;
        plugin->mech.description = interposed->description;
        plugin->mech.attributes = interposed->attributes;
        plugin->mech.name_types = interposed->name_types;
        plugin->mech.hidden = interposed->hidden;
        /* What negotiates is no choice, and would go round in circles. */
        plugin->mech.not_negotiated = interposed->not_negotiated || interposed->negotiates;
        plugin->mech.recognizes_token = interposed->recognizes_token;
    }
    return plugin;
}

struct plugin *plugin_create(const char *name, gss_const_OID oid, const struct mech *interposed,
                             const struct plugin_api *api, char *why, size_t why_size)
{
    static const gss_OID_desc ntlm = OID_STATIC("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a");
    const char *lack = plugin_lacks(api);
    struct plugin *plugin;

    if (lack != NULL) {
        snprintf(why, why_size, "%s", lack);
        return NULL;
    }
    plugin = plugin_begin(oid, interposed, api);
    if (plugin == NULL) {
        snprintf(why, why_size, "there is no memory");
        return NULL;
    }
    plugin_fill_names(plugin);
    plugin_fill_creds(plugin);
    plugin_fill_contexts(plugin);
    plugin_fill_messages(plugin);
    plugin_fill_messages_iov(plugin);
    plugin_fill_metadata(plugin);
    plugin_fill_transfer(plugin);
    if (api->mech_invoke != NULL)
        plugin->mech.invoke = plugin_invoke;
    if (api->display_status != NULL)
        plugin->mech.display_minor = plugin_display_minor;
    if (oid_equal(oid, &ntlm))
        plugin->mech.recognizes_token = plugin_recognizes_ntlm;
    if (interposed != NULL || plugin_ask(plugin, name, why, why_size))
        return plugin;
    oid_set_free(&plugin->self);
    free(plugin);
    return NULL;
}
