/* Two ends of a plugin's context, and the tokens between them. */
#ifndef TESTS_PLUGIN_PAIR_H
#define TESTS_PLUGIN_PAIR_H

#include "api/check.h"
#include "plugin/toy_plugin.h"

extern gss_OID_desc plugin_toy; /* 2.999.1 */

struct plugin_pair {
    gss_OID mech;
    gss_name_t target;
    OM_uint32 flags;
    gss_cred_id_t cred; /* of both; none by default */
    gss_ctx_id_t initiator;
    gss_ctx_id_t acceptor;
    gss_buffer_desc token; /* on its way */
    OM_uint32 minor;       /* of the last leg */
};

/* A pair that has had no leg. */
void plugin_pair_begin(struct plugin_pair *pair, gss_OID mech, const char *target, OM_uint32 flags);

/* One leg: takes the token on its way and leaves the next one; gives the status. */
OM_uint32 plugin_pair_init(struct plugin_pair *pair);
OM_uint32 plugin_pair_accept(struct plugin_pair *pair);

/* All legs, or the test fails. */
void plugin_pair_establish(struct plugin_pair *pair);

/* Sealed messages and MICs both ways, or the test fails. */
void plugin_pair_talk(struct plugin_pair *pair);

void plugin_pair_end(struct plugin_pair *pair);

/* A message with associated data arrives at the toy's acceptor, and a forged one does not. */
void plugin_check_aead(void);

/* The whole sentence of a minor status. */
void check_sentence(gss_OID mech, OM_uint32 minor, const char *sentence);

#endif
