/* The keytab's keys against the KDC's: can tickets for this host's services be decrypted? */
#include <string.h>

#include "cfx/enctype.h"
#include "doctor.h"

static const char area[] = "keys";

enum { PRINCIPALS_MAX = 16 }; /* more would be a burden on the KDC */

/* A ticket for SERVER, not stored anywhere; NULL on failure. */
static krb5_error_code get_ticket(struct doctor *doctor, krb5_principal client,
                                  krb5_principal server, krb5_creds **creds)
{
    krb5_creds wanted;

    memset(&wanted, 0, sizeof(wanted));
    wanted.client = client;
    wanted.server = server;
    return krb5_get_credentials(doctor->library, KRB5_GC_NO_STORE, doctor->ccache, &wanted, creds);
}

static void examine_ticket(struct doctor *doctor, const char *who, const krb5_creds *creds)
{
    krb5_ticket *ticket = NULL;
    krb5_error_code code = krb5_decode_ticket(&creds->ticket, &ticket);
    char enctype[64];

    if (code != 0)
        return;
    code = krb5_server_decrypt_ticket_keytab(doctor->library, doctor->keytab, ticket);
    if (code != 0)
        doctor_find(doctor, FINDING_PROBLEM, area,
                    "make the keytab anew with ktadd of kadmin; old tickets end with the old keys",
                    "a ticket for %s (key version %u, %s) cannot be decrypted: %s", who,
                    (unsigned)ticket->enc_part.kvno,
                    enctype_display(ticket->enc_part.enctype, enctype, sizeof(enctype)),
                    doctor_krb5_error(doctor, code));
    else if (enctype_find(creds->keyblock.enctype) == NULL)
        doctor_find(doctor, FINDING_PROBLEM, area, "allow AES for the service at the KDC",
                    "a ticket for %s has a session key of %s, which is refused", who,
                    enctype_display(creds->keyblock.enctype, enctype, sizeof(enctype)));
    else
        doctor_find(doctor, FINDING_OK, area, NULL, "a ticket for %s can be decrypted", who);
    krb5_free_ticket(doctor->library, ticket);
}

static void examine_principal(struct doctor *doctor, krb5_principal client, krb5_principal server)
{
    krb5_creds *creds = NULL;
    krb5_error_code code = get_ticket(doctor, client, server, &creds);
    char who[512];

    strncpy(who, doctor_principal(doctor, server), sizeof(who) - 1);
    who[sizeof(who) - 1] = '\0';
    if (code == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN)
        doctor_find(doctor, FINDING_PROBLEM, area,
                    "make the principal at the KDC, or remove it from the keytab",
                    "the KDC does not know %s", who);
    else if (code != 0)
        doctor_find(doctor, FINDING_WARNING, area, NULL, "no ticket for %s could be had: %s", who,
                    doctor_krb5_error(doctor, code));
    else
        examine_ticket(doctor, who, creds);
    krb5_free_creds(doctor->library, creds);
}

void doctor_examine_keys(struct doctor *doctor)
{
    krb5_principal client = NULL;

    if (doctor->offline || doctor->ccache == NULL || doctor->keytab == NULL ||
        krb5_cc_get_principal(doctor->library, doctor->ccache, &client) != 0)
        return;
    for (size_t i = 0; i < doctor->keytab_count && i < PRINCIPALS_MAX; i++)
        examine_principal(doctor, client, doctor->keytab_principals[i]);
    krb5_free_principal(doctor->library, client);
}
