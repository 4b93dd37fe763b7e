/* Texts of the SCRAM family: UTF-8, prepared by SASLprep (RFC 4013), and escaped in messages. */
#ifndef GSS_MECH_SCRAM_TEXT_H
#define GSS_MECH_SCRAM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reader.h"
#include "base/writer.h"

enum { SCRAM_TEXT_MAX = 1024 }; /* bytes of a name or a password, prepared or not */

/* UTF-8 (RFC 3629) without NUL? */
bool scram_text_is_utf8(const void *text, size_t length);

/* RFC 5802 s.2.2, 5.1: passwords are "stored strings", which have assigned code points alone; names
 * are "queries", which may have others. */
enum scram_text_use { SCRAM_TEXT_NAME, SCRAM_TEXT_PASSWORD };

/* Appends TEXT prepared; false, and nothing appended, if it cannot be, is empty, longer than
 * SCRAM_TEXT_MAX, or becomes empty. */
bool scram_text_prepare(const void *text, size_t length, enum scram_text_use use,
                        struct writer *out);

/* A name in a message, where ',' and '=' are written =2C and =3D; and back, which fails for any
 * other '='. */
void scram_text_escape(const void *text, size_t length, struct writer *out);
bool scram_text_unescape(struct reader *in, struct writer *out);

#endif
