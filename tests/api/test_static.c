/* A program that has functions of its own under names that libgss uses inside. */
#include <stdio.h>
#include <string.h>

#include <gss.h>

int read_u8(int x);
int oid_equal(void);
int writer_init(void);
int context_create(void);

int read_u8(int x)
{
    return x + 1;
}

int oid_equal(void)
{
    return 2;
}

int writer_init(void)
{
    return 3;
}

int context_create(void)
{
    return 4;
}

int main(void)
{
    gss_buffer_desc text = {5, (void *)"alice"}, shown = GSS_C_EMPTY_BUFFER;
    gss_name_t name = GSS_C_NO_NAME, mn = GSS_C_NO_NAME;
    OM_uint32 major, minor;

    if (read_u8(0) + oid_equal() + writer_init() + context_create() != 10)
        return 1;
    major = gss_import_name(&minor, &text, GSS_C_NT_USER_NAME, &name);
    if (major == GSS_S_COMPLETE)
        major = gss_canonicalize_name(&minor, name, GSS_KRB5, &mn);
    if (major == GSS_S_COMPLETE)
        major = gss_display_name(&minor, mn, &shown, NULL);
    printf("%.*s\n", (int)shown.length, (char *)shown.value);
    if (major != GSS_S_COMPLETE || strcmp(shown.value, "alice@GSS.TEST") != 0)
        return 1;
    gss_release_buffer(&minor, &shown);
    gss_release_name(&minor, &name);
    gss_release_name(&minor, &mn);
    return 0;
}
