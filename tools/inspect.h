/*
 * `gss inspect`: explains a token as far as it is in the clear.
 *
 * Knows initial context tokens (RFC 2743 s.3.1, with Kerberos, SPNEGO and
 * SCRAM inside, or bare as in DCE style), what SPNEGO carries (NTLM, NegoEx), per-message tokens (RFC 4121), exported
 * names (RFC 2743 s.3.2) and interprocess tokens. It decrypts nothing, and what
 * might be a secret (messages, ciphertext, unknown mechanisms' bytes) it only
 * counts.
 */
#ifndef GSS_TOOLS_INSPECT_H
#define GSS_TOOLS_INSPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/writer.h"
#include "field.h"
#include "json.h"

struct inspection {
    const char *kind; /* static: "initial context token" */
    struct field_tree tree;
    size_t length;
    bool malformed;
    size_t offset;     /* of the problem */
    char problem[256]; /* a sentence */
};

/* Reads LENGTH bytes at TOKEN. False without memory. CLEAR in any case. */
bool inspect_token(const void *token, size_t length, struct inspection *out);
void inspect_clear(struct inspection *inspection);

/* The whole as text, or as members of the object that is open in JSON. */
void inspect_write_text(const struct inspection *inspection, struct writer *out);
void inspect_write_json(const struct inspection *inspection, struct json *json);

#endif
