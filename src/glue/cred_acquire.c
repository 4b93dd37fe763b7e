/* gss_acquire_cred (RFC 2744 s.5.2), and what is common to the calls like it. */
#include <string.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/cred.h"
#include "glue/name.h"
#include "glue/negotiation.h"
#include "glue/registry.h"

OM_uint32 cred_acquire_element(OM_uint32 *minor, gss_cred_id_t cred, const struct mech *mech,
                               const struct cred_request *request)
{
    struct mech_cred_args args = {
        .mech = mech,
        .time_req = request->time_req,
        .usage = request->usage,
        .password = request->password,
        .store = request->store,
    };
    void *inner = NULL, *impersonator = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    if (request->impersonates ? mech->impersonate_cred == NULL : mech->acquire_cred == NULL)
        return call_fail_unsupported(minor);
    if (request->name != GSS_C_NO_NAME)
        major = name_element(minor, request->name, mech, &args.name);
    if (major == GSS_S_COMPLETE && request->impersonates)
        major = cred_select(minor, request->impersonator, mech, GSS_C_INITIATE, &impersonator);
    if (major == GSS_S_COMPLETE)
        major = request->impersonates ? mech->impersonate_cred(minor, &args, impersonator, &inner)
                                      : mech->acquire_cred(minor, &args, &inner);
    if (major == GSS_S_COMPLETE)
        cred_append(cred, mech, args.usage, &inner);
    return major;
}

static bool cred_is_wanted(const struct mech *mech, gss_const_OID_set mechs,
                           const struct mech *negotiator)
{
    if (mech->negotiates)
        return false; /* has none itself */
    if (mechs == GSS_C_NO_OID_SET)
        return !mech->hidden;
    return oid_set_contains(mechs, &mech->oid) ||
           (negotiator != NULL && negotiation_may_offer(mech));
}

/* What became of an acquisition so far; the failure is that of the mechanism that is tried first.
 */
struct cred_attempt {
    gss_cred_id_t cred;
    bool wanted;
    OM_uint32 failure;
    OM_uint32 failure_minor;
};

static void cred_attempt(OM_uint32 *minor, const struct mech *mech,
                         const struct cred_request *request, struct cred_attempt *attempt)
{
    OM_uint32 major = cred_acquire_element(minor, attempt->cred, mech, request);

    attempt->wanted = true;
    if (major != GSS_S_COMPLETE && attempt->failure == GSS_S_COMPLETE) {
        attempt->failure = major;
        attempt->failure_minor = *minor;
    }
}

/* Those of MECHS that no list has: behind an interposer, which asks for them itself. */
static void cred_attempt_interposed(OM_uint32 *minor, gss_const_OID_set mechs,
                                    const struct cred_request *request,
                                    struct cred_attempt *attempt)
{
    for (size_t i = 0; mechs != GSS_C_NO_OID_SET && i < mechs->count; i++) {
        const struct mech *mech = registry_find(&mechs->elements[i]);

        if (mech != NULL && mech->reached_by != NULL)
            cred_attempt(minor, mech, request, attempt);
    }
}

OM_uint32 cred_acquire(OM_uint32 *minor, const struct cred_request *request,
                       gss_const_OID_set mechs, gss_cred_id_t *cred)
{
    const struct mech *const *all = registry_list();
    const struct mech *negotiator = negotiation_find_mech(all, mechs);
    struct cred_attempt attempt = {0};

    *cred = GSS_C_NO_CREDENTIAL;
    attempt.cred =
        cred_create(registry_count(all) + (mechs != GSS_C_NO_OID_SET ? mechs->count : 0));
    if (attempt.cred == GSS_C_NO_CREDENTIAL)
        return call_fail_memory(minor);
    for (size_t i = 0; all[i] != NULL; i++) {
        if (cred_is_wanted(all[i], mechs, negotiator))
            cred_attempt(minor, all[i], request, &attempt);
    }
    cred_attempt_interposed(minor, mechs, request, &attempt);
    if (attempt.cred->count != 0) {
        *minor = 0;
        attempt.cred->negotiator = negotiator;
        *cred = attempt.cred; /* now the caller's */
        return GSS_S_COMPLETE;
    }
    cred_free(&attempt.cred);
    if (!attempt.wanted)
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_BAD_MECH);
    *minor = attempt.failure_minor;
    return attempt.failure;
}

