#include "base64.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/reader.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_write(struct writer *out, const void *data, size_t length)
{
    struct reader in;

    reader_init(&in, data, length);
    while (in.left != 0) {
        size_t count = in.left < 3 ? in.left : 3;
        uint32_t group = 0;

        for (size_t i = 0; i < 3; i++)
            group = group << 8 | (i < count ? read_u8(&in) : 0);
        for (size_t i = 0; i < 4; i++)
            write_u8(out, (uint8_t)(i <= count ? alphabet[group >> 6 * (3 - i) & 0x3f] : '='));
    }
}

/* One character's six bits, or -1. */
static int base64_value(uint8_t character)
{
    const char *at = character != 0 ? strchr(alphabet, character) : NULL;

    return at != NULL ? (int)(at - alphabet) : -1;
}

/* A group of four characters, the last PADDING of which were '='. */
static bool base64_write_group(struct writer *out, uint32_t group, unsigned padding)
{
    if (padding > 2 || (group & (((uint32_t)1 << 8 * padding) - 1)) != 0)
        return false; /* bits that no encoder sets (RFC 4648 s.3.5) */
    for (unsigned i = 0; i < 3 - padding; i++)
        write_u8(out, (uint8_t)(group >> 8 * (2 - i)));
    return true;
}

static bool base64_read_groups(struct reader *in, struct writer *out)
{
    unsigned count = 0, padding = 0;
    uint32_t group = 0;

    while (in->left != 0) {
        uint8_t character = read_u8(in);
        int value = base64_value(character);

        if (isspace(character))
            continue;
        padding += character == '=';
        if (character != '=' && (value < 0 || padding != 0))
            return false;
        group = group << 6 | (uint32_t)(value < 0 ? 0 : value);
        if (++count % 4 != 0)
            continue;
        if (!base64_write_group(out, group, padding))
            return false;
        group = 0;
    }
    return count % 4 == 0;
}

bool base64_read(const void *text, size_t length, struct writer *out)
{
    size_t before = out->length;
    struct reader in;

    reader_init(&in, text, length);
    if (base64_read_groups(&in, out))
        return writer_ok(out);
    out->length = before;
    return false;
}
