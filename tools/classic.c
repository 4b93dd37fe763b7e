/* gss without a subcommand: the options of GNU GSS's command. */
#include <getopt.h>
#include <stdio.h>

#include <gss.h>

#include "commands.h"
#include "exchange.h"
#include "major.h"
#include "mechs.h"
#include "report.h"

enum { OPTION_JSON = CLI_LONG_ONLY, OPTION_VERBOSE };

static const struct cli_option classic_options[] = {
    {"list-mechanisms", 'l', NULL, "list the supported mechanisms"},
    {"major", 'm', "LONG", "explain a major status code, part by part"},
    {"accept-sec-context", 'a', NULL,
     "accept a security context as server; tokens are\nlines of base64"},
    {"init-sec-context", 'i', "MECH",
     "initialize a security context as client; MECH is\nthe mechanism's SASL name"},
    {"server-name", 'n', "SERVICE@HOSTNAME",
     "the server's name for -i and -a, for example\n\"imap@mail.example.com\""},
    {"json", OPTION_JSON, NULL, "with -l and -m: print JSON"},
    {"verbose", OPTION_VERBOSE, NULL, "with -l: list the configured plugins, too"},
    {"quiet", 'q', NULL, "print only tokens and errors"},
    {"version", 'V', NULL, "print the version"},
    {0},
};

static const struct cli_command classic_command = {
    .name = "gss",
    .usage = "OPTION...\n   or: gss COMMAND [OPTION...] [ARGUMENT...]",
    .summary = "Generic Security Service: try, inspect and diagnose it.",
    .options = classic_options,
    .footer = "Commands:\n"
              "  client    send messages to a server that speaks the gss-sample protocol\n"
              "  doctor    say what is wrong with this host's set-up\n"
              "  inspect   explain a token\n"
              "  scram     look after the password verifiers of SCRAM acceptors\n"
              "  server    serve clients that speak the gss-sample protocol\n"
              "  transfer  make, rotate and look at a transfer domain's keys\n"
              "'gss COMMAND --help' tells a command's options; the manual is gss(1).\n\n"
              "Exit status: 0 if it went well, 1 if not, 2 for a wrong command line.",
};

struct classic_choice {
    int action;     /* the option that chose it */
    uint64_t major; /* of -m */
    bool json;
    bool verbose;
    struct exchange_options exchange;
};

static int print_version(void)
{
    printf("gss %s\n", gss_check_version(NULL));
    return EXIT_OK;
}

/* Exactly one of the actions; false for a second one. */
static bool classic_set_action(struct classic_choice *choice, int id)
{
    if (choice->action != 0) {
        cli_usage_error(&classic_command, "-%c and -%c do not go together", choice->action, id);
        return false;
    }
    choice->action = id;
    return true;
}

/* Takes one option; CLI_END, or the exit status for the whole command. */
static int classic_take_option(struct classic_choice *choice, int id)
{
    switch (id) {
    case 'm':
        if (!cli_read_number(&classic_command, optarg, 0, UINT32_MAX, &choice->major))
            return EXIT_USAGE;
        break;
    case 'i':
        if (!mech_find(optarg, &choice->exchange.mech))
            return EXIT_FAILED;
        break;
    case 'n':
        choice->exchange.service = optarg;
        return CLI_END;
    case 'q':
        choice->exchange.quiet = true;
        return CLI_END;
    case OPTION_VERBOSE:
        choice->verbose = true;
        return CLI_END;
    case OPTION_JSON:
        choice->json = true;
        return CLI_END;
    case CLI_HELP:
        return EXIT_OK;
    case CLI_ERROR:
        return EXIT_USAGE;
    }
    return classic_set_action(choice, id) ? CLI_END : EXIT_USAGE;
}

static int classic_run(const struct classic_choice *choice)
{
    switch (choice->action) {
    case 'V':
        return print_version();
    case 'l':
        return mech_list(choice->json, choice->verbose);
    case 'm':
        return major_explain((OM_uint32)choice->major, choice->json);
    case 'a':
        return exchange_accept(&choice->exchange);
    case 'i':
        if (choice->exchange.service == NULL)
            return cli_usage_error(&classic_command, "-i needs the server's name: -n");
        return exchange_initiate(&choice->exchange);
    default:
        return cli_usage_error(&classic_command, "an option or a command is missing");
    }
}

int command_classic(int argc, char **argv)
{
    struct classic_choice choice = {0};
    int id, status;

    while ((id = cli_next(&classic_command, argc, argv)) != CLI_END) {
        status = classic_take_option(&choice, id);
        if (status != CLI_END)
            return status;
    }
    if (!cli_check_arguments(&classic_command, argc, 0, 0))
        return EXIT_USAGE;
    return classic_run(&choice);
}
