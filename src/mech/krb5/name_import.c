/* Names as callers write them (RFC 1964 s.2.1, RFC 2743 s.4), made into principals. */
#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <gss.h>

#include "base/minor.h"
#include "base/oid.h"
#include "base/reader.h"
#include "mech/krb5/library.h"
#include "mech/krb5/name.h"

static OM_uint32 import_principal(OM_uint32 *minor, krb5_context library, const char *text,
                                  struct krb5_name *name)
{
    krb5_error_code code;

    if (text[0] == '\0')
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    code = krb5_parse_name(library, text, &name->principal);
    if (code != 0) {
        name->principal = NULL;
        return krb5_library_fail(minor, library, code, GSS_S_BAD_NAME);
    }
    return GSS_S_COMPLETE;
}

/* "service@host", or "service" for this host (RFC 2743 s.4.1). */
static OM_uint32 import_hostbased(OM_uint32 *minor, krb5_context library, const char *text,
                                  struct krb5_name *name)
{
    const char *at = strchr(text, '@');
    size_t service_length = at != NULL ? (size_t)(at - text) : strlen(text);
    const char *host = at != NULL && at[1] != '\0' ? at + 1 : NULL;
    krb5_error_code code;

    if (service_length == 0)
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    name->service = strndup(text, service_length);
    if (name->service == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    name->any_host = host == NULL;
    code = krb5_sname_to_principal(library, host, name->service, KRB5_NT_SRV_HST, &name->principal);
    if (code != 0) {
        name->principal = NULL;
        return krb5_library_fail(minor, library, code, GSS_S_BAD_NAME);
    }
    return GSS_S_COMPLETE;
}

static OM_uint32 import_uid(OM_uint32 *minor, krb5_context library, uid_t uid,
                            struct krb5_name *name)
{
    char buffer[4096];
    struct passwd record, *found = NULL;

    if (getpwuid_r(uid, &record, buffer, sizeof(buffer), &found) != 0 || found == NULL)
        return minor_fail(minor, GSS_KRB5_S_G_NOUSER, GSS_S_BAD_NAME);
    return import_principal(minor, library, found->pw_name, name);
}

static OM_uint32 import_string_uid(OM_uint32 *minor, krb5_context library, const char *text,
                                   struct krb5_name *name)
{
    unsigned long long uid = 0;

    for (const char *c = text; *c != '\0'; c++) {
        if (!isdigit((unsigned char)*c) || uid > UINT32_MAX)
            return minor_fail(minor, GSS_KRB5_S_G_BAD_STRING_UID, GSS_S_BAD_NAME);
        uid = uid * 10 + (unsigned long long)(*c - '0');
    }
    if (*text == '\0' || uid >= UINT32_MAX)
        return minor_fail(minor, GSS_KRB5_S_G_BAD_STRING_UID, GSS_S_BAD_NAME);
    return import_uid(minor, library, (uid_t)uid, name);
}

static OM_uint32 import_anonymous(OM_uint32 *minor, krb5_context library, const char *text,
                                  struct krb5_name *name)
{
    krb5_error_code code =
        krb5_copy_principal(library, krb5_anonymous_principal(), &name->principal);

