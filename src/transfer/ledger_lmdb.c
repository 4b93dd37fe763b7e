#include "transfer/ledger_lmdb.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lmdb.h>

#include "base/minor.h"
#include "base/reader.h"
#include "base/secret.h"
#include "base/writer.h"
#include "transfer/host.h"

enum {
    KEY_SIZE = 8 + LEDGER_NAME_SIZE,
    STATE_SIZE = LEDGER_ID_SIZE + 8,
    PRUNE_EACH = 8,    /* one in so many claims prunes... */
    PRUNE_MOST = 32,   /* ...up to so many entries... */
    PRUNE_MARGIN = 60, /* ...whose time ended so many seconds ago */
    MAP_ATTEMPTS = 64,
    LEDGER_MODE = 0600,
};
static const size_t map_first = (size_t)4 << 20;
static const size_t map_most = SIZE_MAX / 8 < (size_t)1 << 33 ? SIZE_MAX / 8 : (size_t)1 << 33;

/*
 * MDB_NOSYNC: what a crash of the machine spares is not used again, see lmdb_renew; a crash of
 * a process loses nothing of what the kernel has. Not MDB_WRITEMAP: a full disk has to be an error
 * that a write returns, not a SIGBUS.
 */
static const unsigned lmdb_flags = MDB_NOSUBDIR | MDB_NOSYNC | MDB_NOTLS | MDB_NORDAHEAD;

struct ledger_lmdb {
    struct ledger base;
    struct ledger_lmdb *next;
    unsigned references;
    pid_t process;
    dev_t device;
    ino_t inode;
    atomic_bool panicked;
    pthread_mutex_t lock; /* LMDB has one writer at a time anyway, and none while the map grows */
    MDB_env *env;
    MDB_dbi table;
    char path[PATH_MAX];
};

struct lmdb_state {
    uint8_t id[LEDGER_ID_SIZE];
    int64_t pruned_to;
};

static struct ledger_lmdb *lmdb_open_ones; /* only touched by open and release: see ledger.h */

/* -- The state record ------------------------------------------------------------------------ */

static MDB_val lmdb_state_key(void)
{
    static const uint8_t key = 0;

    return (MDB_val){.mv_size = sizeof(key), .mv_data = (void *)&key};
}

static int lmdb_get_state(MDB_txn *txn, MDB_dbi table, struct lmdb_state *state)
{
    MDB_val key = lmdb_state_key(), value;
    struct reader in;
    uint64_t pruned_to;
    int error = mdb_get(txn, table, &key, &value);

    if (error != 0)
        return error;
    reader_init(&in, value.mv_data, value.mv_size);
    read_copy(&in, state->id, sizeof(state->id));
    pruned_to = read_u64be(&in);
    if (!reader_at_end(&in) || pruned_to > INT64_MAX)
        return MDB_CORRUPTED;
    state->pruned_to = (int64_t)pruned_to;
    return 0;
}

static int lmdb_put_state(MDB_txn *txn, MDB_dbi table, const struct lmdb_state *state)
{
    uint8_t bytes[STATE_SIZE];
    struct writer out;
    MDB_val key = lmdb_state_key(), value = {.mv_size = sizeof(bytes), .mv_data = bytes};

    writer_init_fixed(&out, bytes, sizeof(bytes));
    write_bytes(&out, state->id, sizeof(state->id));
    write_u64be(&out, (uint64_t)state->pruned_to);
    return mdb_put(txn, table, &key, &value, 0);
}

/* -- Claims ---------------------------------------------------------------------------------- */

/* Removes a few entries at the front, which is the oldest, and remembers up to when. */
static int lmdb_prune(MDB_txn *txn, MDB_dbi table, struct lmdb_state *state, int64_t now)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    int64_t pruned_to = state->pruned_to;
    int error = mdb_cursor_open(txn, table, &cursor);

    if (error != 0)
        return error;
    error = mdb_cursor_get(cursor, &key, &value, MDB_FIRST); /* the state record */
    for (int i = 0; error == 0 && i < PRUNE_MOST; i++) {
        struct reader in;
        int64_t not_after;

        error = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
        if (error != 0)
            break;
        reader_init(&in, key.mv_data, key.mv_size);
        not_after = (int64_t)read_u64be(&in);
        if (key.mv_size != KEY_SIZE || not_after < 0)
            error = MDB_CORRUPTED;
        else if (not_after >= now - PRUNE_MARGIN)
            break;
        else
            error = mdb_cursor_del(cursor, 0);
        pruned_to = not_after > pruned_to ? not_after : pruned_to;
    }
    mdb_cursor_close(cursor);
    if (error == MDB_NOTFOUND)
        error = 0;
    if (error == 0 && pruned_to != state->pruned_to) {
        state->pruned_to = pruned_to;
        error = lmdb_put_state(txn, table, state);
    }
    return error;
}

