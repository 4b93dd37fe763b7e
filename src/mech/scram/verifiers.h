/*
 * The acceptor's file of password verifiers.
 *
 * One line a user and hash, in PostgreSQL's form of pg_authid behind the user's name:
 *
 *     alice:SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>
 *
 * with salt and keys in base64. A name is UTF-8, prepared by SASLprep or not; it may have colons,
 * but does not begin with '#'. Lines of other hashes are passed over, empty ones and comments ('#')
 * too. Anything else makes the whole file malformed, and so does a second line of the same user and
 * hash: neither a typing error nor a merge may quietly shut out, or let in, whom nobody meant.
 *
 * What StoredKey and ServerKey let do: an acceptor of the same salt; guessing. The file is its
 * owner's (or root's), and may be shown to a group, but not written by it.
 *
 * The first change adds a line "#!fake-salt-key:" with a random key, from which the salts come that
 * users who do not exist are answered with: always the same ones, also after a restart. A file
 * without that line gets the key from its verifiers, and the salts change when those do.
 *
 * Changes are made under a lock of the file's folder, in a new file that is renamed over the old
 * one when it is on the disk: readers see the old file or the new one.
 */
#ifndef GSS_MECH_SCRAM_VERIFIERS_H
#define GSS_MECH_SCRAM_VERIFIERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gss/api.h>

#include "base/writer.h"
#include "mech/scram/hash.h"
#include "mech/scram/keys.h"

enum {
    SCRAM_ITERATIONS_FLOOR = 4096,     /* RFC 7677 s.3 */
    SCRAM_ITERATIONS_LIMIT = 10000000, /* some seconds: more is an attack on the initiator */
    SCRAM_NEW_SALT_LENGTH = 16,
};

struct scram_verifier {
    const struct scram_hash *hash;
    uint32_t iterations;
    size_t salt_length;
    uint8_t salt[SCRAM_SALT_MAX];
    uint8_t stored_key[SCRAM_KEY_MAX];
    uint8_t server_key[SCRAM_KEY_MAX];
};

/*
 * For the command that edits the file. PATH is never NULL: scram_verifiers_default_path gives the
 * one that acceptors use. A user is the name as people write it. All set *MINOR.
 */

/* GSS_SCRAM_VERIFIERS, or scram-verifiers in the user's configuration folder, or in /etc/gss for
 * root (see file.h). *PATH is malloc'ed. */
OM_uint32 scram_verifiers_default_path(OM_uint32 *minor, char **path);

/* A verifier with a new salt. ITERATIONS 0: the hash's default; otherwise between floor and limit,
 * or GSS_S_FAILURE. A password that SASLprep refuses is GSS_S_FAILURE. */
OM_uint32 scram_verifier_make(OM_uint32 *minor, const struct scram_hash *hash,
                              gss_const_buffer_t password, uint32_t iterations,
                              struct scram_verifier *verifier);

/* The line's part behind "user:". */
void scram_verifier_write(const struct scram_verifier *verifier, struct writer *out);

/* Adds a user's verifier, or replaces the one of the same hash (*REPLACED, may be NULL). A file and
 * folders that are missing are made, for the owner alone. GSS_S_BAD_NAME: no such user can be. */
OM_uint32 scram_verifiers_add(OM_uint32 *minor, const char *path, gss_const_buffer_t user,
                              const struct scram_verifier *verifier, bool *replaced);

/* Removes all lines of a user, also those of hashes that we do not have; *REMOVED counts them. */
OM_uint32 scram_verifiers_remove(OM_uint32 *minor, const char *path, gss_const_buffer_t user,
                                 size_t *removed);

/* Calls VISIT for each verifier, sorted by user; it is given the name prepared. */
typedef void (*scram_verifiers_visit)(void *arg, const char *user, size_t length,
                                      const struct scram_verifier *verifier);
OM_uint32 scram_verifiers_list(OM_uint32 *minor, const char *path, scram_verifiers_visit visit,
                               void *arg);

/* Is it the user's password, by every verifier that the user has? *KNOWN: there is such a user. */
OM_uint32 scram_verifiers_check(OM_uint32 *minor, const char *path, gss_const_buffer_t user,
                                gss_const_buffer_t password, bool *known, bool *right);

/*
 * For acceptors.
 */

/* A file by its path, kept with what was last read of it as long as the process lives: there are
 * few. Any threads may use it. */
struct scram_verifiers;

/* The file of PATH, which need not exist; NULL without memory. */
struct scram_verifiers *scram_verifiers_of(const char *path);

const char *scram_verifiers_path(const struct scram_verifiers *verifiers);

/* GSS_S_NO_CRED unless the file can be used now. */
OM_uint32 scram_verifiers_check_file(OM_uint32 *minor, struct scram_verifiers *verifiers);

/* The verifier of USER, a prepared name. Somebody unknown gets one too, which looks like the
 * others' and is the same each time, but which no proof fits: *KNOWN alone tells, and either way
 * takes the same steps. Reads the file if it has changed. */
OM_uint32 scram_verifiers_find(OM_uint32 *minor, struct scram_verifiers *verifiers,
                               const struct scram_hash *hash, const void *user, size_t length,
                               struct scram_verifier *verifier, bool *known);

#endif
