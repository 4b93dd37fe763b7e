/* Base64 (RFC 4648 s.4). */
#ifndef GSS_TOOLS_BASE64_H
#define GSS_TOOLS_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/writer.h"

void base64_write(struct writer *out, const void *data, size_t length);

/* Appends what TEXT encodes; white space is skipped, padding is needed. False, and nothing
 * appended, if TEXT is not base64. */
bool base64_read(const void *text, size_t length, struct writer *out);

#endif
