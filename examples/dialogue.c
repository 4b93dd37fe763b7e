/*
 * Both sides of a context in one program, so that each call is seen with its counterpart:
 *
 *     dialogue SERVICE@HOST MESSAGE
 *
 * The initiator uses the default credentials, the acceptor the default keytab. In real programs
 * the two sides are two processes, and the tokens travel over a connection.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gss.h>

/* Prints all sentences of a failure, and gives up. */
static void check(const char *what, OM_uint32 major, const OM_uint32 *minor)
{
    const OM_uint32 codes[] = {major, *minor};
    const int kinds[] = {GSS_C_GSS_CODE, GSS_C_MECH_CODE};

    if (!GSS_ERROR(major))
        return;
    for (int i = 0; i < 2; i++) {
        OM_uint32 more = 0, ignored;
        gss_buffer_desc text;

        do {
            gss_display_status(&ignored, codes[i], kinds[i], GSS_C_NO_OID, &more, &text);
            fprintf(stderr, "%s: %.*s\n", what, (int)text.length, (char *)text.value);
            gss_release_buffer(&ignored, &text);
        } while (more != 0);
    }
    exit(1);
}

/* Passes tokens to and fro until both sides are established. */
static gss_name_t establish(gss_name_t service, gss_ctx_id_t *initiator, gss_ctx_id_t *acceptor)
{
    gss_buffer_desc to_acceptor = GSS_C_EMPTY_BUFFER, to_initiator = GSS_C_EMPTY_BUFFER;
    gss_name_t client = GSS_C_NO_NAME;
    const OM_uint32 wanted = GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;
    OM_uint32 major, minor, granted;

    do {
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, initiator, service, GSS_C_NO_OID,
                                     wanted, 0, GSS_C_NO_CHANNEL_BINDINGS, &to_initiator, NULL,
                                     &to_acceptor, &granted, NULL);
        check("initiate", major, &minor);
        gss_release_buffer(&minor, &to_initiator);
        if (to_acceptor.length == 0)
            break;
        check("accept",
              gss_accept_sec_context(&minor, acceptor, GSS_C_NO_CREDENTIAL, &to_acceptor,
                                     GSS_C_NO_CHANNEL_BINDINGS, &client, NULL, &to_initiator, NULL,
                                     NULL, NULL),
              &minor);
        gss_release_buffer(&minor, &to_acceptor);
    } while (major & GSS_S_CONTINUE_NEEDED);
    if ((granted & wanted) != wanted) {
        fprintf(stderr, "the context does not offer what we need\n");
        exit(1);
    }
    return client;
}

int main(int argc, char **argv)
{
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT, acceptor = GSS_C_NO_CONTEXT;
    gss_buffer_desc text, token, received;
    gss_name_t service, client;
    OM_uint32 minor;
    int encrypted;

    if (argc != 3)
        return 2;
    text = (gss_buffer_desc){strlen(argv[1]), argv[1]};
    check("name", gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &service), &minor);
    client = establish(service, &initiator, &acceptor);

    text = (gss_buffer_desc){strlen(argv[2]), argv[2]};
    check("wrap", gss_wrap(&minor, initiator, 1, GSS_C_QOP_DEFAULT, &text, NULL, &token), &minor);
    check("unwrap", gss_unwrap(&minor, acceptor, &token, &received, &encrypted, NULL), &minor);
    check("display", gss_display_name(&minor, client, &text, NULL), &minor);
    printf("%.*s says: %.*s (%zu bytes on the wire, %s)\n", (int)text.length, (char *)text.value,
           (int)received.length, (char *)received.value, token.length,
           encrypted ? "encrypted" : "in the clear");

    gss_release_buffer(&minor, &text);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &received);
    gss_release_name(&minor, &service);
    gss_release_name(&minor, &client);
    gss_delete_sec_context(&minor, &initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &acceptor, GSS_C_NO_BUFFER);
    return 0;
}
