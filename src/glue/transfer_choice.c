/* The choices of <gss/transfer.h> for one context's export. */
#include <stdlib.h>

#include "glue/call.h"
#include "glue/context.h"
#include "transfer/transfer.h"

/* The context's own policy, made on first use. */
static OM_uint32 choice_begin(OM_uint32 *minor, gss_ctx_id_t context)
{
    OM_uint32 major = context_check(minor, context);

    if (major != GSS_S_COMPLETE || context->policy != NULL)
        return major;
    context->policy = calloc(1, sizeof(*context->policy));
    return context->policy != NULL ? GSS_S_COMPLETE : call_fail_memory(minor);
}

OM_uint32 gss_transfer_set_domain(OM_uint32 *minor, gss_ctx_id_t context_handle, const char *folder)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (context_handle == GSS_C_NO_CONTEXT)
        return transfer_set_process_domain(minor, folder);
    major = choice_begin(minor, context_handle);
    if (major != GSS_S_COMPLETE)
        return major;
    return transfer_policy_set_domain(minor, context_handle->policy, folder);
}

OM_uint32 gss_transfer_set_lifetime(OM_uint32 *minor, gss_ctx_id_t context_handle,
                                    OM_uint32 lifetime)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = choice_begin(minor, context_handle);
    if (major != GSS_S_COMPLETE)
        return major;
    return transfer_policy_set_lifetime(minor, context_handle->policy, lifetime);
}

OM_uint32 gss_transfer_restrict(OM_uint32 *minor, gss_ctx_id_t context_handle, int kind,
                                uint32_t value)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = choice_begin(minor, context_handle);
    if (major != GSS_S_COMPLETE)
        return major;
    return transfer_policy_restrict(minor, context_handle->policy, kind, value);
}
