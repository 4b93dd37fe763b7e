/* gss_import_name and gss_export_name (RFC 2744 s.5.13, 5.16). */
#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "base/der.h"
#include "base/oid.h"
#include "glue/call.h"
#include "glue/name.h"
#include "glue/registry.h"

/* RFC 2743 s.3.2, RFC 6680 s.8.2. */
enum { EXPORTED_NAME = 0x0401, EXPORTED_COMPOSITE = 0x0402 };

/* RFC 2743 s.3.2: the mechanism is known by the header, the rest is the mechanism's. */
static OM_uint32 import_exported(OM_uint32 *minor, gss_const_buffer_t text, bool composite,
                                 gss_name_t *name)
{
    const struct mech *mech;
    struct reader in, oid_field, oid, body;
    gss_OID_desc oid_desc;
    gss_buffer_desc inner_text;
    void *inner = NULL;
    uint16_t token_id;
    OM_uint32 major;

    reader_init(&in, text->value, text->length);
    token_id = read_u16be(&in);
    oid_field = read_sub_u16be(&in);
    oid = der_read(&oid_field, DER_OID);
    body = read_sub_u32be(&in);
    if (!reader_at_end(&in) || !reader_at_end(&oid_field) ||
        (token_id != EXPORTED_NAME && !(composite && token_id == EXPORTED_COMPOSITE)))
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    oid_desc = (gss_OID_desc){(OM_uint32)oid.left, (void *)oid.next};
    mech = registry_find(&oid_desc);
    if (mech == NULL)
        return minor_fail(minor, MINOR_NO_MECH, GSS_S_BAD_MECH);
    inner_text = (gss_buffer_desc){body.left, (void *)body.next};
    major = mech->import_name(
        mech, minor, &inner_text,
        token_id == EXPORTED_NAME ? GSS_C_NT_EXPORT_NAME : GSS_C_NT_COMPOSITE_EXPORT, &inner);
    if (major != GSS_S_COMPLETE)
        return major;
    return name_create_mn(minor, mech, &inner, name);
}

/* Texts need no NUL, but programs count one (MIT's gss-server does), and C libraries have always
 * taken it for an end. A user id as the machine keeps it is no text. */
static size_t import_text_length(gss_const_buffer_t text, gss_const_OID type)
{
    const char *bytes = text->value;
    size_t length = text->length;

    if (oid_equal(type, GSS_C_NT_MACHINE_UID_NAME) || length == 0)
        return length;
    return bytes[length - 1] == '\0' ? length - 1 : length;
}

/* Only kept: mechanisms read it when it is used (RFC 2743 s.1.1.5). */
static OM_uint32 import_text(OM_uint32 *minor, gss_const_buffer_t text, gss_const_OID type,
                             gss_name_t *name)
{
    size_t length = import_text_length(text, type);
    gss_name_t made;

    if (length == 0 && !oid_equal(type, GSS_C_NT_ANONYMOUS))
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    made = name_create();
    if (made == NULL)
        return call_fail_memory(minor);
    made->type = type;
    made->length = length;
    made->text = malloc(length != 0 ? length : 1);
    if (made->text == NULL) {
        name_free(&made);
        return call_fail_memory(minor);
    }
    if (length != 0)
        memcpy(made->text, text->value, length);
    *name = made; /* now the caller's */
    return GSS_S_COMPLETE;
}

/* A name that is a pointer into the caller's memory cannot wait until it is used. False: it is none
 * of those. */
static bool import_reference(OM_uint32 *minor, gss_const_buffer_t text, gss_const_OID type,
                             gss_name_t *name, OM_uint32 *major)
{
    const struct mech *const *mechs = registry_list();
    void *inner = NULL;

    while (*mechs != NULL && !oid_equal((*mechs)->reference_name_type, type))
        mechs++;
    if (*mechs == NULL)
        return false;
    *major = (*mechs)->import_name(*mechs, minor, text, type, &inner);
    if (*major == GSS_S_COMPLETE)
        *major = name_create_mn(minor, *mechs, &inner, name);
    return true;
}

OM_uint32 gss_import_name(OM_uint32 *minor, gss_buffer_t input_name_buffer, gss_OID input_name_type,
                          gss_name_t *output_name)
{
    gss_const_OID type = GSS_C_NO_OID;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (output_name == NULL)
        return call_fail_write(minor, 0);
    *output_name = GSS_C_NO_NAME;
    if (!call_buffer_is_sound(input_name_buffer))
        return call_fail_read(minor, GSS_S_BAD_NAME);
    if (oid_equal(input_name_type, GSS_C_NT_EXPORT_NAME) ||
        oid_equal(input_name_type, GSS_C_NT_COMPOSITE_EXPORT))
        return import_exported(minor, input_name_buffer,
                               oid_equal(input_name_type, GSS_C_NT_COMPOSITE_EXPORT), output_name);
    if (input_name_type != GSS_C_NO_OID) {
        type = registry_name_type(input_name_type);
        if (type == GSS_C_NO_OID)
            return minor_fail(minor, MINOR_BAD_NAME_TYPE, GSS_S_BAD_NAMETYPE);
        if (import_reference(minor, input_name_buffer, type, output_name, &major))
            return major;
        if (oid_equal(type, GSS_C_NT_HOSTBASED_SERVICE_X))
            type = GSS_C_NT_HOSTBASED_SERVICE; /* taken, never given out (RFC 2743 s.4.1) */
    }
    return import_text(minor, input_name_buffer, type, output_name);
}

/* The export of a mechanism name, with or without attributes. */
static OM_uint32 export_mn(OM_uint32 *minor, gss_name_t name, bool composite, gss_buffer_t exported)
{
    const struct mech *mech = name->mech;
    struct writer out;
    size_t mark;
    OM_uint32 major;

    writer_init(&out);
    write_u16be(&out, composite ? EXPORTED_COMPOSITE : EXPORTED_NAME);
    mark = write_open_u16be(&out);
    der_write(&out, DER_OID, mech->oid.elements, mech->oid.length);
    write_close_u16be(&out, mark);
    mark = write_open_u32be(&out);
    major = composite ? mech->export_name_composite(minor, name->inner, &out)
                      : mech->export_name(minor, name->inner, &out);
    write_close_u32be(&out, mark);
    if (major == GSS_S_COMPLETE && !writer_take_buffer(&out, exported))
        major = call_fail_memory(minor);
    writer_free(&out);
    return major;
}

static OM_uint32 export_check(OM_uint32 *minor, gss_name_t name, gss_const_buffer_t exported)
{
    if (name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    if (exported == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    if (name->mech == NULL)
        return minor_fail(minor, MINOR_NAME_NOT_MN, GSS_S_NAME_NOT_MN);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_export_name(OM_uint32 *minor, gss_name_t input_name, gss_buffer_t exported_name)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(exported_name);
    major = export_check(minor, input_name, exported_name);
    return major != GSS_S_COMPLETE ? major : export_mn(minor, input_name, false, exported_name);
}

/* A mechanism without attributes that travel has nothing to add to the plain form. */
OM_uint32 gss_export_name_composite(OM_uint32 *minor, gss_name_t name,
                                    gss_buffer_t exp_composite_name)
{
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(exp_composite_name);
    major = export_check(minor, name, exp_composite_name);
    if (major != GSS_S_COMPLETE)
        return major;
    return export_mn(minor, name, name->mech->export_name_composite != NULL, exp_composite_name);
}
