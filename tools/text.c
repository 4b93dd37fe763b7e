#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Lead bytes of UTF-8 (RFC 3629): the sequence's length and the least character that needs it. */
static const struct utf8_form {
    uint8_t mask, lead;
    unsigned length;
    uint32_t least;
} utf8_forms[] = {
    {0x80, 0x00, 1, 0},
    {0xe0, 0xc0, 2, 0x80},
    {0xf0, 0xe0, 3, 0x800},
    {0xf8, 0xf0, 4, 0x10000},
};

static const struct utf8_form *utf8_form_find(uint8_t lead)
{
    for (size_t i = 0; i < sizeof(utf8_forms) / sizeof(utf8_forms[0]); i++) {
        if ((lead & utf8_forms[i].mask) == utf8_forms[i].lead)
            return &utf8_forms[i];
    }
    return NULL;
}

uint32_t text_read_character(struct reader *in)
{
    uint8_t lead = read_u8(in);
    struct reader rest = *in;
    const struct utf8_form *form = utf8_form_find(lead);
    uint32_t character;

    if (form == NULL)
        return TEXT_INVALID;
    character = lead & (uint8_t)~form->mask;
    for (unsigned i = 1; i < form->length; i++) {
        uint8_t byte = read_u8(&rest);

        if ((byte & 0xc0) != 0x80)
            return TEXT_INVALID;
        character = character << 6 | (byte & 0x3f);
    }
    if (!reader_ok(&rest) || character < form->least || character > 0x10ffff ||
        (character >= 0xd800 && character <= 0xdfff))
        return TEXT_INVALID;
    *in = rest;
    return character;
}

void text_write_character(struct writer *out, uint32_t character)
{
    const struct utf8_form *form = &utf8_forms[0];

    for (size_t i = 1; i < sizeof(utf8_forms) / sizeof(utf8_forms[0]); i++) {
        if (character >= utf8_forms[i].least)
            form = &utf8_forms[i];
    }
    write_u8(out, (uint8_t)(form->lead | character >> 6 * (form->length - 1)));
    for (unsigned i = form->length - 1; i > 0; i--)
        write_u8(out, (uint8_t)(0x80 | (character >> 6 * (i - 1) & 0x3f)));
}

/* Characters that a terminal obeys instead of showing, or that hide what is beside them. */
static const struct {
    uint32_t first, last;
} unsafe_ranges[] = {
    {0x00, 0x1f},                         /* C0 */
    {'\\', '\\'},                         /* the escape itself */
    {0x7f, 0x9f},                         /* DEL and C1 */
    {0xad, 0xad},                         /* soft hyphen */
    {0x200b, 0x200f},                     /* zero width, direction marks */
    {0x2028, 0x202e},                     /* separators, direction embedding */
    {0x2060, 0x206f},                     /* word joiner, direction isolates */
    {0xfeff, 0xfeff},                     /* byte order mark */
    {0xfff0, 0xffff}, {0xe0000, 0xe0fff}, /* tags */
};

static bool character_is_unsafe(uint32_t character)
{
    for (size_t i = 0; i < sizeof(unsafe_ranges) / sizeof(unsafe_ranges[0]); i++) {
        if (character >= unsafe_ranges[i].first && character <= unsafe_ranges[i].last)
            return true;
    }
    return false;
}

void text_write_safe(struct writer *out, const void *text, size_t length)
{
    struct reader in;

    reader_init(&in, text, length);
    while (in.left != 0) {
        uint8_t byte = *in.next;
        uint32_t character = text_read_character(&in);

        if (character == TEXT_INVALID)
            text_writef(out, "\\x%02x", byte);
        else if (character == '\\')
            text_write(out, "\\\\");
        else if (!character_is_unsafe(character))
            text_write_character(out, character);
        else if (character < 0x80)
            text_writef(out, "\\x%02x", (unsigned)character);
        else
            text_writef(out, "\\u{%x}", (unsigned)character);
    }
}

void text_write(struct writer *out, const char *text)
{
    write_bytes(out, text, strlen(text));
}

void text_writef(struct writer *out, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof(text))
        writer_fail(out);
    else
        write_bytes(out, text, (size_t)length);
}

void text_write_hex(struct writer *out, const void *data, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    struct reader in;

    reader_init(&in, data, length);
    while (in.left != 0) {
        uint8_t byte = read_u8(&in);

        write_u8(out, (uint8_t)digits[byte >> 4]);
        write_u8(out, (uint8_t)digits[byte & 0xf]);
    }
}