OM_uint32 cred_check_store(OM_uint32 *minor, gss_const_key_value_set_t store)
{
    if (store->count == 0)
        return minor_fail(minor, MINOR_EMPTY_STORE, GSS_S_NO_CRED);
    if (store->elements == NULL)
        return call_fail_read(minor, GSS_S_NO_CRED);
    for (OM_uint32 i = 0; i < store->count; i++) {
        if (store->elements[i].key == NULL || store->elements[i].value == NULL)
            return call_fail_read(minor, GSS_S_NO_CRED);
        for (OM_uint32 j = 0; j < i; j++) {
            if (strcmp(store->elements[j].key, store->elements[i].key) == 0)
                return minor_fail_detail(minor, MINOR_DUPLICATE_KEY, GSS_S_DUPLICATE_ELEMENT, "%s",
                                         store->elements[i].key);
        }
    }
    return GSS_S_COMPLETE;
}

OM_uint32 cred_check_request(OM_uint32 *minor, const struct cred_request *request)
{
    if (!cred_usage_is_valid(request->usage))
        return minor_fail(minor, MINOR_BAD_ARGUMENT, GSS_S_FAILURE);
    if (request->by_password && request->usage == GSS_C_ACCEPT)
        return minor_fail(minor, MINOR_PASSWORD_ACCEPTS, GSS_S_FAILURE);
    if (request->by_password && !call_buffer_is_sound(request->password))
        return call_fail_read(minor, GSS_S_NO_CRED);
    if (request->impersonates && request->usage == GSS_C_ACCEPT)
        return minor_fail(minor, MINOR_BAD_USAGE, GSS_S_FAILURE);
    if (request->impersonates && request->impersonator == GSS_C_NO_CREDENTIAL)
        return call_fail_read(minor, GSS_S_NO_CRED);
    if (request->impersonates && request->name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    return request->store != GSS_C_NO_CRED_STORE ? cred_check_store(minor, request->store)
                                                 : GSS_S_COMPLETE;
}

OM_uint32 cred_call_acquire(OM_uint32 *minor, const struct cred_request *request,
                            gss_const_OID_set mechs, gss_cred_id_t *output_cred,
                            gss_OID_set *actual_mechs, OM_uint32 *time_rec)
{
    struct cred_summary summary = {0};
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_OID_set actual = GSS_C_NO_OID_SET;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (actual_mechs != NULL)
        *actual_mechs = GSS_C_NO_OID_SET;
    if (time_rec != NULL)
        *time_rec = 0;
    if (output_cred == NULL)
        return call_fail_write(minor, 0);
    *output_cred = GSS_C_NO_CREDENTIAL;
    major = cred_check_request(minor, request);
    if (major == GSS_S_COMPLETE)
        major = cred_acquire(minor, request, mechs, &cred);
    if (major == GSS_S_COMPLETE && time_rec != NULL)
        major = cred_summarize(minor, cred, NULL, &summary);
    if (major == GSS_S_COMPLETE && actual_mechs != NULL) {
        actual = cred_mechs(cred);
        if (actual == GSS_C_NO_OID_SET)
            major = call_fail_memory(minor);
    }
    if (major == GSS_S_COMPLETE) {
        if (time_rec != NULL)
            *time_rec = summary.lifetime;
        if (actual_mechs != NULL)
            *actual_mechs = actual;
        *output_cred = cred; /* now the caller's */
        cred = GSS_C_NO_CREDENTIAL;
    }
    cred_summary_clear(&summary);
    cred_free(&cred);
    return major;
}

OM_uint32 gss_acquire_cred(OM_uint32 *minor, gss_name_t desired_name, OM_uint32 time_req,
                           gss_OID_set desired_mechs, gss_cred_usage_t cred_usage,
                           gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                           OM_uint32 *time_rec)
{
    struct cred_request request = {.name = desired_name, .time_req = time_req, .usage = cred_usage};

    return cred_call_acquire(minor, &request, desired_mechs, output_cred_handle, actual_mechs,
                             time_rec);
}
