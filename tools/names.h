/* Names as the command line gives them and as results show them. */
#ifndef GSS_TOOLS_NAMES_H
#define GSS_TOOLS_NAMES_H

#include <stdbool.h>

#include <gss/api.h>

#include "base/writer.h"

/* The host-based service SERVICE@HOST (HOST may be NULL, and is not used if SERVICE has one). Told
 * on stderr on failure; *NAME is then GSS_C_NO_NAME. */
bool name_import_service(const char *service, const char *host, gss_name_t *name);

/* Appends a name's text; "nobody" for GSS_C_NO_NAME. */
void name_write(struct writer *out, gss_name_t name);

/* Appends " for 300 seconds", or " without end". */
void name_write_lifetime(struct writer *out, OM_uint32 seconds);

/* Appends "mutual authentication, confidentiality, ..." */
void name_write_flags(struct writer *out, OM_uint32 flags);

#endif
