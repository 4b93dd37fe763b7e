/*
 * A transfer domain's folder and the files in it: opened without following
 * links, and only with a safe owner and mode.
 *
 * Safe is: owned by root or by the effective user; nothing for others; the
 * group may read the folder and KEYS, not write them, and may write the other files.
 */
#ifndef GSS_TRANSFER_FOLDER_H
#define GSS_TRANSFER_FOLDER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include <gss/api.h>

#define FOLDER_KEYS "keys"
#define FOLDER_KEYS_NEW "keys.new"
#define FOLDER_BOOT "boot"
#define FOLDER_LEDGER "ledger"
#define FOLDER_LEDGER_LOCK "ledger-lock"
#define FOLDER_CONFIGURATION "domain.conf"

struct folder {
    int fd;             /* of the folder; -1: not open */
    int lock;           /* of FOLDER_BOOT, locked; -1: not */
    bool own;           /* this user may make files in it */
    bool reserves;      /* what fallocate(2) gave a file in it can be written to */
    struct stat status; /* as it was before anything in it was looked at */
    char path[PATH_MAX];
};

#define FOLDER_NONE                                                                                \
    {                                                                                              \
        .fd = -1, .lock = -1                                                                       \
    }

/* An absolute path that leaves room for the names above. */
bool folder_path_valid(const char *path);

/* Where the default domain is, for this user; nothing is looked at. PATH needs PATH_MAX bytes. */
OM_uint32 folder_find_default(OM_uint32 *minor, char *path);

/* If PATH is that folder: makes it, and the one above it, private to this user. What is there
 * already is checked. Any other path is left alone. */
OM_uint32 folder_make_default(OM_uint32 *minor, const char *path);

/* Opens and checks. FOLDER is to be closed whatever comes out. */
OM_uint32 folder_open(OM_uint32 *minor, const char *path, struct folder *folder);
void folder_close(struct folder *folder);

/* Takes the folder's lock, shared by everybody who opens or changes the domain; waits a few
 * seconds at most. FOLDER_BOOT is made if it is missing and this user may. */
OM_uint32 folder_lock(OM_uint32 *minor, struct folder *folder);

/* Is a file of this name there, safe, and what of? ENOENT is GSS_S_COMPLETE with *PRESENT false. */
OM_uint32 folder_check(OM_uint32 *minor, const struct folder *folder, const char *name,
                       bool *present, struct stat *status);

/* The same for an open descriptor of the file NAME. */
OM_uint32 folder_check_open(OM_uint32 *minor, const struct folder *folder, const char *name, int fd,
                            struct stat *status);

/* A new file, with the group and the mode that the folder's mode asks for. */
OM_uint32 folder_create(OM_uint32 *minor, const struct folder *folder, const char *name, int *fd);

/* Failure of a system call on NAME in the folder (NULL: on the folder itself). */
OM_uint32 folder_fail(OM_uint32 *minor, const struct folder *folder, const char *name, int error);

/* "FOLDER/NAME"; OUT needs PATH_MAX bytes. */
void folder_join(const char *folder, const char *name, char *out);

#endif