/* The claim's work inside its transaction; it is to be committed if the answer is LEDGER_FIRST. */
static int lmdb_claim_in(const struct ledger_lmdb *ledger, MDB_txn *txn,
                         const struct ledger_entry *entry, int64_t now, enum ledger_answer *answer)
{
    uint8_t bytes[KEY_SIZE];
    struct writer out;
    MDB_val key = {.mv_size = sizeof(bytes), .mv_data = bytes};
    MDB_val value = {.mv_size = 0, .mv_data = bytes};
    struct lmdb_state state;
    int error = lmdb_get_state(txn, ledger->table, &state);

    if (error == 0 && memcmp(state.id, ledger->base.id, sizeof(state.id)) != 0)
        error = MDB_INVALID; /* somebody emptied it under our feet */
    if (error != 0)
        return error;
    if (entry->not_after <= state.pruned_to) {
        *answer = LEDGER_TOO_OLD;
        return 0;
    }
    writer_init_fixed(&out, bytes, sizeof(bytes));
    write_u64be(&out, (uint64_t)entry->not_after);
    write_bytes(&out, entry->name, LEDGER_NAME_SIZE);
    error = mdb_put(txn, ledger->table, &key, &value, MDB_NOOVERWRITE);
    if (error == MDB_KEYEXIST) {
        *answer = LEDGER_ALREADY;
        return 0;
    }
    if (error == 0 && entry->name[0] % PRUNE_EACH == 0)
        error = lmdb_prune(txn, ledger->table, &state, now);
    if (error == 0)
        *answer = LEDGER_FIRST;
    return error;
}

static int lmdb_claim_once(const struct ledger_lmdb *ledger, const struct ledger_entry *entry,
                           int64_t now, enum ledger_answer *answer)
{
    MDB_txn *txn;
    int error = mdb_txn_begin(ledger->env, NULL, 0, &txn);

    if (error != 0)
        return error;
    error = lmdb_claim_in(ledger, txn, entry, now, answer);
    if (error == 0 && *answer == LEDGER_FIRST)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return error;
}

/* Another process made the map larger, or it is full: true if it is worth another try. */
static bool lmdb_grow(const struct ledger_lmdb *ledger, int error)
{
    MDB_envinfo info;
    int dead;

    if (error == MDB_MAP_RESIZED)
        return mdb_env_set_mapsize(ledger->env, 0) == 0;
    if (error != MDB_MAP_FULL)
        return false;
    /* A reader that died (somebody's mdb_stat) keeps old pages from being used again. */
    (void)mdb_reader_check(ledger->env, &dead);
    return mdb_env_info(ledger->env, &info) == 0 && info.me_mapsize <= map_most / 2 &&
           mdb_env_set_mapsize(ledger->env, info.me_mapsize * 2) == 0;
}

static bool lmdb_usable(const struct ledger *base)
{
    const struct ledger_lmdb *ledger = (const struct ledger_lmdb *)base;
    struct stat status;
    mdb_filehandle_t fd;

    /* A program may have closed descriptors that it did not know (daemons do). */
    return ledger->process == getpid() && !atomic_load(&ledger->panicked) &&
           mdb_env_get_fd(ledger->env, &fd) == 0 && fstat(fd, &status) == 0 &&
           status.st_dev == ledger->device && status.st_ino == ledger->inode;
}

static enum ledger_answer lmdb_claim(struct ledger *base, const struct ledger_entry *entry,
                                     int64_t now, const char **why)
{
    struct ledger_lmdb *ledger = (struct ledger_lmdb *)base;
    enum ledger_answer answer = LEDGER_UNAVAILABLE;
    int error = MDB_BAD_TXN;

    *why = "";
    if (ledger->process == getpid()) {
        pthread_mutex_lock(&ledger->lock);
        for (int i = 0; i < MAP_ATTEMPTS; i++) {
            error = lmdb_usable(base) ? lmdb_claim_once(ledger, entry, now, &answer) : MDB_PANIC;
            if (error == 0 || !lmdb_grow(ledger, error))
                break;
        }
        if (error == MDB_PANIC)
            atomic_store(&ledger->panicked, true);
        pthread_mutex_unlock(&ledger->lock);
    }
    if (error == 0)
        return answer;
    *why = mdb_strerror(error);
    return LEDGER_UNAVAILABLE;
}

