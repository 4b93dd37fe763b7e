/*
 * SCRAM's messages (RFC 5802 s.7): attributes, a letter and a value each.
 *
 * They are in the clear, but proof and signature, together with salt and nonce, let a reader guess
 * the password: of these and of the salt only the lengths are told.
 */
#include <string.h>

#include "base/base64.h"
#include "inspector.h"

enum { ITERATIONS_MAX = 2147483647 };

/* Everything up to the next comma, which is taken too. */
static struct reader scram_part(struct reader *message)
{
    const uint8_t *comma = message->left != 0 ? memchr(message->next, ',', message->left) : NULL;
    struct reader part =
        read_sub(message, comma != NULL ? (size_t)(comma - message->next) : message->left);

    if (comma != NULL) {
        read_u8(message);
        if (message->left == 0)
            part.failed = true; /* a comma stands between attributes */
    }
    return part;
}

/* The next attribute, which must have this letter; WHAT names it in problems. */
static struct reader scram_value(struct inspector *in, struct reader *message, uint8_t letter,
                                 const char *what)
{
    struct reader before = *message;
    struct reader part = scram_part(message);
    uint8_t found;

    if (in->failed) {
        reader_fail(&part);
        return part;
    }
    if (before.left == 0) {
        inspector_fail(in, &before, "%s (%c=) is missing", what, letter);
        return before;
    }
    if (!reader_ok(&part)) {
        inspector_fail(in, &before, "a comma ends the message");
        return before;
    }
    found = read_u8(&part);
    if (found != letter || read_u8(&part) != '=') {
        inspector_fail(in, &before, "expected %s (%c=)", what, letter);
        return before;
    }
    if (part.left == 0 && letter != 'c') /* GSS-API without channel bindings binds nothing */
        inspector_fail(in, &part, "%s (%c=) is empty", what, letter);
    return part;
}

/* How many bytes the base64 of VALUE stands for; KEY may be NULL. */
static void scram_base64(struct inspector *in, const char *key, struct reader value,
                         const char *what)
{
    struct reader text = value;
    struct writer bytes;

    if (in->failed)
        return;
    writer_init_secret(&bytes);
    if (!base64_decode(&text, &bytes))
        inspector_fail(in, &value, "%s is not base64", what);
    if (key != NULL)
        inspector_number(in, key, bytes.length);
    writer_free(&bytes);
}

static void scram_iterations(struct inspector *in, struct reader value)
{
    struct reader digits = value;
    uint64_t number = 0;

    while (!in->failed && digits.left != 0) {
        uint8_t digit = read_u8(&digits);

        if (digit < '0' || digit > '9' || (number == 0 && digit == '0'))
            inspector_fail(in, &value, "the iteration count is no positive number");
        number = number * 10 + (digit - '0');
        if (number > ITERATIONS_MAX)
            inspector_fail(in, &value, "the iteration count is more than %d", ITERATIONS_MAX);
    }
    inspector_number(in, "iterations", number);
}

/* Extensions, whose values are unknown, to the end or to the PROOF. */
static void scram_extensions(struct inspector *in, struct reader *message, bool proof)
{
    uint64_t count = 0;

    while (!in->failed && message->left != 0 && !(proof && *message->next == 'p')) {
        struct reader before = *message;
        struct reader part = scram_part(message);

        read_u8(&part); /* the letter */
        if (!reader_ok(&part) || read_u8(&part) != '=' || part.left == 0)
            inspector_fail(in, &before, "an attribute is a letter, '=' and a value");
        count++;
    }
    if (count != 0)
        inspector_number(in, "extension_count", count);
}

/* A name, in which ',' and '=' are written as =2C and =3D. */
static void scram_name(struct inspector *in, const char *key, struct reader value)
{
    struct reader text = value;
    struct writer name;

    writer_init(&name);
    while (!in->failed && text.left != 0) {
        struct reader at = text;
        uint8_t byte = read_u8(&text);
        struct reader code;

        if (byte != '=') {
            write_u8(&name, byte);
            continue;
        }
        code = read_sub(&text, 2);
        if (reader_ok(&code) && memcmp(code.next, "2C", 2) == 0)
            write_u8(&name, ',');
        else if (reader_ok(&code) && memcmp(code.next, "3D", 2) == 0)
            write_u8(&name, '=');
        else
            inspector_fail(in, &at, "'=' in a name is not =2C or =3D");
    }
    reader_init(&value, name.data, name.length);
    inspector_text(in, key, value);
    if (!writer_ok(&name))
        in->tree.failed = true;
    writer_free(&name);
}

