/*
 * The two halves of a transfer, to be run one after the other, in any process:
 *
 * usage: handover export SERVICE FILE [session | user USER-ID]
 *            establishes a context with itself and writes the acceptor's token to FILE, which only
 *            processes of this session (setsid(2)), or of that user, may import
 *        handover import FILE [USER-ID]
 *            imports the context of FILE and says who is at its other end; with a user id (needs
 *            root) it becomes that user first
 *
 * A refusal is told in the words of its status on standard error, and in exit status 1.
 */
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wire.h"

/* An acceptor's context, whose initiator is this process too. */
static OM_uint32 establish(OM_uint32 *minor, gss_name_t service, gss_ctx_id_t *acceptor)
{
    gss_buffer_desc request = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT;
    OM_uint32 major, ignored;
    major = gss_init_sec_context(minor, GSS_C_NO_CREDENTIAL, &initiator, service, GSS_KRB5,
                                 GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG, 0, GSS_C_NO_CHANNEL_BINDINGS,
                                 GSS_C_NO_BUFFER, NULL, &request, NULL, NULL);
    if (!GSS_ERROR(major))
        major =
            gss_accept_sec_context(minor, acceptor, GSS_C_NO_CREDENTIAL, &request,
                                   GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL, &reply, NULL, NULL, NULL);
    gss_release_buffer(&ignored, &request);
    gss_release_buffer(&ignored, &reply);
    gss_delete_sec_context(&ignored, &initiator, GSS_C_NO_BUFFER);
    return major;
}

/* The token is as good as the context: nobody else may read or change it. */
static bool save(const char *path, const gss_buffer_desc *token)
{
    umask(077);
    FILE *out = fopen(path, "wx");
    bool ok = out != NULL && fwrite(token->value, 1, token->length, out) == token->length;
    if (out == NULL || fclose(out) != 0)
        ok = false;
    if (!ok)
        perror(path);
    return ok;
}

/* Narrows who may import. WHOM is the words after FILE, and NULL at their end. */
static OM_uint32 restrict_to(OM_uint32 *minor, gss_ctx_id_t context, char **whom)
{
    if (whom[0] == NULL)
        return GSS_S_COMPLETE;
    if (strcmp(whom[0], "session") == 0)
        return gss_transfer_restrict(minor, context, GSS_TRANSFER_SESSION, (uint32_t)getsid(0));
    if (strcmp(whom[0], "user") == 0 && whom[1] != NULL)
        return gss_transfer_restrict(minor, context, GSS_TRANSFER_USER, (uint32_t)atoi(whom[1]));
    fprintf(stderr, "handover: session or user USER-ID, not %s\n", whom[0]);
    exit(2);
}

static int export_context(char *service, const char *path, char **whom)
{
    gss_buffer_desc text = {strlen(service), service}, token = GSS_C_EMPTY_BUFFER;
    gss_name_t name = GSS_C_NO_NAME;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 major, minor, ignored;
    bool saved = false;
    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    if (!GSS_ERROR(major))
        major = establish(&minor, name, &context);
    if (!GSS_ERROR(major))
        major = restrict_to(&minor, context, whom);
    if (!GSS_ERROR(major))
        major = gss_export_sec_context(&minor, &context, &token);
    if (GSS_ERROR(major))
        wire_complain("export", major, minor);
    else
        saved = save(path, &token);
    gss_release_buffer(&ignored, &token);
    gss_release_name(&ignored, &name);
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
    return saved ? 0 : 1;
}

/* Like a program of that user, from its start: nothing of root's is kept. */
static void become(const char *user)
{
    const unsigned id = (unsigned)atoi(user);
    if (setgroups(0, NULL) != 0 || setgid(id) != 0 || setuid(id) != 0) {
        perror("become another user");
        exit(2);
    }
}

static OM_uint32 show_peer(OM_uint32 *minor, gss_ctx_id_t context)
{
    gss_name_t peer = GSS_C_NO_NAME;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, ignored;
    major = gss_inquire_context(minor, context, &peer, NULL, NULL, NULL, NULL, NULL, NULL);
    if (!GSS_ERROR(major))
        major = gss_display_name(minor, peer, &text, NULL);
    if (!GSS_ERROR(major))
        printf("imported: a context with %.*s\n", (int)text.length, (char *)text.value);
    gss_release_buffer(&ignored, &text);
    gss_release_name(&ignored, &peer);
    return major;
}

static int import_context(const char *path, const char *user)
{
    static char bytes[65536];
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 major, minor, ignored;
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        perror(path);
        return 2;
    }
    gss_buffer_desc token = {fread(bytes, 1, sizeof(bytes), in), bytes};
    fclose(in);
    if (user != NULL)
        become(user);
    major = gss_import_sec_context(&minor, &token, &context);
    if (!GSS_ERROR(major))
        major = show_peer(&minor, context);
    if (GSS_ERROR(major))
        wire_complain("import", major, minor);
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
    return GSS_ERROR(major) ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc >= 4 && argc <= 6 && strcmp(argv[1], "export") == 0)
        return export_context(argv[2], argv[3], argv + 4);
    if (argc >= 3 && argc <= 4 && strcmp(argv[1], "import") == 0)
        return import_context(argv[2], argv[3]);
    fprintf(stderr,
            "usage: %s export SERVICE FILE [session | user USER-ID]\n"
            "       %s import FILE [USER-ID]\n",
            argv[0], argv[0]);
    return 2;
}
