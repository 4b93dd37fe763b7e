/*
 * Exported names of plugins (RFC 2743 s.3.2, RFC 6680 s.7.8).
 *
 * A plugin reads and writes them with their header, the table without.
 */
#include <gss.h>

#include "base/der.h"
#include "base/oid.h"
#include "base/secret.h"
#include "mech/plugin/names.h"

enum { EXPORTED_NAME = 0x0401, EXPORTED_COMPOSITE = 0x0402 };

OM_uint32 plugin_name_import_exported(OM_uint32 *minor, const struct plugin *plugin,
                                      gss_const_buffer_t text, gss_const_OID type, void **name)
{
    bool composite = !oid_equal(type, GSS_C_NT_EXPORT_NAME);
    gss_buffer_desc whole;
    struct writer out;
    OM_uint32 major;
    size_t mark;

    if (!composite && plugin->api.export_name == NULL) /* it is the text */
        return plugin_name_import_text(minor, plugin, text, GSS_C_NO_OID, name);
    writer_init(&out);
    write_u16be(&out, composite ? EXPORTED_COMPOSITE : EXPORTED_NAME);
    mark = write_open_u16be(&out);
    der_write(&out, DER_OID, plugin->mech.oid.elements, plugin->mech.oid.length);
    write_close_u16be(&out, mark);
    mark = write_open_u32be(&out);
    write_bytes(&out, text->value, text->length);
    write_close_u32be(&out, mark);
    whole = (gss_buffer_desc){out.length, out.data};
    major = writer_ok(&out) ? plugin_name_import_text(minor, plugin, &whole, type, name)
                            : plugin_fail_memory(minor);
    writer_free(&out);
    return major;
}

/* The mechanism's part of a name that the plugin has exported. */
static OM_uint32 name_take_exported(OM_uint32 *minor, const struct plugin *plugin, uint16_t id,
                                    gss_const_buffer_t whole, struct writer *out)
{
    struct reader in, field, oid, body;
    gss_OID_desc told;
    uint16_t told_id;

    reader_init(&in, whole->value, whole->length);
    told_id = read_u16be(&in);
    field = read_sub_u16be(&in);
    oid = der_read(&field, DER_OID);
    body = read_sub_u32be(&in);
    told = (gss_OID_desc){(OM_uint32)oid.left, (void *)oid.next};
    if (!reader_at_end(&in) || !reader_at_end(&field) || told_id != id ||
        !oid_equal(&told, &plugin->mech.oid))
        return plugin_fail_broken(minor);
    write_bytes(out, body.next, body.left);
    return GSS_S_COMPLETE;
}

/* Without an export of the plugin's own a name is exported as its text. */
OM_uint32 plugin_name_export(OM_uint32 *minor, const void *name, struct writer *out)
{
    const struct plugin_name *from = name;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major;
    gss_OID type;

    if (from->plugin->api.export_name == NULL) {
        major = plugin_name_display(minor, name, &text, &type);
        if (!GSS_ERROR(major))
            write_bytes(out, text.value, text.length);
    } else {
        major = from->plugin->api.export_name(minor, from->handle, &text);
        plugin_mend_buffer(&text);
        if (!GSS_ERROR(major))
            major = name_take_exported(minor, from->plugin, EXPORTED_NAME, &text, out);
    }
    secret_release_buffer(&text);
    return major;
}

OM_uint32 plugin_name_export_composite(OM_uint32 *minor, const void *name, struct writer *out)
{
    const struct plugin_name *from = name;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = from->plugin->api.export_name_composite(minor, from->handle, &text);

    plugin_mend_buffer(&text);
    if (!GSS_ERROR(major))
        major = name_take_exported(minor, from->plugin, EXPORTED_COMPOSITE, &text, out);
    secret_release_buffer(&text);
    return major;
}
