/* A token that a person hands to the command: in a file, on standard input, or as text. */
#ifndef GSS_TOOLS_INPUT_H
#define GSS_TOOLS_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/writer.h"

enum { INPUT_MAX = 64 << 20 };

enum input_encoding { INPUT_AUTO, INPUT_RAW, INPUT_HEX, INPUT_BASE64 };

/* "base64" */
const char *input_encoding_name(enum input_encoding encoding);

/* Appends all that the file PATH holds ("-": standard input). Tells on stderr why not. */
bool input_read_file(const char *path, struct writer *out);

/* Appends what TEXT encodes. AUTO finds out: hexadecimal digits if it has only these, else base64
 * if it is that, else raw bytes; *ENCODING tells. False if it is not what *ENCODING says. */
bool input_decode(const void *text, size_t length, enum input_encoding *encoding,
                  struct writer *out);

#endif
