#include "inspector.h"

#include <stdarg.h>
#include <stdio.h>

#include <gss/api.h>

void inspector_fail(struct inspector *in, struct reader *at, const char *format, ...)
{
    va_list arguments;

    if (!in->failed) {
        va_start(arguments, format);
        vsnprintf(in->problem, sizeof(in->problem), format, arguments);
        va_end(arguments);
        in->offset = at->next != NULL ? (size_t)(at->next - in->start) : 0;
        in->failed = true;
    }
    reader_fail(at);
}

void inspector_end(struct inspector *in, struct reader *at, const char *what)
{
    if (reader_ok(at) && at->left != 0)
        inspector_fail(in, at, "%zu byte%s after %s", at->left, at->left == 1 ? "" : "s", what);
}

/* Why no element with TAG could be read where AT stands. */
static void inspector_fail_element(struct inspector *in, struct reader *at, uint8_t tag,
                                   const char *what)
{
    uint8_t found = der_peek_tag(at);
    struct reader copy = *at;
    size_t length;

    read_u8(&copy);
    length = der_read_length(&copy);
    if (at->left == 0)
        inspector_fail(in, at, "%s is missing: the element that holds it ends here", what);
    else if (found != tag)
        inspector_fail(in, at, "expected %s (tag 0x%02x), found tag 0x%02x", what, tag, found);
    else if (!reader_ok(&copy))
        inspector_fail(in, at, "the length of %s is cut off or not in DER's shortest form", what);
    else
        inspector_fail(in, at, "%s should have %zu bytes, but %zu are left", what, length,
                       copy.left);
}

struct reader inspector_element(struct inspector *in, struct reader *r, uint8_t tag,
                                const char *what)
{
    struct reader before = *r;
    struct reader contents = der_read(r, tag);

    if (!reader_ok(r) && reader_ok(&before))
        inspector_fail_element(in, &before, tag, what);
    return contents;
}

struct reader inspector_field(struct inspector *in, struct reader *sequence, unsigned n,
                              uint8_t tag, const char *what)
{
    struct reader outer = inspector_element(in, sequence, DER_CONTEXT(n), what);
    struct reader inner = inspector_element(in, &outer, tag, what);

    inspector_end(in, &outer, what);
    return inner;
}

bool inspector_optional(struct inspector *in, struct reader *sequence, unsigned n, uint8_t tag,
                        const char *what, struct reader *out)
{
    reader_init(out, NULL, 0);
    if (in->failed || sequence->left == 0 || der_peek_tag(sequence) != DER_CONTEXT(n))
        return false;
    *out = inspector_field(in, sequence, n, tag, what);
    return !in->failed;
}

int64_t inspector_integer(struct inspector *in, struct reader *contents, const char *what)
{
    struct reader at = *contents;
    size_t length = contents->left;
    uint64_t value = 0;

    if (in->failed)
        return 0;
    if (length == 0 || length > sizeof(value)) {
        inspector_fail(in, &at, "%s is an integer of %zu bytes", what, length);
        return 0;
    }
    value = (*contents->next & 0x80) != 0 ? UINT64_MAX : 0;
    while (contents->left != 0)
        value = value << 8 | read_u8(contents);
    return (int64_t)value;
}

void inspector_text(struct inspector *in, const char *key, struct reader contents)
{
    if (!in->failed)
        field_add_text(&in->tree, key, contents.next, contents.left);
}

void inspector_number(struct inspector *in, const char *key, uint64_t value)
{
    if (!in->failed)
        field_add_number(&in->tree, key, value);
}

void inspector_code(struct inspector *in, const char *key, int64_t value, unsigned hex_digits,
                    const char *meaning)
{
    if (!in->failed)
        field_add_code(&in->tree, key, value, hex_digits, meaning);
}

void inspector_flags(struct inspector *in, const char *key, uint32_t value, unsigned hex_digits,
                     const struct field_name *names)
{
    if (!in->failed)
        field_add_flags(&in->tree, key, value, hex_digits, names);
}

void inspector_hex(struct inspector *in, const char *key, struct reader contents)
{
    if (!in->failed)
        field_add_hex(&in->tree, key, contents.next, contents.left);
}

void inspector_oid(struct inspector *in, const char *key, struct reader contents)
{
    gss_OID_desc oid = {(OM_uint32)contents.left, (void *)contents.next};

    if (!in->failed)
        field_add_oid(&in->tree, key, &oid);
}
