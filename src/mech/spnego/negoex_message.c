#include "mech/spnego/negoex_message.h"

#include <string.h>

#define NEGOEX_SIGNATURE "NEGOEXTS"

/* Lengths of structures, with their padding. */
enum {
    SIGNATURE_LENGTH = 8,
    NEGO_LENGTH = 96,
    EXCHANGE_LENGTH = 64,
    VERIFY_LENGTH = 80,
    ALERT_LENGTH = 72,
    CHECKSUM_LENGTH = 20,
    ALERT_ELEMENT_LENGTH = 12,
    EXTENSION_LENGTH = 12,
    PULSE_LENGTH = 8,
};

/* Without the padding at the end: it need not be there. */
enum { VERIFY_LENGTH_MIN = 76, ALERT_LENGTH_MIN = 66, NEGO_LENGTH_MIN = 94 };

enum {
    PROTOCOL_VERSION = 0,
    CHECKSUM_SCHEME_RFC3961 = 1,
    ALERT_TYPE_PULSE = 1,
    ALERT_VERIFY_NO_KEY = 1,
};

static const uint32_t extension_critical = UINT32_C(1) << 31;

/* A message, for its vectors: all of it, and where what is behind the header begins. */
struct frame {
    struct reader whole;
    size_t header_length;
};

/* Where a vector is. */
struct vector {
    uint32_t offset;
    uint32_t count;
};

static size_t header_length_min(uint32_t type)
{
    switch (type) {
    case NEGOEX_INITIATOR_NEGO:
    case NEGOEX_ACCEPTOR_NEGO:
        return NEGO_LENGTH_MIN;
    case NEGOEX_INITIATOR_META_DATA:
    case NEGOEX_ACCEPTOR_META_DATA:
    case NEGOEX_CHALLENGE:
    case NEGOEX_AP_REQUEST:
        return EXCHANGE_LENGTH;
    case NEGOEX_VERIFY:
        return VERIFY_LENGTH_MIN;
    case NEGOEX_ALERT:
        return ALERT_LENGTH_MIN;
    default:
        return SIZE_MAX; /* no such message */
    }
}

/* MESSAGE_HEADER. FIELDS gets what is behind it in the header. */
static bool frame_read(struct reader *token, struct frame *frame, struct negoex_header *header,
                       struct reader *fields)
{
    struct reader in = *token;
    const uint8_t *signature = read_bytes(&in, SIGNATURE_LENGTH);
    uint32_t type = read_u32le(&in), header_length, length;
    size_t before = token->left;

    header->sequence = read_u32le(&in);
    header_length = read_u32le(&in);
    length = read_u32le(&in);
    header->conversation = read_bytes(&in, NEGOEX_GUID_LENGTH);
    if (!reader_ok(&in) || memcmp(signature, NEGOEX_SIGNATURE, SIGNATURE_LENGTH) != 0 ||
        header_length < header_length_min(type) || header_length > length)
        return false;
    header->type = (enum negoex_type)type;
    frame->header_length = header_length;
    frame->whole = read_sub(token, length);
    *fields = read_sub(&in, header_length - (before - in.left));
    return reader_ok(&frame->whole) && reader_ok(fields);
}

/* The elements of a vector. One that is empty may be said to be anywhere. */
static struct reader vector_open(const struct frame *frame, struct vector vector, size_t width)
{
    struct reader at = frame->whole, none;

    if (vector.count == 0) {
        reader_init(&none, NULL, 0);
        return none;
    }
    if (vector.offset < frame->header_length || vector.count > at.left / width)
        reader_fail(&at);
    (void)read_bytes(&at, vector.offset);
    return read_sub(&at, vector.count * width);
}

/* A vector with as many elements as 32 bits can tell, and one with 16. */
static struct vector vector_read(struct reader *in)
{
    struct vector vector = {.offset = read_u32le(in)};

    vector.count = read_u32le(in);
    return vector;
}

static struct vector vector_read_short(struct reader *in)
{
    struct vector vector = {.offset = read_u32le(in)};

    vector.count = read_u16le(in);
    return vector;
}

