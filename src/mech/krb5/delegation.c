#include "mech/krb5/delegation.h"

#include <errno.h>

#include "base/minor.h"
#include "base/secret.h"
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

static krb5_error_code write_ticket(krb5_context library, krb5_creds *ticket, struct writer *out)
{
    krb5_data *bytes;
    krb5_error_code code = krb5_marshal_credentials(library, ticket, &bytes);

    if (code != 0)
        return code;
    write_u32be(out, bytes->length);
    write_bytes(out, bytes->data, bytes->length);
    secret_wipe(bytes->data, bytes->length);
    krb5_free_data(library, bytes);
    return 0;
}

OM_uint32 krb5_tickets_write(OM_uint32 *minor, krb5_context library, krb5_const_principal client,
                             krb5_ccache ccache, struct writer *out)
{
    krb5_cc_cursor cursor;
    krb5_creds ticket;
    krb5_error_code code, end;

    if (!krb5_principal_write(library, client, out))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    code = krb5_cc_start_seq_get(library, ccache, &cursor);
    if (code != 0)
        return krb5_library_fail(minor, library, code, GSS_S_FAILURE);
    while (code == 0) {
        end = krb5_cc_next_cred(library, ccache, &cursor, &ticket);
        if (end != 0)
            break;
        code = write_ticket(library, &ticket, out);
        krb5_free_cred_contents(library, &ticket);
    }
    krb5_cc_end_seq_get(library, ccache, &cursor);
    if (code == 0 && end != KRB5_CC_END)
        code = end;
    write_u32be(out, 0);
    return code == 0 ? GSS_S_COMPLETE : krb5_library_fail(minor, library, code, GSS_S_FAILURE);
}

OM_uint32 krb5_delegation_write(OM_uint32 *minor, krb5_context library,
                                const struct krb5_cred *cred, struct writer *out)
{
    return krb5_tickets_write(minor, library, cred->client, cred->ccache, out);
}

static OM_uint32 read_ticket(OM_uint32 *minor, krb5_context library, struct reader *field,
                             krb5_ccache ccache)
{
    krb5_data bytes = {.data = (char *)field->next, .length = (unsigned)field->left};
    krb5_creds *ticket;
    krb5_error_code code = krb5_unmarshal_credentials(library, &bytes, &ticket);

    if (code == ENOMEM)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    if (code != 0)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    code = krb5_cc_store_cred(library, ccache, ticket);
    krb5_free_creds(library, ticket);
    return code == 0 ? GSS_S_COMPLETE : krb5_library_fail(minor, library, code, GSS_S_FAILURE);
}

OM_uint32 krb5_tickets_read(OM_uint32 *minor, krb5_context library, struct reader *in,
                            struct krb5_cred **cred)
{
    krb5_creds *const none = NULL;
    struct krb5_cred *made = NULL;
    struct krb5_name *client;
    struct reader field;
    OM_uint32 major;

    *cred = NULL;
    major = krb5_principal_read(minor, library, in, &client);
    if (major != GSS_S_COMPLETE)
        return major;
    if (client == NULL)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    major = krb5_cred_from_tickets(minor, library, client->principal, &none, &made);
    krb5_name_free(client);
    while (major == GSS_S_COMPLETE) {
        field = read_sub_u32be(in);
        if (!reader_ok(in))
            major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
        else if (field.left == 0)
            break;
        else
            major = read_ticket(minor, library, &field, made->ccache);
    }
    if (major == GSS_S_COMPLETE) {
        *cred = made; /* now the caller's */
        made = NULL;
    }
    krb5_cred_free(made);
    return major;
}
