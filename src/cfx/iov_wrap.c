/* Wrap tokens in several buffers. */
#include "cfx/cfx_private.h"
#include "cfx/iov.h"
#include "cfx/iov_layout.h"

#include <string.h>

#include "base/minor.h"

enum { WRAP_SLOTS = 1 << IOV_HEADER | 1 << IOV_TRAILER | 1 << IOV_PADDING };
enum { FILLER = 0xff };

/* The parts of a token that are not the message. */
struct wrapping {
    struct iov_layout layout;
    size_t extra; /* bytes of filler behind the message */
    size_t end;   /* what goes behind the message, filler included */
    size_t header_length;
    struct spans spans;
    struct cfx_header header;
    uint8_t *code;
};

/* Reads the layout and finds the lengths. Without a TRAILER the end is rotated into the HEADER, to
 * stand before the confounder (RFC 4121 s.4.2.5). In DCE style a sealed token has one block of
 * filler, which Windows wants. Where there is no DATA, MIT's library seals nothing, and its peers
 * have buffers of those lengths. */
static OM_uint32 wrapping_measure(const struct cfx *cfx, OM_uint32 *minor, bool *conf,
                                  gss_iov_buffer_desc *iov, size_t count, struct wrapping *w)
{
    OM_uint32 major;

    *w = (struct wrapping){.spans = {.iov = iov, .count = count}};
    major = iov_layout_read(minor, iov, count, WRAP_SLOTS, IOV_HEADER, &w->layout);
    if (major != GSS_S_COMPLETE)
        return major;
    *conf = *conf && w->layout.data_count != 0;
    w->header_length = CFX_HEADER_LENGTH;
    w->end = cfx->type->mac_length;
    if (*conf) {
        w->extra = cfx->dce_style ? CFX_BLOCK_LENGTH : 0;
        w->end += w->extra + CFX_HEADER_LENGTH;
        w->header_length += CFX_CONFOUNDER_LENGTH;
    }
    if (w->layout.slots[IOV_TRAILER] == NULL)
        w->header_length += w->end;
    return GSS_S_COMPLETE;
}

OM_uint32 cfx_wrap_iov_length(const struct cfx *cfx, OM_uint32 *minor, bool *conf,
                              gss_iov_buffer_desc *iov, size_t count)
{
    struct wrapping w;
    OM_uint32 major;

    *minor = 0;
    major = wrapping_measure(cfx, minor, conf, iov, count, &w);
    if (major != GSS_S_COMPLETE)
        return major;
    iov_layout_tell(&w.layout, IOV_HEADER, w.header_length);
    iov_layout_tell(&w.layout, IOV_PADDING, 0);
    iov_layout_tell(&w.layout, IOV_TRAILER, w.end);
    return GSS_S_COMPLETE;
}

static void wrapping_write_header(const struct wrapping *w, uint8_t *out)
{
    struct writer writer;

    writer_init_fixed(&writer, out, CFX_HEADER_LENGTH);
    cfx_write_header(&writer, &w->header);
}

/* Divides the HEADER and the TRAILER into what they consist of. */
static void wrapping_place(const struct cfx *cfx, bool conf, struct wrapping *w)
{
    const gss_iov_buffer_desc *trailer = w->layout.slots[IOV_TRAILER];
    gss_buffer_desc header = w->layout.slots[IOV_HEADER]->buffer;
    struct writer parts;
    uint8_t *end;

    writer_init_fixed(&parts, header.value, header.length);
    (void)write_space(&parts, CFX_HEADER_LENGTH);
    end = trailer != NULL ? trailer->buffer.value : write_space(&parts, w->end);
    if (conf) {
        w->spans.head.length = CFX_CONFOUNDER_LENGTH;
        w->spans.head.value = write_space(&parts, CFX_CONFOUNDER_LENGTH);
    }
    writer_init_fixed(&parts, end, w->end);
    w->spans.tail.length = w->end - cfx->type->mac_length;
    w->spans.tail.value = write_space(&parts, w->spans.tail.length);
    w->code = write_space(&parts, cfx->type->mac_length);
}

/* How far the end is rotated to be where it is. Windows rotates by EC + RRC in DCE style, so EC is
 * not counted. */
