/* The mechanism-independent framing of an initial context token (RFC 2743 s.3.1). */
#ifndef GSS_BASE_FRAMING_H
#define GSS_BASE_FRAMING_H

#include <gss/api.h>

#include "base/reader.h"
#include "base/writer.h"

/* Takes the framing off IN: *OID points into the input, and the result reads the mechanism's part.
 * IN fails unless the framing is whole and nothing follows it. */
struct reader framing_read(struct reader *in, gss_OID_desc *oid);

/* Writes the framing for LENGTH bytes of the mechanism's, which the caller writes next. */
void framing_write(struct writer *out, gss_const_OID oid, size_t length);

#endif
