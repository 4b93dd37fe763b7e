#include "base/der.h"

#include <string.h>

size_t der_read_length(struct reader *r)
{
    size_t length = read_u8(r);
    size_t count;

    if (length < 0x80)
        return length;
    count = length & 0x7f;
    if (count == 0 || count > 4) { /* indefinite, or longer than anything we accept */
        reader_fail(r);
        return 0;
    }
    length = 0;
    for (size_t i = 0; i < count; i++) {
        length = length << 8 | read_u8(r);
        if (length == 0) { /* a leading zero: not the shortest form */
            reader_fail(r);
            return 0;
        }
    }
    if (length < 0x80)
        reader_fail(r);
    return reader_ok(r) ? length : 0;
}

struct reader der_read_any(struct reader *r, uint8_t *tag)
{
    size_t length;

    *tag = read_u8(r);
    if ((*tag & 0x1f) == 0x1f) /* no protocol here has a tag number over 30 */
        reader_fail(r);
    length = der_read_length(r);
    return read_sub(r, length);
}

struct reader der_read(struct reader *r, uint8_t tag)
{
    uint8_t found;
    struct reader contents = der_read_any(r, &found);

    if (found != tag) {
        reader_fail(r);
        reader_fail(&contents);
    }
    return contents;
}

uint8_t der_peek_tag(const struct reader *r)
{
    struct reader copy = *r;

    return read_u8(&copy);
}

struct reader der_read_optional(struct reader *r, uint8_t tag, bool *present)
{
    struct reader none = {.failed = false};

    *present = r->left != 0 && der_peek_tag(r) == tag;
    return *present ? der_read(r, tag) : none;
}

/* The contents of an INTEGER as two's complement, at most 8 bytes, shortest form. */
static int64_t der_read_int_contents(struct reader *r)
{
    size_t length = r->left;
    uint8_t first = read_u8(r);
    uint64_t value = (first & 0x80) != 0 ? UINT64_MAX : 0;

    value = value << 8 | first;
    if (length == 0 || length > 8)
        reader_fail(r);
    for (size_t i = 1; i < length && reader_ok(r); i++) {
        uint8_t byte = read_u8(r);

        if (i == 1 && ((first == 0 && byte < 0x80) || (first == 0xff && byte >= 0x80)))
            reader_fail(r);
        value = value << 8 | byte;
    }
    return reader_ok(r) ? (int64_t)value : 0;
}

int64_t der_read_int(struct reader *r)
{
    struct reader contents = der_read(r, DER_INTEGER);
    int64_t value = der_read_int_contents(&contents);

    if (!reader_ok(&contents))
        reader_fail(r);
    return value;
}

uint32_t der_read_u32_lenient(struct reader *r)
{
    int64_t value = der_read_int(r);

    if (value < INT32_MIN || value > (int64_t)UINT32_MAX) {
        reader_fail(r);
        return 0;
    }
    return (uint32_t)value;
}

void der_write_length(struct writer *w, size_t length)
{
    size_t count = 0;

    if (length < 0x80) {
        write_u8(w, (uint8_t)length);
        return;
    }
    while (length >> 8 * count != 0)
        count++;
    write_u8(w, (uint8_t)(0x80 | count));
    for (size_t i = count; i > 0; i--)
        write_u8(w, (uint8_t)(length >> 8 * (i - 1)));
}

/* The length's own size is not known at OPEN: one byte is reserved, and CLOSE moves the contents
 * up in the rare case that it needs more. */
size_t der_write_open(struct writer *w, uint8_t tag)
{
    write_u8(w, tag);
    write_u8(w, 0);
    return w->length;
}

void der_write_close(struct writer *w, size_t mark)
{
    uint8_t encoded[1 + sizeof(size_t)];
    struct writer header;
    size_t length;

    if (!writer_ok(w))
        return;
    length = w->length - mark;
    writer_init_fixed(&header, encoded, sizeof(encoded));
    der_write_length(&header, length);
    if (header.length > 1 && write_space(w, header.length - 1) == NULL)
        return;
    memmove(w->data + mark - 1 + header.length, w->data + mark, length);
    memcpy(w->data + mark - 1, encoded, header.length);
}

void der_write(struct writer *w, uint8_t tag, const void *data, size_t length)
{
    write_u8(w, tag);
    der_write_length(w, length);
    write_bytes(w, data, length);
}

void der_write_int(struct writer *w, int64_t value)
{
    size_t count = 1;

    while (count < 8 &&
           (value < -((int64_t)1 << (8 * count - 1)) || value >= (int64_t)1 << (8 * count - 1)))
        count++;
    write_u8(w, DER_INTEGER);
    write_u8(w, (uint8_t)count);
    for (size_t i = count; i > 0; i--)
        write_u8(w, (uint8_t)((uint64_t)value >> 8 * (i - 1)));
}
