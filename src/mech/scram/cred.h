/*
 * SCRAM credentials: a user's password, a file of verifiers, or both.
 *
 * Where an initiator's password comes from, the first of:
 *   - the call: gss_acquire_cred_with_password;
 *   - the store's key "password", or "passwordfile": a file whose first line is the password;
 *   - the file that GSS_SCRAM_PASSWORD_FILE names, else scram-password in the folder gss of the
 *     user's configuration folder ($XDG_CONFIG_HOME, ~/.config): lines "user:password", empty ones
 *     and comments ('#').
 * The desired name tells the user. Without one, the last file's only line does; the other sources
 * need the name. Files with passwords are refused unless they are their owner's alone.
 *
 * An acceptor's verifiers are in the file of the store's key "scram-verifiers", else in the default
 * one (see verifiers.h).
 *
 * A credential is immutable to its users and counted: duplicating it is one more owner. Inside it
 * remembers the keys of the last few salts, so that iterations are paid once.
 */
#ifndef GSS_MECH_SCRAM_CRED_H
#define GSS_MECH_SCRAM_CRED_H

#include <pthread.h>
#include <stdatomic.h>

#include <gss/api.h>

#include "mech/mech.h"
#include "mech/scram/keys.h"
#include "mech/scram/name.h"
#include "mech/scram/verifiers.h"

enum { SCRAM_CACHED_SALTS = 8 };

struct scram_cached_keys {
    uint32_t iterations; /* 0: free */
    size_t salt_length;
    uint8_t salt[SCRAM_SALT_MAX];
    struct scram_keys keys;
};

struct scram_cred {
    atomic_uint owners;
    gss_cred_usage_t usage;
    const struct scram_hash *hash;
    struct scram_name *name;
    struct scram_password password;    /* of an initiator */
    struct scram_verifiers *verifiers; /* of an acceptor; they stay */
    pthread_mutex_t lock;              /* of the two below */
    unsigned next_cached;
    struct scram_cached_keys cached[SCRAM_CACHED_SALTS];
};

/* Entries of struct mech, whose module is the hash; CRED is a struct scram_cred. */
OM_uint32 scram_cred_acquire(OM_uint32 *minor, const struct mech_cred_args *args, void **cred);
OM_uint32 scram_cred_duplicate(OM_uint32 *minor, const void *cred, void **copy);
OM_uint32 scram_cred_inquire(OM_uint32 *minor, const void *cred, struct mech_cred_info *info);
void scram_cred_release(void **cred);
OM_uint32 scram_cred_export(OM_uint32 *minor, const void *cred, struct writer *out);
OM_uint32 scram_cred_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                            void **cred);

/* An initiator's credential without name or password, for a context that is imported; NULL without
 * memory. */
struct scram_cred *scram_cred_new(const struct scram_hash *hash, gss_cred_usage_t usage);

struct scram_cred *scram_cred_share(struct scram_cred *cred);
void scram_cred_free(struct scram_cred *cred); /* one owner less; accepts NULL */

/* The keys for a salt, remembered or made now. */
void scram_cred_keys(struct scram_cred *cred, const uint8_t *salt, size_t salt_length,
                     uint32_t iterations, struct scram_keys *keys);

/* The password of args, from wherever it comes, prepared, and its user's name: NULL on failure.
 * *PREPARED is a secret writer. */
OM_uint32 scram_password_find(OM_uint32 *minor, const struct mech_cred_args *args,
                              struct scram_name **user, struct writer *prepared);

/* The value of KEY in a store; NULL if there is none. */
const char *scram_store_value(gss_const_key_value_set_t store, const char *key);

#endif
