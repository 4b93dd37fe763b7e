#include "glue/authorize.h"

#include "glue/name.h"
#include "glue/registry.h"

static bool mech_authorizes(const struct mech *mech, gss_name_t name, const char *user)
{
    const void *inner;
    bool authorized = false;
    OM_uint32 minor;

    if (mech->authorize_localname == NULL || !name_is_for(name, mech) ||
        name_element(&minor, name, mech, &inner) != GSS_S_COMPLETE)
        return false;
    return mech->authorize_localname(&minor, inner, user, &authorized) == GSS_S_COMPLETE &&
           authorized;
}

bool name_may_log_in(gss_name_t name, const char *user)
{
    const struct mech *const *mechs = registry_list();

    if (name == GSS_C_NO_NAME || user == NULL || *user == '\0')
        return false;
    for (size_t i = 0; mechs[i] != NULL; i++) {
        if (mech_authorizes(mechs[i], name, user))
            return true;
    }
    return false;
}
