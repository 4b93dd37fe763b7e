/*
 * Interprocess tokens: sealed, policy-bound, imported once.
 *
 * The glue writes a context's state into a body, and this module makes a token
 * of it, and back. See doc/protocol-transfer.md for the bytes and
 * gss-transfer(7) for the promises. Nothing here knows what is in a body.
 */
#ifndef GSS_TRANSFER_TRANSFER_H
#define GSS_TRANSFER_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>
#include <gss/transfer.h>

#include "base/reader.h"
#include "base/writer.h"
#include "transfer/policy.h"

/*
 * Export. BEGIN opens the domain, fails for what would make an export fail
 * (GSS_S_UNAVAILABLE, GSS_S_UNAUTHORIZED), and leaves room in BODY for the
 * header; the caller appends the state to BODY and calls FINISH, which seals
 * in place and gives the token. END_TIME is the context's own (INT64_MAX:
 * never): an expired one is GSS_S_CONTEXT_EXPIRED. POLICY may be NULL. FINISH
 * ends the export whatever comes out, and so does a failure of BEGIN; ABORT is
 * for a caller that stops in between, and harmless afterwards.
 */
struct transfer_export {
    struct writer body; /* secret */
    struct transfer_domain *domain;
};

OM_uint32 transfer_export_begin(OM_uint32 *minor, const struct transfer_policy *policy,
                                int64_t end_time, struct transfer_export *export);
OM_uint32 transfer_export_finish(OM_uint32 *minor, struct transfer_export *export,
                                 gss_buffer_t token);
void transfer_export_abort(struct transfer_export *export);

/*
 * Import. OPEN unseals a copy of the token and checks lifetime and
 * restrictions; BODY then reads the state. In the order of the checks:
 * GSS_S_DEFECTIVE_TOKEN for what is forged, altered or of another ledger,
 * GSS_S_NO_CONTEXT for what has expired, GSS_S_UNAUTHORIZED for another's;
 * GSS_S_UNAVAILABLE and GSS_S_UNAUTHORIZED for a domain that cannot be used.
 * When the whole context is built the caller calls CLAIM, which gives
 * GSS_S_NO_CONTEXT for a spent token; after its GSS_S_COMPLETE only steps that
 * cannot fail may follow. CLOSE wipes; it is needed after a successful OPEN
 * whatever comes next, and harmless otherwise.
 */
struct transfer_import {
    struct reader body;
    uint8_t *plaintext;
    size_t plaintext_length;
    struct transfer_domain *domain;
    uint8_t name[24];
    int64_t not_after;
};

OM_uint32 transfer_import_open(OM_uint32 *minor, gss_const_buffer_t token,
                               struct transfer_import *import);
OM_uint32 transfer_import_claim(OM_uint32 *minor, struct transfer_import *import);
void transfer_import_close(struct transfer_import *import);

/* Would an export work now? For GSS_C_TRANS_FLAG; cheap once the domain is open. */
bool transfer_available(const struct transfer_policy *policy);

/* Chooses the domain of this process's imports, and of exports whose policy names none. NULL goes
 * back to GSS_TRANSFER_DOMAIN or the default. */
OM_uint32 transfer_set_process_domain(OM_uint32 *minor, const char *folder);

#endif
