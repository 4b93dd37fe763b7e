/* Credentials of users whom a service acts for: MIT's calls. */
#include <gss.h>

#include "glue/cred.h"

/* Acting for a user is initiating, whatever else the caller would like. */
static gss_cred_usage_t initiating(gss_cred_usage_t usage)
{
    return usage == GSS_C_BOTH ? GSS_C_INITIATE : usage;
}

OM_uint32 gss_acquire_cred_impersonate_name(
    OM_uint32 *minor, const gss_cred_id_t impersonator_cred_handle, const gss_name_t desired_name,
    OM_uint32 time_req, const gss_OID_set desired_mechs, gss_cred_usage_t cred_usage,
    gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs, OM_uint32 *time_rec)
{
    struct cred_request request = {
        .name = desired_name,
        .time_req = time_req,
        .usage = initiating(cred_usage),
        .impersonates = true,
        .impersonator = impersonator_cred_handle,
    };

    return cred_call_acquire(minor, &request, desired_mechs, output_cred_handle, actual_mechs,
                             time_rec);
}

OM_uint32 gss_add_cred_impersonate_name(
    OM_uint32 *minor, gss_cred_id_t input_cred_handle, const gss_cred_id_t impersonator_cred_handle,
    const gss_name_t desired_name, const gss_OID desired_mech, gss_cred_usage_t cred_usage,
    OM_uint32 initiator_time_req, OM_uint32 acceptor_time_req, gss_cred_id_t *output_cred_handle,
    gss_OID_set *actual_mechs, OM_uint32 *initiator_time_rec, OM_uint32 *acceptor_time_rec)
{
    struct cred_request request = {
        .name = desired_name,
        .time_req = initiator_time_req,
        .usage = initiating(cred_usage),
        .impersonates = true,
        .impersonator = impersonator_cred_handle,
    };
    struct cred_add_outputs outputs = {output_cred_handle, actual_mechs, initiator_time_rec,
                                       acceptor_time_rec};

    (void)acceptor_time_req;
    return cred_call_add(minor, input_cred_handle, desired_mech, &request, &outputs);
}
