/* Who may log in as whom: what the two libraries' gss_userok ask alike. */
#ifndef GSS_GLUE_AUTHORIZE_H
#define GSS_GLUE_AUTHORIZE_H

#include <stdbool.h>

#include <gss/api.h>

/* Does some mechanism say that NAME may log in as USER? False if it cannot be known, or if an
 * argument is NULL or USER empty. */
bool name_may_log_in(gss_name_t name, const char *user);

#endif
