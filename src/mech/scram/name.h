/*
 * SCRAM names: users, and acceptors that the caller named as host-based services (RFC 5802 s.8.1).
 *
 * A user's name is kept prepared by SASLprep, a service's with its host in lower case. A name is
 * immutable and counted: duplicating it is one more owner.
 */
#ifndef GSS_MECH_SCRAM_NAME_H
#define GSS_MECH_SCRAM_NAME_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include <gss/api.h>

#include "base/reader.h"
#include "base/writer.h"
#include "mech/mech.h"

struct scram_name {
    atomic_uint owners;
    bool service;
    size_t length;
    char text[]; /* with a NUL behind it */
};

/* The types that import takes; ends with NULL. */
extern const gss_const_OID scram_name_types[];

/* The entries of struct mech; NAME is a struct scram_name. */
OM_uint32 scram_name_import(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                            gss_const_OID type, void **name);
OM_uint32 scram_name_display(OM_uint32 *minor, const void *name, gss_buffer_t text, gss_OID *type);
OM_uint32 scram_name_export(OM_uint32 *minor, const void *name, struct writer *out);
OM_uint32 scram_name_compare(OM_uint32 *minor, const void *a, const void *b, bool *equal);
OM_uint32 scram_name_duplicate(OM_uint32 *minor, const void *name, void **copy);
void scram_name_release(void **name);

/* A user's name that is prepared already; NULL without memory. */
struct scram_name *scram_name_create(const void *text, size_t length);

/* One more owner; accepts NULL. */
struct scram_name *scram_name_share(const struct scram_name *name);
void scram_name_free(struct scram_name *name); /* accepts NULL */

/* A name as a field of a context's state, and back. NULL is a field too. */
void scram_name_write(const struct scram_name *name, struct writer *out);
OM_uint32 scram_name_read(OM_uint32 *minor, struct reader *in, struct scram_name **name);

#endif
