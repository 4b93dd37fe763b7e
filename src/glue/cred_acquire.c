/* gss_acquire_cred (RFC 2744 s.5.2). */
#include "base/oid.h"
#include "glue/call.h"
#include "glue/cred.h"
#include "glue/name.h"
#include "glue/registry.h"

OM_uint32 cred_acquire_element(OM_uint32 *minor, gss_cred_id_t cred, const struct mech *mech,
                               gss_name_t desired_name, OM_uint32 time_req, gss_cred_usage_t usage)
{
    const void *name = NULL;
    void *inner = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    if (mech->acquire_cred == NULL)
        return call_fail_unsupported(minor);
    if (desired_name != GSS_C_NO_NAME)
        major = name_element(minor, desired_name, mech, &name);
    if (major == GSS_S_COMPLETE)
        major = mech->acquire_cred(minor, name, time_req, usage, &inner);
    if (major == GSS_S_COMPLETE)
        cred_append(cred, mech, usage, &inner);
    return major;
}

static size_t registry_count(void)
{
    size_t count = 0;

    while (registry_mechs[count] != NULL)
        count++;
    return count;
}

OM_uint32 cred_acquire(OM_uint32 *minor, gss_name_t desired_name, OM_uint32 time_req,
                       gss_const_OID_set mechs, gss_cred_usage_t usage, gss_cred_id_t *cred)
{
    OM_uint32 failure = GSS_S_COMPLETE, failure_minor = 0, major;
    gss_cred_id_t made = cred_create(registry_count());
    bool wanted = false;

    *cred = GSS_C_NO_CREDENTIAL;
    if (made == GSS_C_NO_CREDENTIAL)
        return call_fail_memory(minor);
    for (size_t i = 0; registry_mechs[i] != NULL; i++) {
        if (mechs != GSS_C_NO_OID_SET && !oid_set_contains(mechs, &registry_mechs[i]->oid))
            continue;
        wanted = true;
        major = cred_acquire_element(minor, made, registry_mechs[i], desired_name, time_req, usage);
        if (major != GSS_S_COMPLETE && failure == GSS_S_COMPLETE) {
            failure = major;
            failure_minor = *minor;
        }
    }
    if (made->count != 0) {
        *minor = 0;
        *cred = made; /* now the caller's */
        return GSS_S_COMPLETE;
    }
    cred_free(&made);
    if (!wanted)
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_BAD_MECH);
    *minor = failure_minor; /* of the mechanism that is tried first */
    return failure;
}

OM_uint32 gss_acquire_cred(OM_uint32 *minor, gss_name_t desired_name, OM_uint32 time_req,
                           gss_OID_set desired_mechs, gss_cred_usage_t cred_usage,
                           gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                           OM_uint32 *time_rec)
{
    struct cred_summary summary = {0};
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_OID_set mechs = GSS_C_NO_OID_SET;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (actual_mechs != NULL)
        *actual_mechs = GSS_C_NO_OID_SET;
    if (time_rec != NULL)
        *time_rec = 0;
    if (output_cred_handle == NULL)
        return call_fail_write(minor, 0);
    *output_cred_handle = GSS_C_NO_CREDENTIAL;
    if (!cred_usage_is_valid(cred_usage))
        return minor_fail(minor, MINOR_BAD_ARGUMENT, GSS_S_FAILURE);
    major = cred_acquire(minor, desired_name, time_req, desired_mechs, cred_usage, &cred);
    if (major != GSS_S_COMPLETE)
        return major;
    if (time_rec != NULL)
        major = cred_summarize(minor, cred, NULL, &summary);
    if (major == GSS_S_COMPLETE && actual_mechs != NULL) {
        mechs = cred_mechs(cred);
        if (mechs == GSS_C_NO_OID_SET)
            major = call_fail_memory(minor);
    }
    if (major == GSS_S_COMPLETE) {
        if (time_rec != NULL)
            *time_rec = summary.lifetime;
        if (actual_mechs != NULL)
            *actual_mechs = mechs;
        *output_cred_handle = cred; /* now the caller's */
        cred = GSS_C_NO_CREDENTIAL;
    }
    cred_summary_clear(&summary);
    cred_free(&cred);
    return major;
}
