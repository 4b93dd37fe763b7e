/* gss scram: the file of password verifiers that SCRAM acceptors use. */
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "json.h"
#include "mech/scram/verifiers.h"
#include "password.h"
#include "report.h"
#include "status.h"
#include "text.h"

enum { OPTION_FILE = CLI_LONG_ONLY, OPTION_ITERATIONS, OPTION_SHA1, OPTION_PASSWORD, OPTION_JSON };

#define FILE_OPTION                                                                                \
    {                                                                                              \
        "file", OPTION_FILE, "FILE", "the file of verifiers; without it: this user's"              \
    }
#define PASSWORD_OPTION                                                                            \
    {                                                                                              \
        "password-file", OPTION_PASSWORD, "FILE",                                                  \
            "take the password from FILE's first line (-: from\n"                                  \
            "standard input) instead of asking for it"                                             \
    }

static const struct cli_option add_options[] = {
    FILE_OPTION,
    PASSWORD_OPTION,
    {"iterations", OPTION_ITERATIONS, "NUMBER", "how often the password is hashed (600000)"},
    {"sha1", OPTION_SHA1, NULL, "for SCRAM-SHA-1 instead of SCRAM-SHA-256"},
    {0},
};

static const struct cli_option remove_options[] = {FILE_OPTION, {0}};
static const struct cli_option verify_options[] = {FILE_OPTION, PASSWORD_OPTION, {0}};

static const struct cli_option list_options[] = {
    FILE_OPTION,
    {"json", OPTION_JSON, NULL, "print JSON"},
    {0},
};

static const struct cli_option no_options[] = {{0}};

static const struct cli_command scram_command = {
    .name = "gss scram",
    .usage = "add|remove|list|verify [OPTION...] [USER]",
    .summary = "Look after the file of password verifiers that SCRAM acceptors use. It holds no\n"
               "passwords, but what they can be checked with, and guessed: keep it secret.",
    .options = no_options,
    .footer = "  add      add a user, or change the user's password\n"
              "  remove   remove a user\n"
              "  list     tell who is in the file\n"
              "  verify   tell whether a password is the user's\n"
              "'gss scram add --help' and so on tell their options.",
};

/* Options of all actions. */
struct scram_choice {
    char *file;
    const char *password_file; /* NULL: ask */
    gss_buffer_desc user;
    uint64_t iterations; /* 0: the default */
    bool sha1, json;
};

typedef int scram_run(const struct scram_choice *choice);

/* The failure of WHAT, in the library's words. */
static int fail(const char *what, OM_uint32 major, OM_uint32 minor)
{
    report_status(what, major, minor, GSS_C_NO_OID);
    return EXIT_FAILED;
}

/* "no user NAME in FILE" */
static int fail_unknown(const struct scram_choice *choice)
{
    struct writer out;

    writer_init(&out);
    text_write_safe(&out, choice->user.value, choice->user.length);
    report_error("there is no user '%.*s' in %s", (int)out.length, (const char *)out.data,
                 choice->file);
    writer_free(&out);
    return EXIT_FAILED;
}

static int run_add(const struct scram_choice *choice)
{
    const struct scram_hash *hash = choice->sha1 ? &scram_sha1 : &scram_sha256;
    struct scram_verifier verifier;
    struct writer password;
    gss_buffer_desc text;
    OM_uint32 major, minor;
    bool replaced = false;

    writer_init_secret(&password);
    if (!password_get(choice->user.value, choice->password_file, true, &password)) {
        writer_free(&password);
        return EXIT_FAILED;
    }
    text = (gss_buffer_desc){password.length, password.data};
    major = scram_verifier_make(&minor, hash, &text, (uint32_t)choice->iterations, &verifier);
    writer_free(&password);
    if (GSS_ERROR(major))
        return fail("making the verifier", major, minor);
    major = scram_verifiers_add(&minor, choice->file, &choice->user, &verifier, &replaced);
    if (GSS_ERROR(major))
        return fail("adding the user", major, minor);
    printf("%s %s, %" PRIu32 " iterations, in %s\n", replaced ? "Changed" : "Added", hash->name,
           verifier.iterations, choice->file);
    return EXIT_OK;
}

static int run_remove(const struct scram_choice *choice)
{
    size_t removed = 0;
    OM_uint32 minor;
    OM_uint32 major = scram_verifiers_remove(&minor, choice->file, &choice->user, &removed);

    if (GSS_ERROR(major))
        return fail("removing the user", major, minor);
    return removed != 0 ? EXIT_OK : fail_unknown(choice);
}

static int run_verify(const struct scram_choice *choice)
{
    bool known = false, right = false;
    struct writer password;
    gss_buffer_desc text;
    OM_uint32 major, minor;

    writer_init_secret(&password);
    if (!password_get(choice->user.value, choice->password_file, false, &password)) {
        writer_free(&password);
        return EXIT_FAILED;
    }
    text = (gss_buffer_desc){password.length, password.data};
    major = scram_verifiers_check(&minor, choice->file, &choice->user, &text, &known, &right);
    writer_free(&password);
    if (GSS_ERROR(major))
        return fail("checking the password", major, minor);
    if (!known)
        return fail_unknown(choice);
    puts(right ? "The password is right." : "The password is wrong.");
    return right ? EXIT_OK : EXIT_FAILED;
}

/* The list, in one of its forms. */
struct listing {
    struct writer out;
    struct json json;
    bool as_json;
};