static uint16_t wrapping_rotation(const struct wrapping *w)
{
    return w->layout.slots[IOV_TRAILER] == NULL ? (uint16_t)(w->end - w->extra) : 0;
}

/* Encrypts where it lies. Under the sender's lock. */
static OM_uint32 cfx_wrap_iov_sealed_locked(struct cfx *cfx, OM_uint32 *minor, struct wrapping *w)
{
    struct seal *seal = cfx_side_seal_locked(cfx, &cfx->sending);
    enum seal_result result;
    uint8_t *tail = w->spans.tail.value;

    if (seal == NULL)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    w->header.flags |= CFX_SEALED;
    w->header.extra_count = (uint16_t)w->extra;
    w->header.sequence = cfx->send_sequence;
    memset(tail, FILLER, w->extra);
    wrapping_write_header(w, tail + w->extra);
    result = seal_encrypt_spans(seal, &w->spans, w->code);
    if (result == SEAL_TOO_LARGE)
        return minor_fail(minor, MINOR_MESSAGE_TOO_LARGE, GSS_S_FAILURE);
    if (result == SEAL_NO_RANDOM)
        return minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    if (result != SEAL_OK) {
        seal_destroy(&cfx->sending.seal); /* the next message makes another */
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    }
    cfx->send_sequence++;
    return GSS_S_COMPLETE;
}

static OM_uint32 cfx_wrap_iov_sealed(struct cfx *cfx, OM_uint32 *minor, struct wrapping *w)
{
    OM_uint32 major;

    pthread_mutex_lock(&cfx->sending.lock);
    major = cfx_wrap_iov_sealed_locked(cfx, minor, w);
    pthread_mutex_unlock(&cfx->sending.lock);
    return major;
}

/* The message stays in the clear. */
static OM_uint32 cfx_wrap_iov_plain(struct cfx *cfx, OM_uint32 *minor, struct wrapping *w)
{
    const uint8_t *key = cfx_side_code_key(cfx, &cfx->sending, CFX_CODE_WRAP);
    struct mac m;

    if (key == NULL)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    w->header.extra_count = (uint16_t)cfx->type->mac_length;
    w->header.sequence = cfx_send_number(cfx);
    mac_begin(&m, cfx->type->hash, key);
    spans_hash(&w->spans, &m);
    cfx_code_end(cfx, &m, &w->header, w->code);
    return GSS_S_COMPLETE;
}

OM_uint32 cfx_wrap_iov(struct cfx *cfx, OM_uint32 *minor, bool *conf, gss_iov_buffer_desc *iov,
                       size_t count)
{
    struct wrapping w;
    OM_uint32 major;

    *minor = 0;
    major = wrapping_measure(cfx, minor, conf, iov, count, &w);
    if (major != GSS_S_COMPLETE)
        return major;
    major = iov_layout_check(minor, &w.layout, IOV_HEADER, w.header_length);
    if (major == GSS_S_COMPLETE)
        major = iov_layout_check(minor, &w.layout, IOV_TRAILER, w.end);
    if (major == GSS_S_COMPLETE)
        major = iov_layout_reserve(minor, &w.layout, IOV_HEADER, w.header_length);
    if (major != GSS_S_COMPLETE)
        return major;
    major = iov_layout_reserve(minor, &w.layout, IOV_TRAILER, w.end);
    if (major != GSS_S_COMPLETE)
        goto fail_header;
    wrapping_place(cfx, *conf, &w);
    w.header.token_id = CFX_TOKEN_WRAP;
    w.header.flags = cfx_side_flags(cfx, &cfx->sending);
    major = (*conf ? cfx_wrap_iov_sealed : cfx_wrap_iov_plain)(cfx, minor, &w);
    if (major != GSS_S_COMPLETE)
        goto fail;
    w.header.rotation = wrapping_rotation(&w); /* not under the code */
    wrapping_write_header(&w, w.layout.slots[IOV_HEADER]->buffer.value);
    if (w.layout.slots[IOV_PADDING] != NULL)
        w.layout.slots[IOV_PADDING]->buffer.length = 0;
    return GSS_S_COMPLETE;

fail:
    iov_layout_unreserve(&w.layout, IOV_TRAILER);
fail_header:
    iov_layout_unreserve(&w.layout, IOV_HEADER);
    return major;
}
