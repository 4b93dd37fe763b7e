/*
 * A negotiation on its way (RFC 4178): what was offered, and the context of the mechanism that the
 * two sides try, or have agreed on.
 *
 * It lives until the negotiation is complete; then the glue takes the inner
 * context out and uses that from there on.
 */
#ifndef GSS_MECH_SPNEGO_CONTEXT_H
#define GSS_MECH_SPNEGO_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gss/api.h>

#include "mech/mech.h"

struct negoex;

/* The mechanism at work, and how far it is. */
struct spnego_inner {
    const struct mech *mech; /* NULL: none yet */
    void *context;           /* may be NULL while it waits for its first token */
    OM_uint32 flags;         /* as its last leg told them */
    int64_t end_time;
    bool established;
};

/* A mechanism that the initiator has listed; the first one is at work. */
struct spnego_choice {
    const struct mech *mech; /* NULL: NegoEx, which has a list of its own */
    void *cred;              /* the default one, where the caller gives none; or NULL */
    void *target;            /* kept for the case that the acceptor chooses it; or NULL */
    struct negoex *negoex;   /* not begun: kept for the same case; or NULL */
};

/* What the next token of the peer must be. The numbers are in exported states. */
enum spnego_waiting {
    SPNEGO_WAITS_FOR_LIST = 1,  /* acceptor, after a hint: NegTokenInit */
    SPNEGO_WAITS_FOR_REPLY = 2, /* initiator: the first NegTokenResp, which chooses */
    SPNEGO_WAITS_FOR_TOKEN = 3, /* a later NegTokenResp */
    SPNEGO_WAITS_FOR_BARE = 4,  /* acceptor: the peer does without SPNEGO, after a hint */
};

struct spnego_ctx {
    bool initiator;
    bool mic_required; /* the exchange of RFC 4178 s.5, if the mechanism protects integrity */
    bool mic_sent;
    bool mic_received; /* and found right */
    enum spnego_waiting waiting;
    struct spnego_inner inner;
    struct negoex *negoex;         /* NULL: not at work, or complete */
    gss_buffer_desc mech_types;    /* the list as it was sent, in DER: what the MICs are of */
    struct spnego_choice *choices; /* an initiator's: of more than one until the reply chooses */
    size_t choice_count;
    void *source; /* an acceptor's, told on completion, of the inner mechanism: the initiator */
    void *delegated;
};

/* An empty context; NULL without memory. */
struct spnego_ctx *spnego_context_new(bool initiator);
void spnego_context_free(struct spnego_ctx *ctx); /* accepts NULL */

/* The inner context, and NegoEx', are deleted: another mechanism takes their place. */
void spnego_inner_clear(struct spnego_ctx *ctx);

/* The choice is made: it is moved to the front, and what was kept for the others goes. */
void spnego_choices_keep(struct spnego_ctx *ctx, size_t chosen);

/* Keeps a copy of the list. False without memory. */
bool spnego_keep_list(struct spnego_ctx *ctx, const void *der, size_t length);

/* Entries of struct mech; CONTEXT is a struct spnego_ctx. */
OM_uint32 spnego_context_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                              gss_buffer_t output, OM_uint32 *flags, int64_t *end_time);
OM_uint32 spnego_context_accept(OM_uint32 *minor, void **context,
                                const struct mech_accept_args *args, gss_buffer_t output,
                                OM_uint32 *flags, int64_t *end_time,
                                struct mech_accept_result *result);
void spnego_context_delete(void **context);
void *spnego_context_take(void **context, const struct mech **mech);
OM_uint32 spnego_context_inquire(OM_uint32 *minor, const void *context,
                                 struct mech_context_info *info);
/* Both reach the context of the mechanism at work, once there is one. */
OM_uint32 spnego_context_inquire_by_oid(OM_uint32 *minor, const void *context, gss_const_OID what,
                                        gss_buffer_set_t answers);
OM_uint32 spnego_context_set_option(const struct mech *mech, OM_uint32 *minor, void **context,
                                    gss_const_OID option, gss_const_buffer_t value);
int64_t spnego_context_end_time(const void *context);
bool spnego_context_transferable(const void *context);
OM_uint32 spnego_context_export(OM_uint32 *minor, const void *context, struct writer *out);
bool spnego_context_export_failed(void *context);
OM_uint32 spnego_context_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                                void **context);

#endif
