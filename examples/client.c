/*
 * Talks to the listener and, without noticing, to a worker: one protected message after another.
 *
 * usage: client [-r] PORT SERVICE MESSAGE...
 *
 * Prints each answer. The context detects repeated, lost and reordered messages; any of them ends
 * the program with a complaint. With -r it repeats its first message, which the listener has
 * answered, at the end: whoever has the context by then must refuse it.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

static int connect_to(const char *port)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)atoi(port)),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    perror("connect");
    exit(1);
}

static gss_name_t import_service(char *service)
{
    gss_buffer_desc text = {strlen(service), service};
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 major, minor;
    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    if (GSS_ERROR(major))
        wire_complain(service, major, minor);
    return name;
}

/* The initiator's loop of RFC 2744 s.5.19. */
static OM_uint32 initiate(int fd, gss_name_t target, gss_ctx_id_t *context, OM_uint32 *minor)
{
    const OM_uint32 flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG |
                            GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;
    gss_buffer_desc input = GSS_C_EMPTY_BUFFER, output;
    OM_uint32 major, ignored;
    bool sent;
    do {
        major =
            gss_init_sec_context(minor, GSS_C_NO_CREDENTIAL, context, target, GSS_KRB5, flags, 0,
                                 GSS_C_NO_CHANNEL_BINDINGS, &input, NULL, &output, NULL, NULL);
        free(input.value);
        input = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
        sent = output.length == 0 || wire_write_token(fd, &output);
        gss_release_buffer(&ignored, &output);
        if (!sent || (major == GSS_S_CONTINUE_NEEDED && !wire_read_token(fd, &input)))
            return GSS_S_FAILURE;
    } while (major == GSS_S_CONTINUE_NEEDED);
    return major;
}

/* Sends a token and prints the answer; false unless the answer is intact and the next in line. */
static bool ask(int fd, gss_ctx_id_t context, const gss_buffer_desc *token)
{
    gss_buffer_desc reply, answer = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    if (!wire_write_token(fd, token) || !wire_read_token(fd, &reply)) {
        fprintf(stderr, "client: the server hung up\n");
        return false;
    }
    major = gss_unwrap(&minor, context, &reply, &answer, NULL, NULL);
    free(reply.value);
    if (major == GSS_S_COMPLETE)
        printf("%.*s\n", (int)answer.length, (char *)answer.value);
    else
        wire_complain("client: answer", major, minor);
    gss_release_buffer(&minor, &answer);
    return major == GSS_S_COMPLETE;
}

static bool converse(int fd, gss_ctx_id_t context, char **messages, bool repeat)
{
    gss_buffer_desc first = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    bool ok = true;
    for (size_t i = 0; ok && messages[i] != NULL; i++) {
        gss_buffer_desc message = {strlen(messages[i]), messages[i]}, token;
        ok = gss_wrap(&minor, context, 1, GSS_C_QOP_DEFAULT, &message, NULL, &token) ==
                 GSS_S_COMPLETE &&
             ask(fd, context, &token);
        if (i == 0)
            first = token;
        else
            gss_release_buffer(&minor, &token);
    }
    if (repeat)
        ok = ok && ask(fd, context, &first);
    gss_release_buffer(&minor, &first);
    return ok;
}

int main(int argc, char **argv)
{
    const bool repeat = argc > 1 && strcmp(argv[1], "-r") == 0;
    char **arguments = argv + (repeat ? 2 : 1);
    if (argc - (arguments - argv) < 3) {
        fprintf(stderr, "usage: %s [-r] PORT SERVICE MESSAGE...\n", argv[0]);
        return 2;
    }
    const int fd = connect_to(arguments[0]);
    gss_name_t target = import_service(arguments[1]);
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 minor = 0;
    const OM_uint32 major = initiate(fd, target, &context, &minor);
    if (major != GSS_S_COMPLETE)
        wire_complain("client: context", major, minor);
    const bool ok = major == GSS_S_COMPLETE && converse(fd, context, arguments + 2, repeat);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    gss_release_name(&minor, &target);
    close(fd);
    return ok ? 0 : 1;
}
