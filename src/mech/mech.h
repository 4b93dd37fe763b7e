/*
 * A mechanism is one constant table.
 *
 * The glue knows mechanisms only by this table; adding one adds a row to the
 * registry (src/mech/registry_table.c) and nothing else. The glue checks arguments,
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
#include <gss/ext-iov.h>
#include <gss/ext-name.h>
#include <gss/ext-set.h>

#include "base/reader.h"
#include "base/writer.h"

struct mech;

/* One of the mechanisms that a negotiation may choose, with the caller's credential for it. */
struct mech_offer {
    const struct mech *mech;
    void *cred; /* NULL: the caller named none, so the default one, if it can be had */
};

/* What the glue knows and a negotiating mechanism needs: made anew for each leg. */
struct mech_negotiation {
    const struct mech_offer *offers; /* in the order of preference */
    size_t count;
    void *target; /* the caller's name, for the function below; NULL: none in this leg */
    /* MECH's form of the target's name, owned by that; as the entry import_name may fail. */
    OM_uint32 (*target_for)(OM_uint32 *minor, void *target, const struct mech *mech,
                            const void **name);
};

struct mech_init_args {
    const struct mech *mech; /* the table whose entry is called */
    void *cred;              /* the mechanism's credential, or NULL for the default one */
    const void *target;      /* the mechanism's name of the acceptor */
    OM_uint32 req_flags;
    OM_uint32 time_req;                         /* seconds; 0 is the default */
    gss_channel_bindings_t bindings;            /* may be NULL */
    gss_const_buffer_t input;                   /* empty on the first call */
    bool first;                                 /* this call made the context */
    const struct mech_negotiation *negotiation; /* of a mechanism that negotiates; or NULL */
};

struct mech_accept_args {
    const struct mech *mech;         /* the table whose entry is called */
    void *cred;                      /* or NULL for the default one */
    gss_channel_bindings_t bindings; /* may be NULL */
    gss_const_buffer_t input;        /* empty on a first call that asks for a hint */
    bool wants_delegated;            /* or what stands in for it; otherwise none need be made */
    const struct mech_negotiation *negotiation;
};

/* What accept tells on completion. Owned by the caller, who frees what it does not pass on. */
struct mech_accept_result {
    const struct mech *mech; /* whose the two below are; NULL: the called one's */
    void *source;            /* the mechanism's name of the initiator; NULL until known */
    void *delegated;         /* the mechanism's credential; NULL if none */
};

/* One value of a name's attribute. The buffers are new, the caller's. */
struct mech_name_value {
    int more; /* -1: the first one is wanted; afterwards 0: there are no more */
    bool authenticated;
    bool complete;
    gss_buffer_desc value;
    gss_buffer_desc display;
};

/* What a context can tell of itself. Names are new ones, the caller's. */
struct mech_context_info {
    const struct mech *names_mech; /* whose the names are; NULL: the called one's */
    void *source;                  /* may stay NULL while unknown */
    void *target;
    OM_uint32 flags; /* without GSS_C_TRANS_FLAG: the glue adds it */
    bool locally_initiated;
    bool established;
    int64_t end_time; /* seconds since the epoch; INT64_MAX: never */
};

/* What a credential is to be made of. */
struct mech_cred_args {
    const struct mech *mech; /* the table whose entry is called */
    const void *name;        /* may be NULL */
    OM_uint32 time_req;
    gss_cred_usage_t usage;
    gss_const_buffer_t password;     /* of the initiator; NULL: none given */
    gss_const_key_value_set_t store; /* NULL: none given */
};

/* How a credential is to be stored. */
struct mech_store_args {
    gss_cred_usage_t usage; /* for which use, of those that the credential has */
    bool overwrite;         /* what is there already */
    bool make_default;
    gss_const_key_value_set_t store; /* where; NULL: in the usual place */
};

struct mech_cred_info {
    void *name; /* a new name, or NULL for the default one */
    gss_cred_usage_t usage;
    OM_uint32 initiator_lifetime; /* seconds */
    OM_uint32 acceptor_lifetime;
};

