/* What the command accepts contexts with. */
#ifndef GSS_TOOLS_ACCEPTOR_H
#define GSS_TOOLS_ACCEPTOR_H

#include <stdbool.h>

#include <gss/api.h>

/* A credential for accepting as SERVICE, by MECH alone or, GSS_C_NO_OID, by each mechanism that has
 * keys or verifiers. VERIFIERS is SCRAM's file, NULL: the default one. Told on stderr, and false,
 * if there is nothing to accept anybody with. */
bool acceptor_acquire(const char *service, gss_OID mech, const char *verifiers,
                      gss_cred_id_t *cred);

#endif
