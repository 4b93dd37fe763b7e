#include "mech/spnego/name.h"

#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "base/minor.h"
#include "base/oid.h"

struct spnego_name {
    gss_const_OID type; /* static */
    size_t length;
    char text[]; /* with a NUL behind it */
};

const gss_const_OID spnego_name_types[] = {
    &GSS_C_NT_USER_NAME_static,
    &GSS_C_NT_HOSTBASED_SERVICE_static,
    &GSS_C_NT_HOSTBASED_SERVICE_X_static,
    &GSS_KRB5_NT_PRINCIPAL_NAME_static,
    &GSS_C_NT_MACHINE_UID_NAME_static,
    &GSS_C_NT_STRING_UID_NAME_static,
    &GSS_C_NT_ANONYMOUS_static,
    &GSS_C_NT_EXPORT_NAME_static,
    NULL,
};

/* NULL without memory. */
static struct spnego_name *name_new(gss_const_OID type, const void *text, size_t length)
{
    struct spnego_name *name = malloc(sizeof(*name) + length + 1);

    if (name == NULL)
        return NULL;
    name->type = type;
    name->length = length;
    if (length != 0)
        memcpy(name->text, text, length);
    name->text[length] = '\0';
    return name;
}

/* The static object of this type; NULL if there is none, or it is only a form of the others. */
static gss_const_OID name_find_type(gss_const_OID type)
{
    for (size_t i = 0; spnego_name_types[i] != NULL; i++) {
        if (oid_equal(spnego_name_types[i], type) && !oid_equal(type, GSS_C_NT_EXPORT_NAME))
            return spnego_name_types[i];
    }
    return NULL;
}

/* What export writes: the type, and the text to the end. */
static OM_uint32 name_import_exported(OM_uint32 *minor, gss_const_buffer_t bytes, void **name)
{
    struct reader in;
    gss_const_OID type;
    gss_OID_desc oid;

    reader_init(&in, bytes->value, bytes->length);
    oid = oid_read_field(&in);
    type = reader_ok(&in) ? name_find_type(&oid) : NULL;
    if (type == NULL)
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    *name = name_new(type, in.next, in.left);
    return *name != NULL ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

OM_uint32 spnego_name_import(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                             gss_const_OID type, void **name)
{
    gss_const_OID known;

    (void)mech;
    *name = NULL;
    if (oid_equal(type, GSS_C_NT_EXPORT_NAME))
        return name_import_exported(minor, text, name);
    known = name_find_type(type != GSS_C_NO_OID ? type : GSS_C_NT_USER_NAME);
    if (known == NULL)
        return minor_fail(minor, MINOR_BAD_NAME_TYPE, GSS_S_BAD_NAMETYPE);
    *name = name_new(known, text->value, text->length);
    return *name != NULL ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

OM_uint32 spnego_name_display(OM_uint32 *minor, const void *name, gss_buffer_t text, gss_OID *type)
{
    const struct spnego_name *from = name;

    text->value = malloc(from->length + 1); /* callers print it as a string */
    if (text->value == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    memcpy(text->value, from->text, from->length + 1);
    text->length = from->length;
    *type = (gss_OID)from->type; /* static */
    return GSS_S_COMPLETE;
}

OM_uint32 spnego_name_export(OM_uint32 *minor, const void *name, struct writer *out)
{
    const struct spnego_name *from = name;

    (void)minor;
    oid_write_field(out, from->type);
    write_bytes(out, from->text, from->length);
    return GSS_S_COMPLETE;
}

OM_uint32 spnego_name_compare(OM_uint32 *minor, const void *a, const void *b, bool *equal)
{
    const struct spnego_name *x = a, *y = b;

    (void)minor;
    *equal = oid_equal(x->type, y->type) && x->length == y->length &&
             memcmp(x->text, y->text, x->length) == 0;
    return GSS_S_COMPLETE;
}

OM_uint32 spnego_name_duplicate(OM_uint32 *minor, const void *name, void **copy)
{
    const struct spnego_name *from = name;

    *copy = name_new(from->type, from->text, from->length);
    return *copy != NULL ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

void spnego_name_release(void **name)
{
    free(*name);
    *name = NULL;
}
