/* Object identifiers: comparison, static values, and sets. */
#ifndef GSS_BASE_OID_H
#define GSS_BASE_OID_H

#include <stdbool.h>

#include <gss/api.h>

#include "base/reader.h"
#include "base/writer.h"

/* False if either is NULL. */
bool oid_equal(gss_const_OID a, gss_const_OID b);

/* A descriptor of static bytes: OID_STATIC("\x2b\x06"). */
#define OID_STATIC(bytes)                                                                          \
    {                                                                                              \
        sizeof(bytes) - 1, (void *)(bytes)                                                         \
    }

/* A copy with its own elements, freed by oid_free; NULL without memory. */
gss_OID oid_copy(gss_const_OID oid);
void oid_free(gss_OID *oid);

/* The set of all arguments; NULL without memory. Freed by gss_release_oid_set or oid_set_free. */
gss_OID_set oid_set_create(void);
bool oid_set_add(gss_OID_set set, gss_const_OID member); /* adds if not there; false: no memory */
bool oid_set_contains(gss_const_OID_set set, gss_const_OID member);
gss_OID_set oid_set_copy(gss_const_OID_set set);
void oid_set_free(gss_OID_set *set);

/* "1.2.840.113554.1.2.2", written with its final NUL; false if OID is malformed or OUT too small.
 */
bool oid_to_dotted(gss_const_OID oid, char *out, size_t size);

/* The elements of a dotted OID, of LENGTH characters; OUT fails if it is malformed. */
void oid_write_dotted(struct writer *out, const void *text, size_t length);

/* A field of a 16-bit length and the OID's elements. The reading form points into the input. */
void oid_write_field(struct writer *w, gss_const_OID oid);
gss_OID_desc oid_read_field(struct reader *r);

#endif
