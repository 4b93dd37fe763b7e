#include <string.h>

#include <gss/transfer.h>

#include "base/minor.h"
#include "transfer/token.h"

OM_uint32 gss_transfer_inquire_token(OM_uint32 *minor_status, gss_const_buffer_t token,
                                     gss_transfer_token_info *info)
{
    struct token_header header;
    OM_uint32 major;

    if (minor_status != NULL)
        *minor_status = 0;
    if (info == NULL)
        return minor_fail(minor_status, MINOR_NULL_OUTPUT, GSS_S_CALL_INACCESSIBLE_WRITE);
    *info = (gss_transfer_token_info){0};
    major = token_read_header(minor_status, token, &header);
    if (major != GSS_S_COMPLETE)
        return major;
    info->version = header.version;
    memcpy(info->key_id, header.key_id, sizeof(info->key_id));
    memcpy(info->name, header.nonce, sizeof(info->name));
    info->sealed_length = header.sealed_length;
    return GSS_S_COMPLETE;
}
