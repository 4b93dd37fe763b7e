/* gss_init_sec_context (RFC 2744 s.5.19). */
#include "base/oid.h"
#include "glue/call.h"
#include "glue/context.h"
#include "glue/cred.h"
#include "glue/name.h"
#include "glue/negotiation.h"
#include "glue/registry.h"

/* The caller's mechanism. Without a choice of the caller's it is the first one for which the
 * credential has an element to initiate with. */
static OM_uint32 init_select_mech(OM_uint32 *minor, gss_const_OID mech_type, gss_cred_id_t cred,
                                  const struct mech **mech)
{
    const struct mech *const *mechs = registry_list();

    if (mech_type != GSS_C_NO_OID)
        return registry_select(minor, mech_type, mech);
    *mech = mechs[0];
    for (size_t i = 0; cred != GSS_C_NO_CREDENTIAL && mechs[i] != NULL; i++) {
        if (!mechs[i]->negotiates && cred_overlaps(cred, mechs[i], GSS_C_INITIATE)) {
            *mech = mechs[i];
            break;
        }
    }
    return GSS_S_COMPLETE;
}

/* On later calls the mechanism is the context's; the caller may name it again, but no other. */
static OM_uint32 init_check_mech(OM_uint32 *minor, gss_const_OID mech_type, gss_ctx_id_t context,
                                 const struct mech **mech)
{
    *mech = context->mech;
    if (mech_type != GSS_C_NO_OID && !oid_equal(mech_type, &context->mech->oid) &&
        !oid_equal(mech_type, context->mech->reached_by))
        return minor_fail(minor, MINOR_WRONG_MECH, GSS_S_BAD_MECH);
    return GSS_S_COMPLETE;
}

/* Finds what the mechanism needs: itself, its credential, and its form of the target's name. */
static OM_uint32 init_prepare(OM_uint32 *minor, gss_ctx_id_t context, gss_cred_id_t cred,
                              gss_name_t target, gss_const_OID mech_type, const struct mech **mech,
                              struct mech_init_args *args, struct mech_negotiation *negotiation)
{
    const void *inner_target = NULL;
    OM_uint32 major;

    if (context == GSS_C_NO_CONTEXT)
        major = init_select_mech(minor, mech_type, cred, mech);
    else
        major = init_check_mech(minor, mech_type, context, mech);
    if (major != GSS_S_COMPLETE)
        return major;
    if ((*mech)->init_sec_context == NULL)
        return call_fail_unsupported(minor);
    args->mech = *mech;
    if ((*mech)->negotiates) {
        args->negotiation = negotiation;
        return negotiation_begin(minor, cred, GSS_C_INITIATE, target, negotiation);
    }
    major = cred_select(minor, cred, *mech, GSS_C_INITIATE, &args->cred);
    if (major == GSS_S_COMPLETE && target != GSS_C_NO_NAME)
        major = name_element(minor, target, *mech, &inner_target);
    args->target = inner_target;
    return major;
}

OM_uint32 gss_init_sec_context(OM_uint32 *minor, gss_cred_id_t initiator_cred_handle,
                               gss_ctx_id_t *context_handle, gss_name_t target_name,
                               gss_OID mech_type, OM_uint32 req_flags, OM_uint32 time_req,
                               gss_channel_bindings_t input_chan_bindings, gss_buffer_t input_token,
                               gss_OID *actual_mech_type, gss_buffer_t output_token,
                               OM_uint32 *ret_flags, OM_uint32 *time_rec)
{
    static const gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    struct mech_init_args args = {
        .req_flags = req_flags,
        .time_req = time_req,
        .bindings = input_chan_bindings,
        .input = input_token != GSS_C_NO_BUFFER ? input_token : &none,
    };
    struct mech_negotiation negotiation = {0};
    const struct mech *mech;
    struct context_leg leg;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(output_token);
    if (actual_mech_type != NULL)
        *actual_mech_type = GSS_C_NO_OID;
    if (ret_flags != NULL)
        *ret_flags = 0;
    if (time_rec != NULL)
        *time_rec = 0;
    if (context_handle == NULL)
        return call_fail_write(minor, GSS_S_NO_CONTEXT);
    if (output_token == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    if (!call_buffer_is_sound(args.input))
        return call_fail_read(minor, GSS_S_DEFECTIVE_TOKEN);
    args.first = *context_handle == GSS_C_NO_CONTEXT;
    if (args.first && target_name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    major = init_prepare(minor, *context_handle, initiator_cred_handle, target_name, mech_type,
                         &mech, &args, &negotiation);
    if (major == GSS_S_COMPLETE)
        major = context_leg_begin(minor, context_handle, mech, true, &leg);
    if (major != GSS_S_COMPLETE)
        goto done;
    major = mech->init_sec_context(minor, &leg.context->inner, &args, output_token, &leg.flags,
                                   &leg.end_time);
    context_leg_end(major, context_handle, &leg, ret_flags, time_rec);
    if (!GSS_ERROR(major) && actual_mech_type != NULL)
        *actual_mech_type = leg.mech_type;

done:
    negotiation_end(&negotiation);
    return major;
}
