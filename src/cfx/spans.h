/*
 * A protected message that lies in several places: what the code is over, in
 * its order, and which of it is carried, that is, encrypted where it lies.
 */
#ifndef GSS_CFX_SPANS_H
#define GSS_CFX_SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gss/ext-iov.h>

#include "cfx/mac.h"

struct spans {
    gss_buffer_desc head;           /* carried before the rest: the confounder */
    const gss_iov_buffer_desc *iov; /* DATA is carried, SIGN_ONLY is not, others do not count */
    size_t count;
    const gss_buffer_desc *message; /* stands for the DATA buffer if there is one; or NULL */
    gss_buffer_desc tail;           /* carried after the rest */
};

/* How much is carried; false if that is more than memory can hold. */
bool spans_measure(const struct spans *spans, size_t *length);

/* Hashes all of it. */
void spans_hash(const struct spans *spans, struct mac *m);

/* Overwrites what is carried. */
void spans_wipe(const struct spans *spans);

/* A place in what is carried. Nobody goes past the end, which spans_measure tells. */
struct spans_cursor {
    const struct spans *spans;
    size_t index, at;
};

struct spans_cursor spans_begin(const struct spans *spans);

/* How much lies in one piece from here. */
size_t spans_run(struct spans_cursor *c);

/* The next LENGTH bytes, of one piece. */
uint8_t *spans_take(struct spans_cursor *c, size_t length);

/* Copies from here, or to here, from piece to piece. */
void spans_read(struct spans_cursor *c, uint8_t *out, size_t length);
void spans_write(struct spans_cursor *c, const uint8_t *in, size_t length);

#endif
