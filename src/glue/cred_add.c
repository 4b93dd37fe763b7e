/* gss_add_cred (RFC 2744 s.5.3). */
#include <stdlib.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/cred.h"
#include "glue/negotiation.h"
#include "glue/registry.h"

/* A new credential with room for what is to be added: the elements of INPUT, or, without one, the
 * default elements of the other mechanisms, as far as they can be had. */
static OM_uint32 add_cred_base(OM_uint32 *minor, const struct mech *const *all, gss_cred_id_t input,
                               const struct mech *mech, gss_cred_usage_t usage, gss_cred_id_t *cred)
{
    struct cred_request request = {.time_req = GSS_C_INDEFINITE, .usage = usage};
    size_t count = registry_count(all);
    OM_uint32 ignored;

    *cred = cred_create(count + (input != GSS_C_NO_CREDENTIAL ? input->count : 0));
    if (*cred == GSS_C_NO_CREDENTIAL)
        return call_fail_memory(minor);
    if (input != GSS_C_NO_CREDENTIAL)
        return cred_append_copies(minor, *cred, input);
    for (size_t i = 0; i < count; i++) {
        if (all[i] != mech && !all[i]->hidden && !all[i]->negotiates)
            (void)cred_acquire_element(&ignored, *cred, all[i], &request);
    }
    return GSS_S_COMPLETE;
}

/* Adds the mechanism's element; for one that negotiates, those which it may offer and which CRED
 * and INPUT lack, as far as they can be had: one is enough. */
static OM_uint32 add_cred_elements(OM_uint32 *minor, const struct mech *const *all,
                                   gss_cred_id_t cred, gss_cred_id_t input, const struct mech *mech,
                                   const struct cred_request *request)
{
    OM_uint32 major = minor_fail(minor, MINOR_NO_MECH_ELEMENT, GSS_S_NO_CRED), failure;

    if (!mech->negotiates)
        return cred_acquire_element(minor, cred, mech, request);
    for (size_t i = 0; all[i] != NULL; i++) {
        if (!negotiation_may_offer(all[i]))
            continue;
        if (cred_overlaps(cred, all[i], request->usage) ||
            (input != GSS_C_NO_CREDENTIAL && cred_overlaps(input, all[i], request->usage)))
            failure = GSS_S_COMPLETE;
        else
            failure = cred_acquire_element(minor, cred, all[i], request);
        if (failure == GSS_S_COMPLETE)
            major = GSS_S_COMPLETE;
    }
    if (major == GSS_S_COMPLETE) {
        *minor = 0;
        cred->negotiator = mech;
    }
    return major;
}

/* Moves the elements of ADDED into INPUT, whose handle stays the same. */
static OM_uint32 add_cred_in_place(OM_uint32 *minor, gss_cred_id_t input, gss_cred_id_t added)
{
    struct cred_element *elements;

    elements = realloc(input->elements, (input->count + added->count + 1) * sizeof(*elements));
    if (elements == NULL)
        return call_fail_memory(minor);
    input->elements = elements;
    while (added->count != 0)
        elements[input->count++] = added->elements[--added->count];
    if (added->negotiator != NULL)
        input->negotiator = added->negotiator;
    return GSS_S_COMPLETE;
}

/* What the caller asked to know: of what was just added, and of the credential it goes into. */
struct add_cred_results {
    gss_OID_set mechs;
    struct cred_summary summary;
};

static OM_uint32 add_cred_describe(OM_uint32 *minor, gss_cred_id_t added, gss_cred_id_t input,
                                   const struct mech *mech, struct add_cred_results *results)
{
    OM_uint32 major = cred_summarize(minor, added, mech, &results->summary);

    if (major != GSS_S_COMPLETE)
        return major;
    results->mechs = cred_mechs(added);
    for (size_t i = 0; results->mechs != GSS_C_NO_OID_SET && input != NULL && i < input->count;
         i++) {
        if (!oid_set_add(results->mechs, &input->elements[i].mech->oid))
            oid_set_free(&results->mechs);
    }
    return results->mechs != GSS_C_NO_OID_SET ? GSS_S_COMPLETE : call_fail_memory(minor);
}

