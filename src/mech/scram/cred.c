#include "mech/scram/cred.h"

#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"

struct scram_cred *scram_cred_new(const struct scram_hash *hash, gss_cred_usage_t usage)
{
    struct scram_cred *cred = calloc(1, sizeof(*cred));

    if (cred == NULL)
        return NULL;
    atomic_init(&cred->owners, 1);
    pthread_mutex_init(&cred->lock, NULL);
    cred->hash = hash;
    cred->usage = usage;
    return cred;
}

struct scram_cred *scram_cred_share(struct scram_cred *cred)
{
    atomic_fetch_add(&cred->owners, 1);
    return cred;
}

void scram_cred_free(struct scram_cred *cred)
{
    if (cred == NULL || atomic_fetch_sub(&cred->owners, 1) != 1)
        return;
    scram_name_free(cred->name);
    pthread_mutex_destroy(&cred->lock);
    secret_free(cred, sizeof(*cred));
}

void scram_cred_release(void **cred)
{
    scram_cred_free(*cred);
    *cred = NULL;
}

OM_uint32 scram_cred_duplicate(OM_uint32 *minor, const void *cred, void **copy)
{
    (void)minor;
    *copy = scram_cred_share((struct scram_cred *)cred); /* only the count changes */
    return GSS_S_COMPLETE;
}

const char *scram_store_value(gss_const_key_value_set_t store, const char *key)
{
    for (OM_uint32 i = 0; store != GSS_C_NO_CRED_STORE && i < store->count; i++) {
        if (strcmp(store->elements[i].key, key) == 0)
            return store->elements[i].value;
    }
    return NULL;
}

static OM_uint32 cred_set_password(OM_uint32 *minor, const struct mech_cred_args *args,
                                   struct scram_cred *cred)
{
    struct writer prepared;
    OM_uint32 major;

    writer_init_secret(&prepared);
    major = scram_password_find(minor, args, &cred->name, &prepared);
    if (major == GSS_S_COMPLETE)
        scram_password_make(cred->hash, prepared.data, prepared.length, &cred->password);
    writer_free(&prepared);
    return major;
}

static OM_uint32 cred_set_verifiers(OM_uint32 *minor, const struct mech_cred_args *args,
                                    struct scram_cred *cred)
{
    const char *path = scram_store_value(args->store, "scram-verifiers");
    char *usual = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    if (path == NULL)
        major = scram_verifiers_default_path(minor, &usual);
    if (major != GSS_S_COMPLETE)
        return major;
    cred->verifiers = scram_verifiers_of(path != NULL ? path : usual);
    free(usual);
    if (cred->verifiers == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (cred->name == NULL)
        cred->name = scram_name_share(args->name);
    return scram_verifiers_check_file(minor, cred->verifiers);
}

OM_uint32 scram_cred_acquire(OM_uint32 *minor, const struct mech_cred_args *args, void **cred)
{
    struct scram_cred *made = scram_cred_new(args->mech->module, args->usage);
    OM_uint32 major = GSS_S_COMPLETE;

    *cred = NULL;
    if (made == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (args->usage != GSS_C_ACCEPT)
        major = cred_set_password(minor, args, made);
    if (major == GSS_S_COMPLETE && args->usage != GSS_C_INITIATE)
        major = cred_set_verifiers(minor, args, made);
    if (major == GSS_S_COMPLETE) {
        *cred = made; /* now the caller's */
        made = NULL;
    }
    scram_cred_free(made);
    return major;
}

OM_uint32 scram_cred_inquire(OM_uint32 *minor, const void *cred, struct mech_cred_info *info)
{
    const struct scram_cred *from = cred;

    (void)minor;
    info->name = scram_name_share(from->name);
    info->usage = from->usage;
    info->initiator_lifetime = from->usage != GSS_C_ACCEPT ? GSS_C_INDEFINITE : 0;
    info->acceptor_lifetime = from->usage != GSS_C_INITIATE ? GSS_C_INDEFINITE : 0;
    return GSS_S_COMPLETE;
}

static bool cred_find_cached_locked(const struct scram_cred *cred, const uint8_t *salt,
                                    size_t salt_length, uint32_t iterations,
                                    struct scram_keys *keys)
{
    for (size_t i = 0; i < SCRAM_CACHED_SALTS; i++) {
        const struct scram_cached_keys *c = &cred->cached[i];

        if (c->iterations == iterations && c->salt_length == salt_length &&
            memcmp(c->salt, salt, salt_length) == 0) {
            *keys = c->keys;
            return true;
        }
    }
    return false;
}

void scram_cred_keys(struct scram_cred *cred, const uint8_t *salt, size_t salt_length,
                     uint32_t iterations, struct scram_keys *keys)
{
    struct scram_cached_keys *c;
    bool found;

    pthread_mutex_lock(&cred->lock);
    found = cred_find_cached_locked(cred, salt, salt_length, iterations, keys);
    pthread_mutex_unlock(&cred->lock);
    if (found)
        return;
    /* Without the lock, since it takes long: at worst two threads do the same. */
    scram_keys_derive(cred->hash, &cred->password, salt, salt_length, iterations, keys);
    pthread_mutex_lock(&cred->lock);
    c = &cred->cached[cred->next_cached++ % SCRAM_CACHED_SALTS];
    c->iterations = iterations;
    c->salt_length = salt_length;
    memcpy(c->salt, salt, salt_length);
    c->keys = *keys;
    pthread_mutex_unlock(&cred->lock);
}
