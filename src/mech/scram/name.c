#include "mech/scram/name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "base/minor.h"
#include "base/oid.h"
#include "mech/scram/text.h"

/* Before the exported form of a service: a character that no prepared user's name has. */
enum { EXPORTED_SERVICE = 0x01 };

static struct scram_name *name_new(const void *text, size_t length, bool service)
{
    struct scram_name *name = malloc(sizeof(*name) + length + 1);

    if (name == NULL)
        return NULL;
    atomic_init(&name->owners, 1);
    name->service = service;
    name->length = length;
    if (length != 0)
        memcpy(name->text, text, length);
    name->text[length] = '\0';
    return name;
}

struct scram_name *scram_name_create(const void *text, size_t length)
{
    return name_new(text, length, false);
}

struct scram_name *scram_name_share(const struct scram_name *name)
{
    struct scram_name *shared = (struct scram_name *)name; /* only the count changes */

    if (shared != NULL)
        atomic_fetch_add(&shared->owners, 1);
    return shared;
}

void scram_name_free(struct scram_name *name)
{
    if (name != NULL && atomic_fetch_sub(&name->owners, 1) == 1)
        free(name);
}

void scram_name_release(void **name)
{
    scram_name_free(*name);
    *name = NULL;
}

OM_uint32 scram_name_duplicate(OM_uint32 *minor, const void *name, void **copy)
{
    (void)minor;
    *copy = scram_name_share(name);
    return GSS_S_COMPLETE;
}

static OM_uint32 import_user(OM_uint32 *minor, gss_const_buffer_t text, struct scram_name **name)
{
    struct writer prepared;
    bool ok;

    writer_init(&prepared);
    ok = scram_text_prepare(text->value, text->length, SCRAM_TEXT_NAME, &prepared);
    if (ok)
        *name = name_new(prepared.data, prepared.length, false);
    writer_free(&prepared);
    return ok ? GSS_S_COMPLETE : minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
}

/* "service@host", or "service" (RFC 2743 s.4.1). */
static OM_uint32 import_service(OM_uint32 *minor, gss_const_buffer_t text, struct scram_name **name)
{
    const char *at = text->length != 0 ? memchr(text->value, '@', text->length) : NULL;

    if (text->length == 0 || text->length > SCRAM_TEXT_MAX || at == text->value ||
        !scram_text_is_utf8(text->value, text->length))
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    *name = name_new(text->value, text->length, true);
    if (*name != NULL && at != NULL) {
        for (char *c = strchr((*name)->text, '@'); *c != '\0'; c++)
            *c = (char)tolower((unsigned char)*c);
    }
    return GSS_S_COMPLETE;
}

static OM_uint32 import_exported(OM_uint32 *minor, gss_const_buffer_t text,
                                 struct scram_name **name)
{
    struct reader in;
    gss_buffer_desc rest;

    reader_init(&in, text->value, text->length);
    if (read_u8(&in) != EXPORTED_SERVICE)
        return import_user(minor, text, name);
    rest = (gss_buffer_desc){in.left, (void *)in.next};
    return import_service(minor, &rest, name);
}

static const struct {
    const gss_OID_desc *type;
    OM_uint32 (*import)(OM_uint32 *minor, gss_const_buffer_t text, struct scram_name **name);
} forms[] = {
    {&GSS_C_NT_USER_NAME_static, import_user},
    {&GSS_C_NT_HOSTBASED_SERVICE_static, import_service},
    {&GSS_C_NT_EXPORT_NAME_static, import_exported},
};

const gss_const_OID scram_name_types[] = {
    &GSS_C_NT_USER_NAME_static,
    &GSS_C_NT_HOSTBASED_SERVICE_static,
    &GSS_C_NT_EXPORT_NAME_static,
    NULL,
};

OM_uint32 scram_name_import(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                            gss_const_OID type, void **name)
{
    struct scram_name *made = NULL;
    OM_uint32 major;
    size_t form = 0;

    (void)mech;
    *name = NULL;
    while (type != GSS_C_NO_OID && !oid_equal(forms[form].type, type)) {
        if (++form == sizeof(forms) / sizeof(forms[0]))
            return minor_fail(minor, MINOR_BAD_NAME_TYPE, GSS_S_BAD_NAMETYPE);
    }
    major = forms[form].import(minor, text, &made); /* the first form is the default */
    if (major == GSS_S_COMPLETE && made == NULL)
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    *name = made; /* now the caller's */
    return major;
}

OM_uint32 scram_name_display(OM_uint32 *minor, const void *name, gss_buffer_t text, gss_OID *type)
{
    const struct scram_name *from = name;

    text->value = malloc(from->length + 1); /* callers print it as a string */
    if (text->value == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    memcpy(text->value, from->text, from->length + 1);
    text->length = from->length;
    *type = from->service ? GSS_C_NT_HOSTBASED_SERVICE : GSS_C_NT_USER_NAME;
    return GSS_S_COMPLETE;
}

/* RFC 5802 s.8.1: just the user's name. */
OM_uint32 scram_name_export(OM_uint32 *minor, const void *name, struct writer *out)
{
    const struct scram_name *from = name;

    (void)minor;
    if (from->service)
        write_u8(out, EXPORTED_SERVICE);
    write_bytes(out, from->text, from->length);
    return GSS_S_COMPLETE;
}

OM_uint32 scram_name_compare(OM_uint32 *minor, const void *a, const void *b, bool *equal)
{
    const struct scram_name *x = a, *y = b;

    (void)minor;
    *equal = x->service == y->service && x->length == y->length &&
             memcmp(x->text, y->text, x->length) == 0;
    return GSS_S_COMPLETE;
}

void scram_name_write(const struct scram_name *name, struct writer *out)
{
    size_t field = write_open_u16be(out);
    OM_uint32 ignored;

    if (name != NULL)
        (void)scram_name_export(&ignored, name, out);
    write_close_u16be(out, field);
}

OM_uint32 scram_name_read(OM_uint32 *minor, struct reader *in, struct scram_name **name)
{
    struct reader field = read_sub_u16be(in);
    gss_buffer_desc text = {field.left, (void *)field.next};
    OM_uint32 major;

    *name = NULL;
    if (!reader_ok(in))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (text.length == 0)
        return GSS_S_COMPLETE;
    major = import_exported(minor, &text, name);
    if (major == GSS_S_BAD_NAME)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (major == GSS_S_COMPLETE && *name == NULL)
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return major;
}
