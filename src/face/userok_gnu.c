/* GNU's sense of gss_userok: 0 is a match. */
#include <gss.h>

#include "glue/authorize.h"

int gss_userok(gss_name_t name, const char *username)
{
    return name_may_log_in(name, username) ? 0 : 1;
}
