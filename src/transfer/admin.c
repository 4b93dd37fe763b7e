#include "transfer/admin.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/minor.h"
#include "transfer/domains.h"
#include "transfer/folder.h"

enum { PERMISSIONS = 07777 };

static OM_uint32 admin_fail(OM_uint32 *minor, const char *path, int error)
{
    bool denied = error == EACCES || error == EPERM;

    return minor_fail_errno(minor, denied ? MINOR_DOMAIN_DENIED : MINOR_DOMAIN_IO,
                            denied ? GSS_S_UNAUTHORIZED : GSS_S_UNAVAILABLE, path, error);
}

/* A folder without keys in it, shared with GROUP if there is one. */
static OM_uint32 admin_prepare(OM_uint32 *minor, const char *path, gid_t group)
{
    OM_uint32 major = GSS_S_COMPLETE;
    struct stat status;
    int fd = -1;

    if (mkdir(path, S_IRWXU) != 0 && errno != EEXIST)
        return admin_fail(minor, path, errno);
    fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return admin_fail(minor, path, errno);
    if (fstatat(fd, FOLDER_KEYS, &status, AT_SYMLINK_NOFOLLOW) == 0)
        major = admin_fail(minor, path, EEXIST);
    else if (errno != ENOENT)
        major = admin_fail(minor, path, errno);
    else if (group != (gid_t)-1 &&
             (fchown(fd, (uid_t)-1, group) != 0 || fchmod(fd, S_IRWXU | S_IRGRP | S_IXGRP) != 0))
        major = admin_fail(minor, path, errno);
    close(fd);
    return major;
}

OM_uint32 transfer_admin_create(OM_uint32 *minor, const char *folder, gid_t group)
{
    struct transfer_domain *domain = NULL;
    char path[PATH_MAX];
    OM_uint32 major = domains_find_path(minor, folder, path);

    if (major == GSS_S_COMPLETE)
        major = folder_make_default(minor, path);
    if (major == GSS_S_COMPLETE)
        major = admin_prepare(minor, path, group);
    if (major == GSS_S_COMPLETE)
        major = domains_change(minor, path, DOMAIN_FILL, &domain);
    domains_release(&domain);
    return major;
}

OM_uint32 transfer_admin_rotate(OM_uint32 *minor, const char *folder, bool discard)
{
    struct transfer_domain *domain = NULL;
    OM_uint32 major =
        domains_change(minor, folder, discard ? DOMAIN_DISCARD : DOMAIN_ROTATE, &domain);

    domains_release(&domain);
    return major;
}

static void admin_describe(const struct transfer_domain *domain,
                           struct transfer_admin_status *status)
{
    memcpy(status->folder, domain->path, sizeof(status->folder));
    status->owner = domain->folder_status.st_uid;
    status->group = domain->folder_status.st_gid;
    status->mode = domain->folder_status.st_mode & PERMISSIONS;
    status->own = domain->own;
    status->engine = domain->ledger->engine->name;
    status->key_count = domain->keys.count;
    for (size_t i = 0; i < domain->keys.count; i++) {
        memcpy(status->key[i].id, domain->keys.key[i].id, KEYS_ID_SIZE);
        status->key[i].created = domain->keys.key[i].created;
        status->key[i].active = i + 1 == domain->keys.count;
    }
}

OM_uint32 transfer_admin_inquire(OM_uint32 *minor, const char *folder,
                                 struct transfer_admin_status *status)
{
    struct transfer_domain *domain = NULL;
    struct ledger_count count;
    OM_uint32 major;

    *status = (struct transfer_admin_status){0};
    major = domains_change(minor, folder, DOMAIN_KEEP, &domain);
    if (major != GSS_S_COMPLETE)
        return major;
    if (ledger_count(domain->ledger, &count)) {
        admin_describe(domain, status);
        status->entries = count.entries;
        status->pruned_to = count.pruned_to;
    } else {
        major = minor_fail(minor, MINOR_LEDGER_UNAVAILABLE, GSS_S_UNAVAILABLE);
    }
    domains_release(&domain);
    return major;
}
