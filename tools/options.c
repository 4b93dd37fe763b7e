#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

enum { OPTIONS_MAX = 40, HELP_COLUMN = 26 };

static const struct cli_option help_option = {"help", 'h', NULL, "print this help"};

/* getopt's two forms of the same table. */
struct getopt_tables {
    char letters[2 * OPTIONS_MAX + 2];
    struct option options[OPTIONS_MAX + 2];
};

static void add_option(struct getopt_tables *tables, size_t n, const struct cli_option *option)
{
    size_t used = strlen(tables->letters);

    tables->options[n] = (struct option){option->name, option->argument != NULL, NULL, option->id};
    if (option->id < CLI_LONG_ONLY)
        snprintf(tables->letters + used, sizeof(tables->letters) - used, "%c%s", option->id,
                 option->argument != NULL ? ":" : "");
}

static void make_tables(const struct cli_command *command, struct getopt_tables *tables)
{
    size_t n = 0;

    *tables = (struct getopt_tables){0};
    for (; command->options[n].name != NULL && n < OPTIONS_MAX; n++)
        add_option(tables, n, &command->options[n]);
    add_option(tables, n, &help_option);
}

static void print_option(const struct cli_option *option)
{
    char left[80];
    const char *line = option->help;
    int length = snprintf(
        left, sizeof(left), "  %c%c%c --%s%s%s", option->id < CLI_LONG_ONLY ? '-' : ' ',
        option->id < CLI_LONG_ONLY ? option->id : ' ', option->id < CLI_LONG_ONLY ? ',' : ' ',
        option->name, option->argument != NULL ? "=" : "",
        option->argument != NULL ? option->argument : "");

    printf("%s%s", left, length >= HELP_COLUMN ? "\n" : "");
    if (length >= HELP_COLUMN)
        length = 0;
    while (line != NULL) {
        const char *end = strchr(line, '\n');

        printf("%*s%.*s\n", HELP_COLUMN - length, "",
               end != NULL ? (int)(end - line) : (int)strlen(line), line);
        line = end != NULL ? end + 1 : NULL;
        length = 0;
    }
}

static void print_help(const struct cli_command *command)
{
    printf("Usage: %s %s\n%s\n\n", command->name, command->usage, command->summary);
    for (const struct cli_option *option = command->options; option->name != NULL; option++)
        print_option(option);
    print_option(&help_option);
    if (command->footer != NULL)
        printf("\n%s\n", command->footer);
}

int cli_next(const struct cli_command *command, int argc, char **argv)
{
    struct getopt_tables tables;
    int id;

    make_tables(command, &tables);
    argv[0] = (char *)command->name; /* for getopt's own words */
    if (command->one_dash)
        id = getopt_long_only(argc, argv, tables.letters, tables.options, NULL);
    else
        id = getopt_long(argc, argv, tables.letters, tables.options, NULL);
    if (id == '?') {
        fprintf(stderr, "Try '%s --help'.\n", command->name);
        return CLI_ERROR;
    }
    if (id == 'h') {
        print_help(command);
        return CLI_HELP;
    }
    return id;
}

int cli_usage_error(const struct cli_command *command, const char *format, ...)
{
    va_list arguments;

    fflush(stdout);
    fprintf(stderr, "%s: ", command->name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\nTry '%s --help'.\n", command->name);
    return EXIT_USAGE;
}

bool cli_check_arguments(const struct cli_command *command, int argc, int minimum, int maximum)
{
    int count = argc - optind;

    if (count >= minimum && count <= maximum)
        return true;
    cli_usage_error(command, "%s",
                    count < minimum ? "an argument is missing"
                                    : "there are more arguments than it takes");
    return false;
}

bool cli_read_number(const struct cli_command *command, const char *text, int base,
                     uint64_t maximum, uint64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoull(text, &end, base);
    if (isdigit((unsigned char)*text) && *end == '\0' && errno == 0 && *number <= maximum)
        return true;
    cli_usage_error(command, "'%s' is not a whole number from 0 to %llu", text,
                    (unsigned long long)maximum);
    return false;
}

bool cli_absolute_path(const char *path, char *out)
{
    char current[PATH_MAX] = "";
    int length;

    if (path[0] != '/' && getcwd(current, sizeof(current)) == NULL) {
        report_error("the current folder: %s", strerror(errno));
        return false;
    }
    length = snprintf(out, PATH_MAX, "%s%s%s", current, path[0] != '/' ? "/" : "", path);
    if (length >= 0 && length < PATH_MAX)
        return true;
    report_error("%s: %s", path, strerror(ENAMETOOLONG));
    return false;
}
