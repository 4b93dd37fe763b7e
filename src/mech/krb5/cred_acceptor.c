/* Keytabs: the acceptor's half of a credential. */
#include <stdlib.h>

#include <gss/krb5.h>

#include "base/minor.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/library.h"

OM_uint32 krb5_acceptor_open(OM_uint32 *minor, krb5_context library, const struct krb5_cred *cred,
                             krb5_keytab *keytab, krb5_principal *server)
{
    const char *name = cred != NULL ? cred->keytab : krb5_acceptor_identity();
    OM_uint32 major = GSS_S_COMPLETE;
    krb5_error_code code;

    *keytab = NULL;
    *server = NULL;
    if (cred != NULL && cred->usage == GSS_C_INITIATE)
        return minor_fail(minor, MINOR_BAD_USAGE, GSS_S_NO_CRED);
    code = name != NULL ? krb5_kt_resolve(library, name, keytab) : krb5_kt_default(library, keytab);
    if (code != 0) {
        *keytab = NULL;
        return krb5_library_fail(minor, library, code, GSS_S_NO_CRED);
    }
    if (cred != NULL && cred->name != NULL)
        major = krb5_name_acceptor_principal(minor, library, cred->name, server);
    if (major != GSS_S_COMPLETE) {
        krb5_kt_close(library, *keytab);
        *keytab = NULL;
    }
    return major;
}

static krb5_error_code acceptor_find_entry(krb5_context library, krb5_keytab keytab,
                                           krb5_const_principal server)
{
    krb5_keytab_entry entry;
    krb5_kt_cursor cursor;
    krb5_error_code code;
    bool found = false;

    if (!krb5_keytab_has_list(library, keytab))
        return 0; /* contexts will tell */
    code = krb5_kt_start_seq_get(library, keytab, &cursor);
    if (code != 0)
        return code;
    while (!found && krb5_kt_next_entry(library, keytab, &entry, &cursor) == 0) {
        found = krb5_sname_match(library, server, entry.principal);
        krb5_free_keytab_entry_contents(library, &entry);
    }
    krb5_kt_end_seq_get(library, keytab, &cursor);
    return found ? 0 : KRB5_KT_NOTFOUND;
}

OM_uint32 krb5_acceptor_check(OM_uint32 *minor, krb5_context library, krb5_keytab keytab,
                              krb5_const_principal server)
{
    krb5_error_code code;
    OM_uint32 major;
    const char *text;

    code = server != NULL ? acceptor_find_entry(library, keytab, server)
                          : krb5_kt_have_content(library, keytab);
    if (code == 0)
        return GSS_S_COMPLETE;
    if (code == KRB5_KT_NOTFOUND && server != NULL)
        return minor_fail(minor, GSS_KRB5_S_KG_KEYTAB_NOMATCH, GSS_S_NO_CRED);
    text = krb5_get_error_message(library, code);
    major = minor_fail_detail(minor, MINOR_NO_KEYTAB, GSS_S_NO_CRED, "%s",
                              text != NULL ? text : "unknown");
    krb5_free_error_message(library, text);
    return major;
}
