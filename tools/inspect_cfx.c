/* Per-message tokens (RFC 4121 s.4.2.6): their headers, which are in the clear. */
#include "cfx/cfx.h"
#include "cfx/enctype.h"
#include "inspector.h"

static const struct field_name message_flags[] = {
    {CFX_SENT_BY_ACCEPTOR, "sent by the acceptor"},
    {CFX_SEALED, "sealed"},
    {CFX_ACCEPTOR_SUBKEY, "acceptor's subkey"},
    {0, NULL},
};

/* Encryption types by what their checksums take. */
static const struct field_name checksum_lengths[] = {
    {12, "that of aes128-cts-hmac-sha1-96 and aes256-cts-hmac-sha1-96"},
    {16, "that of aes128-cts-hmac-sha256-128"},
    {24, "that of aes256-cts-hmac-sha384-192"},
    {20, "that of des3-cbc-hmac-sha1-kd"},
    {0, NULL},
};

/* Filler octets of COUNT; false if the inspector failed. */
static bool inspect_filler(struct inspector *in, struct reader *token, size_t count)
{
    for (size_t i = 0; i < count && !in->failed; i++) {
        struct reader at = *token;
        uint8_t filler = read_u8(token);

        if (!reader_ok(token))
            inspector_fail(in, &at, "the header is cut off: it has %d bytes", CFX_HEADER_LENGTH);
        else if (filler != 0xff)
            inspector_fail(in, &at, "a filler byte of the header is 0x%02x, not 0xff", filler);
    }
    return !in->failed;
}

static uint8_t inspect_header_start(struct inspector *in, struct reader *token, const char *name)
{
    uint16_t token_id = read_u16be(token);
    uint8_t flags = read_u8(token);

    inspector_code(in, "token_id", token_id, 4, name);
    if (!reader_ok(token))
        inspector_fail(in, token, "the header is cut off: it has %d bytes", CFX_HEADER_LENGTH);
    inspector_flags(in, "flags", flags, 2, message_flags);
    return flags;
}

static void inspect_sequence(struct inspector *in, struct reader *token)
{
    uint64_t sequence = read_u64be(token);

    if (!reader_ok(token))
        inspector_fail(in, token, "the header is cut off: it has %d bytes", CFX_HEADER_LENGTH);
    inspector_number(in, "sequence", sequence);
}

void inspect_mic_token(struct inspector *in, struct reader token)
{
    inspect_header_start(in, &token, "MIC");
    if (!inspect_filler(in, &token, 5))
        return;
    inspect_sequence(in, &token);
    if (!in->failed && token.left == 0)
        inspector_fail(in, &token, "the checksum is missing");
    inspector_code(in, "checksum_length", (int64_t)token.left, 0,
                   field_name_find(checksum_lengths, (int64_t)token.left));
}

/* EC counts filler in a sealed token and the checksum in another (RFC 4121 s.4.2.3). */
static void inspect_wrap_body(struct inspector *in, struct reader token, bool sealed,
                              uint16_t extra_count)
{
    if (in->failed)
        return;
    if (sealed) {
        inspector_number(in, "ciphertext_length", token.left);
        return;
    }
    if (extra_count > token.left) {
        inspector_fail(in, &token, "the checksum should have %u bytes (EC), but %zu are left",
                       (unsigned)extra_count, token.left);
        return;
    }
    inspector_number(in, "message_length", token.left - extra_count);
    inspector_code(in, "checksum_length", extra_count, 0,
                   field_name_find(checksum_lengths, extra_count));
}

void inspect_wrap_token(struct inspector *in, struct reader token)
{
    uint8_t flags = inspect_header_start(in, &token, "Wrap");
    bool sealed = (flags & CFX_SEALED) != 0;
    uint16_t extra_count, rotation;

    if (!inspect_filler(in, &token, 1))
        return;
    extra_count = read_u16be(&token);
    rotation = read_u16be(&token);
    if (reader_ok(&token)) {
        inspector_code(in, "extra_count", extra_count, 0,
                       sealed ? "bytes of filler in the ciphertext" : "bytes of checksum");
        inspector_code(in, "rotation", rotation, 0,
                       rotation == 0 ? "the bytes after the header are in order"
                                     : "the bytes after the header are rotated right by so many");
    }
    inspect_sequence(in, &token);
    inspect_wrap_body(in, token, sealed, extra_count);
}
