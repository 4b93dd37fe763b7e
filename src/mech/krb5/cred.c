#include "mech/krb5/cred.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/minor.h"
#include "mech/krb5/library.h"

struct krb5_cred *krb5_cred_new(gss_cred_usage_t usage)
{
    struct krb5_cred *cred = calloc(1, sizeof(*cred));

    if (cred == NULL)
        return NULL;
    atomic_init(&cred->owners, 1);
    cred->usage = usage;
    return cred;
}

struct krb5_cred *krb5_cred_derive(struct krb5_cred *base)
{
    struct krb5_cred *cred = malloc(sizeof(*cred));

    if (cred == NULL)
        return NULL;
    *cred = *base;
    atomic_init(&cred->owners, 1);
    cred->own_rcache = false; /* which is the base's */
    cred->base = base;
    return cred;
}

void krb5_rcache_close(krb5_context library, krb5_rcache rcache)
{
    krb5_auth_context auth;

    if (library == NULL || krb5_auth_con_init(library, &auth) != 0)
        return;
    krb5_auth_con_setrcache(library, auth, rcache);
    krb5_auth_con_free(library, auth);
}

static void cred_free_objects(krb5_context library, struct krb5_cred *cred)
{
    if (library != NULL && cred->ccache != NULL) {
        if (cred->own_ccache)
            krb5_cc_destroy(library, cred->ccache);
        else
            krb5_cc_close(library, cred->ccache);
    }
    if (library != NULL && cred->keytab_held != NULL)
        krb5_kt_close(library, cred->keytab_held);
    krb5_free_principal(library, cred->client);
    krb5_name_free(cred->name);
    free(cred->keytab);
}

void krb5_cred_free(struct krb5_cred *cred)
{
    krb5_context library;

    if (cred == NULL || atomic_fetch_sub(&cred->owners, 1) != 1)
        return;
    library = krb5_library_for_release();
    if (cred->own_rcache)
        krb5_rcache_close(library, cred->rcache);
    if (cred->base != NULL)
        krb5_cred_free(cred->base);
    else
        cred_free_objects(library, cred);
    free(cred);
}

void krb5_cred_release(void **cred)
{
    krb5_cred_free(*cred);
    *cred = NULL;
}

OM_uint32 krb5_cred_duplicate(OM_uint32 *minor, const void *cred, void **copy)
{
    struct krb5_cred *shared = (struct krb5_cred *)cred; /* only the count changes */

    (void)minor;
    atomic_fetch_add(&shared->owners, 1);
    *copy = shared;
    return GSS_S_COMPLETE;
}

/* Without a name, each target may lead to another cache of the collection. */
static bool cred_chooses_later(krb5_context library, const struct krb5_name *name,
                               const struct krb5_source *source)
{
    return name == NULL && !source->destroy &&
           krb5_cc_support_switch(library, krb5_cc_get_type(library, source->ccache));
}

