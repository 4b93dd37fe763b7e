/* Opening of Wrap tokens that lie in several buffers, or in one. */
#include "cfx/cfx_private.h"
#include "cfx/iov.h"
#include "cfx/iov_layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"

enum {
    UNWRAP_SLOTS = 1 << IOV_HEADER | 1 << IOV_TRAILER | 1 << IOV_PADDING,
    UNWRAP_STREAM_SLOTS = 1 << IOV_STREAM,
};

/* A token being opened. */
struct opening_iov {
    struct iov_layout layout;
    struct cfx_header header;
    struct reader body; /* what is behind the header in its buffer */
    bool sealed;
    size_t lead; /* the confounder's length, or 0 */
    size_t end;  /* what goes behind the message: filler and header if sealed, and the code */
    struct spans spans;
    const uint8_t *code;
    gss_buffer_desc message; /* of a stream */
    uint8_t *copy;           /* ... and what goes behind it, if it is not left where it is; owned */
    uint8_t confounder[CFX_CONFOUNDER_LENGTH]; /* beside a copy */
    uint8_t code_scratch[CFX_MAC_MAX];
};

static OM_uint32 opening_read_layout(OM_uint32 *minor, gss_iov_buffer_desc *iov, size_t count,
                                     struct opening_iov *o)
{
    OM_uint32 major;

    if (!iov_layout_has(iov, count, GSS_IOV_BUFFER_TYPE_STREAM))
        return iov_layout_read(minor, iov, count, UNWRAP_SLOTS, IOV_HEADER, &o->layout);
    major = iov_layout_read(minor, iov, count, UNWRAP_STREAM_SLOTS, IOV_STREAM, &o->layout);
    if (major == GSS_S_COMPLETE && o->layout.data_count != 1)
        return minor_fail_detail(minor, MINOR_IOV_LAYOUT, GSS_S_FAILURE,
                                 "STREAM needs one DATA, and there are %zu", o->layout.data_count);
    return major;
}

static bool opening_is_stream(const struct opening_iov *o)
{
    return o->layout.slots[IOV_STREAM] != NULL;
}

/* Reads the header and finds the lengths of what is not the message. */
static OM_uint32 opening_read_header(const struct cfx *cfx, OM_uint32 *minor, struct opening_iov *o)
{
    enum iov_slot slot = opening_is_stream(o) ? IOV_STREAM : IOV_HEADER;
    const gss_buffer_desc *bytes = &o->layout.slots[slot]->buffer;
    OM_uint32 major;

    reader_init(&o->body, bytes->value, bytes->length);
    major = cfx_receive_header(cfx, minor, CFX_TOKEN_WRAP, &o->body, &o->header);
    if (GSS_ERROR(major))
        return major;
    o->sealed = (o->header.flags & CFX_SEALED) != 0;
    o->end = cfx->type->mac_length;
    if (o->sealed) {
        o->lead = CFX_CONFOUNDER_LENGTH;
        o->end += (size_t)o->header.extra_count + CFX_HEADER_LENGTH;
    } else if (o->header.extra_count != cfx->type->mac_length) {
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    }
    return GSS_S_COMPLETE;
}

/* END is where what goes behind the message lies. */
static void opening_place_end(const struct cfx *cfx, struct opening_iov *o, void *end)
{
    struct writer parts;

    writer_init_fixed(&parts, end, o->end);
    o->spans.tail.length = o->end - cfx->type->mac_length;
    o->spans.tail.value = write_space(&parts, o->spans.tail.length);
    o->code = write_space(&parts, cfx->type->mac_length);
}

/* The parts lie in buffers of their own: without a TRAILER the end is in the HEADER, before the
 * confounder, and the rotation must say so. */
static OM_uint32 opening_place_parts(const struct cfx *cfx, OM_uint32 *minor, struct opening_iov *o)
{
    const gss_buffer_desc *header = &o->layout.slots[IOV_HEADER]->buffer;
    const gss_iov_buffer_desc *trailer = o->layout.slots[IOV_TRAILER];
    size_t rotated = trailer != NULL ? 0 : o->end;
    OM_uint32 major =
        iov_layout_expect(minor, &o->layout, IOV_HEADER, CFX_HEADER_LENGTH + rotated + o->lead);
    struct writer parts;
    uint8_t *end;

    if (major == GSS_S_COMPLETE)
        major = iov_layout_expect(minor, &o->layout, IOV_TRAILER, o->end);
    if (major == GSS_S_COMPLETE)
        major = iov_layout_expect(minor, &o->layout, IOV_PADDING, 0);
    if (major != GSS_S_COMPLETE)
        return major;
    if (cfx_wrap_rotation(cfx, &o->header) != rotated)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    writer_init_fixed(&parts, header->value, header->length);
    (void)write_space(&parts, CFX_HEADER_LENGTH);
    end = trailer != NULL ? trailer->buffer.value : write_space(&parts, o->end);
    o->spans.head = (gss_buffer_desc){o->lead, write_space(&parts, o->lead)};
    opening_place_end(cfx, o, end);
    return GSS_S_COMPLETE;
}

/* Undoes the rotation of a stream where it lies; it is still the same token. */
static void opening_unrotate(struct opening_iov *o, size_t rotation)
{
    gss_buffer_desc *stream = &o->layout.slots[IOV_STREAM]->buffer;
    struct writer out;

    o->header.rotation = 0;
    writer_init_fixed(&out, stream->value, stream->length);
    cfx_write_header(&out, &o->header);
    rotated_undo(write_space(&out, o->body.left), o->body.left, rotation);
}

/* The message is opened inside the stream, which needs it in one piece: it is so without rotation,
 * and if just the end is rotated, as most do who rotate. */
