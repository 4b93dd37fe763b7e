/*
 * Attributes of names (RFC 6680), called as MIT krb5 calls them:
 *   urn:mspac:       the PAC; a part of it follows by its name or number
 *   auth-indicators  the authentication indicators (RFC 8129), one value each
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer_set.h"
#include "base/minor.h"
#include "mech/krb5/attributes.h"
#include "mech/krb5/library.h"
#include "mech/krb5/name.h"

#define PAC_PREFIX "urn:mspac:"
#define PAC_MAPPING "mspac" /* map_name_to_any gives a krb5_pac */
#define INDICATORS "auth-indicators"

enum { ATTRIBUTE_NAME_MAX = 64 };

/* MS-PAC s.2.4; others go by their number. */
static const struct {
    uint32_t type;
    const char *name;
} pac_parts[] = {
    {1, "logon-info"},   {2, "credentials-info"}, {6, "server-checksum"}, {7, "privsvr-checksum"},
    {10, "client-info"}, {11, "delegation-info"}, {12, "upn-dns-info"},
};

static bool attribute_is(gss_const_buffer_t attr, const char *text)
{
    return attr->length == strlen(text) && memcmp(attr->value, text, attr->length) == 0;
}

static bool add_attribute(gss_buffer_set_t attrs, const char *text)
{
    return buffer_set_add(attrs, text, strlen(text));
}

static bool add_pac_part(gss_buffer_set_t attrs, uint32_t type)
{
    char text[ATTRIBUTE_NAME_MAX];

    for (size_t i = 0; i < sizeof(pac_parts) / sizeof(pac_parts[0]); i++) {
        if (pac_parts[i].type == type) {
            (void)snprintf(text, sizeof(text), PAC_PREFIX "%s", pac_parts[i].name);
            return add_attribute(attrs, text);
        }
    }
    (void)snprintf(text, sizeof(text), PAC_PREFIX "%u", (unsigned)type);
    return add_attribute(attrs, text);
}

/* The PAC, which the caller frees; NULL without one, or if it is malformed. */
static krb5_pac name_parse_pac(krb5_context library, const struct krb5_attributes *attributes)
{
    struct reader bytes = krb5_attributes_pac(attributes);
    krb5_pac pac;

    if (bytes.left == 0 || krb5_pac_parse(library, bytes.next, bytes.left, &pac) != 0)
        return NULL;
    return pac;
}

static bool add_pac(krb5_context library, krb5_pac pac, gss_buffer_set_t attrs)
{
    krb5_ui_4 *types = NULL;
    size_t count = 0;
    bool added;

    if (krb5_pac_get_types(library, pac, &count, &types) != 0)
        return false;
    added = add_attribute(attrs, PAC_PREFIX);
    for (size_t i = 0; added && i < count; i++)
        added = add_pac_part(attrs, types[i]);
    free(types);
    return added;
}

/* An entry's way to the attributes of NAME. */
static OM_uint32 name_attributes(OM_uint32 *minor, const void *name, krb5_context *library,
                                 const struct krb5_attributes **attributes)
{
    const struct krb5_name *from = name;
    OM_uint32 major = krb5_library_borrow(minor, library);

    return major != GSS_S_COMPLETE
               ? major
               : krb5_attributes_settle(minor, *library, from->attributes, attributes);
}

OM_uint32 krb5_name_inquire(OM_uint32 *minor, const void *name, gss_buffer_set_t attrs)
{
    const struct krb5_attributes *attributes;
    bool added = true;
    krb5_context library;
    krb5_pac pac;
    OM_uint32 major = name_attributes(minor, name, &library, &attributes);

    if (major != GSS_S_COMPLETE)
        return major;
    pac = name_parse_pac(library, attributes);
    if (pac != NULL) {
        added = add_pac(library, pac, attrs);
        krb5_pac_free(library, pac);
    }
    if (added && krb5_attributes_indicators(attributes).left != 0)
        added = add_attribute(attrs, INDICATORS);
    return added ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 attribute_absent(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_NO_ATTRIBUTE, GSS_S_UNAVAILABLE);
}

