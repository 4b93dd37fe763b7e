/* The library's mechanisms, as people name them. */
#ifndef GSS_TOOLS_MECHS_H
#define GSS_TOOLS_MECHS_H

#include <stdbool.h>

#include <gss/api.h>

#include "base/writer.h"

/* The mechanism with this SASL name, name or dotted identifier, or "scram" for the one to choose,
 * in *MECH (static: the library's). False, told on stderr, if there is none. */
bool mech_find(const char *text, gss_OID *mech);

/* Appends the mechanism's name, or its dotted identifier if it has none. */
void mech_write_name(struct writer *out, gss_const_OID mech);

/* Prints all mechanisms on stdout, and what became of the configured plugins if VERBOSE; gives the
 * exit status. */
int mech_list(bool as_json, bool verbose);

#endif
