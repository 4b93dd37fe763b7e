#include "cfx_oracle.h"

#include <stdlib.h>
#include <string.h>

#include <krb5.h>

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

const uint8_t oracle_key[CFX_KEY_MAX] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                         11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                         22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

struct cfx *pair_side(const struct enctype *type, bool initiator)
{
    struct cfx_params params = {
        .type = type,
        .key = oracle_key,
        .initiator = initiator,
        .replay_detection = true,
        .sequence_detection = true,
        .send_sequence = ORACLE_SEQUENCE,
        .receive_sequence = ORACLE_SEQUENCE,
    };
    struct cfx *cfx;

    assert_true(cfx_create(&params, &cfx));
    return cfx;
}

struct cfx_pair pair_create(const struct enctype *type)
{
    return (struct cfx_pair){type, pair_side(type, true), pair_side(type, false)};
}

void pair_destroy(struct cfx_pair *pair)
{
    cfx_destroy(&pair->initiator);
    cfx_destroy(&pair->acceptor);
}

struct oracle_token oracle_token(const struct enctype *type)
{
    return (struct oracle_token){.type = type, .from_initiator = true, .sequence = ORACLE_SEQUENCE};
}

static krb5_context oracle_library(void)
{
    static krb5_context library;

    if (library == NULL)
        assert_int_equal(krb5_init_context(&library), 0);
    return library;
}

static krb5_keyblock oracle_keyblock(const struct enctype *type)
{
    return (krb5_keyblock){.enctype = type->id,
                           .length = (unsigned)type->key_length,
                           .contents = (krb5_octet *)oracle_key};
}

static krb5_data oracle_data(const void *data, size_t length)
{
    return (krb5_data){.data = (char *)data, .length = (unsigned)length};
}

size_t oracle_encrypt(const struct enctype *type, uint32_t usage, const void *in, size_t length,
                      uint8_t *out)
{
    krb5_keyblock key = oracle_keyblock(type);
    krb5_data plain = oracle_data(in, length);
    krb5_enc_data cipher = {.ciphertext = oracle_data(out, ORACLE_TOKEN_MAX)};

    assert_int_equal(
        krb5_c_encrypt(oracle_library(), &key, (krb5_keyusage)usage, NULL, &plain, &cipher), 0);
    return cipher.ciphertext.length;
}

size_t oracle_decrypt(const struct enctype *type, uint32_t usage, const void *in, size_t length,
                      uint8_t *out)
{
    krb5_keyblock key = oracle_keyblock(type);
    krb5_data plain = oracle_data(out, length);
    krb5_enc_data cipher = {.enctype = type->id, .ciphertext = oracle_data(in, length)};

    if (krb5_c_decrypt(oracle_library(), &key, (krb5_keyusage)usage, NULL, &cipher, &plain) != 0)
        return SIZE_MAX;
    return plain.length;
}

/* The code over MESSAGE and HEADER, appended at OUT. */
static size_t oracle_code(const struct oracle_token *t, uint32_t usage, const void *message,
                          size_t length, const uint8_t *header, uint8_t *out)
{
    static const struct {
        int32_t enctype;
        krb5_cksumtype code;
    } codes[] = {{17, 15}, {18, 16}, {19, 19}, {20, 20}};
    krb5_keyblock key = oracle_keyblock(t->type);
    uint8_t *bytes = malloc(length + CFX_HEADER_LENGTH);
    krb5_data data = oracle_data(bytes, length + CFX_HEADER_LENGTH);
    krb5_checksum code;
    size_t row = 0;

    assert_non_null(bytes);
    while (codes[row].enctype != t->type->id)
        row++;
    if (length != 0)
        memcpy(bytes, message, length);
    memcpy(bytes + length, header, CFX_HEADER_LENGTH);
    assert_int_equal(krb5_c_make_checksum(oracle_library(), codes[row].code, &key,
                                          (krb5_keyusage)usage, &data, &code),
                     0);
    assert_int_equal(code.length, t->type->mac_length);
    memcpy(out, code.contents, code.length);
    krb5_free_checksum_contents(oracle_library(), &code);
    free(bytes);
    return t->type->mac_length;
}

