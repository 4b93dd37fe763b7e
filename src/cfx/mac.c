/*
 * The low-level SHA functions, deprecated since OpenSSL 3.0, are used in this
 * file alone: they let a hash start from a chaining value, so that a context
 * keeps 40 bytes per MAC key where a duplicated EVP_MD_CTX costs two heap
 * objects of some 500 bytes, and a message saves the two compressions of the
 * padded key and every allocation. They run the same code for the processor
 * at hand as EVP's default provider. Should they go, this file is what changes.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "cfx/mac.h"

#include <endian.h>
#include <string.h>

#include "base/secret.h"

enum { HMAC_IPAD = 0x36, HMAC_OPAD = 0x5c, MAC_BLOCK_MAX = SHA512_CBLOCK };
enum { HASH_END_OF_DATA = 0x80, HASH_WORD_LENGTH = 4 };

static void sha1_save(const struct mac *m, uint8_t *chaining)
{
    const SHA_CTX *c = &m->state.sha1;
    const SHA_LONG words[] = {c->h0, c->h1, c->h2, c->h3, c->h4};

    memcpy(chaining, words, sizeof(words));
}

/* Nl counts bits: one block went before. The same holds for the two functions below. */
static void sha1_restore(struct mac *m, const uint8_t *chaining)
{
    SHA_CTX *c = &m->state.sha1;
    SHA_LONG words[5];

    memcpy(words, chaining, sizeof(words));
    *c = (SHA_CTX){words[0], words[1], words[2], words[3], words[4], .Nl = SHA_CBLOCK * 8};
}

static void sha1_start(struct mac *m)
{
    SHA1_Init(&m->state.sha1);
}

static void sha1_update(struct mac *m, const void *data, size_t length)
{
    SHA1_Update(&m->state.sha1, data, length);
}

static void sha1_final(struct mac *m, uint8_t *digest)
{
    SHA1_Final(digest, &m->state.sha1);
}

static void sha256_save(const struct mac *m, uint8_t *chaining)
{
    memcpy(chaining, m->state.sha256.h, sizeof(m->state.sha256.h));
}

static void sha256_restore(struct mac *m, const uint8_t *chaining)
{
    m->state.sha256 = (SHA256_CTX){.Nl = SHA256_CBLOCK * 8, .md_len = SHA256_DIGEST_LENGTH};
    memcpy(m->state.sha256.h, chaining, sizeof(m->state.sha256.h));
}

static void sha256_start(struct mac *m)
{
    SHA256_Init(&m->state.sha256);
}

static void sha256_update(struct mac *m, const void *data, size_t length)
{
    SHA256_Update(&m->state.sha256, data, length);
}

static void sha256_final(struct mac *m, uint8_t *digest)
{
    SHA256_Final(digest, &m->state.sha256);
}

static void sha384_save(const struct mac *m, uint8_t *chaining)
{
    memcpy(chaining, m->state.sha384.h, sizeof(m->state.sha384.h));
}

static void sha384_restore(struct mac *m, const uint8_t *chaining)
{
    m->state.sha384 = (SHA512_CTX){.Nl = SHA512_CBLOCK * 8, .md_len = SHA384_DIGEST_LENGTH};
    memcpy(m->state.sha384.h, chaining, sizeof(m->state.sha384.h));
}

static void sha384_start(struct mac *m)
{
    SHA384_Init(&m->state.sha384);
}

static void sha384_update(struct mac *m, const void *data, size_t length)
{
    SHA384_Update(&m->state.sha384, data, length);
}

static void sha384_final(struct mac *m, uint8_t *digest)
{
    SHA384_Final(digest, &m->state.sha384);
}

static const struct hash {
    size_t block_length;
    size_t chaining_length;
    size_t digest_length;
    size_t step; /* whole blocks; found by measuring */
    void (*start)(struct mac *m);
    void (*save)(const struct mac *m, uint8_t *chaining);
    void (*restore)(struct mac *m, const uint8_t *chaining);
    void (*update)(struct mac *m, const void *data, size_t length);
    void (*final)(struct mac *m, uint8_t *digest);
} hashes[] = {
    [CFX_SHA1] = {SHA_CBLOCK, SHA_DIGEST_LENGTH, SHA_DIGEST_LENGTH, SHA_CBLOCK, sha1_start,
                  sha1_save, sha1_restore, sha1_update, sha1_final},
    [CFX_SHA256] = {SHA256_CBLOCK, SHA256_DIGEST_LENGTH, SHA256_DIGEST_LENGTH, SHA256_CBLOCK,
                    sha256_start, sha256_save, sha256_restore, sha256_update, sha256_final},
    [CFX_SHA384] = {SHA512_CBLOCK, SHA512_DIGEST_LENGTH, SHA384_DIGEST_LENGTH, 64 * SHA512_CBLOCK,
                    sha384_start, sha384_save, sha384_restore, sha384_update, sha384_final},
};

