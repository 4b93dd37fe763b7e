/* Storing an initiator's tickets (RFC 5588). */
#include <string.h>
#include <time.h>

#include "base/minor.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/library.h"

/* The cache that the store names; NULL: none. */
static const char *store_find_cache(gss_const_key_value_set_t set)
{
    for (OM_uint32 i = 0; set != GSS_C_NO_CRED_STORE && i < set->count; i++) {
        if (strcmp(set->elements[i].key, "ccache") == 0)
            return set->elements[i].value;
    }
    return NULL;
}

/* CLIENT's cache of the default collection, or a new one there; where there is no collection, the
 * default cache. */
static krb5_error_code store_open_usual(krb5_context library, krb5_principal client,
                                        krb5_ccache *place)
{
    krb5_ccache usual;
    krb5_error_code code = krb5_cc_default(library, &usual);
    const char *type;

    if (code != 0)
        return code;
    type = krb5_cc_get_type(library, usual);
    if (!krb5_cc_support_switch(library, type)) {
        *place = usual; /* now the caller's */
        return 0;
    }
    code = krb5_cc_cache_match(library, client, place);
    if (code == KRB5_CC_NOTFOUND)
        code = krb5_cc_new_unique(library, type, NULL, place);
    krb5_cc_close(library, usual);
    return code;
}

static bool store_is_in_use(krb5_context library, krb5_ccache place)
{
    return krb5_source_end_time(library, place) > (int64_t)time(NULL);
}

static krb5_error_code same_cache(krb5_context library, krb5_ccache a, krb5_ccache b, bool *same)
{
    char *x = NULL, *y = NULL;
    krb5_error_code code = krb5_cc_get_full_name(library, a, &x);

    if (code == 0)
        code = krb5_cc_get_full_name(library, b, &y);
    *same = code == 0 && strcmp(x, y) == 0;
    krb5_free_string(library, x);
    krb5_free_string(library, y);
    return code;
}

/* Puts SOURCE's tickets into PLACE, in the stead of what is there. */
static krb5_error_code store_copy(krb5_context library, const struct krb5_source *source,
                                  krb5_ccache place)
{
    krb5_error_code code;
    bool same;

    code = same_cache(library, source->ccache, place, &same);
    if (code != 0 || same)
        return code;
    code = krb5_cc_initialize(library, place, source->client);
    return code != 0 ? code : krb5_cc_copy_creds(library, source->ccache, place);
}

static OM_uint32 store_tickets(OM_uint32 *minor, krb5_context library,
                               const struct krb5_source *source, const struct mech_store_args *args)
{
    const char *name = store_find_cache(args->store);
    krb5_ccache place = NULL;
    OM_uint32 major = GSS_S_COMPLETE;
    krb5_error_code code;

    code = name != NULL ? krb5_cc_resolve(library, name, &place)
                        : store_open_usual(library, source->client, &place);
    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    if (!args->overwrite && store_is_in_use(library, place)) {
        major = minor_fail(minor, MINOR_CRED_EXISTS, GSS_S_DUPLICATE_ELEMENT);
    } else {
        code = store_copy(library, source, place);
        if (code == 0 && args->make_default &&
            krb5_cc_support_switch(library, krb5_cc_get_type(library, place)))
            code = krb5_cc_switch(library, place);
        if (code != 0)
            major = krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    }
    krb5_cc_close(library, place);
    return major;
}

OM_uint32 krb5_cred_store(OM_uint32 *minor, const void *cred, const struct mech_store_args *args,
                          gss_cred_usage_t *stored)
{
    struct krb5_source source;
    krb5_context library;
    OM_uint32 major;

    if (args->usage == GSS_C_ACCEPT)
        return minor_fail(minor, MINOR_STORE_ACCEPTOR, GSS_S_FAILURE);
    major = krb5_library_borrow(minor, &library);
    if (major == GSS_S_COMPLETE)
        major = krb5_source_open(minor, library, cred, NULL, &source);
    if (major != GSS_S_COMPLETE)
        return major;
    if (krb5_source_end_time(library, source.ccache) <= (int64_t)time(NULL))
        major = minor_fail(minor, MINOR_CCACHE_EXPIRED, GSS_S_CREDENTIALS_EXPIRED);
    else
        major = store_tickets(minor, library, &source, args);
    krb5_source_close(library, &source);
    if (major == GSS_S_COMPLETE)
        *stored = GSS_C_INITIATE;
    return major;
}
