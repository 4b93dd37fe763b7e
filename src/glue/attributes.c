/* Attributes of mechanisms (RFC 5587). */
#include <string.h>

#include <gss.h>

#include "base/attribute.h"
#include "base/oid.h"
#include "glue/buffer.h"
#include "glue/call.h"
#include "glue/registry.h"

static bool set_is_sound(gss_const_OID_set set)
{
    return set == GSS_C_NO_OID_SET || set->count == 0 || set->elements != NULL;
}

static bool mech_has_attribute(const struct mech *mech, gss_const_OID attribute)
{
    for (size_t i = 0; mech->attributes != NULL && mech->attributes[i] != NULL; i++) {
        if (oid_equal(mech->attributes[i], attribute))
            return true;
    }
    return false;
}

static const struct attribute *attribute_find(gss_const_OID oid)
{
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (oid_equal(&attribute_table[i].oid, oid))
            return &attribute_table[i];
    }
    return NULL;
}

/* Every mechanism of ours knows all attributes of the RFC. */
static bool mech_is_wanted(const struct mech *mech, gss_const_OID_set desired,
                           gss_const_OID_set except, gss_const_OID_set critical)
{
    for (size_t i = 0; desired != NULL && i < desired->count; i++) {
        if (!mech_has_attribute(mech, &desired->elements[i]))
            return false;
    }
    for (size_t i = 0; except != NULL && i < except->count; i++) {
        if (mech_has_attribute(mech, &except->elements[i]))
            return false;
    }
    for (size_t i = 0; critical != NULL && i < critical->count; i++) {
        if (attribute_find(&critical->elements[i]) == NULL)
            return false;
    }
    return !mech->hidden;
}

OM_uint32 gss_indicate_mechs_by_attrs(OM_uint32 *minor, gss_const_OID_set desired_mech_attrs,
                                      gss_const_OID_set except_mech_attrs,
                                      gss_const_OID_set critical_mech_attrs, gss_OID_set *mechs)
{
    const struct mech *const *list = registry_list();
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (mechs == NULL)
        return call_fail_write(minor, 0);
    *mechs = GSS_C_NO_OID_SET;
    if (!set_is_sound(desired_mech_attrs) || !set_is_sound(except_mech_attrs) ||
        !set_is_sound(critical_mech_attrs))
        return call_fail_read(minor, 0);
    *mechs = oid_set_create();
    for (size_t i = 0; *mechs != GSS_C_NO_OID_SET && list[i] != NULL; i++) {
        if (mech_is_wanted(list[i], desired_mech_attrs, except_mech_attrs, critical_mech_attrs) &&
            !oid_set_add(*mechs, &list[i]->oid))
            oid_set_free(mechs);
    }
    return *mechs != GSS_C_NO_OID_SET ? GSS_S_COMPLETE : call_fail_memory(minor);
}

static gss_OID_set attributes_of(const struct mech *mech)
{
    gss_OID_set set = oid_set_create();

    for (size_t i = 0;
         set != GSS_C_NO_OID_SET && mech->attributes != NULL && mech->attributes[i] != NULL; i++) {
        if (!oid_set_add(set, mech->attributes[i]))
            oid_set_free(&set);
    }
    return set;
}

static gss_OID_set attributes_known(void)
{
    gss_OID_set set = oid_set_create();

    for (size_t i = 0; set != GSS_C_NO_OID_SET && i < ATTRIBUTE_COUNT; i++) {
        if (!oid_set_add(set, &attribute_table[i].oid))
            oid_set_free(&set);
    }
    return set;
}

OM_uint32 gss_inquire_attrs_for_mech(OM_uint32 *minor, gss_const_OID mech, gss_OID_set *mech_attrs,
                                     gss_OID_set *known_mech_attrs)
{
    const struct mech *found = registry_list()[0];
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (mech_attrs != NULL)
        *mech_attrs = GSS_C_NO_OID_SET;
    if (known_mech_attrs != NULL)
        *known_mech_attrs = GSS_C_NO_OID_SET;
    if (mech != GSS_C_NO_OID) {
        major = registry_select(minor, mech, &found);
        if (major != GSS_S_COMPLETE)
            return major;
    }
    if (found == NULL)
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_BAD_MECH);
    if (mech_attrs != NULL) {
        *mech_attrs = attributes_of(found);
        if (*mech_attrs == GSS_C_NO_OID_SET)
            return call_fail_memory(minor);
    }
    if (known_mech_attrs != NULL) {
        *known_mech_attrs = attributes_known();
        if (*known_mech_attrs == GSS_C_NO_OID_SET) {
            if (mech_attrs != NULL)
                oid_set_free(mech_attrs);
            return call_fail_memory(minor);
        }
    }
    return GSS_S_COMPLETE;
}

OM_uint32 gss_display_mech_attr(OM_uint32 *minor, gss_const_OID mech_attr, gss_buffer_t name,
                                gss_buffer_t short_desc, gss_buffer_t long_desc)
{
    gss_buffer_t outputs[] = {name, short_desc, long_desc};
    const struct attribute *attribute;
    OM_uint32 spare, ignored, major = GSS_S_COMPLETE;

    minor = call_minor(minor, &spare);
    for (size_t i = 0; i < 3; i++)
        call_empty_buffer(outputs[i]);
    if (!call_oid_is_sound(mech_attr))
        return call_fail_read(minor, GSS_S_BAD_MECH_ATTR);
    attribute = attribute_find(mech_attr);
    if (attribute == NULL)
        return minor_fail(minor, MINOR_BAD_ATTRIBUTE, GSS_S_BAD_MECH_ATTR);
    for (size_t i = 0; major == GSS_S_COMPLETE && i < 3; i++) {
        const char *texts[] = {attribute->name, attribute->short_name, attribute->sentence};

        if (outputs[i] != GSS_C_NO_BUFFER)
            major = buffer_set_text(minor, outputs[i], texts[i], strlen(texts[i]));
    }
    for (size_t i = 0; major != GSS_S_COMPLETE && i < 3; i++) {
        if (outputs[i] != GSS_C_NO_BUFFER)
            (void)gss_release_buffer(&ignored, outputs[i]);
    }
    return major;
}
