/* Two ends of a SCRAM context, leg by leg, and how they move to other processes. */
#ifndef TESTS_TRANSFER_SCRAM_PAIR_H
#define TESTS_TRANSFER_SCRAM_PAIR_H

#include <gss.h>

#include "support/scram.h"
#include "transfer/pair.h"
#include "transfer/remote.h"

#define SCRAM_PAIR_TARGET "imap@localhost"

struct scram_pair {
    gss_OID mech;
    struct pair pair;
    gss_cred_id_t user, acceptor;
    struct scram_files files;
    struct gss_channel_bindings_struct bindings;
};

/* alice, by PASSWORD; "pencil" is the right one. BINDINGS, application data, may be NULL. */
void scram_pair_make(struct scram_pair *p, gss_OID mech, const char *user, const char *password,
                     const char *bindings);
void scram_pair_free(struct scram_pair *p);

/* One leg in this process: INPUT (NULL before the first) is released, and OUTPUT is new. Fails the
 * test unless the status is EXPECTED. */
void scram_pair_init(struct scram_pair *p, gss_buffer_t input, OM_uint32 expected,
                     gss_buffer_t output);
void scram_pair_accept(struct scram_pair *p, gss_buffer_t input, OM_uint32 expected,
                       gss_buffer_t output);

/* All legs. */
void scram_pair_establish(struct scram_pair *p);

/* A context goes to a new process; from there to another one; from there into this. Each token
 * is shown to be refused a second time. */
void scram_move_out(gss_ctx_id_t *context, struct remote *remote);
void scram_move_on(struct remote *remote);
void scram_move_in(struct remote *remote, gss_ctx_id_t *context);

#endif