/* The header, written without the library under test. */
static void oracle_header(const struct oracle_token *t, uint16_t token_id, uint16_t extra_count,
                          uint16_t rotation, uint8_t *out)
{
    memset(out, 0xff, CFX_HEADER_LENGTH);
    out[0] = (uint8_t)(token_id >> 8);
    out[1] = (uint8_t)token_id;
    out[2] = t->flags | (t->from_initiator ? 0 : CFX_SENT_BY_ACCEPTOR);
    if (token_id == CFX_TOKEN_WRAP) {
        out[4] = (uint8_t)(extra_count >> 8);
        out[5] = (uint8_t)extra_count;
        out[6] = (uint8_t)(rotation >> 8);
        out[7] = (uint8_t)rotation;
    }
    for (int i = 0; i < 8; i++)
        out[15 - i] = (uint8_t)(t->sequence >> 8 * i);
}

size_t oracle_mic(const struct oracle_token *t, const void *message, size_t length, uint8_t *out)
{
    oracle_header(t, CFX_TOKEN_MIC, 0, 0, out);
    return CFX_HEADER_LENGTH + oracle_code(t, t->from_initiator ? 25 : 23, message, length, out,
                                           out + CFX_HEADER_LENGTH);
}

/* To the right by COUNT, as RFC 4121 s.4.2.5 puts it: trailing octets come to the front. */
static void oracle_rotate(uint8_t *body, size_t length, size_t count)
{
    uint8_t *copy = malloc(length);

    assert_non_null(copy);
    memcpy(copy, body, length);
    for (size_t i = 0; i < length; i++)
        body[(i + count) % length] = copy[i];
    free(copy);
}

size_t oracle_wrap(const struct oracle_token *t, const void *message, size_t length, uint8_t *out)
{
    uint32_t usage = t->from_initiator ? 24 : 22;
    uint8_t *body = out + CFX_HEADER_LENGTH, *plain;
    size_t body_length;

    if ((t->flags & CFX_SEALED) == 0) {
        oracle_header(t, CFX_TOKEN_WRAP, 0, 0, out);
        if (length != 0)
            memcpy(body, message, length);
        body_length = length + oracle_code(t, usage, message, length, out, body + length);
        oracle_header(t, CFX_TOKEN_WRAP, (uint16_t)t->type->mac_length, t->rotation, out);
    } else {
        plain = malloc(length + t->extra_count + CFX_HEADER_LENGTH);
        assert_non_null(plain);
        if (length != 0)
            memcpy(plain, message, length);
        memset(plain + length, 0xee, t->extra_count);
        oracle_header(t, CFX_TOKEN_WRAP, t->inner_extra_count, t->inner_rotation,
                      plain + length + t->extra_count);
        body_length = oracle_encrypt(t->type, usage, plain,
                                     length + t->extra_count + CFX_HEADER_LENGTH, body);
        oracle_header(t, CFX_TOKEN_WRAP, t->extra_count, t->rotation, out);
        free(plain);
    }
    oracle_rotate(body, body_length, t->rotated);
    return CFX_HEADER_LENGTH + body_length;
}

gss_buffer_desc buffer_of(const void *data, size_t length)
{
    return (gss_buffer_desc){length, (void *)data};
}

OM_uint32 unwrap_bytes(struct cfx *cfx, const void *token, size_t length, uint8_t *out,
                       size_t *out_length)
{
    gss_buffer_desc in = buffer_of(token, length), message;
    OM_uint32 minor, major = cfx_unwrap(cfx, &minor, &in, &message, NULL);

    if (GSS_ERROR(major)) {
        assert_null(message.value);
        assert_int_equal(message.length, 0);
        assert_int_not_equal(minor, 0);
    } else {
        memcpy(out, message.value, message.length);
    }
    *out_length = message.length;
    free(message.value);
    return major;
}
