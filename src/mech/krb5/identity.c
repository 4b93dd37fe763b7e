/* krb5_gss_register_acceptor_identity. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <gss/krb5-ext.h>

#include "mech/krb5/cred.h"

/* Names once registered stay: an accept in another thread may be reading one, without a lock. A
 * process registers few. */
struct identity {
    struct identity *next;
    char name[];
};

static pthread_mutex_t identity_lock = PTHREAD_MUTEX_INITIALIZER;
static struct identity *identities;
static _Atomic(const char *) current_identity;

/* Called with the lock held. */
static const struct identity *identity_intern(const char *name)
{
    size_t size = strlen(name) + 1;
    struct identity *made;

    for (const struct identity *old = identities; old != NULL; old = old->next) {
        if (strcmp(old->name, name) == 0)
            return old;
    }
    made = malloc(sizeof(*made) + size);
    if (made == NULL)
        return NULL;
    memcpy(made->name, name, size);
    made->next = identities;
    identities = made;
    return made;
}

OM_uint32 krb5_gss_register_acceptor_identity(const char *identity)
{
    const struct identity *found = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    pthread_mutex_lock(&identity_lock);
    if (identity != NULL) {
        found = identity_intern(identity);
        if (found == NULL)
            major = GSS_S_FAILURE;
    }
    if (major == GSS_S_COMPLETE)
        atomic_store(&current_identity, found != NULL ? found->name : NULL);
    pthread_mutex_unlock(&identity_lock);
    return major;
}

const char *krb5_acceptor_identity(void)
{
    return atomic_load(&current_identity);
}
