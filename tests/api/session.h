/* Kerberos contexts in the test realm, and tokens that were tampered with. */
#ifndef TESTS_API_SESSION_H
#define TESTS_API_SESSION_H

#include <gss.h>

struct session {
    gss_ctx_id_t initiator;
    gss_ctx_id_t acceptor;
};

enum { SESSION_FLAGS = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG };

/* One leg towards host@server.gss.test; OUTPUT is the caller's. */
OM_uint32 session_init(gss_ctx_id_t *context, OM_uint32 flags, gss_buffer_t input,
                       gss_buffer_t output);

/* One leg, with every optional output; fails the test if a failure left one of them filled. */
OM_uint32 session_accept(gss_ctx_id_t *context, gss_buffer_t input, gss_buffer_t output);

/* Both ends established, or the test fails. */
void session_establish(struct session *session, OM_uint32 flags);
void session_release(struct session *session);

/* Calls VISIT with each proper prefix of TOKEN, then with TOKEN's every bit flipped in turn: an
 * exact-size heap block each time, so that a sanitizer sees one byte too many. */
typedef void (*session_visit_fn)(gss_buffer_t tampered, void *data);
void session_each_prefix(const gss_buffer_desc *token, session_visit_fn visit, void *data);
void session_each_flip(const gss_buffer_desc *token, session_visit_fn visit, void *data);

#endif
