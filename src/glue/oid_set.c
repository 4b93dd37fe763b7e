/* Sets of object identifiers (RFC 2744 s.5.4, 5.8, 5.18, 5.29, 5.30). */
#include "base/oid.h"
#include "glue/call.h"
#include "glue/registry.h"

OM_uint32 gss_create_empty_oid_set(OM_uint32 *minor, gss_OID_set *oid_set)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (oid_set == NULL)
        return call_fail_write(minor, 0);
    *oid_set = oid_set_create();
    return *oid_set != NULL ? GSS_S_COMPLETE : call_fail_memory(minor);
}

OM_uint32 gss_add_oid_set_member(OM_uint32 *minor, gss_OID member_oid, gss_OID_set *oid_set)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (oid_set == NULL)
        return call_fail_write(minor, 0);
    if (!call_oid_is_sound(member_oid) || *oid_set == GSS_C_NO_OID_SET)
        return call_fail_read(minor, 0);
    return oid_set_add(*oid_set, member_oid) ? GSS_S_COMPLETE : call_fail_memory(minor);
}

OM_uint32 gss_test_oid_set_member(OM_uint32 *minor, gss_OID member, gss_OID_set set, int *present)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (present != NULL)
        *present = 0;
    if (!call_oid_is_sound(member) || set == GSS_C_NO_OID_SET)
        return call_fail_read(minor, 0);
    if (present == NULL)
        return call_fail_write(minor, 0);
    *present = oid_set_contains(set, member);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_release_oid_set(OM_uint32 *minor, gss_OID_set *set)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (set == NULL)
        return call_fail_write(minor, 0);
    oid_set_free(set);
    return GSS_S_COMPLETE;
}

OM_uint32 gss_indicate_mechs(OM_uint32 *minor, gss_OID_set *mech_set)
{
    const struct mech *const *mechs = registry_list();
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (mech_set == NULL)
        return call_fail_write(minor, 0);
    *mech_set = oid_set_create();
    for (size_t i = 0; *mech_set != NULL && mechs[i] != NULL; i++) {
        if (!mechs[i]->hidden && !oid_set_add(*mech_set, &mechs[i]->oid))
            oid_set_free(mech_set);
    }
    return *mech_set != NULL ? GSS_S_COMPLETE : call_fail_memory(minor);
}