static bool lmdb_count(struct ledger *base, struct ledger_count *count)
{
    struct ledger_lmdb *ledger = (struct ledger_lmdb *)base;
    struct lmdb_state state;
    MDB_stat stat;
    MDB_txn *txn = NULL;
    int error;

    pthread_mutex_lock(&ledger->lock);
    /* A write transaction: it takes no slot of the readers', and only one ledger_count is so rare.
     */
    error = mdb_txn_begin(ledger->env, NULL, 0, &txn);
    if (error == MDB_MAP_RESIZED && lmdb_grow(ledger, error))
        error = mdb_txn_begin(ledger->env, NULL, 0, &txn);
    if (error == 0)
        error = mdb_stat(txn, ledger->table, &stat);
    if (error == 0)
        error = lmdb_get_state(txn, ledger->table, &state);
    if (txn != NULL)
        mdb_txn_abort(txn);
    pthread_mutex_unlock(&ledger->lock);
    if (error != 0)
        return false;
    *count = (struct ledger_count){.entries = stat.ms_entries - 1, .pruned_to = state.pruned_to};
    return true;
}

/* -- Opening --------------------------------------------------------------------------------- */

/* Makes both files anew. LMDB's two files belong together: with the lock file of another ledger,
 * or two lock files for one, writers would not exclude each other. */
static OM_uint32 lmdb_make(OM_uint32 *minor, const struct folder *folder)
{
    static const char *const names[] = {FOLDER_LEDGER, FOLDER_LEDGER_LOCK};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        OM_uint32 major;
        int fd;

        if (unlinkat(folder->fd, names[i], 0) != 0 && errno != ENOENT)
            return folder_fail(minor, folder, names[i], errno);
        major = folder_create(minor, folder, names[i], &fd);
        if (major != GSS_S_COMPLETE)
            return major;
        close(fd);
    }
    return GSS_S_COMPLETE;
}

/* The same for a user who may not make files in the folder. Only after a boot: nobody has it open.
 */
