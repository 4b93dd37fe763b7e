/*
 * Command lines: one table describes a command, and both the parsing and the
 * help text come from it.
 */
#ifndef GSS_TOOLS_OPTIONS_H
#define GSS_TOOLS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A printable ID is the option's one-letter form too. */
struct cli_option {
    const char *name; /* NULL ends a table */
    int id;
    const char *argument; /* NULL: takes none */
    const char *help;     /* may have several lines */
};

/* IDs of options without a letter begin here. */
enum { CLI_LONG_ONLY = 0x100 };

enum {
    CLI_END = -1,   /* no more options: optind is the first argument */
    CLI_ERROR = -2, /* told on stderr: exit with EXIT_USAGE */
    CLI_HELP = -3,  /* -h was given and answered: exit with EXIT_OK */
};

struct cli_command {
    const char *name;    /* "gss inspect" */
    const char *usage;   /* "[OPTION...] [FILE]" */
    const char *summary; /* sentences under the usage */
    const struct cli_option *options;
    const char *footer; /* after the options; may be NULL */
    bool one_dash;      /* long options may have one dash, as gss-sample's have */
};

/* Each takes ARGC and ARGV from its own name on, and gives the exit status. */
typedef int cli_main(int argc, char **argv);

/* The next option's ID (optarg is its argument), or one of the above. Adds --help to every
 * command, and puts the command's name into ARGV[0]. */
int cli_next(const struct cli_command *command, int argc, char **argv);

/* A sentence and where help is, on stderr; gives EXIT_USAGE. */
int cli_usage_error(const struct cli_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Exactly MINIMUM to MAXIMUM arguments after the options; otherwise a usage error is told. */
bool cli_check_arguments(const struct cli_command *command, int argc, int minimum, int maximum);

/* A whole number from 0 to MAXIMUM; otherwise a usage error is told. BASE as strtoull's. */
bool cli_read_number(const struct cli_command *command, const char *text, int base,
                     uint64_t maximum, uint64_t *number);

/* PATH, or PATH in the current folder, to OUT of PATH_MAX bytes; told on stderr if it is too long.
 */
bool cli_absolute_path(const char *path, char *out);

#endif
