/* Object identifiers by themselves. */
#include <gss.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/registry.h"

int gss_oid_equal(gss_const_OID first_oid, gss_const_OID second_oid)
{
    return oid_equal(first_oid, second_oid);
}

OM_uint32 gss_duplicate_oid(OM_uint32 *minor, gss_OID src_oid, gss_OID *dest_oid)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (dest_oid != NULL)
        *dest_oid = GSS_C_NO_OID;
    if (!call_oid_is_sound(src_oid))
        return call_fail_read(minor, 0);
    if (dest_oid == NULL)
        return call_fail_write(minor, 0);
    *dest_oid = oid_copy(src_oid);
    return *dest_oid != NULL ? GSS_S_COMPLETE : call_fail_memory(minor);
}

/* Callers hand over what calls returned, static or not: only what was allocated is freed. */
OM_uint32 gss_release_oid(OM_uint32 *minor, gss_OID *oid)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (oid == NULL)
        return call_fail_write(minor, 0);
    if (registry_owns_oid(*oid))
        *oid = GSS_C_NO_OID;
    else
        oid_free(oid);
    return GSS_S_COMPLETE;
}
