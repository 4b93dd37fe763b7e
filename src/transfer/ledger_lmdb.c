#include "transfer/ledger_lmdb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/minor.h"
#include "base/process.h"
#include "base/secret.h"
#include "transfer/host.h"
#include "transfer/ledger_lmdb_private.h"

enum { LEDGER_MODE = 0600, ORIGIN_SIZE = HOST_BOOT_ID_SIZE + 48 };

/*
 * MDB_NOSYNC: what a crash of the machine spares is not used again, see lmdb_renew; a crash of
 * a process loses nothing of what the kernel has. MDB_WRITEMAP, which saves a claim most of its
 * time, only where space can be reserved: a full disk has to be an error that fallocate(2)
 * returns, not a SIGBUS.
 */
static const unsigned lmdb_flags = MDB_NOSUBDIR | MDB_NOSYNC | MDB_NOTLS | MDB_NORDAHEAD;

static struct ledger_lmdb *lmdb_open_ones; /* only touched by open and release: see ledger.h */

/*
 * Makes both files anew. They belong together: with the lock file of another
 * ledger, or two lock files for one, writers would not exclude each other. So
 * one is missing until both are new, and whoever comes after a crash starts over.
 */
static OM_uint32 lmdb_make(OM_uint32 *minor, const struct folder *folder)
{
    static const char *const names[] = {FOLDER_LEDGER, FOLDER_LEDGER_LOCK};
    enum { COUNT = sizeof(names) / sizeof(names[0]) };

    for (size_t i = 0; i < COUNT; i++) {
        if (unlinkat(folder->fd, names[i], 0) != 0 && errno != ENOENT)
            return folder_fail(minor, folder, names[i], errno);
    }
    for (size_t i = COUNT; i-- > 0;) {
        int fd;
        OM_uint32 major = folder_create(minor, folder, names[i], &fd);

        if (major != GSS_S_COMPLETE)
            return major;
        close(fd);
    }
    return GSS_S_COMPLETE;
}

