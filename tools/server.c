/* gss server: one conversation of the gss-sample protocol after another. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gss.h>

#include "acceptor.h"
#include "commands.h"
#include "mechs.h"
#include "names.h"
#include "report.h"
#include "sample.h"
#include "sockets.h"
#include "status.h"
#include "text.h"

enum {
    OPTION_LISTEN = CLI_LONG_ONLY,
    OPTION_ONCE,
    OPTION_EXPORT,
    OPTION_KEYTAB,
    OPTION_TIMEOUT,
    OPTION_MECH,
    OPTION_VERIFIERS,
    OPTION_BACKGROUND,
};

static const struct cli_option server_options[] = {
    {"port", 'p', "NUMBER", "the TCP port; 4444 without this option,\n0: any free one"},
    {"listen", OPTION_LISTEN, "ADDRESS",
     "listen on ADDRESS (may be given more than once);\nwithout it: on this host's loopback only"},
    {"once", OPTION_ONCE, NULL, "serve one connection, then exit"},
    {"export", OPTION_EXPORT, NULL, "hand each context to a process of its own"},
    {"background", OPTION_BACKGROUND, NULL, "return once it listens, and go on in the background"},
    {"keytab", OPTION_KEYTAB, "FILE", "the keytab; without it: the default one"},
    {"verifiers", OPTION_VERIFIERS, "FILE",
     "SCRAM's file of verifiers; without it: the default\none"},
    {"mech", OPTION_MECH, "MECH",
     "only this mechanism: a SASL name, a name, a dotted\nidentifier, or scram"},
    {"timeout", OPTION_TIMEOUT, "SECONDS", "give up on a client that is silent for so long\n(60)"},
    {"quiet", 'q', NULL, "print only errors and where it listens"},
    {0},
};

static const struct cli_command server_command = {
    .name = "gss server",
    .usage = "[OPTION...] SERVICE[@HOST]",
    .summary = "Accept security contexts and messages from clients that speak the protocol of\n"
               "gss-sample: 'gss client' and gss-client.",
    .options = server_options,
    .footer = "Long options may begin with one dash.\n"
              "Exit status: 0 if it went well (with --once: the conversation, too), else 1.",
    .one_dash = true,
};

struct server {
    struct listeners listeners;
    const char *addresses[LISTENERS_MAX];
    size_t address_count;
    gss_cred_id_t cred;
    gss_OID mech;          /* GSS_C_NO_OID: each that has credentials */
    const char *verifiers; /* NULL: the default file */
    unsigned timeout;
    bool once, export, background, quiet;
};

/* One client. */
struct conversation {
    const struct server *server;
    int fd;
    gss_ctx_id_t context; /* GSS_C_NO_CONTEXT: the client goes without */
};

/* Prints what OUT holds, unless quiet, and frees it. */
static void tell(const struct server *server, struct writer *out)
{
    if (server->quiet)
        writer_free(out);
    else
        report_output(out);
    fflush(stdout);
}

static void tell_context(const struct conversation *talk, gss_name_t client, gss_OID mech,
                         OM_uint32 flags, OM_uint32 lifetime)
{
    struct writer out;

    writer_init(&out);
    text_write(&out, "Accepted ");
    name_write(&out, client);
    text_write(&out, " by ");
    mech_write_name(&out, mech);
    name_write_lifetime(&out, lifetime);
    text_write(&out, ": ");
    name_write_flags(&out, flags);
    text_write(&out, "\n");
    tell(talk->server, &out);
}

static void tell_delegated(const struct conversation *talk, gss_cred_id_t delegated)
{
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 minor;
    struct writer out;

    if (delegated == GSS_C_NO_CREDENTIAL ||
        GSS_ERROR(gss_inquire_cred(&minor, delegated, &name, NULL, NULL, NULL)))
        return;
    writer_init(&out);
    text_write(&out, "The client delegated a credential of ");
    name_write(&out, name);
    text_write(&out, "\n");
    tell(talk->server, &out);
    gss_release_name(&minor, &name);
}

