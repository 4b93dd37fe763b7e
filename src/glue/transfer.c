/* gss_export_sec_context and gss_import_sec_context (RFC 2744 s.5.14, 5.17). */
#include "base/oid.h"
#include "glue/call.h"
#include "glue/context.h"
#include "glue/registry.h"
#include "glue/transfer.h"
#include "transfer/transfer.h"

/* What is before the mechanism's state in a token's body: TRANSFER_CONTEXT, the mechanism's OID,
 * and what the glue knows of the context, as bits. */
enum { TRANSFER_ESTABLISHED = 1, TRANSFER_INITIATOR = 2, TRANSFER_MESSAGES = 4, TRANSFER_BITS = 7 };

static void export_header(const struct gss_ctx_id_struct *context, struct writer *body)
{
    int bits = (context->state == CONTEXT_ESTABLISHED ? TRANSFER_ESTABLISHED : 0) |
               (context->initiator ? TRANSFER_INITIATOR : 0) |
               (context->messages ? TRANSFER_MESSAGES : 0);

    write_u8(body, TRANSFER_CONTEXT);
    oid_write_field(body, mech_selector(context->mech));
    write_u8(body, (uint8_t)bits);
}

/* Builds and seals the token; a failure leaves the context as it was. */
static OM_uint32 export_token(OM_uint32 *minor, struct gss_ctx_id_struct *context,
                              gss_buffer_t token)
{
    const struct mech *mech = context->mech;
    struct transfer_export export;
    OM_uint32 major;

    if (mech->export_sec_context == NULL)
        return call_fail_unsupported(minor);
    if (mech->context_transferable != NULL && !mech->context_transferable(context->inner))
        return minor_fail(minor, MINOR_NOT_TRANSFERABLE, GSS_S_UNAVAILABLE);
    major = transfer_export_begin(minor, context->policy, context_end_time(context), &export);
    if (major != GSS_S_COMPLETE)
        goto done;
    export_header(context, &export.body);
    major = mech->export_sec_context(minor, context->inner, &export.body);
    if (major == GSS_S_COMPLETE && !writer_ok(&export.body))
        major = call_fail_memory(minor);
    if (major == GSS_S_COMPLETE)
        major = transfer_export_finish(minor, &export, token);
    /* A mechanism that fails may have parts that are exported already. */
    if (major != GSS_S_COMPLETE && mech->export_failed != NULL &&
        !mech->export_failed(context->inner))
        context->state = CONTEXT_FAILED;

done:
    if (major != GSS_S_COMPLETE)
        transfer_export_abort(&export);
    return major;
}

OM_uint32 gss_export_sec_context(OM_uint32 *minor, gss_ctx_id_t *context_handle,
                                 gss_buffer_t interprocess_token)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(interprocess_token);
    if (context_handle == NULL)
        return call_fail_write(minor, GSS_S_NO_CONTEXT);
    major = context_check(minor, *context_handle);
    if (major != GSS_S_COMPLETE)
        return major;
    if (interprocess_token == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    major = export_token(minor, *context_handle, interprocess_token);
    if (major == GSS_S_COMPLETE)
        context_free(context_handle); /* cannot fail: from here on the context is in the token */
    return major;
}

/* Builds the whole context from a body. */
static OM_uint32 import_body(OM_uint32 *minor, struct reader *body, gss_ctx_id_t *context)
{
    uint8_t version = read_u8(body);
    gss_OID_desc oid = oid_read_field(body);
    uint8_t bits = read_u8(body);
    const struct mech *mech;
    OM_uint32 major;

    *context = GSS_C_NO_CONTEXT;
    if (version == TRANSFER_CRED)
        return minor_fail(minor, MINOR_TOKEN_OF_CRED, GSS_S_DEFECTIVE_TOKEN);
    if (!reader_ok(body) || (bits & ~TRANSFER_BITS) != 0)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (version != TRANSFER_CONTEXT)
        return minor_fail(minor, MINOR_TOKEN_VERSION, GSS_S_DEFECTIVE_TOKEN);
    mech = registry_find(&oid);
    if (mech == NULL) /* sealed by a library that has more mechanisms than this one */
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_UNAVAILABLE);
    if (mech->import_sec_context == NULL)
        return call_fail_unsupported(minor);
    *context = context_create(mech, (bits & TRANSFER_INITIATOR) != 0);
    if (*context == GSS_C_NO_CONTEXT)
        return call_fail_memory(minor);
    (*context)->state = (bits & TRANSFER_ESTABLISHED) != 0 ? CONTEXT_ESTABLISHED : CONTEXT_PARTIAL;
    (*context)->messages = (bits & TRANSFER_MESSAGES) != 0;
    major = mech->import_sec_context(mech, minor, body, &(*context)->inner);
    if (major == GSS_S_COMPLETE && !reader_at_end(body))
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (major != GSS_S_COMPLETE)
        context_free(context);
    return major;
}

OM_uint32 gss_import_sec_context(OM_uint32 *minor, gss_buffer_t interprocess_token,
                                 gss_ctx_id_t *context_handle)
{
    struct transfer_import import = {0};
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (context_handle == NULL)
        return call_fail_write(minor, GSS_S_NO_CONTEXT);
    *context_handle = GSS_C_NO_CONTEXT;
    if (!call_buffer_is_sound(interprocess_token))
        return call_fail_read(minor, GSS_S_DEFECTIVE_TOKEN);
    if (interprocess_token->length == 0)
        return minor_fail(minor, MINOR_EMPTY_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    major = transfer_import_open(minor, interprocess_token, &import);
    if (major != GSS_S_COMPLETE)
        return major;
    major = import_body(minor, &import.body, &context);
    if (major == GSS_S_COMPLETE)
        major = transfer_import_claim(minor, &import);
    if (major == GSS_S_COMPLETE) {
        *context_handle = context; /* now the caller's */
        context = GSS_C_NO_CONTEXT;
    }
    context_free(&context);
    transfer_import_close(&import);
    return major;
}
