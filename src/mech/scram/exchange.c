#include "mech/scram/exchange.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "mech/scram/text.h"

/* A message's attributes, one after another. */
struct attributes {
    struct reader in;
    bool more; /* one is due: the message begins, or a comma was read */
    enum scram_error error;
};

/* No message has NUL or what is no UTF-8, wherever it may be. */
static struct attributes attributes_begin(const struct reader *message)
{
    struct attributes a = {.in = *message, .more = true, .error = SCRAM_OK};

    if (message->left > SCRAM_MESSAGE_MAX || !scram_text_is_utf8(message->next, message->left))
        a.error = SCRAM_INVALID_ENCODING;
    return a;
}

/* Keeps the first error. */
static void attributes_fail(struct attributes *a, enum scram_error error)
{
    if (a->error == SCRAM_OK)
        a->error = error;
}

/* Any attribute: its name, 0 after an error, and its value, which only c= may have empty. */
static char attribute_next(struct attributes *a, struct reader *value)
{
    const uint8_t *comma;
    char name, equals;

    *value = (struct reader){0};
    if (!a->more)
        attributes_fail(a, SCRAM_INVALID_ENCODING);
    name = (char)read_u8(&a->in);
    equals = (char)read_u8(&a->in);
    if (!reader_ok(&a->in) || equals != '=' || !isalpha((unsigned char)name))
        attributes_fail(a, SCRAM_INVALID_ENCODING);
    if (a->error != SCRAM_OK)
        return 0;
    comma = a->in.left != 0 ? memchr(a->in.next, ',', a->in.left) : NULL;
    *value = read_sub(&a->in, comma != NULL ? (size_t)(comma - a->in.next) : a->in.left);
    a->more = comma != NULL;
    if (a->more)
        (void)read_u8(&a->in);
    if (name == 'm') /* whatever it asks for */
        attributes_fail(a, SCRAM_EXTENSIONS);
    else if (value->left == 0 && name != 'c')
        attributes_fail(a, SCRAM_INVALID_ENCODING);
    return a->error == SCRAM_OK ? name : 0;
}

/* The attribute that is due here. */
static struct reader attribute_take(struct attributes *a, char name)
{
    struct reader value;

    if (attribute_next(a, &value) != name)
        attributes_fail(a, SCRAM_INVALID_ENCODING);
    return value;
}

/* Is this the name of an attribute of the RFC, which can be no extension? */
static bool attribute_is_known(char name)
{
    return strchr("anmrcsipve", name) != NULL;
}

/* The end, after extensions, of which none is for us. */
static enum scram_error attributes_end(struct attributes *a)
{
    struct reader ignored;

    while (a->error == SCRAM_OK && a->more) {
        char name = attribute_next(a, &ignored);

        if (name == 0 || attribute_is_known(name))
            attributes_fail(a, SCRAM_INVALID_ENCODING);
    }
    return a->error;
}

static void check_nonce(struct attributes *a, const struct reader *nonce)
{
    struct reader in = *nonce;

    if (nonce->left > SCRAM_NONCE_MAX)
        attributes_fail(a, SCRAM_INVALID_ENCODING);
    while (in.left > 0) {
        uint8_t c = read_u8(&in);

        if (c < 0x21 || c > 0x7e)
            attributes_fail(a, SCRAM_INVALID_ENCODING);
    }
}

/* A value in base64 of at most SIZE bytes; their number. */
static size_t decode(struct attributes *a, struct reader value, uint8_t *out, size_t size)
{
    struct writer w;

    writer_init_fixed(&w, out, size);
    if (!base64_decode(&value, &w))
        attributes_fail(a, SCRAM_INVALID_ENCODING);
    return w.length;
}

static void decode_digest(struct attributes *a, const struct scram_hash *hash, struct reader value,
                          uint8_t *out)
{
    if (decode(a, value, out, hash->length) != hash->length)
        attributes_fail(a, SCRAM_INVALID_ENCODING);
}

/* posit-number */
static uint64_t read_number(struct attributes *a, struct reader value)
{
    uint64_t number = 0;

    if (value.left == 0 || value.next[0] == '0')
        attributes_fail(a, SCRAM_INVALID_ENCODING);
    while (value.left > 0) {
        uint8_t c = read_u8(&value);

        if (!isdigit(c))
            attributes_fail(a, SCRAM_INVALID_ENCODING);
        number = number <= (UINT64_MAX - 9) / 10 ? number * 10 + (uint64_t)(c - '0') : UINT64_MAX;
    }
    return number;
}

