/* MIT's older form of gss_set_cred_option, which its library shows and no header declares: plugins
 * have an entry of the same name, which takes a pointer. It changes a credential and makes none. */
#include <gss.h>

#include "glue/call.h"

__attribute__((visibility("default"))) OM_uint32
gssspi_set_cred_option(OM_uint32 *minor_status, gss_cred_id_t cred_handle,
                       const gss_OID desired_object, const gss_buffer_t value);

OM_uint32 gssspi_set_cred_option(OM_uint32 *minor, gss_cred_id_t cred_handle,
                                 const gss_OID desired_object, const gss_buffer_t value)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (cred_handle == GSS_C_NO_CREDENTIAL)
        return call_fail_read(minor, GSS_S_NO_CRED);
    return gss_set_cred_option(minor, &cred_handle, desired_object, value);
}
