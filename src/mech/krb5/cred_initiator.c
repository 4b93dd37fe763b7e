/* Credential caches: the initiator's half of a credential. */
#include <string.h>
#include <time.h>

#include "base/minor.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/library.h"

void krb5_source_close(krb5_context library, struct krb5_source *source)
{
    if (!source->borrowed) {
        if (source->ccache != NULL && source->destroy)
            krb5_cc_destroy(library, source->ccache);
        else if (source->ccache != NULL)
            krb5_cc_close(library, source->ccache);
        krb5_free_principal(library, source->client);
    }
    *source = (struct krb5_source){0};
}

static bool is_tgt(krb5_const_principal server)
{
    return server->length == 2 && server->data[0].length == KRB5_TGS_NAME_SIZE &&
           memcmp(server->data[0].data, KRB5_TGS_NAME, KRB5_TGS_NAME_SIZE) == 0 &&
           server->realm.length == server->data[1].length &&
           memcmp(server->realm.data, server->data[1].data, server->realm.length) == 0;
}

krb5_error_code krb5_source_find_tgt(krb5_context library, krb5_ccache ccache,
                                     krb5_principal client, krb5_creds *tgt)
{
    const krb5_data *realm = &client->realm;
    krb5_creds pattern = {.client = client};
    krb5_error_code code;

    code =
        krb5_build_principal_ext(library, &pattern.server, realm->length, realm->data,
                                 KRB5_TGS_NAME_SIZE, KRB5_TGS_NAME, realm->length, realm->data, 0);
    if (code != 0)
        return code;
    code = krb5_cc_retrieve_cred(library, ccache, 0, &pattern, tgt);
    krb5_free_principal(library, pattern.server);
    return code;
}

int64_t krb5_source_end_time(krb5_context library, krb5_ccache ccache)
{
    int64_t last = 0, tgt = 0, end;
    krb5_cc_cursor cursor;
    krb5_creds ticket;

    if (krb5_cc_start_seq_get(library, ccache, &cursor) != 0)
        return 0;
    while (krb5_cc_next_cred(library, ccache, &cursor, &ticket) == 0) {
        end = krb5_time_to_seconds(ticket.times.endtime);
        if (!krb5_is_config_principal(library, ticket.server)) {
            last = end > last ? end : last;
            if (is_tgt(ticket.server) && end > tgt)
                tgt = end;
        }
        krb5_free_cred_contents(library, &ticket);
    }
    krb5_cc_end_seq_get(library, ccache, &cursor);
    return tgt != 0 ? tgt : last;
}

static bool is_missing(krb5_error_code code)
{
    return code == KRB5_FCC_NOFILE || code == KRB5_CC_NOTFOUND || code == KRB5_CC_END;
}

/* NO_DEFAULT_CCACHE, with the library's words of why. */
static OM_uint32 fail_no_ccache(OM_uint32 *minor, krb5_context library, krb5_error_code code)
{
    const char *text = krb5_get_error_message(library, code);
    OM_uint32 major = minor_fail_detail(minor, MINOR_NO_DEFAULT_CCACHE, GSS_S_NO_CRED, "%s",
                                        text != NULL ? text : "unknown");

    krb5_free_error_message(library, text);
    return major;
}

/* Fills a missing cache, if a client keytab can; otherwise the failure of before, MAJOR, stands,
 * and so do *MINOR and its sentence. */
static OM_uint32 source_try_keytab(OM_uint32 *minor, krb5_context library, OM_uint32 major,
                                   krb5_const_principal client, OM_uint32 time_req,
                                   struct krb5_source *source)
{
    OM_uint32 own_minor;
    OM_uint32 own = krb5_source_from_keytab(&own_minor, library, client, time_req, source);

    if (own == GSS_S_NO_CRED)
        return major;
    *minor = own_minor;
    return own;
}

static OM_uint32 source_open_default(OM_uint32 *minor, krb5_context library, OM_uint32 time_req,
                                     struct krb5_source *source)
{
    krb5_error_code code = krb5_cc_default(library, &source->ccache);
    OM_uint32 major;

