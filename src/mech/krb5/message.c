/* Per-message calls: RFC 4121 tokens, once the context is established. */
#include "base/minor.h"
#include "cfx/iov.h"
#include "mech/krb5/context.h"

static OM_uint32 message_check(OM_uint32 *minor, const struct krb5_ctx *ctx)
{
    if (ctx->handshake != NULL)
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_context_get_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                               gss_buffer_t token)
{
    struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_get_mic(ctx->cfx, minor, message, token);
}

OM_uint32 krb5_context_verify_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                                  gss_const_buffer_t token)
{
    struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_verify_mic(ctx->cfx, minor, message, token);
}

OM_uint32 krb5_context_wrap(OM_uint32 *minor, void *context, bool *conf, gss_const_buffer_t message,
                            gss_buffer_t token)
{
    struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_wrap(ctx->cfx, minor, *conf, message, token);
}

OM_uint32 krb5_context_unwrap(OM_uint32 *minor, void *context, gss_const_buffer_t token,
                              gss_buffer_t message, bool *conf)
{
    struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_unwrap(ctx->cfx, minor, token, message, conf);
}

OM_uint32 krb5_context_wrap_size_limit(OM_uint32 *minor, const void *context, bool conf,
                                       size_t output_size, size_t *input_size)
{
    const struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    if (major == GSS_S_COMPLETE)
        *input_size = cfx_wrap_size_limit(ctx->cfx, conf, output_size);
    return major;
}

OM_uint32 krb5_context_wrap_iov(OM_uint32 *minor, void *context, bool *conf,
                                gss_iov_buffer_desc *iov, size_t count)
{
    struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_wrap_iov(ctx->cfx, minor, conf, iov, count);
}

OM_uint32 krb5_context_wrap_iov_length(OM_uint32 *minor, const void *context, bool *conf,
                                       gss_iov_buffer_desc *iov, size_t count)
{
    const struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_wrap_iov_length(ctx->cfx, minor, conf, iov, count);
}

OM_uint32 krb5_context_unwrap_iov(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                  size_t count, bool *conf)
{
    struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_unwrap_iov(ctx->cfx, minor, iov, count, conf);
}

OM_uint32 krb5_context_get_mic_iov(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                   size_t count)
{
    struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_get_mic_iov(ctx->cfx, minor, iov, count);
}

OM_uint32 krb5_context_get_mic_iov_length(OM_uint32 *minor, const void *context,
                                          gss_iov_buffer_desc *iov, size_t count)
{
    const struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_get_mic_iov_length(ctx->cfx, minor, iov, count);
}

OM_uint32 krb5_context_verify_mic_iov(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                      size_t count)
{
    struct krb5_ctx *ctx = context;
    OM_uint32 major = message_check(minor, ctx);

    return major != GSS_S_COMPLETE ? major : cfx_verify_mic_iov(ctx->cfx, minor, iov, count);
}
