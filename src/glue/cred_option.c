/* What mechanisms define of credentials, questions and options, for whichever knows them. */
#include <stdlib.h>

#include <gss/ext-inquire.h>

#include "base/buffer_set.h"
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
        if (major == GSS_S_COMPLETE && inner == NULL) /* known, but it makes none */
            major = call_fail_unsupported(minor);
    }
    if (major == GSS_S_COMPLETE && all[i - 1]->inquire_cred == NULL) /* so what is it for? */
        major = call_fail_unsupported(minor);
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

OM_uint32 gss_set_cred_option(OM_uint32 *minor, gss_cred_id_t *cred_handle,
                              const gss_OID desired_object, const gss_buffer_t value)
{
    static const gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    gss_const_buffer_t bytes = value != GSS_C_NO_BUFFER ? value : &none;
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (cred_handle == NULL)
        return call_fail_write(minor, 0);
    if (!call_oid_is_sound(desired_object) || !call_buffer_is_sound(bytes))
        return call_fail_read(minor, 0);
    return cred_set_option(minor, cred_handle, desired_object, bytes);
}

static OM_uint32 cred_inquire_elements(OM_uint32 *minor, gss_cred_id_t cred, gss_const_OID what,
                                       gss_buffer_set_t answers)
{
    OM_uint32 result = call_fail_unsupported(minor), result_minor = *minor;

    for (size_t i = 0; i < cred->count; i++) {
        const struct cred_element *element = &cred->elements[i];
        OM_uint32 major;

        if (element->mech->inquire_cred_by_oid == NULL)
            continue;
        major = element->mech->inquire_cred_by_oid(minor, element->inner, what, answers);
        if (major == GSS_S_COMPLETE) {
            result = major;
            result_minor = 0;
        } else if (major != GSS_S_UNAVAILABLE) {
            return major;
        }
    }
    *minor = result_minor;
    return result;
}

OM_uint32 gss_inquire_cred_by_oid(OM_uint32 *minor, const gss_cred_id_t cred_handle,
                                  const gss_OID desired_object, gss_buffer_set_t *data_set)
{
    gss_buffer_set_t answers;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (data_set != NULL)
        *data_set = GSS_C_NO_BUFFER_SET;
    if (cred_handle == GSS_C_NO_CREDENTIAL)
        return call_fail_read(minor, GSS_S_NO_CRED);
    if (!call_oid_is_sound(desired_object))
        return call_fail_read(minor, 0);
    if (data_set == NULL)
        return call_fail_write(minor, 0);
    answers = buffer_set_create();
    if (answers == GSS_C_NO_BUFFER_SET)
        return call_fail_memory(minor);
    major = cred_inquire_elements(minor, cred_handle, desired_object, answers);
    if (major == GSS_S_COMPLETE)
        *data_set = answers; /* now the caller's */
    else
        buffer_set_free(&answers);
    return major;
}
