#include "mech/spnego/negoex_private.h"

#include <stdlib.h>

#include <gss/mit.h>

#include "base/minor.h"
#include "base/oid.h"
#include "base/secret.h"

const gss_OID_desc negoex_oid = OID_STATIC("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x1e");

bool negoex_takes(const struct mech *mech)
{
    return mech->query_metadata != NULL && mech->exchange_metadata != NULL &&
           mech->query_mechanism_info != NULL;
}

bool negoex_only(const struct mech *mech)
{
    if (!negoex_takes(mech))
        return false;
    for (size_t i = 0; mech->attributes != NULL && mech->attributes[i] != NULL; i++) {
        if (oid_equal(mech->attributes[i], GSS_C_MA_NEGOEX_AND_SPNEGO))
            return false;
    }
    return true;
}

struct negoex *negoex_new(bool initiator)
{
    struct negoex *negoex = calloc(1, sizeof(*negoex));

    if (negoex == NULL)
        return NULL;
    negoex->initiator = initiator;
    writer_init(&negoex->transcript);
    return negoex;
}

void negoex_free(struct negoex **negoex)
{
    struct negoex *self = *negoex;

    *negoex = NULL;
    if (self == NULL)
        return;
    for (size_t i = 0; i < self->count; i++)
        negoex_candidate_clear(&self->candidates[i]);
    free(self->candidates);
    writer_free(&self->transcript);
    free(self);
}

bool negoex_has_established(const struct negoex *negoex)
{
    return negoex->established;
}

void negoex_inner_clear(struct negoex_leg *leg)
{
    struct spnego_inner *inner = leg->inner;

    if (inner->context != NULL)
        inner->mech->delete_sec_context(&inner->context);
    *inner = (struct spnego_inner){0};
    secret_release_buffer(&leg->token);
    leg->negoex->established = false;
    leg->negoex->verify_sent = false;
    leg->negoex->verify_checked = false;
}

void negoex_put_to_work(struct negoex_leg *leg)
{
    struct negoex_candidate *candidate = negoex_at_work(leg);

    *leg->inner = (struct spnego_inner){.mech = candidate->mech, .context = candidate->context};
    candidate->context = NULL; /* INNER's now */
}

OM_uint32 negoex_begin_later(OM_uint32 *minor, struct negoex_leg *leg, gss_const_buffer_t input)
{
    struct negoex *negoex = leg->negoex;
    const struct spnego_inner *inner = leg->inner;
    OM_uint32 major;

    if (negoex->count == 0 || (inner->mech != NULL && inner->mech != negoex_at_work(leg)->mech))
        return minor_fail(minor, MINOR_CONTEXT_FAILED, GSS_S_NO_CONTEXT);
    major = negoex_token_read(minor, negoex, input, &leg->in);
    if (major == GSS_S_COMPLETE && leg->in.no_key_scheme != NULL &&
        negoex_guid_equal(leg->in.no_key_scheme, negoex_at_work(leg)->scheme))
        negoex->verify_sent = false; /* so it is sent again */
    return major;
}

OM_uint32 negoex_check_nego(OM_uint32 *minor, const struct negoex_message *nego)
{
    if (!nego->version_known)
        return minor_fail(minor, MINOR_NEGOEX_VERSION, GSS_S_FAILURE);
    if (nego->extension_needed)
        return minor_fail(minor, MINOR_NEGOEX_EXTENSION, GSS_S_FAILURE);
    return GSS_S_COMPLETE;
}
