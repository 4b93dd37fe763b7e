#include "cfx/cfx_private.h"

#include <stdlib.h>

#include "base/minor.h"

static size_t cfx_wrap_overhead(const struct cfx *cfx, bool conf)
{
    if (conf)
        return CFX_HEADER_LENGTH + seal_overhead(cfx->type) + CFX_HEADER_LENGTH;
    return CFX_HEADER_LENGTH + cfx->type->mac_length;
}

size_t cfx_wrap_size_limit(const struct cfx *cfx, bool conf, size_t output_size)
{
    size_t added = cfx_wrap_overhead(cfx, conf);

    return output_size > added ? output_size - added : 0;
}

/* encrypt(message | header), behind the header (RFC 4121 s.4.2.4). Under the sender's lock. */
static OM_uint32 cfx_wrap_sealed_locked(struct cfx *cfx, OM_uint32 *minor, const uint8_t *message,
                                        size_t length, struct writer *out)
{
    struct cfx_header header = {.token_id = CFX_TOKEN_WRAP, .sequence = cfx->send_sequence};
    struct seal_input in = {message, length, out->data, CFX_HEADER_LENGTH};
    struct seal *seal = cfx_side_seal_locked(cfx, &cfx->sending);
    enum seal_result result;
    uint8_t *body;

    if (seal == NULL)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    header.flags = cfx_side_flags(cfx, &cfx->sending) | CFX_SEALED;
    cfx_write_header(out, &header);
    body = write_space(out, out->capacity - out->length);
    result = seal_encrypt(seal, &in, body);
    if (result == SEAL_NO_RANDOM)
        return minor_fail(minor, MINOR_RANDOM, GSS_S_FAILURE);
    if (result != SEAL_OK) {
        seal_destroy(&cfx->sending.seal); /* the next message makes another */
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    }
    cfx->send_sequence++;
    return GSS_S_COMPLETE;
}

static OM_uint32 cfx_wrap_sealed(struct cfx *cfx, OM_uint32 *minor, const uint8_t *message,
                                 size_t length, struct writer *out)
{
    OM_uint32 major;

    pthread_mutex_lock(&cfx->sending.lock);
    major = cfx_wrap_sealed_locked(cfx, minor, message, length, out);
    pthread_mutex_unlock(&cfx->sending.lock);
    return major;
}

/* The message in the clear and a code over it and the header. */
static OM_uint32 cfx_wrap_plain(struct cfx *cfx, OM_uint32 *minor, const uint8_t *message,
                                size_t length, struct writer *out)
{
    struct cfx_header header = {.token_id = CFX_TOKEN_WRAP};
    const uint8_t *key = cfx_side_code_key(cfx, &cfx->sending, CFX_CODE_WRAP);
    size_t n;
    struct mac m;

    if (key == NULL)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    header.flags = cfx_side_flags(cfx, &cfx->sending);
    header.extra_count = (uint16_t)cfx->type->mac_length;
    header.sequence = cfx_send_number(cfx);
    cfx_write_header(out, &header);
    mac_begin(&m, cfx->type->hash, key);
    for (; length > 0; length -= n, message += n) { /* hashed while it is in the cache */
        n = length < CFX_COPY_CHUNK ? length : CFX_COPY_CHUNK;
        mac_update(&m, message, n);
        write_bytes(out, message, n);
    }
    cfx_code_end(cfx, &m, &header, write_space(out, cfx->type->mac_length));
    return GSS_S_COMPLETE;
}

OM_uint32 cfx_wrap(struct cfx *cfx, OM_uint32 *minor, bool conf, gss_const_buffer_t message,
                   gss_buffer_t token)
{
    size_t added = cfx_wrap_overhead(cfx, conf);
    size_t length;
    struct writer out;
    uint8_t *bytes;
    OM_uint32 major;

    *minor = 0;
    *token = (gss_buffer_desc){0};
    if (message->length > SIZE_MAX - added)
        return minor_fail(minor, MINOR_MESSAGE_TOO_LARGE, GSS_S_FAILURE);
    length = message->length + added;
    bytes = malloc(length);
    if (bytes == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    writer_init_fixed(&out, bytes, length);
    major = (conf ? cfx_wrap_sealed : cfx_wrap_plain)(cfx, minor, message->value, message->length,
                                                      &out);
    if (GSS_ERROR(major)) {
        free(bytes);
        return major;
    }
    *token = (gss_buffer_desc){length, bytes};
    return GSS_S_COMPLETE;
}
