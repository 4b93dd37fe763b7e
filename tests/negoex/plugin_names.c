/* Names, credentials, and what the mechanisms say of themselves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "negoex/plugin.h"

#define EXPORT __attribute__((visibility("default")))

static gss_OID_desc hostbased = {10, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x04"};
static gss_OID_desc user_name = {10, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x01"};
static gss_OID_desc exported = {6, (void *)"\x2b\x06\x01\x05\x06\x04"};

/* RFC 2743 s.3.2: what is before the name itself. */
enum { EXPORT_HEADER = 2 + 2 + 2 + TOY_OID_LENGTH + 4 };

static bool same_oid(gss_const_OID a, gss_const_OID b)
{
    return a != GSS_C_NO_OID && a->length == b->length &&
           memcmp(a->elements, b->elements, a->length) == 0;
}

EXPORT OM_uint32 gssspi_import_name_by_mech(OM_uint32 *minor, gss_OID mech, gss_buffer_t text,
                                            gss_OID type, gss_name_t *name);

EXPORT OM_uint32 gssspi_import_name_by_mech(OM_uint32 *minor, gss_OID mech, gss_buffer_t text,
                                            gss_OID type, gss_name_t *name)
{
    size_t skip = same_oid(type, &exported) ? EXPORT_HEADER : 0;
    struct toy_name *made = calloc(1, sizeof(*made));

    if (made == NULL || text->length < skip || text->length - skip >= TOY_TEXT_SIZE) {
        free(made);
        return toy_fail(minor, GSS_S_BAD_NAME);
    }
    memcpy(made->text, (const char *)text->value + skip, text->length - skip);
    made->variant = toy_variant_of(mech);
    *name = (gss_name_t)made;
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_import_name(OM_uint32 *minor, gss_buffer_t text, gss_OID type,
                                 gss_name_t *name)
{
    return gssspi_import_name_by_mech(minor, GSS_C_NO_OID, text, type, name);
}

EXPORT OM_uint32 gss_display_name(OM_uint32 *minor, gss_name_t name, gss_buffer_t text,
                                  gss_OID *type)
{
    const struct toy_name *toy = (const struct toy_name *)name;

    if (type != NULL)
        *type = &hostbased;
    return toy_give(minor, text, toy->text, strlen(toy->text));
}

EXPORT OM_uint32 gss_compare_name(OM_uint32 *minor, gss_name_t a, gss_name_t b, int *equal)
{
    *equal = strcmp(((const struct toy_name *)a)->text, ((const struct toy_name *)b)->text) == 0;
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_duplicate_name(OM_uint32 *minor, gss_name_t name, gss_name_t *copy)
{
    struct toy_name *made = malloc(sizeof(*made));

    if (made == NULL)
        return toy_fail(minor, GSS_S_FAILURE);
    *made = *(const struct toy_name *)name;
    *copy = (gss_name_t)made;
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_release_name(OM_uint32 *minor, gss_name_t *name)
{
    free(*name);
    *name = GSS_C_NO_NAME;
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_export_name(OM_uint32 *minor, gss_name_t name, gss_buffer_t out)
{
    const struct toy_name *toy = (const struct toy_name *)name;
    uint8_t bytes[EXPORT_HEADER + TOY_TEXT_SIZE] = {4, 1, 0, 2 + TOY_OID_LENGTH, 6, TOY_OID_LENGTH};
    size_t length = strlen(toy->text);

    if (toy->variant == NULL)
        return toy_fail(minor, GSS_S_BAD_NAME);
    memcpy(bytes + 6, toy_oid(toy->variant)->elements, TOY_OID_LENGTH);
    bytes[EXPORT_HEADER - 1] = (uint8_t)length;
    memcpy(bytes + EXPORT_HEADER, toy->text, length);
    return toy_give(minor, out, bytes, EXPORT_HEADER + length);
}

EXPORT OM_uint32 gss_inquire_names_for_mech(OM_uint32 *minor, gss_OID mech, gss_OID_set *types)
{
    gss_OID_desc members[] = {hostbased, user_name, exported};

    if (toy_variant_of(mech) == NULL)
        return toy_fail(minor, GSS_S_BAD_MECH);
    *types = toy_set(members, 3);
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_internal_release_oid(OM_uint32 *minor, gss_OID *oid);

/* The descriptor that gss_display_name gives is static. */
EXPORT OM_uint32 gss_internal_release_oid(OM_uint32 *minor, gss_OID *oid)
{
    *minor = 0;
    if (*oid != &hostbased)
        return GSS_S_CONTINUE_NEEDED;
    *oid = GSS_C_NO_OID;
    return GSS_S_COMPLETE;
}

/* A credential is the variant itself. */
EXPORT OM_uint32 gss_acquire_cred(OM_uint32 *minor, gss_name_t name, OM_uint32 time_req,
                                  gss_OID_set mechs, gss_cred_usage_t usage, gss_cred_id_t *cred,
                                  gss_OID_set *actual_mechs, OM_uint32 *time_rec)
{
    const struct toy_variant *variant =
        mechs != GSS_C_NO_OID_SET && mechs->count == 1 ? toy_variant_of(mechs->elements) : NULL;

    (void)name, (void)time_req, (void)usage;
    if (variant == NULL)
        return toy_fail(minor, GSS_S_BAD_MECH);
    *cred = (gss_cred_id_t)variant;
    if (actual_mechs != NULL)
        *actual_mechs = toy_set(toy_oid(variant), 1);
    if (time_rec != NULL)
        *time_rec = GSS_C_INDEFINITE;
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_release_cred(OM_uint32 *minor, gss_cred_id_t *cred)
{
    *cred = GSS_C_NO_CREDENTIAL;
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_inquire_cred(OM_uint32 *minor, gss_cred_id_t cred, gss_name_t *name,
                                  OM_uint32 *lifetime, gss_cred_usage_t *usage, gss_OID_set *mechs)
{
    if (name != NULL)
        *name = GSS_C_NO_NAME;
    if (lifetime != NULL)
        *lifetime = GSS_C_INDEFINITE;
    if (usage != NULL)
        *usage = GSS_C_BOTH;
    if (mechs != NULL)
        *mechs = cred != GSS_C_NO_CREDENTIAL ? toy_set(toy_oid((const struct toy_variant *)cred), 1)
                                             : toy_set(NULL, 0);
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_inquire_attrs_for_mech(OM_uint32 *minor, gss_const_OID mech,
                                            gss_OID_set *attrs, gss_OID_set *known)
{
    /* GSS_C_MA_CTX_TRANS and MIT's GSS_C_MA_NEGOEX_AND_SPNEGO */
    gss_OID_desc members[] = {
        {7, (void *)"\x2b\x06\x01\x05\x05\x0d\x1b"},
        {11, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x12"},
    };
    const struct toy_variant *variant = toy_variant_of(mech);

    if (variant == NULL)
        return toy_fail(minor, GSS_S_BAD_MECH);
    if (attrs != NULL)
        *attrs = toy_set(members, variant->direct ? 2 : 1);
    if (known != NULL)
        *known = toy_set(members, 2);
    *minor = 0;
    return GSS_S_COMPLETE;
}

EXPORT OM_uint32 gss_display_status(OM_uint32 *minor, OM_uint32 value, int type, gss_OID mech,
                                    OM_uint32 *more, gss_buffer_t text)
{
    static const char sentence[] = "The toy refuses";

    (void)value, (void)type, (void)mech;
    *more = 0;
    return toy_give(minor, text, sentence, strlen(sentence));
}
