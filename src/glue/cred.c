#include "glue/cred.h"

#include <stdlib.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/name.h"

gss_cred_id_t cred_create(size_t count)
{
    gss_cred_id_t cred = calloc(1, sizeof(*cred));

    if (cred == NULL)
        return NULL;
    cred->elements = calloc(count != 0 ? count : 1, sizeof(*cred->elements));
    if (cred->elements == NULL)
        cred_free(&cred);
    return cred;
}

void cred_append(gss_cred_id_t cred, const struct mech *mech, gss_cred_usage_t usage, void **inner)
{
    cred->elements[cred->count++] = (struct cred_element){mech, *inner, usage};
    *inner = NULL; /* now the credential's */
}

OM_uint32 cred_append_copies(OM_uint32 *minor, gss_cred_id_t cred, gss_cred_id_t from)
{
    cred->negotiator = from->negotiator;
    if (from->neg_mechs != GSS_C_NO_OID_SET) {
        cred->neg_mechs = oid_set_copy(from->neg_mechs);
        if (cred->neg_mechs == GSS_C_NO_OID_SET)
            return call_fail_memory(minor);
    }
    for (size_t i = 0; i < from->count; i++) {
        const struct cred_element *element = &from->elements[i];
        void *copy = NULL;
        OM_uint32 major;

        if (element->mech->duplicate_cred == NULL)
            return call_fail_unsupported(minor);
        major = element->mech->duplicate_cred(minor, element->inner, &copy);
        if (major != GSS_S_COMPLETE)
            return major;
        cred_append(cred, element->mech, element->usage, &copy);
    }
    return GSS_S_COMPLETE;
}

void cred_free(gss_cred_id_t *cred)
{
    gss_cred_id_t old = *cred;

    *cred = GSS_C_NO_CREDENTIAL;
    if (old == GSS_C_NO_CREDENTIAL)
        return;
    for (size_t i = 0; i < old->count; i++)
        old->elements[i].mech->release_cred(&old->elements[i].inner);
    oid_set_free(&old->neg_mechs);
    free(old->elements);
    free(old);
}

bool cred_usage_overlaps(gss_cred_usage_t a, gss_cred_usage_t b)
{
    return a == GSS_C_BOTH || b == GSS_C_BOTH || a == b;
}

bool cred_overlaps(gss_cred_id_t cred, const struct mech *mech, gss_cred_usage_t usage)
{
    for (size_t i = 0; i < cred->count; i++) {
        if ((mech->negotiates || cred->elements[i].mech == mech) &&
            cred_usage_overlaps(cred->elements[i].usage, usage))
            return true;
    }
    return false;
}

OM_uint32 cred_select(OM_uint32 *minor, gss_cred_id_t cred, const struct mech *mech,
                      gss_cred_usage_t usage, void **inner)
{
    bool found = false;

    *inner = NULL;
    if (cred == GSS_C_NO_CREDENTIAL)
        return GSS_S_COMPLETE;
    for (size_t i = 0; i < cred->count; i++) {
        if (cred->elements[i].mech != mech)
            continue;
        found = true;
        if (cred_usage_overlaps(cred->elements[i].usage, usage)) {
            *inner = cred->elements[i].inner;
            return GSS_S_COMPLETE;
        }
    }
    if (found)
        return minor_fail(minor, MINOR_BAD_USAGE, GSS_S_NO_CRED);
    return minor_fail(minor, MINOR_NO_MECH_ELEMENT, GSS_S_BAD_MECH);
}

gss_OID_set cred_mechs(gss_cred_id_t cred)
{
    gss_OID_set set = oid_set_create();

    for (size_t i = 0; set != GSS_C_NO_OID_SET && i < cred->count; i++) {
        if (!oid_set_add(set, &cred->elements[i].mech->oid))
            oid_set_free(&set);
    }
    if (set != GSS_C_NO_OID_SET && cred->negotiator != NULL &&
        !oid_set_add(set, &cred->negotiator->oid))
        oid_set_free(&set);
    return set;
}

OM_uint32 gss_release_cred(OM_uint32 *minor, gss_cred_id_t *cred_handle)
{
    OM_uint32 spare;

    (void)call_minor(minor, &spare);
    if (cred_handle != NULL) /* optional (RFC 2744 s.5.27) */
        cred_free(cred_handle);
    return GSS_S_COMPLETE;
}
