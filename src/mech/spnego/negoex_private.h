/* A NegoEx negotiation on its way, for the files that make its legs. */
#ifndef GSS_MECH_SPNEGO_NEGOEX_PRIVATE_H
#define GSS_MECH_SPNEGO_NEGOEX_PRIVATE_H

#include <string.h>

#include "base/writer.h"
#include "mech/spnego/negoex.h"
#include "mech/spnego/negoex_message.h"

/* A mechanism that can still be chosen. */
struct negoex_candidate {
    const struct mech *mech;
    uint8_t scheme[NEGOEX_GUID_LENGTH];
    void *cred;               /* the default one, where the caller gives none; or NULL */
    void *target;             /* initiator: later legs need not tell it; or NULL */
    void *context;            /* NULL, or what the metadata made; of the one at work: in INNER */
    gss_buffer_desc metadata; /* to be sent in this leg */
};

struct negoex {
    bool initiator;
    bool nego_received;
    bool established; /* the mechanism at work */
    bool verify_sent;
    bool verify_checked;
    uint32_t sequence; /* the next message's, of whichever side */
    uint8_t conversation[NEGOEX_GUID_LENGTH];
    struct writer transcript;            /* all messages of both sides */
    struct negoex_candidate *candidates; /* by preference; the first one is at work */
    size_t count;
};

/* A token of the peer's, read. */
struct negoex_token {
    const uint8_t *data;
    size_t length;
    bool has_nego, has_exchange, has_verify;
    struct negoex_message nego;     /* INITIATOR_NEGO or ACCEPTOR_NEGO */
    struct negoex_message exchange; /* AP_REQUEST or CHALLENGE */
    struct negoex_message verify;
    size_t verify_offset;
    const uint8_t *no_key_scheme; /* of an ALERT that says so; or NULL */
};

static inline bool negoex_guid_equal(const uint8_t *a, const uint8_t *b)
{
    return memcmp(a, b, NEGOEX_GUID_LENGTH) == 0;
}

/* What the functions of one leg share. */
struct negoex_leg {
    struct negoex *negoex;
    struct spnego_inner *inner;
    const struct mech_negotiation *negotiation;
    OM_uint32 req_flags;    /* initiator */
    struct negoex_token in; /* empty in the initiator's first leg */
    gss_buffer_desc token;  /* the mechanism's, to be sent */
    bool alert;             /* to be sent: no key yet for the peer's VERIFY */
    bool first;             /* we send NEGO and metadata */
};

static inline struct negoex_candidate *negoex_at_work(const struct negoex_leg *leg)
{
    return &leg->negoex->candidates[0];
}

/* negoex.c */

/* One without candidates; NULL without memory. */
struct negoex *negoex_new(bool initiator);

/* Deletes the context at work, and forgets what was proven by it. */
void negoex_inner_clear(struct negoex_leg *leg);

/* Puts the first candidate to work: its context, if it has one, moves to INNER. */
void negoex_put_to_work(struct negoex_leg *leg);

/* Reads the peer's token of a later leg, and hears its alert. */
OM_uint32 negoex_begin_later(OM_uint32 *minor, struct negoex_leg *leg, gss_const_buffer_t input);

/* Is the peer's NEGO message one that we understand all of that must be understood? */
OM_uint32 negoex_check_nego(OM_uint32 *minor, const struct negoex_message *nego);

/* negoex_candidate.c */

void negoex_candidate_clear(struct negoex_candidate *candidate);

/* Drops one of them; the context at work too, if it is that one's. */
void negoex_drop(struct negoex_leg *leg, size_t index);

/* Drops all after the first KEPT. */
void negoex_keep(struct negoex_leg *leg, size_t kept);

/* Drops all that are not in the peer's list, and takes on its order. The first one, if it is at
 * work, must be the list's first. */
void negoex_order(struct negoex_leg *leg, struct reader schemes);

/* Makes the candidate of this scheme the only one. False if there is none. */
bool negoex_choose(struct negoex_leg *leg, const uint8_t *scheme);

/* The caller's credential for the candidate, and the name of its target. */
OM_uint32 negoex_cred(OM_uint32 *minor, const struct negoex_leg *leg,
                      const struct negoex_candidate *candidate, void **cred);
OM_uint32 negoex_target(OM_uint32 *minor, const struct negoex_leg *leg,
                        const struct negoex_candidate *candidate, const void **target);

/* Asks all for metadata to be sent, and gives them what the peer has sent; who fails is dropped. */
void negoex_query_metadata(struct negoex_leg *leg);
void negoex_exchange_metadata(struct negoex_leg *leg);

/* negoex_token.c */

/* Reads a token of the peer's, which is the conversation's next: types, numbers, conversation. */
OM_uint32 negoex_token_read(OM_uint32 *minor, struct negoex *negoex, gss_const_buffer_t bytes,
                            struct negoex_token *token);

/* The metadata for a scheme; false if there is none. */
bool negoex_token_metadata(const struct negoex_token *token, const uint8_t *scheme,
                           struct reader *metadata);

/* negoex_output.c */

/* After the mechanism's leg: checks the peer's VERIFY, and makes the token to be sent. MAJOR is
 * the mechanism's; an error of its own is told to the peer, if it has a token for that. */
OM_uint32 negoex_finish(OM_uint32 *minor, OM_uint32 major, struct negoex_leg *leg,
                        gss_buffer_t output);

#endif
