#include "api/toy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/hmac.h>

#include <gss.h>

#include "base/attribute.h"
#include "base/buffer_set.h"
#include "base/framing.h"
#include "base/minor.h"
#include "base/oid.h"

enum { TOY_MIC_LENGTH = 32, TOY_FIRST = 0x5431, TOY_SECOND = 0x5432, TOY_THIRD = 0x5433 };

/* The OID of SPKM-1, whose computed SASL name RFC 5801 s.3.2 gives. */
#define TOY_OID OID_STATIC("\x2b\x06\x01\x05\x05\x01\x01")

gss_OID_desc toy_name_type = OID_STATIC("\x2b\x06\x01\x05\x05\x01\x01\x01");
gss_OID_desc toy_question = OID_STATIC("\x2b\x06\x01\x05\x05\x01\x01\x02");
gss_OID_desc toy_rename = OID_STATIC("\x2b\x06\x01\x05\x05\x01\x01\x03");
static const gss_const_OID toy_name_types[] = {&GSS_C_NT_USER_NAME_static,
                                               &GSS_C_NT_ANONYMOUS_static, &toy_name_type, NULL};

static const gss_const_OID toy_attributes[] = {ATTRIBUTE(MECH_CONCRETE), ATTRIBUTE(MIC),
                                               ATTRIBUTE(COMPRESS), NULL};

int64_t toy_end_time = INT64_MAX;
bool toy_transferable = true;

struct toy_cred {
    char *name; /* NULL: the default one */
    gss_cred_usage_t usage;
};

struct toy_context {
    char *source;
    uint32_t flags;
    bool initiator;
    bool established;
};

static char *toy_text(const void *bytes, size_t length)
{
    return length != 0 ? strndup(bytes, length) : strdup("");
}

