/* The credential cache: is there a ticket, whose, and for how long? */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "doctor.h"
#include "mech/krb5/library.h"

static const char area[] = "ccache";
static const char get_ticket[] = "kinit";

enum { SOON = 300 };

/* The end of the longest ticket-granting ticket for CLIENT's own realm; 0 if there is none. */
static int64_t find_tgt_end(struct doctor *doctor, krb5_ccache ccache, krb5_principal client)
{
    krb5_context library = doctor->library;
    krb5_principal server = NULL;
    krb5_cc_cursor cursor;
    krb5_creds creds;
    int64_t end = 0;

    if (krb5_build_principal(library, &server, client->realm.length, client->realm.data,
                             KRB5_TGS_NAME, client->realm.data, (char *)NULL) != 0)
        return 0;
    if (krb5_cc_start_seq_get(library, ccache, &cursor) == 0) {
        while (krb5_cc_next_cred(library, ccache, &cursor, &creds) == 0) {
            int64_t this_end = krb5_time_to_seconds(creds.times.endtime);

            if (krb5_principal_compare(library, creds.server, server) && this_end > end)
                end = this_end;
            krb5_free_cred_contents(library, &creds);
        }
        krb5_cc_end_seq_get(library, ccache, &cursor);
    }
    krb5_free_principal(library, server);
    return end;
}

/* True if the cache can be used to ask the KDC for more. */
static bool examine_tgt(struct doctor *doctor, krb5_ccache ccache, krb5_principal client,
                        const char *name)
{
    int64_t end = find_tgt_end(doctor, ccache, client);
    int64_t left = end - (int64_t)time(NULL);
    const char *who = doctor_principal(doctor, client);

    if (end == 0)
        doctor_find(doctor, FINDING_WARNING, area, get_ticket,
                    "%s is of %s, but has no ticket-granting ticket", name, who);
    else if (left <= 0)
        doctor_find(doctor, FINDING_PROBLEM, area, get_ticket,
                    "the ticket of %s expired %" PRId64 " minutes ago", who, -left / 60);
    else
        doctor_find(doctor, left < SOON ? FINDING_WARNING : FINDING_OK, area,
                    left < SOON ? get_ticket : NULL,
                    "%s has a ticket of %s, good for %" PRId64 " minutes", name, who, left / 60);
    return end != 0 && left > 0;
}

static void examine_missing(struct doctor *doctor, const char *name, krb5_error_code code)
{
    bool absent = code == KRB5_FCC_NOFILE || code == KRB5_CC_NOTFOUND;

    if (!absent)
        doctor_find(doctor, FINDING_PROBLEM, area, "remove it, then kinit", "%s: %s", name,
                    doctor_krb5_error(doctor, code));
    else
        doctor_find(doctor, doctor->initiator ? FINDING_PROBLEM : FINDING_WARNING, area, get_ticket,
                    "there is no ticket: %s does not exist", name);
}

void doctor_examine_ccache(struct doctor *doctor)
{
    krb5_context library = doctor->library;
    krb5_ccache ccache = NULL;
    krb5_principal client = NULL;
    krb5_error_code code;
    char *name = NULL;

    if (library == NULL)
        return;
    code = krb5_cc_default(library, &ccache);
    if (code == 0)
        code = krb5_cc_get_full_name(library, ccache, &name);
    if (code == 0) {
        doctor_check_file_mode(doctor, area, name);
        code = krb5_cc_get_principal(library, ccache, &client);
    }
    if (code != 0) {
        examine_missing(doctor, name != NULL ? name : "the default ccache", code);
    } else if (examine_tgt(doctor, ccache, client, name)) {
        doctor->ccache = ccache;
        ccache = NULL; /* the doctor's now */
    }
    krb5_free_principal(library, client);
    krb5_free_string(library, name);
    if (ccache != NULL)
        krb5_cc_close(library, ccache);
}
