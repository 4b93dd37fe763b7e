/* The files that acceptors read. */
#include "mech/scram/verifiers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/minor.h"
#include "base/secret.h"
#include "mech/scram/file.h"
#include "mech/scram/verifier_table.h"

enum { YOUNG_NANOSECONDS = 50000000 };

struct scram_verifiers {
    struct scram_verifiers *next;
    pthread_rwlock_t lock;     /* of all below but the path */
    struct scram_table *table; /* NULL: none was read yet */
    struct stat facts;         /* of the file that it was read from */
    bool young;                /* that file had just been changed */
    char path[];
};

/* Files are added without a lock and stay. */
static struct scram_verifiers *_Atomic known_files;

static struct scram_verifiers *verifiers_look_up(const char *path)
{
    struct scram_verifiers *at = atomic_load(&known_files);

    while (at != NULL && strcmp(at->path, path) != 0)
        at = at->next;
    return at;
}

struct scram_verifiers *scram_verifiers_of(const char *path)
{
    struct scram_verifiers *found = verifiers_look_up(path);
    size_t size = strlen(path) + 1;

    if (found != NULL)
        return found;
    found = calloc(1, sizeof(*found) + size);
    if (found == NULL)
        return NULL;
    memcpy(found->path, path, size);
    pthread_rwlock_init(&found->lock, NULL);
    found->next = atomic_load(&known_files);
    /* Should two threads add the same path at once, the later one is found from then on. */
    while (!atomic_compare_exchange_weak(&known_files, &found->next, found))
        continue;
    return found;
}

/* A clock's tick may see two changes of a file in place, which then look the same from outside:
 * what was read within a moment of the last change is not believed the next time. */
static bool verifiers_are_young(const struct stat *facts)
{
    struct timespec now;
    int64_t age;

    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    age = (int64_t)(now.tv_sec - facts->st_mtim.tv_sec) * 1000000000 +
          (now.tv_nsec - facts->st_mtim.tv_nsec);
    return age < YOUNG_NANOSECONDS;
}

static bool verifiers_same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Under the lock. A change of owner or mode moves the ctime too. */
static bool verifiers_are_current(const struct scram_verifiers *verifiers, const struct stat *now)
{
    const struct stat *then = &verifiers->facts;

    return verifiers->table != NULL && !verifiers->young && then->st_dev == now->st_dev &&
           then->st_ino == now->st_ino && then->st_size == now->st_size &&
           verifiers_same_time(&then->st_mtim, &now->st_mtim) &&
           verifiers_same_time(&then->st_ctim, &now->st_ctim);
}

static OM_uint32 verifiers_read(OM_uint32 *minor, const char *path, struct scram_table **table,
                                struct stat *facts)
{
    struct writer text;
    struct reader in;
    OM_uint32 major;

    *table = NULL;
    writer_init_secret(&text);
    major = scram_file_read(minor, path, SCRAM_FILE_GROUP, &text, facts);
    if (major == GSS_S_COMPLETE) {
        reader_init(&in, text.data, text.length);
        major = scram_table_read(minor, path, &in, table);
    }
    writer_free(&text);
    return major;
}

/* Reads without the lock, and answers from what was read even if a later reading is kept. */
static OM_uint32 verifiers_find_anew(OM_uint32 *minor, struct scram_verifiers *verifiers,
                                     const struct scram_hash *hash, const void *user, size_t length,
                                     struct scram_verifier *verifier, bool *known)
{
    struct scram_table *table, *old;
    struct stat facts;
    OM_uint32 major = verifiers_read(minor, verifiers->path, &table, &facts);

    if (major != GSS_S_COMPLETE)
        return major;
    scram_table_find(table, hash, user, length, verifier, known);
    pthread_rwlock_wrlock(&verifiers->lock);
    old = verifiers->table;
    verifiers->table = table; /* now the file's */
    verifiers->facts = facts;
    verifiers->young = verifiers_are_young(&facts);
    pthread_rwlock_unlock(&verifiers->lock);
    scram_table_free(&old);
    return GSS_S_COMPLETE;
}

OM_uint32 scram_verifiers_find(OM_uint32 *minor, struct scram_verifiers *verifiers,
                               const struct scram_hash *hash, const void *user, size_t length,
                               struct scram_verifier *verifier, bool *known)
{
    struct stat now;
    bool current;

    *known = false;
    if (stat(verifiers->path, &now) == 0) {
        pthread_rwlock_rdlock(&verifiers->lock);
        current = verifiers_are_current(verifiers, &now);
        if (current)
            scram_table_find(verifiers->table, hash, user, length, verifier, known);
        pthread_rwlock_unlock(&verifiers->lock);
        if (current)
            return GSS_S_COMPLETE;
    }
    return verifiers_find_anew(minor, verifiers, hash, user, length, verifier, known);
}

const char *scram_verifiers_path(const struct scram_verifiers *verifiers)
{
    return verifiers->path;
}

OM_uint32 scram_verifiers_check_file(OM_uint32 *minor, struct scram_verifiers *verifiers)
{
    struct scram_verifier ignored;
    bool known;
    OM_uint32 major =
        scram_verifiers_find(minor, verifiers, &scram_sha256, "", 0, &ignored, &known);

    secret_wipe(&ignored, sizeof(ignored));
    return major;
}

OM_uint32 scram_verifiers_default_path(OM_uint32 *minor, char **path)
{
    return scram_file_default(minor, "GSS_SCRAM_VERIFIERS", "scram-verifiers", true, path);
}
