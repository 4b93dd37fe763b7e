/* Options of credentials, for whichever mechanism knows them. */
#include <stdlib.h>

#include "glue/call.h"
#include "glue/cred.h"
#include "glue/registry.h"

/* An option that makes a credential: of the first mechanism that knows it. */
static OM_uint32 option_make(OM_uint32 *minor, gss_cred_id_t *cred, gss_const_OID option,
                             gss_const_buffer_t value)
{
    const struct mech *const *all = registry_list();
    OM_uint32 major = call_fail_unsupported(minor);
    struct mech_cred_info info = {0};
    gss_cred_id_t made = cred_create(1);
    void *inner = NULL;
    size_t i;

    if (made == GSS_C_NO_CREDENTIAL)
        return call_fail_memory(minor);
    for (i = 0; major == GSS_S_UNAVAILABLE && all[i] != NULL; i++) {
        if (all[i]->set_cred_option != NULL)
            major = all[i]->set_cred_option(all[i], minor, &inner, option, value);
    }
    if (major == GSS_S_COMPLETE)
        major = all[i - 1]->inquire_cred(minor, inner, &info);
    if (major == GSS_S_COMPLETE) {
        if (info.name != NULL)
            all[i - 1]->release_name(&info.name);
        cred_append(made, all[i - 1], info.usage, &inner);
        *cred = made; /* now the caller's */
        made = GSS_C_NO_CREDENTIAL;
        *minor = 0;
    }
    if (inner != NULL)
        all[i - 1]->release_cred(&inner);
    cred_free(&made);
    return major;
}

OM_uint32 cred_set_option(OM_uint32 *minor, gss_cred_id_t *cred, gss_const_OID option,
                          gss_const_buffer_t value)
{
    OM_uint32 failure = call_fail_unsupported(minor), failure_minor = *minor, major;
    bool set = false;

    if (*cred == GSS_C_NO_CREDENTIAL)
        return option_make(minor, cred, option, value);
    for (size_t i = 0; i < (*cred)->count; i++) {
        struct cred_element *element = &(*cred)->elements[i];

        if (element->mech->set_cred_option == NULL)
            continue;
        major =
            element->mech->set_cred_option(element->mech, minor, &element->inner, option, value);
        set = set || major == GSS_S_COMPLETE;
        if (major != GSS_S_COMPLETE && failure == GSS_S_UNAVAILABLE) {
            failure = major;
            failure_minor = *minor;
        }
    }
    *minor = set ? 0 : failure_minor;
    return set ? GSS_S_COMPLETE : failure;
}
