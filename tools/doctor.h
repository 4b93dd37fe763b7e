/*
 * `gss doctor`: examinations of this host's set-up, one after another.
 *
 * Each examination notes findings, and what later ones need to know. None
 * changes anything; the network is asked only if it may be.
 */
#ifndef GSS_TOOLS_DOCTOR_H
#define GSS_TOOLS_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include <krb5.h>

enum finding_level { FINDING_OK, FINDING_WARNING, FINDING_PROBLEM };

struct finding {
    enum finding_level level;
    const char *area;   /* static: "keytab" */
    char *text;         /* a sentence */
    const char *advice; /* static: what to do; NULL if nothing */
};

struct doctor {
    /* The command line's. */
    bool offline;       /* ask neither KDC nor name servers */
    bool acceptor;      /* this host accepts contexts: it must have a keytab */
    bool initiator;     /* this user initiates contexts: there must be a ticket */
    const char *domain; /* a transfer domain's folder, absolute; NULL: the default */

    /* Findings, in their order. */
    struct finding *findings;
    size_t count;
    bool failed; /* no memory */

    /* What examinations leave for later ones. */
    krb5_context library; /* NULL: libkrb5 cannot be used */
    char *realm;          /* the default realm, or NULL; libkrb5's */
    krb5_ccache ccache;   /* with a valid ticket-granting ticket, or NULL */
    krb5_keytab keytab;   /* with AES keys, or NULL */
    krb5_principal *keytab_principals;
    size_t keytab_count;
};

/* Notes a finding. ADVICE may be NULL. */
void doctor_find(struct doctor *doctor, enum finding_level level, const char *area,
                 const char *advice, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* libkrb5's sentence for CODE, valid until the next call. */
const char *doctor_krb5_error(struct doctor *doctor, krb5_error_code code);

/* A principal's text, valid until the next call. */
const char *doctor_principal(struct doctor *doctor, krb5_const_principal principal);

/* The file behind a FILE: ccache or keytab NAME must belong to nobody else's eyes. */
void doctor_check_file_mode(struct doctor *doctor, const char *area, const char *name);

/* A setting of [libdefaults]. */
bool doctor_setting(struct doctor *doctor, const char *name, bool fallback);

/* The examinations. */
void doctor_examine_config(struct doctor *doctor);
void doctor_examine_ccache(struct doctor *doctor);
void doctor_examine_keytab(struct doctor *doctor);
void doctor_examine_clock(struct doctor *doctor);
void doctor_examine_keys(struct doctor *doctor); /* the keytab's against the KDC's */
void doctor_examine_host(struct doctor *doctor);
void doctor_examine_domain(struct doctor *doctor);
void doctor_examine_verifiers(struct doctor *doctor);
void doctor_examine_plugins(struct doctor *doctor);
void doctor_examine_spnego(struct doctor *doctor);

#endif