static void opening_place_stream(const struct cfx *cfx, struct opening_iov *o)
{
    size_t rotation = cfx_wrap_rotation(cfx, &o->header) % o->body.left;
    gss_buffer_desc *stream = &o->layout.slots[IOV_STREAM]->buffer;
    struct writer parts;

    if (rotation != 0 && rotation != o->end) {
        opening_unrotate(o, rotation);
        rotation = 0;
    }
    writer_init_fixed(&parts, stream->value, stream->length);
    (void)write_space(&parts, CFX_HEADER_LENGTH);
    if (rotation != 0)
        opening_place_end(cfx, o, write_space(&parts, o->end));
    o->spans.head = (gss_buffer_desc){o->lead, write_space(&parts, o->lead)};
    o->message.value = write_space(&parts, o->message.length);
    if (rotation == 0)
        opening_place_end(cfx, o, write_space(&parts, o->end));
}

/* The message is opened in memory of its own, and the stream stays as it is. */
static OM_uint32 opening_copy_stream(const struct cfx *cfx, OM_uint32 *minor, struct opening_iov *o)
{
    struct writer parts;
    struct rotated in;

    o->spans.tail.length = o->end - cfx->type->mac_length;
    o->copy = malloc(o->message.length + o->spans.tail.length + 1);
    if (o->copy == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    rotated_init(&in, &o->body, cfx_wrap_rotation(cfx, &o->header));
    o->spans.head = (gss_buffer_desc){o->lead, o->confounder};
    rotated_copy(&in, o->confounder, o->lead);
    writer_init_fixed(&parts, o->copy, o->message.length + o->spans.tail.length);
    o->message.value = write_space(&parts, o->message.length);
    o->spans.tail.value = write_space(&parts, o->spans.tail.length);
    rotated_copy(&in, o->copy, o->message.length + o->spans.tail.length);
    o->code = rotated_read(&in, cfx->type->mac_length, o->code_scratch);
    return GSS_S_COMPLETE;
}

static OM_uint32 opening_place(const struct cfx *cfx, OM_uint32 *minor, struct opening_iov *o)
{
    if (!opening_is_stream(o))
        return opening_place_parts(cfx, minor, o);
    if (o->body.left < o->lead + o->end)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    o->message.length = o->body.left - o->lead - o->end;
    o->spans.message = &o->message;
    if (o->layout.data->type & GSS_IOV_BUFFER_FLAG_ALLOCATE)
        return opening_copy_stream(cfx, minor, o);
    opening_place_stream(cfx, o);
    return GSS_S_COMPLETE;
}

static OM_uint32 opening_decrypt(struct cfx *cfx, OM_uint32 *minor, const struct opening_iov *o)
{
    enum seal_result result = SEAL_FAILED;
    struct reader inner;
    struct seal *seal;

    pthread_mutex_lock(&cfx->receiving.lock);
    seal = cfx_side_seal_locked(cfx, &cfx->receiving);
    if (seal != NULL)
        result = seal_decrypt_spans(seal, &o->spans, o->code);
    if (result == SEAL_FAILED)
        seal_destroy(&cfx->receiving.seal); /* the next message makes another */
    pthread_mutex_unlock(&cfx->receiving.lock);

    if (result == SEAL_FAILED)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    if (result == SEAL_TOO_LARGE)
        return minor_fail(minor, MINOR_MESSAGE_TOO_LARGE, GSS_S_FAILURE);
    if (result != SEAL_OK)
        return minor_fail(minor, MINOR_BAD_MIC, GSS_S_BAD_SIG);
    reader_init(&inner, o->spans.tail.value, o->spans.tail.length);
    (void)read_bytes(&inner, o->header.extra_count);
    if (!cfx_inner_header_matches(&o->header, &inner)) {
        spans_wipe(&o->spans);
        return minor_fail(minor, MINOR_BAD_MIC, GSS_S_BAD_SIG);
    }
    return GSS_S_COMPLETE;
}

static OM_uint32 opening_verify(struct cfx *cfx, OM_uint32 *minor, const struct opening_iov *o)
{
    const uint8_t *key = cfx_side_code_key(cfx, &cfx->receiving, CFX_CODE_WRAP);
    uint8_t expected[CFX_MAC_MAX];
    struct mac m;

    if (key == NULL)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    mac_begin(&m, cfx->type->hash, key);
    spans_hash(&o->spans, &m);
    cfx_code_end(cfx, &m, &o->header, expected);
    if (!secret_equal(expected, o->code, cfx->type->mac_length))
        return minor_fail(minor, MINOR_BAD_MIC, GSS_S_BAD_SIG);
    return GSS_S_COMPLETE;
}

OM_uint32 cfx_unwrap_iov(struct cfx *cfx, OM_uint32 *minor, gss_iov_buffer_desc *iov, size_t count,
                         bool *conf)
{
    struct opening_iov o = {.spans = {.iov = iov, .count = count}};
    OM_uint32 major;

    *minor = 0;
    *conf = false;
    major = opening_read_layout(minor, iov, count, &o);
    if (!GSS_ERROR(major))
        major = opening_read_header(cfx, minor, &o);
    if (!GSS_ERROR(major))
        major = opening_place(cfx, minor, &o);
    if (!GSS_ERROR(major))
        major = (o.sealed ? opening_decrypt : opening_verify)(cfx, minor, &o);
    if (GSS_ERROR(major)) {
        if (o.copy != NULL)
            secret_free(o.copy, o.message.length + o.spans.tail.length);
        return major;
    }
    if (opening_is_stream(&o))
        o.layout.data->buffer = o.message;
    if (o.copy != NULL)
        o.layout.data->type |= GSS_IOV_BUFFER_FLAG_ALLOCATED; /* now the caller's */
    *conf = o.sealed;
    return cfx_receive_number(cfx, o.header.sequence);
}
