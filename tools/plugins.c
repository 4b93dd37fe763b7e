#include "plugins.h"

#include <string.h>

#include "base/oid.h"
#include "mech/plugin/plugins.h"
#include "mech/registry.h"
#include "text.h"

enum { DOTTED_MAX = 512 };

static const char *const outcome_names[] = {
    [PLUGIN_LOADED] = "loaded",
    [PLUGIN_IDLE] = "idle",
    [PLUGIN_SKIPPED] = "skipped",
};

static void write_safe(struct writer *out, const char *text)
{
    text_write_safe(out, text, strlen(text));
}

static bool plugin_dotted(const struct plugin_report *report, char dotted[DOTTED_MAX])
{
    return report->oid.length != 0 && oid_to_dotted(&report->oid, dotted, DOTTED_MAX);
}

static void plugin_write_text(void *arg, const struct plugin_report *report)
{
    struct writer *out = arg;
    char dotted[DOTTED_MAX];

    text_write(out, "\nPlugin ");
    write_safe(out, report->name[0] != '\0' ? report->name : "without a name");
    text_write(out, ":\n\tConfigured in: ");
    write_safe(out, report->file);
    if (report->line != 0)
        text_writef(out, ", line %u", report->line);
    text_write(out, "\n");
    if (plugin_dotted(report, dotted))
        text_writef(out, "\tObject identifier: %s\n", dotted);
    if (report->library[0] != '\0') {
        text_write(out, report->interposer ? "\tLibrary of an interposer: " : "\tLibrary: ");
        write_safe(out, report->library);
        text_write(out, "\n");
    }
    text_writef(out, "\tState: %s", outcome_names[report->outcome]);
    if (report->message != NULL) {
        text_write(out, ": ");
        write_safe(out, report->message);
    }
    text_write(out, "\n");
}

static void plugin_write_json(void *arg, const struct plugin_report *report)
{
    struct json *json = arg;
    char dotted[DOTTED_MAX];

    json_open_object(json, NULL);
    json_string(json, "name", report->name);
    json_string(json, "file", report->file);
    json_unsigned(json, "line", report->line);
    json_string(json, "oid", plugin_dotted(report, dotted) ? dotted : NULL);
    json_string(json, "library", report->library);
    json_bool(json, "interposer", report->interposer);
    json_string(json, "state", outcome_names[report->outcome]);
    json_string(json, "message", report->message);
    json_close_object(json);
}

void plugins_write_text(struct writer *out)
{
    (void)registry_list(); /* so that they are loaded */
    plugins_report(plugin_write_text, out);
}

void plugins_write_json(struct json *json)
{
    (void)registry_list();
    json_open_array(json, "plugins");
    plugins_report(plugin_write_json, json);
    json_close_array(json);
}