/* One token in, perhaps one out. False when the context failed; *MORE: another leg follows. */
static bool accept_step(struct conversation *talk, gss_buffer_t input, bool *more)
{
    gss_buffer_desc output = GSS_C_EMPTY_BUFFER;
    gss_cred_id_t delegated = GSS_C_NO_CREDENTIAL;
    gss_name_t client = GSS_C_NO_NAME;
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, minor, ignored, flags = 0, lifetime = 0;
    bool ok = true;

    major = gss_accept_sec_context(&minor, &talk->context, talk->server->cred, input,
                                   GSS_C_NO_CHANNEL_BINDINGS, &client, &mech, &output, &flags,
                                   &lifetime, &delegated);
    if (output.length != 0)
        ok = sample_send(talk->fd, SAMPLE_CONTEXT, &output);
    if (GSS_ERROR(major))
        report_status("accepting the context", major, minor, mech);
    else if (major == GSS_S_COMPLETE) {
        tell_context(talk, client, mech, flags, lifetime);
        tell_delegated(talk, delegated);
    }
    *more = (major & GSS_S_CONTINUE_NEEDED) != 0;
    gss_release_buffer(&ignored, &output);
    gss_release_name(&ignored, &client);
    gss_release_cred(&ignored, &delegated);
    return ok && !GSS_ERROR(major);
}

static bool accept_context(struct conversation *talk)
{
    gss_buffer_desc token;
    OM_uint32 minor;
    uint8_t flags;
    bool more = true, ok;

    do {
        ok = sample_receive(talk->fd, &flags, &token);
        if (ok && (flags & SAMPLE_CONTEXT) == 0) {
            report_error("the client sent flags 0x%02x instead of a context token", flags);
            ok = false;
        }
        ok = ok && accept_step(talk, &token, &more);
        gss_release_buffer(&minor, &token);
    } while (ok && more);
    return ok;
}

/* The client opens with NOOP, and says whether context tokens follow. */
static bool establish(struct conversation *talk)
{
    gss_buffer_desc data;
    OM_uint32 minor;
    struct writer out;
    uint8_t flags;

    if (!sample_receive(talk->fd, &flags, &data))
        return false;
    gss_release_buffer(&minor, &data);
    if ((flags & SAMPLE_NOOP) == 0) {
        report_error("the client opened with flags 0x%02x instead of a NOOP", flags);
        return false;
    }
    if ((flags & SAMPLE_CONTEXT_NEXT) != 0)
        return accept_context(talk);
    writer_init(&out);
    text_write(&out, "Accepted a client without a context\n");
    tell(talk->server, &out);
    return true;
}

/* In the process that the context was handed to. */
static bool import_context(struct conversation *talk, gss_buffer_t token)
{
    OM_uint32 minor, major = gss_import_sec_context(&minor, token, &talk->context);
    struct writer out;

    if (GSS_ERROR(major)) {
        report_status("importing the context", major, minor, GSS_C_NO_OID);
        return false;
    }
    writer_init(&out);
    text_writef(&out, "Exported and imported the context: %zu bytes, from process %d to %d\n",
                token->length, (int)getppid(), (int)getpid());
    tell(talk->server, &out);
    return true;
}

/* In the process that exported it, after that. */
static bool token_is_spent(gss_buffer_t token)
{
    gss_ctx_id_t second = GSS_C_NO_CONTEXT;
    OM_uint32 minor;

    if (GSS_ERROR(gss_import_sec_context(&minor, token, &second)))
        return true;
    report_error("importing the context: the same token was imported twice");
    gss_delete_sec_context(&minor, &second, GSS_C_NO_BUFFER);
    return false;
}

static bool serve_messages(const struct conversation *talk);

/* Hands the context to another process by an interprocess token, and it goes on with the client;
 * the token must not import a second time. */