/* Do two arrays, both within the message, share bytes? */
static bool vectors_overlap(struct vector a, size_t a_width, struct vector b, size_t b_width)
{
    return a.count != 0 && b.count != 0 && a.offset < (size_t)b.offset + b.count * b_width &&
           b.offset < (size_t)a.offset + a.count * a_width;
}

static bool read_extensions(const struct frame *frame, struct vector vector, bool *needed)
{
    struct reader extensions = vector_open(frame, vector, EXTENSION_LENGTH), value;

    while (extensions.left != 0) {
        if ((read_u32le(&extensions) & extension_critical) != 0)
            *needed = true;
        value = vector_open(frame, vector_read(&extensions), 1);
        if (!reader_ok(&value))
            return false;
    }
    return reader_ok(&extensions);
}

static bool read_nego(const struct frame *frame, struct reader *in, struct negoex_message *message)
{
    struct vector schemes, extensions;
    uint32_t low, high;

    (void)read_bytes(in, NEGOEX_RANDOM_LENGTH);
    low = read_u32le(in);
    high = read_u32le(in);
    message->version_known = low == PROTOCOL_VERSION && high == 0;
    schemes = vector_read_short(in);
    (void)read_u16le(in); /* padding */
    extensions = vector_read_short(in);
    message->bytes = vector_open(frame, schemes, NEGOEX_GUID_LENGTH);
    return reader_ok(in) && reader_ok(&message->bytes) &&
           read_extensions(frame, extensions, &message->extension_needed) &&
           !vectors_overlap(schemes, NEGOEX_GUID_LENGTH, extensions, EXTENSION_LENGTH);
}

static bool read_exchange(const struct frame *frame, struct reader *in,
                          struct negoex_message *message)
{
    message->scheme = read_bytes(in, NEGOEX_GUID_LENGTH);
    message->bytes = vector_open(frame, vector_read(in), 1);
    return reader_ok(in) && reader_ok(&message->bytes);
}

static bool read_verify(const struct frame *frame, struct reader *in,
                        struct negoex_message *message)
{
    uint32_t length, scheme;

    message->scheme = read_bytes(in, NEGOEX_GUID_LENGTH);
    length = read_u32le(in);
    scheme = read_u32le(in);
    message->checksum_known = scheme == CHECKSUM_SCHEME_RFC3961;
    message->checksum_type = read_u32le(in);
    message->bytes = vector_open(frame, vector_read(in), 1);
    return reader_ok(in) && length == CHECKSUM_LENGTH && reader_ok(&message->bytes);
}

/* ALERT_PULSE, the value of an alert. */
static bool pulse_tells_no_key(struct reader value)
{
    uint32_t length = read_u32le(&value), reason = read_u32le(&value);

    return reader_ok(&value) && length >= PULSE_LENGTH && reason == ALERT_VERIFY_NO_KEY;
}

/* Alerts that we do not know tell nothing. */
static bool read_alert(const struct frame *frame, struct reader *in, struct negoex_message *message)
{
    struct reader alerts, value;
    uint32_t type;

    message->scheme = read_bytes(in, NEGOEX_GUID_LENGTH);
    (void)read_u32le(in); /* an NTSTATUS */
    alerts = vector_open(frame, vector_read_short(in), ALERT_ELEMENT_LENGTH);
    if (!reader_ok(in) || !reader_ok(&alerts))
        return false;
    while (alerts.left != 0) {
        type = read_u32le(&alerts);
        value = vector_open(frame, vector_read(&alerts), 1);
        if (!reader_ok(&value))
            return false;
        if (type == ALERT_TYPE_PULSE && pulse_tells_no_key(value))
            message->no_key = true;
    }
    return true;
}

