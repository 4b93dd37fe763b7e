/* The pseudo-random functions against libk5crypto's, and RFC 4402's long one made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <krb5.h>

#include "cfx/mac.h"
#include "cfx/prf.h"

enum { INPUT_MAX = 200 };

static const uint8_t key[CFX_KEY_MAX] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                         12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                                         23, 24, 25, 26, 27, 28, 29, 30, 31, 32};

/* One call of libk5crypto's on N and the input. */
static void oracle(const struct enctype *type, uint32_t n, const uint8_t *input, size_t length,
                   uint8_t *out)
{
    krb5_keyblock block = {
        .enctype = type->id, .length = (unsigned)type->key_length, .contents = (krb5_octet *)key};
    uint8_t message[4 + INPUT_MAX] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
                                      (uint8_t)n};
    krb5_data in = {.data = (char *)message, .length = (unsigned)(4 + length)};
    krb5_data result = {.data = (char *)out};
    size_t size;

    memcpy(message + 4, input, length);
    assert_int_equal(krb5_c_prf_length(NULL, type->id, &size), 0);
    assert_int_equal(size, prf_length(type));
    result.length = (unsigned)size;
    assert_int_equal(krb5_c_prf(NULL, &block, &in, &result), 0);
}

static void assert_same(const struct enctype *type, const uint8_t *input, size_t input_length,
                        size_t length)
{
    uint8_t expected[512];
    struct writer out;

    assert_true(length + PRF_LENGTH_MAX <= sizeof(expected));
    for (uint32_t n = 0; n * prf_length(type) < length; n++)
        oracle(type, n, input, input_length, expected + n * prf_length(type));
    writer_init_secret(&out);
    assert_true(prf_plus(type, key, input, input_length, length, &out));
    assert_int_equal(out.length, length);
    assert_true(length == 0 || memcmp(out.data, expected, length) == 0);
    writer_free(&out);
}

static void test_prf_plus_is_made_of_libk5crypto_s_prf(void **state)
{
    uint8_t input[INPUT_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(input); i++)
        input[i] = (uint8_t)(i * 11);
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        for (size_t length = 0; length <= INPUT_MAX; length++)
            assert_same(enctype_at(i), input, length, 100);
        for (size_t length = 0; length < 400; length++)
            assert_same(enctype_at(i), input, 20, length);
    }
}

/* RFC 2104's hash and PBKDF2's loop, by the published example of RFC 7914 s.11. */
static void test_iterations_are_pbkdf2(void **state)
{
    static const uint8_t expected[] = {0x55, 0xac, 0x04, 0x6e, 0x56, 0xe3, 0x08, 0x9f,
                                       0xec, 0x16, 0x91, 0xc2, 0x25, 0x44, 0xb6, 0x05};
    static const uint8_t first[] = {'s', 'a', 'l', 't', 0, 0, 0, 1};
    uint8_t mac_key[MAC_KEY_MAX], value[32], sum[32];
    struct mac m;

    (void)state;
    mac_key_make(CFX_SHA256, (const uint8_t *)"passwd", 6, mac_key);
    mac_begin(&m, CFX_SHA256, mac_key);
    mac_update(&m, first, sizeof(first));
    mac_end(&m, value, sizeof(value));
    memcpy(sum, value, sizeof(sum));
    mac_iterate(CFX_SHA256, mac_key, 0, value, sum); /* c = 1 */
    assert_memory_equal(sum, expected, sizeof(expected));
}

/* The loop against HMAC itself, for both hashes. */
static void test_loop_is_hmac_again_and_again(void **state)
{
    static const struct {
        enum cfx_hash hash;
        size_t length;
    } rows[] = {{CFX_SHA1, 20}, {CFX_SHA256, 32}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        uint8_t mac_key[MAC_KEY_MAX], value[32] = {7}, sum[32] = {0};
        uint8_t expected[32] = {7}, expected_sum[32] = {0};
        struct mac m;

        mac_key_make(rows[i].hash, key, 20, mac_key);
        for (int round = 0; round < 9; round++) {
            mac_begin(&m, rows[i].hash, mac_key);
            mac_update(&m, expected, rows[i].length);
            mac_end(&m, expected, rows[i].length);
            for (size_t b = 0; b < rows[i].length; b++)
                expected_sum[b] ^= expected[b];
        }
        mac_iterate(rows[i].hash, mac_key, 9, value, sum);
        assert_memory_equal(value, expected, rows[i].length);
        assert_memory_equal(sum, expected_sum, rows[i].length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prf_plus_is_made_of_libk5crypto_s_prf),
        cmocka_unit_test(test_iterations_are_pbkdf2),
        cmocka_unit_test(test_loop_is_hmac_again_and_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
