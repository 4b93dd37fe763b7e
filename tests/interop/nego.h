/*
 * Tokens of SPNEGO (RFC 4178 s.4.2, MS-SPNG) as the tests read, name and make
 * them. On its own: the library's mechanism has another reader.
 */
#ifndef TESTS_INTEROP_NEGO_H
#define TESTS_INTEROP_NEGO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/writer.h"

enum { NEGO_MECHS = 8 };

enum nego_state {
    NEGO_COMPLETED = 0,
    NEGO_INCOMPLETE = 1,
    NEGO_REJECT = 2,
    NEGO_REQUEST_MIC = 3,
    NEGO_ABSENT = 99,
};

/* A field that is absent has no value. */
struct nego_token {
    bool init;   /* a negTokenInit */
    bool framed; /* it has the header of RFC 2743 s.3.1 */
    gss_OID_desc mechs[NEGO_MECHS];
    size_t mech_count;
    gss_buffer_desc flags;     /* init: reqFlags, the contents of its BIT STRING */
    enum nego_state state;     /* response */
    gss_OID_desc mech;         /* response: supportedMech */
    gss_buffer_desc token;     /* mechToken or responseToken */
    gss_buffer_desc mic;       /* mechListMIC */
    gss_buffer_desc hint_name; /* init of a Windows server: negHints' hintName */
};

/* A mechanism by its name: krb5, ms-krb5 (RFC 4178's "wrong" OID of Windows 2000), ntlm, ... */
gss_OID_desc nego_mech(const char *name);

/* Parses LENGTH bytes, which must outlive the result; false if they are no such token. */
bool nego_parse(const void *bytes, size_t length, struct nego_token *token);

/* Encodes the token. */
void nego_write(struct writer *out, const struct nego_token *token);

/*
 * What a token is, in words; the inner token's kind comes last but for a MIC:
 *   "init krb5 ntlm: ap-req"     "incomplete krb5: ap-rep mic"
 *   "completed"                  "request-mic krb5"            "ap-req" (not of SPNEGO)
 */
void nego_describe(const void *bytes, size_t length, char *out, size_t size);

#endif
