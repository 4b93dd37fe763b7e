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
};

/* A credential with room for COUNT elements, none in it yet; NULL without memory. */
gss_cred_id_t cred_create(size_t count);

/* Adds an element where there is room for it, and nulls *INNER: a step that cannot fail. */
void cred_append(gss_cred_id_t cred, const struct mech *mech, gss_cred_usage_t usage, void **inner);

/* Adds copies of all elements of FROM, for which there is room. */
OM_uint32 cred_append_copies(OM_uint32 *minor, gss_cred_id_t cred, gss_cred_id_t from);

void cred_free(gss_cred_id_t *cred);

/* Is there an element of the mechanism that serves (a part of) this use? */
bool cred_overlaps(gss_cred_id_t cred, const struct mech *mech, gss_cred_usage_t usage);

/* The mechanism's credential for a context, GSS_C_INITIATE or GSS_C_ACCEPT; NULL for
 * GSS_C_NO_CREDENTIAL. GSS_S_BAD_MECH if CRED has none of this mechanism, GSS_S_NO_CRED if it has
 * one for the other use alone (RFC 2744 s.5.1, 5.19). */
OM_uint32 cred_select(OM_uint32 *minor, gss_cred_id_t cred, const struct mech *mech,
                      gss_cred_usage_t usage, void **inner);

/* The mechanism's credential of this name, appended to CRED, for which there is room. */
OM_uint32 cred_acquire_element(OM_uint32 *minor, gss_cred_id_t cred, const struct mech *mech,
                               gss_name_t desired_name, OM_uint32 time_req, gss_cred_usage_t usage);

/* A new credential with an element of each mechanism in MECHS (or of every one of ours) that can
 * be had; fails only if none can. */
OM_uint32 cred_acquire(OM_uint32 *minor, gss_name_t desired_name, OM_uint32 time_req,
                       gss_const_OID_set mechs, gss_cred_usage_t usage, gss_cred_id_t *cred);

/* What a credential, or the part of it that one mechanism has, says of itself. */
struct cred_summary {
    const struct mech *name_mech; /* of the name */
    void *name;                   /* of the first element that has one; NULL: the default one */
    gss_cred_usage_t usage;
    OM_uint32 initiator_lifetime; /* the shortest; 0 if none initiates */
    OM_uint32 acceptor_lifetime;
    OM_uint32 lifetime; /* the shorter of those that there are */
};

/* MECH NULL: all elements. GSS_S_NO_CRED if there is no element. */
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
