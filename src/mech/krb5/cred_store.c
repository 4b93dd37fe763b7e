/* Credentials of a password or of a credential store. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include <gss/krb5.h>

#include "base/minor.h"
#include "base/secret.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/library.h"

/* The keys that we know, and where their values go. */
static const struct {
    const char *key;
    size_t member;
} store_keys[] = {
    {"ccache", offsetof(struct krb5_cred_store, ccache)},
    {"client_keytab", offsetof(struct krb5_cred_store, client_keytab)},
    {"keytab", offsetof(struct krb5_cred_store, keytab)},
    {"password", offsetof(struct krb5_cred_store, password)},
    {"verify", offsetof(struct krb5_cred_store, verify)},
};

static struct krb5_cred_store store_read(gss_const_key_value_set_t set)
{
    struct krb5_cred_store store = {0};

    for (OM_uint32 i = 0; set != NULL && i < set->count; i++) {
        for (size_t j = 0; j < sizeof(store_keys) / sizeof(store_keys[0]); j++) {
            if (strcmp(set->elements[i].key, store_keys[j].key) == 0)
                *(const char **)((char *)&store + store_keys[j].member) = set->elements[i].value;
        }
    }
    return store;
}

/* As libkrb5 wants it: a string. NULL, and a sentence, if it cannot be one. */
static char *password_copy(OM_uint32 *minor, gss_const_buffer_t password)
{
    char *copy;

    if (password->length == 0 || memchr(password->value, '\0', password->length) != NULL) {
        (void)minor_fail(minor, MINOR_BAD_PASSWORD, GSS_S_FAILURE);
        return NULL;
    }
    copy = strndup(password->value, password->length);
    if (copy == NULL)
        (void)minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    return copy;
}

OM_uint32 krb5_cred_acquire(OM_uint32 *minor, const struct mech_cred_args *args, void **cred)
{
    struct krb5_cred_store store = store_read(args->store);
    char *password = NULL;
    OM_uint32 major;

    if (args->password != NULL) {
        password = password_copy(minor, args->password);
        if (password == NULL)
            return GSS_S_FAILURE;
        store.password = password;
    }
    if (store.password != NULL && (store.ccache != NULL || store.client_keytab != NULL))
        major = minor_fail_detail(minor, MINOR_KEYS_CLASH, GSS_S_FAILURE, "password and %s",
                                  store.ccache != NULL ? "ccache" : "client_keytab");
    else if (store.password != NULL && args->usage != GSS_C_ACCEPT && args->name == NULL)
        major = minor_fail(minor, MINOR_PASSWORD_NAMELESS, GSS_S_BAD_NAME);
    else
        major = krb5_cred_make(minor, args->name, args->time_req, args->usage, &store, cred);
    if (password != NULL)
        secret_free(password, args->password->length);
    return major;
}

/* KDCs answer so to a wrong password and to an unknown user. */
static OM_uint32 fail_initial(OM_uint32 *minor, krb5_context library, krb5_error_code code)
{
    bool refused = code == KRB5KDC_ERR_PREAUTH_FAILED || code == KRB5KRB_AP_ERR_BAD_INTEGRITY ||
                   code == KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN || code == KRB5_KT_NOTFOUND ||
                   code == KRB5_KT_IOERR || code == ENOENT;
    OM_uint32 major = krb5_library_fail(minor, library, code, GSS_S_FAILURE);

    return refused ? GSS_S_NO_CRED : major;
}

/* Fills SOURCE's cache, or a new one in memory, for SOURCE's client. */
static krb5_error_code store_fill(krb5_context library, krb5_keytab keytab, const char *password,
                                  OM_uint32 time_req, struct krb5_source *source)
{
    krb5_error_code code = 0;

    if (source->ccache == NULL) {
        code = krb5_cc_new_unique(library, "MEMORY", NULL, &source->ccache);
        if (code != 0)
            source->ccache = NULL;
        else
            source->destroy = true;
    }
    return code != 0 ? code : krb5_source_fill(library, keytab, password, time_req, source);
}

/* Does the KDC that took the password have the keys of this host? Anybody else's KDC would take any
 * password. */
