/* A program that is not position-independent takes the library's data as copies of its own: the
 * library must then use those. */
#include <stdio.h>

#include <gss.h>

/* The type that comes out is the very object that went in. */
static int is_same(const gss_OID_desc *object)
{
    gss_buffer_desc text = {4, (void *)"1000"}, shown;
    gss_name_t name;
    gss_OID type;
    OM_uint32 minor;

    if (gss_import_name(&minor, &text, (gss_OID)object, &name) != GSS_S_COMPLETE ||
        gss_display_name(&minor, name, &shown, &type) != GSS_S_COMPLETE)
        return 0;
    gss_release_buffer(&minor, &shown);
    gss_release_name(&minor, &name);
    return type == object;
}

int main(void)
{
    int good = GSS_KRB5 == &GSS_KRB5_static && is_same(&GSS_C_NT_USER_NAME_static) &&
               is_same(&GSS_C_NT_HOSTBASED_SERVICE_static) &&
               is_same(&GSS_C_NT_STRING_UID_NAME_static) && is_same(&GSS_C_NT_ANONYMOUS_static) &&
               is_same(&GSS_KRB5_NT_PRINCIPAL_NAME_static);

    if (!good)
        fputs("an object is another one in the library\n", stderr);
    return !good;
}
