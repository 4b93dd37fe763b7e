/* DER (X.690) on top of the reader and the writer: definite lengths only, the shortest form. */
#ifndef GSS_BASE_DER_H
#define GSS_BASE_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reader.h"
#include "base/writer.h"

enum {
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8_STRING = 0x0c,
    DER_GENERAL_STRING = 0x1b,
    DER_GENERALIZED_TIME = 0x18,
    DER_SEQUENCE = 0x30,
};

/* Tags of context class and of application class, constructed. N <= 30. */
#define DER_CONTEXT(n) ((uint8_t)(0xa0 | (n)))
#define DER_APPLICATION(n) ((uint8_t)(0x60 | (n)))

/* The contents of the next element, which must have this tag; otherwise the reader fails. */
struct reader der_read(struct reader *r, uint8_t tag);

/* The contents of the next element if it has this tag; otherwise *PRESENT is false and R stands
 * still. */
struct reader der_read_optional(struct reader *r, uint8_t tag, bool *present);

/* The next element's tag, not consumed; 0 at the end. */
uint8_t der_peek_tag(const struct reader *r);

/* Whatever element comes next: its tag and contents. */
struct reader der_read_any(struct reader *r, uint8_t *tag);

/* An INTEGER within the range of the result; otherwise the reader fails. */
int64_t der_read_int(struct reader *r);

/* An INTEGER that a peer may have encoded as signed or as unsigned 32 bits (sequence numbers,
 * RFC 4120 s.5.5.1), as its 32 bits. */
uint32_t der_read_u32_lenient(struct reader *r);

/* A primitive or constructed element: OPEN, write the contents, CLOSE. */
size_t der_write_open(struct writer *w, uint8_t tag);
void der_write_close(struct writer *w, size_t mark);

/* Whole elements. */
void der_write(struct writer *w, uint8_t tag, const void *data, size_t length);
void der_write_int(struct writer *w, int64_t value);

/* A length by itself, and the bytes that it takes: for framings that know it beforehand. */
void der_write_length(struct writer *w, size_t length);
size_t der_read_length(struct reader *r);

#endif
