/* gss_localname and the calls like it: MIT's. */
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include <gss.h>

#include "base/oid.h"
#include "glue/authorize.h"
#include "glue/call.h"
#include "glue/name.h"
#include "glue/registry.h"

OM_uint32 gss_authorize_localname(OM_uint32 *minor, const gss_name_t name, const gss_name_t user)
{
    OM_uint32 spare, major;
    char *text;

    minor = call_minor(minor, &spare);
    if (name == GSS_C_NO_NAME || user == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    if (user->mech != NULL ||
        (user->type != GSS_C_NO_OID && !oid_equal(user->type, GSS_C_NT_USER_NAME)))
        return minor_fail(minor, MINOR_BAD_NAME_TYPE, GSS_S_BAD_NAMETYPE);
    if (memchr(user->text, '\0', user->length) != NULL)
        return minor_fail(minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    text = strndup(user->text, user->length);
    if (text == NULL)
        return call_fail_memory(minor);
    major = name_authorize(minor, name, text);
    free(text);
    return major;
}

static OM_uint32 localname_by(OM_uint32 *minor, gss_name_t name, const struct mech *mech,
                              gss_buffer_t localname)
{
    const void *inner;
    OM_uint32 major;

    if (mech->localname == NULL)
        return call_fail_unsupported(minor);
    major = name_element(minor, name, mech, &inner);
    return major != GSS_S_COMPLETE ? major : mech->localname(minor, inner, localname);
}

/* By the first mechanism that knows a user; the failure is that of the first one asked. */
static OM_uint32 localname_by_any(OM_uint32 *minor, gss_name_t name, gss_buffer_t localname)
{
    const struct mech *const *mechs = registry_list();
    OM_uint32 failure = call_fail_unsupported(minor), failure_minor = *minor, major;
    bool asked = false;

    for (size_t i = 0; mechs[i] != NULL; i++) {
        if (mechs[i]->localname == NULL || !name_is_for(name, mechs[i]))
            continue;
        major = localname_by(minor, name, mechs[i], localname);
        if (major == GSS_S_COMPLETE) {
            *minor = 0;
            return major;
        }
        if (!asked) {
            failure = major;
            failure_minor = *minor;
        }
        asked = true;
    }
    *minor = failure_minor;
    return failure;
}

OM_uint32 gss_localname(OM_uint32 *minor, const gss_name_t name, gss_const_OID mech_type,
                        gss_buffer_t localname)
{
    const struct mech *mech;
    OM_uint32 spare, major;

    minor = call_minor(minor, &spare);
    call_empty_buffer(localname);
    if (localname == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    if (name == GSS_C_NO_NAME)
        return call_fail_read(minor, GSS_S_BAD_NAME);
    if (mech_type == GSS_C_NO_OID)
        return localname_by_any(minor, name, localname);
    major = registry_select(minor, mech_type, &mech);
    return major != GSS_S_COMPLETE ? major : localname_by(minor, name, mech, localname);
}

/* The user database's record of USER. */
static OM_uint32 find_uid(OM_uint32 *minor, const char *user, uid_t *uid)
{
    struct passwd record, *found = NULL;
    size_t size = 1024;
    char *buffer = NULL, *larger;
    int error;

    do {
        size *= 2;
        larger = realloc(buffer, size);
        if (larger == NULL) {
            free(buffer);
            return call_fail_memory(minor);
        }
        buffer = larger;
        error = getpwnam_r(user, &record, buffer, size, &found);
    } while (error == ERANGE && size < (1u << 20));
    if (found != NULL)
        *uid = record.pw_uid;
    free(buffer);
    return found != NULL ? GSS_S_COMPLETE
                         : minor_fail_detail(minor, MINOR_NO_LOCALNAME, GSS_S_FAILURE, "%s", user);
}

OM_uint32 gss_pname_to_uid(OM_uint32 *minor, const gss_name_t name, const gss_OID mech_type,
                           uid_t *uid)
{
    gss_buffer_desc user = GSS_C_EMPTY_BUFFER;
    OM_uint32 spare, ignored, major;
    char *text;

    minor = call_minor(minor, &spare);
    if (uid == NULL)
        return call_fail_write(minor, 0);
    *uid = (uid_t)-1;
    major = gss_localname(minor, name, mech_type, &user);
    if (major != GSS_S_COMPLETE)
        return major;
    if (user.length == 0 || memchr(user.value, '\0', user.length) != NULL) {
        gss_release_buffer(&ignored, &user);
        return minor_fail(minor, MINOR_NO_LOCALNAME, GSS_S_FAILURE);
    }
    text = strndup(user.value, user.length);
    gss_release_buffer(&ignored, &user);
    if (text == NULL)
        return call_fail_memory(minor);
    major = find_uid(minor, text, uid);
    free(text);
    return major;
}
