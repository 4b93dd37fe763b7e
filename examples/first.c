/* Who am I? Prints the principal of the default credentials, and how long they last. */
#include <stdio.h>
#include <gss.h>

int main(void)
{
    OM_uint32 minor, seconds, more = 0;
    gss_name_t name = GSS_C_NO_NAME;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;

    OM_uint32 major = gss_inquire_cred(&minor, GSS_C_NO_CREDENTIAL, &name, &seconds, NULL, NULL);
    if (GSS_ERROR(major))
        gss_display_status(&minor, minor, GSS_C_MECH_CODE, GSS_C_NO_OID, &more, &text);
    else if (!GSS_ERROR(major = gss_display_name(&minor, name, &text, NULL)))
        printf("For %u more seconds you are ", seconds);
    printf("%.*s\n", (int)text.length, (char *)text.value);
    gss_release_buffer(&minor, &text);
    gss_release_name(&minor, &name);
    return GSS_ERROR(major) ? 1 : 0;
}
