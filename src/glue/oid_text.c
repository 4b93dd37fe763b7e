/* Object identifiers as text: MIT's calls. */
#include <gss/ext-oid.h>

#include "base/oid.h"
#include "glue/call.h"

enum { DOTTED_MAX = 1024 };

OM_uint32 gss_oid_to_str(OM_uint32 *minor, gss_OID oid, gss_buffer_t oid_str)
{
    char dotted[DOTTED_MAX];
    struct writer out;
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    call_empty_buffer(oid_str);
    if (!call_oid_is_sound(oid))
        return call_fail_read(minor, GSS_S_FAILURE);
    if (oid_str == GSS_C_NO_BUFFER)
        return call_fail_write(minor, GSS_S_FAILURE);
    if (!oid_to_dotted(oid, dotted, sizeof(dotted)))
        return minor_fail(minor, MINOR_BAD_OID, GSS_S_FAILURE);
    writer_init(&out);
    write_bytes(&out, "{ ", 2);
    for (const char *c = dotted; *c != '\0'; c++)
        write_u8(&out, *c == '.' ? ' ' : (uint8_t)*c);
    write_bytes(&out, " }", sizeof(" }")); /* MIT's length counts the zero byte */
    return writer_take_buffer(&out, oid_str) ? GSS_S_COMPLETE : call_fail_memory(minor);
}

static bool oid_text_is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The numbers of TEXT with dots for the blanks between them; false if the braces do not fit. */
static bool oid_text_write_dotted(struct writer *out, gss_const_buffer_t text)
{
    bool opened = false, closed = false, apart = false;
    struct reader in;

    reader_init(&in, text->value, text->length);
    while (in.left != 0) {
        uint8_t c = read_u8(&in);

        if (oid_text_is_blank(c)) {
            apart = out->length != 0;
        } else if (c == '\0' && in.left == 0) {
            break;
        } else if (c == '{' && !opened && out->length == 0) {
            opened = true;
        } else if (c == '}' && opened && !closed) {
            closed = true;
        } else {
            if (closed)
                return false;
            if (apart)
                write_u8(out, '.');
            write_u8(out, c);
            apart = false;
        }
    }
    return opened == closed;
}

/* A new OID of dotted text. */
static OM_uint32 oid_text_read(OM_uint32 *minor, const struct writer *dotted, gss_OID *oid)
{
    struct writer elements;
    OM_uint32 major = GSS_S_COMPLETE;

    writer_init(&elements);
    oid_write_dotted(&elements, dotted->data, dotted->length);
    if (writer_ok(&elements)) {
        gss_OID_desc found = {(OM_uint32)elements.length, elements.data};

        *oid = oid_copy(&found);
        if (*oid == GSS_C_NO_OID)
            major = call_fail_memory(minor);
    } else {
        major = minor_fail(minor, MINOR_BAD_OID, GSS_S_FAILURE);
    }
    writer_free(&elements);
    return major;
}

OM_uint32 gss_str_to_oid(OM_uint32 *minor, gss_buffer_t oid_str, gss_OID *oid)
{
    struct writer dotted;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (oid != NULL)
        *oid = GSS_C_NO_OID;
    if (!call_buffer_is_sound(oid_str))
        return call_fail_read(minor, GSS_S_FAILURE);
    if (oid == NULL)
        return call_fail_write(minor, GSS_S_FAILURE);
    writer_init(&dotted);
    if (!oid_text_write_dotted(&dotted, oid_str))
        major = minor_fail(minor, MINOR_BAD_OID, GSS_S_FAILURE);
    else if (!writer_ok(&dotted))
        major = call_fail_memory(minor);
    else
        major = oid_text_read(minor, &dotted, oid);
    writer_free(&dotted);
    return major;
}
