/*
 * JSON (RFC 8259), written one value after another.
 *
 * KEY is the member's name inside an object, and NULL inside an array and for
 * the outermost value. Commas and indentation take care of themselves. Text is
 * escaped; bytes that are not UTF-8 become U+FFFD.
 */
#ifndef GSS_TOOLS_JSON_H
#define GSS_TOOLS_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/writer.h"

enum { JSON_DEPTH_MAX = 60 };

struct json {
    struct writer *out;
    unsigned depth;
    uint64_t filled; /* bit N: the value open at depth N has members already */
};

/* Writes to OUT, which outlives it. Nesting past JSON_DEPTH_MAX makes OUT fail. */
void json_init(struct json *json, struct writer *out);

void json_open_object(struct json *json, const char *key);
void json_close_object(struct json *json);
void json_open_array(struct json *json, const char *key);
void json_close_array(struct json *json);

void json_text(struct json *json, const char *key, const void *text, size_t length);
void json_string(struct json *json, const char *key, const char *text); /* NULL: null */
void json_integer(struct json *json, const char *key, int64_t value);
void json_unsigned(struct json *json, const char *key, uint64_t value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);
void json_hex(struct json *json, const char *key, const void *data, size_t length);

/* The newline after the outermost value. */
void json_end(struct json *json);

#endif
