#include "mech/krb5/name.h"

#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "base/minor.h"
#include "base/oid.h"
#include "mech/krb5/attributes.h"
#include "mech/krb5/library.h"

OM_uint32 krb5_name_from_principal(OM_uint32 *minor, krb5_context library,
                                   krb5_const_principal principal, struct krb5_name **name)
{
    struct krb5_name *made = calloc(1, sizeof(*made));
    krb5_error_code code;

    *name = NULL;
    if (made == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    code = krb5_copy_principal(library, principal, &made->principal);
    if (code != 0) {
        free(made);
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    }
    *name = made; /* now the caller's */
    return GSS_S_COMPLETE;
}

void krb5_name_free(struct krb5_name *name)
{
    if (name == NULL)
        return;
    krb5_free_principal(NULL, name->principal);
    free(name->service);
    krb5_attributes_release(name->attributes);
    free(name);
}

void krb5_name_release(void **name)
{
    krb5_name_free(*name);
    *name = NULL;
}

OM_uint32 krb5_name_copy(OM_uint32 *minor, krb5_context library, const struct krb5_name *from,
                         struct krb5_name **copy)
{
    struct krb5_name *made;
    OM_uint32 major = krb5_name_from_principal(minor, library, from->principal, &made);

    *copy = NULL;
    if (major != GSS_S_COMPLETE)
        return major;
    made->any_host = from->any_host;
    made->attributes = krb5_attributes_share(from->attributes);
    if (from->service != NULL) {
        made->service = strdup(from->service);
        if (made->service == NULL) {
            krb5_name_free(made);
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        }
    }
    *copy = made; /* now the caller's */
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_name_duplicate(OM_uint32 *minor, const void *name, void **copy)
{
    struct krb5_name *made = NULL;
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    if (major == GSS_S_COMPLETE)
        major = krb5_name_copy(minor, library, name, &made);
    *copy = made;
    return major;
}

bool krb5_principal_is_anonymous(krb5_context library, krb5_const_principal principal)
{
    return krb5_principal_compare_any_realm(library, principal, krb5_anonymous_principal());
}

OM_uint32 krb5_name_compare(OM_uint32 *minor, const void *a, const void *b, bool *equal)
{
    const struct krb5_name *x = a, *y = b;
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    *equal = false;
    if (major != GSS_S_COMPLETE)
        return major;
    /* Two anonymous names are never known to be the same one (RFC 2744 s.5.6). */
    *equal = krb5_principal_compare(library, x->principal, y->principal) &&
             !krb5_principal_is_anonymous(library, x->principal);
    return GSS_S_COMPLETE;
}

static OM_uint32 name_write_text(OM_uint32 *minor, krb5_context library,
                                 const struct krb5_name *name, struct writer *out)
{
    char *text;
    krb5_error_code code = krb5_unparse_name(library, name->principal, &text);

    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    write_bytes(out, text, strlen(text));
    krb5_free_unparsed_name(library, text);
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_name_export(OM_uint32 *minor, const void *name, struct writer *out)
{
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    if (major == GSS_S_COMPLETE)
        major = name_write_text(minor, library, name, out);
    return major;
}

OM_uint32 krb5_name_display(OM_uint32 *minor, const void *name, gss_buffer_t text, gss_OID *type)
{
    const struct krb5_name *from = name;
    struct writer out;
    krb5_context library;
    OM_uint32 major;

    writer_init(&out);
    major = krb5_library_borrow(minor, &library);
    if (major == GSS_S_COMPLETE)
        major = name_write_text(minor, library, from, &out);
    if (major != GSS_S_COMPLETE)
        goto done;
    /* A NUL after the text, not counted: callers print it as a string. */
    write_u8(&out, 0);
    if (!writer_take_buffer(&out, text)) {
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        goto done;
    }
    text->length--;
    *type = krb5_principal_is_anonymous(library, from->principal) ? GSS_C_NT_ANONYMOUS
                                                                  : GSS_KRB5_NT_PRINCIPAL_NAME;

done:
    writer_free(&out);
    return major;
}

OM_uint32 krb5_name_authorize(OM_uint32 *minor, const void *name, const char *user,
                              bool *authorized)
{
    const struct krb5_name *from = name;
    krb5_context library;
    OM_uint32 major = krb5_library_borrow(minor, &library);

    *authorized = false;
    if (major == GSS_S_COMPLETE)
        *authorized = krb5_kuserok(library, from->principal, user);
    return major;
}

OM_uint32 krb5_name_local(OM_uint32 *minor, const void *name, gss_buffer_t user)
{
    enum { USER_MOST = 256 }; /* LOGIN_NAME_MAX */
    const struct krb5_name *from = name;
    char text[USER_MOST] = "";
    krb5_context library;
    struct writer out;
    OM_uint32 major = krb5_library_borrow(minor, &library);
    krb5_error_code code;

    if (major != GSS_S_COMPLETE)
        return major;
    code = krb5_aname_to_localname(library, from->principal, sizeof(text) - 1, text);
    if (code == KRB5_LNAME_NOTRANS || code == KRB5_NO_LOCALNAME)
        return minor_fail(minor, MINOR_NO_LOCALNAME, GSS_S_FAILURE);
    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    writer_init(&out);
    write_bytes(&out, text, strlen(text) + 1); /* a NUL, not counted, as in display_name */
    if (!writer_take_buffer(&out, user))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    user->length--;
    return GSS_S_COMPLETE;
}

OM_uint32 krb5_name_acceptor_principal(OM_uint32 *minor, krb5_context library,
                                       const struct krb5_name *name, krb5_principal *principal)
{
    krb5_error_code code;
    char *host = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    *principal = NULL;
    if (name->service == NULL) {
        code = krb5_copy_principal(library, name->principal, principal);
    } else {
        /* An empty realm or host is a wildcard for krb5_sname_match. */
        if (!name->any_host && name->principal->length == 2) {
            host = strndup(name->principal->data[1].data, name->principal->data[1].length);
            if (host == NULL)
                return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        }
        code = krb5_build_principal(library, principal, 0, "", name->service,
                                    host != NULL ? host : "", (char *)NULL);
        if (code == 0)
            (*principal)->type = KRB5_NT_SRV_HST;
    }
    if (code != 0) {
        *principal = NULL;
        major = krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    }
    free(host);
    return major;
}

/* The name type travels too: libkrb5 compares without it, but shows and matches by it. */
bool krb5_principal_write(krb5_context library, krb5_const_principal principal, struct writer *out)
{
    char *text;

    if (principal == NULL) {
        write_u16be(out, 0);
        return true;
    }
    if (krb5_unparse_name(library, principal, &text) != 0)
        return false;
    write_field_u16be(out, text, strlen(text));
    write_u32be(out, (uint32_t)principal->type);
    krb5_free_unparsed_name(library, text);
    return true;
}

OM_uint32 krb5_principal_read(OM_uint32 *minor, krb5_context library, struct reader *in,
                              struct krb5_name **name)
{
    struct reader field = read_sub_u16be(in);
    gss_buffer_desc text = {field.left, (void *)field.next};
    OM_uint32 major;
    int32_t type;

    *name = NULL;
    if (reader_ok(in) && text.length == 0)
        return GSS_S_COMPLETE;
    type = (int32_t)read_u32be(in);
    if (!reader_ok(in))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    major = krb5_name_parse(minor, library, &text, GSS_KRB5_NT_PRINCIPAL_NAME, name);
    if (major == GSS_S_BAD_NAME)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    if (major != GSS_S_COMPLETE)
        return major;
    (*name)->principal->type = type;
    return GSS_S_COMPLETE;
}

void krb5_principal_skip(struct reader *in)
{
    struct reader field = read_sub_u16be(in);

    if (field.left != 0)
        (void)read_u32be(in);
}
