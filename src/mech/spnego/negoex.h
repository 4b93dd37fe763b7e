/*
 * NegoEx (draft-zhu-negoex-04) inside SPNEGO, for mechanisms that offer metadata.
 *
 * SPNEGO lists it like a mechanism; its tokens are sequences of messages. It
 * negotiates by the schemes (GUIDs) of its mechanisms and by what they say to
 * each other beforehand, and has the choice protected by a checksum under the
 * chosen one's key. A mechanism without such a key is refused: nothing would
 * tell that somebody on the way has made the choice.
 */
#ifndef GSS_MECH_SPNEGO_NEGOEX_H
#define GSS_MECH_SPNEGO_NEGOEX_H

#include <stdbool.h>

#include <gss/api.h>

#include "mech/mech.h"
#include "mech/spnego/context.h"

struct negoex; /* see negoex_private.h */

extern const gss_OID_desc negoex_oid; /* 1.3.6.1.4.1.311.2.2.30 */

/* Can the mechanism be negotiated so? And only so: does it not ask to be in SPNEGO's own list too
 * (GSS_C_MA_NEGOEX_AND_SPNEGO)? */
bool negoex_takes(const struct mech *mech);
bool negoex_only(const struct mech *mech);

/* A negotiation of those of the offers that can be used, before its first leg. GSS_S_UNAVAILABLE:
 * there is none. What the mechanisms need later is kept. */
OM_uint32 negoex_offer(OM_uint32 *minor, bool initiator, const struct mech_negotiation *negotiation,
                       struct negoex **negoex);

/*
 * A leg. ARGS are those of SPNEGO's leg; the input is NegoEx' own. OUTPUT is a
 * sequence of messages, or empty; it may be set on failure.
 *
 * The context of the mechanism at work is in INNER; if another one takes its
 * place, it is deleted here. It is called established with GSS_S_COMPLETE
 * alone: when it is, and both sides have proven what they saw.
 * GSS_S_UNAVAILABLE: no mechanism is left.
 */
OM_uint32 negoex_init(OM_uint32 *minor, struct negoex *negoex, const struct mech_init_args *args,
                      gss_buffer_t output, struct spnego_inner *inner);
OM_uint32 negoex_accept(OM_uint32 *minor, struct negoex *negoex,
                        const struct mech_accept_args *args, gss_buffer_t output,
                        struct spnego_inner *inner, struct mech_accept_result *result);

/* Is the mechanism at work established, though the proof may be missing? */
bool negoex_has_established(const struct negoex *negoex);

void negoex_free(struct negoex **negoex); /* accepts NULL in it, nulls */

/* The state of a partial one, without INNER's: its rules are those of a mechanism's transfer
 * (mech.h). OUT is a secret writer; IN has exactly the bytes. */
bool negoex_transferable(const struct negoex *negoex);
OM_uint32 negoex_state_write(OM_uint32 *minor, const struct negoex *negoex, struct writer *out);
bool negoex_export_failed(struct negoex *negoex);
OM_uint32 negoex_state_read(OM_uint32 *minor, struct reader *in, bool initiator,
                            struct negoex **negoex);

#endif