static krb5_error_code store_verify(krb5_context library, const struct krb5_cred_store *store,
                                    const struct krb5_source *source)
{
    krb5_verify_init_creds_opt options;
    krb5_principal server = NULL;
    krb5_keytab keytab = NULL;
    krb5_creds tgt;
    krb5_error_code code;

    code = krb5_source_find_tgt(library, source->ccache, source->client, &tgt);
    if (code != 0)
        return code;
    if (store->verify[0] != '\0')
        code = krb5_parse_name(library, store->verify, &server);
    if (code != 0)
        server = NULL;
    else
        code = store->keytab != NULL ? krb5_kt_resolve(library, store->keytab, &keytab)
                                     : krb5_kt_default(library, &keytab);
    if (code != 0)
        keytab = NULL;
    krb5_verify_init_creds_opt_init(&options);
    krb5_verify_init_creds_opt_set_ap_req_nofail(&options, 1);
    if (code == 0)
        code = krb5_verify_init_creds(library, &tgt, server, keytab, NULL, &options);
    if (keytab != NULL)
        krb5_kt_close(library, keytab);
    krb5_free_principal(library, server);
    krb5_free_cred_contents(library, &tgt);
    return code;
}

static OM_uint32 store_by_password(OM_uint32 *minor, krb5_context library, OM_uint32 time_req,
                                   const struct krb5_cred_store *store, struct krb5_source *source)
{
    krb5_error_code code = store_fill(library, NULL, store->password, time_req, source);

    if (code != 0)
        return fail_initial(minor, library, code);
    if (store->verify == NULL)
        return GSS_S_COMPLETE;
    code = store_verify(library, store, source);
    if (code == 0)
        return GSS_S_COMPLETE;
    (void)krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    return GSS_S_NO_CRED;
}

static OM_uint32 store_by_keytab(OM_uint32 *minor, krb5_context library, const char *name,
                                 OM_uint32 time_req, struct krb5_source *source)
{
    krb5_keytab keytab = NULL;
    krb5_error_code code = krb5_kt_resolve(library, name, &keytab);

    if (code != 0)
        keytab = NULL;
    else if (source->client == NULL)
        code = krb5_keytab_first_client(library, keytab, &source->client);
    if (code == 0)
        code = store_fill(library, keytab, NULL, time_req, source);
    if (keytab != NULL)
        krb5_kt_close(library, keytab);
    return code == 0 ? GSS_S_COMPLETE : fail_initial(minor, library, code);
}

/* Opens the store's cache, and sees whose it is: *USABLE if there is a ticket that lasts. */
static OM_uint32 store_open_cache(OM_uint32 *minor, krb5_context library, const char *name,
                                  struct krb5_source *source, bool *usable)
{
    krb5_principal holder = NULL;
    krb5_error_code code = krb5_cc_resolve(library, name, &source->ccache);
    bool mine;

    *usable = false;
    if (code != 0) {
        source->ccache = NULL;
        return krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    }
    code = krb5_cc_get_principal(library, source->ccache, &holder);
    if (code != 0) /* and perhaps filled by the client keytab */
        return krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    mine = source->client == NULL || krb5_principal_compare(library, holder, source->client);
    krb5_free_principal(library, source->client);
    source->client = holder;
    if (!mine)
        return minor_fail(minor, GSS_KRB5_S_KG_CCACHE_NOMATCH, GSS_S_NO_CRED);
    *usable = krb5_source_end_time(library, source->ccache) > (int64_t)time(NULL);
    return *usable ? GSS_S_COMPLETE
                   : minor_fail(minor, MINOR_CCACHE_EXPIRED, GSS_S_CREDENTIALS_EXPIRED);
}

OM_uint32 krb5_source_open_store(OM_uint32 *minor, krb5_context library,
                                 const struct krb5_name *name, OM_uint32 time_req,
                                 const struct krb5_cred_store *store, struct krb5_source *source)
{
    OM_uint32 major = GSS_S_COMPLETE;
    bool usable = false;

    *source = (struct krb5_source){0};
    if (name != NULL)
        major = krb5_source_client(minor, library, name, &source->client);
    if (major == GSS_S_COMPLETE && store->password != NULL) {
        major = store_by_password(minor, library, time_req, store, source);
    } else if (major == GSS_S_COMPLETE) {
        if (store->ccache != NULL)
            major = store_open_cache(minor, library, store->ccache, source, &usable);
        if (!usable && store->client_keytab != NULL &&
            (major == GSS_S_COMPLETE || *minor != GSS_KRB5_S_KG_CCACHE_NOMATCH))
            major = store_by_keytab(minor, library, store->client_keytab, time_req, source);
    }
    if (major != GSS_S_COMPLETE)
        krb5_source_close(library, source);
    return major;
}
