/* Two ends of a context in this process, and the tokens between them. */
#ifndef TESTS_TRANSFER_PAIR_H
#define TESTS_TRANSFER_PAIR_H

#include <gss.h>

enum { PAIR_FLAGS = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG };

struct pair {
    gss_ctx_id_t initiator;
    gss_ctx_id_t acceptor;
};

/* A service of the test realm for each encryption type; ends with NULL. */
extern const char *const pair_services[];

/* Establishes both ends, or ends the test. SERVICE is "host@..."; LIFETIME 0 is the default. */
void pair_establish(struct pair *pair, const char *service, OM_uint32 flags, OM_uint32 lifetime);
void pair_release(struct pair *pair);

/* One leg; the output token is the caller's. */
OM_uint32 pair_init(gss_ctx_id_t *context, const char *service, OM_uint32 flags, OM_uint32 lifetime,
                    gss_buffer_t input, gss_buffer_t output);
OM_uint32 pair_accept(gss_ctx_id_t *context, gss_buffer_t input, gss_buffer_t output);

/* Exports the acceptor, or fails the test. */
void pair_export_acceptor(struct pair *pair, gss_buffer_t token);

/* Imports in this process, then deletes; gives the import's status. */
OM_uint32 pair_try_import(gss_buffer_t token, OM_uint32 *minor);

/* Fails the test unless a sealed message goes from SENDER to RECEIVER with this status. */
void pair_send(gss_ctx_id_t sender, gss_ctx_id_t receiver, OM_uint32 expected);

/* The buffer of a string, and equality of a buffer with one. */
gss_buffer_desc pair_text(const char *text);
void pair_assert_text(const gss_buffer_desc *buffer, const char *text);

/* Fails the test unless MAJOR is EXPECTED; says both and the minor's sentence. */
void pair_assert_status_at(OM_uint32 major, OM_uint32 minor, OM_uint32 expected, const char *file,
                           int line);
#define pair_assert_status(major, minor, expected)                                                 \
    pair_assert_status_at(major, minor, expected, __FILE__, __LINE__)

#endif
