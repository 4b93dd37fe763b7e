/* Who may log in as whom. */
#ifndef GSS_GLUE_AUTHORIZE_H
#define GSS_GLUE_AUTHORIZE_H

#include <stdbool.h>

#include <gss/api.h>

/* May NAME log in as USER? GSS_S_COMPLETE is yes, GSS_S_UNAUTHORIZED no. A caller's name is asked
 * about with each mechanism that takes it and has rules, and one yes is enough. */
OM_uint32 name_authorize(OM_uint32 *minor, gss_name_t name, const char *user);

/* The same for the two libraries' gss_userok. Does some mechanism say that NAME may log in as USER?
 * False if it cannot be known, or if an argument is NULL or USER empty. */
bool name_may_log_in(gss_name_t name, const char *user);

#endif
