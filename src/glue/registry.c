#include "glue/registry.h"

#include "mech/krb5/krb5_mech.h"

const struct mech *const registry_mechs[] = {
    &krb5_mech,
    NULL,
};
