/* gss_store_cred (RFC 5588), and gss_store_cred_into: MIT's. */
#include <gss.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/cred.h"
#include "glue/registry.h"

struct store_request {
    const struct mech *mech; /* NULL: every one */
    gss_cred_usage_t usage;
    bool overwrite;
    bool make_default;
    gss_const_key_value_set_t store;
};

struct store_result {
    gss_OID_set mechs;
    int usage; /* a mask */
};

static OM_uint32 store_element(OM_uint32 *minor, const struct cred_element *element,
                               const struct store_request *request, struct store_result *result)
{
    struct mech_store_args args = {
        .usage = request->usage == GSS_C_BOTH ? element->usage : request->usage,
        .overwrite = request->overwrite,
        .make_default = request->make_default,
        .store = request->store,
    };
    gss_cred_usage_t stored = args.usage;
    OM_uint32 major;

    if (element->mech->store_cred == NULL)
        return call_fail_unsupported(minor);
    major = element->mech->store_cred(minor, element->inner, &args, &stored);
    if (major != GSS_S_COMPLETE)
        return major;
    result->usage |= stored == GSS_C_BOTH ? GSS_C_INITIATE | GSS_C_ACCEPT : stored;
    return oid_set_add(result->mechs, &element->mech->oid) ? GSS_S_COMPLETE
                                                           : call_fail_memory(minor);
}

/* Every element that is asked for; one that is stored is enough. */
static OM_uint32 store_elements(OM_uint32 *minor, gss_cred_id_t cred,
                                const struct store_request *request, struct store_result *result)
{
    OM_uint32 failure = minor_fail(minor, MINOR_NO_MECH_ELEMENT, GSS_S_NO_CRED);
    OM_uint32 failure_minor = *minor, major;
    bool tried = false;

    for (size_t i = 0; i < cred->count; i++) {
        const struct cred_element *element = &cred->elements[i];

        if ((request->mech != NULL && element->mech != request->mech) ||
            !cred_usage_overlaps(element->usage, request->usage))
            continue;
        major = store_element(minor, element, request, result);
        /* What a mechanism that can store says is of more use than that another one cannot. */
        if (major != GSS_S_COMPLETE && (!tried || failure == GSS_S_UNAVAILABLE)) {
            failure = major;
            failure_minor = *minor;
        }
        tried = true;
    }
    *minor = result->usage != 0 ? 0 : failure_minor;
    return result->usage != 0 ? GSS_S_COMPLETE : failure;
}

static OM_uint32 store_check(OM_uint32 *minor, gss_cred_id_t cred, gss_const_OID desired_mech,
                             struct store_request *request)
{
    OM_uint32 major = GSS_S_COMPLETE;

    if (cred == GSS_C_NO_CREDENTIAL)
        return call_fail_read(minor, GSS_S_NO_CRED);
    if (!cred_usage_is_valid(request->usage))
        return minor_fail(minor, MINOR_BAD_ARGUMENT, GSS_S_FAILURE);
    if (request->store != GSS_C_NO_CRED_STORE)
        major = cred_check_store(minor, request->store);
    if (major == GSS_S_COMPLETE && desired_mech != GSS_C_NO_OID)
        major = registry_select(minor, desired_mech, &request->mech);
    if (major == GSS_S_COMPLETE && request->mech != NULL && request->mech->negotiates)
        request->mech = NULL; /* all elements serve it */
    return major;
}

OM_uint32 gss_store_cred_into(OM_uint32 *minor, gss_cred_id_t input_cred_handle,
                              gss_cred_usage_t input_usage, gss_OID desired_mech,
                              OM_uint32 overwrite_cred, OM_uint32 default_cred,
                              gss_const_key_value_set_t cred_store, gss_OID_set *elements_stored,
                              gss_cred_usage_t *cred_usage_stored)
{
    struct store_request request = {
        .usage = input_usage,
        .overwrite = overwrite_cred != 0,
        .make_default = default_cred != 0,
        .store = cred_store,
    };
    struct store_result result = {0};
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (elements_stored != NULL)
        *elements_stored = GSS_C_NO_OID_SET;
    if (cred_usage_stored != NULL)
        *cred_usage_stored = GSS_C_BOTH; /* there is no value for none */
    major = store_check(minor, input_cred_handle, desired_mech, &request);
    if (major != GSS_S_COMPLETE)
        return major;
    result.mechs = oid_set_create();
    if (result.mechs == GSS_C_NO_OID_SET)
        return call_fail_memory(minor);
    major = store_elements(minor, input_cred_handle, &request, &result);
    if (major == GSS_S_COMPLETE && cred_usage_stored != NULL)
        *cred_usage_stored =
            result.usage == (GSS_C_INITIATE | GSS_C_ACCEPT) ? GSS_C_BOTH : result.usage;
    if (major == GSS_S_COMPLETE && elements_stored != NULL) {
        *elements_stored = result.mechs; /* now the caller's */
        result.mechs = GSS_C_NO_OID_SET;
    }
    oid_set_free(&result.mechs);
    return major;
}

OM_uint32 gss_store_cred(OM_uint32 *minor, const gss_cred_id_t input_cred_handle,
                         gss_cred_usage_t input_usage, const gss_OID desired_mech,
                         OM_uint32 overwrite_cred, OM_uint32 default_cred,
                         gss_OID_set *elements_stored, gss_cred_usage_t *cred_usage_stored)
{
    return gss_store_cred_into(minor, input_cred_handle, input_usage, desired_mech, overwrite_cred,
                               default_cred, GSS_C_NO_CRED_STORE, elements_stored,
                               cred_usage_stored);
}