/* What stands before everything else: an extension that must be understood (RFC 5802 s.5.1). */
static void scram_mandatory(struct inspector *in, struct reader *message)
{
    if (!in->failed && message->left >= 2 && memcmp(message->next, "m=", 2) == 0)
        inspector_text(in, "mandatory_extension", scram_value(in, message, 'm', "an extension"));
}

static const struct field_name channel_binding_flags[] = {
    {'n', "the client knows no channel bindings"},
    {'y', "the client knows them, and thinks that the server does not"},
    {'p', "the channel is bound"},
    {0, NULL},
};

/* The GS2 header of SASL's form: the flag, and perhaps whom to act for. */
static void scram_gs2_header(struct inspector *in, struct reader *message)
{
    struct reader before = *message;
    struct reader flag = scram_part(message), authorization;
    const char *meaning =
        flag.left != 0 ? field_name_find(channel_binding_flags, *flag.next) : NULL;

    if (!reader_ok(&flag) || meaning == NULL) {
        inspector_fail(in, &before, "the channel binding flag is not n, y or p=");
        return;
    }
    field_add_text(&in->tree, "channel_binding", meaning, strlen(meaning));
    if (*flag.next == 'p') {
        read_bytes(&flag, flag.left < 2 ? flag.left : 2);
        inspector_text(in, "channel_binding_type", flag);
    }
    authorization = scram_part(message);
    if (!reader_ok(&authorization)) {
        inspector_fail(in, message, "the message ends in the GS2 header");
        return;
    }
    if (authorization.left == 0)
        return;
    if (authorization.left < 3 || memcmp(authorization.next, "a=", 2) != 0) {
        inspector_fail(in, &authorization, "expected the authorization name (a=)");
        return;
    }
    read_bytes(&authorization, 2);
    scram_name(in, "authorization_name", authorization);
}

void inspect_scram_first(struct inspector *in, struct reader message)
{
    scram_mandatory(in, &message);
    scram_name(in, "user", scram_value(in, &message, 'n', "the user's name"));
    inspector_text(in, "nonce", scram_value(in, &message, 'r', "the nonce"));
    scram_extensions(in, &message, false);
}

void inspect_scram_sasl_first(struct inspector *in, struct reader message)
{
    scram_gs2_header(in, &message);
    if (!in->failed)
        inspect_scram_first(in, message);
}

void inspect_scram_challenge(struct inspector *in, struct reader message)
{
    scram_mandatory(in, &message);
    inspector_text(in, "nonce", scram_value(in, &message, 'r', "the nonce"));
    scram_base64(in, "salt_length", scram_value(in, &message, 's', "the salt"), "the salt");
    scram_iterations(in, scram_value(in, &message, 'i', "the iteration count"));
    scram_extensions(in, &message, false);
}

void inspect_scram_response(struct inspector *in, struct reader message)
{
    struct reader binding = scram_value(in, &message, 'c', "the channel binding");

    scram_base64(in, NULL, binding, "the channel binding");
    inspector_text(in, "channel_binding", binding);
    inspector_text(in, "nonce", scram_value(in, &message, 'r', "the nonce"));
    scram_extensions(in, &message, true);
    scram_base64(in, "proof_length", scram_value(in, &message, 'p', "the proof"), "the proof");
    inspector_end(in, &message, "the proof");
}

void inspect_scram_outcome(struct inspector *in, struct reader message)
{
    bool refused = message.left != 0 && *message.next == 'e';

    if (refused)
        inspector_text(in, "error", scram_value(in, &message, 'e', "the error"));
    else
        scram_base64(in, "signature_length",
                     scram_value(in, &message, 'v', "the server's signature"),
                     "the server's signature");
    scram_extensions(in, &message, false);
}
