/* One name from another: mechanism names, copies, texts (RFC 2744 s.5.5, 5.10, 5.12). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <gss.h>

#include "base/oid.h"
#include "glue/buffer.h"
#include "glue/call.h"
#include "glue/name.h"
#include "glue/registry.h"

OM_uint32 gss_canonicalize_name(OM_uint32 *minor, gss_name_t input_name, gss_OID mech_type,
                                gss_name_t *output_name)
{
    const struct mech *mech;
    const void *inner;
    void *copy = NULL;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (output_name == NULL)
        return call_fail_write(minor, 0);
    *output_name = GSS_C_NO_NAME;
    if (input_name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    major = registry_select(minor, mech_type, &mech);
    if (major != GSS_S_COMPLETE)
        return major;
    major = name_element(minor, input_name, mech, &inner);
    if (major == GSS_S_COMPLETE)
        major = mech->duplicate_name(minor, inner, &copy);
    if (major != GSS_S_COMPLETE)
        return major;
    return name_create_mn(minor, mech, &copy, output_name);
}

/* A copy of the text alone: the mechanisms' forms are made again when they are needed. */
static OM_uint32 duplicate_text(OM_uint32 *minor, gss_name_t name, gss_name_t *copy)
{
    gss_name_t made = name_create();

    if (made == NULL)
        return call_fail_memory(minor);
    made->type = name->type;
    made->length = name->length;
    made->text = malloc(name->length != 0 ? name->length : 1);
    if (made->text == NULL) {
        name_free(&made);
        return call_fail_memory(minor);
    }
    memcpy(made->text, name->text, name->length);
    *copy = made; /* now the caller's */
    return GSS_S_COMPLETE;
}

OM_uint32 gss_duplicate_name(OM_uint32 *minor, gss_name_t src_name, gss_name_t *dest_name)
{
    void *copy = NULL;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (dest_name == NULL)
        return call_fail_write(minor, 0);
    *dest_name = GSS_C_NO_NAME;
    if (src_name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    if (src_name->mech == NULL)
        return duplicate_text(minor, src_name, dest_name);
    major = src_name->mech->duplicate_name(minor, src_name->inner, &copy);
    if (major != GSS_S_COMPLETE)
        return major;
    return name_create_mn(minor, src_name->mech, &copy, dest_name);
}

/* A user id as the machine keeps it is no text: it is shown as its digits. */
static OM_uint32 display_uid(OM_uint32 *minor, gss_name_t name, gss_buffer_t text)
{
    char digits[24];
    uid_t uid;

    if (name->length != sizeof(uid))
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    memcpy(&uid, name->text, sizeof(uid));
    snprintf(digits, sizeof(digits), "%" PRIuMAX, (uintmax_t)uid);
    return buffer_set_text(minor, text, digits, strlen(digits));
}

static OM_uint32 display_text(OM_uint32 *minor, gss_name_t name, gss_buffer_t text, gss_OID *type)
{
    static const char anonymous[] = "<anonymous>";
    OM_uint32 major;

    *type = (gss_OID)name->type; /* static; the interface knows no const */
    if (oid_equal(name->type, GSS_C_NT_ANONYMOUS))
        return buffer_set_text(minor, text, anonymous, strlen(anonymous));
    if (!oid_equal(name->type, GSS_C_NT_MACHINE_UID_NAME))
        return buffer_set_text(minor, text, name->text, name->length);
    major = display_uid(minor, name, text);
    *type = GSS_C_NT_STRING_UID_NAME;
    return major;
}

OM_uint32 gss_display_name(OM_uint32 *minor, gss_name_t input_name, gss_buffer_t output_name_buffer,
                           gss_OID *output_name_type)
{
    gss_OID type = GSS_C_NO_OID;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(output_name_buffer);
    if (output_name_type != NULL)
        *output_name_type = GSS_C_NO_OID;
    if (input_name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    if (output_name_buffer == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    if (input_name->mech != NULL)
        major = input_name->mech->display_name(minor, input_name->inner, output_name_buffer, &type);
    else
        major = display_text(minor, input_name, output_name_buffer, &type);
    if (major == GSS_S_COMPLETE && output_name_type != NULL)
        *output_name_type = type;
    return major;
}
