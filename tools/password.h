/* A password: asked for on the terminal, or taken from a file. Never from the command line, which
 * every user of the host can see. */
#ifndef GSS_TOOLS_PASSWORD_H
#define GSS_TOOLS_PASSWORD_H

#include <stdbool.h>

#include "base/writer.h"

/* The password of USER to OUT, a secret writer: the first line of FILE ("-": standard input),
 * without its end. FILE NULL: asked for on the terminal, without echo; TWICE: until it came two
 * times the same. False, told on stderr, if there is none. */
bool password_get(const char *user, const char *file, bool twice, struct writer *out);

#endif
