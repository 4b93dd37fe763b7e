/* Against libk5crypto: every encryption type, both directions, lengths 0 to 300. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cfx/crypt.h"
#include "cfx_oracle.h"

enum { LENGTH_MAX = 300 };

static uint8_t message[LENGTH_MAX];
static uint8_t token[ORACLE_TOKEN_MAX];
static uint8_t opened[ORACLE_TOKEN_MAX];

/* Runs TEST for each encryption type, direction and length. */
static void for_each(void (*test)(const struct oracle_token *t, struct cfx *sender,
                                  struct cfx *receiver, size_t length))
{
    for (size_t i = 0; i < sizeof(message); i++)
        message[i] = (uint8_t)(i * 7 + 1);
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        for (int from_initiator = 0; from_initiator < 2; from_initiator++) {
            struct cfx_pair pair = pair_create(enctype_at(i));
            struct oracle_token t = oracle_token(pair.type);

            t.from_initiator = from_initiator;
            for (size_t length = 0; length <= LENGTH_MAX; length++, t.sequence++)
                test(&t, from_initiator ? pair.initiator : pair.acceptor,
                     from_initiator ? pair.acceptor : pair.initiator, length);
            pair_destroy(&pair);
        }
    }
}

static void encrypt_one(const struct oracle_token *t, struct cfx *sender, struct cfx *receiver,
                        size_t length)
{
    uint32_t usage = t->from_initiator ? 12 : 0x01020304;
    struct writer out;
    size_t n;

    (void)sender, (void)receiver;
    writer_init_secret(&out);
    write_u8(&out, 'x');
    assert_true(crypt_encrypt(t->type, oracle_key, usage, message, length, &out));
    n = oracle_decrypt(t->type, usage, out.data + 1, out.length - 1, opened);
    assert_int_equal(n, length);
    assert_memory_equal(opened, message, length);
    assert_int_equal(out.data[0], 'x');
    writer_free(&out);

    n = oracle_encrypt(t->type, usage, message, length, token);
    assert_int_equal(crypt_decrypt(t->type, oracle_key, usage, token, n, &out), SEAL_OK);
    assert_int_equal(out.length, length);
    assert_memory_equal(length != 0 ? out.data : message, message, length);
    token[length % n] ^= 0x10;
    assert_int_equal(crypt_decrypt(t->type, oracle_key, usage, token, n, &out), SEAL_BROKEN);
    assert_int_equal(out.length, length);
    writer_free(&out);
}

static void test_encryption_is_that_of_libk5crypto(void **state)
{
    (void)state;
    for_each(encrypt_one);
}

static void mic_one(const struct oracle_token *t, struct cfx *sender, struct cfx *receiver,
                    size_t length)
{
    gss_buffer_desc data = buffer_of(message, length), mic;
    size_t n = oracle_mic(t, message, length, token);
    OM_uint32 minor;

    assert_int_equal(cfx_get_mic(sender, &minor, &data, &mic), GSS_S_COMPLETE);
    assert_int_equal(mic.length, n);
    assert_memory_equal(mic.value, token, n);
    assert_int_equal(cfx_verify_mic(receiver, &minor, &data, &mic), GSS_S_COMPLETE);
    free(mic.value);
}

static void test_mic_is_equal_to_that_of_libk5crypto(void **state)
{
    (void)state;
    for_each(mic_one);
}

static void plain_one(const struct oracle_token *t, struct cfx *sender, struct cfx *receiver,
                      size_t length)
{
    gss_buffer_desc data = buffer_of(message, length), wrapped;
    size_t n = oracle_wrap(t, message, length, token);
    OM_uint32 minor;

    assert_int_equal(cfx_wrap(sender, &minor, false, &data, &wrapped), GSS_S_COMPLETE);
    assert_int_equal(wrapped.length, n);
    assert_memory_equal(wrapped.value, token, n);
    free(wrapped.value);
    assert_int_equal(unwrap_bytes(receiver, token, n, opened, &n), GSS_S_COMPLETE);
    assert_int_equal(n, length);
    assert_memory_equal(opened, message, length);
}

static void test_wrap_without_confidentiality_is_equal_to_that_of_libk5crypto(void **state)
{
    (void)state;
    for_each(plain_one);
}

static void sealed_one(const struct oracle_token *t, struct cfx *sender, struct cfx *receiver,
                       size_t length)
{
    gss_buffer_desc data = buffer_of(message, length), wrapped;
    struct oracle_token sealed = *t;
    OM_uint32 minor;
    uint8_t *bytes;
    size_t n;

    sealed.flags = CFX_SEALED;
    assert_int_equal(cfx_wrap(sender, &minor, true, &data, &wrapped), GSS_S_COMPLETE);
    bytes = wrapped.value;
    n = oracle_decrypt(t->type, t->from_initiator ? 24 : 22, bytes + CFX_HEADER_LENGTH,
                       wrapped.length - CFX_HEADER_LENGTH, opened);
    assert_int_equal(n, length + CFX_HEADER_LENGTH);
    assert_memory_equal(opened, message, length);
    assert_memory_equal(opened + length, bytes, CFX_HEADER_LENGTH);
    (void)oracle_wrap(&sealed, message, length, token);
    assert_memory_equal(token, bytes, CFX_HEADER_LENGTH);
    free(wrapped.value);

    n = oracle_wrap(&sealed, message, length, token);
    assert_int_equal(unwrap_bytes(receiver, token, n, opened, &n), GSS_S_COMPLETE);
    assert_int_equal(n, length);
    assert_memory_equal(opened, message, length);
}

static void test_sealed_tokens_are_opened_by_libk5crypto_and_the_reverse(void **state)
{
    (void)state;
    for_each(sealed_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encryption_is_that_of_libk5crypto),
        cmocka_unit_test(test_mic_is_equal_to_that_of_libk5crypto),
        cmocka_unit_test(test_wrap_without_confidentiality_is_equal_to_that_of_libk5crypto),
        cmocka_unit_test(test_sealed_tokens_are_opened_by_libk5crypto_and_the_reverse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
