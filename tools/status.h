/* The library's failures in its own words. */
#ifndef GSS_TOOLS_STATUS_H
#define GSS_TOOLS_STATUS_H

#include <gss/api.h>

#include "base/writer.h"

/* "gss: WHAT: " and the words of gss_display_status for both codes, on stderr. */
void report_status(const char *what, OM_uint32 major, OM_uint32 minor, gss_OID mech);

/* Appends all messages of gss_display_status for one code, joined by "; ". */
void status_write(struct writer *out, OM_uint32 code, int type, gss_OID mech);

#endif
