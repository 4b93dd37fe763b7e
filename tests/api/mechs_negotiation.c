/* The table that stands in for the library's: two mechanisms, and one that negotiates them. */
#include "api/toy.h"
#include "glue/registry.h"
#include "mech/krb5/krb5_mech.h"
#include "mech/spnego/spnego_mech.h"

const struct mech *const registry_mechs[] = {
    &krb5_mech,
    &spnego_mech,
    &toy_mech,
    NULL,
};
