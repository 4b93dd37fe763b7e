/* XAES-256-GCM against the vectors of its specification (C2SP), and what a token seals with it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "transfer/domains.h"
#include "transfer/seal.h"
#include "transfer/token.h"
#include "transfer_world.h"

#define NONCE "ABCDEFGHIJKLMNOPQRSTUVWX"
#define PLAINTEXT "XAES-256-GCM"

static const struct vector {
    uint8_t key_byte;
    const char *associated;
    const char *sealed;
} vectors[] = {
    {0x01, "",
     "\xce\x54\x6e\xf6\x3c\x9c\xc6\x07\x65\x92\x36\x09"
     "\xb3\x3a\x9a\x19\x74\xe9\x6e\x52\xda\xf2\xfc\xf7\x07\x5e\x22\x71"},
    {0x03, "c2sp.org/XAES-256-GCM",
     "\x98\x6e\xc1\x83\x25\x93\xdf\x54\x43\xa1\x79\x43"
     "\x7f\xd0\x83\xbf\x3f\xdb\x41\xab\xd7\x40\xa2\x1f\x71\xeb\x76\x9d"},
};

static void test_seal_gives_the_specifications_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        uint8_t key[SEAL_KEY_SIZE], text[] = PLAINTEXT, tag[SEAL_TAG_SIZE], opened[sizeof(text)];
        const struct seal_secret secret = {.key = key,
                                           .nonce = (const uint8_t *)NONCE,
                                           .associated = vectors[i].associated,
                                           .associated_length = strlen(vectors[i].associated)};
        const size_t length = strlen(PLAINTEXT);

        memset(key, vectors[i].key_byte, sizeof(key));
        assert_int_equal(xaes_encrypt(&secret, text, length, tag), SEAL_OK);
        assert_memory_equal(text, vectors[i].sealed, length);
        assert_memory_equal(tag, vectors[i].sealed + length, sizeof(tag));
        assert_int_equal(xaes_decrypt(&secret, text, length, tag, opened), SEAL_OK);
        assert_memory_equal(opened, PLAINTEXT, length);
    }
}

enum { ITERATIONS = 10000, STREAM = ITERATIONS * (SEAL_KEY_SIZE + SEAL_NONCE_SIZE + 2 + 2 * 255) };

static const uint8_t *take(const uint8_t **stream, size_t length)
{
    const uint8_t *at = *stream;

    *stream += length;
    return at;
}

/* Keys, nonces, plaintexts and associated data from SHAKE128 of nothing, all results hashed. */
static void test_seal_gives_the_specifications_accumulated_vector(void **state)
{
    static const uint8_t expected[32] = {0xe6, 0xb9, 0xed, 0xf2, 0xdf, 0x6c, 0xec, 0x60,
                                         0xc8, 0xcb, 0xd8, 0x64, 0xe2, 0x21, 0x1b, 0x59,
                                         0x7f, 0xb6, 0x9a, 0x52, 0x91, 0x60, 0xcd, 0x04,
                                         0x0d, 0x56, 0xc0, 0xc2, 0x10, 0x08, 0x19, 0x39};
    EVP_MD_CTX *source = EVP_MD_CTX_new(), *sum = EVP_MD_CTX_new();
    uint8_t *stream = malloc(STREAM), result[32];
    const uint8_t *at = stream;

    (void)state;
    assert_non_null(stream);
    assert_int_equal(EVP_DigestInit(source, EVP_shake128()), 1);
    assert_int_equal(EVP_DigestFinalXOF(source, stream, STREAM), 1);
    assert_int_equal(EVP_DigestInit(sum, EVP_shake128()), 1);
    for (int i = 0; i < ITERATIONS; i++) {
        struct seal_secret secret = {.key = take(&at, SEAL_KEY_SIZE)};
        uint8_t text[255], tag[SEAL_TAG_SIZE];
        size_t length;

        secret.nonce = take(&at, SEAL_NONCE_SIZE);
        length = *take(&at, 1);
        memcpy(text, take(&at, length), length);
        secret.associated_length = *take(&at, 1);
        secret.associated = take(&at, secret.associated_length);
        assert_int_equal(xaes_encrypt(&secret, text, length, tag), SEAL_OK);
        assert_int_equal(EVP_DigestUpdate(sum, text, length), 1);
        assert_int_equal(EVP_DigestUpdate(sum, tag, sizeof(tag)), 1);
    }
    assert_int_equal(EVP_DigestFinalXOF(sum, result, sizeof(result)), 1);
    assert_memory_equal(result, expected, sizeof(expected));
    EVP_MD_CTX_free(source);
    EVP_MD_CTX_free(sum);
    free(stream);
}

