/* gss_inquire_cred and gss_inquire_cred_by_mech (RFC 2744 s.5.21, 5.22). */
#include "base/oid.h"
#include "glue/call.h"
#include "glue/cred.h"
#include "glue/name.h"
#include "glue/registry.h"

void cred_summary_clear(struct cred_summary *summary)
{
    if (summary->name != NULL)
        summary->name_mech->release_name(&summary->name);
    *summary = (struct cred_summary){0};
}

static OM_uint32 cred_shorter(OM_uint32 a, OM_uint32 b)
{
    return a < b ? a : b;
}

/* Takes one lifetime into those of its use, of which it may be the FIRST, and into that of all. */
static void cred_add_lifetime(struct cred_summary *summary, OM_uint32 *of_use, bool first,
                              OM_uint32 lifetime)
{
    *of_use = first ? lifetime : cred_shorter(*of_use, lifetime);
    summary->lifetime = cred_shorter(summary->lifetime, lifetime);
}

/* Takes one element into the summary; CAN is a mask of what the elements so far can do. */
static OM_uint32 cred_summarize_element(OM_uint32 *minor, const struct cred_element *element,
                                        struct cred_summary *summary, int *can)
{
    struct mech_cred_info info = {0};
    int can_now = element->usage == GSS_C_BOTH ? GSS_C_INITIATE | GSS_C_ACCEPT : element->usage;
    OM_uint32 major;

    if (element->mech->inquire_cred == NULL)
        return call_fail_unsupported(minor);
    major = element->mech->inquire_cred(minor, element->inner, &info);
    if (major != GSS_S_COMPLETE)
        return major;
    /* An initiator's name before an acceptor's, which may be one of several. */
    if (summary->name != NULL && info.name != NULL && (can_now & ~*can & GSS_C_INITIATE) != 0)
        summary->name_mech->release_name(&summary->name);
    if (summary->name == NULL) {
        summary->name_mech = element->mech;
        summary->name = info.name; /* now the summary's */
    } else {
        element->mech->release_name(&info.name);
    }
    if ((can_now & GSS_C_INITIATE) != 0)
        cred_add_lifetime(summary, &summary->initiator_lifetime, (*can & GSS_C_INITIATE) == 0,
                          info.initiator_lifetime);
    if ((can_now & GSS_C_ACCEPT) != 0)
        cred_add_lifetime(summary, &summary->acceptor_lifetime, (*can & GSS_C_ACCEPT) == 0,
                          info.acceptor_lifetime);
    *can |= can_now;
    return GSS_S_COMPLETE;
}

OM_uint32 cred_summarize(OM_uint32 *minor, gss_cred_id_t cred, const struct mech *mech,
                         struct cred_summary *summary)
{
    OM_uint32 major = GSS_S_COMPLETE;
    int can = 0;

    *summary = (struct cred_summary){.lifetime = GSS_C_INDEFINITE};
    for (size_t i = 0; major == GSS_S_COMPLETE && i < cred->count; i++) {
        if (mech == NULL || mech->negotiates || cred->elements[i].mech == mech)
            major = cred_summarize_element(minor, &cred->elements[i], summary, &can);
    }
    if (major == GSS_S_COMPLETE && can == 0)
        major = minor_fail(minor, MINOR_NO_MECH_ELEMENT, GSS_S_NO_CRED);
    if (major != GSS_S_COMPLETE) {
        cred_summary_clear(summary);
        return major;
    }
    summary->usage = can == (GSS_C_INITIATE | GSS_C_ACCEPT) ? GSS_C_BOTH : can;
    return GSS_S_COMPLETE;
}

/* Gives the summary's name to the caller, who may not want it. */
static OM_uint32 cred_give_name(OM_uint32 *minor, struct cred_summary *summary, gss_name_t *name)
{
    if (name == NULL || summary->name == NULL)
        return GSS_S_COMPLETE;
    return name_create_mn(minor, summary->name_mech, &summary->name, name);
}

