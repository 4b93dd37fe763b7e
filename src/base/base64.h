/* Base64 (RFC 4648 s.4) in its one canonical form: padded, without white space. */
#ifndef GSS_BASE_BASE64_H
#define GSS_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reader.h"
#include "base/writer.h"

void base64_encode(struct writer *out, const void *data, size_t length);

/* Appends what all that is left of TEXT encodes. False if TEXT is not the canonical encoding of
 * anything, or OUT is full; OUT may then have a part of it. */
bool base64_decode(struct reader *text, struct writer *out);

/* The length of LENGTH bytes encoded. */
static inline size_t base64_length(size_t length)
{
    return (length + 2) / 3 * 4;
}

#endif
