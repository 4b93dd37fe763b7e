/*
 * A mechanism of its own kind, to test what the glue does with several.
 *
 * Names are words, kept as they are; "nobody" has no credentials, "late" has
 * expired ones. A context is one token, a second one back with
 * GSS_C_MUTUAL_FLAG, and a third with GSS_C_DCE_STYLE, in which tokens have no
 * framing. Messages carry an HMAC and are never hidden. A password is right if
 * it is the name.
 */
#ifndef TESTS_API_TOY_H
#define TESTS_API_TOY_H

#include <stdint.h>

#include "mech/mech.h"

extern const struct mech toy_mech;

/* A type of names that only this mechanism takes. */
extern gss_OID_desc toy_name_type;

/* What it answers: a context 0x2a, a credential its name ("shy" fails); and the option that renames
 * the initiator of a context or a credential, or makes a credential for accepting of that name. */
extern gss_OID_desc toy_question;
extern gss_OID_desc toy_rename;

/* The end of the contexts that it makes from now on, and of those that it is asked about. */
extern int64_t toy_end_time;

/* Whether its contexts can be exported. */
extern bool toy_transferable;

/* A minor status of its own, which it explains. */
enum { TOY_MINOR = 0x70790001 };

#endif
