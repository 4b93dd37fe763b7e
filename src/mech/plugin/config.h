/*
 * The configuration of plugins, from its files.
 *
 * $GSS_MECH_CONFIG names the only file (but not in a set-uid program);
 * otherwise there are /etc/gss/mech and then the files *.conf of /etc/gss/mech.d, in the
 * order of their names.
 */
#ifndef GSS_MECH_PLUGIN_CONFIG_H
#define GSS_MECH_PLUGIN_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "mech/plugin/line.h"

/* A number that changes when files come, go or are written: what a look costs. */
uint64_t plugin_config_stamp(void);

struct plugin_config_line {
    const char *file;
    unsigned number; /* of the line, from 1; 0: the file itself has the error */
    const struct plugin_line *line;
};

/* Gives every line with an entry or an error to TAKE; false as soon as that returns false. One
 * thread at a time. */
bool plugin_config_read(bool (*take)(void *arg, const struct plugin_config_line *line), void *arg);

#endif
