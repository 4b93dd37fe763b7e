#include "transfer/ledger_lmdb_private.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/process.h"
#include "base/reader.h"
#include "base/writer.h"
#include "transfer/host.h"

enum {
    KEY_SIZE = 8 + LEDGER_NAME_SIZE,
    STATE_SIZE = LEDGER_ID_SIZE + 8,
    PRUNE_EACH = 8,           /* one in so many claims prunes... */
    PRUNE_MOST = 32,          /* ...up to so many entries... */
    PRUNE_MARGIN = 60,        /* ...whose time ended so many seconds ago */
    RESERVE_AHEAD = 64,       /* pages; no transaction here takes as many */
    RESERVE_STEP = 256 << 10, /* bytes */
};

/* -- The state record ------------------------------------------------------------------------ */

static MDB_val lmdb_state_key(void)
{
    static const uint8_t key = 0;

    return (MDB_val){.mv_size = sizeof(key), .mv_data = (void *)&key};
}

int lmdb_get_state(MDB_txn *txn, MDB_dbi table, struct lmdb_state *state)
{
    MDB_val key = lmdb_state_key(), value;
    struct reader in;
    uint64_t pruned_to;
    int error = lmdb.get(txn, table, &key, &value);

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

int lmdb_put_state(MDB_txn *txn, MDB_dbi table, const struct lmdb_state *state)
{
    uint8_t bytes[STATE_SIZE];
    struct writer out;
    MDB_val key = lmdb_state_key(), value = {.mv_size = sizeof(bytes), .mv_data = bytes};

    writer_init_fixed(&out, bytes, sizeof(bytes));
    write_bytes(&out, state->id, sizeof(state->id));
    write_u64be(&out, (uint64_t)state->pruned_to);
    return lmdb.put(txn, table, &key, &value, 0);
}

/* -- Claims ---------------------------------------------------------------------------------- */

/* Removes a few entries at the front, which is the oldest, and remembers up to when. */
static int lmdb_prune(MDB_txn *txn, MDB_dbi table, struct lmdb_state *state, int64_t now)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    int64_t pruned_to = state->pruned_to;
    int error = lmdb.cursor_open(txn, table, &cursor);

    if (error != 0)
        return error;
    error = lmdb.cursor_get(cursor, &key, &value, MDB_FIRST); /* the state record */
    for (int i = 0; error == 0 && i < PRUNE_MOST; i++) {
        struct reader in;
        int64_t not_after;

        error = lmdb.cursor_get(cursor, &key, &value, MDB_NEXT);
        if (error != 0)
            break;
        reader_init(&in, key.mv_data, key.mv_size);
        not_after = (int64_t)read_u64be(&in);
        if (key.mv_size != KEY_SIZE || not_after < 0)
            error = MDB_CORRUPTED;
        else if (not_after >= now - PRUNE_MARGIN)
            break;
        else
            error = lmdb.cursor_del(cursor, 0);
        pruned_to = not_after > pruned_to ? not_after : pruned_to;
    }
    lmdb.cursor_close(cursor);
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
    error = lmdb.put(txn, ledger->table, &key, &value, MDB_NOOVERWRITE);
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

/* The writer's lock is held, so the last page is what it will be until the commit. */
static int lmdb_reserve_ahead(struct ledger_lmdb *ledger)
{
    MDB_envinfo info;
    mdb_filehandle_t fd;
    size_t wanted;
    int error = lmdb.env_info(ledger->env, &info);

    if (error != 0)
        return error;
    wanted = (info.me_last_pgno + 1 + RESERVE_AHEAD) * ledger->page_size;
    if (wanted <= ledger->reserved)
        return 0;
    wanted += RESERVE_STEP;
    if (wanted > lmdb_map_size)
        return MDB_MAP_FULL;
    error = lmdb.env_get_fd(ledger->env, &fd);
    if (error == 0)
        error = transfer_host_reserve(fd, wanted);
    if (error == 0)
        ledger->reserved = wanted;
    return error;
}

int lmdb_begin(struct ledger_lmdb *ledger, MDB_txn **txn)
{
    int error = lmdb.txn_begin(ledger->env, NULL, 0, txn);

    if (error != 0)
        return error;
    if (ledger->mapped)
        error = lmdb_reserve_ahead(ledger);
    if (error != 0) {
        lmdb.txn_abort(*txn);
        *txn = NULL;
    }
    return error;
}

static int lmdb_claim_once(struct ledger_lmdb *ledger, const struct ledger_entry *entry,
                           int64_t now, enum ledger_answer *answer)
{
    MDB_txn *txn;
    int dead, error = lmdb_begin(ledger, &txn);

    if (error != 0)
        return error;
    error = lmdb_claim_in(ledger, txn, entry, now, answer);
    if (error == 0 && *answer == LEDGER_FIRST)
        return lmdb.txn_commit(txn);
    lmdb.txn_abort(txn);
    /* A reader that died (somebody's mdb_stat) keeps old pages from being used again. */
    if (error == MDB_MAP_FULL)
        (void)lmdb.reader_check(ledger->env, &dead);
    return error;
}

/* A program may have closed descriptors that it did not know (daemons do). */
static bool lmdb_has_file(const struct ledger_lmdb *ledger)
{
    struct stat status;
    mdb_filehandle_t fd;

    return !atomic_load(&ledger->panicked) && lmdb.env_get_fd(ledger->env, &fd) == 0 &&
           fstat(fd, &status) == 0 && status.st_dev == ledger->device &&
           status.st_ino == ledger->inode;
}

bool lmdb_usable(const struct ledger *base)
{
    const struct ledger_lmdb *ledger = (const struct ledger_lmdb *)base;

    return ledger->process == process_identity() && lmdb_has_file(ledger);
}

enum ledger_answer lmdb_claim(struct ledger *base, const struct ledger_entry *entry, int64_t now,
                              const char **why)
{
    struct ledger_lmdb *ledger = (struct ledger_lmdb *)base;
    enum ledger_answer answer = LEDGER_UNAVAILABLE;
    int error = MDB_BAD_TXN;

    *why = "";
    if (ledger->process == process_identity()) {
        pthread_mutex_lock(&ledger->lock);
        error = lmdb_has_file(ledger) ? lmdb_claim_once(ledger, entry, now, &answer) : MDB_PANIC;
        if (error == MDB_PANIC)
            atomic_store(&ledger->panicked, true);
        pthread_mutex_unlock(&ledger->lock);
    }
    if (error == 0)
        return answer;
    *why = lmdb.strerror(error);
    return LEDGER_UNAVAILABLE;
}

bool lmdb_count(struct ledger *base, struct ledger_count *count)
{
    struct ledger_lmdb *ledger = (struct ledger_lmdb *)base;
    struct lmdb_state state;
    MDB_stat stat;
    MDB_txn *txn = NULL;
    int error;

    pthread_mutex_lock(&ledger->lock);
    /* A write transaction: readers have slots, which a killed one would go on occupying. */
    error = lmdb.txn_begin(ledger->env, NULL, 0, &txn);
    if (error == 0)
        error = lmdb.stat(txn, ledger->table, &stat);
    if (error == 0)
        error = lmdb_get_state(txn, ledger->table, &state);
    if (txn != NULL)
        lmdb.txn_abort(txn);
    pthread_mutex_unlock(&ledger->lock);
    if (error != 0)
        return false;
    *count = (struct ledger_count){.entries = stat.ms_entries - 1, .pruned_to = state.pruned_to};
    return true;
}
