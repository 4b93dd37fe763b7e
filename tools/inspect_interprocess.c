/* Interprocess tokens (doc/protocol-transfer.md): their header, which is in the clear. */
#include "inspector.h"

enum {
    MAGIC_LENGTH = 4,
    VERSION = 1,
    KEY_ID_LENGTH = 8,
    NAME_LENGTH = 24,
    TAG_LENGTH = 16,
    BODY_MIN = 9,
    TOKEN_MAX = 1 << 24,
};

void inspect_interprocess(struct inspector *in, struct reader token)
{
    struct reader start = token, key_id, name;
    uint8_t version;

    read_bytes(&token, MAGIC_LENGTH);
    version = read_u8(&token);
    inspector_number(in, "version", version);
    if (reader_ok(&token) && version != VERSION) {
        inspector_fail(in, &token, "version %u is not one that this library reads", version);
        return;
    }
    key_id = read_sub(&token, KEY_ID_LENGTH);
    name = read_sub(&token, NAME_LENGTH);
    if (!reader_ok(&token)) {
        inspector_fail(in, &token, "the header is cut off");
        return;
    }
    inspector_hex(in, "key_identifier", key_id);
    inspector_hex(in, "name", name);
    if (token.left < BODY_MIN + TAG_LENGTH)
        inspector_fail(in, &token, "the sealed body and its tag are cut off");
    else if (start.left > TOKEN_MAX)
        inspector_fail(in, &token, "the token is longer than %d bytes", TOKEN_MAX);
    inspector_number(in, "sealed_length", token.left - TAG_LENGTH);
}
