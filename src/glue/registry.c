#include <gss.h>
#include <gss/mit.h>

#include "base/attribute.h"
#include "base/minor.h"
#include "base/oid.h"
#include "glue/call.h"
#include "glue/registry.h"

OM_uint32 registry_select(OM_uint32 *minor, gss_const_OID oid, const struct mech **mech)
{
    *mech = NULL;
    if (!call_oid_is_sound(oid))
        return call_fail_read(minor, GSS_S_BAD_MECH);
    *mech = registry_find(oid);
    if (*mech == NULL)
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_BAD_MECH);
    return GSS_S_COMPLETE;
}

/* The mechanism's own descriptor of a name type. */
static gss_const_OID registry_mech_name_type(const struct mech *mech, gss_const_OID type)
{
    for (size_t i = 0; mech->name_types[i] != NULL; i++) {
        if (oid_equal(mech->name_types[i], type))
            return mech->name_types[i];
    }
    return NULL;
}

bool registry_takes_name_type(const struct mech *mech, gss_const_OID type)
{
    return type == GSS_C_NO_OID || registry_mech_name_type(mech, type) != NULL;
}

gss_const_OID registry_name_type(gss_const_OID type)
{
    const struct mech *const *mechs = registry_list();
    gss_const_OID found = NULL;

    for (size_t i = 0; found == NULL && mechs[i] != NULL; i++)
        found = registry_mech_name_type(mechs[i], type);
    return found;
}

static gss_OID *const public_oids[] = {
    &GSS_C_NT_USER_NAME,
    &GSS_C_NT_MACHINE_UID_NAME,
    &GSS_C_NT_STRING_UID_NAME,
    &GSS_C_NT_HOSTBASED_SERVICE_X,
    &GSS_C_NT_HOSTBASED_SERVICE,
    &GSS_C_NT_ANONYMOUS,
    &GSS_C_NT_EXPORT_NAME,
    &GSS_KRB5,
    &GSS_KRB5_NT_USER_NAME,
    &GSS_KRB5_NT_HOSTBASED_SERVICE_NAME,
    &GSS_KRB5_NT_PRINCIPAL_NAME,
    &GSS_KRB5_NT_MACHINE_UID_NAME,
    &GSS_KRB5_NT_STRING_UID_NAME,
    &gss_nt_krb5_principal,
    &GSS_KRB5_NT_ENTERPRISE_NAME,
    &GSS_KRB5_NT_X509_CERT,
    &gss_mech_krb5_old,
    &gss_mech_krb5_wrong,
    &gss_mech_iakerb,
    &GSS_C_NT_COMPOSITE_EXPORT,
    &GSS_C_INQ_SSPI_SESSION_KEY,
    &GSS_C_SEC_CONTEXT_SASL_SSF,
    &GSS_C_INQ_NEGOEX_KEY,
    &GSS_C_INQ_NEGOEX_VERIFY_KEY,
};

bool registry_owns_oid(gss_const_OID oid)
{
    const struct mech *const *mechs = registry_list();

    for (size_t i = 0; i < sizeof(public_oids) / sizeof(public_oids[0]); i++) {
        if (oid == *public_oids[i])
            return true;
    }
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (oid == &attribute_table[i].oid)
            return true;
    }
    if (registry_owns_mech_oid(oid))
        return true;
    for (size_t i = 0; mechs[i] != NULL; i++) {
        const gss_const_OID *types = mechs[i]->name_types;

        while (*types != NULL && *types != oid)
            types++;
        if (*types != NULL)
            return true;
    }
    return false;
}
