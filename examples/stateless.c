/*
 * An HTTP server with Negotiate (RFC 4559) that keeps nothing between two requests.
 *
 * usage: stateless SERVICE NUMBER       (run by front: standard input is the socket to serve)
 *
 * A mechanism may need several legs, each a request, and each can come to another worker: after a
 * leg the half made context is exported, and the client carries it as a cookie to whoever takes
 * the next one. The token is sealed and imports once, so the client can neither read nor change
 * nor repeat it; who steals it lacks the credentials for the next leg. Give the server a transfer
 * domain of its own (GSS_TRANSFER_DOMAIN): who can import its tokens can go on with its exchanges.
 * A browser has one cookie for a site: of two exchanges at once, one begins anew.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "negotiate.h"
#include "wire.h"

enum { PATIENCE = 60 /* seconds until the client's next leg */, MOST_HEADERS = 65536 };

struct worker {
    gss_cred_id_t cred;
    char number;
};

/* The words of a failure are for the log alone. */
static void fail(struct negotiate_answer *answer, const char *what, OM_uint32 major,
                 OM_uint32 minor)
{
    wire_complain(what, major, minor);
    if (GSS_ROUTINE_ERROR(major) == GSS_S_UNAVAILABLE) /* no domain or ledger: not the client's */
        negotiate_say(answer, MHD_HTTP_SERVICE_UNAVAILABLE, "try again later\n");
    else
        negotiate_say(answer, MHD_HTTP_UNAUTHORIZED, "not accepted\n");
}

/* The context leaves this process with the answer. */
static void go_on(struct negotiate_answer *answer, gss_ctx_id_t *context,
                  const gss_buffer_desc *reply, const struct negotiate_request *request)
{
    gss_buffer_desc sealed = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;
    major = gss_transfer_set_lifetime(&minor, *context, PATIENCE);
    if (!GSS_ERROR(major))
        major = gss_export_sec_context(&minor, context, &sealed);
    if (GSS_ERROR(major)) {
        fail(answer, "export", major, minor);
    } else if (!negotiate_carry(answer, request, &sealed, PATIENCE)) {
        negotiate_say(answer, MHD_HTTP_INTERNAL_SERVER_ERROR, "too much for a cookie\n");
    } else {
        negotiate_challenge(answer, reply);
        negotiate_say(answer, MHD_HTTP_UNAUTHORIZED, "go on\n");
    }
    gss_release_buffer(&ignored, &sealed);
}

/* A text of the peer's on one line. */
static void print_text(FILE *out, const char *label, const gss_buffer_desc *text)
{
    const char *bytes = text->value;
    fprintf(out, "%s: ", label);
    for (size_t i = 0; i < text->length; i++)
        fputc((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7f ? '?' : bytes[i], out);
    fputc('\n', out);
}

/* Who it is, by which mechanism, and the workers of the legs. */
static void welcome(struct negotiate_answer *answer, gss_name_t client, gss_OID mech,
                    const gss_buffer_desc *reply, const struct negotiate_request *request)
{
    gss_buffer_desc user = GSS_C_EMPTY_BUFFER, name = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;
    size_t length;
    major = gss_display_name(&minor, client, &user, NULL);
    if (!GSS_ERROR(major))
        major = gss_inquire_saslname_for_mech(&minor, mech, NULL, &name, NULL);
    if (GSS_ERROR(major)) {
        fail(answer, "name", major, minor);
    } else {
        FILE *out = open_memstream(&answer->text, &length);
        if (out == NULL)
            abort();
        print_text(out, "user", &user);
        print_text(out, "mechanism", &name);
        fputs("legs:", out);
        for (const char *leg = request->legs; *leg != '\0'; leg++)
            fprintf(out, " %c", *leg);
        fputc('\n', out);
        if (fclose(out) != 0)
            abort();
        answer->status = MHD_HTTP_OK;
        if (reply->length > 0)
            negotiate_challenge(answer, reply);
    }
    gss_release_buffer(&ignored, &user);
    gss_release_buffer(&ignored, &name);
}

/* One leg: the context comes from the cookie, if one is under way, and never stays. Success is
 * GSS_S_COMPLETE alone: GSS_ERROR does not see a duplicate token. */
static void take_leg(struct negotiate_answer *answer, const struct worker *worker,
                     struct negotiate_request *request)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc reply = GSS_C_EMPTY_BUFFER;
    gss_name_t client = GSS_C_NO_NAME;
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major = GSS_S_COMPLETE, minor = 0, flags = 0, ignored;
    if (request->sealed.length > 0)
        major = gss_import_sec_context(&minor, &request->sealed, &context);
    if (major == GSS_S_COMPLETE)
        major = gss_accept_sec_context(&minor, &context, worker->cred, &request->token,
                                       GSS_C_NO_CHANNEL_BINDINGS, &client, &mech, &reply, &flags,
                                       NULL, NULL);
    if (major == GSS_S_CONTINUE_NEEDED)
        go_on(answer, &context, &reply, request);
    else if (major != GSS_S_COMPLETE)
        fail(answer, request->sealed.length > 0 ? "next leg" : "first leg", major, minor);
    else if ((flags & GSS_C_ANON_FLAG) != 0)
        negotiate_say(answer, MHD_HTTP_FORBIDDEN, "not for anonymous clients\n");
    else
        welcome(answer, client, mech, &reply, request);
    gss_release_buffer(&ignored, &reply);
    gss_release_name(&ignored, &client);
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
}

static enum MHD_Result serve(void *closure, struct MHD_Connection *client, const char *path,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **state)
{
    const struct worker *worker = closure;
    struct negotiate_request request = {0};
    struct negotiate_answer answer = {0};
    (void)version, (void)upload, (void)state;
    *upload_size = 0;
    if (strcmp(path, "/") != 0)
        negotiate_say(&answer, MHD_HTTP_NOT_FOUND, "there is only /\n");
    else if (strcmp(method, MHD_HTTP_METHOD_GET) != 0)
        negotiate_say(&answer, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET\n");
    else if (negotiate_read(client, worker->number, &request, &answer))
        take_leg(&answer, worker, &request);
    return negotiate_send(client, worker->number, &request, &answer);
}

static gss_cred_id_t acquire(char *service)
{
    gss_buffer_desc text = {strlen(service), service};
    gss_name_t name = GSS_C_NO_NAME;
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor, ignored;
    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    if (!GSS_ERROR(major))
        major = gss_acquire_cred(&minor, name, GSS_C_INDEFINITE, GSS_C_NO_OID_SET, GSS_C_ACCEPT,
                                 &cred, NULL, NULL);
    if (GSS_ERROR(major))
        wire_complain(service, major, minor);
    gss_release_name(&ignored, &name);
    return cred;
}

int main(int argc, char **argv)
{
    sigset_t ends;
    int signal;
    if (argc != 3 || strspn(argv[2], "12") != 1 || argv[2][1] != '\0') {
        fprintf(stderr, "usage: %s SERVICE 1|2\n", argv[0]);
        return 2;
    }
    struct worker worker = {acquire(argv[1]), argv[2][0]};
    if (worker.cred == GSS_C_NO_CREDENTIAL)
        return 1;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL, NULL, serve, &worker,
                         MHD_OPTION_LISTEN_SOCKET, STDIN_FILENO, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                         (size_t)MOST_HEADERS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)PATIENCE,
                         MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (daemon == NULL) {
        fprintf(stderr, "stateless: no HTTP server\n");
        return 1;
    }
    sigwait(&ends, &signal);
    MHD_stop_daemon(daemon);
    OM_uint32 minor;
    gss_release_cred(&minor, &worker.cred);
    return 0;
}
