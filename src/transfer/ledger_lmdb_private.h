/* What the two halves of the LMDB ledger share: opening it, and claiming in it. */
#ifndef GSS_TRANSFER_LEDGER_LMDB_PRIVATE_H
#define GSS_TRANSFER_LEDGER_LMDB_PRIVATE_H

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <lmdb.h>

#include "transfer/ledger.h"

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

/* The first record. */
struct lmdb_state {
    uint8_t id[LEDGER_ID_SIZE];
    int64_t pruned_to;
};

int lmdb_get_state(MDB_txn *txn, MDB_dbi table, struct lmdb_state *state);
int lmdb_put_state(MDB_txn *txn, MDB_dbi table, const struct lmdb_state *state);

/* Another process made the map larger, or it is full: true if it is worth another try. */
bool lmdb_grow(const struct ledger_lmdb *ledger, int error);

/* The engine's entries. */
enum ledger_answer lmdb_claim(struct ledger *base, const struct ledger_entry *entry, int64_t now,
                              const char **why);
bool lmdb_count(struct ledger *base, struct ledger_count *count);
bool lmdb_usable(const struct ledger *base);

#endif
