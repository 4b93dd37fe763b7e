/* gss client: conversations of the gss-sample protocol with a server. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gss.h>

#include "commands.h"
#include "input.h"
#include "mechs.h"
#include "names.h"
#include "password.h"
#include "report.h"
#include "sample.h"
#include "sockets.h"
#include "status.h"
#include "text.h"

enum {
    OPTION_MECH = CLI_LONG_ONLY,
    OPTION_SEQ,
    OPTION_NOREPLAY,
    OPTION_NOMUTUAL,
    OPTION_CCOUNT,
    OPTION_MCOUNT,
    OPTION_NA,
    OPTION_NW,
    OPTION_NX,
    OPTION_NM,
    OPTION_TIMEOUT,
    OPTION_USER,
    OPTION_PASSWORD,
};

static const struct cli_option client_options[] = {
    {"port", 'p', "NUMBER", "the server's TCP port (4444)"},
    {"mech", OPTION_MECH, "MECH",
     "the mechanism: a SASL name, a name, a dotted\nidentifier, or scram"},
    {"user", OPTION_USER, "NAME", "authenticate as NAME by a password, which is asked for"},
    {"password-file", OPTION_PASSWORD, "FILE",
     "take the password of NAME from FILE's first line\n(-: from standard input)"},
    {"deleg", 'd', NULL, "delegate the credential to the server"},
    {"seq", OPTION_SEQ, NULL, "ask for sequence detection"},
    {"noreplay", OPTION_NOREPLAY, NULL, "do not ask for replay detection"},
    {"nomutual", OPTION_NOMUTUAL, NULL, "do not ask the server to prove who it is"},
    {"file", 'f', NULL, "MESSAGE is the name of a file to send"},
    {"ccount", OPTION_CCOUNT, "NUMBER", "connections, one after another (1)"},
    {"mcount", OPTION_MCOUNT, "NUMBER", "messages on each connection (1)"},
    {"na", OPTION_NA, NULL, "no context, and so no protection"},
    {"nw", OPTION_NW, NULL, "do not wrap messages"},
    {"nx", OPTION_NX, NULL, "wrap without confidentiality"},
    {"nm", OPTION_NM, NULL, "ask for no MIC"},
    {"timeout", OPTION_TIMEOUT, "SECONDS", "give up on a server that is silent for so long\n(60)"},
    {"quiet", 'q', NULL, "print only errors"},
    {0},
};

static const struct cli_command client_command = {
    .name = "gss client",
    .usage = "[OPTION...] HOST SERVICE[@NAME] MESSAGE",
    .summary = "Send MESSAGE to a server on HOST that speaks the protocol of gss-sample: 'gss\n"
               "server' and gss-server. The server's name is SERVICE@HOST unless NAME is given.",
    .options = client_options,
    .footer = "Long options may begin with one dash.\n"
              "Exit status: 0 if each message was answered and each MIC was right, else 1.",
    .one_dash = true,
};

struct client {
    const char *host;
    unsigned port;
    gss_name_t target;
    gss_OID mech;
    const char *user, *password_file; /* NULL: no user; ask */
    gss_cred_id_t cred;               /* of the user; otherwise the default one */
    OM_uint32 flags;                  /* asked for */
    uint8_t protect;                  /* SAMPLE_WRAPPED, ... of each message */
    uint64_t connections, messages;
    unsigned timeout;
    bool no_context, from_file, quiet;
    struct writer message;
};

/* Prints what OUT holds, unless quiet, and frees it. */
static void tell(const struct client *client, struct writer *out)
{
    if (client->quiet)
        writer_free(out);
    else
        report_output(out);
    fflush(stdout);
}

static void tell_sentence(const struct client *client, const char *sentence)
{
    struct writer out;

    writer_init(&out);
    text_write(&out, sentence);
    text_write(&out, "\n");
    tell(client, &out);
}

static void tell_context(const struct client *client, gss_ctx_id_t context)
{
    gss_name_t source = GSS_C_NO_NAME, target = GSS_C_NO_NAME;
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, minor, ignored, flags = 0, lifetime = 0;
    struct writer out;

    major = gss_inquire_context(&minor, context, &source, &target, &lifetime, &mech, &flags, NULL,
                                NULL);
    if (GSS_ERROR(major)) {
        report_status("inquiring the context", major, minor, GSS_C_NO_OID);
        return;
    }
    writer_init(&out);
    name_write(&out, source);
    text_write(&out, " to ");
    name_write(&out, target);
    text_write(&out, " by ");
    mech_write_name(&out, mech);
    name_write_lifetime(&out, lifetime);
    text_write(&out, ": ");
    name_write_flags(&out, flags);
    text_write(&out, "\n");
    tell(client, &out);
    gss_release_name(&ignored, &source);
    gss_release_name(&ignored, &target);
}

/* The next token of the server into INPUT, which was used up. */
static bool receive_context_token(int fd, gss_buffer_t input)
{
    OM_uint32 minor;
    uint8_t flags;

    gss_release_buffer(&minor, input);
    if (!sample_receive(fd, &flags, input))
        return false;
    if ((flags & SAMPLE_CONTEXT) != 0)
        return true;
    report_error("the server sent flags 0x%02x instead of a context token", flags);
    return false;
}

