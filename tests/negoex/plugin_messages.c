/* What an established context is asked for: keys, messages, its bytes. */
#include <stdlib.h>
#include <string.h>

#include "negoex/plugin.h"

#define EXPORT __attribute__((visibility("default")))

enum { MIC_LENGTH = 16, HASH_LENGTH = 8, QUESTION_LENGTH = 11, KEY_OWN = 0x10, KEY_PEER = 0x11 };

static const struct toy_context *context_of(gss_ctx_id_t handle)
{
    return (const struct toy_context *)handle;
}

static bool same_question(gss_OID oid, uint8_t last)
{
    static const uint8_t arc[] = "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05";

    return oid->length == QUESTION_LENGTH && memcmp(oid->elements, arc, QUESTION_LENGTH - 1) == 0 &&
           ((const uint8_t *)oid->elements)[QUESTION_LENGTH - 1] == last;
}

static bool has_key(const struct toy_context *context, bool own)
{
    switch (context->variant->keys) {
    case TOY_KEYS_NEVER:
        return false;
    case TOY_KEYS_EARLY:
        return context->established || (own && context->initiator && context->tokens != 0);
    default:
        return context->established;
    }
}

OM_uint32 gss_inquire_sec_context_by_oid(OM_uint32 *minor, gss_ctx_id_t context, gss_OID what,
                                         gss_buffer_set_t *answers);

EXPORT OM_uint32 gss_inquire_sec_context_by_oid(OM_uint32 *minor, gss_ctx_id_t context,
                                                gss_OID what, gss_buffer_set_t *answers)
{
    const struct toy_context *toy = context_of(context);
    uint8_t enctype[4] = {toy->variant->enctype};
    size_t length = enctype[0] == 17 || enctype[0] == 19 ? 16 : 32;
    gss_buffer_set_t set;

    *answers = GSS_C_NO_BUFFER_SET;
    if (!(same_question(what, KEY_OWN) && has_key(toy, true)) &&
        !(same_question(what, KEY_PEER) && has_key(toy, false)))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    set = calloc(1, sizeof(*set));
    if (set == NULL || (set->elements = calloc(2, sizeof(*set->elements))) == NULL)
        abort();
    set->count = 2;
    *answers = set;
    if (toy_give(minor, &set->elements[0], toy->key, length) != GSS_S_COMPLETE)
        return GSS_S_FAILURE;
    return toy_give(minor, &set->elements[1], enctype, sizeof(enctype));
}

/* FNV-1a, of the sender, the key and the message. */
static void sum(const struct toy_context *context, bool by_initiator, const void *message,
                size_t length, uint8_t mic[MIC_LENGTH])
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ by_initiator;

    for (size_t i = 0; i < TOY_KEY_LENGTH; i++)
        hash = (hash ^ context->key[i]) * UINT64_C(0x100000001b3);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ ((const uint8_t *)message)[i]) * UINT64_C(0x100000001b3);
    memcpy(mic, &hash, HASH_LENGTH);
    memcpy(mic + HASH_LENGTH, &hash, HASH_LENGTH);
}

EXPORT OM_uint32 gss_get_mic(OM_uint32 *minor, gss_ctx_id_t context, gss_qop_t qop,
                             gss_buffer_t message, gss_buffer_t token)
{
    const struct toy_context *toy = context_of(context);
    uint8_t mic[MIC_LENGTH];

    (void)qop;
    sum(toy, toy->initiator, message->value, message->length, mic);
    return toy_give(minor, token, mic, sizeof(mic));
}

EXPORT OM_uint32 gss_verify_mic(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t message,
                                gss_buffer_t token, gss_qop_t *qop)
{
    const struct toy_context *toy = context_of(context);
    uint8_t mic[MIC_LENGTH];

    if (qop != NULL)
        *qop = GSS_C_QOP_DEFAULT;
    sum(toy, !toy->initiator, message->value, message->length, mic);
    if (token->length != sizeof(mic) || memcmp(token->value, mic, sizeof(mic)) != 0)
        return toy_fail(minor, GSS_S_BAD_SIG);
    *minor = 0;
    return GSS_S_COMPLETE;
}

