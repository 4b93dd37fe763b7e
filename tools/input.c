#include "input.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/reader.h"
#include "base64.h"
#include "report.h"

static const char *const encoding_names[] = {
    [INPUT_AUTO] = "auto",
    [INPUT_RAW] = "raw",
    [INPUT_HEX] = "hex",
    [INPUT_BASE64] = "base64",
};

const char *input_encoding_name(enum input_encoding encoding)
{
    return encoding_names[encoding];
}

static bool input_read_stream(FILE *stream, const char *name, struct writer *out)
{
    uint8_t chunk[8192];
    size_t length;

    while ((length = fread(chunk, 1, sizeof(chunk), stream)) != 0) {
        write_bytes(out, chunk, length);
        if (out->length > INPUT_MAX) {
            report_error("%s: longer than %d bytes, which no token is", name, INPUT_MAX);
            return false;
        }
    }
    if (ferror(stream)) {
        report_error("%s: %s", name, strerror(errno));
        return false;
    }
    if (!writer_ok(out))
        report_error("out of memory");
    return writer_ok(out);
}

bool input_read_file(const char *path, struct writer *out)
{
    FILE *stream;
    bool ok;

    if (strcmp(path, "-") == 0)
        return input_read_stream(stdin, "standard input", out);
    stream = fopen(path, "rbe");
    if (stream == NULL) {
        report_error("%s: %s", path, strerror(errno));
        return false;
    }
    ok = input_read_stream(stream, path, out);
    fclose(stream);
    return ok;
}

static int hex_value(uint8_t character)
{
    if (isdigit(character))
        return character - '0';
    if (isxdigit(character))
        return tolower(character) - 'a' + 10;
    return -1;
}

/* Digits in pairs; white space and colons may stand between pairs. */
static bool hex_read(const void *text, size_t length, struct writer *out)
{
    size_t before = out->length;
    struct reader in;
    int high, low;

    reader_init(&in, text, length);
    while (in.left != 0) {
        uint8_t character = read_u8(&in);

        if (isspace(character) || character == ':')
            continue;
        high = hex_value(character);
        low = hex_value(read_u8(&in));
        if (high < 0 || low < 0) {
            out->length = before;
            return false;
        }
        write_u8(out, (uint8_t)(high << 4 | low));
    }
    return writer_ok(out);
}

bool input_decode(const void *text, size_t length, enum input_encoding *encoding,
                  struct writer *out)
{
    if (*encoding == INPUT_HEX)
        return hex_read(text, length, out);
    if (*encoding == INPUT_BASE64)
        return base64_read(text, length, out);
    if (*encoding == INPUT_AUTO) {
        *encoding = INPUT_HEX;
        if (hex_read(text, length, out))
            return true;
        *encoding = INPUT_BASE64;
        if (base64_read(text, length, out))
            return true;
    }
    *encoding = INPUT_RAW;
    write_bytes(out, text, length);
    return writer_ok(out);
}
