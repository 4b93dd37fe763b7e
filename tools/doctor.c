/* gss doctor: the findings, and what all examinations use. */
#include "doctor.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <profile.h>

#include "commands.h"
#include "json.h"
#include "report.h"
#include "text.h"

enum {
    OPTION_OFFLINE = CLI_LONG_ONLY,
    OPTION_ACCEPTOR,
    OPTION_INITIATOR,
    OPTION_DOMAIN,
    OPTION_JSON,
};

static const struct cli_option doctor_options[] = {
    {"acceptor", OPTION_ACCEPTOR, NULL, "this host accepts contexts: it needs a keytab"},
    {"initiator", OPTION_INITIATOR, NULL, "this user initiates contexts: a ticket is needed"},
    {"domain", OPTION_DOMAIN, "FOLDER", "the transfer domain; without it: the default one"},
    {"offline", OPTION_OFFLINE, NULL, "ask neither KDC nor name servers"},
    {"json", OPTION_JSON, NULL, "print JSON"},
    {0},
};

static const struct cli_command doctor_command = {
    .name = "gss doctor",
    .usage = "[OPTION...]",
    .summary = "Say what is wrong with krb5.conf, ticket, keytab, clock, name resolution,\n"
               "transfer domain, SCRAM verifiers, plugins and SPNEGO, and what to do.",
    .options = doctor_options,
    .footer = "Exit status: 0 if there is no problem, 1 if there is one.",
};

/* In order: later examinations use what earlier ones learned. */
static void (*const examinations[])(struct doctor *doctor) = {
    doctor_examine_config,  doctor_examine_ccache, doctor_examine_keytab, doctor_examine_clock,
    doctor_examine_keys,    doctor_examine_host,   doctor_examine_domain, doctor_examine_verifiers,
    doctor_examine_plugins, doctor_examine_spnego,
};

static const char *const level_names[] = {
    [FINDING_OK] = "ok",
    [FINDING_WARNING] = "warning",
    [FINDING_PROBLEM] = "problem",
};

void doctor_find(struct doctor *doctor, enum finding_level level, const char *area,
                 const char *advice, const char *format, ...)
{
    struct finding finding = {.level = level, .area = area, .advice = advice};
    struct finding *findings;
    va_list arguments;

    va_start(arguments, format);
    if (vasprintf(&finding.text, format, arguments) < 0)
        finding.text = NULL;
    va_end(arguments);
    findings = reallocarray(doctor->findings, doctor->count + 1, sizeof(*findings));
    if (findings != NULL)
        doctor->findings = findings;
    if (findings == NULL || finding.text == NULL) {
        doctor->failed = true;
        free(finding.text);
        return;
    }
    findings[doctor->count++] = finding;
}

const char *doctor_krb5_error(struct doctor *doctor, krb5_error_code code)
{
    static char text[512];
    const char *message = krb5_get_error_message(doctor->library, code);

    snprintf(text, sizeof(text), "%s", message);
    krb5_free_error_message(doctor->library, message);
    return text;
}

const char *doctor_principal(struct doctor *doctor, krb5_const_principal principal)
{
    static char text[512];
    char *name = NULL;

    if (krb5_unparse_name(doctor->library, principal, &name) != 0)
        return "a principal that cannot be shown";
    snprintf(text, sizeof(text), "%s", name);
    krb5_free_unparsed_name(doctor->library, name);
    return text;
}

void doctor_check_file_mode(struct doctor *doctor, const char *area, const char *name)
{
    static const char prefix[] = "FILE:";
    struct stat status;

    if (strncmp(name, prefix, strlen(prefix)) != 0 || stat(name + strlen(prefix), &status) != 0)
        return;
    if ((status.st_mode & (S_IROTH | S_IWOTH)) != 0)
        doctor_find(doctor, FINDING_PROBLEM, area, "chmod o-rwx the file, and make new keys",
                    "every user may read or write %s (mode %04o)", name + strlen(prefix),
                    (unsigned)(status.st_mode & 07777));
}