static void test_seal_wipes_what_does_not_verify(void **state)
{
    static const uint8_t zeros[64];
    uint8_t text[64], tag[SEAL_TAG_SIZE], opened[64];
    struct seal_secret secret = {.key = (const uint8_t *)"01234567890123456789012345678901",
                                 .nonce = (const uint8_t *)NONCE};

    (void)state;
    memset(text, 'x', sizeof(text));
    assert_int_equal(xaes_encrypt(&secret, text, sizeof(text), tag), SEAL_OK);
    tag[0] ^= 1;
    assert_int_equal(xaes_decrypt(&secret, text, sizeof(text), tag, opened), SEAL_BROKEN);
    assert_memory_equal(opened, zeros, sizeof(zeros));
    tag[0] ^= 1;
    secret.associated = "a";
    secret.associated_length = 1;
    assert_int_equal(xaes_decrypt(&secret, text, sizeof(text), tag, opened), SEAL_BROKEN);
}

/* doc/protocol-transfer.md: the seal covers the header and the ledger's identifier besides the
 * body. The import checks every field of the header in other ways, too, so only this tells. */
static void test_transfer_seal_covers_header_and_ledger(void **state)
{
    gss_buffer_desc token = world_export(NULL, PLAINTEXT, sizeof(PLAINTEXT));
    uint8_t associated[TOKEN_HEADER_SIZE + LEDGER_ID_SIZE], plain[256];
    const uint8_t *bytes = token.value, *sealed = bytes + TOKEN_HEADER_SIZE;
    size_t length = token.length - TOKEN_HEADER_SIZE - SEAL_TAG_SIZE;
    struct transfer_domain *domain;
    struct seal_secret secret = {.associated = associated, .associated_length = sizeof(associated)};
    OM_uint32 minor;

    (void)state;
    assert_true(length <= sizeof(plain));
    assert_int_equal(domains_acquire(&minor, NULL, &domain), GSS_S_COMPLETE);
    memcpy(associated, bytes, TOKEN_HEADER_SIZE);
    memcpy(associated + TOKEN_HEADER_SIZE, domain->ledger->id, LEDGER_ID_SIZE);
    secret.key = keys_active(&domain->keys)->secret;
    secret.nonce = bytes + TOKEN_HEADER_SIZE - SEAL_NONCE_SIZE;
    assert_int_equal(xaes_decrypt(&secret, sealed, length, sealed + length, plain), SEAL_OK);
    assert_memory_equal(plain + TOKEN_MIN_BODY, PLAINTEXT, sizeof(PLAINTEXT));
    for (size_t i = 0; i < sizeof(associated); i++) {
        associated[i] ^= 1;
        assert_int_equal(xaes_decrypt(&secret, sealed, length, sealed + length, plain),
                         SEAL_BROKEN);
        associated[i] ^= 1;
    }
    domains_release(&domain);
    free(token.value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seal_gives_the_specifications_vectors),
        cmocka_unit_test(test_seal_gives_the_specifications_accumulated_vector),
        cmocka_unit_test(test_seal_wipes_what_does_not_verify),
        cmocka_unit_test_setup_teardown(test_transfer_seal_covers_header_and_ledger, world_setup,
                                        world_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
