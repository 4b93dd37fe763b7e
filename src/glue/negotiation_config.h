/* The configured choice of mechanisms for negotiation; see negotiation.h. */
#ifndef GSS_GLUE_NEGOTIATION_CONFIG_H
#define GSS_GLUE_NEGOTIATION_CONFIG_H

#include <stddef.h>

#include "mech/mech.h"

/* The place of a mechanism in the configured order, from 0; -1: it is not in it. *CONFIGURED is
 * false if nothing is configured. Read once in a process. */
int negotiation_config_rank(const struct mech *mech, bool *configured);

#endif
