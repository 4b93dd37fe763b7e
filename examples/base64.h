/*
 * Base64 for HTTP: padded in the header fields of Negotiate (RFC 4559 s.4.1), without padding and
 * safe for URLs in cookies (RFC 4648 s.5).
 */
#ifndef EXAMPLES_BASE64_H
#define EXAMPLES_BASE64_H

#include <stdbool.h>

#include <gss.h>

enum base64_kind { BASE64_HEADER, BASE64_COOKIE };

/* A string that free() releases, or NULL. */
char *base64_encode(enum base64_kind kind, const gss_buffer_desc *bytes);

/* Takes the one encoding that the encoder gives, and nothing else. BYTES is memory that free()
 * releases; empty after false. */
bool base64_decode(enum base64_kind kind, const char *text, gss_buffer_t bytes);

#endif
