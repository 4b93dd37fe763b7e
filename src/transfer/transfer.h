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

/* What an exporter chose for one context. All zero is the default. */
struct transfer_policy {
    char *domain;             /* a folder, malloc'ed; NULL is the default domain */
    OM_uint32 lifetime;       /* seconds; 0 is the default (300) */
    uint8_t restrictions;     /* bits of enum transfer_restriction */
    uint32_t user;
    uint32_t process_group;
    uint32_t session;
};

void transfer_policy_clear(struct transfer_policy *policy);

/*
 * Export. BEGIN opens the domain, fails for what would make an export fail
 * (GSS_S_UNAVAILABLE, GSS_S_UNAUTHORIZED), and leaves room in BODY for the
 * header; the caller appends the state to BODY and calls FINISH, which seals
 * in place and gives the token. END_TIME is the context's own (INT64_MAX:
 * never): an expired one is GSS_S_CONTEXT_EXPIRED. POLICY may be NULL. After a
 * failure of either the caller only frees BODY (writer_free).
 */
struct transfer_export {
    struct writer body; /* secret */
    struct transfer_domain *domain;
    int64_t end_time;
};

OM_uint32 transfer_export_begin(OM_uint32 *minor, const struct transfer_policy *policy,
                                int64_t end_time, struct transfer_export *export);
OM_uint32 transfer_export_finish(OM_uint32 *minor, struct transfer_export *export,
                                 gss_buffer_t token);
void transfer_export_abort(struct transfer_export *export);

/*
 * Import. OPEN unseals a copy of the token and checks lifetime and
 * restrictions; BODY then reads the state. When the whole context is built the
 * caller calls CLAIM; after its GSS_S_COMPLETE only steps that cannot fail may
 * follow. CLOSE wipes; it is needed after a successful OPEN whatever comes
 * next, and harmless otherwise.
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

#endif
