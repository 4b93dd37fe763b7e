/*
 * What a library tells of names' attributes (RFC 6680), for comparison with another:
 *   attributes TARGET
 * initiates with the default credential, accepts, and prints all of it.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>

#include "peer.h"

static OM_uint32 major, minor;

static void good(const char *event)
{
    if (major == GSS_S_COMPLETE)
        return;
    peer_print_failure(event, major, minor);
    exit(1);
}

static void print_bytes(const char *what, const gss_buffer_desc *bytes)
{
    printf(" %s=", what);
    for (size_t i = 0; i < bytes->length; i++)
        printf("%02x", ((const unsigned char *)bytes->value)[i]);
}

static void print_attribute(gss_name_t name, const char *text, size_t length)
{
    gss_buffer_desc attr = {length, (void *)text}, value, display;
    int more = -1, authenticated, complete;

    do {
        value = display = (gss_buffer_desc){0, NULL};
        authenticated = complete = -1;
        major = gss_get_name_attribute(&minor, name, &attr, &authenticated, &complete, &value,
                                       &display, &more);
        printf("  \"%.*s\" %#x", (int)length, text, major);
        if (major == GSS_S_COMPLETE) {
            printf(" authenticated=%d complete=%d more=%d", authenticated, complete, more);
            print_bytes("value", &value);
            print_bytes("display", &display);
        }
        printf("\n");
        (void)gss_release_buffer(&minor, &value);
        (void)gss_release_buffer(&minor, &display);
    } while (major == GSS_S_COMPLETE && more != 0);
}

/* Also some that may not be there, or never are. */
static const char *const asked[] = {
    "auth-indicators",
    "urn:mspac:",
    "urn:mspac",
    "urn:mspac:0",
    "urn:mspac:1",
    "urn:mspac:6",
    "urn:mspac:7",
    "urn:mspac:10",
    "urn:mspac:16",
    "urn:mspac:17",
    "urn:mspac:19",
    "urn:mspac:99",
    "urn:mspac:x",
    "urn:mspac:logon-info",
    "urn:mspac:credentials-info",
    "urn:mspac:server-checksum",
    "urn:mspac:privsvr-checksum",
    "urn:mspac:client-info",
    "urn:mspac:delegation-info",
    "urn:mspac:upn-dns-info",
    "urn:mspac:nothing",
    "local-login-user",
    "taste",
    "",
};

static void print_mapping(gss_name_t name, const char *type)
{
    gss_buffer_desc type_id = {strlen(type), (void *)type};

    for (int authenticated = 0; authenticated < 2; authenticated++) {
        gss_any_t any = NULL;

        major = gss_map_name_to_any(&minor, name, authenticated, &type_id, &any);
        printf("  map %s authenticated=%d: %#x %s", type, authenticated, major,
               any != NULL ? "something" : "nothing");
        if (any != NULL)
            printf(" release: %#x", gss_release_any_name_mapping(&minor, name, &type_id, &any));
        printf("\n");
    }
}

static void print_name(const char *title, gss_name_t name)
{
    gss_buffer_set_t attrs = GSS_C_NO_BUFFER_SET;
    gss_buffer_desc text;
    gss_OID mech;
    int is_mn;

    major = gss_display_name(&minor, name, &text, NULL);
    good("display");
    printf("%s: %.*s\n", title, (int)text.length, (char *)text.value);
    (void)gss_release_buffer(&minor, &text);
    major = gss_inquire_name(&minor, name, &is_mn, &mech, &attrs);
    printf("  inquire: %#x is_mn=%d mech=%s\n", major, is_mn, peer_mech_name(mech));
    for (size_t i = 0; attrs != GSS_C_NO_BUFFER_SET && i < attrs->count; i++) {
        printf(" told:");
        print_attribute(name, attrs->elements[i].value, attrs->elements[i].length);
    }
    (void)gss_release_buffer_set(&minor, &attrs);
    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
        print_attribute(name, asked[i], strlen(asked[i]));
    print_mapping(name, "auth-indicators");
    print_mapping(name, "urn:mspac:");
    print_mapping(name, "mspac");
    print_mapping(name, "pac");
    print_mapping(name, "taste");
}

static void print_copies(gss_name_t name)
{
    gss_name_t copy = GSS_C_NO_NAME;
    gss_buffer_desc exported;

    major = gss_duplicate_name(&minor, name, &copy);
    good("duplicate");
    print_name("duplicate", copy);
    (void)gss_release_name(&minor, &copy);
    major = gss_export_name_composite(&minor, name, &exported);
    good("export composite");
    major = gss_import_name(&minor, &exported, (gss_OID)GSS_C_NT_COMPOSITE_EXPORT, &copy);
    good("import composite");
    print_name("imported", copy);
    (void)gss_release_buffer(&minor, &exported);
    (void)gss_release_name(&minor, &copy);
}

int main(int argc, char **argv)
{
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT, acceptor = GSS_C_NO_CONTEXT;
    gss_buffer_desc target = {argc == 2 ? strlen(argv[1]) : 0, argv[1]}, token, none;
    gss_buffer_desc moved;
    gss_name_t name, source, other;

    major = gss_import_name(&minor, &target, (gss_OID)GSS_C_NT_HOSTBASED_SERVICE, &name);
    good("import");
    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &initiator, name,
                                 peer_mech_named("krb5", 4), 0, 0, GSS_C_NO_CHANNEL_BINDINGS,
                                 GSS_C_NO_BUFFER, NULL, &token, NULL, NULL);
    good("initiate");
    major =
        gss_accept_sec_context(&minor, &acceptor, GSS_C_NO_CREDENTIAL, &token,
                               GSS_C_NO_CHANNEL_BINDINGS, &source, NULL, &none, NULL, NULL, NULL);
    good("accept");
    print_name("accepted", source);
    print_copies(source);
    (void)gss_release_name(&minor, &source);
    major = gss_inquire_context(&minor, acceptor, &source, &other, NULL, NULL, NULL, NULL, NULL);
    good("inquire");
    print_name("initiator of the acceptor's context", source);
    print_name("acceptor of the acceptor's context", other);
    (void)gss_release_name(&minor, &source);
    (void)gss_release_name(&minor, &other);
    major = gss_inquire_context(&minor, initiator, &source, &other, NULL, NULL, NULL, NULL, NULL);
    good("inquire");
    print_name("initiator of the initiator's context", source);
    print_name("acceptor of the initiator's context", other);
    (void)gss_release_name(&minor, &source);
    (void)gss_release_name(&minor, &other);
    major = gss_export_sec_context(&minor, &acceptor, &moved);
    good("export");
    major = gss_import_sec_context(&minor, &moved, &acceptor);
    good("import");
    major = gss_inquire_context(&minor, acceptor, &source, NULL, NULL, NULL, NULL, NULL, NULL);
    good("inquire");
    print_name("initiator of the transferred context", source);
    (void)gss_release_name(&minor, &source);
    (void)gss_release_buffer(&minor, &token);
    (void)gss_release_buffer(&minor, &moved);
    (void)gss_release_name(&minor, &name);
    (void)gss_delete_sec_context(&minor, &initiator, GSS_C_NO_BUFFER);
    (void)gss_delete_sec_context(&minor, &acceptor, GSS_C_NO_BUFFER);
    return 0;
}
