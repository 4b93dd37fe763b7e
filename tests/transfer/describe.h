/* All that a context can tell of itself, as lines of text: equal texts are equal contexts. */
#ifndef TESTS_TRANSFER_DESCRIBE_H
#define TESTS_TRANSFER_DESCRIBE_H

#include <gss.h>

/* Names with their types, flags, role, mechanism, authtime, ticket flags, authorization data. The
 * lifetime is left out: it changes as time goes by. The text is malloc'ed. */
char *describe_context(gss_ctx_id_t context);

#endif