/* A value of the caller's own. */
static OM_uint32 attribute_set_value(OM_uint32 *minor, const void *data, size_t length,
                                     gss_buffer_t value)
{
    struct writer out;

    writer_init(&out);
    write_bytes(&out, data, length);
    return writer_take_buffer(&out, value) ? GSS_S_COMPLETE
                                           : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* MORE is the next one's index, as in MIT krb5. */
static OM_uint32 get_indicator(OM_uint32 *minor, const struct krb5_attributes *attributes,
                               struct mech_name_value *value)
{
    struct reader all = krb5_attributes_indicators(attributes), indicator;
    int index = value->more < 0 ? 0 : value->more, at = 0;

    do {
        if (all.left == 0)
            return attribute_absent(minor);
        indicator = read_sub_u16be(&all);
    } while (at++ != index);
    value->authenticated = krb5_attributes_indicators_are_vouched(attributes);
    value->complete = true;
    value->more = all.left != 0 ? at : 0;
    return attribute_set_value(minor, indicator.next, indicator.left, &value->value);
}

/* Which part of a PAC ATTR names; 0: the whole. */
static bool pac_part_named(gss_const_buffer_t attr, uint32_t *type)
{
    size_t prefix = strlen(PAC_PREFIX);
    struct reader in;
    const char *name;

    reader_init(&in, attr->value, attr->length);
    name = (const char *)read_bytes(&in, prefix);
    if (name == NULL || memcmp(name, PAC_PREFIX, prefix) != 0)
        return false;
    *type = 0;
    if (in.left == 0)
        return true;
    for (size_t i = 0; i < sizeof(pac_parts) / sizeof(pac_parts[0]); i++) {
        if (in.left == strlen(pac_parts[i].name) &&
            memcmp(in.next, pac_parts[i].name, in.left) == 0) {
            *type = pac_parts[i].type;
            return true;
        }
    }
    while (in.left != 0) {
        uint8_t digit = read_u8(&in);

        if (digit < '0' || digit > '9' || *type > UINT32_MAX / 10 - 1)
            return false;
        *type = *type * 10 + (uint32_t)(digit - '0');
    }
    return *type != 0;
}

static OM_uint32 get_pac_part(OM_uint32 *minor, krb5_context library,
                              const struct krb5_attributes *attributes, uint32_t type,
                              struct mech_name_value *value)
{
    struct reader whole = krb5_attributes_pac(attributes);
    krb5_data part = {0};
    krb5_pac pac;
    OM_uint32 major;

    pac = name_parse_pac(library, attributes);
    if (pac == NULL || value->more != -1)
        major = attribute_absent(minor);
    else if (type == 0)
        major = attribute_set_value(minor, whole.next, whole.left, &value->value);
    else if (krb5_pac_get_buffer(library, pac, type, &part) != 0)
        major = attribute_absent(minor);
    else
        major = attribute_set_value(minor, part.data, part.length, &value->value);
    if (major == GSS_S_COMPLETE) {
        value->authenticated = krb5_attributes_pac_is_vouched(attributes);
        value->complete = true;
        value->more = 0;
    }
    krb5_free_data_contents(library, &part);
    if (pac != NULL)
        krb5_pac_free(library, pac);
    return major;
}

OM_uint32 krb5_name_get_attribute(OM_uint32 *minor, const void *name, gss_const_buffer_t attr,
                                  struct mech_name_value *value)
{
    const struct krb5_attributes *attributes;
    krb5_context library;
    uint32_t type;
    OM_uint32 major = name_attributes(minor, name, &library, &attributes);

    if (major != GSS_S_COMPLETE)
        return major;
    if (attribute_is(attr, INDICATORS))
        return get_indicator(minor, attributes, value);
    if (pac_part_named(attr, &type))
        return get_pac_part(minor, library, attributes, type, value);
    return attribute_absent(minor);
}

OM_uint32 krb5_name_map(OM_uint32 *minor, const void *name, bool authenticated,
                        gss_const_buffer_t type_id, gss_any_t *output)
{
    const struct krb5_attributes *attributes;
    krb5_context library;
    krb5_pac pac;
    OM_uint32 major = name_attributes(minor, name, &library, &attributes);

    if (major != GSS_S_COMPLETE)
        return major;
    if (!attribute_is(type_id, PAC_MAPPING) ||
        (authenticated && !krb5_attributes_pac_is_vouched(attributes)))
        return attribute_absent(minor);
    pac = name_parse_pac(library, attributes);
    if (pac == NULL)
        return attribute_absent(minor);
    *output = (gss_any_t)pac; /* now the caller's */
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_name_release_map(OM_uint32 *minor, const void *name, gss_const_buffer_t type_id,
                                gss_any_t *mapped)
{
    (void)name;
    if (!attribute_is(type_id, PAC_MAPPING))
        return attribute_absent(minor);
    if (*mapped != NULL)
        krb5_pac_free(krb5_library_for_release(), (krb5_pac)*mapped);
    *mapped = NULL;
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_name_export_composite(OM_uint32 *minor, const void *name, struct writer *out)
{
    const struct krb5_name *from = name;
    const struct krb5_attributes *attributes;
    krb5_context library;
    OM_uint32 major = name_attributes(minor, name, &library, &attributes);

    if (major != GSS_S_COMPLETE)
        return major;
    if (!krb5_principal_write(library, from->principal, out))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    krb5_attributes_write(attributes, out);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_name_import_composite(OM_uint32 *minor, krb5_context library,
                                     gss_const_buffer_t exported, struct krb5_name **name)
{
    struct krb5_name *made;
    struct reader in;
    OM_uint32 major;

    *name = NULL;
    reader_init(&in, exported->value, exported->length);
    major = krb5_principal_read(minor, library, &in, &made);
    if (major == GSS_S_DEFECTIVE_TOKEN || (major == GSS_S_COMPLETE && made == NULL))
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    if (major == GSS_S_COMPLETE)
        major = krb5_attributes_read(minor, &in, &made->attributes);
    if (major == GSS_S_COMPLETE) {
        *name = made; /* now the caller's */
        made = NULL;
    }
    krb5_name_free(made);
    return major;
}
