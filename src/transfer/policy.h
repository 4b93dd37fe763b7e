/* What an exporter may choose for one token, and what an importer must be. */
#ifndef GSS_TRANSFER_POLICY_H
#define GSS_TRANSFER_POLICY_H

#include <stdint.h>

#include <gss/api.h>

#include "base/reader.h"
#include "base/writer.h"

enum {
    TRANSFER_LIFETIME_DEFAULT = 300,
    TRANSFER_LIFETIME_MAX = 24 * 60 * 60, /* bounds the ledger, and the time keys are kept */
    TRANSFER_CLOCK_MARGIN = 300,
};

/* All zero is the default. Belongs to one context. */
struct transfer_policy {
    char *domain;         /* a folder, malloc'ed; NULL is the process's */
    OM_uint32 lifetime;   /* seconds; 0 is TRANSFER_LIFETIME_DEFAULT */
    uint8_t restrictions; /* GSS_TRANSFER_* bits */
    uint32_t user;
    uint32_t process_group;
    uint32_t session;
};

/* What <gss/transfer.h> offers, for a context's policy. A failed call changes nothing. */
OM_uint32 transfer_policy_set_domain(OM_uint32 *minor, struct transfer_policy *policy,
                                     const char *folder);
OM_uint32 transfer_policy_set_lifetime(OM_uint32 *minor, struct transfer_policy *policy,
                                       OM_uint32 lifetime);
OM_uint32 transfer_policy_restrict(OM_uint32 *minor, struct transfer_policy *policy, int kind,
                                   uint32_t value);

/* Frees what POLICY holds and makes it the default. Accepts NULL. */
void transfer_policy_clear(struct transfer_policy *policy);

/* The first fields of a token's body: not-after and the restrictions. POLICY may be NULL. A
 * context that ended at END_TIME is GSS_S_CONTEXT_EXPIRED. */
OM_uint32 policy_write(OM_uint32 *minor, const struct transfer_policy *policy, int64_t end_time,
                       int64_t now, struct writer *body);

/* Reads them back and compares them with the clock and this process. */
OM_uint32 policy_check(OM_uint32 *minor, struct reader *body, int64_t now, int64_t *not_after);

/* Is a token of this not-after still alive at NOW? */
OM_uint32 policy_check_time(OM_uint32 *minor, int64_t not_after, int64_t now);

#endif
