#include "base/base64.h"

#include <stdint.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum { NO_DIGIT = 64 };

void base64_encode(struct writer *out, const void *data, size_t length)
{
    struct reader in;

    reader_init(&in, data, length);
    while (in.left > 0) {
        size_t count = in.left < 3 ? in.left : 3;
        uint8_t *at = write_space(out, 4);
        uint32_t group = 0;

        for (size_t i = 0; i < 3; i++)
            group = group << 8 | (i < count ? read_u8(&in) : 0);
        for (size_t i = 0; at != NULL && i < 4; i++)
            at[i] = (uint8_t)(i <= count ? digits[group >> 6 * (3 - i) & 63] : '=');
    }
}

/* A digit's value; NO_DIGIT if it is none. */
static uint32_t base64_value(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a' + 26);
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0' + 52);
    return c == '+' ? 62 : c == '/' ? 63 : NO_DIGIT;
}

/* Four characters, the last of which may be padding if LAST. */
static bool base64_decode_group(const uint8_t *text, bool last, struct writer *out)
{
    unsigned padding = !last || text[3] != '=' ? 0 : text[2] != '=' ? 1 : 2;
    uint32_t group = 0;

    for (size_t i = 0; i < 4; i++) {
        uint32_t value = i < 4 - padding ? base64_value(text[i]) : 0;

        if (value == NO_DIGIT)
            return false;
        group = group << 6 | value;
    }
    if ((group & ((UINT32_C(1) << 8 * padding) - 1)) != 0)
        return false; /* bits that encode nothing (RFC 4648 s.3.5) */
    for (unsigned i = 0; i < 3 - padding; i++)
        write_u8(out, (uint8_t)(group >> 8 * (2 - i)));
    return true;
}

bool base64_decode(struct reader *text, struct writer *out)
{
    while (text->left > 0) {
        const uint8_t *group = read_bytes(text, 4);

        if (group == NULL || !base64_decode_group(group, text->left == 0, out))
            return false;
    }
    return reader_ok(text) && writer_ok(out);
}
