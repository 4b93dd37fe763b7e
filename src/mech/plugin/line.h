/*
 * A line of the configuration of plugins:
 *
 *     NAME OID LIBRARY [KERNEL-MODULE] ["[" OPTIONS "]"] ["<" TYPE ">"]
 *
 * Words are separated by white space; a word that begins with # begins a
 * comment. Kernel module and options are read over: nothing has a use for them.
 */
#ifndef GSS_MECH_PLUGIN_LINE_H
#define GSS_MECH_PLUGIN_LINE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

#include "base/reader.h"

enum { PLUGIN_NAME_SIZE = 64, PLUGIN_OID_MAX = 128 };

struct plugin_line {
    char name[PLUGIN_NAME_SIZE]; /* "" on a line without an entry */
    uint8_t oid[PLUGIN_OID_MAX];
    OM_uint32 oid_length;
    char library[PATH_MAX]; /* as it is written */
    bool interposer;        /* TYPE is "interposer"; others have no meaning */
    const char *error;      /* static: what is wrong with the line; NULL if nothing is */
};

/* Takes the next line of TEXT, its newline too. An error leaves what was read before it. */
void plugin_line_read(struct reader *text, struct plugin_line *line);

#endif
