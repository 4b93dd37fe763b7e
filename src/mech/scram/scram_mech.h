/*
 * The SCRAM mechanisms (RFC 5802 s.8, RFC 7677), one implementation over a table of hashes.
 *
 *   where passwords and verifiers come from    cred.h, verifiers.h
 *   messages, errors and their statuses        exchange.h
 *   channel bindings                           context.h
 *   names                                      name.h
 *
 * SCRAM-SHA-1 is hidden: used by whoever names it, and by nobody else.
 */
#ifndef GSS_MECH_SCRAM_SCRAM_MECH_H
#define GSS_MECH_SCRAM_SCRAM_MECH_H

#include "mech/mech.h"

extern const struct mech scram_sha256_mech;
extern const struct mech scram_sha1_mech;

#endif
