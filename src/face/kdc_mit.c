/* What is in MIT's library for its own programs. */
#include <gss.h>

#include "mech/krb5/library.h"

__attribute__((visibility("default"))) OM_uint32 krb5_gss_use_kdc_context(void);

/* What MIT's administration library calls before it accepts contexts. */
OM_uint32 krb5_gss_use_kdc_context(void)
{
    krb5_library_use_kdc_profile();
    return GSS_S_COMPLETE;
}

/* A switch of MIT's own tests, which is never read: there so that whoever names it can be linked.
 */
__attribute__((visibility("default"))) extern int krb5_gss_dbg_client_expcreds;

int krb5_gss_dbg_client_expcreds;
