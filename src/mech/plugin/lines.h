/* The lines of the configuration, and what became of each. */
#ifndef GSS_MECH_PLUGIN_LINES_H
#define GSS_MECH_PLUGIN_LINES_H

#include "mech/plugin/config.h"
#include "mech/plugin/load.h"

struct plugin_line_taken {
    struct plugin_line_taken *next;
    char *file;
    unsigned number;
    struct plugin_line line;
    char library[PATH_MAX]; /* the whole path */
    enum plugin_outcome outcome;
    char why[PLUGIN_WHY_SIZE];
};

struct plugin_lines {
    struct plugin_line_taken *first;
};

/* Reads all lines in the place of the old ones, PLUGIN_LOADED until more is known, but those with
 * an error. False without memory; then all is as it was. */
bool plugin_lines_read(struct plugin_lines *lines);

/* Says of the line with this object identifier that it is skipped after all. */
void plugin_lines_note(struct plugin_lines *lines, gss_const_OID oid, const char *why);

#endif
