#include "glue/negotiation.h"

#include <stdlib.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/cred.h"
#include "glue/name.h"
#include "glue/negotiation_config.h"
#include "glue/registry.h"

const struct mech *negotiation_find_mech(const struct mech *const *list, gss_const_OID_set mechs)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        if (list[i]->negotiates &&
            (mechs == GSS_C_NO_OID_SET || oid_set_contains(mechs, &list[i]->oid)))
            return list[i];
    }
    return NULL;
}

bool negotiation_may_offer(const struct mech *mech)
{
    bool configured;
    int rank = negotiation_config_rank(mech, &configured);

    if (mech->negotiates)
        return false;
    return configured ? rank >= 0 : !mech->hidden && !mech->not_negotiated;
}

static OM_uint32 negotiation_target(OM_uint32 *minor, void *target, const struct mech *mech,
                                    const void **name)
{
    return name_element(minor, target, mech, name);
}

/* The configured place of a mechanism that may be offered, or else that in the library's list. */
static int negotiation_rank(const struct mech *mech)
{
    const struct mech *const *mechs = registry_list();
    bool configured;
    int rank = negotiation_config_rank(mech, &configured);

    if (configured)
        return rank;
    for (rank = 0; mechs[rank] != NULL && mechs[rank] != mech;)
        rank++;
    return rank;
}

/* Adds an offer where the order wants it. */
static void negotiation_insert(struct mech_offer *offers, size_t *count, const struct mech *mech,
                               void *cred)
{
    int rank = negotiation_rank(mech);
    size_t at = (*count)++;

    for (; at > 0 && negotiation_rank(offers[at - 1].mech) > rank; at--)
        offers[at] = offers[at - 1];
    offers[at] = (struct mech_offer){mech, cred};
}

/* The caller's own order, over whichever mechanisms it has elements for. */
static void negotiation_offer_named(gss_cred_id_t cred, gss_cred_usage_t usage,
                                    struct mech_offer *offers, size_t *count)
{
    for (size_t i = 0; i < cred->neg_mechs->count; i++) {
        for (size_t j = 0; j < cred->count; j++) {
            const struct cred_element *element = &cred->elements[j];

            if (oid_equal(&cred->neg_mechs->elements[i], &element->mech->oid) &&
                cred_usage_overlaps(element->usage, usage)) {
                offers[(*count)++] = (struct mech_offer){element->mech, element->inner};
                break;
            }
        }
    }
}

static void negotiation_offer_elements(gss_cred_id_t cred, gss_cred_usage_t usage,
                                       struct mech_offer *offers, size_t *count)
{
    for (size_t i = 0; i < cred->count; i++) {
        const struct cred_element *element = &cred->elements[i];

        if (negotiation_may_offer(element->mech) && cred_usage_overlaps(element->usage, usage))
            negotiation_insert(offers, count, element->mech, element->inner);
    }
}

OM_uint32 negotiation_begin(OM_uint32 *minor, gss_cred_id_t cred, gss_cred_usage_t usage,
                            gss_name_t target, struct mech_negotiation *negotiation)
{
    const struct mech *const *mechs = registry_list();
    size_t room = registry_count(mechs), count = 0;
    struct mech_offer *offers;

    *negotiation = (struct mech_negotiation){0};
    if (cred != GSS_C_NO_CREDENTIAL && cred->count > room)
        room = cred->count;
    offers = calloc(room + 1, sizeof(*offers));
    if (offers == NULL)
        return call_fail_memory(minor);
    if (cred == GSS_C_NO_CREDENTIAL) {
        for (size_t i = 0; mechs[i] != NULL; i++) {
            if (negotiation_may_offer(mechs[i]))
                negotiation_insert(offers, &count, mechs[i], NULL);
        }
    } else if (cred->neg_mechs != GSS_C_NO_OID_SET) {
        negotiation_offer_named(cred, usage, offers, &count);
    } else {
        negotiation_offer_elements(cred, usage, offers, &count);
    }
    if (count == 0) {
        free(offers);
        return minor_fail(minor, MINOR_NO_OFFER, GSS_S_NO_CRED);
    }
    *negotiation = (struct mech_negotiation){
        .offers = offers,
        .count = count,
        .target = target,
        .target_for = negotiation_target,
    };
    return GSS_S_COMPLETE;
}

void negotiation_end(struct mech_negotiation *negotiation)
{
    free((void *)negotiation->offers);
    *negotiation = (struct mech_negotiation){0};
}
