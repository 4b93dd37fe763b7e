#include "mech/registry.h"

#include "mech/krb5/krb5_mech.h"
#include "mech/scram/scram_mech.h"
#include "mech/spnego/spnego_mech.h"

const struct mech *const registry_mechs[] = {
    &krb5_mech,
    &scram_sha256_mech,
    &scram_sha1_mech,
    &spnego_mech,
    NULL,
};
