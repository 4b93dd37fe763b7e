#include "mech/plugin/plugins.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/oid.h"
#include "mech/plugin/config.h"
#include "mech/plugin/lines.h"
#include "mech/plugin/load.h"

enum { LOOK_EVERY = 1000 /* milliseconds */ };

/* A list that has been given out: kept for those who still read it. */
struct list {
    struct list *older;
    const struct mech *mechs[];
};

static const struct mech *const *_Atomic list_now;
static struct list *list_newest;
static _Atomic int64_t next_look;

static struct plugin_loaded *_Atomic loaded_first;
static struct plugin_interposed *_Atomic interposed_first;

/* Of what follows, and of all that is written above. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local bool loading; /* this thread has the lock: a plugin calls back */
static bool forks_seen_to;
static struct plugin_lines lines;
static uint64_t stamp;

static void plugins_before_fork(void)
{
    if (!loading)
        pthread_mutex_lock(&lock);
}

static void plugins_after_fork(void)
{
    if (!loading)
        pthread_mutex_unlock(&lock);
}

static int64_t plugins_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const struct mech *list_find(const struct mech *const *mechs, gss_const_OID oid)
{
    for (size_t i = 0; mechs[i] != NULL; i++) {
        if (oid_equal(&mechs[i]->oid, oid))
            return mechs[i];
    }
    return NULL;
}

static struct plugin_loaded *loaded_find(gss_const_OID oid)
{
    struct plugin_loaded *loaded = atomic_load(&loaded_first);

    while (loaded != NULL && !oid_equal(&loaded->self->elements[0], oid))
        loaded = atomic_load(&loaded->next);
    return loaded;
}

static void loaded_append(struct plugin_loaded *loaded)
{
    struct plugin_loaded *_Atomic *end = &loaded_first;

    while (atomic_load(end) != NULL)
        end = &atomic_load(end)->next;
    atomic_store(end, loaded);
}

/* Loads what a line names, unless it is there. */
static void plugins_take_line(struct plugin_line_taken *taken, const struct mech *const *own)
{
    gss_OID_desc oid = {taken->line.oid_length, taken->line.oid};
    struct plugin_loaded *loaded = loaded_find(&oid);

    if (taken->outcome != PLUGIN_LOADED)
        return; /* a line with an error */
    if (loaded != NULL && strcmp(loaded->library, taken->library) == 0)
        return;
    if (loaded != NULL || list_find(own, &oid) != NULL) {
        taken->outcome = PLUGIN_IDLE;
        snprintf(taken->why, sizeof(taken->why),
                 "there is a mechanism with this object identifier already");
        return;
    }
    loaded = plugin_load(&taken->line, taken->library, &taken->outcome, taken->why);
    if (loaded != NULL)
        loaded_append(loaded);
}

static struct plugin_interposed *interposed_find(const struct mech *original)
{
    struct plugin_interposed *found = atomic_load(&interposed_first);

    while (found != NULL && found->original != original)
        found = atomic_load(&found->next);
    return found;
}

/* What comes in the place of a mechanism: the first interposer that wants it; or itself. */
static const struct mech *plugins_interpose(const struct mech *mech)
{
    struct plugin_interposed *found = interposed_find(mech);
    char why[PLUGIN_WHY_SIZE];

    for (struct plugin_loaded *by = atomic_load(&loaded_first); found == NULL && by != NULL;
         by = atomic_load(&by->next)) {
        if (by->plugin != NULL || !oid_set_contains(by->interposes, &mech->oid))
            continue;
        found = plugin_interpose(mech, by, why);
        if (found == NULL) {
            plugin_lines_note(&lines, &by->self->elements[0], why);
            continue;
        }
        atomic_store(&found->next, atomic_load(&interposed_first));
        atomic_store(&interposed_first, found);
    }
    return found != NULL ? &found->plugin->mech : mech;
}

