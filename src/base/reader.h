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

/* Integers, big-endian unless the name says otherwise. 0 after a failure. */
uint8_t read_u8(struct reader *r);
uint16_t read_u16be(struct reader *r);
uint32_t read_u32be(struct reader *r);
uint64_t read_u64be(struct reader *r);
uint16_t read_u16le(struct reader *r);
uint32_t read_u32le(struct reader *r);

/* The next LENGTH bytes, owned by the input; NULL after a failure. */
const uint8_t *read_bytes(struct reader *r, size_t length);

/* Copies the next LENGTH bytes to OUT; OUT is zeroed on failure. */
void read_copy(struct reader *r, void *out, size_t length);

/* A reader over the next LENGTH bytes; a failed parent or overrun gives a failed, empty child. */
struct reader read_sub(struct reader *r, size_t length);

/* A child over a field that is preceded by its length in 16 or 32 bits. */
struct reader read_sub_u16be(struct reader *r);
struct reader read_sub_u32be(struct reader *r);

/* Marks the reader failed: for a parser that finds a value it cannot accept. */
void reader_fail(struct reader *r);

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
