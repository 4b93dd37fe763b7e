/*
 * The domains that this process has open.
 *
 * Each acquisition looks whether what is open is still what the folder holds,
 * and loads it anew if not: see domain_fresh. Any thread may call these.
 */
#ifndef GSS_TRANSFER_DOMAINS_H
#define GSS_TRANSFER_DOMAINS_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

#include "transfer/domain.h"

/* The domain of FOLDER; of this process, if it is NULL. What is missing in the folder is made if
 * this user may. */
OM_uint32 domains_acquire(OM_uint32 *minor, const char *folder, struct transfer_domain **domain);

/* Gives it back; accepts a pointer to NULL and nulls it. */
void domains_release(struct transfer_domain **domain);

/* Replaces *DOMAIN by what its folder holds now, changed as CHANGE asks. A failure leaves it. */
OM_uint32 domains_reload(OM_uint32 *minor, enum domain_change change,
                         struct transfer_domain **domain);

/* The same for a folder that need not be open, with nothing made besides what CHANGE asks. */
OM_uint32 domains_change(OM_uint32 *minor, const char *folder, enum domain_change change,
                         struct transfer_domain **domain);

/* A new active key if the present one is old and this user may; the present one serves on if not.
 */
void domains_rotate_if_due(struct transfer_domain **domain, int64_t now);

/* The folder that FOLDER means; NULL is this process's: as set, GSS_TRANSFER_DOMAIN, or the
 * user's own. Nothing is looked at. PATH needs PATH_MAX bytes. */
OM_uint32 domains_find_path(OM_uint32 *minor, const char *folder, char *path);

/* Chooses this process's domain; NULL goes back to the default. */
OM_uint32 domains_set_default(OM_uint32 *minor, const char *folder);

#endif
