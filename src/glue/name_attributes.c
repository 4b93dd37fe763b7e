/* Attributes of names (RFC 6680): of mechanism names alone, for only a mechanism knows them. */
#include <gss.h>

#include "base/buffer_set.h"
#include "glue/call.h"
#include "glue/name.h"
#include "glue/registry.h"

/* A mechanism name, to be asked for something. */
static OM_uint32 attribute_check_name(OM_uint32 *minor, gss_name_t name)
{
    if (name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    if (name->mech == NULL)
        return minor_fail(minor, MINOR_NAME_NOT_MN, GSS_S_NAME_NOT_MN);
    return GSS_S_COMPLETE;
}

static OM_uint32 attribute_check(OM_uint32 *minor, gss_name_t name, gss_const_buffer_t attr)
{
    OM_uint32 major = attribute_check_name(minor, name);

    if (major == GSS_S_COMPLETE && !call_buffer_is_sound(attr))
        major = call_fail_read(minor, 0);
    return major;
}

/* The attributes of a mechanism name; no set if there are none. */
static OM_uint32 attribute_list(OM_uint32 *minor, gss_name_t name, gss_buffer_set_t *attrs)
{
    gss_buffer_set_t set;
    OM_uint32 major;

    if (name->mech == NULL || name->mech->inquire_name == NULL)
        return GSS_S_COMPLETE;
    set = buffer_set_create();
    if (set == GSS_C_NO_BUFFER_SET)
        return call_fail_memory(minor);
    major = name->mech->inquire_name(minor, name->inner, set);
    if (major == GSS_S_COMPLETE && set->count != 0) {
        *attrs = set; /* now the caller's */
        set = GSS_C_NO_BUFFER_SET;
    }
    buffer_set_free(&set);
    return major;
}

OM_uint32 gss_inquire_name(OM_uint32 *minor, gss_name_t name, int *name_is_MN, gss_OID *MN_mech,
                           gss_buffer_set_t *attrs)
{
    OM_uint32 spare, major = GSS_S_COMPLETE;

    minor = call_minor(minor, &spare);
    if (name_is_MN != NULL)
        *name_is_MN = 0;
    if (MN_mech != NULL)
        *MN_mech = GSS_C_NO_OID;
    if (attrs != NULL)
        *attrs = GSS_C_NO_BUFFER_SET;
    if (name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    if (attrs != NULL)
        major = attribute_list(minor, name, attrs);
    if (major != GSS_S_COMPLETE || name->mech == NULL)
        return major;
    if (name_is_MN != NULL)
        *name_is_MN = 1;
    if (MN_mech != NULL)
        *MN_mech = (gss_OID)&name->mech->oid; /* static; the interface knows no const */
    return GSS_S_COMPLETE;
}

OM_uint32 gss_get_name_attribute(OM_uint32 *minor, gss_name_t name, gss_buffer_t attr,
                                 int *authenticated, int *complete, gss_buffer_t value,
                                 gss_buffer_t display_value, int *more)
{
    struct mech_name_value got = {.more = more != NULL ? *more : -1};
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (authenticated != NULL)
        *authenticated = 0;
    if (complete != NULL)
        *complete = 0;
    call_empty_buffer(value);
    call_empty_buffer(display_value);
    major = attribute_check(minor, name, attr);
    if (major != GSS_S_COMPLETE)
        return major;
    if (more == NULL)
        return call_fail_write(minor, 0);
    *more = 0;
    if (name->mech->get_name_attribute == NULL)
        return call_fail_unsupported(minor);
    major = name->mech->get_name_attribute(minor, name->inner, attr, &got);
    if (major == GSS_S_COMPLETE) {
        *more = got.more;
        if (authenticated != NULL)
            *authenticated = got.authenticated;
        if (complete != NULL)
            *complete = got.complete;
        if (value != GSS_C_NO_BUFFER) {
            *value = got.value; /* now the caller's */
            call_empty_buffer(&got.value);
        }
        if (display_value != GSS_C_NO_BUFFER) {
            *display_value = got.display; /* now the caller's */
            call_empty_buffer(&got.display);
        }
    }
    (void)gss_release_buffer(&spare, &got.value);
    (void)gss_release_buffer(&spare, &got.display);
    return major;
}

/* A mechanism name is immutable: a changed copy takes its place. */
static void attribute_replace(gss_name_t name, void **changed)
{
    name_drop_elements(name);
    name->mech->release_name(&name->inner);
    name->inner = *changed; /* now the name's */
    *changed = NULL;
}

OM_uint32 gss_set_name_attribute(OM_uint32 *minor, gss_name_t name, int complete, gss_buffer_t attr,
                                 gss_buffer_t value)
{
    void *changed = NULL;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = attribute_check(minor, name, attr);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_buffer_is_sound(value))
        return call_fail_read(minor, 0);
    if (name->mech->set_name_attribute == NULL)
        return call_fail_unsupported(minor);
    major =
        name->mech->set_name_attribute(minor, name->inner, complete != 0, attr, value, &changed);
    if (major == GSS_S_COMPLETE)
        attribute_replace(name, &changed);
    return major;
}

OM_uint32 gss_delete_name_attribute(OM_uint32 *minor, gss_name_t name, gss_buffer_t attr)
{
    void *changed = NULL;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = attribute_check(minor, name, attr);
    if (major != GSS_S_COMPLETE)
        return major;
    if (name->mech->delete_name_attribute == NULL)
        return call_fail_unsupported(minor);
    major = name->mech->delete_name_attribute(minor, name->inner, attr, &changed);
    if (major == GSS_S_COMPLETE)
        attribute_replace(name, &changed);
    return major;
}

OM_uint32 gss_display_name_ext(OM_uint32 *minor, gss_name_t name, gss_OID display_as_name_type,
                               gss_buffer_t display_name)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(display_name);
    major = attribute_check_name(minor, name);
    if (major != GSS_S_COMPLETE)
        return major;
    if (!call_oid_is_sound(display_as_name_type))
        return call_fail_read(minor, 0);
    if (display_name == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    if (name->mech->display_name_ext == NULL)
        return call_fail_unsupported(minor);
    return name->mech->display_name_ext(minor, name->inner, display_as_name_type, display_name);
}

OM_uint32 gss_map_name_to_any(OM_uint32 *minor, gss_name_t name, int authenticated,
                              gss_buffer_t type_id, gss_any_t *output)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (output != NULL)
        *output = NULL;
    major = attribute_check(minor, name, type_id);
    if (major != GSS_S_COMPLETE)
        return major;
    if (output == NULL)
        return call_fail_write(minor, 0);
    if (name->mech->map_name_to_any == NULL)
        return call_fail_unsupported(minor);
    return name->mech->map_name_to_any(minor, name->inner, authenticated != 0, type_id, output);
}

OM_uint32 gss_release_any_name_mapping(OM_uint32 *minor, gss_name_t name, gss_buffer_t type_id,
                                       gss_any_t *input)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    major = attribute_check(minor, name, type_id);
    if (major != GSS_S_COMPLETE)
        return major;
    if (input == NULL)
        return call_fail_write(minor, 0);
    if (name->mech->release_any_name_mapping == NULL)
        return call_fail_unsupported(minor);
    return name->mech->release_any_name_mapping(minor, name->inner, type_id, input);
}
