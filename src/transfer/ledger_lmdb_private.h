/* What the two halves of the LMDB ledger share: opening it, and claiming in it. */
#ifndef GSS_TRANSFER_LEDGER_LMDB_PRIVATE_H
#define GSS_TRANSFER_LEDGER_LMDB_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "transfer/ledger.h"
#include "transfer/lmdb_library.h"

struct ledger_lmdb {
    struct ledger base;
    struct ledger_lmdb *next;
    unsigned references;
    uint64_t process; /* process_identity */
    dev_t device;
    ino_t inode;
    bool mapped; /* written through the map */
    size_t page_size;
    size_t reserved; /* bytes at the front of the file that have space */
    atomic_bool panicked;
    pthread_mutex_t lock; /* LMDB has one writer at a time anyway, and none while the map grows */
    MDB_env *env;
    MDB_dbi table;
};

/* The first record. */
struct lmdb_state {
    uint8_t id[LEDGER_ID_SIZE];
    int64_t pruned_to;
};

int lmdb_get_state(MDB_txn *txn, MDB_dbi table, struct lmdb_state *state);
int lmdb_put_state(MDB_txn *txn, MDB_dbi table, const struct lmdb_state *state);

/* Of every ledger, from the start: LMDB would cut a file that is mapped for writing down to the
 * map of whoever opens it next. Only what is used takes space. */
static const size_t lmdb_map_size = SIZE_MAX > UINT32_MAX ? (size_t)1 << 32 : (size_t)1 << 28;

/* A write transaction, with space for it reserved. */
int lmdb_begin(struct ledger_lmdb *ledger, MDB_txn **txn);

/* The engine's entries. */
enum ledger_answer lmdb_claim(struct ledger *base, const struct ledger_entry *entry, int64_t now,
                              const char **why);
bool lmdb_count(struct ledger *base, struct ledger_count *count);
bool lmdb_usable(const struct ledger *base);

#endif
