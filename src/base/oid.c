#include "base/oid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool oid_equal(gss_const_OID a, gss_const_OID b)
{
    if (a == NULL || b == NULL)
        return false;
    if (a == b)
        return true;
    return a->length == b->length &&
           (a->length == 0 || memcmp(a->elements, b->elements, a->length) == 0);
}

/* Fills *OUT with a copy of OID; false without memory. */
static bool oid_copy_into(gss_OID out, gss_const_OID oid)
{
    out->elements = malloc(oid->length != 0 ? oid->length : 1);
    if (out->elements == NULL)
        return false;
    out->length = oid->length;
    if (oid->length != 0)
        memcpy(out->elements, oid->elements, oid->length);
    return true;
}

gss_OID oid_copy(gss_const_OID oid)
{
    gss_OID copy = malloc(sizeof(*copy));

    if (copy != NULL && !oid_copy_into(copy, oid)) {
        free(copy);
        copy = NULL;
    }
    return copy;
}

void oid_free(gss_OID *oid)
{
    if (*oid != NULL)
        free((*oid)->elements);
    free(*oid);
    *oid = NULL;
}

gss_OID_set oid_set_create(void)
{
    return calloc(1, sizeof(gss_OID_set_desc));
}

bool oid_set_contains(gss_const_OID_set set, gss_const_OID member)
{
    for (size_t i = 0; set != NULL && i < set->count; i++) {
        if (oid_equal(&set->elements[i], member))
            return true;
    }
    return false;
}

bool oid_set_add(gss_OID_set set, gss_const_OID member)
{
    gss_OID_desc copy, *elements;

    if (oid_set_contains(set, member))
        return true;
    if (!oid_copy_into(&copy, member))
        return false;
    elements = realloc(set->elements, (set->count + 1) * sizeof(*elements));
    if (elements == NULL) {
        free(copy.elements);
        return false;
    }
    set->elements = elements;
    set->elements[set->count++] = copy;
    return true;
}

gss_OID_set oid_set_copy(gss_const_OID_set set)
{
    gss_OID_set copy = oid_set_create();

    for (size_t i = 0; copy != NULL && i < set->count; i++) {
        if (!oid_set_add(copy, &set->elements[i]))
            oid_set_free(&copy);
    }
    return copy;
}

void oid_set_free(gss_OID_set *set)
{
    if (*set == NULL)
        return;
    for (size_t i = 0; i < (*set)->count; i++)
        free((*set)->elements[i].elements);
    free((*set)->elements);
    free(*set);
    *set = NULL;
}

/* One base-128 arc (X.690 s.8.19.2); the reader fails on an arc over 32 bits. */
static uint64_t oid_read_arc(struct reader *r)
{
    uint64_t arc = 0;
    uint8_t byte;

    do {
        byte = read_u8(r);
        arc = arc << 7 | (byte & 0x7f);
        if (arc > UINT32_MAX)
            reader_fail(r);
    } while ((byte & 0x80) != 0 && reader_ok(r));
    return arc;
}

bool oid_to_dotted(gss_const_OID oid, char *out, size_t size)
{
    struct reader r;
    uint64_t arc, first;
    size_t used;

    reader_init(&r, oid->elements, oid->length);
    arc = oid_read_arc(&r);
    first = arc < 80 ? arc / 40 : 2;
    used = (size_t)snprintf(out, size, "%" PRIu64 ".%" PRIu64, first, arc - 40 * first);
    while (r.left != 0 && used < size) {
        arc = oid_read_arc(&r);
        used += (size_t)snprintf(out + used, size - used, ".%" PRIu64, arc);
    }
    return reader_ok(&r) && used < size;
}

/* A number of at most 32 bits, and the dot after it, which only the last one lacks. */
static uint64_t oid_read_number(struct reader *r)
{
    uint64_t number = 0;
    size_t digits = 0;
    uint8_t c = 0;

    while (r->left != 0 && (c = read_u8(r)) != '.') {
        if (c < '0' || c > '9' || (digits != 0 && number == 0))
            reader_fail(r);
        number = 10 * number + (c - '0');
        if (number > UINT32_MAX)
            reader_fail(r);
        digits++;
    }
    if (digits == 0 || (c == '.' && r->left == 0))
        reader_fail(r);
    return number;
}

static void oid_write_arc(struct writer *out, uint64_t arc)
{
    for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >> shift != 0)
            write_u8(out, (uint8_t)(0x80 | (arc >> shift & 0x7f)));
    }
    write_u8(out, arc & 0x7f);
}

void oid_write_dotted(struct writer *out, const void *text, size_t length)
{
    struct reader r;
    uint64_t first, second;

    reader_init(&r, text, length);
    first = oid_read_number(&r);
    second = oid_read_number(&r);
    if (first > 2 || (first < 2 && second >= 40) || 40 * first + second > UINT32_MAX)
        reader_fail(&r);
    oid_write_arc(out, 40 * first + second);
    while (r.left != 0)
        oid_write_arc(out, oid_read_number(&r));
    if (!reader_ok(&r))
        writer_fail(out);
}

void oid_write_field(struct writer *w, gss_const_OID oid)
{
    write_field_u16be(w, oid->elements, oid->length);
}

gss_OID_desc oid_read_field(struct reader *r)
{
    struct reader field = read_sub_u16be(r);
    gss_OID_desc oid = {(OM_uint32)field.left, (void *)field.next};

    return oid;
}
