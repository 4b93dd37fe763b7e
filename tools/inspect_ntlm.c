/* NTLM's three messages ([MS-NLMP] s.2.2.1). Responses and keys are only counted. */
#include "inspector.h"
#include "text.h"

enum {
    SIGNATURE_LENGTH = 8, /* "NTLMSSP\0" */
    CHALLENGE_LENGTH = 8,
    RESERVED_LENGTH = 8,
    FIELD_LENGTH = 8, /* that tell where a text is */
};
enum { NTLM_NEGOTIATE = 1, NTLM_CHALLENGE = 2, NTLM_AUTHENTICATE = 3 };

static const struct field_name message_types[] = {
    {NTLM_NEGOTIATE, "NEGOTIATE"},
    {NTLM_CHALLENGE, "CHALLENGE"},
    {NTLM_AUTHENTICATE, "AUTHENTICATE"},
    {0, NULL},
};

/* [MS-NLMP] s.2.2.2.5. */
enum {
    FLAG_UNICODE = 0x1,
    FLAG_DOMAIN_SUPPLIED = 0x1000,
    FLAG_WORKSTATION_SUPPLIED = 0x2000,
    FLAG_TARGET_INFO = 0x800000,
    FLAG_VERSION = 0x2000000,
};

static const struct field_name flag_names[] = {
    {FLAG_UNICODE, "unicode"},
    {0x2, "oem"},
    {0x4, "request-target"},
    {0x10, "sign"},
    {0x20, "seal"},
    {0x40, "datagram"},
    {0x80, "lm-key"},
    {0x200, "ntlm"},
    {0x800, "anonymous"},
    {FLAG_DOMAIN_SUPPLIED, "domain-supplied"},
    {FLAG_WORKSTATION_SUPPLIED, "workstation-supplied"},
    {0x8000, "always-sign"},
    {0x10000, "target-is-domain"},
    {0x20000, "target-is-server"},
    {0x80000, "extended-session-security"},
    {0x100000, "identify"},
    {0x400000, "request-non-nt-session-key"},
    {FLAG_TARGET_INFO, "target-info"},
    {FLAG_VERSION, "version"},
    {0x20000000, "128-bit"},
    {0x40000000, "key-exchange"},
    {0x80000000, "56-bit"},
    {0, NULL},
};

/* [MS-NLMP] s.2.2.2.1; those that are text. */
static const struct {
    uint16_t id;
    const char *key;
} pairs[] = {
    {1, "computer"},   {2, "domain"},     {3, "dns_computer"},
    {4, "dns_domain"}, {5, "dns_forest"}, {9, "service"},
};
enum { PAIR_END = 0, PAIR_TIMESTAMP = 7, PAIR_BINDINGS = 10 };

struct ntlm {
    struct reader whole; /* what offsets count from */
    struct reader fields;
    bool unicode;
};

/* Length, allocated length and offset: the bytes that they name. */
static struct reader ntlm_payload(struct inspector *in, struct ntlm *message, const char *what)
{
    struct reader before = message->fields, at = message->whole, payload;
    uint16_t length = read_u16le(&message->fields);
    uint32_t offset;

    (void)read_u16le(&message->fields);
    offset = read_u32le(&message->fields);
    reader_init(&payload, NULL, 0);
    if (!reader_ok(&message->fields)) {
        inspector_fail(in, &before, "%s is missing: the message ends here", what);
        return payload;
    }
    if (length == 0)
        return payload;
    (void)read_bytes(&at, offset);
    payload = read_sub(&at, length);
    if (!reader_ok(&payload))
        inspector_fail(in, &before, "%s lies beyond the message", what);
    return payload;
}

/* UTF-16, little-endian, as a field; half of a pair becomes the sign for what cannot be shown. */
static void ntlm_wide_text(struct inspector *in, const char *key, struct reader wide)
{
    enum { UNSHOWN = 0xfffd };
    struct writer out;

    writer_init(&out);
    while (wide.left >= 2) {
        uint32_t unit = read_u16le(&wide);

        if (unit >= 0xd800 && unit < 0xdc00 && wide.left >= 2) {
            struct reader copy = wide;
            uint32_t low = read_u16le(&copy);

            if (low >= 0xdc00 && low < 0xe000) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                wide = copy;
            }
        }
        text_write_character(&out, unit >= 0xd800 && unit < 0xe000 ? UNSHOWN : unit);
    }
    if (!in->failed && writer_ok(&out))
        field_add_text(&in->tree, key, out.data, out.length);
    if (!writer_ok(&out))
        in->tree.failed = true;
    writer_free(&out);
}

static void ntlm_text(struct inspector *in, struct ntlm *message, const char *key, const char *what)
{
    struct reader text = ntlm_payload(in, message, what);

    if (in->failed || text.left == 0)
        return;
    if (message->unicode)
        ntlm_wide_text(in, key, text);
    else
        inspector_text(in, key, text);
}

