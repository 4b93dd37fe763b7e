#include "mech/krb5/impersonate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer_set.h"
#include "base/minor.h"
#include "base/oid.h"
#include "mech/krb5/library.h"
#include "mech/krb5/option.h"

/* The entry of a cache's configuration. */
static const char service_key[] = "proxy_impersonator";

/* libkrb5 exports it, but no header of it has it: it may be absent from another version. */
extern krb5_error_code KRB5_CALLCONV krb5_get_credentials_for_user(krb5_context, krb5_flags,
                                                                   krb5_ccache, krb5_creds *,
                                                                   krb5_data *, krb5_creds **)
    __attribute__((weak));

krb5_error_code krb5_impersonate_service(krb5_context library, krb5_ccache ccache,
                                         krb5_principal *service)
{
    krb5_data data = {0};
    krb5_error_code code;
    char *text;

    *service = NULL;
    if (krb5_cc_get_config(library, ccache, NULL, service_key, &data) != 0)
        return 0;
    text = strndup(data.data, data.length);
    krb5_free_data_contents(library, &data);
    if (text == NULL)
        return ENOMEM;
    code = krb5_parse_name(library, text, service);
    if (code != 0)
        *service = NULL;
    free(text);
    return code;
}

static krb5_error_code set_service(krb5_context library, krb5_ccache ccache, krb5_principal service)
{
    krb5_data data = {0};
    krb5_error_code code = krb5_unparse_name(library, service, &data.data);

    if (code != 0)
        return code;
    data.length = (unsigned)strlen(data.data);
    code = krb5_cc_set_config(library, ccache, NULL, service_key, &data);
    krb5_free_unparsed_name(library, data.data);
    return code;
}

/* The service's ticket-granting ticket, of which all others come. */
static krb5_error_code copy_tgt(krb5_context library, const struct krb5_source *service,
                                krb5_ccache ccache)
{
    krb5_creds tgt;
    krb5_error_code code = krb5_source_find_tgt(library, service->ccache, service->client, &tgt);

    if (code != 0)
        return code;
    code = krb5_cc_store_cred(library, ccache, &tgt);
    krb5_free_cred_contents(library, &tgt);
    return code;
}

OM_uint32 krb5_impersonate_compose(OM_uint32 *minor, krb5_context library,
                                   const struct krb5_source *service, krb5_creds *evidence,
                                   struct krb5_cred **cred)
{
    krb5_creds *const tickets[] = {evidence, NULL};
    struct krb5_cred *made;
    krb5_error_code code;
    OM_uint32 major;

    *cred = NULL;
    major = krb5_cred_from_tickets(minor, library, evidence->client, tickets, &made);
    if (major != GSS_S_COMPLETE)
        return major;
    code = copy_tgt(library, service, made->ccache);
    if (code == 0)
        code = set_service(library, made->ccache, service->client);
    if (code != 0) {
        krb5_cred_free(made);
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    }
    *cred = made; /* now the caller's */
    return GSS_S_COMPLETE;
}

static OM_uint32 fail_refused(OM_uint32 *minor, krb5_context library, krb5_error_code code)
{
    OM_uint32 major = krb5_library_fail(minor, library, code, GSS_S_FAILURE);

    if (code == KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN)
        return GSS_S_NO_CRED;
    if (code == KRB5KDC_ERR_BADOPTION || code == KRB5KDC_ERR_POLICY)
        return GSS_S_UNAUTHORIZED;
    return major;
}

/* S4U2Self: a ticket to the service itself, as if the user had asked for it. */
static OM_uint32 get_evidence(OM_uint32 *minor, krb5_context library,
                              const struct krb5_source *service, const struct mech_cred_args *args,
                              krb5_creds **evidence)
{
    krb5_creds wanted = {.server = service->client};
    int64_t end = (int64_t)time(NULL) + args->time_req;
    krb5_error_code code;
    OM_uint32 major;

    if (krb5_get_credentials_for_user == NULL)
        return minor_fail(minor, MINOR_NO_S4U, GSS_S_UNAVAILABLE);
    major = krb5_source_client(minor, library, args->name, &wanted.client);
    if (major != GSS_S_COMPLETE)
        return major;
    if (args->time_req != 0 && end <= (int64_t)UINT32_MAX)
        wanted.times.endtime = (krb5_timestamp)(uint32_t)end;
    code = krb5_get_credentials_for_user(library, KRB5_GC_CANONICALIZE | KRB5_GC_NO_STORE,
                                         service->ccache, &wanted, NULL, evidence);
    krb5_free_principal(library, wanted.client);
    return code == 0 ? GSS_S_COMPLETE : fail_refused(minor, library, code);
}

OM_uint32 krb5_cred_impersonate(OM_uint32 *minor, const struct mech_cred_args *args,
                                const void *impersonator, void **cred)
{
    struct krb5_cred *made = NULL;
    struct krb5_source service;
    krb5_creds *evidence = NULL;
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    if (major == GSS_S_COMPLETE)
        major = krb5_source_open(minor, library, impersonator, NULL, &service);
    if (major != GSS_S_COMPLETE)
        return major;
    major = get_evidence(minor, library, &service, args, &evidence);
    if (major == GSS_S_COMPLETE)
        major = krb5_impersonate_compose(minor, library, &service, evidence, &made);
    krb5_free_creds(library, evidence);
    krb5_source_close(library, &service);
    if (major == GSS_S_COMPLETE)
        *cred = made; /* now the caller's */
    return major;
}

krb5_error_code krb5_impersonate_get_ticket(krb5_context library, krb5_ccache ccache,
                                            krb5_principal service, krb5_creds *wanted,
                                            krb5_creds **ticket)
{
    krb5_creds pattern = {.client = wanted->client, .server = service}, evidence = {0};
    krb5_creds request = {.client = service, .server = wanted->server, .times = wanted->times};
    krb5_error_code code = krb5_cc_retrieve_cred(library, ccache, 0, &pattern, &evidence);

    if (code != 0)
        return code;
    request.second_ticket = evidence.ticket;
    code = krb5_get_credentials(library, KRB5_GC_CANONICALIZE | KRB5_GC_CONSTRAINED_DELEGATION,
                                ccache, &request, ticket);
    krb5_free_cred_contents(library, &evidence);
    if (code != 0)
        return code;
    if (krb5_principal_compare(library, (*ticket)->client, wanted->client))
        return 0;
    krb5_free_creds(library, *ticket); /* in another's name than it is to be used in */
    *ticket = NULL;
    return KRB5_PRINC_NOMATCH;
}

OM_uint32 krb5_cred_inquire_by_oid(OM_uint32 *minor, const void *cred, gss_const_OID what,
                                   gss_buffer_set_t answers)
{
    static const gss_OID_desc known = OID_STATIC(KRB5_INQUIRE_IMPERSONATOR);
    const struct krb5_cred *from = cred;
    krb5_principal service = NULL;
    krb5_context library;
    char *text = NULL;
    krb5_error_code code = 0;
    OM_uint32 major;

    if (!oid_equal(what, &known))
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    major = krb5_library_borrow(minor, &library);
    if (major != GSS_S_COMPLETE || from->ccache == NULL)
        return major; /* which has no such answer */
    code = krb5_impersonate_service(library, from->ccache, &service);
    if (code == 0 && service != NULL)
        code = krb5_unparse_name(library, service, &text);
    krb5_free_principal(library, service);
    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    if (text != NULL && !buffer_set_add(answers, text, strlen(text)))
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    krb5_free_unparsed_name(library, text);
    return major;
}
