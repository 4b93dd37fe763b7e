#include "mech/krb5/evidence.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { KEYTAB_NAME_MAX = 1024 };
enum { CHECKED = 1, CHECKED_PAC = 2, CHECKED_CAMMAC = 4 };

struct krb5_evidence {
    atomic_uint owners;
    atomic_uint checked;
    krb5_ticket ticket; /* of it no more than the check needs */
    krb5_enc_tkt_part part;
    char keytab[];
};

struct krb5_evidence *krb5_evidence_share(struct krb5_evidence *evidence)
{
    if (evidence != NULL)
        atomic_fetch_add_explicit(&evidence->owners, 1, memory_order_relaxed);
    return evidence;
}

void krb5_evidence_release(struct krb5_evidence *evidence)
{
    if (evidence == NULL ||
        atomic_fetch_sub_explicit(&evidence->owners, 1, memory_order_acq_rel) != 1)
        return;
    krb5_free_principal(NULL, evidence->ticket.server);
    krb5_free_principal(NULL, evidence->part.client);
    free(evidence);
}

struct krb5_evidence *krb5_evidence_new(krb5_context library, krb5_keytab keytab,
                                        const krb5_ticket *ticket)
{
    char name[KEYTAB_NAME_MAX] = "";
    struct krb5_evidence *made;
    size_t length;

    if (krb5_kt_get_name(library, keytab, name, sizeof(name)) != 0)
        name[0] = '\0'; /* too long: it will not be found */
    length = strlen(name) + 1;
    made = calloc(1, sizeof(*made) + length);
    if (made == NULL)
        return NULL;
    memcpy(made->keytab, name, length);
    atomic_init(&made->owners, 1);
    made->ticket.enc_part.kvno = ticket->enc_part.kvno;
    made->ticket.enc_part.enctype = ticket->enc_part.enctype;
    made->ticket.enc_part2 = &made->part;
    made->part.times.authtime = ticket->enc_part2->times.authtime;
    if (krb5_copy_principal(library, ticket->server, &made->ticket.server) == 0 &&
        krb5_copy_principal(library, ticket->enc_part2->client, &made->part.client) == 0)
        return made;
    krb5_evidence_release(made);
    return NULL;
}

struct krb5_vouched krb5_evidence_check(krb5_context library, struct krb5_evidence *evidence,
                                        struct reader elements)
{
    unsigned checked = atomic_load(&evidence->checked), before = 0;
    struct krb5_vouched vouched = {0};
    krb5_keytab keytab;

    if (checked == 0) {
        if (krb5_kt_resolve(library, evidence->keytab, &keytab) == 0) {
            krb5_authdata_check(library, keytab, &evidence->ticket, elements, &vouched);
            krb5_kt_close(library, keytab);
        }
        checked =
            CHECKED | (vouched.pac ? CHECKED_PAC : 0U) | (vouched.cammac ? CHECKED_CAMMAC : 0U);
        /* Of threads that check at once, one's answer stands for all. */
        if (!atomic_compare_exchange_strong(&evidence->checked, &before, checked))
            checked = before;
    }
    vouched.pac = (checked & CHECKED_PAC) != 0;
    vouched.cammac = (checked & CHECKED_CAMMAC) != 0;
    return vouched;
}
