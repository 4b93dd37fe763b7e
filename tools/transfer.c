/* gss transfer: the keys of a transfer domain. */
#include "transfer/admin.h"

#include <getopt.h>
#include <grp.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "json.h"
#include "report.h"
#include "status.h"
#include "text.h"

enum { OPTION_DOMAIN = CLI_LONG_ONLY, OPTION_GROUP, OPTION_DISCARD, OPTION_JSON };

#define DOMAIN_OPTION                                                                              \
    {                                                                                              \
        "domain", OPTION_DOMAIN, "FOLDER", "the domain; without it: this user's default one"       \
    }

static const struct cli_option keygen_options[] = {
    DOMAIN_OPTION,
    {"group", OPTION_GROUP, "GROUP", "its members may import, too"},
    {0},
};

static const struct cli_option rotate_options[] = {
    DOMAIN_OPTION,
    {"discard", OPTION_DISCARD, NULL, "drop all older keys, and every token with them"},
    {0},
};

static const struct cli_option status_options[] = {
    DOMAIN_OPTION,
    {"json", OPTION_JSON, NULL, "print JSON"},
    {0},
};

static const struct cli_option no_options[] = {{0}};

static const struct cli_command transfer_command = {
    .name = "gss transfer",
    .usage = "keygen|rotate|status [OPTION...]",
    .summary = "Look after a transfer domain: the folder with the keys that seal interprocess\n"
               "tokens. See gss-transfer(7).",
    .options = no_options,
    .footer = "  keygen   make a domain with its first key\n"
              "  rotate   add a key, which seals from now on\n"
              "  status   tell who may use the domain, its keys and its ledger\n"
              "'gss transfer keygen --help' and so on tell their options.",
};

/* Options of all three actions. */
struct transfer_choice {
    const char *domain; /* NULL: the default */
    char path[PATH_MAX];
    gid_t group;
    bool discard, json;
};

typedef int transfer_run(const struct transfer_choice *choice);

static int run_keygen(const struct transfer_choice *choice)
{
    struct transfer_admin_status status;
    OM_uint32 minor, major = transfer_admin_create(&minor, choice->domain, choice->group);

    if (GSS_ERROR(major)) {
        report_status("making the domain", major, minor, GSS_C_NO_OID);
        return EXIT_FAILED;
    }
    if (!GSS_ERROR(transfer_admin_inquire(&minor, choice->domain, &status)))
        printf("Made the transfer domain %s\n", status.folder);
    return EXIT_OK;
}

static int run_rotate(const struct transfer_choice *choice)
{
    OM_uint32 minor, major = transfer_admin_rotate(&minor, choice->domain, choice->discard);

    if (!GSS_ERROR(major))
        return EXIT_OK;
    report_status("rotating the keys", major, minor, GSS_C_NO_OID);
    return EXIT_FAILED;
}

