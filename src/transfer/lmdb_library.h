/*
 * liblmdb, loaded when a ledger is first opened.
 *
 * Not linked: programs bring LMDB's code along under the same names (OpenLDAP's
 * slapd has a later version built in), and whichever came first would serve
 * both. Loaded this way it serves us alone, and programs that never hand a
 * context over do without it.
 */
#ifndef GSS_TRANSFER_LMDB_LIBRARY_H
#define GSS_TRANSFER_LMDB_LIBRARY_H

#include <stdbool.h>

#include <lmdb.h>

/* The calls in use. */
#define LMDB_CALLS(X)                                                                              \
    X(env_create)                                                                                  \
    X(env_open)                                                                                    \
    X(env_close)                                                                                   \
    X(env_set_mapsize)                                                                             \
    X(env_info)                                                                                    \
    X(env_stat)                                                                                    \
    X(env_get_fd)                                                                                  \
    X(reader_check)                                                                                \
    X(strerror)                                                                                    \
    X(txn_begin)                                                                                   \
    X(txn_commit)                                                                                  \
    X(txn_abort)                                                                                   \
    X(dbi_open)                                                                                    \
    X(stat)                                                                                        \
    X(get)                                                                                         \
    X(put)                                                                                         \
    X(cursor_open)                                                                                 \
    X(cursor_close)                                                                                \
    X(cursor_get)                                                                                  \
    X(cursor_del)

struct lmdb_library {
#define X(call) __typeof__(mdb_##call) *call;
    LMDB_CALLS(X)
#undef X
};

/* Filled by lmdb_library_load. */
extern struct lmdb_library lmdb;

/* Loads it, unless that was done. False with *WHY, until the next call, if it cannot be had. The
 * caller sees to it that no two threads are here at once. */
bool lmdb_library_load(const char **why);

#endif
