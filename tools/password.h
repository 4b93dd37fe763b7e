/* A password: asked for on the terminal, or taken from a file. Never from the command line, which
 * every user of the host can see. */
#ifndef GSS_TOOLS_PASSWORD_H
#define GSS_TOOLS_PASSWORD_H

#include <stdbool.h>

#include "base/writer.h"

/* The first line of FILE ("-": standard input), without its end, to OUT, a secret writer. Told on
 * stderr, and false, if there is none. */
bool password_read_file(const char *file, struct writer *out);

/* Asks on the terminal, without echo; TWICE: two times the same. "PROMPT: " */
bool password_ask(const char *prompt, bool twice, struct writer *out);

#endif
