/* gss_inquire_context and gss_context_time (RFC 2744 s.5.7, 5.20). */
#include "glue/call.h"
#include "glue/context.h"
#include "glue/name.h"

/* Makes names of the mechanism's, as far as the caller wants them. */
static OM_uint32 inquire_names(OM_uint32 *minor, const struct mech *context_mech,
                               struct mech_context_info *info, gss_name_t *source,
                               gss_name_t *target)
{
    const struct mech *mech = info->names_mech != NULL ? info->names_mech : context_mech;
    OM_uint32 major = GSS_S_COMPLETE;

    if (source != NULL && info->source != NULL)
        major = name_create_mn(minor, mech, &info->source, source);
    if (major == GSS_S_COMPLETE && target != NULL && info->target != NULL)
        major = name_create_mn(minor, mech, &info->target, target);
    if (major != GSS_S_COMPLETE && source != NULL)
        name_free(source);
    if (info->source != NULL)
        mech->release_name(&info->source);
    if (info->target != NULL)
        mech->release_name(&info->target);
    return major;
}

/* GSS_C_PROT_READY_FLAG and GSS_C_TRANS_FLAG tell the state of this moment. */
static OM_uint32 inquire_flags(const struct gss_ctx_id_struct *context, OM_uint32 flags)
{
    if (context->messages)
        flags |= GSS_C_PROT_READY_FLAG;
    if (context_is_transferable(context))
        flags |= GSS_C_TRANS_FLAG;
    return flags;
}

OM_uint32 gss_inquire_context(OM_uint32 *minor, gss_ctx_id_t context_handle, gss_name_t *src_name,
                              gss_name_t *targ_name, OM_uint32 *lifetime_rec, gss_OID *mech_type,
                              OM_uint32 *ctx_flags, int *locally_initiated, int *open)
{
    struct mech_context_info info = {0};
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (src_name != NULL)
        *src_name = GSS_C_NO_NAME;
    if (targ_name != NULL)
        *targ_name = GSS_C_NO_NAME;
    if (lifetime_rec != NULL)
        *lifetime_rec = 0;
    if (mech_type != NULL)
        *mech_type = GSS_C_NO_OID;
    if (ctx_flags != NULL)
        *ctx_flags = 0;
    if (locally_initiated != NULL)
        *locally_initiated = 0;
    if (open != NULL)
        *open = 0;
    major = context_check(minor, context_handle);
    if (major == GSS_S_COMPLETE)
        major = context_handle->mech->inquire_context(minor, context_handle->inner, &info);
    if (major == GSS_S_COMPLETE)
        major = inquire_names(minor, context_handle->mech, &info, src_name, targ_name);
    if (major != GSS_S_COMPLETE)
        return major;
    if (lifetime_rec != NULL)
        *lifetime_rec = call_lifetime(info.end_time);
    if (mech_type != NULL)
        *mech_type = (gss_OID)&context_handle->mech->oid; /* static */
    if (ctx_flags != NULL)
        *ctx_flags = inquire_flags(context_handle, info.flags);
    if (locally_initiated != NULL)
        *locally_initiated = context_handle->initiator;
    if (open != NULL)
        *open = context_handle->state == CONTEXT_ESTABLISHED;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_context_time(OM_uint32 *minor, gss_ctx_id_t context_handle, OM_uint32 *time_rec)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (time_rec != NULL)
        *time_rec = 0;
    major = context_check(minor, context_handle);
    if (major != GSS_S_COMPLETE)
        return major;
    if (time_rec == NULL)
        return call_fail_write(minor, 0);
    if (context_handle->state == CONTEXT_PARTIAL)
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    *time_rec = call_lifetime(context_end_time(context_handle));
    if (*time_rec == 0)
        return minor_fail(minor, MINOR_CONTEXT_EXPIRED, GSS_S_CONTEXT_EXPIRED);
    return GSS_S_COMPLETE;
}
