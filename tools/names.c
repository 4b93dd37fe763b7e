#include "names.h"

#include <string.h>

#include "report.h"
#include "status.h"
#include "text.h"

bool name_import_service(const char *service, const char *host, gss_name_t *name)
{
    bool has_host = strchr(service, '@') != NULL;
    OM_uint32 major = GSS_S_FAILURE, minor = 0;
    gss_buffer_desc text;
    struct writer out;

    *name = GSS_C_NO_NAME;
    writer_init(&out);
    text_write(&out, service);
    if (!has_host && host != NULL) {
        text_write(&out, "@");
        text_write(&out, host);
    }
    text = (gss_buffer_desc){out.length, out.data};
    if (writer_ok(&out))
        major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, name);
    if (GSS_ERROR(major))
        report_status(service, major, minor, GSS_C_NO_OID);
    writer_free(&out);
    return !GSS_ERROR(major);
}

void name_write(struct writer *out, gss_name_t name)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    if (name == GSS_C_NO_NAME) {
        text_write(out, "nobody");
        return;
    }
    if (GSS_ERROR(gss_display_name(&minor, name, &text, NULL)))
        text_write(out, "a name that cannot be shown");
    text_write_safe(out, text.value, text.length);
    gss_release_buffer(&minor, &text);
}

void name_write_lifetime(struct writer *out, OM_uint32 seconds)
{
    if (seconds == GSS_C_INDEFINITE)
        text_write(out, " without end");
    else
        text_writef(out, " for %u seconds", (unsigned)seconds);
}

static const struct {
    OM_uint32 flag;
    const char *name;
} context_flags[] = {
    {GSS_C_DELEG_FLAG, "delegation"},        {GSS_C_MUTUAL_FLAG, "mutual authentication"},
    {GSS_C_REPLAY_FLAG, "replay detection"}, {GSS_C_SEQUENCE_FLAG, "sequence detection"},
    {GSS_C_CONF_FLAG, "confidentiality"},    {GSS_C_INTEG_FLAG, "integrity"},
    {GSS_C_ANON_FLAG, "anonymity"},          {GSS_C_PROT_READY_FLAG, "protection ready"},
    {GSS_C_TRANS_FLAG, "transferable"},      {GSS_C_CHANNEL_BOUND_FLAG, "channel bound"},
    {GSS_C_DCE_STYLE, "DCE style"},
};

void name_write_flags(struct writer *out, OM_uint32 flags)
{
    const char *separator = "";

    for (size_t i = 0; i < sizeof(context_flags) / sizeof(context_flags[0]); i++) {
        if ((flags & context_flags[i].flag) == 0)
            continue;
        text_writef(out, "%s%s", separator, context_flags[i].name);
        separator = ", ";
    }
}
