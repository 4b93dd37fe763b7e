/*
 * The mechanisms that there are: those of this library, and those of plugins.
 *
 * A mechanism that has been seen stays for good, so that its table can be
 * pointed to. The list only grows, and is read without a lock.
 */
#ifndef GSS_MECH_REGISTRY_H
#define GSS_MECH_REGISTRY_H

#include "mech/mech.h"

/* This library's own, one row a mechanism, the default one first; ends with NULL. A program that
 * defines a table of this name itself (a test) is linked with that one instead. */
extern const struct mech *const registry_mechs[];

/* All of them, the default one first; ends with NULL, and stays as it is. Looks, once in a while,
 * whether the configuration of plugins has changed. */
const struct mech *const *registry_list(void);

/* How many there are in a list. */
size_t registry_count(const struct mech *const *mechs);

/* NULL if there is none. Besides those in the list: a mechanism behind an interposer, by the
 * interposer's object identifier followed by its own. */
const struct mech *registry_find(gss_const_OID oid);

/* Is this very descriptor a mechanism's? */
bool registry_owns_mech_oid(gss_const_OID oid);

#endif
