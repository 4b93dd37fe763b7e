/* What one leg of a negotiation sends: a NegTokenResp, on its way there. */
#ifndef GSS_MECH_SPNEGO_ANSWER_H
#define GSS_MECH_SPNEGO_ANSWER_H

#include <stdbool.h>

#include "mech/spnego/neg_token.h"

struct answer {
    bool silent; /* the peer expects nothing more */
    enum neg_state state;
    gss_OID_desc supported_mech; /* in an acceptor's first one; not owned */
    bool inner_failed;           /* and so the token is an error's */
    gss_buffer_desc token;       /* the inner mechanism's, owned */
    gss_buffer_desc mic;         /* owned */
};

void answer_clear(struct answer *answer);

/* OUTPUT is new; empty for a silent one. */
OM_uint32 answer_write(OM_uint32 *minor, const struct answer *answer, gss_buffer_t output);

/* The negotiation failed: tells the peer, with the inner mechanism's error token if there is one.
 * Without memory there is no OUTPUT. */
void answer_write_reject(const struct answer *answer, gss_buffer_t output);

#endif
