/* Two ends of a SCRAM context by the mechanism's table, files for them, and nonces at will. */
#ifndef TESTS_UNIT_SCRAM_WORLD_H
#define TESTS_UNIT_SCRAM_WORLD_H

#include <stdbool.h>

#include <gss.h>

#include "mech/scram/scram_mech.h"

/* The user of the RFCs' examples, with password "pencil", as lines of a file of verifiers. */
#define SCRAM_USER_SHA256                                                                          \
    "user:SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"                                            \
    "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=\n"
#define SCRAM_USER_SHA1                                                                            \
    "user:SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:"                         \
    "D+CSWLOshSulAsxiupA+qs2/fTE=\n"

/* A folder for the test's files, with the two lines above in "verifiers"; setup and teardown. */
int scram_world_make(void **state);
int scram_world_remove(void **state);

/* The path of a file in the folder; valid until the eighth next call of this thread. */
const char *scram_world_path(const char *name);

/* Writes a file in one go, with this mode, over what was there. */
void scram_world_write(const char *name, const char *text, unsigned mode);

/* The whole text of a file; freed by the caller. */
char *scram_world_read(const char *name);

/* The next nonces, in the order of their use; without them, nonces are random. */
void scram_world_nonces(const char *first, const char *second);

struct scram_pair {
    const struct mech *mech;
    void *initiator_cred;
    void *acceptor_cred;
    gss_channel_bindings_t initiator_bindings;
    gss_channel_bindings_t acceptor_bindings;
    void *initiator;
    void *acceptor;
    gss_buffer_desc token; /* the last output, of either side */
    OM_uint32 minor;
    OM_uint32 initiator_flags;
    OM_uint32 acceptor_flags;
    struct mech_accept_result result;
};

/* "user" with PASSWORD, and the file of verifiers NAME of the folder. */
struct scram_pair scram_pair_make(const struct mech *mech, const char *user, const char *password,
                                  const char *verifiers);
void scram_pair_clear(struct scram_pair *pair);

/* One leg, on pair->token, or on any message; the output goes into pair->token. */
OM_uint32 scram_pair_init(struct scram_pair *pair);
OM_uint32 scram_pair_accept(struct scram_pair *pair);
void scram_pair_set_token(struct scram_pair *pair, const void *message, size_t length);
void scram_pair_set_first(struct scram_pair *pair, const void *message, size_t length);

/* Is the token this text; and the first one, behind its framing? */
void scram_pair_assert_token(const struct scram_pair *pair, const char *text);
void scram_pair_assert_first(const struct scram_pair *pair, const char *text);

void scram_pair_establish(struct scram_pair *pair);

/* Messages of every kind go both ways. */
void scram_pair_assert_messages(struct scram_pair *pair);

void scram_assert_name(const struct mech *mech, const void *name, const char *text);

#endif
