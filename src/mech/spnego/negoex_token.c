/* Tokens of the peer's: what may be in one, and when. */
#include <string.h>

#include "base/minor.h"
#include "mech/spnego/negoex_private.h"

/* What begins a peer's first token. An acceptor learns the conversation from it. */
static bool token_begin(struct negoex *negoex, const struct negoex_message *message,
                        struct negoex_token *token)
{
    if (message->header.type != (negoex->initiator ? NEGOEX_ACCEPTOR_NEGO : NEGOEX_INITIATOR_NEGO))
        return false;
    if (!negoex->initiator)
        memcpy(negoex->conversation, message->header.conversation, NEGOEX_GUID_LENGTH);
    token->nego = *message;
    token->has_nego = true;
    return true;
}

static bool token_take_exchange(const struct negoex_message *message, struct negoex_token *token)
{
    if (token->has_exchange)
        return false;
    token->exchange = *message;
    token->has_exchange = true;
    return true;
}

/* Metadata is with NEGO alone. VERIFY is its token's last: it would not speak for what came behind
 * it. */
static bool token_take(const struct negoex *negoex, const struct negoex_message *message,
                       struct negoex_token *token)
{
    if (token->has_verify)
        return false;
    switch (message->header.type) {
    case NEGOEX_INITIATOR_META_DATA:
        return token->has_nego && !negoex->initiator;
    case NEGOEX_ACCEPTOR_META_DATA:
        return token->has_nego && negoex->initiator;
    case NEGOEX_AP_REQUEST:
        return !negoex->initiator && token_take_exchange(message, token);
    case NEGOEX_CHALLENGE:
        return negoex->initiator && token_take_exchange(message, token);
    case NEGOEX_VERIFY:
        token->verify = *message;
        token->has_verify = true;
        return true;
    case NEGOEX_ALERT:
        if (message->no_key)
            token->no_key_scheme = message->scheme;
        return true;
    default:
        return false;
    }
}

OM_uint32 negoex_token_read(OM_uint32 *minor, struct negoex *negoex, gss_const_buffer_t bytes,
                            struct negoex_token *token)
{
    struct negoex_message message;
    struct reader in;
    size_t left;
    bool fits;

    *token = (struct negoex_token){.data = bytes->value, .length = bytes->length};
    reader_init(&in, bytes->value, bytes->length);
    do {
        left = in.left;
        if (!negoex_message_read(&in, &message))
            return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
        if (negoex->nego_received || token->has_nego)
            fits = token_take(negoex, &message, token);
        else
            fits = token_begin(negoex, &message, token);
        if (!fits)
            return minor_fail(minor, MINOR_WRONG_TOKEN_ID, GSS_S_DEFECTIVE_TOKEN);
        if (message.header.sequence != negoex->sequence ||
            !negoex_guid_equal(message.header.conversation, negoex->conversation))
            return minor_fail(minor, MINOR_NEGOEX_SEQUENCE, GSS_S_DEFECTIVE_TOKEN);
        negoex->sequence++;
        if (token->has_verify)
            token->verify_offset = bytes->length - left;
    } while (in.left != 0);
    negoex->nego_received = true;
    return GSS_S_COMPLETE;
}

bool negoex_token_metadata(const struct negoex_token *token, const uint8_t *scheme,
                           struct reader *metadata)
{
    struct negoex_message message;
    struct reader in;

    reader_init(&in, token->data, token->length);
    while (in.left != 0 && negoex_message_read(&in, &message)) {
        if ((message.header.type == NEGOEX_INITIATOR_META_DATA ||
             message.header.type == NEGOEX_ACCEPTOR_META_DATA) &&
            negoex_guid_equal(message.scheme, scheme)) {
            *metadata = message.bytes;
            return true;
        }
    }
    return false;
}