/* A MIC, a byte that tells of confidentiality, and the message, as it is. */
EXPORT OM_uint32 gss_wrap(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop,
                          gss_buffer_t message, int *conf_state, gss_buffer_t token)
{
    const struct toy_context *toy = context_of(context);
    uint8_t *bytes = malloc(MIC_LENGTH + 1 + message->length);

    (void)qop;
    if (bytes == NULL)
        return toy_fail(minor, GSS_S_FAILURE);
    if (conf_state != NULL)
        *conf_state = conf;
    bytes[MIC_LENGTH] = (uint8_t)(conf != 0);
    if (message->length != 0)
        memcpy(bytes + MIC_LENGTH + 1, message->value, message->length);
    sum(toy, toy->initiator, bytes + MIC_LENGTH, 1 + message->length, bytes);
    *token = (gss_buffer_desc){MIC_LENGTH + 1 + message->length, bytes};
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_unwrap(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t token,
                            gss_buffer_t message, int *conf_state, gss_qop_t *qop)
{
    const struct toy_context *toy = context_of(context);
    const uint8_t *bytes = token->value;
    uint8_t mic[MIC_LENGTH];

    if (qop != NULL)
        *qop = GSS_C_QOP_DEFAULT;
    if (token->length < MIC_LENGTH + 1)
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    sum(toy, !toy->initiator, bytes + MIC_LENGTH, token->length - MIC_LENGTH, mic);
    if (memcmp(bytes, mic, sizeof(mic)) != 0)
        return toy_fail(minor, GSS_S_BAD_SIG);
    if (conf_state != NULL)
        *conf_state = bytes[MIC_LENGTH];
    return toy_give(minor, message, bytes + MIC_LENGTH + 1, token->length - MIC_LENGTH - 1);
}

/* Its bytes: the number of the variant, then all that is not a pointer. */
enum { EXPORTED_LENGTH = 5 + TOY_KEY_LENGTH + TOY_TEXT_SIZE };

EXPORT OM_uint32 gss_export_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_buffer_t token)
{
    const struct toy_context *toy = context_of(*context);
    uint8_t bytes[EXPORTED_LENGTH] = {toy->variant->number, toy->initiator, toy->established,
                                      toy->told, toy->tokens};
    OM_uint32 major;

    memcpy(bytes + 5, toy->key, TOY_KEY_LENGTH);
    memcpy(bytes + 5 + TOY_KEY_LENGTH, toy->target, TOY_TEXT_SIZE);
    major = toy_give(minor, token, bytes, sizeof(bytes));
    if (major == GSS_S_COMPLETE) {
        free(*context);
        *context = GSS_C_NO_CONTEXT;
    }
    return major;
}

EXPORT OM_uint32 gss_import_sec_context(OM_uint32 *minor, gss_buffer_t token, gss_ctx_id_t *context)
{
    const uint8_t *bytes = token->value;
    const struct toy_variant *variant =
        token->length == EXPORTED_LENGTH ? toy_variant_at(bytes[0]) : NULL;
    struct toy_context *made = variant != NULL ? calloc(1, sizeof(*made)) : NULL;

    if (made == NULL)
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    *made = (struct toy_context){.variant = variant,
                                 .initiator = bytes[1] != 0,
                                 .established = bytes[2] != 0,
                                 .told = bytes[3] != 0,
                                 .tokens = bytes[4]};
    memcpy(made->key, bytes + 5, TOY_KEY_LENGTH);
    memcpy(made->target, bytes + 5 + TOY_KEY_LENGTH, TOY_TEXT_SIZE - 1);
    *context = (gss_ctx_id_t)made;
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_context_time(OM_uint32 *minor, gss_ctx_id_t context, OM_uint32 *time)
{
    (void)context;
    *time = GSS_C_INDEFINITE;
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_wrap_size_limit(OM_uint32 *minor, gss_ctx_id_t context, int conf,
                                     gss_qop_t qop, OM_uint32 output, OM_uint32 *input)
{
    (void)context, (void)conf, (void)qop;
    *input = output > MIC_LENGTH + 1 ? output - MIC_LENGTH - 1 : 0;
    *minor = 0;
    return GSS_S_COMPLETE;
}
