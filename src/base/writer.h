/*
 * The one writer of the library: it builds every token, message and file.
 *
 * A writer is sticky like the reader: after an allocation failed, or a fixed
 * writer is full, every later write does nothing and writer_ok() is false.
 * Lengths that are known only afterwards are reserved first and filled in
 * when the field is closed. A secret writer wipes what it outgrows and what
 * it still holds when it is freed.
 */
#ifndef GSS_BASE_WRITER_H
#define GSS_BASE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gss/api.h>

struct writer {
    uint8_t *data;
    size_t length;
    size_t capacity;
    bool fixed;
    bool secret;
    bool failed;
};

/* A growing writer; it owns malloc'ed memory until it is taken or freed. */
void writer_init(struct writer *w);
void writer_init_secret(struct writer *w);

/* Writes into CAPACITY bytes of the caller's; never allocates. */
void writer_init_fixed(struct writer *w, void *data, size_t capacity);

/* Frees (and wipes, if secret) what the writer owns, and makes it empty and usable again. */
void writer_free(struct writer *w);

void write_u8(struct writer *w, uint8_t value);
void write_u16be(struct writer *w, uint16_t value);
void write_u32be(struct writer *w, uint32_t value);
void write_u64be(struct writer *w, uint64_t value);
void write_u16le(struct writer *w, uint16_t value);
void write_u32le(struct writer *w, uint32_t value);
void write_bytes(struct writer *w, const void *data, size_t length);

/* LENGTH bytes to be filled by the caller, valid until the next write; NULL after a failure. */
uint8_t *write_space(struct writer *w, size_t length);

/* A field preceded by its length: OPEN reserves the length and gives a mark, CLOSE fills it in.
 * A field too long for its length makes the writer fail. */
size_t write_open_u16be(struct writer *w);
void write_close_u16be(struct writer *w, size_t mark);
size_t write_open_u32be(struct writer *w);
void write_close_u32be(struct writer *w, size_t mark);

/* The same in one step, for bytes at hand. */
void write_field_u16be(struct writer *w, const void *data, size_t length);

/* Makes the writer fail: for a builder that meets a value it cannot encode. */
void writer_fail(struct writer *w);

static inline bool writer_ok(const struct writer *w)
{
    return !w->failed;
}

/* Hands a growing writer's bytes to the caller's BUFFER (to be freed by gss_release_buffer) and
 * leaves the writer empty. False, and an empty BUFFER, if the writer had failed; it is freed. */
bool writer_take_buffer(struct writer *w, gss_buffer_t buffer);

#endif
