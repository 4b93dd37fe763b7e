/* What the command tells: errors on stderr, results on stdout. */
#ifndef GSS_TOOLS_REPORT_H
#define GSS_TOOLS_REPORT_H

#include <stdbool.h>

#include "base/writer.h"

/* Exit statuses of the command. */
enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* "gss: " and the sentence, on stderr. */
void report_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes OUT to stdout and frees it. False, with a word on stderr, if OUT has failed or the stream
 * does. */
bool report_output(struct writer *out);

#endif
