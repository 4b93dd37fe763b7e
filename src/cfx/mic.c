#include "cfx/cfx_private.h"

#include <stdlib.h>

#include "base/minor.h"
#include "base/secret.h"

OM_uint32 cfx_get_mic(struct cfx *cfx, OM_uint32 *minor, gss_const_buffer_t message,
                      gss_buffer_t token)
{
    struct cfx_header header = {.token_id = CFX_TOKEN_MIC};
    size_t length = CFX_HEADER_LENGTH + cfx->type->mac_length;
    const uint8_t *key;
    struct writer w;
    struct mac m;

    *minor = 0;
    *token = (gss_buffer_desc){0};
    key = cfx_side_code_key(cfx, &cfx->sending, CFX_CODE_MIC);
    if (key == NULL)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    token->value = malloc(length);
    if (token->value == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    token->length = length;

    header.flags = cfx_side_flags(cfx, &cfx->sending);
    header.sequence = cfx_send_number(cfx);
    writer_init_fixed(&w, token->value, length);
    cfx_write_header(&w, &header);
    mac_begin(&m, cfx->type->hash, key);
    mac_update(&m, message->value, message->length);
    cfx_code_end(cfx, &m, &header, write_space(&w, cfx->type->mac_length));
    return GSS_S_COMPLETE;
}

OM_uint32 cfx_verify_mic(struct cfx *cfx, OM_uint32 *minor, gss_const_buffer_t message,
                         gss_const_buffer_t token)
{
    struct cfx_header header;
    uint8_t expected[CFX_MAC_MAX];
    const uint8_t *key, *received;
    struct reader in;
    struct mac m;
    OM_uint32 major;

    *minor = 0;
    reader_init(&in, token->value, token->length);
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
    mac_update(&m, message->value, message->length);
    cfx_code_end(cfx, &m, &header, expected);
    if (!secret_equal(expected, received, cfx->type->mac_length))
        return minor_fail(minor, MINOR_BAD_MIC, GSS_S_BAD_SIG);
    return cfx_receive_number(cfx, header.sequence);
}
