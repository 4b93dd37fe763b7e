/* MIT's call for what a mechanism does beside all contexts: interposers pass it on. */
#include <gss.h>

#include "glue/call.h"
#include "glue/registry.h"

__attribute__((visibility("default"))) OM_uint32 gssspi_mech_invoke(OM_uint32 *minor_status,
                                                                    const gss_OID desired_mech,
                                                                    const gss_OID desired_object,
                                                                    gss_buffer_t value);

OM_uint32 gssspi_mech_invoke(OM_uint32 *minor, const gss_OID desired_mech,
                             const gss_OID desired_object, gss_buffer_t value)
{
    const struct mech *mech;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = registry_select(minor, desired_mech, &mech);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_oid_is_sound(desired_object))
        return call_fail_read(minor, 0);
    if (mech->invoke == NULL)
        return call_fail_unsupported(minor);
    return mech->invoke(mech, minor, desired_object, value);
}
