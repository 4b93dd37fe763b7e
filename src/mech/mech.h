/*
 * A mechanism is one constant table.
 *
 * The glue knows mechanisms only by this table; adding one adds a row to the
 * registry (src/glue/registry.c) and nothing else. The glue checks arguments,
 * sets outputs to their empty values before a call, frames nothing, and turns
 * union handles into the mechanism's own (void *). Unless an entry says
 * otherwise:
 *  - an entry returns an RFC 2744 major status and sets *MINOR;
 *  - on failure it leaves its outputs as it found them (empty), or empties them;
 *  - output pointers are never NULL, except where marked "may be NULL";
 *  - a NULL entry means the operation is not offered: the glue answers
 *    GSS_S_UNAVAILABLE.
 * Calls on different handles may run in parallel.
 */
#ifndef GSS_MECH_MECH_H
#define GSS_MECH_MECH_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include <gss/api.h>
#include <gss/ext.h>

#include "base/reader.h"
#include "base/writer.h"

struct mech_init_args {
    void *cred;                /* the mechanism's credential, or NULL for the default one */
    const void *target;        /* the mechanism's name of the acceptor */
    OM_uint32 req_flags;
    OM_uint32 time_req;        /* seconds; 0 is the default */
    gss_channel_bindings_t bindings; /* may be NULL */
    gss_const_buffer_t input;  /* empty on the first call */
    bool first;                /* this call made the context */
};

struct mech_accept_args {
    void *cred;                      /* or NULL for the default one */
    gss_channel_bindings_t bindings; /* may be NULL */
    gss_const_buffer_t input;
};

/* What accept tells on completion. Owned by the caller, who frees what it does not pass on. */
struct mech_accept_result {
    void *source;         /* the mechanism's name of the initiator; NULL until known */
    void *delegated;      /* the mechanism's credential; NULL if none */
};

/* What a context can tell of itself. Names are new ones, the caller's. */
struct mech_context_info {
    void *source;         /* may stay NULL while unknown */
    void *target;
    OM_uint32 flags;      /* without GSS_C_TRANS_FLAG: the glue adds it */
    bool locally_initiated;
    bool established;
    int64_t end_time;     /* seconds since the epoch; INT64_MAX: never */
};

/* What a credential is to be made of. */
struct mech_cred_args {
    const void *name; /* may be NULL */
    OM_uint32 time_req;
    gss_cred_usage_t usage;
    gss_const_buffer_t password;     /* of the initiator; NULL: none given */
    gss_const_key_value_set_t store; /* NULL: none given */
};

struct mech_cred_info {
    void *name;           /* a new name, or NULL for the default one */
    gss_cred_usage_t usage;
    OM_uint32 initiator_lifetime; /* seconds */
    OM_uint32 acceptor_lifetime;
};

struct mech {
    gss_OID_desc oid;
    const char *name;              /* for people and JSON: "krb5" */
    const char *sasl_name;         /* RFC 5801: "GS2-KRB5" */
    const char *description;       /* one line */
    const gss_const_OID *attributes; /* RFC 5587's that hold; ends with NULL; may be NULL */
    bool hidden;                     /* not indicated and not tried by default: only by its OID */
    const gss_const_OID *name_types; /* the types that import_name takes; ends with NULL */

    /* Does this first token, which lacks the framing of RFC 2743 s.3.1, belong to the mechanism?
     * May be NULL: never. (Kerberos in DCE style sends a bare AP-REQ.) */
    bool (*recognizes_token)(gss_const_buffer_t token);

    /* Names. A mechanism name is immutable. */
    OM_uint32 (*import_name)(OM_uint32 *minor, gss_const_buffer_t text, gss_const_OID type,
                             void **name);
    /* TEXT is new; *TYPE points to static memory. */
    OM_uint32 (*display_name)(OM_uint32 *minor, const void *name, gss_buffer_t text,
                              gss_OID *type);
    /* The mechanism's part of an exported name (RFC 2743 s.3.2), without the header; import_name
     * takes the same bytes with type GSS_C_NT_EXPORT_NAME. */
    OM_uint32 (*export_name)(OM_uint32 *minor, const void *name, struct writer *out);
    OM_uint32 (*compare_name)(OM_uint32 *minor, const void *a, const void *b, bool *equal);
    OM_uint32 (*duplicate_name)(OM_uint32 *minor, const void *name, void **copy);
    void (*release_name)(void **name);
    /* May this name log in as the local user? (gss_userok) */
    OM_uint32 (*authorize_localname)(OM_uint32 *minor, const void *name, const char *user,
                                     bool *authorized);

