#include "base/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

enum { WRITER_FIRST_CAPACITY = 256 };

void writer_init(struct writer *w)
{
    *w = (struct writer){0};
}

void writer_init_secret(struct writer *w)
{
    *w = (struct writer){.secret = true};
}

void writer_init_fixed(struct writer *w, void *data, size_t capacity)
{
    *w = (struct writer){.data = data, .capacity = capacity, .fixed = true};
}

static void writer_release(struct writer *w, uint8_t *data, size_t length)
{
    if (w->secret && data != NULL)
        secret_wipe(data, length);
    if (!w->fixed)
        free(data);
}

void writer_free(struct writer *w)
{
    bool secret = w->secret;

    writer_release(w, w->data, w->length);
    *w = (struct writer){.secret = secret};
}

void writer_fail(struct writer *w)
{
    w->failed = true;
}

/* Makes room for LENGTH more bytes. Not realloc: it would leave a copy of a secret behind. */
static bool writer_grow(struct writer *w, size_t length)
{
    size_t wanted, capacity;
    uint8_t *data;

    if (w->failed)
        return false;
    if (length <= w->capacity - w->length)
        return true;
    if (w->fixed || length > SIZE_MAX / 2 - w->length)
        goto fail;
    wanted = w->length + length;
    capacity = w->capacity != 0 ? w->capacity : WRITER_FIRST_CAPACITY;
    while (capacity < wanted)
        capacity *= 2;
    data = malloc(capacity);
    if (data == NULL)
        goto fail;
    if (w->length != 0)
        memcpy(data, w->data, w->length);
    writer_release(w, w->data, w->length);
    w->data = data;
    w->capacity = capacity;
    return true;

fail:
    w->failed = true;
    return false;
}

uint8_t *write_space(struct writer *w, size_t length)
{
    uint8_t *at;

    if (!writer_grow(w, length))
        return NULL;
    if (length == 0)
        return w->data;
    at = w->data + w->length;
    w->length += length;
    return at;
}

void write_bytes(struct writer *w, const void *data, size_t length)
{
    uint8_t *at;

    if (length == 0)
        return;
    at = write_space(w, length);
    if (at != NULL)
        memcpy(at, data, length);
}

/* Writes the low COUNT bytes of VALUE, most significant first. */
static void write_be(struct writer *w, uint64_t value, size_t count)
{
    uint8_t *at = write_space(w, count);

    for (size_t i = 0; at != NULL && i < count; i++)
        at[i] = (uint8_t)(value >> 8 * (count - 1 - i));
}

static void write_le(struct writer *w, uint64_t value, size_t count)
{
    uint8_t *at = write_space(w, count);

    for (size_t i = 0; at != NULL && i < count; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

void write_u8(struct writer *w, uint8_t value)
{
    write_be(w, value, 1);
}

void write_u16be(struct writer *w, uint16_t value)
{
    write_be(w, value, 2);
}

void write_u32be(struct writer *w, uint32_t value)
{
    write_be(w, value, 4);
}

void write_u64be(struct writer *w, uint64_t value)
{
    write_be(w, value, 8);
}

void write_u16le(struct writer *w, uint16_t value)
{
    write_le(w, value, 2);
}

void write_u32le(struct writer *w, uint32_t value)
{
    write_le(w, value, 4);
}

static size_t write_open(struct writer *w, size_t width)
{
    (void)write_space(w, width);
    return w->length;
}

static void write_close(struct writer *w, size_t mark, size_t width)
{
    size_t length;

    if (w->failed)
        return;
    length = w->length - mark;
    if (width < sizeof(length) && length >> 8 * width != 0) {
        w->failed = true;
        return;
    }
    for (size_t i = 0; i < width; i++)
        w->data[mark - 1 - i] = (uint8_t)(length >> 8 * i);
}

size_t write_open_u16be(struct writer *w)
{
    return write_open(w, 2);
}

void write_close_u16be(struct writer *w, size_t mark)
{
    write_close(w, mark, 2);
}

size_t write_open_u32be(struct writer *w)
{
    return write_open(w, 4);
}

void write_close_u32be(struct writer *w, size_t mark)
{
    write_close(w, mark, 4);
}

void write_field_u16be(struct writer *w, const void *data, size_t length)
{
    size_t mark = write_open_u16be(w);

    write_bytes(w, data, length);
    write_close_u16be(w, mark);
}

bool writer_take_buffer(struct writer *w, gss_buffer_t buffer)
{
    buffer->length = 0;
    buffer->value = NULL;
    if (w->failed) {
        writer_free(w);
        return false;
    }
    buffer->length = w->length;
    buffer->value = w->data; /* now the caller's */
    w->data = NULL;
    writer_free(w);
    return true;
}
