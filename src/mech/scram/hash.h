/* The hash functions of the SCRAM family: one row each (RFC 5802, RFC 7677). */
#ifndef GSS_MECH_SCRAM_HASH_H
#define GSS_MECH_SCRAM_HASH_H

#include <stddef.h>
#include <stdint.h>

#include <gss/api.h>

#include "base/reader.h"
#include "cfx/enctype.h"

enum { SCRAM_KEY_MAX = 32 };

struct scram_hash {
    gss_OID_desc oid;
    const char *name; /* "SCRAM-SHA-256" */
    uint8_t id;       /* in a context's state */
    enum cfx_hash hash;
    size_t length;               /* of a digest, and so of every key */
    uint32_t default_iterations; /* of new verifiers */
};

/*
 * Iterations of new verifiers: what OWASP's Password Storage Cheat Sheet recommends for PBKDF2 with
 * HMAC-SHA-256 since 2023. (It asks for 1,300,000 of the faster SHA-1.) PostgreSQL's 4096 is the
 * floor of 2010 and 2015. They cost the initiator some tenths of a second, once for each
 * credential; the acceptor never computes them.
 */
extern const struct scram_hash scram_sha256, scram_sha1;

/* The row of this name; NULL: none of ours. */
const struct scram_hash *scram_hash_find(const struct reader *name);

#endif
