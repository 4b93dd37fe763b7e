/* What the files of names have in common. */
#ifndef GSS_MECH_PLUGIN_NAMES_H
#define GSS_MECH_PLUGIN_NAMES_H

#include "mech/plugin/plugin.h"

OM_uint32 plugin_name_import_text(OM_uint32 *minor, const struct plugin *plugin,
                                  gss_const_buffer_t text, gss_const_OID type, void **name);

/* The mechanism's part of an exported name; TYPE says which form. */
OM_uint32 plugin_name_import_exported(OM_uint32 *minor, const struct plugin *plugin,
                                      gss_const_buffer_t text, gss_const_OID type, void **name);

/* Entries of the table. */
OM_uint32 plugin_name_display(OM_uint32 *minor, const void *name, gss_buffer_t text, gss_OID *type);
OM_uint32 plugin_name_duplicate(OM_uint32 *minor, const void *name, void **copy);
OM_uint32 plugin_name_export(OM_uint32 *minor, const void *name, struct writer *out);
OM_uint32 plugin_name_export_composite(OM_uint32 *minor, const void *name, struct writer *out);

/* A text that a call gave, of which some count the final NUL: none after a failure. */
OM_uint32 plugin_name_text_made(OM_uint32 major, gss_buffer_t text);

void plugin_fill_name_attributes(struct plugin *plugin);

#endif
