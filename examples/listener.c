/*
 * Accepts clients, and hands each established context to one of several worker processes.
 *
 * usage: listener SERVICE WORKERS WORKER-PROGRAM
 *
 * Listens on a free port of the loopback interface and writes its number to standard output. It
 * is the only process that needs the keytab. A context leaves this process as a sealed token
 * together with the client's socket: the worker that gets them is the only one that can go on.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "wire.h"

enum { PATIENCE = 10 /* seconds for a client's next token */, MOST_WORKERS = 64 };

/* Starts a worker; its standard input is the other end of the channel that this returns. */
static int start_worker(const char *program)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return -1;
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDIN_FILENO);
        execl(program, program, (char *)NULL);
        perror(program);
        _exit(127);
    }
    close(ends[1]);
    if (child > 0)
        return ends[0];
    close(ends[0]);
    return -1;
}

static int listen_on_loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        return -1;
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

/* The acceptor's loop of RFC 2744 s.5.1. */
static gss_ctx_id_t accept_context(int client, gss_cred_id_t cred)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 major, minor, ignored;
    do {
        gss_buffer_desc input, output = GSS_C_EMPTY_BUFFER;
        if (!wire_read_token(client, &input)) {
            gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
            return GSS_C_NO_CONTEXT;
        }
        major = gss_accept_sec_context(&minor, &context, cred, &input, GSS_C_NO_CHANNEL_BINDINGS,
                                       NULL, NULL, &output, NULL, NULL, NULL);
        free(input.value);
        if (output.length > 0 && !wire_write_token(client, &output))
            major = GSS_S_FAILURE;
        gss_release_buffer(&ignored, &output);
    } while (major == GSS_S_CONTINUE_NEEDED);
    if (GSS_ERROR(major)) {
        wire_complain("accept", major, minor);
        gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
    }
    return context;
}

/* Answers one message here, so that the worker inherits sequence numbers that are under way. */
static bool greet(int client, gss_ctx_id_t context)
{
    char greeting[64];
    gss_buffer_desc token, message = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    bool ok = false;
    if (!wire_read_token(client, &token))
        return false;
    if (gss_unwrap(&minor, context, &token, &message, NULL, NULL) == GSS_S_COMPLETE) {
        const int n = snprintf(greeting, sizeof(greeting), "listener %ld: welcome", (long)getpid());
        gss_buffer_desc text = {(size_t)n, greeting};
        ok = gss_wrap(&minor, context, 1, GSS_C_QOP_DEFAULT, &text, NULL, &reply) ==
                 GSS_S_COMPLETE &&
             wire_write_token(client, &reply);
    }
    free(token.value);
    gss_release_buffer(&minor, &message);
    gss_release_buffer(&minor, &reply);
    return ok;
}

/* The context ends in this process when its export succeeds, and goes on in the worker. */
static void hand_over(int client, gss_ctx_id_t *context, int worker)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    major = gss_export_sec_context(&minor, context, &token);
    if (GSS_ERROR(major))
        wire_complain("export", major, minor);
    else if (!wire_send_handover(worker, &token, client))
        perror("hand over");
    gss_release_buffer(&minor, &token);
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
    int workers[MOST_WORKERS];
    const int count = argc == 4 ? atoi(argv[2]) : 0;
    if (count < 1 || count > MOST_WORKERS) {
        fprintf(stderr, "usage: %s SERVICE WORKERS WORKER-PROGRAM\n", argv[0]);
        return 2;
    }
    gss_cred_id_t cred = acquire(argv[1]);
    if (cred == GSS_C_NO_CREDENTIAL)
        return 1;
    for (int i = 0; i < count; i++)
        if ((workers[i] = start_worker(argv[3])) < 0)
            return 1;
    const int listening = listen_on_loopback();
    if (listening < 0) {
        perror("listen");
        return 1;
    }
    for (int turn = 0;; turn = (turn + 1) % count) {
        const struct timeval patience = {.tv_sec = PATIENCE};
        const int client = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
        OM_uint32 minor;
        if (client < 0)
            continue;
        setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        gss_ctx_id_t context = accept_context(client, cred);
        if (context != GSS_C_NO_CONTEXT && greet(client, context))
            hand_over(client, &context, workers[turn]);
        gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
        close(client);
    }
}
