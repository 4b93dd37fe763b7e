/* Contexts: their tokens, metadata, keys and messages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "negoex/plugin.h"

#define EXPORT __attribute__((visibility("default")))

enum { FRAMING = 4 + TOY_OID_LENGTH };

static struct toy_context *context_of(gss_ctx_id_t handle)
{
    return (struct toy_context *)handle;
}

/* The one at HANDLE, or a new one. */
static struct toy_context *begin(gss_ctx_id_t *handle, const struct toy_variant *variant,
                                 bool initiator, gss_name_t target)
{
    struct toy_context *made;

    if (*handle != GSS_C_NO_CONTEXT)
        return context_of(*handle);
    made = calloc(1, sizeof(*made));
    if (made == NULL)
        abort();
    made->variant = variant;
    made->initiator = initiator;
    snprintf(made->target, sizeof(made->target), "%s",
             target != GSS_C_NO_NAME ? ((const struct toy_name *)target)->text : "");
    *handle = (gss_ctx_id_t)made;
    return made;
}

EXPORT OM_uint32 gss_delete_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_buffer_t token)
{
    if (token != GSS_C_NO_BUFFER)
        *token = (gss_buffer_desc){0, NULL};
    free(*context);
    *context = GSS_C_NO_CONTEXT;
    *minor = 0;
    return GSS_S_COMPLETE;
}

/* The next token: its number, and the key. The first one is framed (RFC 2743 s.3.1). */
static OM_uint32 send(OM_uint32 *minor, struct toy_context *context, gss_buffer_t output)
{
    uint8_t bytes[FRAMING + 1 + TOY_KEY_LENGTH] = {0x60, FRAMING - 2 + 1 + TOY_KEY_LENGTH, 6,
                                                   TOY_OID_LENGTH};
    size_t framing = context->tokens == 0 ? FRAMING : 0;

    memcpy(bytes + 4, toy_oid(context->variant)->elements, TOY_OID_LENGTH);
    bytes[framing] = ++context->tokens;
    memcpy(bytes + framing + 1, context->key, TOY_KEY_LENGTH);
    return toy_give(minor, output, bytes, framing + 1 + TOY_KEY_LENGTH);
}

static bool receive(struct toy_context *context, gss_buffer_t input)
{
    size_t framing = context->tokens == 0 ? FRAMING : 0;
    const uint8_t *bytes = input->value;

    if (input->length != framing + 1 + TOY_KEY_LENGTH || bytes[framing] != context->tokens + 1 ||
        (framing == 0 && memcmp(bytes + 1, context->key, TOY_KEY_LENGTH) != 0))
        return false;
    memcpy(context->key, bytes + framing + 1, TOY_KEY_LENGTH);
    context->tokens++;
    return true;
}

/* Whoever is established insists on the metadata, if it could have come. */
static bool finish(struct toy_context *context)
{
    context->established = context->tokens == context->variant->tokens;
    return !context->established || !context->variant->metadata || context->told ||
           (context->initiator && context->variant->tokens == 1);
}

static OM_uint32 tell(const struct toy_context *context, OM_uint32 *flags, OM_uint32 *time)
{
    if (flags != NULL)
        *flags = GSS_C_INTEG_FLAG | GSS_C_CONF_FLAG | GSS_C_TRANS_FLAG |
                 (context->variant->tokens > 1 ? GSS_C_MUTUAL_FLAG : 0);
    if (time != NULL)
        *time = GSS_C_INDEFINITE;
    return context->established ? GSS_S_COMPLETE : GSS_S_CONTINUE_NEEDED;
}

/* One side's turn: takes INPUT if there is one, and sends a token if one is left. */
static OM_uint32 turn(OM_uint32 *minor, struct toy_context *context, gss_buffer_t input,
                      gss_buffer_t output)
{
    OM_uint32 major = GSS_S_COMPLETE;

    if (input != GSS_C_NO_BUFFER && !receive(context, input))
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    if (context->tokens < context->variant->tokens)
        major = send(minor, context, output);
    if (!finish(context))
        return toy_fail(minor, GSS_S_FAILURE);
    return major;
}

EXPORT OM_uint32 gss_init_sec_context(OM_uint32 *minor, gss_cred_id_t cred, gss_ctx_id_t *context,
                                      gss_name_t target, gss_OID mech, OM_uint32 flags,
                                      OM_uint32 time_req, gss_channel_bindings_t bindings,
                                      gss_buffer_t input, gss_OID *actual_mech, gss_buffer_t output,
                                      OM_uint32 *ret_flags, OM_uint32 *time_rec)
{
    const struct toy_variant *variant = toy_variant_of(mech);
    struct toy_context *toy;
    OM_uint32 major;

    (void)cred, (void)flags, (void)time_req, (void)bindings;
    *output = (gss_buffer_desc){0, NULL};
    if (variant == NULL)
        return toy_fail(minor, GSS_S_BAD_MECH);
    if (variant->refuses == TOY_REFUSES_INITIATING)
        return toy_fail(minor, GSS_S_NO_CRED);
    toy = begin(context, variant, true, target);
    if (toy->tokens == 0) {
        input = GSS_C_NO_BUFFER;
        if (getrandom(toy->key, sizeof(toy->key), 0) != sizeof(toy->key))
            abort();
    }
    major = turn(minor, toy, input, output);
    if (major != GSS_S_COMPLETE)
        return major;
    if (actual_mech != NULL)
        *actual_mech = toy_oid(variant);
    return tell(toy, ret_flags, time_rec);
}

