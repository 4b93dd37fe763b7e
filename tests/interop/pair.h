/*
 * The two libraries that a test is about: one initiates, the other accepts.
 * And texts of what their peers are to say.
 */
#ifndef TESTS_INTEROP_PAIR_H
#define TESTS_INTEROP_PAIR_H

#include <stdbool.h>

#include "interop/exchange.h"

/* RFC 2744 s.5.19, and DCE style as all three libraries have it. */
enum {
    DELEG = 1,
    MUTUAL = 2,
    REPLAY = 4,
    SEQUENCE = 8,
    CONF = 16,
    INTEG = 32,
    ANON = 64,
    DCE = 0x1000,
    USUAL = MUTUAL | REPLAY | SEQUENCE | CONF | INTEG,
};

/* The libraries, and where Debian 12's versions leave the standards. */
struct library {
    const char *name;
    bool ours;
    bool offers;     /* it has gss_set_neg_mechs, and loads plugins */
    bool tells_keys; /* by gss_inquire_sec_context_by_oid, as MIT's */
    bool tells_anonymity;
    const char *no_key; /* an acceptor's status for a ticket to a service that it has no key of */
    bool sends_no_error_token;    /* a refused initiator is left with a closed connection */
    bool late_message_is_lost;    /* a duplicate or reordered message is told but not given */
    bool bad_token_takes_number;  /* a forged token makes the real one a duplicate */
    bool first_is_gap_unanswered; /* without mutual authentication it waits for number 0 */
    bool iov_is_basic;            /* HEADER, DATA, TRAILER only, in DCE style no TRAILER; no AEAD */
    bool dce_seal_rotated_by_ec;  /* as Windows does; MIT does not unwrap it */

    /* SPNEGO (RFC 4178 s.5). */
    bool forgets_request_mic;  /* an acceptor that takes another mechanism than the first one */
    bool wants_request_mic;    /* an initiator then insists on it */
    bool takes_bare_ap_req;    /* an AP-REQ in neither SPNEGO's framing nor Kerberos' own */
    const char *refuses_bare;  /* its status for Kerberos to SPNEGO's credential; NULL: takes it */
    const char *refuses_hints; /* its status for an initiator that gives some; NULL: takes them */
    const char *hints;         /* the mechanisms that an acceptor names when it speaks first */
    const char *no_mic;        /* status when a MIC is missing */
    const char *bad_mic;       /* ... is not over the list that was sent */
};

/* Which they are here. */
struct end {
    const struct library *library;
    const char *program;
};
extern struct end initiator, acceptor;

/* Reads the arguments INITIATOR PROGRAM ACCEPTOR PROGRAM, or ends the program. */
void pair_read_arguments(int argc, char **argv);

/* "mit to gss", overwritten by the next. */
const char *pair_name(void);

struct text {
    char bytes[16384];
};

void __attribute__((format(printf, 2, 3))) add(struct text *text, const char *format, ...);
void add_flags(struct text *text, unsigned flags);

/* What either end says of an established context of Kerberos. Confidentiality and integrity are
 * always there: every key of this mechanism can do both. */
void add_established(struct text *text, unsigned flags, const char *service);

/* Runs both, and compares what they print. */
void assert_outcome(const struct exchange *exchange, const struct text *from_initiator,
                    const struct text *from_acceptor);

#endif
