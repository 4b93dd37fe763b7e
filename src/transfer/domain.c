#include "transfer/domain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/minor.h"
#include "base/process.h"
#include "transfer/folder.h"
#include "transfer/host.h"
#include "transfer/ledger_lmdb.h"

/* Engines other than the embedded one are named in a file that this version does not know: with
 * the wrong ledger a token could be claimed twice. */
static OM_uint32 domain_check_configuration(OM_uint32 *minor, const struct folder *folder)
{
    struct stat status;

    if (fstatat(folder->fd, FOLDER_CONFIGURATION, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? GSS_S_COMPLETE
                               : folder_fail(minor, folder, FOLDER_CONFIGURATION, errno);
    return minor_fail_detail(minor, MINOR_DOMAIN_CONFIG, GSS_S_UNAVAILABLE,
                             "%s/%s is not known to this version", folder->path,
                             FOLDER_CONFIGURATION);
}

/* Reads the keys, after changing them as CHANGE asks. */
static OM_uint32 domain_load_keys(OM_uint32 *minor, const struct folder *folder,
                                  enum domain_change change, struct transfer_domain *domain)
{
    int64_t now = transfer_clock_now();
    struct transfer_keys *keys = &domain->keys;
    bool present;
    OM_uint32 major = keys_read(minor, folder, keys, &domain->keys_status, &present);

    if (major != GSS_S_COMPLETE)
        return major;
    if (!present && (change == DOMAIN_KEEP || !folder->own))
        return folder_fail(minor, folder, FOLDER_KEYS, ENOENT);
    if (present && (change <= DOMAIN_FILL || (change == DOMAIN_ROTATE_DUE && !keys_due(keys, now))))
        return GSS_S_COMPLETE;
    major = keys_rotate(minor, keys, now, change == DOMAIN_DISCARD);
    if (major == GSS_S_COMPLETE)
        major = keys_write(minor, folder, keys);
    if (major == GSS_S_COMPLETE)
        major = keys_read(minor, folder, keys, &domain->keys_status, &present);
    if (major == GSS_S_COMPLETE && !present)
        major = folder_fail(minor, folder, FOLDER_KEYS, ENOENT);
    return major;
}

OM_uint32 domain_load(OM_uint32 *minor, const char *path, enum domain_change change,
                      struct transfer_domain **out)
{
    struct folder folder = FOLDER_NONE;
    struct transfer_domain *domain = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    *out = NULL;
    if (change == DOMAIN_FILL)
        major = folder_make_default(minor, path);
    if (major == GSS_S_COMPLETE)
        major = folder_open(minor, path, &folder);
    if (major == GSS_S_COMPLETE)
        major = domain_check_configuration(minor, &folder);
    if (major == GSS_S_COMPLETE)
        major = folder_lock(minor, &folder);
    if (major != GSS_S_COMPLETE)
        goto done;
    domain = calloc(1, sizeof(*domain));
    if (domain == NULL) {
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        goto done;
    }
    atomic_init(&domain->references, 1);
    domain->process = process_identity();
    domain->user = geteuid();
    domain->own = folder.own;
    domain->folder_status = folder.status;
    memcpy(domain->path, folder.path, sizeof(domain->path));
    folder_join(folder.path, FOLDER_KEYS, domain->keys_path);
    major = domain_load_keys(minor, &folder, change, domain);
    if (major == GSS_S_COMPLETE)
        major = ledger_lmdb_open(minor, &folder, &domain->ledger);
    if (major != GSS_S_COMPLETE)
        goto done;
    *out = domain;
    domain = NULL; /* now the caller's */
done:
    domain_free(&domain);
    folder_close(&folder);
    return major;
}

void domain_free(struct transfer_domain **domain)
{
    if (*domain == NULL)
        return;
    ledger_release(&(*domain)->ledger);
    keys_wipe(&(*domain)->keys);
    xaes_forget();
    free(*domain);
    *domain = NULL;
}

static bool domain_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_mode == b->st_mode &&
           a->st_uid == b->st_uid && a->st_gid == b->st_gid &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static bool domain_files_fresh(const struct transfer_domain *domain)
{
    struct stat folder, keys;

    return lstat(domain->path, &folder) == 0 && domain_same(&folder, &domain->folder_status) &&
           lstat(domain->keys_path, &keys) == 0 && domain_same(&keys, &domain->keys_status) &&
           faccessat(AT_FDCWD, domain->keys_path, R_OK, AT_EACCESS) == 0 &&
           ledger_usable(domain->ledger);
}

bool domain_fresh(struct transfer_domain *domain)
{
    int64_t now = transfer_clock_ticks();

    if (domain->process != process_identity() || domain->user != geteuid())
        return false;
    if (now < atomic_load_explicit(&domain->fresh_until, memory_order_relaxed))
        return true;
    if (!domain_files_fresh(domain))
        return false;
    if (now <= INT64_MAX - DOMAIN_FRESH_MS)
        atomic_store_explicit(&domain->fresh_until, now + DOMAIN_FRESH_MS, memory_order_relaxed);
    return true;
}