/* What a mechanism says to its peer before its tokens (draft-zhu-negoex s.5). */
struct mech_metadata_args {
    const struct mech *mech;
    bool initiator;
    void *cred;
    const void *target; /* NULL for an acceptor */
    OM_uint32 req_flags;
};

enum { MECH_AUTH_SCHEME_LENGTH = 16 };

struct mech {
    gss_OID_desc oid;
    const void *module;              /* the table's own data: which hash, which plugin */
    gss_const_OID reached_by;        /* not OID leads here, but this: it is behind an interposer */
    const char *name;                /* for people and JSON: "krb5" */
    const char *sasl_name;           /* RFC 5801: "GS2-KRB5" */
    const char *description;         /* one line */
    const gss_const_OID *attributes; /* RFC 5587's that hold; ends with NULL; may be NULL */
    bool hidden;                     /* not indicated and not tried by default: only by its OID */
    bool negotiates;                 /* chooses one of the others, and has no credentials itself */
    bool not_negotiated;             /* is no such choice, unless configuration says so */
    const gss_const_OID *name_types; /* the types that import_name takes; ends with NULL */
    /* One of them, or NULL: its names are pointers into the caller's memory, and read at once. */
    gss_const_OID reference_name_type;

    /* Does this first token, which lacks the framing of RFC 2743 s.3.1, belong to the mechanism?
     * May be NULL: never. (Kerberos in DCE style sends a bare AP-REQ.) */
    bool (*recognizes_token)(gss_const_buffer_t token);

    /* Names. A mechanism name is immutable. */
    OM_uint32 (*import_name)(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                             gss_const_OID type, void **name);
    /* TEXT is new; *TYPE points to static memory. */
    OM_uint32 (*display_name)(OM_uint32 *minor, const void *name, gss_buffer_t text, gss_OID *type);
    /* The mechanism's part of an exported name (RFC 2743 s.3.2), without the header; import_name
     * takes the same bytes with type GSS_C_NT_EXPORT_NAME. */
    OM_uint32 (*export_name)(OM_uint32 *minor, const void *name, struct writer *out);
    OM_uint32 (*compare_name)(OM_uint32 *minor, const void *a, const void *b, bool *equal);
    OM_uint32 (*duplicate_name)(OM_uint32 *minor, const void *name, void **copy);
    void (*release_name)(void **name);
    /* May this name log in as the local user? (gss_userok) */
    OM_uint32 (*authorize_localname)(OM_uint32 *minor, const void *name, const char *user,
                                     bool *authorized);
    /* The local user that this name stands for. */
    OM_uint32 (*localname)(OM_uint32 *minor, const void *name, gss_buffer_t user);

    /* Attributes of names (RFC 6680): their names are added to ATTRS; a value's MORE says where to
     * go on. Setting and deleting make a changed copy. */
    OM_uint32 (*inquire_name)(OM_uint32 *minor, const void *name, gss_buffer_set_t attrs);
    OM_uint32 (*get_name_attribute)(OM_uint32 *minor, const void *name, gss_const_buffer_t attr,
                                    struct mech_name_value *value);
    OM_uint32 (*set_name_attribute)(OM_uint32 *minor, const void *name, bool complete,
                                    gss_const_buffer_t attr, gss_const_buffer_t value,
                                    void **changed);
    OM_uint32 (*delete_name_attribute)(OM_uint32 *minor, const void *name, gss_const_buffer_t attr,
                                       void **changed);
    OM_uint32 (*display_name_ext)(OM_uint32 *minor, const void *name, gss_const_OID type,
                                  gss_buffer_t text);
    /* As export_name, with the attributes; import_name takes it with type
     * GSS_C_NT_COMPOSITE_EXPORT. NULL: names have none that travel. */
    OM_uint32 (*export_name_composite)(OM_uint32 *minor, const void *name, struct writer *out);
    OM_uint32 (*map_name_to_any)(OM_uint32 *minor, const void *name, bool authenticated,
                                 gss_const_buffer_t type_id, gss_any_t *output);
    OM_uint32 (*release_any_name_mapping)(OM_uint32 *minor, const void *name,
                                          gss_const_buffer_t type_id, gss_any_t *input);

