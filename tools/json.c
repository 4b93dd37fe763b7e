#include "json.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

void json_init(struct json *json, struct writer *out)
{
    *json = (struct json){.out = out};
}

static void json_newline(struct json *json)
{
    text_write(json->out, "\n");
    for (unsigned i = 0; i < json->depth; i++)
        text_write(json->out, "  ");
}

/* Characters that have an escape of their own (RFC 8259 s.7). */
static const struct {
    char character;
    char escape[3];
} json_escapes[] = {
    {'"', "\\\""}, {'\\', "\\\\"}, {'\b', "\\b"}, {'\f', "\\f"},
    {'\n', "\\n"}, {'\r', "\\r"},  {'\t', "\\t"},
};

static void json_write_character(struct json *json, uint32_t character)
{
    for (size_t i = 0; i < sizeof(json_escapes) / sizeof(json_escapes[0]); i++) {
        if (character == (uint8_t)json_escapes[i].character) {
            text_write(json->out, json_escapes[i].escape);
            return;
        }
    }
    if (character == TEXT_INVALID)
        text_write_character(json->out, 0xfffd);
    else if (character < 0x20 || (character >= 0x7f && character < 0xa0))
        text_writef(json->out, "\\u%04x", (unsigned)character);
    else
        text_write_character(json->out, character);
}

static void json_write_quoted(struct json *json, const void *text, size_t length)
{
    struct reader in;

    reader_init(&in, text, length);
    text_write(json->out, "\"");
    while (in.left != 0)
        json_write_character(json, text_read_character(&in));
    text_write(json->out, "\"");
}

/* What comes before every value: the comma, the line, and the member's name. */
static void json_begin(struct json *json, const char *key)
{
    uint64_t bit = (uint64_t)1 << json->depth;

    if ((json->filled & bit) != 0)
        text_write(json->out, ",");
    json->filled |= bit;
    if (json->depth != 0)
        json_newline(json);
    if (key != NULL) {
        json_write_quoted(json, key, strlen(key));
        text_write(json->out, ": ");
    }
}

static void json_open(struct json *json, const char *key, const char *bracket)
{
    json_begin(json, key);
    text_write(json->out, bracket);
    if (json->depth == JSON_DEPTH_MAX)
        writer_fail(json->out);
    else
        json->depth++;
    json->filled &= ~((uint64_t)1 << json->depth);
}

static void json_close(struct json *json, const char *bracket)
{
    bool filled = (json->filled >> json->depth & 1) != 0;

    json->depth--;
    if (filled)
        json_newline(json);
    text_write(json->out, bracket);
}

void json_open_object(struct json *json, const char *key)
{
    json_open(json, key, "{");
}

void json_close_object(struct json *json)
{
    json_close(json, "}");
}

void json_open_array(struct json *json, const char *key)
{
    json_open(json, key, "[");
}

void json_close_array(struct json *json)
{
    json_close(json, "]");
}

void json_text(struct json *json, const char *key, const void *text, size_t length)
{
    json_begin(json, key);
    json_write_quoted(json, text, length);
}

void json_string(struct json *json, const char *key, const char *text)
{
    if (text == NULL)
        json_null(json, key);
    else
        json_text(json, key, text, strlen(text));
}

void json_integer(struct json *json, const char *key, int64_t value)
{
    json_begin(json, key);
    text_writef(json->out, "%" PRId64, value);
}

void json_unsigned(struct json *json, const char *key, uint64_t value)
{
    json_begin(json, key);
    text_writef(json->out, "%" PRIu64, value);
}

void json_bool(struct json *json, const char *key, bool value)
{
    json_begin(json, key);
    text_write(json->out, value ? "true" : "false");
}

void json_null(struct json *json, const char *key)
{
    json_begin(json, key);
    text_write(json->out, "null");
}

void json_hex(struct json *json, const char *key, const void *data, size_t length)
{
    json_begin(json, key);
    text_write(json->out, "\"");
    text_write_hex(json->out, data, length);
    text_write(json->out, "\"");
}

void json_end(struct json *json)
{
    text_write(json->out, "\n");
}
