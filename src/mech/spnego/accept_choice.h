/* How an acceptor comes to a mechanism. */
#ifndef GSS_MECH_SPNEGO_ACCEPT_CHOICE_H
#define GSS_MECH_SPNEGO_ACCEPT_CHOICE_H

#include "mech/spnego/answer.h"
#include "mech/spnego/context.h"

/* An initiator that says nothing is told what there is (MS-SPNG 3.2.5.1). */
OM_uint32 accept_hint(OM_uint32 *minor, struct spnego_ctx *ctx, const struct mech_accept_args *args,
                      gss_buffer_t output);

/* Takes the first mechanism of the initiator's list for which there is a credential (RFC 4178
 * s.3.1), and gives it the optimistic token if that is for it. ANSWER gets the mechanism's name as
 * the initiator wrote it, and the mechanism's token, which may be an error's. */
OM_uint32 accept_choose(OM_uint32 *minor, struct spnego_ctx *ctx,
                        const struct mech_accept_args *args, const struct neg_token_init *init,
                        struct answer *answer);

/* Takes the mechanism whose own token the input is. */
OM_uint32 accept_choose_bare(OM_uint32 *minor, struct spnego_ctx *ctx,
                             const struct mech_accept_args *args);

#endif
