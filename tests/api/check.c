#include "api/check.h"

void check_status_at(OM_uint32 major, OM_uint32 expected, const char *file, int line)
{
    if (major == expected)
        return;
    print_error("status %08x, expected %08x\n", major, expected);
    _fail(file, line);
}

gss_buffer_desc text_buffer(const char *text)
{
    return (gss_buffer_desc){strlen(text), (void *)text};
}

void check_text_at(const gss_buffer_desc *buffer, const char *text, const char *file, int line)
{
    if (buffer->length == strlen(text) &&
        (buffer->length == 0 || memcmp(buffer->value, text, buffer->length) == 0))
        return;
    print_error("\"%.*s\", expected \"%s\"\n", (int)buffer->length, (char *)buffer->value, text);
    _fail(file, line);
}

gss_name_t make_name(const char *text, gss_OID type)
{
    gss_buffer_desc buffer = text_buffer(text);
    gss_name_t name;
    OM_uint32 minor;

    check_status(gss_import_name(&minor, &buffer, type, &name), GSS_S_COMPLETE);
    assert_non_null(name);
    return name;
}

gss_name_t make_mn(const char *text, gss_OID type, gss_OID mech)
{
    gss_name_t name = make_name(text, type), mn;
    OM_uint32 minor;

    check_status(gss_canonicalize_name(&minor, name, mech, &mn), GSS_S_COMPLETE);
    gss_release_name(&minor, &name);
    return mn;
}

bool names_equal(gss_name_t a, gss_name_t b)
{
    int equal = -1, backwards = -1;
    OM_uint32 minor;

    check_status(gss_compare_name(&minor, a, b, &equal), GSS_S_COMPLETE);
    check_status(gss_compare_name(&minor, b, a, &backwards), GSS_S_COMPLETE);
    assert_int_equal(equal, backwards);
    return equal != 0;
}

void check_displayed_at(gss_name_t name, const char *text, gss_const_OID type, const char *file,
                        int line)
{
    gss_buffer_desc buffer;
    gss_OID found;
    OM_uint32 minor;

    check_status_at(gss_display_name(&minor, name, &buffer, &found), GSS_S_COMPLETE, file, line);
    check_text_at(&buffer, text, file, line);
    if (type == GSS_C_NO_OID ? found != GSS_C_NO_OID : !gss_oid_equal(found, type)) {
        print_error("another name type\n");
        _fail(file, line);
    }
    gss_release_buffer(&minor, &buffer);
}