/* A new list of all; false without memory. Without plugins it is OWN itself. */
static bool plugins_publish(const struct mech *const *own)
{
    size_t count = 0, at = 0;
    struct list *list;

    while (own[count] != NULL)
        count++;
    for (struct plugin_loaded *l = atomic_load(&loaded_first); l != NULL; l = atomic_load(&l->next))
        count += l->plugin != NULL;
    if (atomic_load(&loaded_first) == NULL) {
        atomic_store(&list_now, own);
        return true;
    }
    list = calloc(1, sizeof(*list) + (count + 1) * sizeof(list->mechs[0]));
    if (list == NULL)
        return false;
    for (size_t i = 0; own[i] != NULL; i++)
        list->mechs[at++] = plugins_interpose(own[i]);
    for (struct plugin_loaded *l = atomic_load(&loaded_first); l != NULL;
         l = atomic_load(&l->next)) {
        if (l->plugin != NULL)
            list->mechs[at++] = plugins_interpose(&l->plugin->mech);
    }
    list->older = list_newest;
    list_newest = list;
    atomic_store(&list_now, list->mechs);
    return true;
}

/* Reads the configuration if it has changed, and loads what is new: interposers last, for they
 * name mechanisms that others bring. Without memory all is left for the next look. */
static void plugins_load(const struct mech *const *own)
{
    uint64_t stamp_now = plugin_config_stamp();
    bool first = atomic_load(&list_now) == NULL;

    if (!first && stamp_now == stamp)
        return;
    if (!forks_seen_to)
        forks_seen_to =
            pthread_atfork(plugins_before_fork, plugins_after_fork, plugins_after_fork) == 0;
    if (!plugin_lines_read(&lines))
        return;
    for (int interposers = 0; interposers <= 1; interposers++) {
        for (struct plugin_line_taken *taken = lines.first; taken != NULL; taken = taken->next) {
            if (taken->line.interposer == (interposers != 0))
                plugins_take_line(taken, own);
        }
    }
    if (plugins_publish(own))
        stamp = stamp_now;
}

const struct mech *const *plugins_list(const struct mech *const *own)
{
    const struct mech *const *now = atomic_load_explicit(&list_now, memory_order_acquire);
    int64_t due = atomic_load_explicit(&next_look, memory_order_relaxed);
    int64_t clock = plugins_clock();

    if (loading || (now != NULL && clock < due))
        return now != NULL ? now : own;
    if (now == NULL)
        pthread_mutex_lock(&lock);
    else if (pthread_mutex_trylock(&lock) != 0)
        return now; /* another one is at it */
    loading = true;
    if (clock >= atomic_load(&next_look)) {
        plugins_load(own);
        atomic_store(&next_look, plugins_clock() + LOOK_EVERY);
    }
    loading = false;
    pthread_mutex_unlock(&lock);
    now = atomic_load(&list_now);
    return now != NULL ? now : own;
}

const struct mech *plugins_find_interposed(gss_const_OID oid)
{
    const struct plugin_interposed *found = atomic_load(&interposed_first);

    while (found != NULL && !oid_equal(found->real.reached_by, oid))
        found = atomic_load(&found->next);
    return found != NULL ? &found->real : NULL;
}

bool plugins_own_oid(gss_const_OID oid)
{
    const struct plugin_interposed *interposed = atomic_load(&interposed_first);
    const struct plugin_loaded *loaded = atomic_load(&loaded_first);

    while (loaded != NULL && (loaded->plugin == NULL || oid != &loaded->plugin->mech.oid))
        loaded = atomic_load(&loaded->next);
    while (interposed != NULL && oid != &interposed->real.oid &&
           oid != &interposed->plugin->mech.oid)
        interposed = atomic_load(&interposed->next);
    return loaded != NULL || interposed != NULL;
}

void plugins_report(void (*tell)(void *arg, const struct plugin_report *report), void *arg)
{
    pthread_mutex_lock(&lock);
    for (struct plugin_line_taken *taken = lines.first; taken != NULL; taken = taken->next) {
        struct plugin_report report = {
            .file = taken->file,
            .line = taken->number,
            .name = taken->line.name,
            .oid = {taken->line.oid_length, taken->line.oid},
            .library = taken->library,
            .interposer = taken->line.interposer,
            .outcome = taken->outcome,
            .message = taken->outcome != PLUGIN_LOADED ? taken->why : NULL,
        };

        tell(arg, &report);
    }
    pthread_mutex_unlock(&lock);
}