_Static_assert(2 * SHA512_DIGEST_LENGTH == MAC_KEY_MAX, "two chaining values of the largest hash");
_Static_assert(SHA384_DIGEST_LENGTH == MAC_DIGEST_MAX, "the longest digest");
_Static_assert(SHA_CBLOCK == MAC_RAW_KEY_MAX, "the shortest block");

size_t mac_key_size(enum cfx_hash hash)
{
    return 2 * hashes[hash].chaining_length;
}

size_t mac_step(enum cfx_hash hash)
{
    return hashes[hash].step;
}

void mac_key_make(enum cfx_hash hash, const uint8_t *raw, size_t length, uint8_t *key)
{
    static const uint8_t pads[] = {HMAC_IPAD, HMAC_OPAD};
    const struct hash *h = &hashes[hash];
    uint8_t block[MAC_BLOCK_MAX];
    struct mac m;

    for (size_t which = 0; which < sizeof(pads); which++) {
        memset(block, pads[which], h->block_length);
        for (size_t i = 0; i < length; i++)
            block[i] ^= raw[i];
        h->start(&m);
        h->update(&m, block, h->block_length);
        h->save(&m, key + which * h->chaining_length);
    }
    secret_wipe(block, sizeof(block));
    secret_wipe(&m, sizeof(m));
}

void mac_begin(struct mac *m, enum cfx_hash hash, const uint8_t *key)
{
    m->hash = &hashes[hash];
    m->key = key;
    m->hash->restore(m, key);
}

void mac_update(struct mac *m, const void *data, size_t length)
{
    m->hash->update(m, data, length);
}

void mac_end(struct mac *m, uint8_t *out, size_t length)
{
    const struct hash *h = m->hash;
    uint8_t digest[MAC_DIGEST_MAX];

    h->final(m, digest);
    h->restore(m, m->key + h->chaining_length);
    h->update(m, digest, h->digest_length);
    h->final(m, digest);
    memcpy(out, digest, length);
    secret_wipe(digest, sizeof(digest));
    secret_wipe(m, sizeof(*m));
}

void mac_hash(enum cfx_hash hash, const void *data, size_t length, uint8_t *digest)
{
    struct mac m;

    hashes[hash].start(&m);
    hashes[hash].update(&m, data, length);
    hashes[hash].final(&m, digest);
    secret_wipe(&m, sizeof(m));
}

/* A digest is one block of either hash of HMAC, whose padding never changes: each pass is two
 * compressions and nothing else. */
void mac_iterate(enum cfx_hash hash, const uint8_t *key, uint32_t count, uint8_t *value,
                 uint8_t *sum)
{
    const struct hash *h = &hashes[hash];
    const size_t bits = (h->block_length + h->digest_length) * 8;
    const size_t words = h->digest_length / HASH_WORD_LENGTH;
    uint32_t chaining[SHA256_DIGEST_LENGTH / HASH_WORD_LENGTH];
    uint8_t block[SHA256_CBLOCK] = {0};
    struct mac m;

    memcpy(block, value, h->digest_length);
    block[h->digest_length] = HASH_END_OF_DATA;
    block[sizeof(block) - 2] = (uint8_t)(bits >> 8);
    block[sizeof(block) - 1] = (uint8_t)bits;
    for (; count > 0; count--) {
        for (size_t which = 0; which < 2; which++) {
            h->restore(&m, key + which * h->chaining_length);
            h->update(&m, block, sizeof(block));
            h->save(&m, (uint8_t *)chaining);
            for (size_t i = 0; i < words; i++)
                chaining[i] = htobe32(chaining[i]);
            memcpy(block, chaining, h->digest_length);
        }
        for (size_t i = 0; i < h->digest_length; i++)
            sum[i] ^= block[i];
    }
    memcpy(value, block, h->digest_length);
    secret_wipe(block, sizeof(block));
    secret_wipe(chaining, sizeof(chaining));
    secret_wipe(&m, sizeof(m));
}
