/* Contexts of the toy plugin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/toy.h"

/* It may say in which states it can be exported. */
static OM_uint32 toy_told_flags(const struct toy_context *ctx)
{
    bool exportable = toy_fault(ctx->open ? "exports when open" : "exports when not open");

    return ctx->flags | (exportable ? GSS_C_TRANS_FLAG : 0);
}

static void toy_delete(gss_ctx_id_t *context)
{
    free(*context);
    *context = GSS_C_NO_CONTEXT;
}

OM_uint32 gss_delete_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_buffer_t token)
{
    (void)token;
    *minor = 0;
    toy_delete(context);
    return GSS_S_COMPLETE;
}

/* A letter, four hexadecimal digits of flags, a text. */
static void toy_token(gss_buffer_t out, char letter, OM_uint32 flags, const char *text)
{
    char bytes[128];
    gss_buffer_desc body = {(size_t)snprintf(bytes, sizeof(bytes), "%c%04x%s", letter, flags, text),
                            bytes};
    OM_uint32 minor;

    if (letter == '1')
        gss_encapsulate_token(&body, &toy_oid, out);
    else
        toy_give(out, body.value, body.length);
    (void)minor;
    if (toy_fault("buffer without a value")) {
        free(out->value);
        out->value = NULL;
    }
}

static bool toy_take(const gss_buffer_desc *token, char letter, OM_uint32 *flags, char text[64])
{
    gss_buffer_desc body = GSS_C_EMPTY_BUFFER, framed = *token;
    unsigned read_flags = 0;
    char bytes[128];
    OM_uint32 minor;
    bool taken;

    if (letter == '1' && gss_decapsulate_token(&framed, &toy_oid, &body) != GSS_S_COMPLETE)
        return false;
    toy_copy(text, "", 0);
    snprintf(bytes, sizeof(bytes), "%.*s", (int)(letter == '1' ? body.length : token->length),
             (char *)(letter == '1' ? body.value : token->value));
    taken = bytes[0] == letter && sscanf(bytes + 1, "%4x%63[^\n]", &read_flags, text) >= 1;
    *flags = read_flags;
    gss_release_buffer(&minor, &body);
    return taken;
}

struct toy_context *toy_context(gss_ctx_id_t *context, bool initiator)
{
    if (*context == GSS_C_NO_CONTEXT) {
        struct toy_context *made = calloc(1, sizeof(*made));

        made->initiator = initiator;
        *context = (gss_ctx_id_t)made;
    }
    return (struct toy_context *)*context;
}

OM_uint32 gss_init_sec_context(OM_uint32 *minor, gss_cred_id_t cred, gss_ctx_id_t *context,
                               gss_name_t target, gss_OID mech, OM_uint32 req_flags,
                               OM_uint32 time_req, gss_channel_bindings_t bindings,
                               gss_buffer_t input, gss_OID *actual, gss_buffer_t output,
                               OM_uint32 *ret_flags, OM_uint32 *time_rec)
{
    const struct toy_cred *from = (struct toy_cred *)cred;
    struct toy_context *ctx;
    OM_uint32 flags;
    char text[64];

    (void)time_req;
    (void)bindings;
    (void)actual;
    *minor = 0;
    if (!gss_oid_equal(mech, &toy_oid))
        return toy_fail(minor, GSS_S_BAD_MECH);
    if (toy_fault("null context"))
        return GSS_S_COMPLETE;
    ctx = toy_context(context, true);
    if (toy_fault("context of a failure"))
        return toy_fail(minor, GSS_S_FAILURE);
    *time_rec = 0; /* as gss-ntlmssp, as long as it is not established */
    ctx->legs++;
    if (input == GSS_C_NO_BUFFER) {
        ctx->flags = req_flags;
        toy_copy(ctx->source, from != NULL ? from->name : "toy", 63);
        toy_copy(ctx->target, ((struct toy_name *)target)->text, 63);
        toy_token(output, '1', ctx->flags, ctx->source);
        *ret_flags = toy_told_flags(ctx);
        return GSS_S_CONTINUE_NEEDED;
    }
    if (!toy_take(input, '2', &flags, text)) {
        toy_delete(context); /* as gss-ntlmssp */
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    }
    toy_token(output, '3', ctx->flags, "");
    ctx->open = true;
    *ret_flags = toy_told_flags(ctx);
    *time_rec = GSS_C_INDEFINITE;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_accept_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_cred_id_t cred,
                                 gss_buffer_t input, gss_channel_bindings_t bindings,
                                 gss_name_t *source, gss_OID *mech, gss_buffer_t output,
                                 OM_uint32 *ret_flags, OM_uint32 *time_rec,
                                 gss_cred_id_t *delegated)
{
    bool first = *context == GSS_C_NO_CONTEXT;
    struct toy_context *ctx = toy_context(context, false);
    OM_uint32 flags;
    char text[64];

    (void)cred;
    (void)bindings;
    (void)mech;
    *minor = 0;
    *time_rec = 0;
    if (!toy_take(input, first ? '1' : '3', &flags, text)) {
        toy_delete(context);
        toy_token(output, 'E', 0, "");
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    }
    ctx->legs++;
    if (first) {
        ctx->flags = flags;
        toy_copy(ctx->source, text, strlen(text));
        toy_token(output, '2', flags, "");
        *ret_flags = toy_told_flags(ctx);
        *source = toy_make_name("too early");
        return GSS_S_CONTINUE_NEEDED;
    }
    ctx->open = true;
    *ret_flags = toy_told_flags(ctx);
    *time_rec = GSS_C_INDEFINITE;
    *source = toy_make_name(ctx->source);
    if ((ctx->flags & GSS_C_DELEG_FLAG) != 0)
        toy_make_cred(minor, *source, "", GSS_C_INITIATE, delegated);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_context_time(OM_uint32 *minor, gss_ctx_id_t context, OM_uint32 *time_rec)
{
    struct toy_context *ctx = (struct toy_context *)context;

    if (!ctx->open)
        return toy_fail(minor, GSS_S_NO_CONTEXT);
    *minor = 0;
    *time_rec = toy_fault("expired") ? 0 : 600;
    return toy_fault("expired") ? GSS_S_CONTEXT_EXPIRED : GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_context(OM_uint32 *minor, gss_ctx_id_t context, gss_name_t *source,
                              gss_name_t *target, OM_uint32 *lifetime, gss_OID *mech,
                              OM_uint32 *flags, int *initiated, int *open)
{
    struct toy_context *ctx = (struct toy_context *)context;

    (void)mech;
    if (!ctx->open)
        return toy_fail(minor, GSS_S_NO_CONTEXT);
    *minor = 0;
    *source = toy_make_name(ctx->source);
    *target = ctx->initiator ? toy_make_name(ctx->target) : GSS_C_NO_NAME;
    *lifetime = 600;
    *flags = toy_told_flags(ctx);
    *initiated = ctx->initiator;
    *open = ctx->open;
    return GSS_S_COMPLETE;
}
