/* Encryption of a message where it lies, in several pieces. */
#include "cfx/seal.h"

#include <string.h>

#include "base/nonce.h"
#include "base/secret.h"
#include "cfx/mac.h"

enum {
    STOLEN_BLOCKS = 2 * CFX_BLOCK_LENGTH, /* what ciphertext stealing swaps, padded */
    ENCRYPTED_AT_ONCE = 1 << 20,
};

static void seal_code_of(const struct seal *seal, const struct spans *spans, uint8_t *code)
{
    static const uint8_t initial_vector[CFX_BLOCK_LENGTH];
    struct mac m;

    mac_begin(&m, seal->type->hash, seal->mac_key);
    if (seal->type->encrypt_then_mac)
        mac_update(&m, initial_vector, sizeof(initial_vector));
    spans_hash(spans, &m);
    mac_end(&m, code, seal->type->mac_length);
}

/* Encrypts or decrypts LENGTH bytes, whole blocks; a block that lies in two pieces is gathered. */
static bool seal_process_body(struct cbc *cbc, struct spans_cursor *c, size_t length,
                              bool (*process)(struct cbc *, const uint8_t *, size_t, uint8_t *))
{
    uint8_t block[CFX_BLOCK_LENGTH];
    struct spans_cursor back;
    bool ok = true;
    uint8_t *piece;

    for (size_t n; ok && length > 0; length -= n) {
        n = spans_run(c) < length ? spans_run(c) : length;
        n = n < ENCRYPTED_AT_ONCE ? n - n % CFX_BLOCK_LENGTH : ENCRYPTED_AT_ONCE;
        if (n > 0) {
            piece = spans_take(c, n);
            ok = process(cbc, piece, n, piece);
            continue;
        }
        n = CFX_BLOCK_LENGTH;
        back = *c;
        spans_read(c, block, n);
        ok = process(cbc, block, n, block);
        spans_write(&back, block, n);
    }
    secret_wipe(block, sizeof(block));
    return ok;
}

/* What is encrypted before the last two blocks: STOLEN bytes are in the last one. */
static size_t seal_body_length(size_t length, size_t *stolen)
{
    *stolen = (length - 1) % CFX_BLOCK_LENGTH + 1;
    return length - *stolen - CFX_BLOCK_LENGTH;
}

/* The last two blocks, with ciphertext stealing (RFC 3962 s.5). */
static bool seal_encrypt_last(struct cbc *cbc, struct spans_cursor *c, size_t stolen)
{
    uint8_t last[STOLEN_BLOCKS] = {0};
    struct spans_cursor back = *c;
    bool ok;

    spans_read(c, last, CFX_BLOCK_LENGTH + stolen);
    ok = cbc_encrypt(cbc, last, sizeof(last), last);
    spans_write(&back, last + CFX_BLOCK_LENGTH, CFX_BLOCK_LENGTH);
    spans_write(&back, last, stolen);
    secret_wipe(last, sizeof(last));
    return ok;
}

enum seal_result seal_encrypt_spans(struct seal *seal, const struct spans *spans, uint8_t *code)
{
    struct spans_cursor c = spans_begin(spans);
    size_t length, stolen, body;

    if (!spans_measure(spans, &length))
        return SEAL_TOO_LARGE;
    if (!nonce_random(spans->head.value, CFX_CONFOUNDER_LENGTH))
        return SEAL_NO_RANDOM;
    if (!seal->type->encrypt_then_mac)
        seal_code_of(seal, spans, code);
    body = seal_body_length(length, &stolen);
    cbc_begin(&seal->cbc, spans->head.value);
    if (!seal_process_body(&seal->cbc, &c, body, cbc_encrypt) ||
        !seal_encrypt_last(&seal->cbc, &c, stolen))
        return SEAL_FAILED;
    if (seal->type->encrypt_then_mac)
        seal_code_of(seal, spans, code);
    return SEAL_OK;
}

static bool seal_decrypt_last(struct cbc *cbc, struct spans_cursor *c, size_t stolen, bool alone)
{
    uint8_t x[CFX_BLOCK_LENGTH], y[CFX_BLOCK_LENGTH], block[CFX_BLOCK_LENGTH];
    struct spans_cursor back = *c;
    bool ok;

    spans_read(c, x, sizeof(x));
    spans_read(c, y, stolen);
    ok = cbc_decrypt_stolen(cbc, x, y, stolen, alone, block, y);
    spans_write(&back, block, sizeof(block));
    spans_write(&back, y, stolen);
    secret_wipe(block, sizeof(block));
    secret_wipe(y, sizeof(y));
    return ok;
}

static bool seal_decrypt_all(struct seal *seal, const struct spans *spans, size_t length)
{
    struct spans_cursor c = spans_begin(spans);
    size_t stolen, body = seal_body_length(length, &stolen);
    bool alone = body == 0;
    uint8_t *confounder;

    if (!alone) {
        (void)spans_run(&c);
        confounder = spans_take(&c, CFX_CONFOUNDER_LENGTH);
        if (!cbc_decrypt_first(&seal->cbc, confounder, confounder))
            return false;
        body -= CFX_CONFOUNDER_LENGTH;
    }
    return seal_process_body(&seal->cbc, &c, body, cbc_decrypt) &&
           seal_decrypt_last(&seal->cbc, &c, stolen, alone);
}

enum seal_result seal_decrypt_spans(struct seal *seal, const struct spans *spans,
                                    const uint8_t *code)
{
    const bool early = seal->type->encrypt_then_mac;
    uint8_t expected[CFX_MAC_MAX];
    size_t length;

    if (!spans_measure(spans, &length))
        return SEAL_TOO_LARGE;
    if (early) {
        seal_code_of(seal, spans, expected);
        if (!secret_equal(expected, code, seal->type->mac_length))
            return SEAL_BROKEN;
    }
    if (!seal_decrypt_all(seal, spans, length)) {
        spans_wipe(spans);
        return SEAL_FAILED;
    }
    if (!early) {
        seal_code_of(seal, spans, expected);
        if (!secret_equal(expected, code, seal->type->mac_length)) {
            spans_wipe(spans);
            return SEAL_BROKEN;
        }
    }
    return SEAL_OK;
}
