#include "acceptor.h"

#include <stdlib.h>

#include <gss.h>

#include "base/minor.h"
#include "base/oid.h"
#include "mech/scram/verifiers.h"
#include "names.h"
#include "status.h"

/* Can SCRAM's acceptor use its file now? Its credential alone does not tell, for the file may come
 * later; whoever starts a server wants to know. */
static OM_uint32 acceptor_check_verifiers(OM_uint32 *minor, const char *file)
{
    struct scram_verifiers *verifiers;
    char *usual = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    if (file == NULL)
        major = scram_verifiers_default_path(minor, &usual);
    if (major != GSS_S_COMPLETE)
        return major;
    verifiers = scram_verifiers_of(file != NULL ? file : usual);
    free(usual);
    if (verifiers == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return scram_verifiers_check_file(minor, verifiers);
}

static bool acceptor_is_scram(gss_const_OID mech)
{
    return oid_equal(mech, &scram_sha256.oid) || oid_equal(mech, &scram_sha1.oid);
}

static OM_uint32 acceptor_acquire_as(OM_uint32 *minor, gss_name_t name, gss_OID mech,
                                     const char *verifiers, gss_cred_id_t *cred)
{
    gss_key_value_element_desc pair = {"scram-verifiers", verifiers};
    gss_key_value_set_desc store = {1, &pair};
    gss_OID_set_desc chosen = {1, mech};

    return gss_acquire_cred_from(
        minor, name, GSS_C_INDEFINITE, mech != GSS_C_NO_OID ? &chosen : GSS_C_NO_OID_SET,
        GSS_C_ACCEPT, verifiers != NULL ? &store : GSS_C_NO_CRED_STORE, cred, NULL, NULL);
}

bool acceptor_acquire(const char *service, gss_OID mech, const char *verifiers, gss_cred_id_t *cred)
{
    bool wanted = verifiers != NULL || acceptor_is_scram(mech);
    OM_uint32 major, minor, ignored;
    gss_name_t name;

    *cred = GSS_C_NO_CREDENTIAL;
    if (!name_import_service(service, NULL, &name))
        return false;
    major = acceptor_check_verifiers(&minor, verifiers);
    if (GSS_ERROR(major) && !wanted && mech == GSS_C_NO_OID)
        mech = GSS_KRB5; /* what is left */
    if (!GSS_ERROR(major) || !wanted)
        major = acceptor_acquire_as(&minor, name, mech, verifiers, cred);
    if (GSS_ERROR(major))
        report_status(service, major, minor, GSS_C_NO_OID);
    gss_release_name(&ignored, &name);
    return !GSS_ERROR(major);
}
