/* MIC tokens for messages in several buffers. */
#include "cfx/cfx_private.h"
#include "cfx/iov.h"
#include "cfx/iov_layout.h"

#include "base/minor.h"
#include "base/secret.h"

enum { MIC_SLOTS = 1 << IOV_MIC_TOKEN | 1 << IOV_PADDING };

static size_t cfx_mic_length(const struct cfx *cfx)
{
    return CFX_HEADER_LENGTH + cfx->type->mac_length;
}

OM_uint32 cfx_get_mic_iov_length(const struct cfx *cfx, OM_uint32 *minor, gss_iov_buffer_desc *iov,
                                 size_t count)
{
    struct iov_layout layout;
    OM_uint32 major;

    *minor = 0;
    major = iov_layout_read(minor, iov, count, MIC_SLOTS, IOV_MIC_TOKEN, &layout);
    if (major != GSS_S_COMPLETE)
        return major;
    iov_layout_tell(&layout, IOV_MIC_TOKEN, cfx_mic_length(cfx));
    iov_layout_tell(&layout, IOV_PADDING, 0);
    return GSS_S_COMPLETE;
}

OM_uint32 cfx_get_mic_iov(struct cfx *cfx, OM_uint32 *minor, gss_iov_buffer_desc *iov, size_t count)
{
    struct cfx_header header = {.token_id = CFX_TOKEN_MIC};
    const struct spans spans = {.iov = iov, .count = count};
    struct iov_layout layout;
    const uint8_t *key;
    struct writer w;
    OM_uint32 major;
    struct mac m;

    *minor = 0;
    major = iov_layout_read(minor, iov, count, MIC_SLOTS, IOV_MIC_TOKEN, &layout);
    if (major != GSS_S_COMPLETE)
        return major;
    key = cfx_side_code_key(cfx, &cfx->sending, CFX_CODE_MIC);
    if (key == NULL)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    major = iov_layout_check(minor, &layout, IOV_MIC_TOKEN, cfx_mic_length(cfx));
    if (major == GSS_S_COMPLETE)
        major = iov_layout_reserve(minor, &layout, IOV_MIC_TOKEN, cfx_mic_length(cfx));
    if (major != GSS_S_COMPLETE)
        return major;

    header.flags = cfx_side_flags(cfx, &cfx->sending);
    header.sequence = cfx_send_number(cfx);
    writer_init_fixed(&w, layout.slots[IOV_MIC_TOKEN]->buffer.value, cfx_mic_length(cfx));
    cfx_write_header(&w, &header);
    mac_begin(&m, cfx->type->hash, key);
    spans_hash(&spans, &m);
    cfx_code_end(cfx, &m, &header, write_space(&w, cfx->type->mac_length));
    return GSS_S_COMPLETE;
}

OM_uint32 cfx_verify_mic_iov(struct cfx *cfx, OM_uint32 *minor, gss_iov_buffer_desc *iov,
                             size_t count)
{
    const struct spans spans = {.iov = iov, .count = count};
    const uint8_t *key, *received;
    uint8_t expected[CFX_MAC_MAX];
    struct iov_layout layout;
    struct cfx_header header;
    struct reader in;
    OM_uint32 major;
    struct mac m;

    *minor = 0;
    major = iov_layout_read(minor, iov, count, MIC_SLOTS, IOV_MIC_TOKEN, &layout);
    if (major != GSS_S_COMPLETE)
        return major;
    reader_init(&in, layout.slots[IOV_MIC_TOKEN]->buffer.value,
                layout.slots[IOV_MIC_TOKEN]->buffer.length);
    major = cfx_receive_header(cfx, minor, CFX_TOKEN_MIC, &in, &header);
    if (GSS_ERROR(major))
        return major;
    received = read_bytes(&in, cfx->type->mac_length);
    if (!reader_at_end(&in))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    key = cfx_side_code_key(cfx, &cfx->receiving, CFX_CODE_MIC);
    if (key == NULL)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);

    mac_begin(&m, cfx->type->hash, key);
    spans_hash(&spans, &m);
    cfx_code_end(cfx, &m, &header, expected);
    if (!secret_equal(expected, received, cfx->type->mac_length))
        return minor_fail(minor, MINOR_BAD_MIC, GSS_S_BAD_SIG);
    return cfx_receive_number(cfx, header.sequence);
}
