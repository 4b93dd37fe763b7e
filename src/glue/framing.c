/* The framing of RFC 2743 s.3.1 for callers that make their own tokens (GNU's calls). */
#include <gss/api.h>

#include "base/framing.h"
#include "base/oid.h"
#include "glue/call.h"

/* These two calls have no minor status. */
OM_uint32 gss_encapsulate_token(gss_const_buffer_t input_token, gss_const_OID token_oid,
                                gss_buffer_t output_token)
{
    struct writer out;

    call_empty_buffer(output_token);
    if (!call_buffer_is_sound(input_token) || !call_oid_is_sound(token_oid))
        return GSS_S_CALL_INACCESSIBLE_READ;
    if (output_token == GSS_C_NO_BUFFER)
        return GSS_S_CALL_INACCESSIBLE_WRITE;
    writer_init(&out);
    framing_write(&out, token_oid, input_token->length);
    write_bytes(&out, input_token->value, input_token->length);
    return writer_take_buffer(&out, output_token) ? GSS_S_COMPLETE : GSS_S_FAILURE;
}

OM_uint32 gss_decapsulate_token(gss_const_buffer_t input_token, gss_const_OID token_oid,
                                gss_buffer_t output_token)
{
    struct reader in, body;
    struct writer out;
    gss_OID_desc found;

    call_empty_buffer(output_token);
    if (!call_buffer_is_sound(input_token) || !call_oid_is_sound(token_oid))
        return GSS_S_CALL_INACCESSIBLE_READ;
    if (output_token == GSS_C_NO_BUFFER)
        return GSS_S_CALL_INACCESSIBLE_WRITE;
    reader_init(&in, input_token->value, input_token->length);
    body = framing_read(&in, &found);
    if (!reader_ok(&body) || !oid_equal(&found, token_oid))
        return GSS_S_DEFECTIVE_TOKEN;
    writer_init(&out);
    write_bytes(&out, body.next, body.left);
    return writer_take_buffer(&out, output_token) ? GSS_S_COMPLETE : GSS_S_FAILURE;
}
