/* The process behind remote.h: answers questions on its standard input until that closes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gss.h>

#include "base/reader.h"
#include "base/writer.h"
#include "transfer/describe.h"
#include "transfer/end.h"
#include "transfer/remote.h"

static gss_ctx_id_t context = GSS_C_NO_CONTEXT;
static OM_uint32 init_flags = END_FLAGS;

struct question {
    gss_buffer_desc first;
    gss_buffer_desc second;
};

static OM_uint32 answer_import(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    (void)value;
    return gss_import_sec_context(minor, &q->first, &context);
}

static OM_uint32 answer_import_other(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    gss_ctx_id_t other = GSS_C_NO_CONTEXT;
    OM_uint32 ignored, major = gss_import_sec_context(minor, &q->first, &other);

    (void)value;
    gss_delete_sec_context(&ignored, &other, GSS_C_NO_BUFFER);
    return major;
}

/* Without names: some plugin could not make them. */
static OM_uint32 answer_flags(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    OM_uint32 flags = 0, major;
    struct writer out;

    (void)q;
    major = gss_inquire_context(minor, context, NULL, NULL, NULL, NULL, &flags, NULL, NULL);
    writer_init(&out);
    write_u32be(&out, flags);
    if (!writer_take_buffer(&out, value))
        exit(1);
    return major;
}

static OM_uint32 answer_export(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    (void)q;
    return gss_export_sec_context(minor, &context, value);
}

static OM_uint32 answer_wrap(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    return gss_wrap(minor, context, 1, GSS_C_QOP_DEFAULT, &q->first, NULL, value);
}

static OM_uint32 answer_unwrap(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    return gss_unwrap(minor, context, &q->first, value, NULL, NULL);
}

static OM_uint32 answer_get_mic(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    return gss_get_mic(minor, context, GSS_C_QOP_DEFAULT, &q->first, value);
}

static OM_uint32 answer_verify_mic(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    (void)value;
    return gss_verify_mic(minor, context, &q->first, &q->second, NULL);
}

/* The mechanism is the context's own, and there is no credential: nothing but the context came. */
static OM_uint32 answer_init(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    gss_name_t target = GSS_C_NO_NAME;
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, ignored;

    major = gss_import_name(minor, &q->second, GSS_C_NT_HOSTBASED_SERVICE, &target);
    if (major == GSS_S_COMPLETE)
        major = gss_inquire_context(minor, context, NULL, NULL, NULL, &mech, NULL, NULL, NULL);
    if (major != GSS_S_COMPLETE)
        return major;
    major = gss_init_sec_context(minor, GSS_C_NO_CREDENTIAL, &context, target, mech, init_flags, 0,
                                 GSS_C_NO_CHANNEL_BINDINGS, &q->first, NULL, value, NULL, NULL);
    gss_release_name(&ignored, &target);
    return major;
}

static OM_uint32 answer_accept(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    return gss_accept_sec_context(minor, &context, GSS_C_NO_CREDENTIAL, &q->first,
                                  GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL, value, NULL, NULL, NULL);
}

static OM_uint32 answer_inquire(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    (void)q;
    *minor = 0;
    value->value = describe_context(context);
    value->length = strlen(value->value);
    return GSS_S_COMPLETE;
}

static OM_uint32 answer_delete(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    (void)q;
    (void)value;
    return gss_delete_sec_context(minor, &context, GSS_C_NO_BUFFER);
}

static OM_uint32 answer_set_user(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    char text[16];
    uid_t user;

    (void)value;
    snprintf(text, sizeof(text), "%.*s", (int)q->first.length, (char *)q->first.value);
    user = (uid_t)strtoul(text, NULL, 10);
    *minor = 0;
    if (setgid(user) != 0 || setuid(user) != 0)
        return GSS_S_FAILURE;
    return GSS_S_COMPLETE;
}

static OM_uint32 answer_new_session(OM_uint32 *minor, struct question *q, gss_buffer_t value)
{
    (void)q;
    (void)value;
    *minor = 0;
    return setsid() > 0 ? GSS_S_COMPLETE : GSS_S_FAILURE;
}

static const struct {
    enum remote_op op;
    OM_uint32 (*answer)(OM_uint32 *minor, struct question *q, gss_buffer_t value);
} answers[] = {
    {REMOTE_IMPORT, answer_import},     {REMOTE_EXPORT, answer_export},
    {REMOTE_WRAP, answer_wrap},         {REMOTE_UNWRAP, answer_unwrap},
    {REMOTE_GET_MIC, answer_get_mic},   {REMOTE_VERIFY_MIC, answer_verify_mic},
    {REMOTE_INIT, answer_init},         {REMOTE_ACCEPT, answer_accept},
    {REMOTE_INQUIRE, answer_inquire},   {REMOTE_DELETE, answer_delete},
    {REMOTE_FLAGS, answer_flags},       {REMOTE_IMPORT_OTHER, answer_import_other},
    {REMOTE_SET_USER, answer_set_user}, {REMOTE_NEW_SESSION, answer_new_session},
};

static void send_answer(OM_uint32 major, OM_uint32 minor, const gss_buffer_desc *value)
{
    gss_buffer_desc sentence = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;
    struct writer out;
    size_t mark;

    if (minor != 0)
        gss_display_status(&ignored, minor, GSS_C_MECH_CODE, GSS_KRB5, &more, &sentence);
    writer_init(&out);
    write_u32be(&out, major);
    write_u32be(&out, minor);
    write_field_u16be(&out, sentence.value, sentence.length);
    mark = write_open_u32be(&out);
    write_bytes(&out, value->value, value->length);
    write_close_u32be(&out, mark);
    if (!writer_ok(&out) || !remote_send_frame(STDIN_FILENO, out.data, out.length))
        exit(1);
    writer_free(&out);
    gss_release_buffer(&ignored, &sentence);
}

int main(void)
{
    uint8_t *bytes;
    size_t length;

    while (remote_receive_frame(STDIN_FILENO, &bytes, &length)) {
        gss_buffer_desc value = GSS_C_EMPTY_BUFFER;
        OM_uint32 major = GSS_S_FAILURE, minor = 0, ignored;
        struct question q;
        struct reader in, first, second;
        uint8_t op;

        reader_init(&in, bytes, length);
        op = read_u8(&in);
        first = read_sub_u32be(&in);
        second = read_sub_u32be(&in);
        q.first = (gss_buffer_desc){first.left, (void *)first.next};
        q.second = (gss_buffer_desc){second.left, (void *)second.next};
        if (!reader_at_end(&in))
            return 1;
        for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
            if (answers[i].op == op)
                major = answers[i].answer(&minor, &q, &value);
        }
        send_answer(major, minor, &value);
        gss_release_buffer(&ignored, &value);
        free(bytes);
    }
    gss_delete_sec_context(&(OM_uint32){0}, &context, GSS_C_NO_BUFFER);
    return 0;
}
