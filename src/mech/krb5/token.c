#include "mech/krb5/token.h"

#include <gss/krb5-ext.h>

#include "base/framing.h"
#include "base/minor.h"
#include "base/oid.h"
#include "mech/krb5/fields.h"

static const struct {
    uint8_t tag;
    uint16_t token_id;
} bare_messages[] = {
    {KRB5_TAG_AP_REQ, KRB5_TOKEN_AP_REQ},
    {KRB5_TAG_AP_REP, KRB5_TOKEN_AP_REP},
    {KRB5_TAG_KRB_ERROR, KRB5_TOKEN_ERROR},
};

/* The token identifier of a message that its own tag tells; 0 if none does. */
static uint16_t token_find_bare(gss_const_buffer_t token)
{
    struct reader in;

    reader_init(&in, token->value, token->length);
    for (size_t i = 0; i < sizeof(bare_messages) / sizeof(bare_messages[0]); i++) {
        if (der_peek_tag(&in) == bare_messages[i].tag)
            return bare_messages[i].token_id;
    }
    return 0;
}

bool krb5_token_is_bare(gss_const_buffer_t token)
{
    return token_find_bare(token) != 0;
}

OM_uint32 krb5_token_read(OM_uint32 *minor, gss_const_buffer_t token, uint16_t *token_id,
                          bool *framed, gss_buffer_t message)
{
    struct reader in, body;
    gss_OID_desc oid;

    *token_id = token_find_bare(token);
    *framed = *token_id == 0;
    *message = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    if (token->length > INT32_MAX) /* libkrb5's lengths are 32-bit */
        return minor_fail(minor, MINOR_MESSAGE_TOO_LARGE, GSS_S_DEFECTIVE_TOKEN);
    if (!*framed) {
        *message = (gss_buffer_desc){token->length, token->value};
        return GSS_S_COMPLETE;
    }
    reader_init(&in, token->value, token->length);
    body = framing_read(&in, &oid);
    if (!reader_ok(&in))
        return minor_fail(minor, MINOR_BAD_FRAMING, GSS_S_DEFECTIVE_TOKEN);
    if (!oid_equal(&oid, GSS_KRB5))
        return minor_fail(minor, MINOR_WRONG_MECH, GSS_S_DEFECTIVE_TOKEN);
    *token_id = read_u16be(&body);
    if (!reader_ok(&body))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    message->length = body.left;
    message->value = (void *)body.next;
    return GSS_S_COMPLETE;
}

bool krb5_token_write(uint16_t token_id, bool framed, const void *message, size_t length,
                      gss_buffer_t token)
{
    struct writer out;

    writer_init(&out);
    if (framed) {
        framing_write(&out, GSS_KRB5, 2 + length);
        write_u16be(&out, token_id);
    }
    write_bytes(&out, message, length);
    return writer_take_buffer(&out, token);
}