static void ntlm_flags(struct inspector *in, struct ntlm *message, uint32_t *flags)
{
    struct reader before = message->fields;

    *flags = read_u32le(&message->fields);
    if (!reader_ok(&message->fields))
        inspector_fail(in, &before, "the flags are missing: the message ends here");
    inspector_flags(in, "flags", *flags, 8, flag_names);
}

static void ntlm_pair(struct inspector *in, uint16_t id, struct reader value)
{
    if (id == PAIR_TIMESTAMP)
        inspector_number(in, "timestamp_length", value.left);
    if (id == PAIR_BINDINGS)
        inspector_hex(in, "channel_bindings", value);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (pairs[i].id == id)
            ntlm_wide_text(in, pairs[i].key, value);
    }
}

static void ntlm_target_info(struct inspector *in, struct reader info)
{
    uint16_t id = PAIR_END;

    if (in->failed || info.left == 0)
        return;
    field_open(&in->tree, "target_info", FIELD_GROUP);
    do {
        struct reader before = info, value;
        uint16_t length;

        id = read_u16le(&info);
        length = read_u16le(&info);
        value = read_sub(&info, length);
        if (!reader_ok(&value))
            inspector_fail(in, &before, "the target's information ends within a pair");
        ntlm_pair(in, id, value);
    } while (id != PAIR_END && !in->failed);
    field_close(&in->tree);
}

static void inspect_negotiate(struct inspector *in, struct ntlm *message)
{
    uint32_t flags;

    ntlm_flags(in, message, &flags);
    message->unicode = false; /* these two are in the OEM character set, whatever is asked for */
    if ((flags & FLAG_DOMAIN_SUPPLIED) != 0)
        ntlm_text(in, message, "domain", "the domain");
    if ((flags & (FLAG_DOMAIN_SUPPLIED | FLAG_WORKSTATION_SUPPLIED)) == FLAG_WORKSTATION_SUPPLIED)
        (void)ntlm_payload(in, message, "the domain");
    if ((flags & FLAG_WORKSTATION_SUPPLIED) != 0)
        ntlm_text(in, message, "workstation", "the workstation");
}

static void inspect_challenge(struct inspector *in, struct ntlm *message)
{
    struct reader ahead = message->fields, challenge;
    uint32_t flags;

    (void)read_bytes(&ahead, FIELD_LENGTH); /* the flags say how the name before them is written */
    message->unicode = (read_u32le(&ahead) & FLAG_UNICODE) != 0;
    ntlm_text(in, message, "target_name", "the target's name");
    ntlm_flags(in, message, &flags);
    challenge = read_sub(&message->fields, CHALLENGE_LENGTH);
    (void)read_bytes(&message->fields, RESERVED_LENGTH);
    if (!reader_ok(&message->fields))
        inspector_fail(in, &challenge, "the challenge is cut off");
    if ((flags & FLAG_TARGET_INFO) != 0)
        ntlm_target_info(in, ntlm_payload(in, message, "the target's information"));
}

static void inspect_authenticate(struct inspector *in, struct ntlm *message)
{
    enum { BEFORE_FLAGS = 6 };
    struct reader ahead = message->fields, answer;
    uint32_t flags;

    (void)read_bytes(&ahead, BEFORE_FLAGS * FIELD_LENGTH);
    message->unicode = (read_u32le(&ahead) & FLAG_UNICODE) != 0;
    answer = ntlm_payload(in, message, "the LM response");
    inspector_number(in, "lm_response_length", answer.left);
    answer = ntlm_payload(in, message, "the NT response");
    inspector_number(in, "nt_response_length", answer.left);
    ntlm_text(in, message, "domain", "the domain");
    ntlm_text(in, message, "user", "the user");
    ntlm_text(in, message, "workstation", "the workstation");
    answer = ntlm_payload(in, message, "the session key");
    inspector_number(in, "session_key_length", answer.left);
    ntlm_flags(in, message, &flags);
}

void inspect_ntlm(struct inspector *in, struct reader token)
{
    struct ntlm message = {.whole = token, .fields = token};
    struct reader before;
    uint32_t type;

    (void)read_bytes(&message.fields, SIGNATURE_LENGTH);
    before = message.fields;
    type = read_u32le(&message.fields);
    if (!reader_ok(&message.fields)) {
        inspector_fail(in, &before, "the message's type is missing");
        return;
    }
    inspector_code(in, "message_type", type, 0, field_name_find(message_types, type));
    if (type == NTLM_NEGOTIATE)
        inspect_negotiate(in, &message);
    else if (type == NTLM_CHALLENGE)
        inspect_challenge(in, &message);
    else if (type == NTLM_AUTHENTICATE)
        inspect_authenticate(in, &message);
    else
        inspector_fail(in, &before, "there is no message of type %u", type);
}
