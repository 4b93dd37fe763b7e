/* Published vectors: RFC 3961 A.1, RFC 3962 B, RFC 8009 A, and the table of encryption types. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/nonce.h"
#include "cfx/crypt.h"
#include "cfx/derive.h"
#include "cfx/mac.h"
#include "cfx/seal.h"

enum { BYTES_MAX = 128 };

/* Stands in for the library's, so that encryption gives the published ciphertext. */
static uint8_t confounder[CFX_CONFOUNDER_LENGTH];

bool nonce_random(void *out, size_t length)
{
    memcpy(out, confounder, length);
    return true;
}

/* Hexadecimal digits, blanks between them ignored. */
static size_t hex(const char *text, uint8_t *out)
{
    size_t length = 0;
    unsigned byte;

    for (int used; sscanf(text, " %2x%n", &byte, &used) == 1; text += used) {
        assert_true(length < BYTES_MAX);
        out[length++] = (uint8_t)byte;
    }
    return length;
}

static void test_n_fold(void **state)
{
    static const struct {
        const char *in, *out;
    } vectors[] = {
        {"303132333435", "be072631276b1955"},
        {"70617373776f7264", "78a07b6caf85fa"},
        {"526f75676820436f6e73656e7375732c20616e642052756e6e696e6720436f6465", "bb6ed30870b7f0e0"},
        {"70617373776f7264", "59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e"},
        {"4d41535341434856534554545320494e5354495456544520"
         "4f4620544543484e4f4c4f4759",
         "db3b0d8f0b061e603282b308a50841229ad798fab9540c1b"},
        {"51", "518a54a215a8452a518a54a215a8452a518a54a215"},
        {"6261", "fb25d531ae8974499f52fd92ea9857c4ba24cf297e"},
        {"6b65726265726f73", "6b65726265726f73"},
        {"6b65726265726f73", "6b65726265726f737b9b5b2b93132b93"},
        {"6b65726265726f73", "8372c236344e5f1550cd0747e15d62ca7a5a3bcea4"},
        {"6b65726265726f73", "6b65726265726f737b9b5b2b93132b935c9bdcdad95c9899c4cae4dee6d6cae4"},
    };
    uint8_t in[BYTES_MAX], expected[BYTES_MAX], out[BYTES_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        size_t in_length = hex(vectors[i].in, in);
        size_t out_length = hex(vectors[i].out, expected);

        derive_n_fold(in, in_length, out, out_length);
        assert_memory_equal(out, expected, out_length);
    }
}

/* RFC 3962 B gives the PBKDF2 output, and DK(it, "kerberos"). */
static void test_derivation_of_rfc_3961(void **state)
{
    static const struct {
        const char *base, *derived;
    } vectors[] = {
        {"cdedb5281bb2f801565a1122b2563515", "42263c6e89f4fc28b8df68ee09799f15"},
        {"cdedb5281bb2f801565a1122b25635150ad1f7a04bb9f3a333ecc0e2e1f70837",
         "fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161"},
        {"5c08eb61fdf71e4e4ec3cf6ba1f5512b", "4c01cd46d632d01e6dbe230a01ed642a"},
        {"139c30c0966bc32ba55fdbf212530ac9c5ec59f1a452f5cc9ad940fea0598ed1",
         "89adee3608db8bc71f1bfbfe459486b05618b70cbae22092534e56c553ba4b34"},
        {"6b9cf26d45455a43a5b8bb276a403b39e7fe37a0c41e02c281ff3069e1e94f52",
         "4b6d9839f84406df1f09cc166db4b83c571848b784a3d6bdc346589a3e393f9e"},
    };
    uint8_t base[BYTES_MAX], expected[BYTES_MAX], out[CFX_KEY_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        size_t length = hex(vectors[i].base, base);

        assert_int_equal(hex(vectors[i].derived, expected), length);
        assert_true(derive_dk(base, length, (const uint8_t *)"kerberos", 8, out));
        assert_memory_equal(out, expected, length);
    }
}

/* A seal whose cipher has KEY itself for its key. */
static struct seal *raw_seal(const uint8_t *key, bool encrypting)
{
    const struct enctype *type = enctype_find(17);
    struct seal *seal = calloc(1, sizeof(*seal) + mac_key_size(type->hash));

    assert_non_null(seal);
    seal->type = type;
    mac_key_make(type->hash, key, type->key_length, seal->mac_key);
    assert_true(cbc_init(&seal->cbc, key, type->key_length, encrypting));
    return seal;
}

