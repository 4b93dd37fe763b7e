/* Plugins: is each line of their configuration a mechanism? */
#include "doctor.h"
#include "mech/plugin/plugins.h"
#include "mech/registry.h"

static const char area[] = "plugins";

struct plugin_examination {
    struct doctor *doctor;
    size_t count;
};

static void examine_plugin(void *arg, const struct plugin_report *report)
{
    struct plugin_examination *examination = arg;
    const char *kind = report->interposer ? "interposer" : "mechanism";
    const char *name = report->name[0] != '\0' ? report->name : "a line";

    examination->count++;
    if (report->outcome == PLUGIN_LOADED)
        doctor_find(examination->doctor, FINDING_OK, area, NULL, "the %s %s is loaded from %s",
                    kind, name, report->library);
    else if (report->line == 0)
        doctor_find(examination->doctor, FINDING_WARNING, area,
                    "correct or unset GSS_MECH_CONFIG, or the mode of the file", "%s: %s",
                    report->file, report->message);
    else if (report->outcome == PLUGIN_IDLE)
        doctor_find(examination->doctor, FINDING_OK, area, NULL, "the %s %s is of no effect: %s",
                    kind, name, report->message);
    else
        doctor_find(examination->doctor, FINDING_WARNING, area,
                    "install the plugin, or correct or remove the line",
                    "%s, line %u: %s is skipped: %s", report->file, report->line, name,
                    report->message);
}

void doctor_examine_plugins(struct doctor *doctor)
{
    struct plugin_examination examination = {doctor, 0};

    (void)registry_list(); /* so that they are loaded */
    plugins_report(examine_plugin, &examination);
    if (examination.count == 0)
        doctor_find(doctor, FINDING_OK, area, NULL, "none is configured");
}
