#include "transfer/domains.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "transfer/folder.h"

enum { DOMAINS_OPEN = 16, ROTATION_PAUSE = 60 };

/*
 * LOADING is held while a domain is loaded or freed, TABLE for the few
 * instructions that look at the table or change it; in this order. TABLE is no
 * rwlock since a forked child could not unlock one: it goes by thread numbers.
 */
static pthread_mutex_t domains_loading = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t domains_table = PTHREAD_MUTEX_INITIALIZER;
static struct transfer_domain *domains_open[DOMAINS_OPEN];
static unsigned domains_next;
static char domains_default[PATH_MAX]; /* "": not set */

/* Gives a reference back while LOADING is held. */
static void domains_release_loading(struct transfer_domain **domain)
{
    if (*domain != NULL && atomic_fetch_sub(&(*domain)->references, 1) == 1)
        domain_free(domain);
    *domain = NULL;
}

/* -- Forks: a child finds both locks free, and what they guard whole --------------------------- */

static void domains_before_fork(void)
{
    pthread_mutex_lock(&domains_loading);
    pthread_mutex_lock(&domains_table);
}

static void domains_after_fork(void)
{
    pthread_mutex_unlock(&domains_table);
    pthread_mutex_unlock(&domains_loading);
}

static void domains_after_fork_in_child(void)
{
    domains_after_fork();
    xaes_forget();
    for (size_t i = 0; i < DOMAINS_OPEN; i++) {
        if (domains_open[i] == NULL)
            continue;
        keys_wipe(&domains_open[i]->keys); /* the child may be about to drop its privileges */
        domains_release_loading(&domains_open[i]);
    }
}

static void domains_watch_forks(void)
{
    (void)pthread_atfork(domains_before_fork, domains_after_fork, domains_after_fork_in_child);
}

static void domains_start(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, domains_watch_forks);
}

/* -- Which folder ------------------------------------------------------------------------------ */

OM_uint32 domains_set_default(OM_uint32 *minor, const char *folder)
{
    if (folder != NULL && !folder_path_valid(folder))
        return minor_fail_detail(minor, MINOR_BAD_ARGUMENT, GSS_S_FAILURE,
                                 "a transfer domain is an absolute path");
    domains_start();
    pthread_mutex_lock(&domains_table);
    snprintf(domains_default, sizeof(domains_default), "%s", folder != NULL ? folder : "");
    pthread_mutex_unlock(&domains_table);
    return GSS_S_COMPLETE;
}

OM_uint32 domains_find_path(OM_uint32 *minor, const char *folder, char *path)
{
    const char *named = folder;
    char chosen[PATH_MAX];

    path[0] = '\0';
    if (named == NULL) {
        pthread_mutex_lock(&domains_table);
        memcpy(chosen, domains_default, sizeof(domains_default));
        pthread_mutex_unlock(&domains_table);
        named = chosen[0] != '\0' ? chosen : secure_getenv("GSS_TRANSFER_DOMAIN");
    }
    if (named == NULL || (folder == NULL && named[0] == '\0'))
        return folder_find_default(minor, path);
    if (!folder_path_valid(named))
        return minor_fail_detail(minor, MINOR_DOMAIN_CONFIG, GSS_S_UNAVAILABLE,
                                 "a transfer domain is an absolute path");
    snprintf(path, PATH_MAX, "%s", named);
    /* With a slash at its end a symbolic link would be followed. */
    for (size_t end = strlen(path); end > 1 && path[end - 1] == '/'; end--)
        path[end - 1] = '\0';
    return GSS_S_COMPLETE;
}

/* -- The table --------------------------------------------------------------------------------- */

static struct transfer_domain *domains_find(const char *path)
{
    struct transfer_domain *found = NULL;

    pthread_mutex_lock(&domains_table);
    for (size_t i = 0; i < DOMAINS_OPEN && found == NULL; i++) {
        if (domains_open[i] != NULL && strcmp(domains_open[i]->path, path) == 0)
            found = domains_open[i];
    }
    if (found != NULL)
        atomic_fetch_add(&found->references, 1);
    pthread_mutex_unlock(&domains_table);
    return found;
}

