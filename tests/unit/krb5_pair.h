/* The two ends of a context on the Kerberos mechanism's table alone, without the glue. */
#ifndef TESTS_UNIT_KRB5_PAIR_H
#define TESTS_UNIT_KRB5_PAIR_H

#include <gss.h>

#include "mech/krb5/krb5_mech.h"

enum { KRB5_PAIR_FLAGS = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG };

struct krb5_pair {
    /* What the ends are told. */
    const char *service; /* "host@..." */
    OM_uint32 flags;
    OM_uint32 time_req;
    void *initiator_cred;
    void *acceptor_cred;
    gss_channel_bindings_t initiator_bindings;
    gss_channel_bindings_t acceptor_bindings;

    /* What comes of it. */
    void *initiator;
    void *acceptor;
    gss_buffer_desc token; /* the last one made */
    OM_uint32 minor;
    OM_uint32 initiator_flags;
    OM_uint32 acceptor_flags;
    int64_t end_time;
    struct mech_accept_result result;
};

/* One leg, which takes pair->token and puts its own there. */
OM_uint32 krb5_pair_init(struct krb5_pair *pair);
OM_uint32 krb5_pair_accept(struct krb5_pair *pair);

/* All legs, or fails the test. */
void krb5_pair_establish(struct krb5_pair *pair);

/* Frees what came of it; the pair can be used again. */
void krb5_pair_clear(struct krb5_pair *pair);

/* Fails the test unless messages go both ways, sealed and signed. */
void krb5_pair_assert_messages(struct krb5_pair *pair);

/* The state of a context as an exact-size block of the caller's. */
gss_buffer_desc krb5_pair_export(const void *context);

/* A name of the type, or fails the test. */
void *krb5_pair_name(const char *text, gss_const_OID type);

/* Fails the test unless the name is shown as TEXT. */
void krb5_pair_assert_name(const void *name, const char *text);

/* A service of the test realm for each encryption type; ends with NULL. */
extern const char *const krb5_pair_services[];

#endif