    (void)text; /* RFC 2743 s.4.5: the contents of an anonymous name mean nothing */
    if (code != 0) {
        name->principal = NULL;
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    }
    return GSS_S_COMPLETE;
}

typedef OM_uint32 (*import_text_fn)(OM_uint32 *minor, krb5_context library, const char *text,
                                    struct krb5_name *name);

static const struct {
    const gss_OID_desc *type;
    import_text_fn import;
} text_forms[] = {
    {&GSS_C_NT_HOSTBASED_SERVICE_static, import_hostbased},
    {&GSS_C_NT_HOSTBASED_SERVICE_X_static, import_hostbased},
    {&GSS_C_NT_USER_NAME_static, import_principal},
    {&GSS_KRB5_NT_PRINCIPAL_NAME_static, import_principal},
    {&GSS_C_NT_EXPORT_NAME_static, import_principal},
    {&GSS_C_NT_STRING_UID_NAME_static, import_string_uid},
    {&GSS_C_NT_ANONYMOUS_static, import_anonymous},
};

/* MIT's gss_nt_krb5_principal: a krb5_principal of libkrb5's. */
const gss_OID_desc krb5_nt_reference = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x02");

const gss_const_OID krb5_name_types[] = {
    &GSS_KRB5_NT_PRINCIPAL_NAME_static,
    &GSS_C_NT_HOSTBASED_SERVICE_static,
    &GSS_C_NT_HOSTBASED_SERVICE_X_static,
    &GSS_C_NT_USER_NAME_static,
    &GSS_C_NT_MACHINE_UID_NAME_static,
    &GSS_C_NT_STRING_UID_NAME_static,
    &GSS_C_NT_EXPORT_NAME_static,
    &GSS_C_NT_ANONYMOUS_static,
    &krb5_nt_reference,
    NULL,
};

static import_text_fn import_find_form(gss_const_OID type)
{
    if (type == GSS_C_NO_OID)
        return import_principal;
    for (size_t i = 0; i < sizeof(text_forms) / sizeof(text_forms[0]); i++) {
        if (oid_equal(type, text_forms[i].type))
            return text_forms[i].import;
    }
    return NULL;
}

static OM_uint32 import_reference(OM_uint32 *minor, krb5_context library, struct reader *in,
                                  struct krb5_name *name)
{
    krb5_principal principal = NULL;
    krb5_error_code code;

    read_copy(in, &principal, sizeof(principal));
    if (!reader_at_end(in) || principal == NULL)
        return minor_fail(minor, GSS_KRB5_S_G_WRONG_SIZE, GSS_S_BAD_NAME);
    code = krb5_copy_principal(library, principal, &name->principal);
    return code == 0 ? GSS_S_COMPLETE : krb5_library_fail(minor, library, code, GSS_S_FAILURE);
}

static OM_uint32 import_form(OM_uint32 *minor, krb5_context library, gss_const_buffer_t text,
                             gss_const_OID type, struct krb5_name *name)
{
    import_text_fn import = import_find_form(type);
    struct reader in;
    OM_uint32 major;
    uid_t uid;
    char *string;

    reader_init(&in, text->value, text->length);
    if (oid_equal(type, GSS_C_NT_MACHINE_UID_NAME)) {
        read_copy(&in, &uid, sizeof(uid)); /* a uid_t as this machine keeps it (RFC 2744 s.5.8) */
        if (!reader_at_end(&in))
            return minor_fail(minor, GSS_KRB5_S_G_WRONG_SIZE, GSS_S_BAD_NAME);
        return import_uid(minor, library, uid, name);
    }
    if (oid_equal(type, &krb5_nt_reference))
        return import_reference(minor, library, &in, name);
    if (import == NULL)
        return minor_fail(minor, MINOR_BAD_NAME_TYPE, GSS_S_BAD_NAMETYPE);
    if (text->length != 0 && memchr(text->value, '\0', text->length) != NULL)
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    string = text->length != 0 ? strndup(text->value, text->length) : strdup("");
    if (string == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = import(minor, library, string, name);
    free(string);
    return major;
}

OM_uint32 krb5_name_parse(OM_uint32 *minor, krb5_context library, gss_const_buffer_t text,
                          gss_const_OID type, struct krb5_name **name)
{
    struct krb5_name *made = calloc(1, sizeof(*made));
    OM_uint32 major;

    *name = NULL;
    if (made == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = import_form(minor, library, text, type, made);
    if (major == GSS_S_COMPLETE) {
        *name = made; /* now the caller's */
        made = NULL;
    }
    krb5_name_free(made);
    return major;
}

OM_uint32 krb5_name_import(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                           gss_const_OID type, void **name)
{
    struct krb5_name *made = NULL;
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    (void)mech;
    if (major == GSS_S_COMPLETE && oid_equal(type, GSS_C_NT_COMPOSITE_EXPORT))
        major = krb5_name_import_composite(minor, library, text, &made);
    else if (major == GSS_S_COMPLETE)
        major = krb5_name_parse(minor, library, text, type, &made);
    *name = made;
    return major;
}
