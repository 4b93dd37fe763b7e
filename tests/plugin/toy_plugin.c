/*
 * A mechanism in a shared library, for tests: 2.999.1.
 *
 * It authenticates nobody: what a peer says is believed. Contexts take four
 * legs (the acceptor's last has no token). $TOY_FAULT names one thing that goes
 * wrong. With TOY_MINIMAL it offers what gss-ntlmssp offers of names, and no more
 * than a context needs.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "plugin/toy_plugin.h"

static gss_OID_desc toy_oid = {3, (void *)TOY_PLUGIN_OID_BYTES};
static gss_OID_desc toy_type = {4, (void *)TOY_PLUGIN_TYPE_BYTES};

struct toy_name {
    char text[64];
    gss_OID type;
};

struct toy_cred {
    char name[64];
    char note[64];
    gss_cred_usage_t usage;
};

struct toy_context {
    char source[64], target[64], note[64];
    OM_uint32 flags;
    int legs; /* that this side has had */
    bool initiator, open;
    unsigned sent, received;
};

static bool toy_fault(const char *name)
{
    const char *fault = getenv("TOY_FAULT");

    return fault != NULL && strcmp(fault, name) == 0;
}

static OM_uint32 toy_fail(OM_uint32 *minor, OM_uint32 major)
{
    *minor = TOY_PLUGIN_MINOR;
    return major;
}

static void toy_copy(char out[64], const void *text, size_t length)
{
    snprintf(out, 64, "%.*s", (int)length, (const char *)text);
}

static void toy_give(gss_buffer_t out, const void *data, size_t length)
{
    out->value = malloc(length + 1);
    memcpy(out->value, data, length);
    out->length = length;
}

#ifndef TOY_MINIMAL
static gss_OID_desc toy_option = {4, (void *)TOY_PLUGIN_OPTION_BYTES};

static gss_OID_set toy_set(gss_OID a, gss_OID b)
{
    gss_OID_set set;
    OM_uint32 minor;

    gss_create_empty_oid_set(&minor, &set);
    gss_add_oid_set_member(&minor, a, &set);
    if (b != NULL)
        gss_add_oid_set_member(&minor, b, &set);
    return set;
}
#endif

/* Names. */

