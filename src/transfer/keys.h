/* A transfer domain's key file: doc/protocol-transfer.md tells its bytes. */
#ifndef GSS_TRANSFER_KEYS_H
#define GSS_TRANSFER_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <gss/api.h>

#include "transfer/folder.h"
#include "transfer/seal.h"

enum {
    KEYS_ID_SIZE = 8,
    KEYS_MAX = 32,
    KEYS_AGE_MAX = 24 * 60 * 60, /* seconds; an older key is followed by a new one */
    KEYS_MARGIN = 60 * 60,       /* beyond the longest lifetime, for exports under way */
};

struct transfer_key {
    uint8_t id[KEYS_ID_SIZE];
    int64_t created;
    uint8_t secret[SEAL_KEY_SIZE];
};

/* Oldest first; the last one seals. Secret: wiped by keys_wipe. */
struct transfer_keys {
    size_t count;
    struct transfer_key key[KEYS_MAX];
};

void keys_wipe(struct transfer_keys *keys);

/* Reads and checks the file. *PRESENT is false, and the result GSS_S_COMPLETE, if there is none.
 * STATUS is that of the file read. A user who may not read it gets GSS_S_UNAUTHORIZED. */
OM_uint32 keys_read(OM_uint32 *minor, const struct folder *folder, struct transfer_keys *keys,
                    struct stat *status, bool *present);

/* Replaces the file, whole or not at all. The folder is locked by the caller. */
OM_uint32 keys_write(OM_uint32 *minor, const struct folder *folder,
                     const struct transfer_keys *keys);

/* Adds a new active key, and drops those under which no token can be alive (all, if DISCARD). */
OM_uint32 keys_rotate(OM_uint32 *minor, struct transfer_keys *keys, int64_t now, bool discard);

const struct transfer_key *keys_active(const struct transfer_keys *keys);
const struct transfer_key *keys_find(const struct transfer_keys *keys,
                                     const uint8_t id[KEYS_ID_SIZE]);

/* Is it time for a new key? */
bool keys_due(const struct transfer_keys *keys, int64_t now);

#endif
