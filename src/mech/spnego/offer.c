#include "mech/spnego/offer.h"

#include <gss.h>

#include "base/minor.h"
#include "base/oid.h"

static const gss_OID_desc offer_ms_krb5 = OID_STATIC("\x2a\x86\x48\x82\xf7\x12\x01\x02\x02");

bool offer_names(gss_const_OID oid, const struct mech *mech)
{
    return oid_equal(oid, &mech->oid) ||
           (oid_equal(oid, &offer_ms_krb5) && oid_equal(&mech->oid, GSS_KRB5));
}

const struct mech_offer *offer_find(const struct mech_negotiation *negotiation, gss_const_OID oid)
{
    for (size_t i = 0; i < negotiation->count; i++) {
        if (offer_names(oid, negotiation->offers[i].mech))
            return &negotiation->offers[i];
    }
    return NULL;
}

OM_uint32 offer_cred(OM_uint32 *minor, const struct mech_negotiation *negotiation,
                     const struct mech *mech, void **cred)
{
    bool given = false;

    *cred = NULL;
    for (size_t i = 0; i < negotiation->count; i++) {
        if (negotiation->offers[i].mech == mech) {
            *cred = negotiation->offers[i].cred;
            return GSS_S_COMPLETE;
        }
        given |= negotiation->offers[i].cred != NULL;
    }
    return given ? minor_fail(minor, MINOR_NO_MECH_ELEMENT, GSS_S_NO_CRED) : GSS_S_COMPLETE;
}

OM_uint32 offer_acquire(OM_uint32 *minor, const struct mech *mech, gss_cred_usage_t usage,
                        void **cred)
{
    struct mech_cred_args args = {.mech = mech, .usage = usage};

    *cred = NULL;
    return mech->acquire_cred != NULL ? mech->acquire_cred(minor, &args, cred) : GSS_S_COMPLETE;
}
