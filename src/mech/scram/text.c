#include "mech/scram/text.h"

#include <stdint.h>
#include <string.h>

#include <stringprep.h>

#include "base/secret.h"

/* Leading byte, mask of its mark, and the first code point that needs this length. */
static const struct {
    uint8_t mark, mask;
    unsigned more;
    uint32_t least;
} utf8_forms[] = {
    {0x00, 0x80, 0, 0x1}, /* no NUL */
    {0xc0, 0xe0, 1, 0x80},
    {0xe0, 0xf0, 2, 0x800},
    {0xf0, 0xf8, 3, 0x10000},
};

static uint32_t utf8_read(struct reader *in)
{
    uint8_t first = read_u8(in);

    for (size_t i = 0; i < sizeof(utf8_forms) / sizeof(utf8_forms[0]); i++) {
        uint32_t point = first & (uint8_t)~utf8_forms[i].mask;

        if ((first & utf8_forms[i].mask) != utf8_forms[i].mark)
            continue;
        for (unsigned n = 0; n < utf8_forms[i].more; n++) {
            uint8_t next = read_u8(in);

            if ((next & 0xc0) != 0x80)
                reader_fail(in);
            point = point << 6 | (next & 0x3f);
        }
        if (point < utf8_forms[i].least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
            reader_fail(in); /* overlong, out of range, or a surrogate */
        return point;
    }
    reader_fail(in);
    return 0;
}

bool scram_text_is_utf8(const void *text, size_t length)
{
    struct reader in;

    reader_init(&in, text, length);
    while (in.left > 0)
        (void)utf8_read(&in);
    return reader_ok(&in);
}

/* Of printable ASCII SASLprep changes nothing. */
static bool text_is_plain(const void *text, size_t length)
{
    struct reader in;

    reader_init(&in, text, length);
    while (in.left > 0) {
        uint8_t c = read_u8(&in);

        if (c < 0x20 || c > 0x7e)
            return false;
    }
    return true;
}

bool scram_text_prepare(const void *text, size_t length, enum scram_text_use use,
                        struct writer *out)
{
    /* NFKC makes at most 18 code points of one (Unicode s.3.2 of annex 15: 11 times the bytes). */
    char buffer[SCRAM_TEXT_MAX * 11 + 1];
    size_t prepared;
    bool ok;

    if (length == 0 || length > SCRAM_TEXT_MAX || !scram_text_is_utf8(text, length))
        return false;
    if (text_is_plain(text, length)) {
        write_bytes(out, text, length);
        return writer_ok(out);
    }
    memcpy(buffer, text, length);
    buffer[length] = '\0';
    ok = stringprep(buffer, sizeof(buffer),
                    use == SCRAM_TEXT_PASSWORD ? STRINGPREP_NO_UNASSIGNED : 0,
                    stringprep_saslprep) == STRINGPREP_OK;
    prepared = ok ? strlen(buffer) : 0;
    ok = prepared > 0 && prepared <= SCRAM_TEXT_MAX;
    if (ok)
        write_bytes(out, buffer, prepared);
    secret_wipe(buffer, sizeof(buffer));
    return ok && writer_ok(out);
}

void scram_text_escape(const void *text, size_t length, struct writer *out)
{
    struct reader in;

    reader_init(&in, text, length);
    while (in.left > 0) {
        uint8_t c = read_u8(&in);

        if (c == ',')
            write_bytes(out, "=2C", 3);
        else if (c == '=')
            write_bytes(out, "=3D", 3);
        else
            write_u8(out, c);
    }
}

bool scram_text_unescape(struct reader *in, struct writer *out)
{
    while (in->left > 0) {
        uint8_t c = read_u8(in);

        if (c == '=') {
            const uint8_t *code = read_bytes(in, 2);

            if (code != NULL && memcmp(code, "2C", 2) == 0)
                c = ',';
            else if (code == NULL || memcmp(code, "3D", 2) != 0)
                return false;
        }
        write_u8(out, c);
    }
    return reader_ok(in) && writer_ok(out);
}
