#include "transfer/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/minor.h"

#define DEFAULT_PARENT "gss"
#define DEFAULT_NAME "transfer"

enum { LONGEST_NAME = 16, LOCK_ATTEMPTS = 5000, LOCK_PAUSE_NS = 1000000 };

/*
 * Local to one kernel, which is what flock, mmap and the boot's identifier
 * rest on. Where what fallocate(2) reserves is written in place, a write to it
 * cannot find the disk full; a file system that copies on write may.
 */
static const struct {
    unsigned long type;
    bool reserves;
} folder_file_systems[] = {
    {TMPFS_MAGIC, true},
    {EXT4_SUPER_MAGIC, true},
    {XFS_SUPER_MAGIC, true},
    {RAMFS_MAGIC, false},
    {BTRFS_SUPER_MAGIC, false},
    {F2FS_SUPER_MAGIC, false},
    {OVERLAYFS_SUPER_MAGIC, false},
    {0x2fc12fc1 /* ZFS */, false},
    {0xca451a4e /* bcachefs */, false},
};

bool folder_path_valid(const char *path)
{
    return path != NULL && path[0] == '/' && strlen(path) < PATH_MAX - LONGEST_NAME;
}

void folder_join(const char *folder, const char *name, char *out)
{
    size_t length = strnlen(folder, PATH_MAX - LONGEST_NAME - 1);

    memcpy(out, folder, length);
    snprintf(out + length, PATH_MAX - length, "/%s", name);
}

OM_uint32 folder_fail(OM_uint32 *minor, const struct folder *folder, const char *name, int error)
{
    char path[PATH_MAX];
    bool denied = error == EACCES || error == EPERM;

    if (name != NULL)
        folder_join(folder->path, name, path);
    return minor_fail_errno(minor, denied ? MINOR_DOMAIN_DENIED : MINOR_DOMAIN_IO,
                            denied ? GSS_S_UNAUTHORIZED : GSS_S_UNAVAILABLE,
                            name != NULL ? path : folder->path, error);
}

static OM_uint32 folder_unsafe(OM_uint32 *minor, const char *folder, const char *name,
                               const char *why)
{
    return minor_fail_detail(minor, MINOR_DOMAIN_UNSAFE, GSS_S_UNAVAILABLE, "%s%s%s %s", folder,
                             name[0] != '\0' ? "/" : "", name, why);
}

/* The rules of the header, for the folder (NAME is "") and for a file in it. */
static OM_uint32 folder_check_status(OM_uint32 *minor, const char *folder, const char *name,
                                     const struct stat *status)
{
    bool is_folder = name[0] == '\0';
    bool group_writes = !is_folder && strncmp(name, FOLDER_KEYS, strlen(FOLDER_KEYS)) != 0;

    if (is_folder ? !S_ISDIR(status->st_mode) : !S_ISREG(status->st_mode))
        return folder_unsafe(minor, folder, name,
                             is_folder ? "is not a folder" : "is not a regular file");
    if (status->st_uid != 0 && status->st_uid != geteuid())
        return folder_unsafe(minor, folder, name, "belongs to another user");
    if ((status->st_mode & S_IRWXO) != 0)
        return folder_unsafe(minor, folder, name, "is open to everybody");
    if ((status->st_mode & S_IWGRP) != 0 && !group_writes)
        return folder_unsafe(minor, folder, name, "can be written by its group");
    if (!is_folder && status->st_nlink > 1)
        return folder_unsafe(minor, folder, name, "has a second name");
    return GSS_S_COMPLETE;
}

static OM_uint32 folder_check_file_system(OM_uint32 *minor, struct folder *folder)
{
    struct statfs status;

    if (fstatfs(folder->fd, &status) != 0)
        return folder_fail(minor, folder, NULL, errno);
    for (size_t i = 0; i < sizeof(folder_file_systems) / sizeof(folder_file_systems[0]); i++) {
        if ((unsigned long)status.f_type != folder_file_systems[i].type)
            continue;
        folder->reserves = folder_file_systems[i].reserves;
        return GSS_S_COMPLETE;
    }
    return minor_fail_detail(minor, MINOR_DOMAIN_IO, GSS_S_UNAVAILABLE,
                             "%s is on a file system that is not known to be local to this host",
                             folder->path);
}

