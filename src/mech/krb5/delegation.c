#include "mech/krb5/delegation.h"

#include "base/minor.h"
#include "mech/krb5/library.h"

krb5_error_code krb5_delegation_make(krb5_context library, krb5_auth_context auth,
                                     const struct krb5_source *source, krb5_principal server,
                                     krb5_data *message)
{
    /* For a ticket without addresses the host does not matter, but libkrb5 wants one. */
    const char *host = server->type == KRB5_NT_SRV_HST ? NULL : "";
    krb5_error_code code;
    krb5_int32 flags;

    /* The authenticator around it is what the replay cache and the sequence number protect. */
    code = krb5_auth_con_getflags(library, auth, &flags);
    if (code == 0)
        code = krb5_auth_con_setflags(library, auth, 0);
    if (code != 0)
        return code;
    code =
        krb5_fwd_tgt_creds(library, auth, host, source->client, server, source->ccache, 1, message);
    krb5_auth_con_setflags(library, auth, flags);
    return code;
}

/* Some initiators leave the KRB-CRED unencrypted inside the authenticator, which is encrypted
 * itself: a fresh AUTH has no key and takes such a message. */
static krb5_error_code take_without_key(krb5_context library, krb5_data *message,
                                        krb5_creds ***tickets)
{
    krb5_auth_context auth = NULL;
    krb5_error_code code = krb5_auth_con_init(library, &auth);

    if (code != 0)
        return code;
    code = krb5_auth_con_setflags(library, auth, 0);
    if (code == 0)
        code = krb5_rd_cred(library, auth, message, tickets, NULL);
    krb5_auth_con_free(library, auth);
    return code;
}

OM_uint32 krb5_delegation_take(OM_uint32 *minor, krb5_context library, krb5_auth_context auth,
                               const struct reader *message, struct krb5_cred **cred)
{
    krb5_data data = {.data = (char *)message->next, .length = (unsigned)message->left};
    krb5_creds **tickets = NULL;
    OM_uint32 major = GSS_S_COMPLETE;
    krb5_error_code code;

    *cred = NULL;
    code = krb5_auth_con_setflags(library, auth, 0);
    if (code == 0)
        code = krb5_rd_cred(library, auth, &data, &tickets, NULL);
    if (code != 0)
        code = take_without_key(library, &data, &tickets);
    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_DEFECTIVE_TOKEN);
    if (tickets[0] == NULL)
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    else
        major = krb5_cred_from_tickets(minor, library, tickets[0]->client, tickets, cred);
    krb5_free_tgt_creds(library, tickets);
    return major;
}
