#include "mech/scram/file.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/minor.h"

enum { READ_CHUNK = 16384, PASSWD_SIZE = 4096 };

/* A variable that is set to something; NULL if not. */
static const char *file_variable(const char *name)
{
    const char *value = secure_getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

static OM_uint32 file_home(OM_uint32 *minor, const char *name, char **path)
{
    const char *config = file_variable("XDG_CONFIG_HOME"), *home = file_variable("HOME");
    char buffer[PASSWD_SIZE];
    struct passwd record, *found = NULL;
    int length;

    if (home == NULL && getpwuid_r(geteuid(), &record, buffer, sizeof(buffer), &found) == 0 &&
        found != NULL)
        home = found->pw_dir;
    if (config != NULL && config[0] == '/') /* others are to be ignored (XDG base directories) */
        length = asprintf(path, "%s/gss/%s", config, name);
    else if (home != NULL)
        length = asprintf(path, "%s/.config/gss/%s", home, name);
    else
        return minor_fail(minor, MINOR_SCRAM_NO_HOME, GSS_S_NO_CRED);
    if (length < 0) {
        *path = NULL;
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    }
    return GSS_S_COMPLETE;
}

OM_uint32 scram_file_default(OM_uint32 *minor, const char *variable, const char *name, bool system,
                             char **path)
{
    const char *value = file_variable(variable);

    *path = NULL;
    if (value == NULL && !(system && geteuid() == 0))
        return file_home(minor, name, path);
    if (value != NULL)
        *path = strdup(value);
    else if (asprintf(path, "/etc/gss/%s", name) < 0)
        *path = NULL;
    return *path != NULL ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

static OM_uint32 file_check(OM_uint32 *minor, const char *path, mode_t unsafe,
                            const struct stat *facts)
{
    if (!S_ISREG(facts->st_mode))
        return minor_fail_detail(minor, MINOR_SCRAM_FILE, GSS_S_NO_CRED, "%s: not a regular file",
                                 path);
    if (facts->st_uid != geteuid() && facts->st_uid != 0)
        return minor_fail_detail(minor, MINOR_SCRAM_FILE_UNSAFE, GSS_S_NO_CRED,
                                 "%s: belongs to user %u", path, (unsigned)facts->st_uid);
    if ((facts->st_mode & unsafe) != 0)
        return minor_fail_detail(minor, MINOR_SCRAM_FILE_UNSAFE, GSS_S_NO_CRED,
                                 "%s: mode %03o, where chmod 600 is needed", path,
                                 (unsigned)(facts->st_mode & 0777));
    if (facts->st_size > SCRAM_FILE_MAX)
        return minor_fail_detail(minor, MINOR_SCRAM_FILE, GSS_S_NO_CRED, "%s: too large", path);
    return GSS_S_COMPLETE;
}

/* To the end of the file, which may have grown since fstat. */
static OM_uint32 file_read_all(OM_uint32 *minor, const char *path, int fd, struct writer *out)
{
    for (;;) {
        uint8_t *space = write_space(out, READ_CHUNK);
        ssize_t got = space != NULL ? read(fd, space, READ_CHUNK) : 0;

        if (space == NULL)
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        out->length -= READ_CHUNK - (got > 0 ? (size_t)got : 0);
        if (got < 0 && errno != EINTR)
            return minor_fail_errno(minor, MINOR_SCRAM_FILE, GSS_S_NO_CRED, path, errno);
        if (out->length > SCRAM_FILE_MAX)
            return minor_fail_detail(minor, MINOR_SCRAM_FILE, GSS_S_NO_CRED, "%s: too large", path);
        if (got == 0)
            return GSS_S_COMPLETE;
    }
}

OM_uint32 scram_file_read(OM_uint32 *minor, const char *path, mode_t unsafe, struct writer *out,
                          struct stat *facts)
{
    /* Not waiting for the other end of a pipe, should it be one. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    OM_uint32 major;

    if (fd < 0)
        return minor_fail_errno(minor, MINOR_SCRAM_FILE, GSS_S_NO_CRED, path, errno);
    if (fstat(fd, facts) != 0)
        major = minor_fail_errno(minor, MINOR_SCRAM_FILE, GSS_S_NO_CRED, path, errno);
    else
        major = file_check(minor, path, unsafe, facts);
    if (major == GSS_S_COMPLETE)
        major = file_read_all(minor, path, fd, out);
    close(fd);
    return major;
}
