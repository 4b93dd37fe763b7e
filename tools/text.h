/* Text of unknown origin, made fit for a terminal and for JSON. */
#ifndef GSS_TOOLS_TEXT_H
#define GSS_TOOLS_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reader.h"
#include "base/writer.h"

/* No character: what text_read_character gives for a byte that starts no valid UTF-8 sequence. */
#define TEXT_INVALID UINT32_MAX

/* Takes the next character of IN, which is not at its end; of an invalid sequence, one byte. */
uint32_t text_read_character(struct reader *in);

/* Appends CHARACTER as UTF-8. */
void text_write_character(struct writer *out, uint32_t character);

/* Appends TEXT as one line that cannot steer a terminal: control characters, invisible ones that
 * turn the direction of writing, invalid bytes and the backslash itself are escaped. */
void text_write_safe(struct writer *out, const void *text, size_t length);

/* Appends a string, or a formatted one of at most 1,000 bytes. */
void text_write(struct writer *out, const char *text);
void text_writef(struct writer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends bytes as hexadecimal digits. */
void text_write_hex(struct writer *out, const void *data, size_t length);

#endif
