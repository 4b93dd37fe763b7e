/* gss inspect */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "input.h"
#include "inspect.h"
#include "report.h"
#include "text.h"

enum { OPTION_RAW = CLI_LONG_ONLY, OPTION_HEX, OPTION_BASE64, OPTION_JSON };

static const struct cli_option inspect_options[] = {
    {"hex", OPTION_HEX, NULL, "the input is hexadecimal digits"},
    {"base64", OPTION_BASE64, NULL, "the input is base64"},
    {"raw", OPTION_RAW, NULL, "the input is the token's own bytes"},
    {"json", OPTION_JSON, NULL, "print JSON"},
    {0},
};

static const struct cli_command inspect_command = {
    .name = "gss inspect",
    .usage = "[OPTION...] [FILE|TOKEN]",
    .summary = "Explain a GSS-API token as far as it is in the clear: an initial, per-message or\n"
               "interprocess token, or an exported name. It is read from FILE, or from standard\n"
               "input, or is the argument itself in hexadecimal digits or base64.",
    .options = inspect_options,
    .footer = "Exit status: 0 if the token is well-formed, 1 if not.",
};

/* The bytes of the argument; without one, of standard input. */
static bool inspect_read_input(const char *argument, enum input_encoding *encoding,
                               struct writer *token)
{
    bool from_file = argument == NULL || strcmp(argument, "-") == 0 || access(argument, F_OK) == 0;
    struct writer text;
    bool ok;

    writer_init(&text);
    if (from_file) {
        ok = input_read_file(argument != NULL ? argument : "-", &text);
    } else {
        write_bytes(&text, argument, strlen(argument));
        ok = writer_ok(&text);
    }
    if (ok && !input_decode(text.data, text.length, encoding, token)) {
        report_error("the input is not %s", input_encoding_name(*encoding));
        ok = false;
    }
    if (ok && !from_file && *encoding == INPUT_RAW) {
        report_error("%s: no such file, and neither hexadecimal digits nor base64", argument);
        ok = false;
    }
    writer_free(&text);
    return ok;
}

static int inspect_print(const struct writer *token, enum input_encoding encoding, bool as_json)
{
    struct inspection inspection;
    struct writer out;
    struct json json;
    bool ok;

    writer_init(&out);
    json_init(&json, &out);
    if (!inspect_token(token->data, token->length, &inspection)) {
        writer_fail(&out);
    } else if (as_json) {
        json_open_object(&json, NULL);
        json_string(&json, "encoding", input_encoding_name(encoding));
        inspect_write_json(&inspection, &json);
        json_close_object(&json);
        json_end(&json);
    } else {
        inspect_write_text(&inspection, &out);
    }
    ok = report_output(&out) && !inspection.malformed;
    inspect_clear(&inspection);
    return ok ? EXIT_OK : EXIT_FAILED;
}

int command_inspect(int argc, char **argv)
{
    enum input_encoding encoding = INPUT_AUTO;
    struct writer token;
    bool as_json = false;
    int id, status = EXIT_FAILED;

    while ((id = cli_next(&inspect_command, argc, argv)) != CLI_END) {
        switch (id) {
        case OPTION_RAW:
            encoding = INPUT_RAW;
            break;
        case OPTION_HEX:
            encoding = INPUT_HEX;
            break;
        case OPTION_BASE64:
            encoding = INPUT_BASE64;
            break;
        case OPTION_JSON:
            as_json = true;
            break;
        default:
            return id == CLI_HELP ? EXIT_OK : EXIT_USAGE;
        }
    }
    if (!cli_check_arguments(&inspect_command, argc, 0, 1))
        return EXIT_USAGE;
    writer_init(&token);
    if (inspect_read_input(argv[optind], &encoding, &token))
        status = inspect_print(&token, encoding, as_json);
    writer_free(&token);
    return status;
}
