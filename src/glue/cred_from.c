/* Credentials of a password or of a credential store: MIT's calls. */
#include <gss.h>

#include "glue/cred.h"

OM_uint32 gss_acquire_cred_with_password(OM_uint32 *minor, gss_name_t desired_name,
                                         gss_buffer_t password, OM_uint32 time_req,
                                         gss_OID_set desired_mechs, gss_cred_usage_t cred_usage,
                                         gss_cred_id_t *output_cred_handle,
                                         gss_OID_set *actual_mechs, OM_uint32 *time_rec)
{
    struct cred_request request = {
        .name = desired_name,
        .time_req = time_req,
        .usage = cred_usage,
        .by_password = true,
        .password = password,
    };

    return cred_call_acquire(minor, &request, desired_mechs, output_cred_handle, actual_mechs,
                             time_rec);
}

OM_uint32 gss_acquire_cred_from(OM_uint32 *minor, gss_name_t desired_name, OM_uint32 time_req,
                                gss_OID_set desired_mechs, gss_cred_usage_t cred_usage,
                                gss_const_key_value_set_t cred_store,
                                gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                                OM_uint32 *time_rec)
{
    struct cred_request request = {
        .name = desired_name,
        .time_req = time_req,
        .usage = cred_usage,
        .store = cred_store,
    };

    return cred_call_acquire(minor, &request, desired_mechs, output_cred_handle, actual_mechs,
                             time_rec);
}

OM_uint32 gss_add_cred_with_password(OM_uint32 *minor, gss_cred_id_t input_cred_handle,
                                     gss_name_t desired_name, gss_OID desired_mech,
                                     gss_buffer_t password, gss_cred_usage_t cred_usage,
                                     OM_uint32 initiator_time_req, OM_uint32 acceptor_time_req,
                                     gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                                     OM_uint32 *initiator_time_rec, OM_uint32 *acceptor_time_rec)
{
    struct cred_request request = {
        .name = desired_name,
        .time_req = initiator_time_req,
        .usage = cred_usage,
        .by_password = true,
        .password = password,
    };
    struct cred_add_outputs outputs = {output_cred_handle, actual_mechs, initiator_time_rec,
                                       acceptor_time_rec};

    (void)acceptor_time_req; /* an acceptor's keys do not end */
    return cred_call_add(minor, input_cred_handle, desired_mech, &request, &outputs);
}

OM_uint32 gss_add_cred_from(OM_uint32 *minor, gss_cred_id_t input_cred_handle,
                            gss_name_t desired_name, gss_OID desired_mech,
                            gss_cred_usage_t cred_usage, OM_uint32 initiator_time_req,
                            OM_uint32 acceptor_time_req, gss_const_key_value_set_t cred_store,
                            gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                            OM_uint32 *initiator_time_rec, OM_uint32 *acceptor_time_rec)
{
    struct cred_request request = {
        .name = desired_name,
        .time_req = cred_usage == GSS_C_ACCEPT ? acceptor_time_req : initiator_time_req,
        .usage = cred_usage,
        .store = cred_store,
    };
    struct cred_add_outputs outputs = {output_cred_handle, actual_mechs, initiator_time_rec,
                                       acceptor_time_rec};

    return cred_call_add(minor, input_cred_handle, desired_mech, &request, &outputs);
}