/* One token in, perhaps one out. False when the context failed; *MORE: another leg follows. */
static bool init_step(const struct client *client, int fd, gss_ctx_id_t *context,
                      gss_buffer_t input, bool *more)
{
    gss_buffer_desc output = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;
    bool ok = true;

    major = gss_init_sec_context(&minor, client->cred, context, client->target, client->mech,
                                 client->flags, 0, GSS_C_NO_CHANNEL_BINDINGS, input, NULL, &output,
                                 NULL, NULL);
    if (output.length != 0)
        ok = sample_send(fd, SAMPLE_CONTEXT, &output);
    if (GSS_ERROR(major))
        report_status("initializing the context", major, minor, client->mech);
    gss_release_buffer(&ignored, &output);
    *more = (major & GSS_S_CONTINUE_NEEDED) != 0;
    return ok && !GSS_ERROR(major);
}

static bool establish(const struct client *client, int fd, gss_ctx_id_t *context)
{
    gss_buffer_desc input = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    bool more, ok;

    if (client->no_context)
        return sample_send(fd, SAMPLE_NOOP, NULL);
    if (!sample_send(fd, SAMPLE_NOOP | SAMPLE_CONTEXT_NEXT, NULL))
        return false;
    do {
        ok = init_step(client, fd, context, &input, &more);
        if (ok && more)
            ok = receive_context_token(fd, &input);
    } while (ok && more);
    gss_release_buffer(&minor, &input);
    if (ok)
        tell_context(client, *context);
    return ok;
}

/* The message as it goes on the wire; *DATA is for gss_release_buffer. */
static bool protect_message(const struct client *client, gss_ctx_id_t context, gss_buffer_t message,
                            gss_buffer_t data)
{
    bool seal = (client->protect & SAMPLE_ENCRYPTED) != 0;
    OM_uint32 major, minor;
    int sealed = 0;

    major = gss_wrap(&minor, context, seal, GSS_C_QOP_DEFAULT, message, &sealed, data);
    if (GSS_ERROR(major))
        report_status("wrapping the message", major, minor, client->mech);
    else if (seal && !sealed)
        report_error("the message could not be encrypted; it was not sent");
    return !GSS_ERROR(major) && (sealed || !seal);
}

/* The server's answer: a MIC of the message if one was asked for. */
static bool check_answer(const struct client *client, gss_ctx_id_t context, uint8_t flags,
                         gss_buffer_t message, gss_buffer_t reply)
{
    OM_uint32 major, minor;

    if ((client->protect & SAMPLE_SEND_MIC) == 0) {
        tell_sentence(client, "Response received.");
        return true;
    }
    if ((flags & SAMPLE_MIC) == 0) {
        report_error("the server sent flags 0x%02x instead of a MIC", flags);
        return false;
    }
    major = gss_verify_mic(&minor, context, message, reply, NULL);
    if (major != GSS_S_COMPLETE) {
        report_status("verifying the server's MIC", major, minor, client->mech);
        return false;
    }
    tell_sentence(client, "Signature verified.");
    return true;
}

static bool exchange_message(const struct client *client, int fd, gss_ctx_id_t context)
{
    gss_buffer_desc message = {client->message.length, client->message.data};
    gss_buffer_desc wrapped = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    bool wrap = (client->protect & SAMPLE_WRAPPED) != 0, ok = true;
    OM_uint32 minor;
    uint8_t flags;

    if (wrap)
        ok = protect_message(client, context, &message, &wrapped);
    ok = ok && sample_send(fd, SAMPLE_DATA | client->protect, wrap ? &wrapped : &message) &&
         sample_receive(fd, &flags, &reply) &&
         check_answer(client, context, flags, &message, &reply);
    gss_release_buffer(&minor, &wrapped);
    gss_release_buffer(&minor, &reply);
    return ok;
}

/* One connection from its opening to its end. */
static bool converse(const struct client *client)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    int fd = socket_connect(client->host, client->port);
    OM_uint32 minor;
    bool ok;

    if (fd < 0)
        return false;
    ok = sample_set_timeout(fd, client->timeout) && establish(client, fd, &context);
    for (uint64_t i = 0; i < client->messages && ok; i++)
        ok = exchange_message(client, fd, context);
    ok = ok && sample_send(fd, SAMPLE_NOOP, NULL);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    close(fd);
    return ok;
}

/* Options that only set or clear flags. */
static const struct client_switch {
    int id;
    OM_uint32 set, clear;
    uint8_t unprotect;
} client_switches[] = {
    {'d', GSS_C_DELEG_FLAG, 0, 0},
    {OPTION_SEQ, GSS_C_SEQUENCE_FLAG, 0, 0},
    {OPTION_NOREPLAY, 0, GSS_C_REPLAY_FLAG, 0},
    {OPTION_NOMUTUAL, 0, GSS_C_MUTUAL_FLAG, 0},
    {OPTION_NA, 0, 0, SAMPLE_WRAPPED | SAMPLE_ENCRYPTED | SAMPLE_SEND_MIC},
    {OPTION_NW, 0, 0, SAMPLE_WRAPPED | SAMPLE_ENCRYPTED},
    {OPTION_NX, 0, 0, SAMPLE_ENCRYPTED},
    {OPTION_NM, 0, 0, SAMPLE_SEND_MIC},
};

