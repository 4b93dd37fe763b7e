/* Initial tickets by the client keytab. */
#include <pthread.h>
#include <string.h>
#include <time.h>

#include <gss/krb5.h>

#include "base/minor.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/library.h"

/* Threads that find the cache empty at once make one request, not one each. Never held while a
 * cache with tickets is used. */
static pthread_mutex_t keytab_lock = PTHREAD_MUTEX_INITIALIZER;

bool krb5_keytab_has_list(krb5_context library, krb5_keytab keytab)
{
    static const char *const types[] = {"FILE", "WRFILE", "MEMORY"};
    const char *type = krb5_kt_get_type(library, keytab);

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (strcmp(type, types[i]) == 0)
            return true;
    }
    return false;
}

krb5_error_code krb5_keytab_first_client(krb5_context library, krb5_keytab keytab,
                                         krb5_principal *client)
{
    krb5_keytab_entry entry;
    krb5_kt_cursor cursor;
    krb5_error_code code;

    if (!krb5_keytab_has_list(library, keytab))
        return KRB5_KT_NOTFOUND;
    code = krb5_kt_start_seq_get(library, keytab, &cursor);
    if (code != 0)
        return code;
    code = krb5_kt_next_entry(library, keytab, &entry, &cursor);
    if (code == 0) {
        code = krb5_copy_principal(library, entry.principal, client);
        krb5_free_keytab_entry_contents(library, &entry);
    }
    krb5_kt_end_seq_get(library, keytab, &cursor);
    return code;
}

/* The default cache, if it is free or CLIENT's. */
static bool source_take_default(krb5_context library, struct krb5_source *source)
{
    krb5_principal holder;
    bool usable;

    if (krb5_cc_default(library, &source->ccache) != 0) {
        source->ccache = NULL;
        return false;
    }
    if (krb5_cc_get_principal(library, source->ccache, &holder) != 0)
        return true;
    usable = krb5_principal_compare(library, holder, source->client);
    krb5_free_principal(library, holder);
    return usable;
}

/* Where CLIENT's tickets go: the default cache, or another of its collection, or memory. */
static krb5_error_code source_choose_cache(krb5_context library, struct krb5_source *source)
{
    const char *type;
    krb5_error_code code;

    if (source_take_default(library, source))
        return 0;
    type = source->ccache != NULL ? krb5_cc_get_type(library, source->ccache) : "MEMORY";
    source->destroy = !krb5_cc_support_switch(library, type);
    if (source->destroy)
        type = "MEMORY";
    if (source->ccache != NULL)
        krb5_cc_close(library, source->ccache);
    code = KRB5_CC_NOTFOUND;
    if (!source->destroy)
        code = krb5_cc_cache_match(library, source->client, &source->ccache);
    if (code != 0)
        code = krb5_cc_new_unique(library, type, NULL, &source->ccache);
    if (code != 0)
        source->ccache = NULL;
    return code;
}

krb5_error_code krb5_source_fill(krb5_context library, krb5_keytab keytab, const char *password,
                                 OM_uint32 time_req, struct krb5_source *source)
{
    krb5_get_init_creds_opt *options = NULL;
    krb5_enctype *enctypes = NULL;
    krb5_creds ticket = {0};
    krb5_error_code code;
    int count = 0;

    code = krb5_get_permitted_enctypes(library, &enctypes);
    if (code == 0)
        code = krb5_get_init_creds_opt_alloc(library, &options);
    if (code != 0)
        goto done;
    while (enctypes[count] != 0)
        count++;
    krb5_get_init_creds_opt_set_etype_list(options, enctypes, count);
    if (time_req != 0 && time_req <= INT32_MAX)
        krb5_get_init_creds_opt_set_tkt_life(options, (krb5_deltat)time_req);
    code = krb5_get_init_creds_opt_set_out_ccache(library, options, source->ccache);
    if (code != 0)
        goto done;
    if (password != NULL)
        code = krb5_get_init_creds_password(library, &ticket, source->client, password, NULL, NULL,
                                            0, NULL, options);
    else
        code =
            krb5_get_init_creds_keytab(library, &ticket, source->client, keytab, 0, NULL, options);
    if (code == 0)
        krb5_free_cred_contents(library, &ticket);

done:
    krb5_get_init_creds_opt_free(library, options);
    krb5_free_enctypes(library, enctypes);
    return code;
}

OM_uint32 krb5_source_from_keytab(OM_uint32 *minor, krb5_context library,
                                  krb5_const_principal client, OM_uint32 time_req,
                                  struct krb5_source *source)
{
    OM_uint32 major = GSS_S_COMPLETE;
    krb5_keytab keytab = NULL;
    krb5_error_code code;

    *source = (struct krb5_source){0};
    if (krb5_kt_client_default(library, &keytab) != 0 ||
        krb5_kt_have_content(library, keytab) != 0) {
        if (keytab != NULL)
            krb5_kt_close(library, keytab);
        return minor_fail(minor, GSS_KRB5_S_KG_CCACHE_NOMATCH, GSS_S_NO_CRED);
    }
    pthread_mutex_lock(&keytab_lock);
    code = client != NULL ? krb5_copy_principal(library, client, &source->client)
                          : krb5_keytab_first_client(library, keytab, &source->client);
    if (code != 0)
        source->client = NULL;
    else
        code = source_choose_cache(library, source);
    if (code == 0 && krb5_source_end_time(library, source->ccache) <= (int64_t)time(NULL))
        code = krb5_source_fill(library, keytab, NULL, time_req, source);
    pthread_mutex_unlock(&keytab_lock);
    if (code != 0) {
        major = krb5_library_fail(minor, library, code, GSS_S_FAILURE);
        krb5_source_close(library, source);
    }
    krb5_kt_close(library, keytab);
    return major;
}
