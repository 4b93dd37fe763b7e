/* Files with passwords and verifiers: where they are, and whether they are safe to use. */
#ifndef GSS_MECH_SCRAM_FILE_H
#define GSS_MECH_SCRAM_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

#include <gss/api.h>

#include "base/writer.h"

enum { SCRAM_FILE_MAX = 64 << 20 };

/* Permissions that make a file unsafe: a password is for its owner alone, while verifiers may be
 * shown to a group, as a daemon's is that does not run as root. */
enum { SCRAM_FILE_OWN = 0077, SCRAM_FILE_GROUP = 0027 };

/* The value of the environment's VARIABLE; else NAME in $XDG_CONFIG_HOME/gss, by default
 * ~/.config/gss; for root, if it is a file of the SYSTEM, in /etc/gss. The environment counts for
 * nothing in a program that has been given privileges. *PATH is malloc'ed. */
OM_uint32 scram_file_default(OM_uint32 *minor, const char *variable, const char *name, bool system,
                             char **path);

/* Appends the whole file to OUT, a secret writer, and tells what fstat did. GSS_S_NO_CRED if it
 * cannot be read, is not a regular file of this user's or root's, or has one of the permissions of
 * UNSAFE. */
OM_uint32 scram_file_read(OM_uint32 *minor, const char *path, mode_t unsafe, struct writer *out,
                          struct stat *facts);

#endif