    /* Credentials. A credential is immutable and may serve many threads. A password, or a store,
     * that the mechanism cannot take at all is GSS_S_UNAVAILABLE; a key of the store that it does
     * not know is passed over: it may be meant for another one. */
    OM_uint32 (*acquire_cred)(OM_uint32 *minor, const struct mech_cred_args *args, void **cred);
    /* The credential of args->name, who gives nothing: of a service that may act for users, whose
     * own credential IMPERSONATOR is. */
    OM_uint32 (*impersonate_cred)(OM_uint32 *minor, const struct mech_cred_args *args,
                                  const void *impersonator, void **cred);
    OM_uint32 (*duplicate_cred)(OM_uint32 *minor, const void *cred, void **copy);
    OM_uint32 (*inquire_cred)(OM_uint32 *minor, const void *cred, struct mech_cred_info *info);
    void (*release_cred)(void **cred);
    /* Puts it where later processes find it (RFC 5588). *STORED: for which use; set on success. */
    OM_uint32 (*store_cred)(OM_uint32 *minor, const void *cred, const struct mech_store_args *args,
                            gss_cred_usage_t *stored);
    /* The credential as bytes (OUT is a secret writer), which may be imported more than once.
     * Import builds a new credential from exactly the bytes of IN; bad ones are
     * GSS_S_DEFECTIVE_TOKEN. */
    OM_uint32 (*export_cred)(OM_uint32 *minor, const void *cred, struct writer *out);
    OM_uint32 (*import_cred)(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                             void **cred);
    /* Answers are added to ANSWERS. */
    OM_uint32 (*inquire_cred_by_oid)(OM_uint32 *minor, const void *cred, gss_const_OID what,
                                     gss_buffer_set_t answers);
    /* Sets an option, of a credential that no other thread uses. *CRED may be NULL: the option
     * itself makes a credential. */
    OM_uint32 (*set_cred_option)(const struct mech *mech, OM_uint32 *minor, void **cred,
                                 gss_const_OID option, gss_const_buffer_t value);

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
    /* Of a mechanism that negotiates, for an established context: takes out the negotiated
     * mechanism's context, which is used from now on in its place, and frees the rest, *CONTEXT.
     * Cannot fail. */
    void *(*take_negotiated)(void **context, const struct mech **mech);
    OM_uint32 (*inquire_context)(OM_uint32 *minor, const void *context,
                                 struct mech_context_info *info);
    /* What WHAT names of a context, added to ANSWERS: ticket flags, authtime, authorization data.
     * Unknown names are GSS_S_UNAVAILABLE. */
    OM_uint32 (*inquire_context_by_oid)(OM_uint32 *minor, const void *context, gss_const_OID what,
                                        gss_buffer_set_t answers);
    /* *CONTEXT may be NULL: an option that makes a context. */
    OM_uint32 (*set_context_option)(const struct mech *mech, OM_uint32 *minor, void **context,
                                    gss_const_OID option, gss_const_buffer_t value);
    /* Only the end: the hot part of gss_context_time. INT64_MAX: never. */
    int64_t (*context_end_time)(const void *context);
    /* Can the state be exported now? For GSS_C_TRANS_FLAG, asked in every leg. May be NULL: always.
     */
    bool (*context_transferable)(const void *context);

    /* Messages. Only the default QOP reaches the mechanism. Outputs are new buffers. */
    OM_uint32 (*get_mic)(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                         gss_buffer_t token);
    OM_uint32 (*verify_mic)(OM_uint32 *minor, void *context, gss_const_buffer_t message,
                            gss_const_buffer_t token);
    /* *CONF is what is asked for, and then what is done. */
    OM_uint32 (*wrap)(OM_uint32 *minor, void *context, bool *conf, gss_const_buffer_t message,
                      gss_buffer_t token);
    OM_uint32 (*unwrap)(OM_uint32 *minor, void *context, gss_const_buffer_t token,
                        gss_buffer_t message, bool *conf);
    OM_uint32 (*wrap_size_limit)(OM_uint32 *minor, const void *context, bool conf,
                                 size_t output_size, size_t *input_size);

