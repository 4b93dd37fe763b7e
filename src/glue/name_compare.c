/* gss_compare_name (RFC 2744 s.5.6) and what may be asked of names and their types (5.23, 5.24). */
#include <string.h>

#include <gss.h>

#include "base/oid.h"
#include "glue/call.h"
#include "glue/name.h"
#include "glue/registry.h"

static bool name_is_anonymous_text(const struct gss_name_struct *name)
{
    return name->mech == NULL && oid_equal(name->type, GSS_C_NT_ANONYMOUS);
}

static bool name_is_same_text(const struct gss_name_struct *a, const struct gss_name_struct *b)
{
    return a->mech == NULL && b->mech == NULL &&
           (a->type == b->type || oid_equal(a->type, b->type)) && a->length == b->length &&
           memcmp(a->text, b->text, a->length) == 0;
}

static OM_uint32 compare_under(OM_uint32 *minor, const struct mech *mech, gss_name_t a,
                               gss_name_t b, bool *equal)
{
    const void *inner_a, *inner_b;
    OM_uint32 major = name_element(minor, a, mech, &inner_a);

    if (major == GSS_S_COMPLETE)
        major = name_element(minor, b, mech, &inner_b);
    if (major == GSS_S_COMPLETE)
        major = mech->compare_name(minor, inner_a, inner_b, equal);
    return major;
}

/*
 * Names of different forms can still mean one entity: a host-based service and a mechanism name,
 * say. Whichever mechanism understands both decides; it is enough that one says so. Only where no
 * mechanism could compare them is that an error.
 */
static OM_uint32 compare_by_mechs(OM_uint32 *minor, gss_name_t a, gss_name_t b, bool *equal)
{
    const struct mech *const own[] = {a->mech != NULL ? a->mech : b->mech, NULL};
    const struct mech *const *mechs = own[0] != NULL ? own : registry_list();
    OM_uint32 failure = GSS_S_COMPLETE, failure_minor = 0, major;
    bool compared = false, common = false;

    for (size_t i = 0; !*equal && mechs[i] != NULL; i++) {
        const struct mech *mech = mechs[i];

        if (!name_is_for(a, mech) || !name_is_for(b, mech))
            continue;
        common = true;
        major = compare_under(minor, mech, a, b, equal);
        if (major == GSS_S_COMPLETE) {
            compared = true;
        } else if (failure == GSS_S_COMPLETE) {
            failure = major;
            failure_minor = *minor;
        }
    }
    *minor = 0;
    if (compared)
        return GSS_S_COMPLETE;
    if (!common)
        return minor_fail(minor, MINOR_BAD_NAME_TYPE, GSS_S_BAD_NAMETYPE);
    *minor = failure_minor;
    return failure;
}

OM_uint32 gss_compare_name(OM_uint32 *minor, gss_name_t name1, gss_name_t name2, int *name_equal)
{
    bool equal = false;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (name_equal != NULL)
        *name_equal = 0;
    if (name1 == GSS_C_NO_NAME || name2 == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    if (name_equal == NULL)
        return call_fail_write(minor, 0);
    if (name_is_anonymous_text(name1) || name_is_anonymous_text(name2))
        return GSS_S_COMPLETE; /* never known to be the same */
    if (name1->mech != NULL && name2->mech != NULL &&
        !oid_equal(&name1->mech->oid, &name2->mech->oid))
        return GSS_S_COMPLETE; /* proved by different means: not known to be the same */
    major = compare_by_mechs(minor, name1, name2, &equal);
    if (major != GSS_S_COMPLETE && name_is_same_text(name1, name2)) {
        *minor = 0; /* no mechanism can read them now, yet they are one name */
        major = GSS_S_COMPLETE;
        equal = true;
    }
    *name_equal = equal;
    return major;
}

OM_uint32 gss_inquire_names_for_mech(OM_uint32 *minor, gss_OID mechanism, gss_OID_set *name_types)
{
    const struct mech *mech;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    if (name_types == NULL)
        return call_fail_write(minor, 0);
    *name_types = GSS_C_NO_OID_SET;
    major = registry_select(minor, mechanism, &mech);
    if (major != GSS_S_COMPLETE)
        return major;
    *name_types = oid_set_create();
    for (size_t i = 0; *name_types != NULL && mech->name_types[i] != NULL; i++) {
        if (!oid_set_add(*name_types, mech->name_types[i]))
            oid_set_free(name_types);
    }
    return *name_types != NULL ? GSS_S_COMPLETE : call_fail_memory(minor);
}

OM_uint32 gss_inquire_mechs_for_name(OM_uint32 *minor, gss_name_t input_name,
                                     gss_OID_set *mech_types)
{
    const struct mech *const *mechs = registry_list();
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (mech_types == NULL)
        return call_fail_write(minor, 0);
    *mech_types = GSS_C_NO_OID_SET;
    if (input_name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    *mech_types = oid_set_create();
    for (size_t i = 0; *mech_types != NULL && mechs[i] != NULL; i++) {
        if (!mechs[i]->hidden && name_is_for(input_name, mechs[i]) &&
            !oid_set_add(*mech_types, &mechs[i]->oid))
            oid_set_free(mech_types);
    }
    return *mech_types != NULL ? GSS_S_COMPLETE : call_fail_memory(minor);
}
