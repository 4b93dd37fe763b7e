#include "status.h"

#include "report.h"
#include "text.h"

void status_write(struct writer *out, OM_uint32 code, int type, gss_OID mech)
{
    OM_uint32 message = 0, minor;
    const char *separator = "";

    do {
        gss_buffer_desc text = GSS_C_EMPTY_BUFFER;

        if (GSS_ERROR(gss_display_status(&minor, code, type, mech, &message, &text)))
            return;
        text_write(out, separator);
        text_write_safe(out, text.value, text.length);
        separator = "; ";
        gss_release_buffer(&minor, &text);
    } while (message != 0);
}

void report_status(const char *what, OM_uint32 major, OM_uint32 minor, gss_OID mech)
{
    struct writer words;

    writer_init(&words);
    status_write(&words, major, GSS_C_GSS_CODE, mech);
    if (minor != 0) {
        text_write(&words, ": ");
        status_write(&words, minor, GSS_C_MECH_CODE, mech);
    }
    if (writer_ok(&words))
        report_error("%s: %.*s", what, (int)words.length, (const char *)words.data);
    else
        report_error("%s: out of memory", what);
    writer_free(&words);
}
