/* The command gss: finds the subcommand and sees that its output arrived. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "report.h"

static const struct {
    const char *name;
    cli_main *run;
} subcommands[] = {
    {"client", command_client}, {"doctor", command_doctor}, {"inspect", command_inspect},
    {"scram", command_scram},   {"server", command_server}, {"transfer", command_transfer},
};

static int run(int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-')
        return command_classic(argc, argv);
    for (size_t i = 0; i < sizeof(subcommands) / sizeof(subcommands[0]); i++) {
        if (strcmp(subcommands[i].name, argv[1]) == 0)
            return subcommands[i].run(argc - 1, argv + 1);
    }
    report_error("there is no command '%s'", argv[1]);
    fputs("Try 'gss --help'.\n", stderr);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    int status = run(argc, argv);

    if (fflush(stdout) != 0 || ferror(stdout)) {
        report_error("standard output: %s", strerror(errno));
        return status == EXIT_OK ? EXIT_FAILED : status;
    }
    return status;
}
