/* One end of a context, in this process or, after it has moved, in another one. */
#ifndef TESTS_TRANSFER_END_H
#define TESTS_TRANSFER_END_H

#include <stdbool.h>

#include <gss.h>

#include "transfer/remote.h"

/* What both ends ask for where nothing else is said, here and in other processes. */
enum {
    END_FLAGS = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG |
                GSS_C_INTEG_FLAG
};

struct end {
    bool initiator;
    gss_OID mech;       /* an initiator's */
    const char *target; /* an initiator's: "host@..." */
    OM_uint32 flags;    /* an initiator's */
    gss_cred_id_t cred; /* in this process; the others have the default ones */
    gss_ctx_id_t context;
    bool away;
    struct remote remote;
};

/* One leg; the status is not an error, or the test fails. OUTPUT is new. */
OM_uint32 end_leg(struct end *end, gss_buffer_t input, gss_buffer_t output);

/* Exports, which is to work exactly if the flag says so, and it does; then another process imports,
 * to which no token is good twice. */
void end_move(struct end *end);

/* The context comes back into this process, if it is away. */
void end_bring_back(struct end *end);

/* A sealed message from one to the other arrives. */
void end_send(struct end *from, struct end *to);

/* Deletes the context, and ends the other process. */
void end_clear(struct end *end);

#endif
