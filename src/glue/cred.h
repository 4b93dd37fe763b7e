/*
 * Credentials over all mechanisms: one element for each mechanism and use.
 *
 * Elements are the mechanisms' own credentials and immutable. Only
 * gss_add_cred without an output handle changes a credential; its caller sees
 * to it that no other thread uses that credential meanwhile.
 */
#ifndef GSS_GLUE_CRED_H
#define GSS_GLUE_CRED_H

#include <gss/api.h>

#include "mech/mech.h"

struct cred_element {
    const struct mech *mech;
    void *inner;
    gss_cred_usage_t usage;
};

struct gss_cred_id_struct {
    size_t count;
    struct cred_element *elements;
    const struct mech *negotiator; /* acquired for it too: told among the mechanisms; or NULL */
    gss_OID_set neg_mechs;         /* what a negotiation is limited to, in this order; or NULL */
};

/* A credential with room for COUNT elements, none in it yet; NULL without memory. */
gss_cred_id_t cred_create(size_t count);

/* Adds an element where there is room for it, and nulls *INNER: a step that cannot fail. */
void cred_append(gss_cred_id_t cred, const struct mech *mech, gss_cred_usage_t usage, void **inner);

/* Adds copies of all elements of FROM, for which there is room. */
OM_uint32 cred_append_copies(OM_uint32 *minor, gss_cred_id_t cred, gss_cred_id_t from);

void cred_free(gss_cred_id_t *cred);

/* Is there an element of the mechanism that serves (a part of) this use? One that negotiates is
 * served by all elements. */
bool cred_overlaps(gss_cred_id_t cred, const struct mech *mech, gss_cred_usage_t usage);

/* The two directions overlap. */
bool cred_usage_overlaps(gss_cred_usage_t a, gss_cred_usage_t b);

/* The mechanism's credential for a context, GSS_C_INITIATE or GSS_C_ACCEPT; NULL for
 * GSS_C_NO_CREDENTIAL. GSS_S_BAD_MECH if CRED has none of this mechanism, GSS_S_NO_CRED if it has
 * one for the other use alone (RFC 2744 s.5.1, 5.19). */
OM_uint32 cred_select(OM_uint32 *minor, gss_cred_id_t cred, const struct mech *mech,
                      gss_cred_usage_t usage, void **inner);

/* What credential is wanted. */
struct cred_request {
    gss_name_t name; /* GSS_C_NO_NAME: the default one */
    OM_uint32 time_req;
    gss_cred_usage_t usage;
    bool by_password; /* and so PASSWORD is required */
    gss_const_buffer_t password;
    gss_const_key_value_set_t store; /* NULL: none */
    bool impersonates;               /* and so NAME and IMPERSONATOR are required */
    gss_cred_id_t impersonator;
};

/* The mechanism's credential, appended to CRED, for which there is room. */
OM_uint32 cred_acquire_element(OM_uint32 *minor, gss_cred_id_t cred, const struct mech *mech,
                               const struct cred_request *request);

/* A new credential with an element of each mechanism in MECHS (or of every one of ours) that can
 * be had; fails only if none can. */
OM_uint32 cred_acquire(OM_uint32 *minor, const struct cred_request *request,
                       gss_const_OID_set mechs, gss_cred_id_t *cred);

/* Each element of a caller's store has key and value, and no key is there twice. */
OM_uint32 cred_check_store(OM_uint32 *minor, gss_const_key_value_set_t store);

/* The usage, the password and the store of a caller's request. */
OM_uint32 cred_check_request(OM_uint32 *minor, const struct cred_request *request);

/* Sets an option of those elements whose mechanisms know it; where *CRED is GSS_C_NO_CREDENTIAL,
 * the option makes one. GSS_S_UNAVAILABLE if none knows it. */
OM_uint32 cred_set_option(OM_uint32 *minor, gss_cred_id_t *cred, gss_const_OID option,
                          gss_const_buffer_t value);

/* What the calls gss_acquire_cred and gss_add_cred do, and those like them; MINOR and the outputs
 * are the caller's as they came. */
OM_uint32 cred_call_acquire(OM_uint32 *minor, const struct cred_request *request,
                            gss_const_OID_set mechs, gss_cred_id_t *output_cred,
                            gss_OID_set *actual_mechs, OM_uint32 *time_rec);

struct cred_add_outputs {
    gss_cred_id_t *cred; /* NULL: the input credential is changed */
    gss_OID_set *actual_mechs;
    OM_uint32 *initiator_time_rec;
    OM_uint32 *acceptor_time_rec;
};

OM_uint32 cred_call_add(OM_uint32 *minor, gss_cred_id_t input, gss_const_OID mech,
                        const struct cred_request *request, const struct cred_add_outputs *outputs);

/* What a credential, or the part of it that one mechanism has, says of itself. */
struct cred_summary {
    const struct mech *name_mech; /* of the name */
    void *name;                   /* of the first element that has one; NULL: the default one */
    gss_cred_usage_t usage;
    OM_uint32 initiator_lifetime; /* the shortest; 0 if none initiates */
    OM_uint32 acceptor_lifetime;
    OM_uint32 lifetime; /* the shorter of those that there are */
};

/* MECH NULL, or one that negotiates: all elements. GSS_S_NO_CRED if there is no element. */
OM_uint32 cred_summarize(OM_uint32 *minor, gss_cred_id_t cred, const struct mech *mech,
                         struct cred_summary *summary);
void cred_summary_clear(struct cred_summary *summary);

/* The mechanisms of a credential; NULL without memory. */
gss_OID_set cred_mechs(gss_cred_id_t cred);

static inline bool cred_usage_is_valid(gss_cred_usage_t usage)
{
    return usage == GSS_C_BOTH || usage == GSS_C_INITIATE || usage == GSS_C_ACCEPT;
}

#endif
