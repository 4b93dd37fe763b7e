#include "interop/sasl_bridge.h"

#include <string.h>

#include "base/framing.h"
#include "base/oid.h"

void sasl_bridge_init(struct sasl_bridge *bridge, const gss_OID_desc *mech)
{
    *bridge = (struct sasl_bridge){.mech = mech};
    writer_init(&bridge->data);
}

void sasl_bridge_end(struct sasl_bridge *bridge)
{
    writer_free(&bridge->data);
}

gss_channel_bindings_t sasl_bridge_bindings(struct sasl_bridge *bridge)
{
    bridge->bindings.application_data = (gss_buffer_desc){bridge->data.length, bridge->data.data};
    return &bridge->bindings;
}

static void write_text(struct writer *out, const char *text)
{
    write_bytes(out, text, strlen(text));
}

void sasl_bridge_say(struct sasl_bridge *bridge, const char *header, const char *data)
{
    write_text(&bridge->data, header);
    if (header[0] == 'p')
        write_text(&bridge->data, data);
}

bool sasl_bridge_to_message(struct sasl_bridge *bridge, const gss_buffer_desc *token,
                            struct writer *message)
{
    const uint8_t *said = bridge->data.data, *end;
    struct reader in, inner;
    gss_OID_desc oid;

    reader_init(&in, token->value, token->length);
    inner = framing_read(&in, &oid);
    if (!reader_ok(&inner) || !oid_equal(&oid, bridge->mech))
        return false;
    /* The header ends with its second comma. */
    end = memchr(said, ',', bridge->data.length);
    end = memchr(end + 1, ',', bridge->data.length - (size_t)(end + 1 - said));
    write_bytes(message, said, (size_t)(end + 1 - said));
    write_bytes(message, inner.next, inner.left);
    return writer_ok(message);
}

/* Up to the next comma, and that. */
static struct reader take_part(struct reader *in)
{
    const uint8_t *comma = in->left != 0 ? memchr(in->next, ',', in->left) : NULL;
    struct reader part = {0};

    if (comma == NULL) {
        reader_fail(in);
        return part;
    }
    return read_sub(in, (size_t)(comma - in->next) + 1);
}

static bool part_is(const struct reader *part, const char *text)
{
    return part->left == strlen(text) && memcmp(part->next, text, part->left) == 0;
}

/* What the client would say if it saw CHANNEL offered, given the flag that it says. */
static bool write_expected_flag(const struct reader *said, const struct sasl_channel *channel,
                                struct writer *out)
{
    if (part_is(said, "n,") || (part_is(said, "y,") && channel->type == NULL)) {
        write_bytes(out, said->next, said->left);
        return true;
    }
    if (channel->type == NULL || (said->next[0] != 'p' && !part_is(said, "y,")))
        return false;
    write_text(out, "p=");
    write_text(out, channel->type);
    write_u8(out, ',');
    return true;
}

bool sasl_bridge_to_token(struct sasl_bridge *bridge, const struct sasl_channel *channel,
                          struct reader message, struct writer *token)
{
    struct reader flag = take_part(&message), identity = take_part(&message);

    if (!reader_ok(&message) || flag.left < 2 || (identity.left > 1 && identity.next[0] != 'a') ||
        !write_expected_flag(&flag, channel, &bridge->data))
        return false;
    write_bytes(&bridge->data, identity.next, identity.left);
    if (bridge->data.data[0] == 'p')
        write_text(&bridge->data, channel->data);
    framing_write(token, bridge->mech, message.left);
    write_bytes(token, message.next, message.left);
    return writer_ok(token) && writer_ok(&bridge->data);
}
