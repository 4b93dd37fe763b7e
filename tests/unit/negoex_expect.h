/* Legs of NegoEx and what they are expected to bring; included by tests. */
#ifndef TESTS_UNIT_NEGOEX_EXPECT_H
#define TESTS_UNIT_NEGOEX_EXPECT_H

#include "unit/negoex_world.h"

enum { THREE = GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE };

struct negoex_pair pair_of(const char *initiator, const char *acceptor, OM_uint32 flags);

/* The types of the token's messages, a digit each. */
void assert_types(const struct negoex_pair *pair, const char *types);

/* Runs a leg and compares both. */
void expect_init(struct negoex_pair *pair, OM_uint32 major, const char *types);
void expect_accept(struct negoex_pair *pair, OM_uint32 major, const char *types);

#endif
