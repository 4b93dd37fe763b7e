/* MIT's sense of gss_userok: 1 is a match. The prototype is the same, so neither a compiler nor a
 * linker sees the difference: only the library's name tells it. */
#include <gss.h>

#include "glue/authorize.h"

int gss_userok(gss_name_t name, const char *username)
{
    return name_may_log_in(name, username) ? 1 : 0;
}