static OM_uint32 toy_import_name(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                                 gss_const_OID type, void **name)
{
    bool anonymous = oid_equal(type, GSS_C_NT_ANONYMOUS);

    (void)mech;
    if (!anonymous && (text->length == 0 || memchr(text->value, '@', text->length) != NULL))
        return minor_fail(minor, TOY_MINOR, GSS_S_BAD_NAME);
    *name = anonymous ? strdup("anonymous") : toy_text(text->value, text->length);
    return *name != NULL ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 toy_display_name(OM_uint32 *minor, const void *name, gss_buffer_t text,
                                  gss_OID *type)
{
    (void)minor;
    text->value = strdup(name);
    text->length = text->value != NULL ? strlen(name) : 0;
    *type = strcmp(name, "anonymous") == 0 ? GSS_C_NT_ANONYMOUS : GSS_C_NT_USER_NAME;
    return text->value != NULL ? GSS_S_COMPLETE : GSS_S_FAILURE;
}

static OM_uint32 toy_export_name(OM_uint32 *minor, const void *name, struct writer *out)
{
    (void)minor;
    write_bytes(out, name, strlen(name));
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_compare_name(OM_uint32 *minor, const void *a, const void *b, bool *equal)
{
    (void)minor;
    *equal = strcmp(a, b) == 0 && strcmp(a, "anonymous") != 0;
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_duplicate_name(OM_uint32 *minor, const void *name, void **copy)
{
    *copy = strdup(name);
    return *copy != NULL ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static void toy_release_name(void **name)
{
    free(*name);
    *name = NULL;
}

static OM_uint32 toy_authorize(OM_uint32 *minor, const void *name, const char *user,
                               bool *authorized)
{
    (void)minor;
    *authorized = strcmp(name, user) == 0;
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_make_cred(OM_uint32 *minor, const char *name, gss_cred_usage_t usage,
                               void **cred)
{
    struct toy_cred *made;

    if (name != NULL && strcmp(name, "nobody") == 0)
        return minor_fail(minor, TOY_MINOR, GSS_S_NO_CRED);
    made = calloc(1, sizeof(*made));
    if (made == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    made->name = name != NULL ? strdup(name) : NULL;
    if (name != NULL && made->name == NULL) {
        free(made);
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    }
    made->usage = usage;
    *cred = made;
    return GSS_S_COMPLETE;
}

/* The password is the name, or the store's "toy" is the name. */
static OM_uint32 toy_acquire_cred(OM_uint32 *minor, const struct mech_cred_args *args, void **cred)
{
    const char *name = args->name;

    if (args->password != NULL &&
        (name == NULL || args->password->length != strlen(name) ||
         memcmp(args->password->value, name, args->password->length) != 0))
        return minor_fail(minor, TOY_MINOR, GSS_S_NO_CRED);
    for (OM_uint32 i = 0; args->store != NULL && i < args->store->count; i++) {
        if (strcmp(args->store->elements[i].key, "toy") == 0)
            name = args->store->elements[i].value;
    }
    return toy_make_cred(minor, name, args->usage, cred);
}

static OM_uint32 toy_duplicate_cred(OM_uint32 *minor, const void *cred, void **copy)
{
    const struct toy_cred *from = cred;

    return toy_make_cred(minor, from->name, from->usage, copy);
}

static OM_uint32 toy_inquire_cred(OM_uint32 *minor, const void *cred, struct mech_cred_info *info)
{
    const struct toy_cred *from = cred;
    bool late = from->name != NULL && strcmp(from->name, "late") == 0;

    (void)minor;
    info->usage = from->usage;
    info->initiator_lifetime = late ? 0 : 1000;
    info->acceptor_lifetime = GSS_C_INDEFINITE;
    info->name = from->name != NULL ? strdup(from->name) : NULL;
    if (from->name != NULL && info->name == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}

static void toy_release_cred(void **cred)
{
    struct toy_cred *old = *cred;

    if (old != NULL)
        free(old->name);
    free(old);
    *cred = NULL;
}

static OM_uint32 toy_inquire_cred_by_oid(OM_uint32 *minor, const void *cred, gss_const_OID what,
                                         gss_buffer_set_t answers)
{
    const struct toy_cred *from = cred;
    const char *name = from->name != NULL ? from->name : "";

    if (!oid_equal(what, &toy_question))
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    if (strcmp(name, "shy") == 0)
        return minor_fail(minor, TOY_MINOR, GSS_S_FAILURE);
    return buffer_set_add(answers, name, strlen(name))
               ? GSS_S_COMPLETE
               : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* The option renames a credential, or makes one of the name; no value is no name to make one of. */
static OM_uint32 toy_set_cred_option(const struct mech *mech, OM_uint32 *minor, void **cred,
                                     gss_const_OID option, gss_const_buffer_t value)
{
    struct toy_cred *changed = *cred;
    char *name;

    (void)mech;
    if (!oid_equal(option, &toy_rename))
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    if (changed == NULL && value->length == 0)
        return GSS_S_COMPLETE;
    name = toy_text(value->value, value->length);
    if (name == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (changed == NULL || strcmp(name, "nobody") == 0) {
        OM_uint32 major = toy_make_cred(minor, name, GSS_C_ACCEPT, cred);

        free(name);
        return major;
    }
    free(changed->name);
    changed->name = name;
    return GSS_S_COMPLETE;
}

/* A token: a number, then text; framed or not. */
static OM_uint32 toy_write_token(OM_uint32 *minor, bool framed, uint16_t number, uint32_t flags,
                                 const char *text, gss_buffer_t token)
{
    struct writer out;

    writer_init(&out);
    if (framed)
        framing_write(&out, &toy_mech.oid, 2 + 4 + strlen(text));
    write_u16be(&out, number);
    write_u32be(&out, flags);
    write_bytes(&out, text, strlen(text));
    return writer_take_buffer(&out, token) ? GSS_S_COMPLETE
                                           : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static bool toy_read_token(gss_const_buffer_t token, uint16_t number, uint32_t *flags,
                           struct reader *text)
{
    struct reader in, body;
    gss_OID_desc oid;

    reader_init(&in, token->value, token->length);
    body = framing_read(&in, &oid);
    if (!reader_ok(&body))
        reader_init(&body, token->value, token->length);
    if (read_u16be(&body) != number)
        return false;
    *flags = read_u32be(&body);
    *text = body;
    return reader_ok(&body);
}

static bool toy_recognizes(gss_const_buffer_t token)
{
    struct reader in;

    reader_init(&in, token->value, token->length);
    return read_u16be(&in) == TOY_FIRST;
}

static OM_uint32 toy_defective(OM_uint32 *minor)
{
    return minor_fail(minor, TOY_MINOR, GSS_S_DEFECTIVE_TOKEN);
}

static void toy_delete(void **context)
{
    struct toy_context *old = *context;

    if (old != NULL)
        free(old->source);
    free(old);
    *context = NULL;
}

/* Takes SOURCE, which may be NULL; NULL without memory for it or for the context. */
static struct toy_context *toy_create(bool initiator, uint32_t flags, char *source)
{
    struct toy_context *made = source != NULL ? calloc(1, sizeof(*made)) : NULL;

    if (made == NULL) {
        free(source);
        return NULL;
    }
    made->initiator = initiator;
    made->flags = flags;
    made->source = source;
    return made;
}

static OM_uint32 toy_no_memory(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 toy_state(struct toy_context *context, bool more, OM_uint32 *flags,
                           int64_t *end_time)
{
    context->established = !more;
    *flags = context->flags | GSS_C_INTEG_FLAG;
    *end_time = toy_end_time;
    return more ? GSS_S_CONTINUE_NEEDED : GSS_S_COMPLETE;
}

static OM_uint32 toy_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                          gss_buffer_t output, OM_uint32 *flags, int64_t *end_time)
{
    const struct toy_cred *cred = args->cred;
    struct toy_context *ctx = *context;
    struct reader text;
    uint32_t ignored;

    if (args->first) {
        if (strcmp(args->target, "unreachable") == 0)
            return minor_fail(minor, TOY_MINOR, GSS_S_FAILURE);
        ctx = toy_create(true, args->req_flags,
                         strdup(cred != NULL && cred->name != NULL ? cred->name : "me"));
        if (ctx == NULL)
            return toy_no_memory(minor);
        *context = ctx;
        if (toy_write_token(minor, (ctx->flags & GSS_C_DCE_STYLE) == 0, TOY_FIRST, ctx->flags,
                            ctx->source, output) != GSS_S_COMPLETE) {
            toy_delete(context);
            return GSS_S_FAILURE;
        }
        return toy_state(ctx, (ctx->flags & GSS_C_MUTUAL_FLAG) != 0, flags, end_time);
    }
    if (!toy_read_token(args->input, TOY_SECOND, &ignored, &text))
        return toy_defective(minor);
    if ((ctx->flags & GSS_C_DCE_STYLE) != 0 &&
        toy_write_token(minor, false, TOY_THIRD, 0, "", output) != GSS_S_COMPLETE)
        return GSS_S_FAILURE;
    return toy_state(ctx, false, flags, end_time);
}

static OM_uint32 toy_accept(OM_uint32 *minor, void **context, const struct mech_accept_args *args,
                            gss_buffer_t output, OM_uint32 *flags, int64_t *end_time,
                            struct mech_accept_result *result)
{
    struct toy_context *ctx = *context;
    bool first = ctx == NULL;
    struct reader text;
    uint32_t asked;

    if (!toy_read_token(args->input, first ? TOY_FIRST : TOY_THIRD, &asked, &text)) {
        (void)toy_write_token(minor, false, 0xdead, 0, "what?", output);
        return toy_defective(minor);
    }
    if (first)
        *context = ctx = toy_create(false, asked, toy_text(text.next, text.left));
    if (ctx == NULL)
        return toy_no_memory(minor);
    if (first && (asked & GSS_C_MUTUAL_FLAG) != 0 &&
        toy_write_token(minor, false, TOY_SECOND, 0, "", output) != GSS_S_COMPLETE)
        return GSS_S_FAILURE; /* the glue deletes what the first call made */
    if (first && (asked & GSS_C_DCE_STYLE) != 0)
        return toy_state(ctx, true, flags, end_time);
    result->source = strdup(ctx->source);
    if (result->source == NULL)
        return toy_no_memory(minor); /* the glue deletes what the first call made */
    if ((ctx->flags & GSS_C_DELEG_FLAG) != 0 &&
        toy_make_cred(minor, ctx->source, GSS_C_INITIATE, &result->delegated) != GSS_S_COMPLETE)
        return GSS_S_FAILURE;
    return toy_state(ctx, false, flags, end_time);
}

static OM_uint32 toy_inquire(OM_uint32 *minor, const void *context, struct mech_context_info *info)
{
    const struct toy_context *ctx = context;

    (void)minor;
    info->source = strdup(ctx->source);
    if (info->source == NULL)
        return toy_no_memory(minor);
    info->flags = ctx->flags | GSS_C_INTEG_FLAG;
    info->locally_initiated = ctx->initiator;
    info->established = ctx->established;
    info->end_time = toy_end_time;
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_inquire_by_oid(OM_uint32 *minor, const void *context, gss_const_OID what,
                                    gss_buffer_set_t answers)
{
    (void)context;
    if (!oid_equal(what, &toy_question))
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    return buffer_set_add(answers, "\x2a", 1) ? GSS_S_COMPLETE : toy_no_memory(minor);
}

static OM_uint32 toy_set_context_option(const struct mech *mech, OM_uint32 *minor, void **context,
                                        gss_const_OID option, gss_const_buffer_t value)
{
    struct toy_context *ctx = *context;
    char *name;

    (void)mech;
    if (!oid_equal(option, &toy_rename))
        return minor_fail(minor, TOY_MINOR, GSS_S_UNAVAILABLE);
    name = toy_text(value->value, value->length);
    if (name == NULL)
        return toy_no_memory(minor);
    free(ctx->source);
    ctx->source = name;
    return GSS_S_COMPLETE;
}

static int64_t toy_context_end(const void *context)
{
    (void)context;
    return toy_end_time;
}

static bool toy_context_transferable(const void *context)
{
    (void)context;
    return toy_transferable;
}

static bool toy_mac(gss_const_buffer_t message, uint8_t mac[TOY_MIC_LENGTH])
{
    unsigned length = TOY_MIC_LENGTH;

    return HMAC(EVP_sha256(), "toy", 3, message->length != 0 ? message->value : "", message->length,
                mac, &length) != NULL;
}

static OM_uint32 toy_get_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                             gss_buffer_t token)
{
    uint8_t mac[TOY_MIC_LENGTH];
    struct writer out;

    (void)context;
    if (!toy_mac(message, mac))
        return toy_no_memory(minor);
    writer_init(&out);
    write_bytes(&out, mac, sizeof(mac));
    return writer_take_buffer(&out, token) ? GSS_S_COMPLETE
                                           : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 toy_verify_mic(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                                gss_const_buffer_t token)
{
    uint8_t mac[TOY_MIC_LENGTH];

    (void)context;
    if (!toy_mac(message, mac))
        return toy_no_memory(minor);
    if (token->length != sizeof(mac))
        return toy_defective(minor);
    if (memcmp(token->value, mac, sizeof(mac)) != 0)
        return minor_fail(minor, TOY_MINOR, GSS_S_BAD_SIG);
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_wrap(OM_uint32 *minor, void *context, bool *conf, gss_const_buffer_t message,
                          gss_buffer_t token)
{
    uint8_t mac[TOY_MIC_LENGTH];
    struct writer out;

    (void)context;
    if (!toy_mac(message, mac))
        return toy_no_memory(minor);
    writer_init(&out);
    write_u8(&out, *conf);
    write_bytes(&out, mac, sizeof(mac));
    write_bytes(&out, message->value, message->length);
    return writer_take_buffer(&out, token) ? GSS_S_COMPLETE
                                           : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 toy_unwrap(OM_uint32 *minor, void *context, gss_const_buffer_t token,
                            gss_buffer_t message, bool *conf)
{
    struct reader in;
    struct writer out;
    gss_buffer_desc mic, text;
    OM_uint32 major;

    reader_init(&in, token->value, token->length);
    *conf = read_u8(&in) != 0;
    mic = (gss_buffer_desc){TOY_MIC_LENGTH, (void *)read_bytes(&in, TOY_MIC_LENGTH)};
    if (!reader_ok(&in))
        return toy_defective(minor);
    text = (gss_buffer_desc){in.left, (void *)in.next};
    major = toy_verify_mic(minor, context, &text, &mic);
    if (major != GSS_S_COMPLETE)
        return major;
    writer_init(&out);
    write_bytes(&out, text.value, text.length);
    return writer_take_buffer(&out, message) ? GSS_S_COMPLETE : GSS_S_FAILURE;
}

/* The key and the input, over and over; 1 MiB is too much. */
static OM_uint32 toy_pseudo_random(OM_uint32 *minor, const void *context, int key,
                                   gss_const_buffer_t input, size_t length, struct writer *out)
{
    struct reader in;

    (void)context;
    if (length > 1 << 20)
        return minor_fail(minor, TOY_MINOR, GSS_S_FAILURE);
    reader_init(&in, input->value, input->length);
    for (size_t i = 0; i < length; i++) {
        if (in.left == 0)
            reader_init(&in, input->value, input->length);
        write_u8(out, (uint8_t)(read_u8(&in) + key));
    }
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_export(OM_uint32 *minor, const void *context, struct writer *out)
{
    const struct toy_context *ctx = context;

    (void)minor;
    write_u8(out, ctx->initiator);
    write_u8(out, ctx->established);
    write_u32be(out, ctx->flags);
    write_field_u16be(out, ctx->source, strlen(ctx->source));
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                            void **context)
{
    bool initiator = read_u8(in) != 0, established = read_u8(in) != 0;
    uint32_t flags = read_u32be(in);
    struct reader source = read_sub_u16be(in);
    struct toy_context *ctx;

    (void)mech;
    if (!reader_ok(in))
        return toy_defective(minor);
    ctx = toy_create(initiator, flags, toy_text(source.next, source.left));
    if (ctx == NULL)
        return toy_no_memory(minor);
    ctx->established = established;
    *context = ctx;
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_export_cred(OM_uint32 *minor, const void *cred, struct writer *out)
{
    const struct toy_cred *from = cred;

    (void)minor;
    if (from->name != NULL)
        write_bytes(out, from->name, strlen(from->name));
    return GSS_S_COMPLETE;
}

static OM_uint32 toy_import_cred(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                                 void **cred)
{
    size_t length = in->left;
    char *name = toy_text(read_bytes(in, length), length);
    OM_uint32 major;

    (void)mech;
    if (name == NULL)
        return toy_no_memory(minor);
    major = toy_make_cred(minor, name, GSS_C_INITIATE, cred);
    free(name);
    return major;
}

static bool toy_display_minor(const struct mech *mech, OM_uint32 code, char *out, size_t size)
{
    (void)mech;
    snprintf(out, size, "The toy broke");
    return code == TOY_MINOR;
}

const struct mech toy_mech = {
    .oid = TOY_OID,
    .name = "toy",
    .description = "A toy",
    .attributes = toy_attributes,
    .name_types = toy_name_types,
    .recognizes_token = toy_recognizes,
    .import_name = toy_import_name,
    .display_name = toy_display_name,
    .export_name = toy_export_name,
    .compare_name = toy_compare_name,
    .duplicate_name = toy_duplicate_name,
    .release_name = toy_release_name,
    .authorize_localname = toy_authorize,
    .acquire_cred = toy_acquire_cred,

    .duplicate_cred = toy_duplicate_cred,
    .inquire_cred = toy_inquire_cred,
    .release_cred = toy_release_cred,
    .inquire_cred_by_oid = toy_inquire_cred_by_oid,
    .set_cred_option = toy_set_cred_option,
    .init_sec_context = toy_init,
    .accept_sec_context = toy_accept,
    .delete_sec_context = toy_delete,
    .inquire_context = toy_inquire,
    .inquire_context_by_oid = toy_inquire_by_oid,
    .set_context_option = toy_set_context_option,
    .context_end_time = toy_context_end,
    .context_transferable = toy_context_transferable,
    .get_mic = toy_get_mic,
    .verify_mic = toy_verify_mic,
    .wrap = toy_wrap,
    .unwrap = toy_unwrap,
    .pseudo_random = toy_pseudo_random,
    .export_sec_context = toy_export,
    .import_sec_context = toy_import,
    .export_cred = toy_export_cred,
    .import_cred = toy_import_cred,
    .display_minor = toy_display_minor,
};
