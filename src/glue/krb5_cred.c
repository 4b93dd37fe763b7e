/* Kerberos credentials and libkrb5's own objects: the calls of <gss/krb5-cred.h>. */
#include <gss/krb5-cred.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/cred.h"
#include "mech/krb5/option.h"

/* The object identifiers that programs name. */
static gss_OID_desc no_ci_flags = OID_STATIC(KRB5_OPTION_NO_CI_FLAGS);
static gss_OID_desc get_impersonator = OID_STATIC(KRB5_INQUIRE_IMPERSONATOR);

gss_OID GSS_KRB5_CRED_NO_CI_FLAGS_X = &no_ci_flags;
gss_OID GSS_KRB5_GET_CRED_IMPERSONATOR = &get_impersonator;

/* Sets an option, whose value is the SIZE bytes at VALUE. */
static OM_uint32 set_option(OM_uint32 *minor, gss_cred_id_t cred, const gss_OID_desc *option,
                            const void *value, size_t size)
{
    gss_buffer_desc bytes = {size, (void *)value};
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (cred == GSS_C_NO_CREDENTIAL)
        return call_fail_read(minor, GSS_S_NO_CRED);
    return cred_set_option(minor, &cred, option, &bytes);
}

OM_uint32 gss_krb5_copy_ccache(OM_uint32 *minor, gss_cred_id_t cred_handle,
                               struct _krb5_ccache *out_ccache)
{
    static const gss_OID_desc option = OID_STATIC(KRB5_OPTION_COPY_CCACHE);

    if (out_ccache == NULL)
        return call_fail_write(minor, 0);
    return set_option(minor, cred_handle, &option, &out_ccache, sizeof(out_ccache));
}

OM_uint32 gss_krb5_set_allowable_enctypes(OM_uint32 *minor, gss_cred_id_t cred,
                                          OM_uint32 num_ktypes, int32_t *ktypes)
{
    static const gss_OID_desc option = OID_STATIC(KRB5_OPTION_ENCTYPES);
    struct krb5_option_enctypes value = {num_ktypes, ktypes};

    if (num_ktypes != 0 && ktypes == NULL)
        return call_fail_read(minor, 0);
    return set_option(minor, cred, &option, &value, sizeof(value));
}

OM_uint32 gss_krb5_set_cred_rcache(OM_uint32 *minor, gss_cred_id_t cred, struct krb5_rc_st *rcache)
{
    static const gss_OID_desc option = OID_STATIC(KRB5_OPTION_RCACHE);

    return set_option(minor, cred, &option, &rcache, sizeof(rcache));
}

OM_uint32 gss_krb5_import_cred(OM_uint32 *minor, struct _krb5_ccache *id,
                               struct krb5_principal_data *keytab_principal,
                               struct _krb5_kt *keytab, gss_cred_id_t *cred)
{
    static const gss_OID_desc option = OID_STATIC(KRB5_OPTION_IMPORT);
    struct krb5_option_import value = {id, keytab_principal, keytab};
    gss_buffer_desc bytes = {sizeof(value), &value};
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (cred == NULL)
        return call_fail_write(minor, 0);
    *cred = GSS_C_NO_CREDENTIAL;
    return cred_set_option(minor, cred, &option, &bytes);
}
