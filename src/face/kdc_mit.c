/* What MIT's administration library calls before it accepts contexts. */
#include <gss.h>

#include "mech/krb5/library.h"

__attribute__((visibility("default"))) OM_uint32 krb5_gss_use_kdc_context(void);

OM_uint32 krb5_gss_use_kdc_context(void)
{
    krb5_library_use_kdc_profile();
    return GSS_S_COMPLETE;
}
