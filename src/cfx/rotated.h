/*
 * The body of a Wrap token as it was before its rotation (RFC 4121 s.4.2.5),
 * read from where it lies: two runs of bytes, one after the other.
 */
#ifndef GSS_CFX_ROTATED_H
#define GSS_CFX_ROTATED_H

#include <stddef.h>
#include <stdint.h>

#include "base/reader.h"

struct rotated {
    struct reader runs[2];
};

/* All that is left in BODY, rotated to the right by ROTATION, which may exceed its length. */
void rotated_init(struct rotated *r, struct reader *body, size_t rotation);

/* How much is left, in all and in one run. */
size_t rotated_left(const struct rotated *r);
size_t rotated_run(const struct rotated *r);

/* The next LENGTH bytes, gathered in SCRATCH if they do not lie in one run. LENGTH is at most
 * rotated_left(). */
const uint8_t *rotated_read(struct rotated *r, size_t length, uint8_t *scratch);

/* The same, copied. */
void rotated_copy(struct rotated *r, uint8_t *out, size_t length);

/* Undoes a rotation where it lies; ROTATION is less than LENGTH. */
void rotated_undo(uint8_t *bytes, size_t length, size_t rotation);

#endif
