#include "mech/registry.h"

#include "base/oid.h"
#include "mech/plugin/plugins.h"

const struct mech *const *registry_list(void)
{
    return plugins_list(registry_mechs);
}

size_t registry_count(const struct mech *const *mechs)
{
    size_t count = 0;

    while (mechs[count] != NULL)
        count++;
    return count;
}

const struct mech *registry_find(gss_const_OID oid)
{
    const struct mech *const *mechs = registry_list();

    for (size_t i = 0; mechs[i] != NULL; i++) {
        if (oid_equal(&mechs[i]->oid, oid))
            return mechs[i];
    }
    return plugins_find_interposed(oid);
}

bool registry_owns_mech_oid(gss_const_OID oid)
{
    for (size_t i = 0; registry_mechs[i] != NULL; i++) {
        if (oid == &registry_mechs[i]->oid)
            return true;
    }
    return plugins_own_oid(oid);
}