static OM_uint32 lmdb_empty(OM_uint32 *minor, const struct folder *folder)
{
    int fd = openat(folder->fd, FOLDER_LEDGER, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return folder_fail(minor, folder, FOLDER_LEDGER, errno);
    close(fd);
    return GSS_S_COMPLETE;
}

/*
 * Leaves a safe pair of files that this boot has written, and the ledger's STATUS. The files are
 * never synced, so those of another boot may be torn, or know less than they were told.
 */
static OM_uint32 lmdb_renew(OM_uint32 *minor, const struct folder *folder, struct stat *status)
{
    uint8_t boot[HOST_BOOT_ID_SIZE], written[HOST_BOOT_ID_SIZE + 1];
    bool same_boot, has_ledger, has_lock;
    struct stat lock_status;
    OM_uint32 major;

    if (!transfer_host_boot_id(boot))
        return minor_fail_detail(minor, MINOR_DOMAIN_IO, GSS_S_UNAVAILABLE,
                                 "the boot's identifier cannot be read: is /proc mounted?");
    same_boot = pread(folder->lock, written, sizeof(written), 0) == (ssize_t)sizeof(boot) &&
                memcmp(written, boot, sizeof(boot)) == 0;
    major = folder_check(minor, folder, FOLDER_LEDGER, &has_ledger, status);
    if (major == GSS_S_COMPLETE)
        major = folder_check(minor, folder, FOLDER_LEDGER_LOCK, &has_lock, &lock_status);
    if (major != GSS_S_COMPLETE || (same_boot && has_ledger && has_lock))
        return major;

    if (folder->own)
        major = lmdb_make(minor, folder);
    else if (has_ledger && has_lock)
        major = lmdb_empty(minor, folder);
    else
        major = folder_fail(minor, folder, has_ledger ? FOLDER_LEDGER_LOCK : FOLDER_LEDGER, ENOENT);
    if (major != GSS_S_COMPLETE)
        return major;
    if (pwrite(folder->lock, boot, sizeof(boot), 0) != (ssize_t)sizeof(boot) ||
        ftruncate(folder->lock, sizeof(boot)) != 0)
        return folder_fail(minor, folder, FOLDER_BOOT, errno);
    return folder_check(minor, folder, FOLDER_LEDGER, &has_ledger, status);
}

/* A file that was cut off gives zeros, which LMDB takes for damage, instead of a SIGBUS. */
static int lmdb_check_size(MDB_env *env)
{
    MDB_envinfo info;
    MDB_stat stat;
    struct stat status;
    mdb_filehandle_t fd;
    off_t used;

    if (mdb_env_info(env, &info) != 0 || mdb_env_stat(env, &stat) != 0 ||
        mdb_env_get_fd(env, &fd) != 0 || fstat(fd, &status) != 0)
        return MDB_INVALID;
    used = (off_t)(info.me_last_pgno + 1) * stat.ms_psize;
    return status.st_size < used && ftruncate(fd, used) != 0 ? errno : 0;
}

/* In the first transaction: the table, and the state record, which a new ledger gets now. */
static int lmdb_start_in(struct ledger_lmdb *ledger, MDB_txn *txn)
{
    struct lmdb_state state = {.pruned_to = 0};
    MDB_stat stat;
    int error = lmdb_check_size(ledger->env);

    if (error == 0)
        error = mdb_dbi_open(txn, NULL, 0, &ledger->table);
    if (error == 0)
        error = mdb_stat(txn, ledger->table, &stat);
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

/* Opens the environment; a failure leaves it NULL. */
static int lmdb_start(struct ledger_lmdb *ledger)
{
    MDB_txn *txn = NULL;
    int dead, error = mdb_env_create(&ledger->env);

    if (error != 0) {
        ledger->env = NULL;
        return error;
    }
    error = mdb_env_set_mapsize(ledger->env, map_first);
    if (error == 0)
        error = mdb_env_open(ledger->env, ledger->path, lmdb_flags, LEDGER_MODE);
    if (error == 0 && !lmdb_usable(&ledger->base))
        error = MDB_INVALID; /* the path led to another file than the folder has */
    if (error == 0)
        error = mdb_reader_check(ledger->env, &dead);
    if (error == 0)
        error = mdb_txn_begin(ledger->env, NULL, 0, &txn);
    if (error == MDB_MAP_RESIZED && lmdb_grow(ledger, error))
        error = mdb_txn_begin(ledger->env, NULL, 0, &txn);
    if (error == 0) {
        error = lmdb_start_in(ledger, txn);
        if (error == 0)
            error = mdb_txn_commit(txn);
        else
            mdb_txn_abort(txn);
    }
    if (error != 0) {
        mdb_env_close(ledger->env);
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
    lmdb_unlist(ledger);
    /* Left open: a parent's, which LMDB forbids even to close; one whose descriptors were closed
     * under it; one that failed, since closing it would drop its successor's lock (fcntl(2)). */
    if (!lmdb_usable(base))
        return;
    mdb_env_close(ledger->env);
    pthread_mutex_destroy(&ledger->lock);
    free(ledger);
}

static struct ledger_lmdb *lmdb_find(const struct stat *status)
{
    struct ledger_lmdb *ledger = lmdb_open_ones;

    while (ledger != NULL && (ledger->process != getpid() || ledger->device != status->st_dev ||
                              ledger->inode != status->st_ino))
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
    OM_uint32 major;
    int error;

    *out = NULL;
    major = lmdb_renew(minor, folder, &status);
    if (major != GSS_S_COMPLETE)
        return major;
    ledger = lmdb_find(&status);
    if (ledger != NULL && lmdb_usable(&ledger->base)) {
        ledger->references++;
        *out = &ledger->base;
        return GSS_S_COMPLETE;
    }
    if (ledger != NULL)
        lmdb_unlist(ledger);

    ledger = calloc(1, sizeof(*ledger));
    if (ledger == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    ledger->base.engine = &lmdb_engine;
    ledger->process = getpid();
    ledger->device = status.st_dev;
    ledger->inode = status.st_ino;
    ledger->references = 1;
    folder_join(folder->path, FOLDER_LEDGER, ledger->path);
    error = pthread_mutex_init(&ledger->lock, NULL);
    if (error == 0)
        error = lmdb_start(ledger);
    if (error != 0) {
        free(ledger);
        return minor_fail_detail(minor, MINOR_LEDGER_UNAVAILABLE, GSS_S_UNAVAILABLE, "%s/%s: %s",
                                 folder->path, FOLDER_LEDGER, mdb_strerror(error));
    }
    ledger->next = lmdb_open_ones;
    lmdb_open_ones = ledger;
    *out = &ledger->base;
    return GSS_S_COMPLETE;
}
