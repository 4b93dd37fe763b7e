/* gss --major: explains a major status code. */
#ifndef GSS_TOOLS_MAJOR_H
#define GSS_TOOLS_MAJOR_H

#include <stdbool.h>

#include <gss/api.h>

/* Prints CODE and each of its parts on stdout; gives the exit status. */
int major_explain(OM_uint32 code, bool as_json);

#endif
