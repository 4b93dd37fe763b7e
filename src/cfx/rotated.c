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
