/* Mechanisms as callers name them. */
#ifndef GSS_GLUE_REGISTRY_H
#define GSS_GLUE_REGISTRY_H

#include <stdbool.h>

#include <gss/api.h>

#include "mech/registry.h"

/* The mechanism that the caller names: GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_MECH if it names
 * none, GSS_S_BAD_MECH if we have no such one. */
OM_uint32 registry_select(OM_uint32 *minor, gss_const_OID oid, const struct mech **mech);

/* Does the mechanism take this type of name? Every one takes GSS_C_NO_OID. */
bool registry_takes_name_type(const struct mech *mech, gss_const_OID type);

/* The static descriptor of a name type that some mechanism takes; NULL if none does. */
gss_const_OID registry_name_type(gss_const_OID type);

/* Is this very descriptor one of the library's own, which nobody may free? */
bool registry_owns_oid(gss_const_OID oid);

#endif
