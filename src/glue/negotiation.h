/*
 * What a negotiating mechanism may choose from.
 *
 * By default: all mechanisms but the hidden ones and those that say they are
 * not for negotiation. The administrator, or the user, may say otherwise:
 * $GSS_SPNEGO_MECHS (not in set-uid programs), or else /etc/gss/spnego.conf,
 * names the mechanisms in the order of preference, by their short names or
 * dotted OIDs, separated by white space or commas; # begins a comment. A
 * program limits and orders further by gss_set_neg_mechs.
 */
#ifndef GSS_GLUE_NEGOTIATION_H
#define GSS_GLUE_NEGOTIATION_H

#include <stdbool.h>

#include <gss/api.h>

#include "mech/mech.h"

/* The mechanism that negotiates: of a list, and of MECHS if that is a set; NULL: none. Every other's
 * credential serves it. */
const struct mech *negotiation_find_mech(const struct mech *const *list, gss_const_OID_set mechs);

/* May the mechanism be chosen, as far as the configuration goes? */
bool negotiation_may_offer(const struct mech *mech);

/* The offers for one leg: of CRED's elements for this use, or of all mechanisms by their default
 * credentials. GSS_S_NO_CRED if CRED has none that may be offered. TARGET may be NULL. */
OM_uint32 negotiation_begin(OM_uint32 *minor, gss_cred_id_t cred, gss_cred_usage_t usage,
                            gss_name_t target, struct mech_negotiation *negotiation);

/* Frees what BEGIN made; an empty one is taken too. */
void negotiation_end(struct mech_negotiation *negotiation);

#endif
