/* Options of credentials, and credentials of libkrb5's own objects; see option.h. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/minor.h"
#include "base/oid.h"
#include "cfx/enctype.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/library.h"
#include "mech/krb5/option.h"

/* The structure or handle in VALUE. */
static OM_uint32 option_read(OM_uint32 *minor, gss_const_buffer_t value, void *out, size_t size)
{
    memset(out, 0, size);
    if (value == GSS_C_NO_BUFFER || value->length != size)
        return minor_fail(minor, MINOR_BAD_ARGUMENT, GSS_S_FAILURE);
    memcpy(out, value->value, size);
    return GSS_S_COMPLETE;
}

/* Makes *CRED one that no other handle shares. */
static OM_uint32 option_own(OM_uint32 *minor, struct krb5_cred **cred)
{
    struct krb5_cred *own;

    if (atomic_load(&(*cred)->owners) == 1)
        return GSS_S_COMPLETE;
    own = krb5_cred_derive(*cred);
    if (own == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    *cred = own; /* which has the old one */
    return GSS_S_COMPLETE;
}

static OM_uint32 set_no_ci_flags(OM_uint32 *minor, struct krb5_cred **cred,
                                 gss_const_buffer_t value)
{
    OM_uint32 major = option_own(minor, cred);

    (void)value;
    if (major == GSS_S_COMPLETE)
        (*cred)->no_ci_flags = true;
    return major;
}

static OM_uint32 set_enctypes(OM_uint32 *minor, struct krb5_cred **cred, gss_const_buffer_t value)
{
    krb5_enctype wanted[KRB5_ENCTYPES_MOST + 1] = {0};
    struct krb5_option_enctypes option;
    OM_uint32 major = option_read(minor, value, &option, sizeof(option));
    size_t count = 0;

    if (major != GSS_S_COMPLETE)
        return major;
    for (OM_uint32 i = 0; i < option.count && option.types[i] != 0; i++) {
        bool there = enctype_find(option.types[i]) == NULL;

        for (size_t j = 0; j < count; j++)
            there = there || wanted[j] == option.types[i];
        if (!there && count < KRB5_ENCTYPES_MOST)
            wanted[count++] = option.types[i];
    }
    if (count == 0 && option.count != 0)
        return minor_fail(minor, MINOR_ENCTYPE_REFUSED, GSS_S_FAILURE);
    major = option_own(minor, cred);
    if (major == GSS_S_COMPLETE)
        memcpy((*cred)->enctypes, wanted, sizeof(wanted));
    return major;
}

static OM_uint32 set_rcache(OM_uint32 *minor, struct krb5_cred **cred, gss_const_buffer_t value)
{
    krb5_context library;
    krb5_rcache rcache;
    OM_uint32 major = option_read(minor, value, &rcache, sizeof(rcache));

    if (major == GSS_S_COMPLETE && (*cred)->usage == GSS_C_INITIATE)
        major = minor_fail(minor, MINOR_BAD_USAGE, GSS_S_NO_CRED);
    if (major == GSS_S_COMPLETE)
        major = krb5_library_borrow(minor, &library);
    if (major == GSS_S_COMPLETE)
        major = option_own(minor, cred);
    if (major != GSS_S_COMPLETE)
        return major;
    if ((*cred)->own_rcache)
        krb5_rcache_close(library, (*cred)->rcache);
    (*cred)->rcache = rcache; /* now the credential's */
    (*cred)->own_rcache = rcache != NULL;
    return GSS_S_COMPLETE;
}

static OM_uint32 copy_ccache(OM_uint32 *minor, struct krb5_cred **cred, gss_const_buffer_t value)
{
    struct krb5_source source;
    krb5_context library;
    krb5_error_code code;
    krb5_ccache ccache;
    OM_uint32 major = option_read(minor, value, &ccache, sizeof(ccache));

    if (major == GSS_S_COMPLETE)
        major = krb5_library_borrow(minor, &library);
    if (major == GSS_S_COMPLETE)
        major = krb5_source_open(minor, library, *cred, NULL, &source);
    if (major != GSS_S_COMPLETE)
        return major;
    code = krb5_cc_copy_creds(library, source.ccache, ccache);
    krb5_source_close(library, &source);
    return code == 0 ? GSS_S_COMPLETE : krb5_library_fail(minor, library, code, GSS_S_FAILURE);
}

/* The initiator's half: a handle of our own to the same cache. */
static OM_uint32 import_ccache(OM_uint32 *minor, krb5_context library, krb5_ccache ccache,
                               struct krb5_cred *cred)
{
    krb5_error_code code = krb5_cc_dup(library, ccache, &cred->ccache);

    if (code != 0)
        cred->ccache = NULL;
    else
        code = krb5_cc_get_principal(library, cred->ccache, &cred->client);
    if (code != 0) {
        cred->client = NULL;
        return krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    }
    if (krb5_source_end_time(library, cred->ccache) <= (int64_t)time(NULL))
        return minor_fail(minor, MINOR_CCACHE_EXPIRED, GSS_S_CREDENTIALS_EXPIRED);
    return GSS_S_COMPLETE;
}

/* The acceptor's half. */
static OM_uint32 import_keytab(OM_uint32 *minor, krb5_context library, krb5_keytab keytab,
                               krb5_const_principal principal, struct krb5_cred *cred)
{
    char name[MAX_KEYTAB_NAME_LEN + 1];
    krb5_error_code code = krb5_kt_get_name(library, keytab, name, sizeof(name));
    OM_uint32 major = GSS_S_COMPLETE;

    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    if (principal != NULL)
        major = krb5_name_from_principal(minor, library, principal, &cred->name);
    return major != GSS_S_COMPLETE ? major : krb5_cred_set_keytab(minor, library, name, cred);
}

static OM_uint32 import_objects(OM_uint32 *minor, struct krb5_cred **cred, gss_const_buffer_t value)
{
    struct krb5_option_import from;
    struct krb5_cred *made = NULL;
    krb5_context library;
    OM_uint32 major = option_read(minor, value, &from, sizeof(from));

    if (major == GSS_S_COMPLETE && from.ccache == NULL && from.keytab == NULL)
        major = minor_fail(minor, MINOR_NULL_INPUT, GSS_S_NO_CRED);
    if (major == GSS_S_COMPLETE)
        major = krb5_library_borrow(minor, &library);
    if (major != GSS_S_COMPLETE)
        return major;
    made = krb5_cred_new(from.keytab == NULL   ? GSS_C_INITIATE
                         : from.ccache == NULL ? GSS_C_ACCEPT
                                               : GSS_C_BOTH);
    if (made == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (from.ccache != NULL)
        major = import_ccache(minor, library, from.ccache, made);
    if (major == GSS_S_COMPLETE && from.keytab != NULL)
        major = import_keytab(minor, library, from.keytab, from.principal, made);
    if (major == GSS_S_COMPLETE) {
        *cred = made; /* now the caller's */
        made = NULL;
    }
    krb5_cred_free(made);
    return major;
}

static const struct {
    gss_OID_desc oid;
    bool makes; /* the option makes a credential; the others want one */
    OM_uint32 (*set)(OM_uint32 *minor, struct krb5_cred **cred, gss_const_buffer_t value);
} options[] = {
    {OID_STATIC(KRB5_OPTION_COPY_CCACHE), false, copy_ccache},
    {OID_STATIC(KRB5_OPTION_ENCTYPES), false, set_enctypes},
    {OID_STATIC(KRB5_OPTION_RCACHE), false, set_rcache},
    {OID_STATIC(KRB5_OPTION_NO_CI_FLAGS), false, set_no_ci_flags},
    {OID_STATIC(KRB5_OPTION_IMPORT), true, import_objects},
};

OM_uint32 krb5_cred_set_option(const struct mech *mech, OM_uint32 *minor, void **cred,
                               gss_const_OID option, gss_const_buffer_t value)
{
    struct krb5_cred *changed = *cred;
    OM_uint32 major;

    (void)mech;
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (!oid_equal(option, &options[i].oid) || options[i].makes != (*cred == NULL))
            continue;
        major = options[i].set(minor, &changed, value);
        if (major == GSS_S_COMPLETE)
            *cred = changed;
        return major;
    }
    return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
}