/* RFC 3962 B: ciphertext stealing. The first block of each is the confounder's place. */
static void test_ciphertext_stealing_of_rfc_3962(void **state)
{
    static const char text[] = "I would like the General Gau's Chicken, please, and wonton soup.";
    static const char *const outputs[] = {
        "c6353568f2bf8cb4d8a580362da7ff7f 97",
        "fc00783e0efdb2c1d445d4c8eff7ed22 97687268d6ecccc0c07b25e25ecfe5",
        "39312523a78662d5be7fcbcc98ebf5a8 97687268d6ecccc0c07b25e25ecfe584",
        "97687268d6ecccc0c07b25e25ecfe584 b3fffd940c16a18c1b5549d2f838029e"
        "39312523a78662d5be7fcbcc98ebf5",
        "97687268d6ecccc0c07b25e25ecfe584 9dad8bbb96c4cdc03bc103e1a194bbd8"
        "39312523a78662d5be7fcbcc98ebf5a8",
        "97687268d6ecccc0c07b25e25ecfe584 39312523a78662d5be7fcbcc98ebf5a8"
        "4807efe836ee89a526730dbc2f7bc840 9dad8bbb96c4cdc03bc103e1a194bbd8",
    };
    uint8_t expected[BYTES_MAX], sealed[BYTES_MAX], opened[BYTES_MAX];
    struct seal *encrypting, *decrypting;

    (void)state;
    encrypting = raw_seal((const uint8_t *)"chicken teriyaki", true);
    decrypting = raw_seal((const uint8_t *)"chicken teriyaki", false);
    memcpy(confounder, text, sizeof(confounder));
    for (int round = 0; round < 2; round++) { /* again, with a used cipher */
        for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
            size_t length = hex(outputs[i], expected) - CFX_CONFOUNDER_LENGTH;
            const uint8_t *message = (const uint8_t *)text + CFX_CONFOUNDER_LENGTH;
            struct seal_input in = {.message = message, .length = length};
            struct reader body;
            struct rotated rotated;

            assert_int_equal(seal_encrypt(encrypting, &in, sealed), SEAL_OK);
            assert_memory_equal(sealed, expected, CFX_CONFOUNDER_LENGTH + length);
            reader_init(&body, sealed, length + seal_overhead(encrypting->type));
            rotated_init(&rotated, &body, 0);
            assert_int_equal(seal_decrypt(decrypting, &rotated, opened), SEAL_OK);
            assert_memory_equal(opened, message, length);
        }
    }
    seal_destroy(&encrypting);
    seal_destroy(&decrypting);
}

/* RFC 8009 A. */
static const char key_aes128_sha2[] = "3705d96080c17728a0e800eab6e0d23c";
static const char key_aes256_sha2[] =
    "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52";

static void test_derivation_of_rfc_8009(void **state)
{
    static const struct {
        int32_t enctype;
        enum cfx_derivation purpose;
        const char *key, *derived;
    } vectors[] = {
        {19, CFX_DERIVE_KC, key_aes128_sha2, "b31a018a48f54776f403e9a396325dc3"},
        {19, CFX_DERIVE_KE, key_aes128_sha2, "9b197dd1e8c5609d6e67c3e37c62c72e"},
        {19, CFX_DERIVE_KI, key_aes128_sha2, "9fda0e56ab2d85e1569a688696c26a6c"},
        {20, CFX_DERIVE_KC, key_aes256_sha2, "ef5718be86cc84963d8bbb5031e9f5c4ba41f28faf69e73d"},
        {20, CFX_DERIVE_KE, key_aes256_sha2,
         "56ab22bee63d82d7bc5227f6773f8ea7a5eb1c825160c38312980c442e5c7e49"},
        {20, CFX_DERIVE_KI, key_aes256_sha2, "69b16514e3cd8e56b82010d5c73012b622c4d00ffc23ed1f"},
    };
    uint8_t key[BYTES_MAX], expected[BYTES_MAX], out[CFX_KEY_MAX];
    size_t length;

    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        hex(vectors[i].key, key);
        assert_true(enctype_derive_key(enctype_find(vectors[i].enctype), key, 2, vectors[i].purpose,
                                       out, &length));
        assert_int_equal(length, hex(vectors[i].derived, expected));
        assert_memory_equal(out, expected, length);
    }
}

