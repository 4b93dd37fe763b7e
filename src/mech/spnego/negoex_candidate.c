/* The mechanisms that can be chosen, and what they say beforehand. */
#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"
#include "mech/spnego/negoex_private.h"
#include "mech/spnego/offer.h"

void negoex_candidate_clear(struct negoex_candidate *candidate)
{
    const struct mech *mech = candidate->mech;

    if (candidate->cred != NULL)
        mech->release_cred(&candidate->cred);
    if (candidate->target != NULL)
        mech->release_name(&candidate->target);
    if (candidate->context != NULL)
        mech->delete_sec_context(&candidate->context);
    secret_release_buffer(&candidate->metadata);
}

static struct negoex_candidate *find_scheme(const struct negoex *negoex, size_t from,
                                            const uint8_t *scheme)
{
    for (size_t i = from; i < negoex->count; i++) {
        if (negoex_guid_equal(negoex->candidates[i].scheme, scheme))
            return &negoex->candidates[i];
    }
    return NULL;
}

/* What is needed to go on with the mechanism later: its default credential, if the caller has given
 * none, and a name of its own. */
static OM_uint32 candidate_prepare(OM_uint32 *minor, bool initiator,
                                   const struct mech_negotiation *negotiation,
                                   const struct mech_offer *offer,
                                   struct negoex_candidate *candidate)
{
    const struct mech *mech = offer->mech;
    const void *target = NULL;
    OM_uint32 major = GSS_S_COMPLETE;

    if (offer->cred == NULL)
        major =
            offer_acquire(minor, mech, initiator ? GSS_C_INITIATE : GSS_C_ACCEPT, &candidate->cred);
    if (major != GSS_S_COMPLETE || !initiator)
        return major;
    major = negotiation->target_for(minor, negotiation->target, mech, &target);
    if (major == GSS_S_COMPLETE && target != NULL)
        major = mech->duplicate_name(minor, target, &candidate->target);
    return major;
}

/* Adds the offer, if it can be used. */
static OM_uint32 offer_add(OM_uint32 *minor, struct negoex *negoex,
                           const struct mech_negotiation *negotiation,
                           const struct mech_offer *offer)
{
    const struct mech *mech = offer->mech;
    struct negoex_candidate candidate = {.mech = mech};
    OM_uint32 major;

    if (!negoex_takes(mech) ||
        (negoex->initiator ? mech->init_sec_context == NULL : mech->accept_sec_context == NULL))
        return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
    major = mech->query_mechanism_info(mech, minor, candidate.scheme);
    if (major == GSS_S_COMPLETE && find_scheme(negoex, 0, candidate.scheme) != NULL)
        major = minor_fail(minor, MINOR_DUPLICATE_MECH, GSS_S_FAILURE);
    if (major == GSS_S_COMPLETE)
        major = candidate_prepare(minor, negoex->initiator, negotiation, offer, &candidate);
    if (major != GSS_S_COMPLETE) {
        negoex_candidate_clear(&candidate);
        return major;
    }
    negoex->candidates[negoex->count++] = candidate;
    return GSS_S_COMPLETE;
}

OM_uint32 negoex_offer(OM_uint32 *minor, bool initiator, const struct mech_negotiation *negotiation,
                       struct negoex **negoex)
{
    struct negoex *self = negoex_new(initiator);
    OM_uint32 major = GSS_S_COMPLETE;

    *negoex = NULL;
    if (self != NULL)
        self->candidates = calloc(negotiation->count + 1, sizeof(*self->candidates));
    if (self == NULL || self->candidates == NULL)
        major = minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    for (size_t i = 0; major == GSS_S_COMPLETE && i < negotiation->count; i++) {
        if (offer_add(minor, self, negotiation, &negotiation->offers[i]) != GSS_S_COMPLETE &&
            *minor == MINOR_NO_MEMORY)
            major = GSS_S_FAILURE;
    }
    if (major == GSS_S_COMPLETE && self->count == 0)
        major = minor_fail(minor, MINOR_NEGOEX_NO_MECH, GSS_S_UNAVAILABLE);
    if (major == GSS_S_COMPLETE) {
        *minor = 0;
        *negoex = self; /* now the caller's */
        self = NULL;
    }
    negoex_free(&self);
    return major;
}

void negoex_drop(struct negoex_leg *leg, size_t index)
{
    struct negoex *negoex = leg->negoex;
    struct negoex_candidate *candidate = &negoex->candidates[index];

    if (leg->inner->mech == candidate->mech)
        negoex_inner_clear(leg);
    negoex_candidate_clear(candidate);
    negoex->count--;
    memmove(candidate, candidate + 1, (negoex->count - index) * sizeof(*candidate));
}