/* The acceptor's error, if the message is one. */
static bool take_told(struct attributes *a, struct reader *told)
{
    struct reader in = a->in;

    *told = (struct reader){0};
    if (a->error != SCRAM_OK || read_u8(&in) != 'e')
        return false;
    *told = attribute_take(a, 'e');
    if (attributes_end(a) != SCRAM_OK)
        *told = (struct reader){0};
    return true;
}

enum scram_error scram_client_first_read(const struct reader *message,
                                         struct scram_client_first *first)
{
    struct attributes a = attributes_begin(message);

    first->user = attribute_take(&a, 'n');
    first->nonce = attribute_take(&a, 'r');
    check_nonce(&a, &first->nonce);
    return attributes_end(&a);
}

enum scram_error scram_server_first_read(const struct reader *message, struct reader *told,
                                         struct scram_server_first *first)
{
    struct attributes a = attributes_begin(message);

    *first = (struct scram_server_first){0};
    if (take_told(&a, told))
        return a.error;
    first->nonce = attribute_take(&a, 'r');
    check_nonce(&a, &first->nonce);
    first->salt_length = decode(&a, attribute_take(&a, 's'), first->salt, sizeof(first->salt));
    first->iterations = read_number(&a, attribute_take(&a, 'i'));
    return attributes_end(&a);
}

enum scram_error scram_client_final_read(const struct reader *message,
                                         const struct scram_hash *hash,
                                         struct scram_client_final *final)
{
    struct attributes a = attributes_begin(message);
    struct reader whole = *message, value;
    size_t extent = 0; /* of what is before the proof and its comma */
    char name = 0;

    *final = (struct scram_client_final){.bindings = attribute_take(&a, 'c')};
    final->nonce = attribute_take(&a, 'r');
    check_nonce(&a, &final->nonce);
    while (a.error == SCRAM_OK && name != 'p') {
        extent = message->left - a.in.left - 1;
        name = attribute_next(&a, &value);
        if (name != 'p' && (name == 0 || attribute_is_known(name)))
            attributes_fail(&a, SCRAM_INVALID_ENCODING);
    }
    if (a.more)
        attributes_fail(&a, SCRAM_INVALID_ENCODING);
    if (a.error != SCRAM_OK)
        return a.error;
    decode_digest(&a, hash, value, final->proof);
    final->without_proof = read_sub(&whole, extent);
    return a.error;
}

enum scram_error scram_server_final_read(const struct reader *message, struct reader *told,
                                         const struct scram_hash *hash,
                                         struct scram_server_final *final)
{
    struct attributes a = attributes_begin(message);

    *final = (struct scram_server_final){0};
    if (take_told(&a, told))
        return a.error;
    decode_digest(&a, hash, attribute_take(&a, 'v'), final->signature);
    return attributes_end(&a);
}

static void write_text(struct writer *out, const char *text)
{
    write_bytes(out, text, strlen(text));
}

void scram_client_first_write(const void *user, size_t user_length, const void *nonce,
                              size_t nonce_length, struct writer *out)
{
    write_text(out, "n=");
    scram_text_escape(user, user_length, out);
    write_text(out, ",r=");
    write_bytes(out, nonce, nonce_length);
}

void scram_server_first_write(const void *nonce, size_t nonce_length, const uint8_t *salt,
                              size_t salt_length, uint32_t iterations, struct writer *out)
{
    char end[24];

    write_text(out, "r=");
    write_bytes(out, nonce, nonce_length);
    write_text(out, ",s=");
    base64_encode(out, salt, salt_length);
    snprintf(end, sizeof(end), ",i=%" PRIu32, iterations);
    write_text(out, end);
}

void scram_client_final_write(const void *bindings, size_t bindings_length, const void *nonce,
                              size_t nonce_length, struct writer *out)
{
    write_text(out, "c=");
    base64_encode(out, bindings, bindings_length);
    write_text(out, ",r=");
    write_bytes(out, nonce, nonce_length);
}

void scram_proof_write(const struct scram_hash *hash, const uint8_t *proof, struct writer *out)
{
    write_text(out, ",p=");
    base64_encode(out, proof, hash->length);
}

void scram_server_final_write(const struct scram_hash *hash, const uint8_t *signature,
                              struct writer *out)
{
    write_text(out, "v=");
    base64_encode(out, signature, hash->length);
}