/* The same for a user who may not make files. Only after a boot, when nobody has it open. */
static OM_uint32 lmdb_empty(OM_uint32 *minor, const struct folder *folder)
{
    int fd = openat(folder->fd, FOLDER_LEDGER, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return folder_fail(minor, folder, FOLDER_LEDGER, errno);
    close(fd);
    return GSS_S_COMPLETE;
}

/* A file that is being made has no size, or that of LMDB's two first pages. */
static bool lmdb_is_new(const struct stat *status)
{
    return status->st_size == 0 || status->st_size == 2 * sysconf(_SC_PAGESIZE);
}

/* What FOLDER_BOOT says of the ledger: in which boot, and as which file it was made. A copy of a
 * folder knows its tokens, and not what becomes of them: it is a ledger of its own. */
static size_t lmdb_tell_origin(const uint8_t boot[HOST_BOOT_ID_SIZE], const struct stat *ledger,
                               char out[ORIGIN_SIZE])
{
    memcpy(out, boot, HOST_BOOT_ID_SIZE);
    return HOST_BOOT_ID_SIZE +
           (size_t)snprintf(out + HOST_BOOT_ID_SIZE, ORIGIN_SIZE - HOST_BOOT_ID_SIZE, "%ju %ju\n",
                            (uintmax_t)ledger->st_dev, (uintmax_t)ledger->st_ino);
}

static bool lmdb_has_origin(const struct folder *folder, const uint8_t boot[HOST_BOOT_ID_SIZE],
                            const struct stat *ledger)
{
    char expected[ORIGIN_SIZE], written[ORIGIN_SIZE];
    size_t length = lmdb_tell_origin(boot, ledger, expected);

    return pread(folder->lock, written, sizeof(written), 0) == (ssize_t)length &&
           memcmp(written, expected, length) == 0;
}

static OM_uint32 lmdb_write_origin(OM_uint32 *minor, const struct folder *folder,
                                   const uint8_t boot[HOST_BOOT_ID_SIZE], const struct stat *ledger)
{
    char origin[ORIGIN_SIZE];
    size_t length = lmdb_tell_origin(boot, ledger, origin);

    if (pwrite(folder->lock, origin, length, 0) != (ssize_t)length ||
        ftruncate(folder->lock, (off_t)length) != 0)
        return folder_fail(minor, folder, FOLDER_BOOT, errno);
    return GSS_S_COMPLETE;
}

/*
 * Leaves a safe pair of files that this boot has written here, and the ledger's STATUS. The files
 * are never synced, so those of another boot may be torn, or know less than they were told.
 */
static OM_uint32 lmdb_renew(OM_uint32 *minor, const struct folder *folder, struct stat *status)
{
    uint8_t boot[HOST_BOOT_ID_SIZE];
    bool has_ledger, has_lock;
    struct stat lock_status;
    OM_uint32 major;

    if (!transfer_host_boot_id(boot))
        return minor_fail_detail(minor, MINOR_DOMAIN_IO, GSS_S_UNAVAILABLE,
                                 "the boot's identifier cannot be read: is /proc mounted?");
    major = folder_check(minor, folder, FOLDER_LEDGER, &has_ledger, status);
    if (major == GSS_S_COMPLETE)
        major = folder_check(minor, folder, FOLDER_LEDGER_LOCK, &has_lock, &lock_status);
    if (major != GSS_S_COMPLETE ||
        (has_ledger && has_lock && !lmdb_is_new(status) && lmdb_has_origin(folder, boot, status)))
        return major;

    if (folder->own)
        major = lmdb_make(minor, folder);
    else if (has_ledger && has_lock)
        major = lmdb_empty(minor, folder);
    else
        major = folder_fail(minor, folder, has_ledger ? FOLDER_LEDGER_LOCK : FOLDER_LEDGER, ENOENT);
    if (major == GSS_S_COMPLETE)
        major = folder_check(minor, folder, FOLDER_LEDGER, &has_ledger, status);
    if (major == GSS_S_COMPLETE && !has_ledger)
        major = folder_fail(minor, folder, FOLDER_LEDGER, ENOENT);
    if (major == GSS_S_COMPLETE)
        major = lmdb_write_origin(minor, folder, boot, status);
    return major;
}

/* A file that was cut off between pages gives zeros, which LMDB takes for damage, instead of a
 * SIGBUS; one that was cut off within a page would look whole. What is behind the used pages does
 * not matter. */
static int lmdb_check_size(MDB_env *env)
{
    MDB_envinfo info;
    MDB_stat stat;
    struct stat status;
    mdb_filehandle_t fd;
    off_t used;

    if (lmdb.env_info(env, &info) != 0 || lmdb.env_stat(env, &stat) != 0 ||
        lmdb.env_get_fd(env, &fd) != 0 || fstat(fd, &status) != 0)
        return MDB_INVALID;
    used = (off_t)(info.me_last_pgno + 1) * stat.ms_psize;
    if (status.st_size >= used)
        return 0;
    if (status.st_size % stat.ms_psize != 0)
        return MDB_CORRUPTED;
    return ftruncate(fd, used) == 0 ? 0 : errno;
}

/* In the first transaction: the table, and the state record, which a new ledger gets now. */
static int lmdb_start_in(struct ledger_lmdb *ledger, MDB_txn *txn)
{
    struct lmdb_state state = {.pruned_to = 0};
    MDB_stat stat;
    int error = lmdb_check_size(ledger->env);

    if (error == 0)
        error = lmdb.dbi_open(txn, NULL, 0, &ledger->table);
    if (error == 0)
        error = lmdb.stat(txn, ledger->table, &stat);
    if (error != 0)
        return error;
    if (stat.ms_entries != 0)
        error = lmdb_get_state(txn, ledger->table, &state);
    else if (!secret_random(state.id, sizeof(state.id)))
        error = EIO;
    else
        error = lmdb_put_state(txn, ledger->table, &state);
    if (error == 0)
        memcpy(ledger->base.id, state.id, sizeof(state.id));
    return error == MDB_NOTFOUND ? MDB_CORRUPTED : error;
}

/* LMDB gives a file that it maps for writing the map's size, at once: past the limit on files that
 * would be a SIGXFSZ (setrlimit(2)). */
static int lmdb_check_mapped(const struct stat *found)
{
    struct rlimit limit;

    if (found->st_size == (off_t)lmdb_map_size)
        return 0;
    if (!lmdb_is_new(found))
        return MDB_CORRUPTED;
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
        return errno;
    return limit.rlim_cur < lmdb_map_size ? EFBIG : 0; /* RLIM_INFINITY is the largest number */
}

/* Opens the environment of the folder's file, which was FOUND; a failure leaves it NULL. LMDB takes
 * paths alone, and this one can lead to no other folder than the one that was checked: a lock file
 * from elsewhere would let two write at once. */
static int lmdb_start(struct ledger_lmdb *ledger, const struct folder *folder,
                      const struct stat *found)
{
    char path[64];
    MDB_txn *txn = NULL;
    unsigned flags = lmdb_flags | (ledger->mapped ? MDB_WRITEMAP : 0);
    int dead, error = lmdb.env_create(&ledger->env);

    if (error != 0) {
        ledger->env = NULL;
        return error;
    }
    snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", folder->fd, FOLDER_LEDGER);
    if (ledger->mapped)
        error = lmdb_check_mapped(found);
    if (error == 0)
        error = lmdb.env_set_mapsize(ledger->env, lmdb_map_size);
    if (error == 0)
        error = lmdb.env_open(ledger->env, path, flags, LEDGER_MODE);
    if (error == 0 && !lmdb_usable(&ledger->base))
        error = MDB_INVALID; /* the file was replaced meanwhile */
    if (error == 0)
        error = lmdb.reader_check(ledger->env, &dead);
    if (error == 0)
        error = lmdb_begin(ledger, &txn);
    if (error == 0) {
        error = lmdb_start_in(ledger, txn);
        if (error == 0)
            error = lmdb.txn_commit(txn);
        else
            lmdb.txn_abort(txn);
    }
    if (error != 0) {
        lmdb.env_close(ledger->env);
        ledger->env = NULL;
    }
    return error;
}

static void lmdb_unlist(struct ledger_lmdb *ledger)
{
    struct ledger_lmdb **at = &lmdb_open_ones;

    while (*at != NULL && *at != ledger)
        at = &(*at)->next;
    if (*at != NULL)
        *at = ledger->next;
}

static void lmdb_release(struct ledger *base)
{
    struct ledger_lmdb *ledger = (struct ledger_lmdb *)base;

    if (--ledger->references != 0)
        return;
    /* Left open, and in the list: a parent's, which LMDB forbids even to close; one whose
     * descriptors were closed under it; one that failed, since closing it would drop its
     * successor's lock (fcntl(2)). */
    if (!lmdb_usable(base))
        return;
    lmdb_unlist(ledger);
    lmdb.env_close(ledger->env);
    pthread_mutex_destroy(&ledger->lock);
    free(ledger);
}

static struct ledger_lmdb *lmdb_find(const struct stat *status)
{
    struct ledger_lmdb *ledger = lmdb_open_ones;

    while (ledger != NULL && (ledger->device != status->st_dev || ledger->inode != status->st_ino ||
                              !lmdb_usable(&ledger->base)))
        ledger = ledger->next;
    return ledger;
}

static const struct ledger_engine lmdb_engine = {
    .name = "lmdb",
    .claim = lmdb_claim,
    .count = lmdb_count,
    .usable = lmdb_usable,
    .release = lmdb_release,
};

OM_uint32 ledger_lmdb_open(OM_uint32 *minor, const struct folder *folder, struct ledger **out)
{
    struct ledger_lmdb *ledger;
    struct stat status;
    const char *why;
    OM_uint32 major;
    int error;

    *out = NULL;
    if (!lmdb_library_load(&why))
        return minor_fail_detail(minor, MINOR_LEDGER_UNAVAILABLE, GSS_S_UNAVAILABLE, "liblmdb: %s",
                                 why);
    major = lmdb_renew(minor, folder, &status);
    if (major != GSS_S_COMPLETE)
        return major;
    ledger = lmdb_find(&status);
    if (ledger != NULL) {
        ledger->references++;
        *out = &ledger->base;
        return GSS_S_COMPLETE;
    }

    ledger = calloc(1, sizeof(*ledger));
    if (ledger == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    ledger->base.engine = &lmdb_engine;
    ledger->process = process_identity();
    ledger->device = status.st_dev;
    ledger->inode = status.st_ino;
    ledger->references = 1;
    ledger->mapped = folder->reserves;
    ledger->page_size = (size_t)sysconf(_SC_PAGESIZE);
    error = pthread_mutex_init(&ledger->lock, NULL);
    if (error == 0)
        error = lmdb_start(ledger, folder, &status);
    if (error != 0) {
        free(ledger);
        return minor_fail_detail(minor, MINOR_LEDGER_UNAVAILABLE, GSS_S_UNAVAILABLE, "%s/%s: %s",
                                 folder->path, FOLDER_LEDGER, lmdb.strerror(error));
    }
    ledger->next = lmdb_open_ones;
    lmdb_open_ones = ledger;
    *out = &ledger->base;
    return GSS_S_COMPLETE;
}
