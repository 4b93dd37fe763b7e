/* Names of the toy plugin, and what it says of itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/toy.h"

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
    if (from->text[0] == '\0')
        abort();                                        /* as gss-ntlmssp, that reads from NULL */
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

gss_name_t toy_make_name(const char *text)
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
    if (toy_fault("local user with a zero byte"))
        toy_give(user, "root\0alice", 10);
    else
        toy_give(user, from->text, strcspn(from->text, "@"));
    return GSS_S_COMPLETE;
}
#endif

#ifndef TOY_MINIMAL
/* One attribute, "color". */

static bool toy_is_color(const gss_buffer_desc *attr)
{
    return attr->length == 5 && memcmp(attr->value, "color", 5) == 0;
}

OM_uint32 gss_inquire_name(OM_uint32 *minor, gss_name_t name, int *is_mn, gss_OID *mech,
                           gss_buffer_set_t *attrs)
{
    gss_buffer_desc attr = {5, (void *)"color"};

    *minor = 0;
    *is_mn = 1;
    *mech = &toy_oid;
    if (((struct toy_name *)name)->color[0] == '\0')
        return GSS_S_COMPLETE;
    return gss_add_buffer_set_member(minor, &attr, attrs);
}

OM_uint32 gss_get_name_attribute(OM_uint32 *minor, gss_name_t name, gss_buffer_t attr,
                                 int *authenticated, int *complete, gss_buffer_t value,
                                 gss_buffer_t display, int *more)
{
    struct toy_name *from = (struct toy_name *)name;

    *minor = 0;
    if (!toy_is_color(attr) || from->color[0] == '\0')
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    toy_give(value, from->color, strlen(from->color));
    toy_give(display, from->color, strlen(from->color));
    *authenticated = 0;
    *complete = 1;
    *more = 0;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_set_name_attribute(OM_uint32 *minor, gss_name_t name, int complete, gss_buffer_t attr,
                                 gss_buffer_t value)
{
    (void)complete;
    *minor = 0;
    if (!toy_is_color(attr))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    toy_copy(((struct toy_name *)name)->color, value->value, value->length);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_delete_name_attribute(OM_uint32 *minor, gss_name_t name, gss_buffer_t attr)
{
    *minor = 0;
    if (!toy_is_color(attr))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    ((struct toy_name *)name)->color[0] = '\0';
    return GSS_S_COMPLETE;
}

static bool toy_is_text(const gss_buffer_desc *type_id)
{
    return type_id->length == 4 && memcmp(type_id->value, "text", 4) == 0;
}

OM_uint32 gss_map_name_to_any(OM_uint32 *minor, gss_name_t name, int authenticated,
                              gss_buffer_t type_id, gss_any_t *output)
{
    *minor = 0;
    if (!toy_is_text(type_id))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    if (authenticated)
        return toy_fail(minor, GSS_S_UNAUTHORIZED);
    *output = (gss_any_t)strdup(((struct toy_name *)name)->text);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_release_any_name_mapping(OM_uint32 *minor, gss_name_t name, gss_buffer_t type_id,
                                       gss_any_t *mapped)
{
    (void)name;
    *minor = 0;
    if (!toy_is_text(type_id))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    free(*mapped);
    *mapped = NULL;
    return GSS_S_COMPLETE;
}

/* Turns letters into others. */
OM_uint32 gssspi_mech_invoke(OM_uint32 *minor, const gss_OID mech, const gss_OID what,
                             gss_buffer_t value)
{
    *minor = 0;
    if (!gss_oid_equal(mech, &toy_oid) || !gss_oid_equal(what, &toy_option))
        return toy_fail(minor, GSS_S_UNAVAILABLE);
    for (size_t i = 0; i < value->length; i++)
        ((char *)value->value)[i] ^= ' ';
    return GSS_S_COMPLETE;
}
#endif