static bool hand_over(struct conversation *talk)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int status = 0;
    pid_t worker;
    bool ok;

    major = gss_export_sec_context(&minor, &talk->context, &token);
    if (GSS_ERROR(major)) {
        report_status("exporting the context", major, minor, GSS_C_NO_OID);
        return false;
    }
    fflush(stdout);
    worker = fork();
    if (worker == 0) {
        ok = import_context(talk, &token) && serve_messages(talk);
        gss_delete_sec_context(&minor, &talk->context, GSS_C_NO_BUFFER);
        fflush(stdout);
        _exit(ok ? EXIT_OK : EXIT_FAILED);
    }
    if (worker < 0)
        report_error("making a process: %s", strerror(errno));
    ok = worker > 0 && waitpid(worker, &status, 0) == worker && status == 0 &&
         token_is_spent(&token);
    gss_release_buffer(&minor, &token);
    return ok;
}

/* The message inside DATA; *MESSAGE is for gss_release_buffer. */
static bool open_message(const struct conversation *talk, uint8_t flags, gss_buffer_t data,
                         gss_buffer_t message)
{
    OM_uint32 major, minor;
    int sealed = 0;

    *message = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    if ((flags & SAMPLE_WRAPPED) == 0) {
        *message = *data;
        *data = (gss_buffer_desc)GSS_C_EMPTY_BUFFER; /* the message's now */
        return true;
    }
    major = gss_unwrap(&minor, talk->context, data, message, &sealed, NULL);
    if (GSS_ERROR(major) || GSS_SUPPLEMENTARY_INFO(major) != 0)
        report_status("unwrapping a message", major, minor, GSS_C_NO_OID);
    else if ((flags & SAMPLE_ENCRYPTED) != 0 && !sealed)
        report_error("the client's message is not encrypted although it says so");
    return !GSS_ERROR(major);
}

static bool answer(const struct conversation *talk, uint8_t flags, gss_buffer_t message)
{
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;
    bool ok;

    if ((flags & SAMPLE_SEND_MIC) == 0)
        return sample_send(talk->fd, SAMPLE_NOOP, NULL);
    major = gss_get_mic(&minor, talk->context, GSS_C_QOP_DEFAULT, message, &mic);
    if (GSS_ERROR(major))
        report_status("signing a message", major, minor, GSS_C_NO_OID);
    ok = !GSS_ERROR(major) && sample_send(talk->fd, SAMPLE_MIC, &mic);
    gss_release_buffer(&ignored, &mic);
    return ok;
}

static void tell_message(const struct conversation *talk, const gss_buffer_desc *message)
{
    struct writer out;

    writer_init(&out);
    text_write(&out, "Received message: \"");
    text_write_safe(&out, message->value, message->length);
    text_write(&out, "\"\n");
    tell(talk->server, &out);
}

/* One message of the client; *MORE is false after its last NOOP. */
static bool serve_message(const struct conversation *talk, bool *more)
{
    const uint8_t protected = SAMPLE_WRAPPED | SAMPLE_ENCRYPTED | SAMPLE_SEND_MIC;
    gss_buffer_desc data, message = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    uint8_t flags;
    bool ok;

    if (!sample_receive(talk->fd, &flags, &data))
        return false;
    *more = (flags & SAMPLE_NOOP) == 0;
    if (talk->context == GSS_C_NO_CONTEXT && (flags & protected) != 0) {
        report_error("a client without a context asked for protected messages");
        gss_release_buffer(&minor, &data);
        return false;
    }
    ok = !*more || open_message(talk, flags, &data, &message);
    if (ok && *more) {
        tell_message(talk, &message);
        ok = answer(talk, flags, &message);
    }
    gss_release_buffer(&minor, &message);
    gss_release_buffer(&minor, &data);
    return ok;
}

static bool serve_messages(const struct conversation *talk)
{
    bool more = true, ok = true;

    while (ok && more)
        ok = serve_message(talk, &more);
    return ok;
}