    /* Credentials. NAME may be NULL. A credential is immutable and may serve many threads. */
    OM_uint32 (*acquire_cred)(OM_uint32 *minor, const void *name, OM_uint32 time_req,
                              gss_cred_usage_t usage, void **cred);
    /* The same, made of a password or of a credential store; NULL: neither is taken. A key of the
     * store that the mechanism does not know is passed over: it may be meant for another one. */
    OM_uint32 (*acquire_cred_from)(OM_uint32 *minor, const struct mech_cred_args *args,
                                   void **cred);
    OM_uint32 (*duplicate_cred)(OM_uint32 *minor, const void *cred, void **copy);
    OM_uint32 (*inquire_cred)(OM_uint32 *minor, const void *cred, struct mech_cred_info *info);
    void (*release_cred)(void **cred);

    /* Contexts. *CONTEXT is NULL on the first call. A failed first call leaves it NULL; a failed
     * later call leaves the context for the caller to delete. OUTPUT is whole, framing included;
     * it may be set on failure too (an error token for the peer). *FLAGS and *END_TIME are what
     * holds so far. */
    OM_uint32 (*init_sec_context)(OM_uint32 *minor, void **context,
                                  const struct mech_init_args *args, gss_buffer_t output,
                                  OM_uint32 *flags, int64_t *end_time);
    OM_uint32 (*accept_sec_context)(OM_uint32 *minor, void **context,
                                    const struct mech_accept_args *args, gss_buffer_t output,
                                    OM_uint32 *flags, int64_t *end_time,
                                    struct mech_accept_result *result);
    OM_uint32 (*process_context_token)(OM_uint32 *minor, void *context, gss_const_buffer_t token);
    void (*delete_sec_context)(void **context);
    OM_uint32 (*inquire_context)(OM_uint32 *minor, const void *context,
                                 struct mech_context_info *info);
    /* What WHAT names of an established context, appended to OUT: ticket flags, authtime,
     * authorization data. Unknown names are GSS_S_UNAVAILABLE. */
    OM_uint32 (*inquire_context_by_oid)(OM_uint32 *minor, const void *context, gss_const_OID what,
                                        struct writer *out);
    /* Only the end: the hot part of gss_context_time. INT64_MAX: never. */
    int64_t (*context_end_time)(const void *context);
    /* Can the state be exported now? For GSS_C_TRANS_FLAG, asked in every leg. May be NULL: always. */
    bool (*context_transferable)(const void *context);

    /* Messages. Only the default QOP reaches the mechanism. Outputs are new buffers. */
    OM_uint32 (*get_mic)(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                         gss_buffer_t token);
    OM_uint32 (*verify_mic)(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                            gss_const_buffer_t token);
    OM_uint32 (*wrap)(OM_uint32 *minor, void *context, bool conf, gss_const_buffer_t message,
                      gss_buffer_t token);
    OM_uint32 (*unwrap)(OM_uint32 *minor, void *context, gss_const_buffer_t token,
                        gss_buffer_t message, bool *conf);
    OM_uint32 (*wrap_size_limit)(OM_uint32 *minor, const void *context, bool conf,
                                 size_t output_size, size_t *input_size);

    /* RFC 4401: LENGTH bytes of the pseudo-random function, appended to OUT. KEY is one of the two
     * GSS_C_PRF_KEY_*. */
    OM_uint32 (*pseudo_random)(OM_uint32 *minor, const void *context, int key,
                               gss_const_buffer_t input, size_t length, struct writer *out);

    /* Transfer. Export writes the whole state into OUT (a secret writer) and changes nothing: the
     * glue seals it and then deletes the context. Import builds a new context from exactly the
     * bytes of IN; bad bytes are GSS_S_DEFECTIVE_TOKEN. */
    OM_uint32 (*export_sec_context)(OM_uint32 *minor, const void *context, struct writer *out);
    OM_uint32 (*import_sec_context)(OM_uint32 *minor, struct reader *in, void **context);

    /* The sentence of a minor code that is not the library's own; false if unknown. */
    bool (*display_minor)(OM_uint32 code, char *out, size_t size);
};

#endif