void domains_release(struct transfer_domain **domain)
{
    if (*domain != NULL && atomic_fetch_sub(&(*domain)->references, 1) == 1) {
        pthread_mutex_lock(&domains_loading);
        domain_free(domain);
        pthread_mutex_unlock(&domains_loading);
    }
    *domain = NULL;
}

/* Puts DOMAIN in the table, in place of an older one of its folder or of any. */
static void domains_insert(struct transfer_domain *domain)
{
    struct transfer_domain *old;
    size_t at = DOMAINS_OPEN;

    pthread_mutex_lock(&domains_table);
    for (size_t i = 0; i < DOMAINS_OPEN && at == DOMAINS_OPEN; i++) {
        if (domains_open[i] != NULL && strcmp(domains_open[i]->path, domain->path) == 0)
            at = i;
    }
    if (at == DOMAINS_OPEN)
        at = domains_next++ % DOMAINS_OPEN;
    old = domains_open[at];
    domains_open[at] = domain;
    atomic_fetch_add(&domain->references, 1);
    pthread_mutex_unlock(&domains_table);
    domains_release_loading(&old);
}

/* Takes what no longer can be used out of the table, and so its keys out of memory. */
static void domains_forget(const char *path)
{
    struct transfer_domain *old = NULL;

    pthread_mutex_lock(&domains_table);
    for (size_t i = 0; i < DOMAINS_OPEN && old == NULL; i++) {
        if (domains_open[i] == NULL || strcmp(domains_open[i]->path, path) != 0)
            continue;
        old = domains_open[i];
        domains_open[i] = NULL;
    }
    pthread_mutex_unlock(&domains_table);
    domains_release_loading(&old);
}

/* ANY_FRESH: what another thread has loaded meanwhile will do. */
static OM_uint32 domains_load(OM_uint32 *minor, const char *path, enum domain_change change,
                              bool any_fresh, struct transfer_domain **domain)
{
    OM_uint32 major = GSS_S_COMPLETE;

    pthread_mutex_lock(&domains_loading);
    *domain = any_fresh ? domains_find(path) : NULL;
    if (*domain != NULL && !domain_fresh(*domain))
        domains_release_loading(domain);
    if (*domain == NULL) {
        major = domain_load(minor, path, change, domain);
        if (major == GSS_S_COMPLETE)
            domains_insert(*domain);
        else if (any_fresh)
            domains_forget(path);
    }
    pthread_mutex_unlock(&domains_loading);
    return major;
}

OM_uint32 domains_acquire(OM_uint32 *minor, const char *folder, struct transfer_domain **domain)
{
    char path[PATH_MAX];
    OM_uint32 major;

    *domain = NULL;
    domains_start();
    major = domains_find_path(minor, folder, path);
    if (major != GSS_S_COMPLETE)
        return major;
    *domain = domains_find(path);
    if (*domain != NULL && domain_fresh(*domain))
        return GSS_S_COMPLETE;
    domains_release(domain);
    return domains_load(minor, path, DOMAIN_FILL, true, domain);
}

OM_uint32 domains_reload(OM_uint32 *minor, enum domain_change change,
                         struct transfer_domain **domain)
{
    struct transfer_domain *loaded;
    OM_uint32 major = domains_load(minor, (*domain)->path, change, false, &loaded);

    if (major != GSS_S_COMPLETE)
        return major;
    domains_release(domain);
    *domain = loaded;
    return GSS_S_COMPLETE;
}

OM_uint32 domains_change(OM_uint32 *minor, const char *folder, enum domain_change change,
                         struct transfer_domain **domain)
{
    char path[PATH_MAX];
    OM_uint32 major;

    *domain = NULL;
    domains_start();
    major = domains_find_path(minor, folder, path);
    if (major == GSS_S_COMPLETE)
        major = domains_load(minor, path, change, false, domain);
    return major;
}

void domains_rotate_if_due(struct transfer_domain **domain, int64_t now)
{
    OM_uint32 minor;
    long long next;

    if (!(*domain)->own || !keys_due(&(*domain)->keys, now))
        return;
    next = atomic_load(&(*domain)->next_rotation);
    if (now < next ||
        !atomic_compare_exchange_strong(&(*domain)->next_rotation, &next, now + ROTATION_PAUSE))
        return;
    (void)domains_reload(&minor, DOMAIN_ROTATE_DUE, domain);
}
