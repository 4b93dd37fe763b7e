/* gss_set_neg_mechs (RFC 4178 appendix B). */
#include <gss.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/cred.h"

OM_uint32 gss_set_neg_mechs(OM_uint32 *minor, gss_cred_id_t cred_handle, const gss_OID_set mech_set)
{
    gss_OID_set copy;
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (cred_handle == GSS_C_NO_CREDENTIAL)
        return call_fail_read(minor, GSS_S_NO_CRED);
    if (mech_set == GSS_C_NO_OID_SET)
        return call_fail_read(minor, GSS_S_BAD_MECH);
    if (mech_set->count == 0)
        return minor_fail(minor, MINOR_BAD_ARGUMENT, GSS_S_BAD_MECH);
    for (size_t i = 0; i < mech_set->count; i++) {
        if (mech_set->elements == NULL || !call_oid_is_sound(&mech_set->elements[i]))
            return call_fail_read(minor, GSS_S_BAD_MECH);
    }
    copy = oid_set_copy(mech_set);
    if (copy == GSS_C_NO_OID_SET)
        return call_fail_memory(minor);
    oid_set_free(&cred_handle->neg_mechs);
    cred_handle->neg_mechs = copy; /* now the credential's */
    return GSS_S_COMPLETE;
}