    if (code != 0)
        source->ccache = NULL;
    else
        code = krb5_cc_get_principal(library, source->ccache, &source->client);
    if (code == 0)
        return GSS_S_COMPLETE;
    source->client = NULL;
    major = is_missing(code) ? fail_no_ccache(minor, library, code)
                             : krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    krb5_source_close(library, source);
    return is_missing(code) ? source_try_keytab(minor, library, major, NULL, time_req, source)
                            : major;
}

OM_uint32 krb5_source_open(OM_uint32 *minor, krb5_context library, const struct krb5_cred *cred,
                           krb5_principal target, struct krb5_source *source)
{
    krb5_error_code code = KRB5_CC_NOTFOUND;
    OM_uint32 major;

    *source = (struct krb5_source){0};
    if (cred != NULL && cred->usage == GSS_C_ACCEPT)
        return minor_fail(minor, MINOR_BAD_USAGE, GSS_S_NO_CRED);
    if (cred != NULL && cred->ccache != NULL) {
        *source =
            (struct krb5_source){.ccache = cred->ccache, .client = cred->client, .borrowed = true};
        return GSS_S_COMPLETE;
    }
    if (target != NULL)
        code = krb5_cc_select(library, target, &source->ccache, &source->client);
    if (code == 0)
        return GSS_S_COMPLETE;
    source->ccache = NULL;
    if (code != KRB5_CC_NOTFOUND) {
        krb5_source_close(library, source);
        return krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    }
    if (source->client != NULL) { /* the configuration says who, but no cache is theirs */
        struct krb5_source wanted = *source;

        major = krb5_source_from_keytab(minor, library, wanted.client, 0, source);
        krb5_source_close(library, &wanted);
        return major;
    }
    return source_open_default(minor, library, 0, source);
}

OM_uint32 krb5_source_client(OM_uint32 *minor, krb5_context library, const struct krb5_name *name,
                             krb5_principal *client)
{
    krb5_error_code code = krb5_copy_principal(library, name->principal, client);

    if (code == 0 && krb5_is_referral_realm(&(*client)->realm)) {
        code = krb5_set_principal_realm(library, *client, NULL);
        if (code != 0)
            krb5_free_principal(library, *client);
    }
    if (code == 0)
        return GSS_S_COMPLETE;
    *client = NULL;
    return krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
}

static OM_uint32 source_open_client(OM_uint32 *minor, krb5_context library, krb5_principal client,
                                    OM_uint32 time_req, struct krb5_source *source)
{
    krb5_error_code code = krb5_cc_cache_match(library, client, &source->ccache);
    OM_uint32 major;

    if (code == 0)
        code = krb5_cc_get_principal(library, source->ccache, &source->client);
    else
        source->ccache = NULL;
    if (code == 0)
        return GSS_S_COMPLETE;
    source->client = NULL;
    major = krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    krb5_source_close(library, source);
    return is_missing(code) ? source_try_keytab(minor, library, major, client, time_req, source)
                            : major;
}

OM_uint32 krb5_source_open_named(OM_uint32 *minor, krb5_context library,
                                 const struct krb5_name *name, OM_uint32 time_req,
                                 struct krb5_source *source)
{
    struct krb5_source fresh = {0};
    krb5_principal client = NULL;
    OM_uint32 major;

    *source = (struct krb5_source){0};
    if (name == NULL) {
        major = source_open_default(minor, library, time_req, source);
    } else {
        major = krb5_source_client(minor, library, name, &client);
        if (major == GSS_S_COMPLETE)
            major = source_open_client(minor, library, client, time_req, source);
        krb5_free_principal(library, client);
    }
    if (major != GSS_S_COMPLETE ||
        krb5_source_end_time(library, source->ccache) > (int64_t)time(NULL))
        return major;
    if (krb5_source_from_keytab(minor, library, source->client, time_req, &fresh) ==
        GSS_S_COMPLETE) {
        krb5_source_close(library, source);
        *source = fresh;
        return GSS_S_COMPLETE;
    }
    krb5_source_close(library, source);
    return minor_fail(minor, MINOR_CCACHE_EXPIRED, GSS_S_CREDENTIALS_EXPIRED);
}