/* The credential to ask: the caller's, or the default initiator's, which *OWN then holds. */
static OM_uint32 cred_to_inquire(OM_uint32 *minor, gss_const_OID_set mechs, gss_cred_id_t *cred,
                                 gss_cred_id_t *own)
{
    static const struct cred_request request = {.time_req = GSS_C_INDEFINITE,
                                                .usage = GSS_C_INITIATE};
    OM_uint32 major;

    *own = GSS_C_NO_CREDENTIAL;
    if (*cred != GSS_C_NO_CREDENTIAL)
        return GSS_S_COMPLETE;
    major = cred_acquire(minor, &request, mechs, own);
    *cred = *own;
    return major;
}

OM_uint32 gss_inquire_cred(OM_uint32 *minor, gss_cred_id_t cred_handle, gss_name_t *name,
                           OM_uint32 *lifetime, gss_cred_usage_t *cred_usage,
                           gss_OID_set *mechanisms)
{
    struct cred_summary summary = {0};
    gss_cred_id_t own;
    gss_OID_set mechs = GSS_C_NO_OID_SET;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (name != NULL)
        *name = GSS_C_NO_NAME;
    if (lifetime != NULL)
        *lifetime = 0;
    if (cred_usage != NULL)
        *cred_usage = GSS_C_BOTH;
    if (mechanisms != NULL)
        *mechanisms = GSS_C_NO_OID_SET;
    major = cred_to_inquire(minor, GSS_C_NO_OID_SET, &cred_handle, &own);
    if (major == GSS_S_COMPLETE)
        major = cred_summarize(minor, cred_handle, NULL, &summary);
    if (major != GSS_S_COMPLETE)
        goto done;
    if (mechanisms != NULL) {
        mechs = cred_mechs(cred_handle);
        if (mechs == GSS_C_NO_OID_SET) {
            major = call_fail_memory(minor);
            goto done;
        }
    }
    major = cred_give_name(minor, &summary, name);
    if (major != GSS_S_COMPLETE)
        goto done;
    if (mechanisms != NULL) {
        *mechanisms = mechs; /* now the caller's */
        mechs = GSS_C_NO_OID_SET;
    }
    if (lifetime != NULL)
        *lifetime = summary.lifetime;
    if (cred_usage != NULL)
        *cred_usage = summary.usage;
    /* All is told of an expired credential too. */
    if (summary.lifetime == 0)
        major = minor_fail(minor, MINOR_CRED_EXPIRED, GSS_S_CREDENTIALS_EXPIRED);

done:
    oid_set_free(&mechs);
    cred_summary_clear(&summary);
    cred_free(&own);
    return major;
}

OM_uint32 gss_inquire_cred_by_mech(OM_uint32 *minor, gss_cred_id_t cred_handle, gss_OID mech_type,
                                   gss_name_t *name, OM_uint32 *initiator_lifetime,
                                   OM_uint32 *acceptor_lifetime, gss_cred_usage_t *cred_usage)
{
    struct cred_summary summary = {0};
    const struct mech *mech;
    gss_OID_set_desc only = {1, mech_type};
    gss_cred_id_t own = GSS_C_NO_CREDENTIAL;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (name != NULL)
        *name = GSS_C_NO_NAME;
    if (initiator_lifetime != NULL)
        *initiator_lifetime = 0;
    if (acceptor_lifetime != NULL)
        *acceptor_lifetime = 0;
    if (cred_usage != NULL)
        *cred_usage = GSS_C_BOTH;
    major = registry_select(minor, mech_type, &mech);
    if (major == GSS_S_COMPLETE)
        major = cred_to_inquire(minor, &only, &cred_handle, &own);
    if (major == GSS_S_COMPLETE)
        major = cred_summarize(minor, cred_handle, mech, &summary);
    if (major == GSS_S_COMPLETE)
        major = cred_give_name(minor, &summary, name);
    if (major == GSS_S_COMPLETE) {
        if (initiator_lifetime != NULL)
            *initiator_lifetime = summary.initiator_lifetime;
        if (acceptor_lifetime != NULL)
            *acceptor_lifetime = summary.acceptor_lifetime;
        if (cred_usage != NULL)
            *cred_usage = summary.usage;
        if (summary.lifetime == 0)
            major = minor_fail(minor, MINOR_CRED_EXPIRED, GSS_S_CREDENTIALS_EXPIRED);
    }
    cred_summary_clear(&summary);
    cred_free(&own);
    return major;
}
