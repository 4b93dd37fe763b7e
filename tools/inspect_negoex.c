/* NegoEx (draft-zhu-negoex-04), a sequence of messages. */
#include <string.h>

#include "inspector.h"

enum { SIGNATURE_LENGTH = 8, GUID_LENGTH = 16, RANDOM_LENGTH = 32, EXTENSION_LENGTH = 12 };

enum negoex_type {
    INITIATOR_NEGO,
    ACCEPTOR_NEGO,
    INITIATOR_META_DATA,
    ACCEPTOR_META_DATA,
    CHALLENGE,
    AP_REQUEST,
    VERIFY,
    ALERT,
};

static const struct field_name message_types[] = {
    {INITIATOR_NEGO, "INITIATOR_NEGO"},
    {ACCEPTOR_NEGO, "ACCEPTOR_NEGO"},
    {INITIATOR_META_DATA, "INITIATOR_META_DATA"},
    {ACCEPTOR_META_DATA, "ACCEPTOR_META_DATA"},
    {CHALLENGE, "CHALLENGE"},
    {AP_REQUEST, "AP_REQUEST"},
    {VERIFY, "VERIFY"},
    {ALERT, "ALERT"},
    {0, NULL},
};

/* A message: what offsets count from, and what of its header is still to be read. */
struct message {
    struct reader whole;
    struct reader header;
};

/* COUNT elements of WIDTH bytes, from OFFSET on. */
static struct reader message_vector(struct inspector *in, const struct message *message,
                                    uint32_t offset, size_t count, size_t width, const char *what)
{
    struct reader at = message->whole, elements;

    reader_init(&elements, NULL, 0);
    if (count == 0 || in->failed)
        return elements;
    if (count > at.left / width)
        reader_fail(&at);
    (void)read_bytes(&at, offset);
    elements = read_sub(&at, count * width);
    if (!reader_ok(&elements)) {
        at = message->whole;
        inspector_fail(in, &at, "%s of this message lies beyond it", what);
    }
    return elements;
}

static void message_guid(struct inspector *in, struct message *message, const char *key)
{
    inspector_hex(in, key, read_sub(&message->header, GUID_LENGTH));
}

/* Bytes that the header tells by an offset and a length. */
static struct reader message_bytes(struct inspector *in, struct message *message, const char *what)
{
    uint32_t offset = read_u32le(&message->header), length = read_u32le(&message->header);

    return message_vector(in, message, offset, length, 1, what);
}

static void inspect_nego(struct inspector *in, struct message *message)
{
    struct reader schemes, extensions;
    uint64_t version;
    uint32_t offset;
    uint16_t count;

    (void)read_bytes(&message->header, RANDOM_LENGTH);
    version = read_u32le(&message->header);
    version |= (uint64_t)read_u32le(&message->header) << 32;
    inspector_number(in, "version", version);
    offset = read_u32le(&message->header);
    count = read_u16le(&message->header);
    (void)read_u16le(&message->header); /* padding, as a C compiler has it */
    schemes = message_vector(in, message, offset, count, GUID_LENGTH, "the list of schemes");
    if (in->failed)
        return;
    field_open(&in->tree, "schemes", FIELD_LIST);
    while (schemes.left != 0)
        inspector_hex(in, NULL, read_sub(&schemes, GUID_LENGTH));
    field_close(&in->tree);
    offset = read_u32le(&message->header);
    count = read_u16le(&message->header);
    extensions =
        message_vector(in, message, offset, count, EXTENSION_LENGTH, "the list of extensions");
    if (extensions.left != 0)
        inspector_number(in, "extensions", count);
}

static void inspect_verify(struct inspector *in, struct message *message)
{
    (void)read_u32le(&message->header); /* the length of this part */
    inspector_number(in, "checksum_scheme", read_u32le(&message->header));
    inspector_number(in, "checksum_type", read_u32le(&message->header));
    inspector_hex(in, "checksum", message_bytes(in, message, "the checksum"));
}

static void inspect_body(struct inspector *in, struct message *message, uint32_t type)
{
    struct reader bytes;

    if (type == INITIATOR_NEGO || type == ACCEPTOR_NEGO) {
        inspect_nego(in, message);
        return;
    }
    message_guid(in, message, "scheme");
    switch (type) {
    case INITIATOR_META_DATA:
    case ACCEPTOR_META_DATA:
        bytes = message_bytes(in, message, "the metadata");
        inspector_number(in, "metadata_length", bytes.left);
        break;
    case CHALLENGE:
    case AP_REQUEST:
        bytes = message_bytes(in, message, "the mechanism's token");
        inspector_nested(in, "mechanism_token", bytes);
        break;
    case VERIFY:
        inspect_verify(in, message);
        break;
    default:
        inspector_code(in, "error", read_u32le(&message->header), 8, NULL);
        break;
    }
}

static void inspect_message(struct inspector *in, struct reader *token)
{
    struct reader start = *token, before = *token, copy = *token, whole;
    uint32_t type, sequence, header_length, length;
    struct message message;

    (void)read_bytes(&copy, SIGNATURE_LENGTH);
    type = read_u32le(&copy);
    sequence = read_u32le(&copy);
    header_length = read_u32le(&copy);
    length = read_u32le(&copy);
    if (!reader_ok(&copy)) {
        inspector_fail(in, &before, "the header of a message is cut off");
        return;
    }
    whole = read_sub(token, length);
    if (memcmp(start.next, "NEGOEXTS", SIGNATURE_LENGTH) != 0 || type > ALERT) {
        inspector_fail(in, &start, "this is no message of NegoEx");
        return;
    }
    inspector_code(in, "message_type", type, 0, field_name_find(message_types, type));
    inspector_number(in, "sequence", sequence);
    if (!reader_ok(&whole) || header_length > length) {
        inspector_fail(in, &before, "the message should have %u bytes, but %zu are left", length,
                       before.left);
        return;
    }
    message = (struct message){.whole = whole, .header = whole};
    message.header = read_sub(&message.header, header_length);
    (void)read_bytes(&message.header, 24); /* read above */
    message_guid(in, &message, "conversation");
    inspect_body(in, &message, type);
    if (!reader_ok(&message.header))
        inspector_fail(in, &before, "the header of this message ends too early");
}

void inspect_negoex(struct inspector *in, struct reader token)
{
    field_open(&in->tree, "messages", FIELD_LIST);
    while (token.left != 0 && !in->failed) {
        field_open(&in->tree, NULL, FIELD_GROUP);
        inspect_message(in, &token);
        field_close(&in->tree);
    }
    field_close(&in->tree);
}
