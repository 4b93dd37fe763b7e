/* What an administrator does with a transfer domain: `gss transfer`. */
#ifndef GSS_TRANSFER_ADMIN_H
#define GSS_TRANSFER_ADMIN_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <gss/api.h>

#include "transfer/keys.h"

/* FOLDER is an absolute path; NULL is this process's domain. */

/* Makes a new domain: the folder, its first key and its ledger. It belongs to the caller; GROUP
 * (unless it is (gid_t)-1) shares it. The folder may exist if it is empty; those above it must. */
OM_uint32 transfer_admin_create(OM_uint32 *minor, const char *folder, gid_t group);

/* Adds a new active key. With DISCARD the others go, and every token sealed so far with them. */
OM_uint32 transfer_admin_rotate(OM_uint32 *minor, const char *folder, bool discard);

/* What may be known of a domain: no secrets. */
struct transfer_admin_key {
    uint8_t id[KEYS_ID_SIZE];
    int64_t created; /* seconds since 1970 */
    bool active;
};

struct transfer_admin_status {
    char folder[PATH_MAX];
    uid_t owner;
    gid_t group;
    mode_t mode;        /* permission bits of the folder */
    bool own;           /* the caller may change its keys */
    const char *engine; /* of the ledger */
    uint64_t entries;   /* tokens that the ledger remembers */
    int64_t pruned_to;  /* tokens up to this time are refused, remembered or not; 0: none */
    size_t key_count;
    struct transfer_admin_key key[KEYS_MAX]; /* oldest first */
};

/* Makes nothing: where there is no domain, it fails. */
OM_uint32 transfer_admin_inquire(OM_uint32 *minor, const char *folder,
                                 struct transfer_admin_status *status);

#endif