static void test_encryption_of_rfc_8009(void **state)
{
    static const struct {
        int32_t enctype;
        const char *key, *confounder;
        size_t length; /* of the plaintext 00 01 02... */
        const char *output;
    } vectors[] = {
        {19, key_aes128_sha2, "7e5895eaf2672435bad817f545a37148", 0,
         "ef85fb890bb8472f4dab20394dca781dad877eda39d50c870c0d5a0a8e48c718"},
        {19, key_aes128_sha2, "7bca285e2fd4130fb55b1a5c83bc5b24", 6,
         "84d7f30754ed987bab0bf3506beb09cfb55402cef7e6877ce99e247e52d16ed4421dfdf8976c"},
        {19, key_aes128_sha2, "56ab21713ff62c0a1457200f6fa9948f", 16,
         "3517d640f50ddc8ad3628722b3569d2ae07493fa8263254080ea65c1008e8fc2"
         "95fb4852e7d83e1e7c48c37eebe6b0d3"},
        {19, key_aes128_sha2, "a7a4e29a4728ce10664fb64e49ad3fac", 21,
         "720f73b18d9859cd6ccb4346115cd336c70f58edc0c4437c5573544c31c813bce1e6d072c1"
         "86b39a413c2f92ca9b8334a287ffcbfc"},
        {20, key_aes256_sha2, "f764e9fa15c276478b2c7d0c4e5f58e4", 0,
         "41f53fa5bfe7026d91faf9be959195a058707273a96a40f0a01960621ac61274"
         "8b9bbfbe7eb4ce3c"},
        {20, key_aes256_sha2, "b80d3251c1f6471494256ffe712d0b9a", 6,
         "4ed7b37c2bcac8f74f23c1cf07e62bc7b75fb3f637b9f559c7f664f69eab7b60"
         "92237526ea0d1f61cb20d69d10f2"},
        {20, key_aes256_sha2, "53bf8a0d105265d4e276428624ce5e63", 16,
         "bc47ffec7998eb91e8115cf8d19dac4bbbe2e163e87dd37f49beca92027764f6"
         "8cf51f14d798c2273f35df574d1f932e40c4ff255b36a266"},
        {20, key_aes256_sha2, "763e65367e864f02f55153c7e3b58af1", 21,
         "40013e2df58e8751957d2878bcd2d6fe101ccfd556cb1eae79db3c3ee86429f2"
         "b2a602ac86fef6ecb647d6295fae077a1feb517508d2c16b4192e01f62"},
    };
    uint8_t key[BYTES_MAX], expected[BYTES_MAX], plain[BYTES_MAX];
    struct writer out;

    (void)state;
    for (size_t i = 0; i < sizeof(plain); i++)
        plain[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        const struct enctype *type = enctype_find(vectors[i].enctype);
        size_t length = hex(vectors[i].output, expected);

        hex(vectors[i].key, key);
        hex(vectors[i].confounder, confounder);
        writer_init_secret(&out);
        assert_true(crypt_encrypt(type, key, 2, plain, vectors[i].length, &out));
        assert_int_equal(out.length, length);
        assert_memory_equal(out.data, expected, length);
        writer_free(&out);
        assert_int_equal(crypt_decrypt(type, key, 2, expected, length, &out), SEAL_OK);
        assert_int_equal(out.length, vectors[i].length);
        assert_memory_equal(out.length != 0 ? out.data : plain, plain, out.length);
        writer_free(&out);
    }
}

static void test_checksum_of_rfc_8009(void **state)
{
    static const struct {
        int32_t enctype;
        const char *key, *output;
    } vectors[] = {
        {19, key_aes128_sha2, "d78367186643d67b411cba9139fc1dee"},
        {20, key_aes256_sha2, "45ee791567eefca37f4ac1e0222de80d43c3bfa06699672a"},
    };
    uint8_t key[BYTES_MAX], expected[BYTES_MAX], plain[21], out[CFX_MAC_MAX];
    uint8_t derived[CFX_KEY_MAX], mac_key[MAC_KEY_MAX];
    struct mac m;
    size_t length;

    (void)state;
    for (size_t i = 0; i < sizeof(plain); i++)
        plain[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        const struct enctype *type = enctype_find(vectors[i].enctype);

        hex(vectors[i].key, key);
        assert_int_equal(hex(vectors[i].output, expected), type->mac_length);
        assert_true(enctype_derive_key(type, key, 2, CFX_DERIVE_KC, derived, &length));
        mac_key_make(type->hash, derived, length, mac_key);
        mac_begin(&m, type->hash, mac_key);
        mac_update(&m, plain, 10);
        mac_update(&m, plain + 10, sizeof(plain) - 10);
        mac_end(&m, out, type->mac_length);
        assert_memory_equal(out, expected, type->mac_length);
    }
}

static void test_encryption_types_are_the_four_of_aes(void **state)
{
    static const struct {
        int32_t id;
        const char *name;
        bool accepted;
    } rows[] = {
        {17, "aes128-cts-hmac-sha1-96", true},
        {18, "aes256-cts-hmac-sha1-96", true},
        {19, "aes128-cts-hmac-sha256-128", true},
        {20, "aes256-cts-hmac-sha384-192", true},
        {3, "des-cbc-md5", false},
        {16, "des3-cbc-sha1", false},
        {23, "rc4-hmac", false},
        {99, "encryption type 99", false},
        {-133, "encryption type -133", false},
    };
    char name[64];
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_string_equal(enctype_display(rows[i].id, name, sizeof(name)), rows[i].name);
        assert_int_equal(enctype_find(rows[i].id) != NULL, rows[i].accepted);
    }
    while (enctype_at(count) != NULL) {
        assert_ptr_equal(enctype_find(enctype_at(count)->id), enctype_at(count));
        count++;
    }
    assert_int_equal(count, 4);
    assert_int_equal(enctype_at(0)->id, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_n_fold),
        cmocka_unit_test(test_derivation_of_rfc_3961),
        cmocka_unit_test(test_ciphertext_stealing_of_rfc_3962),
        cmocka_unit_test(test_derivation_of_rfc_8009),
        cmocka_unit_test(test_encryption_of_rfc_8009),
        cmocka_unit_test(test_checksum_of_rfc_8009),
        cmocka_unit_test(test_encryption_types_are_the_four_of_aes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
