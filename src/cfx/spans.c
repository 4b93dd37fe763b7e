#include "cfx/spans.h"

#include <string.h>

#include "base/secret.h"

/* The pieces are numbered: the head, each buffer, the tail. */
static size_t spans_count(const struct spans *spans)
{
    return spans->count + 2;
}

static gss_buffer_desc spans_at(const struct spans *spans, size_t index, bool *carried)
{
    const gss_iov_buffer_desc *buffer;

    *carried = true;
    if (index == 0)
        return spans->head;
    if (index > spans->count)
        return spans->tail;
    buffer = &spans->iov[index - 1];
    if (GSS_IOV_BUFFER_TYPE(buffer->type) == GSS_IOV_BUFFER_TYPE_DATA)
        return spans->message != NULL ? *spans->message : buffer->buffer;
    *carried = false;
    if (GSS_IOV_BUFFER_TYPE(buffer->type) == GSS_IOV_BUFFER_TYPE_SIGN_ONLY)
        return buffer->buffer;
    return (gss_buffer_desc){0};
}

bool spans_measure(const struct spans *spans, size_t *length)
{
    *length = 0;
    for (size_t i = 0; i < spans_count(spans); i++) {
        bool carried;
        size_t n = spans_at(spans, i, &carried).length;

        if (!carried)
            continue;
        if (n > SIZE_MAX - *length)
            return false;
        *length += n;
    }
    return true;
}

void spans_hash(const struct spans *spans, struct mac *m)
{
    for (size_t i = 0; i < spans_count(spans); i++) {
        bool carried;
        gss_buffer_desc span = spans_at(spans, i, &carried);

        if (span.length != 0)
            mac_update(m, span.value, span.length);
    }
}

void spans_wipe(const struct spans *spans)
{
    for (size_t i = 0; i < spans_count(spans); i++) {
        bool carried;
        gss_buffer_desc span = spans_at(spans, i, &carried);

        if (carried && span.length != 0)
            secret_wipe(span.value, span.length);
    }
}

struct spans_cursor spans_begin(const struct spans *spans)
{
    return (struct spans_cursor){.spans = spans};
}

size_t spans_run(struct spans_cursor *c)
{
    for (; c->index < spans_count(c->spans); c->index++, c->at = 0) {
        bool carried;
        gss_buffer_desc span = spans_at(c->spans, c->index, &carried);

        if (carried && span.length > c->at)
            return span.length - c->at;
    }
    return 0;
}

uint8_t *spans_take(struct spans_cursor *c, size_t length)
{
    bool carried;
    uint8_t *bytes = spans_at(c->spans, c->index, &carried).value;

    bytes += c->at;
    c->at += length;
    return bytes;
}

void spans_read(struct spans_cursor *c, uint8_t *out, size_t length)
{
    for (size_t n; length > 0; length -= n, out += n) {
        n = spans_run(c);
        n = n < length ? n : length;
        memcpy(out, spans_take(c, n), n);
    }
}

void spans_write(struct spans_cursor *c, const uint8_t *in, size_t length)
{
    for (size_t n; length > 0; length -= n, in += n) {
        n = spans_run(c);
        n = n < length ? n : length;
        memcpy(spans_take(c, n), in, n);
    }
}
