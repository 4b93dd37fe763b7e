#include "transfer/describe.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/oid.h"

static void describe_name(FILE *out, const char *label, gss_name_t name)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    gss_OID type = GSS_C_NO_OID;
    char dotted[128] = "";

    if (name == GSS_C_NO_NAME) {
        fprintf(out, "%s none\n", label);
        return;
    }
    major = gss_display_name(&minor, name, &text, &type);
    if (type != GSS_C_NO_OID)
        (void)oid_to_dotted(type, dotted, sizeof(dotted));
    fprintf(out, "%s %08x %.*s (%s)\n", label, major, (int)text.length, (char *)text.value, dotted);
    gss_release_buffer(&minor, &text);
}

/* The types that a KDC may put in a ticket: AD-IF-RELEVANT, KDC-issued, PAC, ticket signature,
 * authentication indicator. */
static void describe_authdata(FILE *out, gss_ctx_id_t context)
{
    static const int types[] = {1, 4, 97, 128, 512};
    gss_buffer_desc data;
    OM_uint32 major, minor;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        data = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
        major = gsskrb5_extract_authz_data_from_sec_context(&minor, context, types[i], &data);
        fprintf(out, "authorization data %d: %08x ", types[i], major);
        for (size_t k = 0; k < data.length; k++)
            fprintf(out, "%02x", ((unsigned char *)data.value)[k]);
        fputc('\n', out);
        gss_release_buffer(&minor, &data);
    }
}

static void describe_ticket(FILE *out, gss_ctx_id_t context)
{
    OM_uint32 major, minor, flags = 0;
    int32_t authtime = 0;

    major = gsskrb5_extract_authtime_from_sec_context(&minor, context, &authtime);
    fprintf(out, "authtime %08x %d\n", major, (int)authtime);
    major = gss_krb5_get_tkt_flags(&minor, context, &flags);
    fprintf(out, "ticket flags %08x %08x\n", major, flags);
}

char *describe_context(gss_ctx_id_t context)
{
    gss_name_t source = GSS_C_NO_NAME, target = GSS_C_NO_NAME;
    OM_uint32 major, minor, lifetime = 0, flags = 0;
    gss_OID mech = GSS_C_NO_OID;
    int local = -1, open = -1;
    char *text = NULL, dotted[128] = "";
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        abort();
    major = gss_inquire_context(&minor, context, &source, &target, &lifetime, &mech, &flags, &local,
                                &open);
    if (mech != GSS_C_NO_OID)
        (void)oid_to_dotted(mech, dotted, sizeof(dotted));
    fprintf(out, "inquire %08x mechanism %s flags %08x local %d open %d\n", major, dotted, flags,
            local, open);
    describe_name(out, "source", source);
    describe_name(out, "target", target);
    describe_ticket(out, context);
    describe_authdata(out, context);
    gss_release_name(&minor, &source);
    gss_release_name(&minor, &target);
    fclose(out);
    return text;
}
