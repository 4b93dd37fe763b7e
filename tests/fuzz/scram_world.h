/* A folder with a file of verifiers for "user", and nonces that are always the same. */
#ifndef TESTS_FUZZ_SCRAM_WORLD_H
#define TESTS_FUZZ_SCRAM_WORLD_H

#include <gss.h>

#include "mech/scram/scram_mech.h"

/* What holds of any answer, or the input is a finding. */
void must(int good);

/* Credentials of SCRAM-SHA-256 for "user" (GSS_C_INITIATE), or of the file (GSS_C_ACCEPT). */
void *scram_world_cred(gss_cred_usage_t usage);

#endif
