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

static OM_uint32 acceptor_acquire_as(OM_uint32 *minor, gss_name_t name, gss_OID_set mechs,
                                     const char *verifiers, gss_cred_id_t *cred)
{
    gss_key_value_element_desc pair = {"scram-verifiers", verifiers};
    gss_key_value_set_desc store = {1, &pair};

    return gss_acquire_cred_from(minor, name, GSS_C_INDEFINITE, mechs, GSS_C_ACCEPT,
                                 verifiers != NULL ? &store : GSS_C_NO_CRED_STORE, cred, NULL,
                                 NULL);
}

/* For all mechanisms but SCRAM. */
static OM_uint32 acceptor_acquire_others(OM_uint32 *minor, gss_name_t name, gss_cred_id_t *cred)
{
    gss_OID_set all = GSS_C_NO_OID_SET, others = GSS_C_NO_OID_SET;
    OM_uint32 major = gss_indicate_mechs(minor, &all), ignored;

    if (!GSS_ERROR(major))
        major = gss_create_empty_oid_set(minor, &others);
    for (size_t i = 0; !GSS_ERROR(major) && i < all->count; i++) {
        if (!acceptor_is_scram(&all->elements[i]))
            major = gss_add_oid_set_member(minor, &all->elements[i], &others);
    }
    if (!GSS_ERROR(major))
        major = acceptor_acquire_as(minor, name, others, NULL, cred);
    gss_release_oid_set(&ignored, &all);
    gss_release_oid_set(&ignored, &others);
    return major;
}

bool acceptor_acquire(const char *service, gss_OID mech, const char *verifiers, gss_cred_id_t *cred)
{
    bool wanted = verifiers != NULL || acceptor_is_scram(mech);
    gss_OID_set_desc chosen = {1, mech};
    OM_uint32 major, minor, ignored;
    gss_name_t name;

    *cred = GSS_C_NO_CREDENTIAL;
    if (!name_import_service(service, NULL, &name))
        return false;
    major = acceptor_check_verifiers(&minor, verifiers);
    if (GSS_ERROR(major) && !wanted && mech == GSS_C_NO_OID)
        major = acceptor_acquire_others(&minor, name, cred); /* what is left */
    else if (!GSS_ERROR(major) || !wanted)
        major = acceptor_acquire_as(&minor, name, mech != GSS_C_NO_OID ? &chosen : GSS_C_NO_OID_SET,
                                    verifiers, cred);
    if (GSS_ERROR(major))
        report_status(service, major, minor, GSS_C_NO_OID);
    gss_release_name(&ignored, &name);
    return !GSS_ERROR(major);
}