static OM_uint32 make_name(OM_uint32 *minor, const struct toy_variant *variant, const char *text,
                           gss_name_t *name)
{
    struct toy_name *made = calloc(1, sizeof(*made));

    if (made == NULL)
        return toy_fail(minor, GSS_S_FAILURE);
    made->variant = variant;
    snprintf(made->text, sizeof(made->text), "%s", text);
    *name = (gss_name_t)made;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_accept_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_cred_id_t cred,
                                        gss_buffer_t input, gss_channel_bindings_t bindings,
                                        gss_name_t *source, gss_OID *mech, gss_buffer_t output,
                                        OM_uint32 *ret_flags, OM_uint32 *time_rec,
                                        gss_cred_id_t *delegated)
{
    const struct toy_variant *variant = NULL;
    gss_OID_desc oid = {TOY_OID_LENGTH, (uint8_t *)input->value + 4};
    struct toy_context *toy;
    OM_uint32 major;

    (void)cred, (void)bindings;
    *output = (gss_buffer_desc){0, NULL};
    if (delegated != NULL)
        *delegated = GSS_C_NO_CREDENTIAL;
    if (*context != GSS_C_NO_CONTEXT)
        variant = context_of(*context)->variant;
    else if (input->length > FRAMING)
        variant = toy_variant_of(&oid);
    if (variant == NULL)
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    if (variant->refuses == TOY_REFUSES_ACCEPTING)
        return toy_fail(minor, GSS_S_NO_CRED);
    toy = begin(context, variant, false, GSS_C_NO_NAME);
    major = turn(minor, toy, input, output);
    if (major == GSS_S_COMPLETE && toy->established && source != NULL)
        major = make_name(minor, variant, "somebody", source);
    if (major != GSS_S_COMPLETE)
        return major;
    if (mech != NULL)
        *mech = toy_oid(variant);
    return tell(toy, ret_flags, time_rec);
}

EXPORT OM_uint32 gss_inquire_context(OM_uint32 *minor, gss_ctx_id_t context, gss_name_t *source,
                                     gss_name_t *target, OM_uint32 *lifetime, gss_OID *mech,
                                     OM_uint32 *flags, int *local, int *open)
{
    const struct toy_context *toy = context_of(context);
    OM_uint32 major = GSS_S_COMPLETE;

    *minor = 0;
    if (source != NULL)
        major = make_name(minor, toy->variant, "somebody", source);
    if (major == GSS_S_COMPLETE && target != NULL)
        major = make_name(minor, toy->variant, toy->target, target);
    if (mech != NULL)
        *mech = toy_oid(toy->variant);
    if (local != NULL)
        *local = toy->initiator;
    if (open != NULL)
        *open = toy->established;
    (void)tell(toy, flags, lifetime);
    return major;
}

/* Metadata: who speaks, and the number of the variant. */
OM_uint32 gssspi_query_meta_data(OM_uint32 *minor, gss_const_OID mech, gss_cred_id_t cred,
                                 gss_ctx_id_t *context, gss_name_t target, OM_uint32 flags,
                                 gss_buffer_t metadata);
OM_uint32 gssspi_exchange_meta_data(OM_uint32 *minor, gss_const_OID mech, gss_cred_id_t cred,
                                    gss_ctx_id_t *context, gss_name_t target, OM_uint32 flags,
                                    gss_const_buffer_t metadata);
OM_uint32 gssspi_query_mechanism_info(OM_uint32 *minor, gss_const_OID mech,
                                      unsigned char scheme[16]);

EXPORT OM_uint32 gssspi_query_meta_data(OM_uint32 *minor, gss_const_OID mech, gss_cred_id_t cred,
                                        gss_ctx_id_t *context, gss_name_t target, OM_uint32 flags,
                                        gss_buffer_t metadata)
{
    const struct toy_variant *variant = toy_variant_of(mech);
    bool initiator = target != GSS_C_NO_NAME;
    uint8_t text[2] = {initiator ? 'I' : 'A', variant->number};

    (void)cred, (void)flags;
    *metadata = (gss_buffer_desc){0, NULL};
    if (variant->refuses == (initiator ? TOY_NO_INITIATOR_METADATA : TOY_NO_ACCEPTOR_METADATA))
        return toy_fail(minor, GSS_S_FAILURE);
    begin(context, variant, initiator, target);
    *minor = 0;
    return variant->metadata ? toy_give(minor, metadata, text, sizeof(text)) : GSS_S_COMPLETE;
}

EXPORT OM_uint32 gssspi_exchange_meta_data(OM_uint32 *minor, gss_const_OID mech, gss_cred_id_t cred,
                                           gss_ctx_id_t *context, gss_name_t target,
                                           OM_uint32 flags, gss_const_buffer_t metadata)
{
    const struct toy_variant *variant = toy_variant_of(mech);
    bool initiator = target != GSS_C_NO_NAME;
    const uint8_t text[2] = {initiator ? 'A' : 'I', variant->number};

    (void)cred, (void)flags;
    if (variant->refuses == (initiator ? TOY_REFUSES_AT_INITIATOR : TOY_REFUSES_AT_ACCEPTOR) ||
        metadata->length != sizeof(text) || memcmp(metadata->value, text, sizeof(text)) != 0)
        return toy_fail(minor, GSS_S_FAILURE);
    begin(context, variant, initiator, target)->told = true;
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gssspi_query_mechanism_info(OM_uint32 *minor, gss_const_OID mech,
                                             unsigned char scheme[16])
{
    const struct toy_variant *variant = toy_variant_of(mech);

    if (variant == NULL)
        return toy_fail(minor, GSS_S_BAD_MECH);
    memset(scheme, variant->number, 16);
    *minor = 0;
    return GSS_S_COMPLETE;
}