static void list_verifier(void *arg, const char *user, size_t length,
                          const struct scram_verifier *verifier)
{
    struct listing *listing = arg;

    if (!listing->as_json) {
        text_write_safe(&listing->out, user, length);
        text_writef(&listing->out, ": %s, %" PRIu32 " iterations, salt of %zu bytes\n",
                    verifier->hash->name, verifier->iterations, verifier->salt_length);
        return;
    }
    json_open_object(&listing->json, NULL);
    json_text(&listing->json, "user", user, length);
    json_string(&listing->json, "mechanism", verifier->hash->name);
    json_unsigned(&listing->json, "iterations", verifier->iterations);
    json_unsigned(&listing->json, "salt_length", verifier->salt_length);
    json_close_object(&listing->json);
}

static int run_list(const struct scram_choice *choice)
{
    struct listing listing = {.as_json = choice->json};
    OM_uint32 major, minor;

    writer_init(&listing.out);
    if (listing.as_json) {
        json_init(&listing.json, &listing.out);
        json_open_object(&listing.json, NULL);
        json_string(&listing.json, "file", choice->file);
        json_open_array(&listing.json, "verifiers");
    }
    major = scram_verifiers_list(&minor, choice->file, list_verifier, &listing);
    if (GSS_ERROR(major)) {
        writer_free(&listing.out);
        return fail("listing the users", major, minor);
    }
    if (listing.as_json) {
        json_close_array(&listing.json);
        json_close_object(&listing.json);
        json_end(&listing.json);
    }
    return report_output(&listing.out) ? EXIT_OK : EXIT_FAILED;
}

static const struct scram_action {
    const char *name;
    struct cli_command command;
    int arguments;
    scram_run *run;
} scram_actions[] = {
    {"add",
     {.name = "gss scram add",
      .usage = "[OPTION...] USER",
      .summary = "Add USER to the file of verifiers, or change the password of USER.",
      .options = add_options},
     1,
     run_add},
    {"remove",
     {.name = "gss scram remove",
      .usage = "[OPTION...] USER",
      .summary = "Remove USER from the file of verifiers.",
      .options = remove_options},
     1,
     run_remove},
    {"list",
     {.name = "gss scram list",
      .usage = "[OPTION...]",
      .summary = "Tell who is in the file of verifiers. No keys and no salts are shown.",
      .options = list_options},
     0,
     run_list},
    {"verify",
     {.name = "gss scram verify",
      .usage = "[OPTION...] USER",
      .summary = "Tell whether a password is the one of USER: exit status 0 if it is, else 1.",
      .options = verify_options},
     1,
     run_verify},
};

/* CLI_END when all options were taken, or the exit status. */
static int scram_take_option(const struct scram_action *action, int id, struct scram_choice *choice)
{
    char path[PATH_MAX];

    switch (id) {
    case CLI_HELP:
        return EXIT_OK;
    case OPTION_FILE:
        free(choice->file);
        choice->file = cli_absolute_path(optarg, path) ? strdup(path) : NULL;
        return choice->file != NULL ? CLI_END : EXIT_FAILED;
    case OPTION_PASSWORD:
        choice->password_file = optarg;
        return CLI_END;
    case OPTION_ITERATIONS:
        if (!cli_read_number(&action->command, optarg, 10, SCRAM_ITERATIONS_LIMIT,
                             &choice->iterations))
            return EXIT_USAGE;
        if (choice->iterations >= SCRAM_ITERATIONS_FLOOR)
            return CLI_END;
        return cli_usage_error(&action->command, "fewer than %d iterations protect no password",
                               SCRAM_ITERATIONS_FLOOR);
    case OPTION_SHA1:
        choice->sha1 = true;
        return CLI_END;
    case OPTION_JSON:
        choice->json = true;
        return CLI_END;
    default:
        return EXIT_USAGE;
    }
}

static int scram_act(const struct scram_action *action, int argc, char **argv,
                     struct scram_choice *choice)
{
    OM_uint32 major, minor;
    int id, status;

    while ((id = cli_next(&action->command, argc, argv)) != CLI_END) {
        status = scram_take_option(action, id, choice);
        if (status != CLI_END)
            return status;
    }
    if (!cli_check_arguments(&action->command, argc, action->arguments, action->arguments))
        return EXIT_USAGE;
    if (action->arguments == 1)
        choice->user = (gss_buffer_desc){strlen(argv[optind]), argv[optind]};
    if (choice->file == NULL) {
        major = scram_verifiers_default_path(&minor, &choice->file);
        if (GSS_ERROR(major))
            return fail("the file of verifiers", major, minor);
    }
    return action->run(choice);
}

int command_scram(int argc, char **argv)
{
    struct scram_choice choice = {0};
    int status;

    for (size_t i = 0; argc > 1 && i < sizeof(scram_actions) / sizeof(scram_actions[0]); i++) {
        if (strcmp(scram_actions[i].name, argv[1]) != 0)
            continue;
        status = scram_act(&scram_actions[i], argc - 1, argv + 1, &choice);
        free(choice.file);
        return status;
    }
    switch (cli_next(&scram_command, argc, argv)) {
    case CLI_HELP:
        return EXIT_OK;
    case CLI_ERROR:
        return EXIT_USAGE;
    default:
        return cli_usage_error(&scram_command, "add, remove, list or verify is wanted");
    }
}