OM_uint32 gss_import_name(OM_uint32 *minor, gss_buffer_t text, gss_OID type, gss_name_t *name)
{
    struct toy_name *made;

    *minor = 0;
    if (toy_fault("null name"))
        return GSS_S_COMPLETE;
    if (memchr(text->value, '/', text->length) != NULL)
        return toy_fail(minor, GSS_S_BAD_NAME);
    made = calloc(1, sizeof(*made));
    toy_copy(made->text, text->value, text->length);
    made->type = gss_oid_equal(type, &toy_type) ? &toy_type : GSS_C_NT_USER_NAME;
#ifndef TOY_MINIMAL
    if (gss_oid_equal(type, GSS_C_NT_EXPORT_NAME)) /* the header is 13 bytes */
        toy_copy(made->text, (char *)text->value + 13, text->length - 13);
#endif
    *name = (gss_name_t)made;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_display_name(OM_uint32 *minor, gss_name_t name, gss_buffer_t text, gss_OID *type)
{
    struct toy_name *from = (struct toy_name *)name;

    *minor = 0;
    toy_give(text, from->text, strlen(from->text) + 1); /* counts the NUL */
    *type = from->type;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_release_name(OM_uint32 *minor, gss_name_t *name)
{
    *minor = 0;
    free(*name);
    *name = GSS_C_NO_NAME;
    return GSS_S_COMPLETE;
}

static gss_name_t toy_make_name(const char *text)
{
    struct toy_name *made = calloc(1, sizeof(*made));

    toy_copy(made->text, text, strlen(text));
    made->type = GSS_C_NT_USER_NAME;
    return (gss_name_t)made;
}

#ifndef TOY_MINIMAL
OM_uint32 gss_export_name(OM_uint32 *minor, gss_name_t name, gss_buffer_t exported)
{
    struct toy_name *from = (struct toy_name *)name;
    char bytes[13 + 64] = "\x04\x01\x00\x05\x06\x03\x88\x37\x01\x00\x00\x00";

    *minor = 0;
    bytes[12] = (char)strlen(from->text);
    if (toy_fault("export name"))
        bytes[8] = 2;
    memcpy(bytes + 13, from->text, strlen(from->text));
    toy_give(exported, bytes, 13 + strlen(from->text));
    return GSS_S_COMPLETE;
}

/* Case does not matter here, so that it is clear who has compared. */
OM_uint32 gss_compare_name(OM_uint32 *minor, gss_name_t a, gss_name_t b, int *equal)
{
    *minor = 0;
    *equal = strcasecmp(((struct toy_name *)a)->text, ((struct toy_name *)b)->text) == 0;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_duplicate_name(OM_uint32 *minor, gss_name_t name, gss_name_t *copy)
{
    struct toy_name *made = malloc(sizeof(*made));

    *minor = 0;
    memcpy(made, name, sizeof(*made));
    *copy = (gss_name_t)made;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_names_for_mech(OM_uint32 *minor, gss_OID mech, gss_OID_set *types)
{
    (void)mech;
    *minor = 0;
    *types = toy_set(GSS_C_NT_USER_NAME, &toy_type);
    return gss_add_oid_set_member(minor, GSS_C_NT_HOSTBASED_SERVICE, types);
}

OM_uint32 gss_indicate_mechs(OM_uint32 *minor, gss_OID_set *mechs)
{
    *minor = 0;
    *mechs = toy_set(&toy_oid, NULL);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_attrs_for_mech(OM_uint32 *minor, gss_const_OID mech, gss_OID_set *attributes,
                                     gss_OID_set *known)
{
    (void)mech;
    *minor = 0;
    *attributes = toy_set((gss_OID)GSS_C_MA_MECH_CONCRETE, (gss_OID)GSS_C_MA_CTX_TRANS);
    *known = toy_set((gss_OID)GSS_C_MA_MECH_CONCRETE, (gss_OID)GSS_C_MA_CTX_TRANS);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_saslname_for_mech(OM_uint32 *minor, gss_OID mech, gss_buffer_t sasl,
                                        gss_buffer_t name, gss_buffer_t description)
{
    (void)mech;
    *minor = 0;
    toy_give(sasl, "TOY-PLUGIN", 10);
    toy_give(name, "toy-plugin", 10);
    toy_give(description, "A toy in a library", 18);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_localname(OM_uint32 *minor, const gss_name_t name, gss_const_OID mech,
                        gss_buffer_t user)
{
    struct toy_name *from = (struct toy_name *)name;

    (void)mech;
    *minor = 0;
    toy_give(user, from->text, strcspn(from->text, "@"));
    return GSS_S_COMPLETE;
}
#endif

/* Credentials. */

static OM_uint32 toy_make_cred(OM_uint32 *minor, gss_name_t name, const char *otherwise,
                               gss_cred_usage_t usage, gss_cred_id_t *cred)
{
    struct toy_name *from = (struct toy_name *)name;
    struct toy_cred *made;

    *minor = 0;
    if (toy_fault("null cred"))
        return GSS_S_COMPLETE;
    if (from != NULL && strcmp(from->text, "nobody") == 0)
        return toy_fail(minor, GSS_S_NO_CRED);
    made = calloc(1, sizeof(*made));
    snprintf(made->name, sizeof(made->name), "%s", from != NULL ? from->text : otherwise);
    made->usage = usage;
    *cred = (gss_cred_id_t)made;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_acquire_cred(OM_uint32 *minor, gss_name_t name, OM_uint32 time_req, gss_OID_set mechs,
                           gss_cred_usage_t usage, gss_cred_id_t *cred, gss_OID_set *actual,
                           OM_uint32 *time_rec)
{
    (void)time_req;
    (void)actual;
    if (time_rec != NULL)
        *time_rec = GSS_C_INDEFINITE;
    if (mechs->count != 1 || !gss_oid_equal(&mechs->elements[0], &toy_oid))
        return toy_fail(minor, GSS_S_BAD_MECH);
    return toy_make_cred(minor, name, "toy", usage, cred);
}

OM_uint32 gss_release_cred(OM_uint32 *minor, gss_cred_id_t *cred)
{
    *minor = 0;
    free(*cred);
    *cred = GSS_C_NO_CREDENTIAL;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_cred(OM_uint32 *minor, gss_cred_id_t cred, gss_name_t *name,
                           OM_uint32 *lifetime, gss_cred_usage_t *usage, gss_OID_set *mechs)
{
    struct toy_cred *from = (struct toy_cred *)cred;

    *minor = 0;
    if (mechs != NULL)
        *mechs = GSS_C_NO_OID_SET; /* as gss-ntlmssp */
    *name = toy_make_name(from->name);
    *lifetime = strcmp(from->name, "late") == 0 ? 0 : 1000;
    *usage = from->usage;
    return strcmp(from->name, "late") == 0 ? GSS_S_CREDENTIALS_EXPIRED : GSS_S_COMPLETE;
}

#ifndef TOY_MINIMAL
/* The password is the name backwards, of which only the first letter is looked at. */
OM_uint32 gssspi_acquire_cred_with_password(OM_uint32 *minor, const gss_name_t name,
                                            const gss_buffer_t password, OM_uint32 time_req,
                                            const gss_OID_set mechs, gss_cred_usage_t usage,
                                            gss_cred_id_t *cred, gss_OID_set *actual,
                                            OM_uint32 *time_rec)
{
    struct toy_name *from = (struct toy_name *)name;

    (void)time_req;
    (void)mechs;
    (void)actual;
    *time_rec = GSS_C_INDEFINITE;
    if (from == NULL || password->length == 0 ||
        *(char *)password->value != from->text[strlen(from->text) - 1])
        return toy_fail(minor, GSS_S_NO_CRED);
    return toy_make_cred(minor, name, "toy", usage, cred);
}

OM_uint32 gss_acquire_cred_from(OM_uint32 *minor, gss_name_t name, OM_uint32 time_req,
                                gss_OID_set mechs, gss_cred_usage_t usage,
                                gss_const_key_value_set_t store, gss_cred_id_t *cred,
                                gss_OID_set *actual, OM_uint32 *time_rec)
{
    const char *otherwise = "toy";

    (void)time_req;
    (void)mechs;
    (void)actual;
    *time_rec = GSS_C_INDEFINITE;
    for (OM_uint32 i = 0; store != NULL && i < store->count; i++) {
        if (strcmp(store->elements[i].key, "toy") == 0)
            otherwise = store->elements[i].value;
    }
    return toy_make_cred(minor, name, otherwise, usage, cred);
}

OM_uint32 gssspi_set_cred_option(OM_uint32 *minor, gss_cred_id_t *cred, const gss_OID option,
                                 const gss_buffer_t value)
{
    if (!gss_oid_equal(option, &toy_option))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    if (*cred == GSS_C_NO_CREDENTIAL)
        toy_make_cred(minor, GSS_C_NO_NAME, "made by an option", GSS_C_INITIATE, cred);
    toy_copy(((struct toy_cred *)*cred)->note, value->value, value->length);
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_cred_by_oid(OM_uint32 *minor, const gss_cred_id_t cred, const gss_OID what,
                                  gss_buffer_set_t *answers)
{
    struct toy_cred *from = (struct toy_cred *)cred;
    gss_buffer_desc note = {strlen(from->note), from->note};

    if (!gss_oid_equal(what, &toy_option))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    return gss_add_buffer_set_member(minor, &note, answers);
}
#endif

/* Contexts. */

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

static struct toy_context *toy_context(gss_ctx_id_t *context, bool initiator)
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
        *ret_flags = ctx->flags;
        return GSS_S_CONTINUE_NEEDED;
    }
    if (!toy_take(input, '2', &flags, text)) {
        toy_delete(context); /* as gss-ntlmssp */
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    }
    toy_token(output, '3', ctx->flags, "");
    ctx->open = true;
    *ret_flags = ctx->flags;
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
        *ret_flags = flags;
        *source = toy_make_name("too early");
        return GSS_S_CONTINUE_NEEDED;
    }
    ctx->open = true;
    *ret_flags = ctx->flags;
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
    *flags = ctx->flags;
    *initiated = ctx->initiator;
    *open = ctx->open;
    return GSS_S_COMPLETE;
}

/* Messages. */

static unsigned toy_sum(const gss_buffer_desc *message)
{
    unsigned sum = 7;

    for (size_t i = 0; i < message->length; i++)
        sum = sum * 31 + ((unsigned char *)message->value)[i];
    return sum;
}

static OM_uint32 toy_get_mic(OM_uint32 *minor, struct toy_context *ctx, gss_buffer_t message,
                             gss_buffer_t token)
{
    char text[32];

    *minor = 0;
    if (!ctx->open)
        return toy_fail(minor, GSS_S_NO_CONTEXT);
    snprintf(text, sizeof(text), "M%08x%08x", ctx->sent++, toy_sum(message));
    toy_give(token, text, strlen(text));
    return GSS_S_COMPLETE;
}

OM_uint32 gss_get_mic(OM_uint32 *minor, gss_ctx_id_t context, gss_qop_t qop, gss_buffer_t message,
                      gss_buffer_t token)
{
    (void)qop;
    return toy_get_mic(minor, (struct toy_context *)context, message, token);
}

static OM_uint32 toy_verify_mic(OM_uint32 *minor, struct toy_context *ctx, gss_buffer_t message,
                                gss_buffer_t token)
{
    char text[32];

    snprintf(text, sizeof(text), "M%08x%08x", ctx->received, toy_sum(message));
    if (token->length != strlen(text) || memcmp(token->value, text, token->length) != 0)
        return toy_fail(minor, GSS_S_BAD_SIG);
    *minor = 0;
    ctx->received++;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_verify_mic(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t message,
                         gss_buffer_t token, gss_qop_t *qop)
{
    *qop = GSS_C_QOP_DEFAULT;
    return toy_verify_mic(minor, (struct toy_context *)context, message, token);
}

/* A library calls none of its own functions by the names that a program's library has, too. */
OM_uint32 gss_wrap(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop,
                   gss_buffer_t message, int *conf_state, gss_buffer_t token)
{
    bool sealed = conf && !toy_fault("no confidentiality");
    gss_buffer_desc mic;
    OM_uint32 major = toy_get_mic(minor, (struct toy_context *)context, message, &mic);
    char *bytes;

    (void)qop;
    if (major != GSS_S_COMPLETE)
        return major;
    bytes = malloc(1 + mic.length + message->length);
    bytes[0] = sealed ? 'S' : 'P';
    memcpy(bytes + 1, mic.value, mic.length);
    for (size_t i = 0; i < message->length; i++)
        bytes[1 + mic.length + i] = (char)(((char *)message->value)[i] ^ (sealed ? 0x55 : 0));
    *conf_state = sealed;
    token->value = bytes;
    token->length = 1 + mic.length + message->length;
    free(mic.value);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_unwrap(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t token,
                     gss_buffer_t message, int *conf_state, gss_qop_t *qop)
{
    enum { MIC = 17 };
    const char *bytes = token->value;
    gss_buffer_desc mic = {MIC, (char *)token->value + 1};
    OM_uint32 major;

    if (token->length < 1 + MIC)
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    toy_give(message, bytes + 1 + MIC, token->length - 1 - MIC);
    *conf_state = bytes[0] == 'S';
    for (size_t i = 0; i < message->length; i++)
        ((char *)message->value)[i] ^= (char)(*conf_state ? 0x55 : 0);
    *qop = GSS_C_QOP_DEFAULT;
    major = toy_verify_mic(minor, (struct toy_context *)context, message, &mic);
    return major; /* with the message, even of a failure */
}

OM_uint32 gss_export_sec_context(OM_uint32 *minor, gss_ctx_id_t *context, gss_buffer_t token)
{
    *minor = 0;
    if (toy_fault("export"))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    token->value = malloc(sizeof(struct toy_context));
    if (token->value == NULL)
        return toy_fail(minor, GSS_S_FAILURE);
    token->length = sizeof(struct toy_context);
    memcpy(token->value, *context, token->length);
    free(*context);
    *context = GSS_C_NO_CONTEXT;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_import_sec_context(OM_uint32 *minor, gss_buffer_t token, gss_ctx_id_t *context)
{
    static int refused;

    *minor = 0;
    if (token->length != sizeof(struct toy_context) ||
        (toy_fault("import once it is exported") && refused++ == 0))
        return toy_fail(minor, GSS_S_DEFECTIVE_TOKEN);
    *context = malloc(sizeof(struct toy_context));
    memcpy(*context, token->value, token->length);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_display_status(OM_uint32 *minor, OM_uint32 value, int type, gss_OID mech,
                             OM_uint32 *more, gss_buffer_t text)
{
    (void)type;
    (void)mech;
    *minor = 0;
    if (value != TOY_PLUGIN_MINOR)
        return GSS_S_BAD_STATUS;
    if (*more == 0)
        toy_give(text, "The toy broke", 13);
    else
        toy_give(text, "in two places", 13);
    *more = *more == 0 ? 1 : 0;
    return GSS_S_COMPLETE;
}

#ifndef TOY_MINIMAL
OM_uint32 gss_wrap_size_limit(OM_uint32 *minor, gss_ctx_id_t context, int conf, gss_qop_t qop,
                              OM_uint32 output, OM_uint32 *input)
{
    (void)context;
    (void)conf;
    (void)qop;
    *minor = 0;
    *input = output < 18 ? 0 : output - 18;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_pseudo_random(OM_uint32 *minor, gss_ctx_id_t context, int key, gss_buffer_t input,
                            ssize_t length, gss_buffer_t output)
{
    (void)context;
    (void)key;
    (void)input;
    *minor = 0;
    output->length = (size_t)length - (toy_fault("short prf") ? 1 : 0);
    output->value = malloc((size_t)length);
    memset(output->value, 'P', (size_t)length);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_process_context_token(OM_uint32 *minor, gss_ctx_id_t context, gss_buffer_t token)
{
    toy_copy(((struct toy_context *)context)->note, token->value, token->length);
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_set_sec_context_option(OM_uint32 *minor, gss_ctx_id_t *context, const gss_OID option,
                                     const gss_buffer_t value)
{
    if (!gss_oid_equal(option, &toy_option))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    toy_copy(toy_context(context, true)->note, value->value, value->length);
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_inquire_sec_context_by_oid(OM_uint32 *minor, const gss_ctx_id_t context,
                                         const gss_OID what, gss_buffer_set_t *answers)
{
    struct toy_context *from = (struct toy_context *)context;
    gss_buffer_desc note = {strlen(from->note), from->note};

    if (!gss_oid_equal(what, &toy_option))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    return gss_add_buffer_set_member(minor, &note, answers);
}
#endif
