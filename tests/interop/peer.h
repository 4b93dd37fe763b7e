/*
 * One end of a security context, as a program.
 *
 * The same sources are built against our library, MIT's and Heimdal's, with
 * nothing but RFC 2744's interface (and gss_set_neg_mechs, where it is, and peer_iov.h). Tokens go over a socket,
 * each behind its 32-bit length; what happened is printed, a line for each event.
 */
#ifndef TESTS_INTEROP_PEER_H
#define TESTS_INTEROP_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gssapi/gssapi.h>

struct peer {
    bool initiator;
    int socket;
    gss_ctx_id_t context;
    const char *target;   /* initiator: "host@..." */
    OM_uint32 flags;      /* initiator: asked for; afterwards what was granted */
    const char *bindings; /* the application's data, or NULL for none */
    bool closed;          /* the other end is gone */
    gss_OID mech;         /* asked for; of an acceptor: of its credential, if it takes one */
    const char *offer;    /* "ntlm,krb5": what SPNEGO may choose from; NULL: its default */
    const char *service;  /* acceptor: a credential of this name; NULL: the default one */
    gss_cred_id_t cred;
    bool reversed; /* the acceptor's token is the first one: it is called with an empty one */
};

/* Mechanisms by the names that options and outputs have for them; NULL and "unknown". */
gss_OID peer_mech_named(const char *name, size_t length);
const char *peer_mech_name(gss_OID mech);

/* Takes the credential that the options describe, if they do; or prints the failure. */
bool peer_acquire(struct peer *peer);

/* Establishes the context and prints it, or prints the failure. */
bool peer_establish(struct peer *peer);

/*
 * Runs one step of the script, "DIRECTION KIND [SIZE]" as in ">seal:100":
 * > from the initiator, < from the acceptor;
 * seal, wrap  a wrap token with or without confidentiality
 * mic         a MIC token
 * replay      a wrap token, twice
 * lose        a wrap token that never arrives
 * swap        two wrap tokens, the second one first
 * flip        a wrap token with one bit changed, then the same token whole
 * keys        what the context says of its key and strength, which both ends are to say alike
 * and messages in several buffers, see peer_iov.h.
 * The receiver prints each token's status. False ends the program as failed.
 */
bool peer_run_step(struct peer *peer, const char *step);

/* All that a context says of its key: "" where the library is not asked. False: printed. */
bool peer_keys(struct peer *peer, gss_buffer_t all);

/* Frames. RECEIVE gives malloc'ed bytes; false at the end of the stream. */
bool peer_send(struct peer *peer, const void *bytes, size_t length);
bool peer_receive(struct peer *peer, gss_buffer_t frame);

/* "complete", "bad-sig", "complete gap": the status without its minor. Overwritten by the next. */
const char *peer_status_text(OM_uint32 major);

/* Prints "EVENT: status", and on standard error what the library says of it. */
void peer_print_failure(const char *event, OM_uint32 major, OM_uint32 minor);

/* Prints "LABEL name"; releases the name. */
void peer_print_name(const char *label, gss_name_t *name);

#endif