bool doctor_setting(struct doctor *doctor, const char *name, bool fallback)
{
    struct _profile_t *profile;
    int value = fallback;

    if (krb5_get_profile(doctor->library, &profile) != 0)
        return fallback;
    if (profile_get_boolean(profile, "libdefaults", name, NULL, fallback, &value) != 0)
        value = fallback;
    profile_release(profile);
    return value != 0;
}

static size_t doctor_count(const struct doctor *doctor, enum finding_level level)
{
    size_t count = 0;

    for (size_t i = 0; i < doctor->count; i++)
        count += doctor->findings[i].level == level;
    return count;
}

static void doctor_write_text(const struct doctor *doctor, struct writer *out)
{
    for (size_t i = 0; i < doctor->count; i++) {
        const struct finding *finding = &doctor->findings[i];

        text_writef(out, "%-8s %s: ", level_names[finding->level], finding->area);
        text_write_safe(out, finding->text, strlen(finding->text));
        text_write(out, "\n");
        if (finding->advice != NULL)
            text_writef(out, "         -> %s\n", finding->advice);
    }
    text_writef(out, "%zu problems, %zu warnings\n", doctor_count(doctor, FINDING_PROBLEM),
                doctor_count(doctor, FINDING_WARNING));
}

static void doctor_write_json(const struct doctor *doctor, struct writer *out)
{
    struct json json;

    json_init(&json, out);
    json_open_object(&json, NULL);
    json_unsigned(&json, "problems", doctor_count(doctor, FINDING_PROBLEM));
    json_unsigned(&json, "warnings", doctor_count(doctor, FINDING_WARNING));
    json_open_array(&json, "findings");
    for (size_t i = 0; i < doctor->count; i++) {
        json_open_object(&json, NULL);
        json_string(&json, "level", level_names[doctor->findings[i].level]);
        json_string(&json, "area", doctor->findings[i].area);
        json_string(&json, "text", doctor->findings[i].text);
        json_string(&json, "advice", doctor->findings[i].advice);
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close_object(&json);
    json_end(&json);
}

static int doctor_print(const struct doctor *doctor, bool as_json)
{
    struct writer out;

    writer_init(&out);
    if (doctor->failed)
        writer_fail(&out);
    else if (as_json)
        doctor_write_json(doctor, &out);
    else
        doctor_write_text(doctor, &out);
    if (!report_output(&out))
        return EXIT_FAILED;
    return doctor_count(doctor, FINDING_PROBLEM) == 0 ? EXIT_OK : EXIT_FAILED;
}

static void doctor_clear(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->count; i++)
        free(doctor->findings[i].text);
    free(doctor->findings);
    for (size_t i = 0; i < doctor->keytab_count; i++)
        krb5_free_principal(doctor->library, doctor->keytab_principals[i]);
    free(doctor->keytab_principals);
    if (doctor->ccache != NULL)
        krb5_cc_close(doctor->library, doctor->ccache);
    if (doctor->keytab != NULL)
        krb5_kt_close(doctor->library, doctor->keytab);
    if (doctor->realm != NULL)
        krb5_free_default_realm(doctor->library, doctor->realm);
    if (doctor->library != NULL)
        krb5_free_context(doctor->library);
}

int command_doctor(int argc, char **argv)
{
    struct doctor doctor = {0};
    char domain[PATH_MAX];
    bool as_json = false;
    int id, status;

    while ((id = cli_next(&doctor_command, argc, argv)) != CLI_END) {
        if (id == CLI_HELP)
            return EXIT_OK;
        if (id == CLI_ERROR)
            return EXIT_USAGE;
        as_json |= id == OPTION_JSON;
        doctor.offline |= id == OPTION_OFFLINE;
        doctor.acceptor |= id == OPTION_ACCEPTOR;
        doctor.initiator |= id == OPTION_INITIATOR;
        if (id == OPTION_DOMAIN && !cli_absolute_path(optarg, domain))
            return EXIT_FAILED;
        if (id == OPTION_DOMAIN)
            doctor.domain = domain;
    }
    if (!cli_check_arguments(&doctor_command, argc, 0, 0))
        return EXIT_USAGE;
    for (size_t i = 0; i < sizeof(examinations) / sizeof(examinations[0]); i++)
        examinations[i](&doctor);
    status = doctor_print(&doctor, as_json);
    doctor_clear(&doctor);
    return status;
}
