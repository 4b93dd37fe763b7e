#include "base/reader.h"

#include <string.h>

void reader_init(struct reader *r, const void *data, size_t length)
{
    r->next = data;
    r->left = data != NULL ? length : 0;
    r->failed = data == NULL && length != 0;
}

void read_copy(struct reader *r, void *out, size_t length)
{
    const uint8_t *at = read_bytes(r, length);

    if (length == 0)
        return;
    if (at != NULL)
        memcpy(out, at, length);
    else
        memset(out, 0, length);
}

struct reader read_sub(struct reader *r, size_t length)
{
    struct reader child = {.failed = true};
    const uint8_t *at = read_bytes(r, length);

    if (at != NULL)
        reader_init(&child, at, length);
    return child;
}

struct reader read_sub_u16be(struct reader *r)
{
    return read_sub(r, read_u16be(r));
}

struct reader read_sub_u32be(struct reader *r)
{
    return read_sub(r, read_u32be(r));
}

uint16_t read_u16le(struct reader *r)
{
    const uint8_t *p = read_bytes(r, 2);

    return p != NULL ? (uint16_t)(p[1] << 8 | p[0]) : 0;
}

uint32_t read_u32le(struct reader *r)
{
    const uint8_t *p = read_bytes(r, 4);

    return p != NULL ? (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0] : 0;
}