/* "2026-01-02T03:04:05Z" */
static const char *write_time(int64_t seconds, char out[32])
{
    time_t t = (time_t)seconds;
    struct tm tm;

    if (gmtime_r(&t, &tm) == NULL || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        snprintf(out, 32, "%" PRId64, seconds);
    return out;
}

static const char *user_name(uid_t id)
{
    const struct passwd *user = getpwuid(id);

    return user != NULL ? user->pw_name : "unknown";
}

static const char *group_name(gid_t id)
{
    const struct group *group = getgrgid(id);

    return group != NULL ? group->gr_name : "unknown";
}

static void status_write_text(const struct transfer_admin_status *status, struct writer *out)
{
    char when[32];

    text_write(out, "domain: ");
    text_write_safe(out, status->folder, strlen(status->folder));
    text_writef(out, "\nowner: %s (%u)\n", user_name(status->owner), (unsigned)status->owner);
    text_writef(out, "group: %s (%u)\n", group_name(status->group), (unsigned)status->group);
    text_writef(out, "mode: %04o\n", (unsigned)status->mode);
    text_writef(out, "may change keys: %s\n", status->own ? "yes" : "no");
    text_writef(out, "ledger: %s, %" PRIu64 " tokens\n", status->engine, status->entries);
    for (size_t i = 0; i < status->key_count; i++) {
        text_write(out, "key: ");
        text_write_hex(out, status->key[i].id, sizeof(status->key[i].id));
        text_writef(out, ", made %s%s\n", write_time(status->key[i].created, when),
                    status->key[i].active ? ", seals" : "");
    }
}

static void status_write_keys(const struct transfer_admin_status *status, struct json *json)
{
    char when[32];

    json_open_array(json, "keys");
    for (size_t i = 0; i < status->key_count; i++) {
        json_open_object(json, NULL);
        json_hex(json, "id", status->key[i].id, sizeof(status->key[i].id));
        json_string(json, "created", write_time(status->key[i].created, when));
        json_bool(json, "seals", status->key[i].active);
        json_close_object(json);
    }
    json_close_array(json);
}

static void status_write_json(const struct transfer_admin_status *status, struct writer *out)
{
    struct json json;
    char mode[8];

    snprintf(mode, sizeof(mode), "%04o", (unsigned)status->mode);
    json_init(&json, out);
    json_open_object(&json, NULL);
    json_string(&json, "domain", status->folder);
    json_unsigned(&json, "owner", status->owner);
    json_unsigned(&json, "group", status->group);
    json_string(&json, "mode", mode);
    json_bool(&json, "may_change_keys", status->own);
    json_open_object(&json, "ledger");
    json_string(&json, "engine", status->engine);
    json_unsigned(&json, "tokens", status->entries);
    json_close_object(&json);
    status_write_keys(status, &json);
    json_close_object(&json);
    json_end(&json);
}

static int run_status(const struct transfer_choice *choice)
{
    struct transfer_admin_status status;
    OM_uint32 minor, major = transfer_admin_inquire(&minor, choice->domain, &status);
    struct writer out;

    if (GSS_ERROR(major)) {
        report_status("looking at the domain", major, minor, GSS_C_NO_OID);
        return EXIT_FAILED;
    }
    writer_init(&out);
    if (choice->json)
        status_write_json(&status, &out);
    else
        status_write_text(&status, &out);
    return report_output(&out) ? EXIT_OK : EXIT_FAILED;
}

static const struct transfer_action {
    const char *name;
    struct cli_command command;
    transfer_run *run;
} transfer_actions[] = {
    {"keygen",
     {.name = "gss transfer keygen",
      .usage = "[OPTION...]",
      .summary = "Make a transfer domain with its first key.",
      .options = keygen_options},
     run_keygen},
    {"rotate",
     {.name = "gss transfer rotate",
      .usage = "[OPTION...]",
      .summary = "Add a key, which seals from now on. Older keys are kept until no token under\n"
                 "them can be alive.",
      .options = rotate_options},
     run_rotate},
    {"status",
     {.name = "gss transfer status",
      .usage = "[OPTION...]",
      .summary = "Tell who may use a transfer domain, its keys' identifiers and ages, and what\n"
                 "its ledger holds. No secrets.",
      .options = status_options},
     run_status},
};

/* A group's name or number. */
static bool find_group(const struct cli_command *command, const char *text, gid_t *id)
{
    const struct group *group = getgrnam(text);
    uint64_t number;

    if (group != NULL) {
        *id = group->gr_gid;
        return true;
    }
    if (text[0] < '0' || text[0] > '9') {
        cli_usage_error(command, "there is no group '%s'", text);
        return false;
    }
    if (!cli_read_number(command, text, 10, (gid_t)-1 - 1, &number))
        return false;
    *id = (gid_t)number;
    return true;
}

/* CLI_END when all options were taken, or the exit status. */
static int transfer_take_options(const struct cli_command *command, int argc, char **argv,
                                 struct transfer_choice *choice)
{
    int id;

    while ((id = cli_next(command, argc, argv)) != CLI_END) {
        if (id == CLI_HELP)
            return EXIT_OK;
        if (id == CLI_ERROR)
            return EXIT_USAGE;
        if (id == OPTION_DOMAIN && !cli_absolute_path(optarg, choice->path))
            return EXIT_FAILED;
        if (id == OPTION_DOMAIN)
            choice->domain = choice->path;
        if (id == OPTION_GROUP && !find_group(command, optarg, &choice->group))
            return EXIT_USAGE;
        choice->discard |= id == OPTION_DISCARD;
        choice->json |= id == OPTION_JSON;
    }
    return cli_check_arguments(command, argc, 0, 0) ? CLI_END : EXIT_USAGE;
}

int command_transfer(int argc, char **argv)
{
    struct transfer_choice choice = {.group = (gid_t)-1};
    int status;

    for (size_t i = 0; argc > 1 && i < sizeof(transfer_actions) / sizeof(transfer_actions[0]);
         i++) {
        const struct transfer_action *action = &transfer_actions[i];

        if (strcmp(action->name, argv[1]) != 0)
            continue;
        status = transfer_take_options(&action->command, argc - 1, argv + 1, &choice);
        return status == CLI_END ? action->run(&choice) : status;
    }
    switch (cli_next(&transfer_command, argc, argv)) {
    case CLI_HELP:
        return EXIT_OK;
    case CLI_ERROR:
        return EXIT_USAGE;
    default:
        return cli_usage_error(&transfer_command, "keygen, rotate or status is wanted");
    }
}