void negoex_keep(struct negoex_leg *leg, size_t kept)
{
    while (leg->negoex->count > kept)
        negoex_drop(leg, leg->negoex->count - 1);
}

static void swap(struct negoex_candidate *a, struct negoex_candidate *b)
{
    struct negoex_candidate held = *a;

    *a = *b;
    *b = held;
}

void negoex_order(struct negoex_leg *leg, struct reader schemes)
{
    struct negoex *negoex = leg->negoex;
    size_t kept = 0;

    while (schemes.left != 0 && kept < negoex->count) {
        const uint8_t *scheme = read_bytes(&schemes, NEGOEX_GUID_LENGTH);
        struct negoex_candidate *found = find_scheme(negoex, kept, scheme);

        if (found != NULL)
            swap(found, &negoex->candidates[kept++]);
    }
    negoex_keep(leg, kept);
}

bool negoex_choose(struct negoex_leg *leg, const uint8_t *scheme)
{
    struct negoex *negoex = leg->negoex;
    struct negoex_candidate *found = find_scheme(negoex, 0, scheme);

    if (found == NULL)
        return false;
    swap(found, &negoex->candidates[0]);
    negoex_keep(leg, 1);
    return true;
}

OM_uint32 negoex_cred(OM_uint32 *minor, const struct negoex_leg *leg,
                      const struct negoex_candidate *candidate, void **cred)
{
    OM_uint32 major = offer_cred(minor, leg->negotiation, candidate->mech, cred);

    if (major == GSS_S_COMPLETE && *cred == NULL)
        *cred = candidate->cred;
    return major;
}

OM_uint32 negoex_target(OM_uint32 *minor, const struct negoex_leg *leg,
                        const struct negoex_candidate *candidate, const void **target)
{
    const struct mech_negotiation *negotiation = leg->negotiation;

    *target = candidate->target;
    if (*target != NULL || !leg->negoex->initiator || negotiation->target == NULL)
        return GSS_S_COMPLETE;
    return negotiation->target_for(minor, negotiation->target, candidate->mech, target);
}

static OM_uint32 metadata_args(OM_uint32 *minor, const struct negoex_leg *leg,
                               const struct negoex_candidate *candidate,
                               struct mech_metadata_args *args)
{
    OM_uint32 major;

    *args = (struct mech_metadata_args){
        .mech = candidate->mech, .initiator = leg->negoex->initiator, .req_flags = leg->req_flags};
    major = negoex_cred(minor, leg, candidate, &args->cred);
    return major == GSS_S_COMPLETE ? negoex_target(minor, leg, candidate, &args->target) : major;
}

/* Where the candidate's context is. */
static void **context_of(const struct negoex_leg *leg, struct negoex_candidate *candidate)
{
    return leg->inner->mech == candidate->mech ? &leg->inner->context : &candidate->context;
}

void negoex_query_metadata(struct negoex_leg *leg)
{
    for (size_t i = 0; i < leg->negoex->count;) {
        struct negoex_candidate *candidate = &leg->negoex->candidates[i];
        struct mech_metadata_args args;
        OM_uint32 ignored, major = metadata_args(&ignored, leg, candidate, &args);

        if (major == GSS_S_COMPLETE)
            major = candidate->mech->query_metadata(&ignored, context_of(leg, candidate), &args,
                                                    &candidate->metadata);
        if (GSS_ERROR(major))
            negoex_drop(leg, i);
        else
            i++;
    }
}

void negoex_exchange_metadata(struct negoex_leg *leg)
{
    for (size_t i = 0; i < leg->negoex->count;) {
        struct negoex_candidate *candidate = &leg->negoex->candidates[i];
        OM_uint32 ignored, major = GSS_S_COMPLETE;
        struct mech_metadata_args args;
        gss_buffer_desc bytes;
        struct reader metadata;

        if (negoex_token_metadata(&leg->in, candidate->scheme, &metadata)) {
            bytes = (gss_buffer_desc){metadata.left, (void *)metadata.next};
            major = metadata_args(&ignored, leg, candidate, &args);
            if (major == GSS_S_COMPLETE)
                major = candidate->mech->exchange_metadata(&ignored, context_of(leg, candidate),
                                                           &args, &bytes);
        }
        if (GSS_ERROR(major))
            negoex_drop(leg, i);
        else
            i++;
    }
}