/* The whole work; *CRED is the new credential, or NULL where INPUT itself was added to. */
static OM_uint32 add_cred(OM_uint32 *minor, gss_cred_id_t input, bool in_place,
                          const struct mech *mech, const struct cred_request *request,
                          gss_cred_id_t *cred, struct add_cred_results *results)
{
    const struct mech *const *all = registry_list(); /* once: there is room for so many */
    OM_uint32 major = GSS_S_COMPLETE;

    if (input != GSS_C_NO_CREDENTIAL &&
        (mech->negotiates ? input->negotiator != NULL : cred_overlaps(input, mech, request->usage)))
        return minor_fail(minor, MINOR_DUPLICATE_MECH, GSS_S_DUPLICATE_ELEMENT);
    if (!in_place)
        major = add_cred_base(minor, all, input, mech, request->usage, cred);
    else if ((*cred = cred_create(registry_count(all))) == GSS_C_NO_CREDENTIAL)
        major = call_fail_memory(minor);
    if (major == GSS_S_COMPLETE)
        major = add_cred_elements(minor, all, *cred, in_place ? input : GSS_C_NO_CREDENTIAL, mech,
                                  request);
    if (major == GSS_S_COMPLETE)
        major = add_cred_describe(minor, *cred, in_place ? input : NULL, mech, results);
    if (major == GSS_S_COMPLETE && in_place)
        major = add_cred_in_place(minor, input, *cred);
    if (major != GSS_S_COMPLETE || in_place)
        cred_free(cred);
    if (major != GSS_S_COMPLETE)
        cred_summary_clear(&results->summary);
    return major;
}

OM_uint32 cred_call_add(OM_uint32 *minor, gss_cred_id_t input, gss_const_OID desired_mech,
                        const struct cred_request *request, const struct cred_add_outputs *outputs)
{
    struct add_cred_results results = {0};
    bool in_place = outputs->cred == NULL;
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    const struct mech *mech;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (!in_place)
        *outputs->cred = GSS_C_NO_CREDENTIAL;
    if (in_place && input == GSS_C_NO_CREDENTIAL)
        major = call_fail_write(minor, GSS_S_NO_CRED);
    else
        major = cred_check_request(minor, request);
    if (major == GSS_S_COMPLETE)
        major = registry_select(minor, desired_mech, &mech);
    if (major == GSS_S_COMPLETE)
        major = add_cred(minor, input, in_place, mech, request, &cred, &results);
    if (!in_place)
        *outputs->cred = cred;
    if (outputs->initiator_time_rec != NULL)
        *outputs->initiator_time_rec = results.summary.initiator_lifetime;
    if (outputs->acceptor_time_rec != NULL)
        *outputs->acceptor_time_rec = results.summary.acceptor_lifetime;
    if (outputs->actual_mechs != NULL)
        *outputs->actual_mechs = major == GSS_S_COMPLETE ? results.mechs : GSS_C_NO_OID_SET;
    if (major != GSS_S_COMPLETE || outputs->actual_mechs == NULL)
        oid_set_free(&results.mechs);
    cred_summary_clear(&results.summary);
    return major;
}

OM_uint32 gss_add_cred(OM_uint32 *minor, gss_cred_id_t input_cred_handle, gss_name_t desired_name,
                       gss_OID desired_mech, gss_cred_usage_t cred_usage,
                       OM_uint32 initiator_time_req, OM_uint32 acceptor_time_req,
                       gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                       OM_uint32 *initiator_time_rec, OM_uint32 *acceptor_time_rec)
{
    struct cred_request request = {
        .name = desired_name,
        .time_req = cred_usage == GSS_C_ACCEPT ? acceptor_time_req : initiator_time_req,
        .usage = cred_usage,
    };
    struct cred_add_outputs outputs = {output_cred_handle, actual_mechs, initiator_time_rec,
                                       acceptor_time_rec};

    return cred_call_add(minor, input_cred_handle, desired_mech, &request, &outputs);
}
