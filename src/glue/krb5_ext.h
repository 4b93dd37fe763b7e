/* Questions that only Kerberos' contexts answer. */
#ifndef GSS_GLUE_KRB5_EXT_H
#define GSS_GLUE_KRB5_EXT_H

#include <gss/api.h>
#include <gss/ext-set.h>

/* Asks the established context's mechanism, which need not be Kerberos: it then does not know the
 * question. Of what is answered, one buffer exactly is right. */
OM_uint32 krb5_ext_inquire(OM_uint32 *minor, gss_ctx_id_t context, gss_const_OID what,
                           gss_buffer_set_t *answers);

#endif