static void client_switch(struct client *client, int id)
{
    for (size_t i = 0; i < sizeof(client_switches) / sizeof(client_switches[0]); i++) {
        const struct client_switch *row = &client_switches[i];

        if (row->id != id)
            continue;
        client->flags = (client->flags | row->set) & ~row->clear;
        client->protect &= (uint8_t)~row->unprotect;
    }
    client->no_context |= id == OPTION_NA;
    client->from_file |= id == 'f';
    client->quiet |= id == 'q';
}

/* Takes one option; CLI_END, or the exit status for the whole command. */
static int client_take_option(struct client *client, int id)
{
    uint64_t number = 0;
    bool ok = true;

    switch (id) {
    case CLI_HELP:
        return EXIT_OK;
    case CLI_ERROR:
        return EXIT_USAGE;
    case OPTION_MECH:
        return mech_find(optarg, &client->mech) ? CLI_END : EXIT_FAILED;
    case 'p':
        ok = cli_read_number(&client_command, optarg, 10, UINT16_MAX, &number);
        client->port = (unsigned)number;
        break;
    case OPTION_USER:
        client->user = optarg;
        break;
    case OPTION_PASSWORD:
        client->password_file = optarg;
        break;
    case OPTION_TIMEOUT:
        ok = cli_read_number(&client_command, optarg, 10, INT32_MAX, &number);
        client->timeout = (unsigned)number;
        break;
    case OPTION_CCOUNT:
        ok = cli_read_number(&client_command, optarg, 10, UINT32_MAX, &client->connections);
        break;
    case OPTION_MCOUNT:
        ok = cli_read_number(&client_command, optarg, 10, UINT32_MAX, &client->messages);
        break;
    default:
        client_switch(client, id);
    }
    return ok ? CLI_END : EXIT_USAGE;
}

/* The user's credential, if there is to be one. */
static bool client_acquire(struct client *client)
{
    /* Of the mechanism that the context will have: another one may take any password. */
    gss_OID_set_desc chosen = {1, client->mech != GSS_C_NO_OID ? client->mech : GSS_KRB5};
    gss_name_t name = GSS_C_NO_NAME;
    gss_buffer_desc text;
    OM_uint32 major, minor, ignored;
    struct writer password;

    if (client->user == NULL)
        return true;
    writer_init_secret(&password);
    if (!password_get(client->user, client->password_file, false, &password)) {
        writer_free(&password);
        return false;
    }
    text = (gss_buffer_desc){strlen(client->user), (void *)client->user};
    major = gss_import_name(&minor, &text, GSS_C_NT_USER_NAME, &name);
    text = (gss_buffer_desc){password.length, password.data};
    if (!GSS_ERROR(major))
        major = gss_acquire_cred_with_password(&minor, name, &text, GSS_C_INDEFINITE, &chosen,
                                               GSS_C_INITIATE, &client->cred, NULL, NULL);
    if (GSS_ERROR(major))
        report_status(client->user, major, minor, client->mech);
    gss_release_name(&ignored, &name);
    writer_free(&password);
    return !GSS_ERROR(major);
}

static int client_run(struct client *client, char **arguments)
{
    OM_uint32 minor;
    bool ok = true;

    client->host = arguments[0];
    if (client->from_file)
        ok = input_read_file(arguments[2], &client->message);
    else
        text_write(&client->message, arguments[2]);
    ok = ok && name_import_service(arguments[1], client->host, &client->target) &&
         client_acquire(client);
    for (uint64_t i = 0; i < client->connections && ok; i++)
        ok = converse(client);
    gss_release_name(&minor, &client->target);
    gss_release_cred(&minor, &client->cred);
    writer_free(&client->message);
    return ok ? EXIT_OK : EXIT_FAILED;
}

int command_client(int argc, char **argv)
{
    struct client client = {
        .port = SAMPLE_PORT,
        .flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG,
        .protect = SAMPLE_WRAPPED | SAMPLE_ENCRYPTED | SAMPLE_SEND_MIC,
        .connections = 1,
        .messages = 1,
        .timeout = SAMPLE_TIMEOUT,
    };
    int id, status;

    while ((id = cli_next(&client_command, argc, argv)) != CLI_END) {
        status = client_take_option(&client, id);
        if (status != CLI_END)
            return status;
    }
    if (!cli_check_arguments(&client_command, argc, 3, 3))
        return EXIT_USAGE;
    if (client.password_file != NULL && client.user == NULL)
        return cli_usage_error(&client_command, "--password-file needs --user");
    writer_init(&client.message);
    return client_run(&client, argv + optind);
}
