#include "glue/context.h"

#include <stdlib.h>

#include "glue/call.h"
#include "transfer/transfer.h"

gss_ctx_id_t context_create(const struct mech *mech, bool initiator)
{
    gss_ctx_id_t context = calloc(1, sizeof(*context));

    if (context == NULL)
        return NULL;
    context->mech = mech;
    context->initiator = initiator;
    return context;
}

void context_free(gss_ctx_id_t *context)
{
    gss_ctx_id_t old = *context;

    *context = GSS_C_NO_CONTEXT;
    if (old == GSS_C_NO_CONTEXT)
        return;
    if (old->inner != NULL)
        old->mech->delete_sec_context(&old->inner);
    if (old->policy != NULL)
        transfer_policy_clear(old->policy);
    free(old->policy);
    free(old);
}

OM_uint32 context_check(OM_uint32 *minor, const struct gss_ctx_id_struct *context)
{
    if (context == GSS_C_NO_CONTEXT)
        return minor_fail(minor, MINOR_NO_CONTEXT, GSS_S_NO_CONTEXT);
    if (context->state == CONTEXT_FAILED)
        return minor_fail(minor, MINOR_CONTEXT_FAILED, GSS_S_NO_CONTEXT);
    return GSS_S_COMPLETE;
}

bool context_is_transferable(const struct gss_ctx_id_struct *context)
{
    const struct mech *mech = context->mech;

    return context->state != CONTEXT_FAILED && mech->export_sec_context != NULL &&
           (mech->context_transferable == NULL || mech->context_transferable(context->inner)) &&
           call_lifetime(context_end_time(context)) != 0 && transfer_available(context->policy);
}

OM_uint32 context_leg_begin(OM_uint32 *minor, gss_ctx_id_t *handle, const struct mech *mech,
                            bool initiator, struct context_leg *leg)
{
    OM_uint32 major;

    *leg = (struct context_leg){.first = *handle == GSS_C_NO_CONTEXT};
    if (leg->first) {
        leg->context = context_create(mech, initiator);
        return leg->context != NULL ? GSS_S_COMPLETE : call_fail_memory(minor);
    }
    major = context_check(minor, *handle);
    if (major != GSS_S_COMPLETE)
        return major;
    if ((*handle)->state == CONTEXT_ESTABLISHED)
        return minor_fail(minor, MINOR_CONTEXT_ESTABLISHED, GSS_S_NO_CONTEXT);
    if ((*handle)->initiator != initiator)
        return minor_fail(minor, MINOR_WRONG_SIDE, GSS_S_NO_CONTEXT);
    leg->context = *handle;
    return GSS_S_COMPLETE;
}

void context_leg_end(OM_uint32 major, gss_ctx_id_t *handle, struct context_leg *leg,
                     OM_uint32 *ret_flags, OM_uint32 *time_rec)
{
    gss_ctx_id_t context = leg->context;

    leg->context = GSS_C_NO_CONTEXT;
    if (GSS_ERROR(major)) {
        if (leg->first)
            context_free(&context);
        else
            context->state = CONTEXT_FAILED;
        return;
    }
    if ((major & GSS_S_CONTINUE_NEEDED) == 0) {
        if (context->mech->take_negotiated != NULL)
            context->inner = context->mech->take_negotiated(&context->inner, &context->mech);
        context->state = CONTEXT_ESTABLISHED;
        leg->flags |= GSS_C_PROT_READY_FLAG;
    }
    leg->mech_type = (gss_OID)&context->mech->oid; /* static; the interface knows no const */
    context->messages = (leg->flags & GSS_C_PROT_READY_FLAG) != 0;
    if (ret_flags != NULL)
        *ret_flags = leg->flags | (context_is_transferable(context) ? GSS_C_TRANS_FLAG : 0);
    if (time_rec != NULL)
        *time_rec = call_lifetime(leg->end_time);
    *handle = context; /* now the caller's */
}

OM_uint32 gss_delete_sec_context(OM_uint32 *minor, gss_ctx_id_t *context_handle,
                                 gss_buffer_t output_token)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    call_empty_buffer(output_token); /* no mechanism of ours tells its peer (RFC 2744 s.5.9) */
    if (context_handle == NULL)
        return call_fail_write(minor, GSS_S_NO_CONTEXT);
    if (*context_handle == GSS_C_NO_CONTEXT)
        return minor_fail(minor, MINOR_NO_CONTEXT, GSS_S_NO_CONTEXT);
    context_free(context_handle);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_process_context_token(OM_uint32 *minor, gss_ctx_id_t context_handle,
                                    gss_buffer_t token_buffer)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = context_check(minor, context_handle);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_buffer_is_sound(token_buffer))
        return call_fail_read(minor, GSS_S_DEFECTIVE_TOKEN);
    if (token_buffer->length == 0)
        return minor_fail(minor, MINOR_EMPTY_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (context_handle->state == CONTEXT_PARTIAL)
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    if (context_handle->mech->process_context_token == NULL)
        return call_fail_unsupported(minor);
    return context_handle->mech->process_context_token(minor, context_handle->inner, token_buffer);
}
