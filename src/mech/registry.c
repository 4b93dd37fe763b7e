#include "mech/registry.h"

#include "base/oid.h"

const struct mech *const *registry_list(void)
{
    return registry_mechs;
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
    return NULL;
}
