#include "glue/authorize.h"

#include "glue/call.h"
#include "glue/name.h"
#include "glue/registry.h"

static OM_uint32 authorize_by(OM_uint32 *minor, gss_name_t name, const struct mech *mech,
                              const char *user)
{
    const void *inner;
    bool authorized = false;
    OM_uint32 major = name_element(minor, name, mech, &inner);

    if (major == GSS_S_COMPLETE)
        major = mech->authorize_localname(minor, inner, user, &authorized);
    if (major == GSS_S_COMPLETE && !authorized)
        return minor_fail_detail(minor, MINOR_NOT_THIS_USER, GSS_S_UNAUTHORIZED, "%s", user);
    return major;
}

OM_uint32 name_authorize(OM_uint32 *minor, gss_name_t name, const char *user)
{
    const struct mech *const *mechs = registry_list();
    OM_uint32 refusal = call_fail_unsupported(minor), refusal_minor = *minor, major;
    bool asked = false;

    for (size_t i = 0; mechs[i] != NULL; i++) {
        if (mechs[i]->authorize_localname == NULL || !name_is_for(name, mechs[i]))
            continue;
        major = authorize_by(minor, name, mechs[i], user);
        if (major == GSS_S_COMPLETE)
            return major;
        if (!asked || refusal == GSS_S_UNAUTHORIZED) { /* a failure says more than a no */
            refusal = major;
            refusal_minor = *minor;
        }
        asked = true;
    }
    *minor = refusal_minor;
    return refusal;
}

bool name_may_log_in(gss_name_t name, const char *user)
{
    OM_uint32 minor;

    return name != GSS_C_NO_NAME && user != NULL && *user != '\0' &&
           name_authorize(&minor, name, user) == GSS_S_COMPLETE;
}
