#include "cfx/rotated.h"

void rotated_init(struct rotated *r, struct reader *body, size_t rotation)
{
    r->runs[1] = read_sub(body, body->left != 0 ? rotation % body->left : 0);
    r->runs[0] = read_sub(body, body->left);
}

size_t rotated_left(const struct rotated *r)
{
    return r->runs[0].left + r->runs[1].left;
}

size_t rotated_run(const struct rotated *r)
{
    return r->runs[0].left != 0 ? r->runs[0].left : r->runs[1].left;
}

const uint8_t *rotated_read(struct rotated *r, size_t length, uint8_t *scratch)
{
    struct reader *first = &r->runs[r->runs[0].left != 0 ? 0 : 1];
    size_t part = first->left;

    if (length <= part)
        return read_bytes(first, length);
    read_copy(first, scratch, part);
    read_copy(&r->runs[1], scratch + part, length - part);
    return scratch;
}

void rotated_copy(struct rotated *r, uint8_t *out, size_t length)
{
    size_t part = r->runs[0].left < length ? r->runs[0].left : length;

    read_copy(&r->runs[0], out, part);
    read_copy(&r->runs[1], out + part, length - part);
}

static void reverse(uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length / 2; i++) {
        uint8_t byte = bytes[i];

        bytes[i] = bytes[length - 1 - i];
        bytes[length - 1 - i] = byte;
    }
}

/* Both parts backwards, and then all. */
void rotated_undo(uint8_t *bytes, size_t length, size_t rotation)
{
    reverse(bytes, rotation);
    reverse(bytes + rotation, length - rotation);
    reverse(bytes, length);
}
