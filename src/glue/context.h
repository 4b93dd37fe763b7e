/*
 * A context over all mechanisms: which one, its own context, and how far it is.
 *
 * Small, since servers keep many. Calls on one context by two threads are safe
 * as far as the mechanism's are: the glue only reads here after establishment.
 */
#ifndef GSS_GLUE_CONTEXT_H
#define GSS_GLUE_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

#include "mech/mech.h"

struct transfer_policy;

enum context_state {
    CONTEXT_PARTIAL, /* waits for a token of the peer */
    CONTEXT_ESTABLISHED,
    CONTEXT_FAILED, /* a leg after the first one failed: only to be deleted */
};

struct gss_ctx_id_struct {
    const struct mech *mech;
    void *inner;                    /* the mechanism's context */
    struct transfer_policy *policy; /* NULL: the default one */
    uint8_t state;                  /* enum context_state */
    bool initiator;
    bool messages; /* per-message calls work now */
};

/* A partial context without a mechanism's context yet; NULL without memory. */
gss_ctx_id_t context_create(const struct mech *mech, bool initiator);

/* Frees all of it, the mechanism's part too; accepts NULL, nulls. */
void context_free(gss_ctx_id_t *context);

/* A context about which something can be asked: GSS_S_NO_CONTEXT for none and for a failed one. */
OM_uint32 context_check(OM_uint32 *minor, const struct gss_ctx_id_struct *context);

/* Would an export of CONTEXT work now? */
bool context_is_transferable(const struct gss_ctx_id_struct *context);

/* Asks the mechanism by its inquire_context_by_oid; *ANSWERS is a new set, or none on failure. */
OM_uint32 context_inquire_by_oid(OM_uint32 *minor, const struct gss_ctx_id_struct *context,
                                 gss_const_OID what, gss_buffer_set_t *answers);

/* When it ends: seconds since the epoch, INT64_MAX for never. */
static inline int64_t context_end_time(const struct gss_ctx_id_struct *context)
{
    return context->mech->context_end_time(context->inner);
}

/* What gss_init_sec_context and gss_accept_sec_context do alike around the mechanism's leg. */
struct context_leg {
    gss_ctx_id_t context; /* the caller's, or a new one */
    bool first;
    OM_uint32 flags;
    int64_t end_time;
    gss_OID mech_type; /* for the caller: in the end, the negotiated mechanism's */
};

/* Before: takes the caller's context, which must be partial and on this side, or makes one of MECH.
 * MECH is not looked at when *HANDLE is a context. */
OM_uint32 context_leg_begin(OM_uint32 *minor, gss_ctx_id_t *handle, const struct mech *mech,
                            bool initiator, struct context_leg *leg);

/* After: MAJOR is what the mechanism said. Success publishes a new context in *HANDLE; failure
 * frees a new one, and marks the caller's as failed (RFC 2744 s.5.1, 5.19). RET_FLAGS and TIME_REC
 * may be NULL. */
void context_leg_end(OM_uint32 major, gss_ctx_id_t *handle, struct context_leg *leg,
                     OM_uint32 *ret_flags, OM_uint32 *time_rec);

#endif
