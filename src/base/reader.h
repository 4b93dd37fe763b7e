/*
 * The one bounds-checked reader of the library.
 *
 * A reader is sticky: once a read wanted more than was left, this and every
 * later read give zeros (or NULL) and reader_ok() is false. So a parser reads
 * straight through and checks once, before it uses any value as a length or
 * an index. A sub-reader cannot see past its parent.
 */
#ifndef GSS_BASE_READER_H
#define GSS_BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
    const uint8_t *next;
    size_t left;
    bool failed;
};

/* Reads LENGTH bytes at DATA, which must outlive the reader. DATA may be NULL when LENGTH is 0. */
void reader_init(struct reader *r, const void *data, size_t length);

/* Marks the reader failed: for a parser that finds a value it cannot accept. */
static inline void reader_fail(struct reader *r)
{
    r->failed = true;
    r->left = 0;
}

/* The next LENGTH bytes, owned by the input; NULL after a failure. Here, with the integers of
 * per-message tokens, for the sake of short messages. */
static inline const uint8_t *read_bytes(struct reader *r, size_t length)
{
    const uint8_t *at = r->next;

    if (r->failed || length > r->left) {
        reader_fail(r);
        return NULL;
    }
    if (length == 0)
        return at != NULL ? at : (const uint8_t *)"";
    r->next += length;
    r->left -= length;
    return at;
}

/* Integers, big-endian unless the name says otherwise. 0 after a failure. */
static inline uint8_t read_u8(struct reader *r)
{
    const uint8_t *p = read_bytes(r, 1);

    return p != NULL ? p[0] : 0;
}

static inline uint16_t read_u16be(struct reader *r)
{
    const uint8_t *p = read_bytes(r, 2);

    return p != NULL ? (uint16_t)(p[0] << 8 | p[1]) : 0;
}

static inline uint32_t read_u32be(struct reader *r)
{
    const uint8_t *p = read_bytes(r, 4);

    return p != NULL ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3] : 0;
}

static inline uint64_t read_u64be(struct reader *r)
{
    const uint8_t *p = read_bytes(r, 8);
    uint64_t value = 0;

    if (p == NULL)
        return 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | p[i];
    return value;
}

uint16_t read_u16le(struct reader *r);
uint32_t read_u32le(struct reader *r);

/* Copies the next LENGTH bytes to OUT; OUT is zeroed on failure. */
void read_copy(struct reader *r, void *out, size_t length);

/* A reader over the next LENGTH bytes; a failed parent or overrun gives a failed, empty child. */
struct reader read_sub(struct reader *r, size_t length);

/* A child over a field that is preceded by its length in 16 or 32 bits. */
struct reader read_sub_u16be(struct reader *r);
struct reader read_sub_u32be(struct reader *r);

/* No read has failed. */
static inline bool reader_ok(const struct reader *r)
{
    return !r->failed;
}

/* No read has failed and nothing is left. */
static inline bool reader_at_end(const struct reader *r)
{
    return !r->failed && r->left == 0;
}

#endif