static OM_uint32 cred_acquire_initiator(OM_uint32 *minor, krb5_context library,
                                        const struct krb5_name *name, OM_uint32 time_req,
                                        const struct krb5_cred_store *store, struct krb5_cred *cred)
{
    bool named = store->ccache != NULL || store->client_keytab != NULL || store->password != NULL;
    struct krb5_source source;
    OM_uint32 major;

    major = named ? krb5_source_open_store(minor, library, name, time_req, store, &source)
                  : krb5_source_open_named(minor, library, name, time_req, &source);
    if (major != GSS_S_COMPLETE)
        return major;
    if (named || !cred_chooses_later(library, name, &source)) {
        cred->ccache = source.ccache;
        cred->client = source.client;
        cred->own_ccache = source.destroy;
        source = (struct krb5_source){0}; /* now the credential's */
    }
    krb5_source_close(library, &source);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_cred_set_keytab(OM_uint32 *minor, krb5_context library, const char *keytab,
                               struct krb5_cred *cred)
{
    char name[MAX_KEYTAB_NAME_LEN + 1];
    krb5_principal server = NULL;
    krb5_error_code code;
    OM_uint32 major;

    code = keytab != NULL ? krb5_kt_resolve(library, keytab, &cred->keytab_held)
                          : krb5_kt_default(library, &cred->keytab_held);
    if (code != 0)
        cred->keytab_held = NULL;
    else
        code = krb5_kt_get_name(library, cred->keytab_held, name, sizeof(name));
    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    cred->keytab = strdup(name);
    if (cred->keytab == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (cred->name != NULL) {
        major = krb5_name_acceptor_principal(minor, library, cred->name, &server);
        if (major != GSS_S_COMPLETE)
            return major;
    }
    major = krb5_acceptor_check(minor, library, cred->keytab_held, server);
    krb5_free_principal(library, server);
    return major;
}

OM_uint32 krb5_cred_make(OM_uint32 *minor, const void *name, OM_uint32 time_req,
                         gss_cred_usage_t usage, const struct krb5_cred_store *store, void **cred)
{
    const char *identity = store->keytab != NULL ? store->keytab : krb5_acceptor_identity();
    struct krb5_cred *made = krb5_cred_new(usage);
    krb5_context library;
    OM_uint32 major;

    if (made == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = krb5_library_borrow(minor, &library);
    if (major == GSS_S_COMPLETE && name != NULL)
        major = krb5_name_copy(minor, library, name, &made->name);
    if (major == GSS_S_COMPLETE && usage != GSS_C_ACCEPT)
        major = cred_acquire_initiator(minor, library, name, time_req, store, made);
    if (major == GSS_S_COMPLETE && usage != GSS_C_INITIATE)
        major = krb5_cred_set_keytab(minor, library, identity, made);
    if (major == GSS_S_COMPLETE) {
        *cred = made; /* now the caller's */
        made = NULL;
    }
    krb5_cred_free(made);
    return major;
}

/* The seconds left until END. */
static OM_uint32 lifetime_until(int64_t end)
{
    int64_t left = end - (int64_t)time(NULL);

    if (left <= 0)
        return 0;
    return left < GSS_C_INDEFINITE ? (OM_uint32)left : GSS_C_INDEFINITE - 1;
}

/* A name for an acceptor's credential that is for any: one whose contexts it accepts, so that a
 * program that has only the credential can initiate to itself. None if the keytab has none. */
static OM_uint32 cred_name_by_keytab(OM_uint32 *minor, krb5_context library,
                                     const struct krb5_cred *cred, struct krb5_name **name)
{
    krb5_keytab keytab = NULL;
    krb5_principal server = NULL;
    OM_uint32 major = krb5_acceptor_open(minor, library, cred, &keytab, &server);

    if (major != GSS_S_COMPLETE)
        return major;
    if (server == NULL && krb5_keytab_first_client(library, keytab, &server) != 0)
        server = NULL;
    if (server != NULL)
        major = krb5_name_from_principal(minor, library, server, name);
    krb5_free_principal(library, server);
    krb5_kt_close(library, keytab);
    return major;
}

OM_uint32 krb5_cred_inquire(OM_uint32 *minor, const void *cred, struct mech_cred_info *info)
{
    const struct krb5_cred *from = cred;
    struct krb5_source source = {0};
    struct krb5_name *name = NULL;
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    if (major == GSS_S_COMPLETE && from->usage != GSS_C_ACCEPT)
        major = krb5_source_open(minor, library, from, NULL, &source);
    if (major != GSS_S_COMPLETE)
        return major;
    if (source.client != NULL)
        major = krb5_name_from_principal(minor, library, source.client, &name);
    else if (from->name != NULL)
        major = krb5_name_copy(minor, library, from->name, &name);
    else
        major = cred_name_by_keytab(minor, library, from, &name);
    if (major == GSS_S_COMPLETE) {
        info->name = name; /* now the caller's */
        info->usage = from->usage;
        info->initiator_lifetime =
            source.ccache != NULL ? lifetime_until(krb5_source_end_time(library, source.ccache))
                                  : 0;
        info->acceptor_lifetime = from->usage != GSS_C_INITIATE ? GSS_C_INDEFINITE : 0;
    }
    krb5_source_close(library, &source);
    return major;
}

OM_uint32 krb5_cred_from_tickets(OM_uint32 *minor, krb5_context library, krb5_principal client,
                                 krb5_creds *const *tickets, struct krb5_cred **cred)
{
    struct krb5_cred *made = krb5_cred_new(GSS_C_INITIATE);
    OM_uint32 major = GSS_S_COMPLETE;
    krb5_error_code code;

    *cred = NULL;
    if (made == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    made->own_ccache = true;
    code = krb5_cc_new_unique(library, "MEMORY", NULL, &made->ccache);
    if (code != 0)
        made->ccache = NULL;
    else
        code = krb5_cc_initialize(library, made->ccache, client);
    for (size_t i = 0; code == 0 && tickets[i] != NULL; i++)
        code = krb5_cc_store_cred(library, made->ccache, tickets[i]);
    if (code == 0)
        code = krb5_copy_principal(library, client, &made->client);
    if (code == 0)
        major = krb5_name_from_principal(minor, library, client, &made->name);
    else
        major = krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    if (major == GSS_S_COMPLETE) {
        *cred = made; /* now the caller's */
        made = NULL;
    }
    krb5_cred_free(made);
    return major;
}
