/* Calls of GNU's that no RFC has. */
#include <ctype.h>
#include <stdlib.h>

#include <gss.h>

#include "glue/call.h"
#include "glue/name.h"
#include "glue/registry.h"

enum { VERSION_PARTS = 4 };

/* "2", "2.0", ... as numbers, a missing one 0; false for anything else. */
static bool version_read(const char *text, unsigned long parts[VERSION_PARTS])
{
    for (int i = 0; i < VERSION_PARTS; i++) {
        char *end;

        parts[i] = 0;
        if (i != 0 && *text == '\0')
            continue;
        if (i != 0 && *text++ != '.')
            return false;
        if (!isdigit((unsigned char)*text)) /* strtoul takes signs and blanks */
            return false;
        parts[i] = strtoul(text, &end, 10);
        text = end;
    }
    return *text == '\0';
}

const char *gss_check_version(const char *req_version)
{
    unsigned long wanted[VERSION_PARTS], ours[VERSION_PARTS];

    if (req_version == NULL)
        return GSS_VERSION;
    if (!version_read(req_version, wanted) || !version_read(GSS_VERSION, ours))
        return NULL;
    for (int i = 0; i < VERSION_PARTS; i++) { /* "1.0.10" is later than "1.0.9" */
        if (wanted[i] != ours[i])
            return wanted[i] < ours[i] ? GSS_VERSION : NULL;
    }
    return GSS_VERSION;
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
    const struct mech *const *mechs = registry_list();

    if (name == GSS_C_NO_NAME || username == NULL || *username == '\0')
        return 1;
    for (size_t i = 0; mechs[i] != NULL; i++) {
        if (name_may_log_in(name, mechs[i], username))
            return 0;
    }
    return 1;
}