bool negoex_message_read(struct reader *token, struct negoex_message *message)
{
    struct reader fields;
    struct frame frame;
    bool sound = false;

    *message = (struct negoex_message){0};
    if (frame_read(token, &frame, &message->header, &fields)) {
        switch (message->header.type) {
        case NEGOEX_INITIATOR_NEGO:
        case NEGOEX_ACCEPTOR_NEGO:
            sound = read_nego(&frame, &fields, message);
            break;
        case NEGOEX_INITIATOR_META_DATA:
        case NEGOEX_ACCEPTOR_META_DATA:
        case NEGOEX_CHALLENGE:
        case NEGOEX_AP_REQUEST:
            sound = read_exchange(&frame, &fields, message);
            break;
        case NEGOEX_VERIFY:
            sound = read_verify(&frame, &fields, message);
            break;
        case NEGOEX_ALERT:
            sound = read_alert(&frame, &fields, message);
            break;
        }
    }
    if (!sound)
        reader_fail(token);
    return sound;
}

/* MESSAGE_HEADER, of a message with PAYLOAD bytes behind its header. */
static void write_header(struct writer *out, const struct negoex_header *header,
                         size_t header_length, size_t payload)
{
    if (payload > UINT32_MAX - header_length) {
        writer_fail(out);
        return;
    }
    write_bytes(out, NEGOEX_SIGNATURE, SIGNATURE_LENGTH);
    write_u32le(out, header->type);
    write_u32le(out, header->sequence);
    write_u32le(out, (uint32_t)header_length);
    write_u32le(out, (uint32_t)(header_length + payload));
    write_bytes(out, header->conversation, NEGOEX_GUID_LENGTH);
}

static void write_vector(struct writer *out, size_t offset, size_t count)
{
    write_u32le(out, (uint32_t)offset);
    write_u32le(out, (uint32_t)count); /* of a short one: 16 bits, and as many of padding */
}

void negoex_message_write_nego(struct writer *out, const struct negoex_header *header,
                               const uint8_t *random, const uint8_t *schemes, size_t count)
{
    if (count > UINT16_MAX) {
        writer_fail(out);
        return;
    }
    write_header(out, header, NEGO_LENGTH, count * NEGOEX_GUID_LENGTH);
    write_bytes(out, random, NEGOEX_RANDOM_LENGTH);
    write_u32le(out, PROTOCOL_VERSION);
    write_u32le(out, 0);
    write_vector(out, NEGO_LENGTH, count);
    write_vector(out, 0, 0); /* extensions */
    write_bytes(out, schemes, count * NEGOEX_GUID_LENGTH);
}

void negoex_message_write_exchange(struct writer *out, const struct negoex_header *header,
                                   const uint8_t *scheme, const void *data, size_t length)
{
    write_header(out, header, EXCHANGE_LENGTH, length);
    write_bytes(out, scheme, NEGOEX_GUID_LENGTH);
    write_vector(out, EXCHANGE_LENGTH, length);
    write_bytes(out, data, length);
}

void negoex_message_write_verify(struct writer *out, const struct negoex_header *header,
                                 const uint8_t *scheme, uint32_t checksum_type,
                                 const uint8_t *checksum, size_t length)
{
    write_header(out, header, VERIFY_LENGTH, length);
    write_bytes(out, scheme, NEGOEX_GUID_LENGTH);
    write_u32le(out, CHECKSUM_LENGTH);
    write_u32le(out, CHECKSUM_SCHEME_RFC3961);
    write_u32le(out, checksum_type);
    write_vector(out, VERIFY_LENGTH, length);
    write_u32le(out, 0); /* padding */
    write_bytes(out, checksum, length);
}

void negoex_message_write_alert(struct writer *out, const struct negoex_header *header,
                                const uint8_t *scheme)
{
    write_header(out, header, ALERT_LENGTH, ALERT_ELEMENT_LENGTH + PULSE_LENGTH);
    write_bytes(out, scheme, NEGOEX_GUID_LENGTH);
    write_u32le(out, 0); /* no NTSTATUS */
    write_vector(out, ALERT_LENGTH, 1);
    write_u32le(out, 0); /* padding */
    write_u32le(out, ALERT_TYPE_PULSE);
    write_vector(out, ALERT_LENGTH + ALERT_ELEMENT_LENGTH, PULSE_LENGTH);
    write_u32le(out, PULSE_LENGTH);
    write_u32le(out, ALERT_VERIFY_NO_KEY);
}