    /* The same in several buffers, as gss/ext-iov.h has it: all six or none. Buffers that are not
     * to be allocated can be read and written; the layout is the mechanism's to check. *CONF is
     * what is asked for, and then what is done. WRAP_IOV and GET_MIC_IOV keep to the lengths that
     * the two others told, which write nothing else. On failure nothing is left allocated. */
    OM_uint32 (*wrap_iov)(OM_uint32 *minor, void *context, bool *conf, gss_iov_buffer_desc *iov,
                          size_t count);
    OM_uint32 (*wrap_iov_length)(OM_uint32 *minor, const void *context, bool *conf,
                                 gss_iov_buffer_desc *iov, size_t count);
    OM_uint32 (*unwrap_iov)(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov, size_t count,
                            bool *conf);
    OM_uint32 (*get_mic_iov)(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                             size_t count);
    OM_uint32 (*get_mic_iov_length)(OM_uint32 *minor, const void *context, gss_iov_buffer_desc *iov,
                                    size_t count);
    OM_uint32 (*verify_mic_iov)(OM_uint32 *minor, void *context, gss_iov_buffer_desc *iov,
                                size_t count);
    /* The same with associated data, both or none, of a mechanism that has none of the six: with
     * them these two are not called. */
    OM_uint32 (*wrap_aead)(OM_uint32 *minor, void *context, bool *conf, gss_const_buffer_t assoc,
                           gss_const_buffer_t payload, gss_buffer_t token);
    OM_uint32 (*unwrap_aead)(OM_uint32 *minor, void *context, gss_const_buffer_t token,
                             gss_const_buffer_t assoc, gss_buffer_t payload, bool *conf);
    /* May be NULL: nothing to complete. */
    OM_uint32 (*complete_auth_token)(OM_uint32 *minor, void *context, gss_const_buffer_t message);

    /* RFC 4401: LENGTH bytes of the pseudo-random function, appended to OUT. KEY is one of the two
     * GSS_C_PRF_KEY_*. */
    OM_uint32 (*pseudo_random)(OM_uint32 *minor, const void *context, int key,
                               gss_const_buffer_t input, size_t length, struct writer *out);

    /* Metadata for NegoEx; all three or none. *CONTEXT is as in init and accept: it may be made
     * here, and the first token's call then finds it. METADATA is new; AUTH_SCHEME is a GUID. */
    OM_uint32 (*query_metadata)(OM_uint32 *minor, void **context,
                                const struct mech_metadata_args *args, gss_buffer_t metadata);
    OM_uint32 (*exchange_metadata)(OM_uint32 *minor, void **context,
                                   const struct mech_metadata_args *args,
                                   gss_const_buffer_t metadata);
    OM_uint32 (*query_mechanism_info)(const struct mech *mech, OM_uint32 *minor,
                                      uint8_t auth_scheme[MECH_AUTH_SCHEME_LENGTH]);

    /* Transfer. Export writes the whole state into OUT (a secret writer) and changes nothing: the
     * glue seals it and then deletes the context. A mechanism whose own export cannot but end the
     * context brings it back in EXPORT_FAILED, which the glue calls if the export or what follows
     * it fails (may be NULL); false: it could not be brought back. Import builds a new context from
     * exactly the bytes of IN; bad bytes are GSS_S_DEFECTIVE_TOKEN. */
    OM_uint32 (*export_sec_context)(OM_uint32 *minor, const void *context, struct writer *out);
    bool (*export_failed)(void *context);
    OM_uint32 (*import_sec_context)(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                                    void **context);

    /* Whatever WHAT names, of no context and no credential. VALUE may be NULL, and be changed. */
    OM_uint32 (*invoke)(const struct mech *mech, OM_uint32 *minor, gss_const_OID what,
                        gss_buffer_t value);

    /* The sentence of a minor code that is not the library's own; false if unknown. */
    bool (*display_minor)(const struct mech *mech, OM_uint32 code, char *out, size_t size);
};

/* The object identifier that leads to this very table (registry_find): for what is written to be
 * read again. */
static inline gss_const_OID mech_selector(const struct mech *mech)
{
    return mech->reached_by != NULL ? mech->reached_by : &mech->oid;
}

#endif