static bool serve(const struct server *server, int fd)
{
    struct conversation talk = {.server = server, .fd = fd, .context = GSS_C_NO_CONTEXT};
    OM_uint32 minor;
    bool ok;

    ok = sample_set_timeout(fd, server->timeout) && establish(&talk);
    if (ok)
        ok = server->export && talk.context != GSS_C_NO_CONTEXT ? hand_over(&talk)
                                                                : serve_messages(&talk);
    gss_delete_sec_context(&minor, &talk.context, GSS_C_NO_BUFFER);
    return ok;
}

static bool server_listen(struct server *server)
{
    struct listeners *listeners = &server->listeners;

    if (server->address_count == 0 && !listeners_add_loopback(listeners))
        return false;
    for (size_t i = 0; i < server->address_count; i++) {
        if (!listeners_add(listeners, server->addresses[i]))
            return false;
    }
    printf("Listening on %s port %u\n",
           server->address_count == 0 ? "loopback" : server->addresses[0], listeners->port);
    fflush(stdout);
    return true;
}

static int server_run(struct server *server)
{
    struct writer out;
    char peer[128];
    bool ok;
    int fd;

    do {
        fd = listeners_accept(&server->listeners, peer, sizeof(peer));
        if (fd < 0)
            return EXIT_FAILED;
        writer_init(&out);
        text_writef(&out, "Connection from %s\n", peer);
        tell(server, &out);
        ok = serve(server, fd);
        close(fd);
    } while (!server->once);
    return ok ? EXIT_OK : EXIT_FAILED;
}

/* Leaves a process behind that serves. */
static int server_run_in_background(struct server *server)
{
    pid_t process = fork();

    if (process == 0)
        return server_run(server);
    if (process > 0)
        return EXIT_OK;
    report_error("going to the background: %s", strerror(errno));
    return EXIT_FAILED;
}

/* Takes one option; false for a usage error, which was told. */
static bool server_take_option(struct server *server, int id)
{
    uint64_t number;

    switch (id) {
    case 'p':
        if (!cli_read_number(&server_command, optarg, 10, UINT16_MAX, &number))
            return false;
        server->listeners.port = (unsigned)number;
        return true;
    case OPTION_TIMEOUT:
        if (!cli_read_number(&server_command, optarg, 10, INT32_MAX, &number))
            return false;
        server->timeout = (unsigned)number;
        return true;
    case OPTION_LISTEN:
        if (server->address_count == LISTENERS_MAX) {
            cli_usage_error(&server_command, "more than %d addresses", LISTENERS_MAX);
            return false;
        }
        server->addresses[server->address_count++] = optarg;
        return true;
    case OPTION_ONCE:
        server->once = true;
        return true;
    case OPTION_EXPORT:
        server->export = true;
        return true;
    case OPTION_BACKGROUND:
        server->background = true;
        return true;
    case OPTION_KEYTAB:
        return krb5_gss_register_acceptor_identity(optarg) == GSS_S_COMPLETE;
    case OPTION_MECH:
        return mech_find(optarg, &server->mech);
    case OPTION_VERIFIERS:
        server->verifiers = optarg;
        return true;
    case 'q':
        server->quiet = true;
        return true;
    default:
        return false;
    }
}

int command_server(int argc, char **argv)
{
    struct server server = {.listeners = {.port = SAMPLE_PORT}, .timeout = SAMPLE_TIMEOUT};
    OM_uint32 minor;
    int id, status = EXIT_FAILED;

    while ((id = cli_next(&server_command, argc, argv)) != CLI_END) {
        if (id == CLI_HELP)
            return EXIT_OK;
        if (!server_take_option(&server, id))
            return EXIT_USAGE;
    }
    if (!cli_check_arguments(&server_command, argc, 1, 1))
        return EXIT_USAGE;
    if (acceptor_acquire(argv[optind], server.mech, server.verifiers, &server.cred) &&
        server_listen(&server))
        status = server.background ? server_run_in_background(&server) : server_run(&server);
    listeners_close(&server.listeners);
    gss_release_cred(&minor, &server.cred);
    return status;
}
