/*
 * Names of SPNEGO: as the caller gave them, for each mechanism has its own form of them.
 *
 * A name is immutable.
 */
#ifndef GSS_MECH_SPNEGO_NAME_H
#define GSS_MECH_SPNEGO_NAME_H

#include <gss/api.h>

#include "mech/mech.h"

/* The types that import takes, those of any mechanism of this library; ends with NULL. */
extern const gss_const_OID spnego_name_types[];

/* The entries of struct mech. */
OM_uint32 spnego_name_import(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                             gss_const_OID type, void **name);
OM_uint32 spnego_name_display(OM_uint32 *minor, const void *name, gss_buffer_t text, gss_OID *type);
OM_uint32 spnego_name_export(OM_uint32 *minor, const void *name, struct writer *out);
OM_uint32 spnego_name_compare(OM_uint32 *minor, const void *a, const void *b, bool *equal);
OM_uint32 spnego_name_duplicate(OM_uint32 *minor, const void *name, void **copy);
void spnego_name_release(void **name);

#endif
