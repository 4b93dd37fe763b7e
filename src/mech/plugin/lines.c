#include "mech/plugin/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/oid.h"

/* Where a library is that is named without a folder; as configured when this library was built. */
#ifndef PLUGIN_FOLDER
#error "PLUGIN_FOLDER is not defined"
#endif

static void line_free(struct plugin_line_taken *taken)
{
    free(taken->file);
    free(taken);
}

static void lines_clear(struct plugin_lines *lines)
{
    struct plugin_line_taken *next;

    for (struct plugin_line_taken *taken = lines->first; taken != NULL; taken = next) {
        next = taken->next;
        line_free(taken);
    }
    lines->first = NULL;
}

/* A relative path is one in the folder of plugins. */
static bool line_resolve(struct plugin_line_taken *taken)
{
    const char *folder = taken->line.library[0] == '/' ? "" : PLUGIN_FOLDER "/";
    size_t length = strlen(folder);

    taken->library[0] = '\0';
    if (taken->line.library[0] == '\0')
        return true;
    if (length + strlen(taken->line.library) >= sizeof(taken->library))
        return false;
    memcpy(taken->library, folder, length);
    memcpy(taken->library + length, taken->line.library, strlen(taken->line.library) + 1);
    return true;
}

static bool lines_append(void *arg, const struct plugin_config_line *from)
{
    struct plugin_lines *lines = arg;
    struct plugin_line_taken *taken = calloc(1, sizeof(*taken)), **end = &lines->first;

    if (taken == NULL)
        return false;
    taken->file = strdup(from->file);
    if (taken->file == NULL) {
        free(taken);
        return false;
    }
    taken->number = from->number;
    taken->line = *from->line;
    if (!line_resolve(taken) && taken->line.error == NULL)
        taken->line.error = "the path of its library is too long";
    if (taken->line.error != NULL) {
        taken->outcome = PLUGIN_SKIPPED;
        snprintf(taken->why, sizeof(taken->why), "%s", taken->line.error);
    }
    while (*end != NULL)
        end = &(*end)->next;
    *end = taken;
    return true;
}

bool plugin_lines_read(struct plugin_lines *lines)
{
    struct plugin_lines read = {NULL};

    if (!plugin_config_read(lines_append, &read)) {
        lines_clear(&read);
        return false;
    }
    lines_clear(lines);
    *lines = read;
    return true;
}

void plugin_lines_note(struct plugin_lines *lines, gss_const_OID oid, const char *why)
{
    for (struct plugin_line_taken *taken = lines->first; taken != NULL; taken = taken->next) {
        gss_OID_desc of_line = {taken->line.oid_length, taken->line.oid};

        if (oid_equal(&of_line, oid)) {
            taken->outcome = PLUGIN_SKIPPED;
            snprintf(taken->why, sizeof(taken->why), "%s", why);
        }
    }
}