OM_uint32 folder_open(OM_uint32 *minor, const char *path, struct folder *folder)
{
    OM_uint32 major;

    *folder = (struct folder)FOLDER_NONE;
    snprintf(folder->path, sizeof(folder->path), "%s", path);
    folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder->fd < 0 && (errno == ELOOP || errno == ENOTDIR))
        return folder_unsafe(minor, path, "", "is not a folder");
    if (folder->fd < 0 || fstat(folder->fd, &folder->status) != 0)
        return folder_fail(minor, folder, NULL, errno);
    major = folder_check_status(minor, path, "", &folder->status);
    if (major == GSS_S_COMPLETE)
        major = folder_check_file_system(minor, folder);
    folder->own = folder->status.st_uid == geteuid() || geteuid() == 0;
    return major;
}

void folder_close(struct folder *folder)
{
    if (folder->lock >= 0) {
        flock(folder->lock, LOCK_UN); /* a child forked meanwhile shares the descriptor */
        close(folder->lock);
    }
    if (folder->fd >= 0)
        close(folder->fd);
    folder->fd = folder->lock = -1;
}

OM_uint32 folder_check(OM_uint32 *minor, const struct folder *folder, const char *name,
                       bool *present, struct stat *status)
{
    *present = false;
    if (fstatat(folder->fd, name, status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? GSS_S_COMPLETE : folder_fail(minor, folder, name, errno);
    *present = true;
    return folder_check_status(minor, folder->path, name, status);
}

OM_uint32 folder_check_open(OM_uint32 *minor, const struct folder *folder, const char *name, int fd,
                            struct stat *status)
{
    if (fstat(fd, status) != 0)
        return folder_fail(minor, folder, name, errno);
    return folder_check_status(minor, folder->path, name, status);
}

OM_uint32 folder_create(OM_uint32 *minor, const struct folder *folder, const char *name, int *fd)
{
    bool shared = (folder->status.st_mode & S_IRGRP) != 0;
    bool keys = strncmp(name, FOLDER_KEYS, strlen(FOLDER_KEYS)) == 0;
    mode_t mode = S_IRUSR | S_IWUSR;
    OM_uint32 major;

    if (shared)
        mode |= keys ? S_IRGRP : S_IRGRP | S_IWGRP;
    *fd = openat(folder->fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                 S_IRUSR | S_IWUSR);
    if (*fd < 0)
        return folder_fail(minor, folder, name, errno);
    /* The owner and group of the folder, whoever of root and its owner makes the file. */
    if (fchown(*fd, folder->status.st_uid, folder->status.st_gid) == 0 && fchmod(*fd, mode) == 0)
        return GSS_S_COMPLETE;
    major = folder_fail(minor, folder, name, errno);
    close(*fd);
    *fd = -1;
    unlinkat(folder->fd, name, 0);
    return major;
}

/* Opens the lock's file; makes it if it is missing and this user may. */
static OM_uint32 folder_open_lock(OM_uint32 *minor, struct folder *folder)
{
    const int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
    OM_uint32 major = GSS_S_COMPLETE;
    struct stat status;

    folder->lock = openat(folder->fd, FOLDER_BOOT, flags);
    if (folder->lock < 0 && errno == ENOENT && folder->own) {
        major = folder_create(minor, folder, FOLDER_BOOT, &folder->lock);
        if (folder->lock < 0) /* unless somebody else was faster */
            folder->lock = openat(folder->fd, FOLDER_BOOT, flags);
        if (folder->lock < 0)
            return major;
    }
    if (folder->lock < 0 && errno == ELOOP)
        return folder_unsafe(minor, folder->path, FOLDER_BOOT, "is a symbolic link");
    if (folder->lock < 0)
        return folder_fail(minor, folder, FOLDER_BOOT, errno);
    return folder_check_open(minor, folder, FOLDER_BOOT, folder->lock, &status);
}

/* Somebody may have removed the file that we waited for. */
static bool folder_lock_is_current(const struct folder *folder)
{
    struct stat held, named;

    return fstat(folder->lock, &held) == 0 &&
           fstatat(folder->fd, FOLDER_BOOT, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

OM_uint32 folder_lock(OM_uint32 *minor, struct folder *folder)
{
    const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};
    OM_uint32 major = folder_open_lock(minor, folder);

    if (major != GSS_S_COMPLETE)
        return major;
    for (int i = 0; i < LOCK_ATTEMPTS; i++) {
        if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0)
            return folder_lock_is_current(folder) ? GSS_S_COMPLETE
                                                  : folder_fail(minor, folder, FOLDER_BOOT, ESTALE);
        if (errno != EWOULDBLOCK && errno != EINTR)
            break;
        nanosleep(&pause, NULL);
    }
    return folder_fail(minor, folder, FOLDER_BOOT, errno);
}

/* The folder that the user has from the system, writable by nobody else and gone with the boot. */
static const char *folder_base(void)
{
    const char *base = geteuid() == 0 ? "/run" : secure_getenv("XDG_RUNTIME_DIR");
    size_t rest = sizeof(DEFAULT_PARENT) + sizeof(DEFAULT_NAME);

    return folder_path_valid(base) && strlen(base) < PATH_MAX - rest - LONGEST_NAME ? base : NULL;
}

OM_uint32 folder_find_default(OM_uint32 *minor, char *path)
{
    const char *base = folder_base();

    path[0] = '\0';
    if (base == NULL)
        return minor_fail(minor, MINOR_NO_DOMAIN, GSS_S_UNAVAILABLE);
    snprintf(path, PATH_MAX, "%s/%s/%s", base, DEFAULT_PARENT, DEFAULT_NAME);
    return GSS_S_COMPLETE;
}

/* Goes one step down from *AT, to a folder of this user's own; BASE is for the error's sake. */
static OM_uint32 folder_descend(OM_uint32 *minor, const char *base, int *at, const char *name)
{
    struct folder where = {.fd = -1, .lock = -1};
    struct stat status;
    OM_uint32 major = GSS_S_COMPLETE;
    int fd;

    snprintf(where.path, sizeof(where.path), "%s", base);
    if (mkdirat(*at, name, S_IRWXU) != 0 && errno != EEXIST)
        return folder_fail(minor, &where, name, errno);
    fd = openat(*at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && (errno == ELOOP || errno == ENOTDIR))
        return folder_unsafe(minor, base, name, "is not a folder");
    if (fd < 0)
        return folder_fail(minor, &where, name, errno);
    if (fstat(fd, &status) != 0)
        major = folder_fail(minor, &where, name, errno);
    else if (status.st_uid != geteuid())
        major = folder_unsafe(minor, base, name, "belongs to another user");
    else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        major = folder_unsafe(minor, base, name, "can be written by others");
    close(*at);
    *at = fd;
    return major;
}

OM_uint32 folder_make_default(OM_uint32 *minor, const char *path)
{
    const char *base = folder_base();
    char own[PATH_MAX];
    struct stat status;
    OM_uint32 major;
    int at;

    if (base == NULL || folder_find_default(minor, own) != GSS_S_COMPLETE || strcmp(path, own) != 0)
        return GSS_S_COMPLETE;
    at = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at < 0)
        return minor_fail_errno(minor, MINOR_NO_DOMAIN, GSS_S_UNAVAILABLE, base, errno);
    if (fstat(at, &status) != 0)
        major = minor_fail_errno(minor, MINOR_DOMAIN_IO, GSS_S_UNAVAILABLE, base, errno);
    else if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        major = folder_unsafe(minor, base, "", "is not this user's alone to write");
    else
        major = folder_descend(minor, base, &at, DEFAULT_PARENT);
    if (major == GSS_S_COMPLETE)
        major = folder_descend(minor, base, &at, DEFAULT_NAME);
    close(at);
    return major;
}
