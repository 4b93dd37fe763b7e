/* Calls of GNU's that no RFC has. */
#include <ctype.h>
#include <stdlib.h>

#include <gss.h>

#include "glue/call.h"
#include "glue/name.h"
#include "glue/registry.h"

/* Takes "N" and a dot after it off the front; false where there is no number. */
static bool version_next(const char **text, unsigned long *number)
{
    char *end;

    if (!isdigit((unsigned char)**text))
        return false;
    *number = strtoul(*text, &end, 10);
    *text = *end == '.' ? end + 1 : end;
    return true;
}

const char *gss_check_version(const char *req_version)
{
    const char *have = GSS_VERSION;
    unsigned long wanted, ours;

    /* Component by component: "1.0.10" is later than "1.0.9". A missing one is 0. */
    while (req_version != NULL && version_next(&req_version, &wanted)) {
        if (!version_next(&have, &ours))
            ours = 0;
        if (wanted != ours)
            return wanted < ours ? GSS_VERSION : NULL;
    }
    return req_version == NULL || *req_version == '\0' ? GSS_VERSION : NULL;
}

static bool name_may_log_in(gss_name_t name, const struct mech *mech, const char *user)
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

/* GNU's sense: 0 is a match. MIT's call of this name answers the other way round. */
int gss_userok(gss_name_t name, const char *username)
{
    if (name == GSS_C_NO_NAME || username == NULL || *username == '\0')
        return 1;
    for (size_t i = 0; registry_mechs[i] != NULL; i++) {
        if (name_may_log_in(name, registry_mechs[i], username))
            return 0;
    }
    return 1;
}
