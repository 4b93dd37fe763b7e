/* One end of a SASL exchange, whichever library is behind it. */
#ifndef TESTS_INTEROP_SASL_END_H
#define TESTS_INTEROP_SASL_END_H

#include <stdio.h>
#include <sys/types.h>

#include <gss.h>
#include <gsasl.h>

#include "base/reader.h"
#include "base/writer.h"
#include "interop/sasl_bridge.h"

struct sasl_end {
    /* Takes the other end's message, empty in a client's first step, and writes the next. */
    void (*step)(struct sasl_end *end, struct reader in, struct writer *out);
    bool over;
    char status[64]; /* once over: "complete", or why not */
    char peer[256];  /* a server's, when complete: whom it believes the client to be */

    struct sasl_bridge bridge; /* ours */
    struct sasl_channel channel;
    gss_ctx_id_t context;
    gss_cred_id_t cred;

    Gsasl *library; /* GNU SASL's */
    Gsasl_session *session;

    FILE *to, *from; /* the command gsasl's */
    pid_t process;
    unsigned received;
};

/* What the two ends of an exchange are given. */
struct sasl_case {
    const char *mech; /* SASL's name, with -PLUS or not */
    const char *user, *password;
    struct sasl_channel client, server;
    const char *header;       /* our client's; NULL: by what the mechanism and CLIENT are */
    const char *authorize_as; /* GNU SASL's client's; NULL: nobody else */
};

/* Ours. The server's users are in the file VERIFIERS. */
void sasl_end_our_client(struct sasl_end *end, const struct sasl_case *c);
void sasl_end_our_server(struct sasl_end *end, const struct sasl_case *c, const char *verifiers);

/* GNU SASL's. The server knows one user by a verifier, or by a password if that is NULL. */
void sasl_end_gsasl_client(struct sasl_end *end, const struct sasl_case *c);
void sasl_end_gsasl_server(struct sasl_end *end, const struct sasl_case *c, const char *password,
                           const char *verifier);

/* The command gsasl, which the environment's GSASL names. It has its channel's data from us, as a
 * person types it. */
void sasl_end_command_client(struct sasl_end *end, const struct sasl_case *c);
void sasl_end_command_server(struct sasl_end *end, const struct sasl_case *c, const char *password);

void sasl_end_free(struct sasl_end *end);
void sasl_end_command_free(struct sasl_end *end); /* part of it */

/* Lets them talk until both are over or have nothing more to say. INTRUDER, if not NULL, may change
 * the client's first message. */
void sasl_talk(struct sasl_end *client, struct sasl_end *server,
               void (*intruder)(struct writer *message));

#endif
