#include "cfx/seal.h"

#include <string.h>

#include "base/secret.h"
#include "cfx/mac.h"

enum { DECRYPTED_AT_ONCE = 1 << 20 };

/* A decryption on its way. */
struct opening {
    struct seal *seal;
    struct rotated *in;
    struct mac mac;
    uint8_t confounder[CFX_CONFOUNDER_LENGTH];
};

/* RFC 3961 s.5.3: the code is HMAC(Ki, plaintext). */
static void opening_hash_plaintext(struct opening *o, const uint8_t *data, size_t length)
{
    if (!o->seal->type->encrypt_then_mac)
        mac_update(&o->mac, data, length);
}

/* Compares the code with the bytes that come next in IN. */
static bool opening_code_matches(struct opening *o, struct rotated *in)
{
    uint8_t expected[CFX_MAC_MAX], scratch[CFX_MAC_MAX];
    size_t length = o->seal->type->mac_length;

    mac_end(&o->mac, expected, length);
    return secret_equal(expected, rotated_read(in, length, scratch), length);
}

/* RFC 8009 s.5: the code is HMAC(Ki, initial vector | ciphertext), so nothing that the peer did not
 * write is ever decrypted. */
static bool opening_ciphertext_matches(struct opening *o, size_t length)
{
    static const uint8_t initial_vector[CFX_BLOCK_LENGTH];
    struct rotated in = *o->in;
    size_t n;

    mac_update(&o->mac, initial_vector, sizeof(initial_vector));
    for (; length > 0; length -= n) {
        n = rotated_run(&in) < length ? rotated_run(&in) : length;
        mac_update(&o->mac, rotated_read(&in, n, NULL), n);
    }
    return opening_code_matches(o, &in);
}

static bool opening_decrypt_confounder(struct opening *o)
{
    uint8_t scratch[CFX_BLOCK_LENGTH];
    const uint8_t *block = rotated_read(o->in, sizeof(scratch), scratch);

    if (!cbc_decrypt_first(&o->seal->cbc, block, o->confounder))
        return false;
    opening_hash_plaintext(o, o->confounder, sizeof(o->confounder));
    return true;
}

/* Decrypts a run of LENGTH bytes, whole blocks, in steps that end with the hash's own blocks if it
 * begins behind the confounder. What is hashed already needs no steps. */
static bool opening_decrypt_run(struct opening *o, const uint8_t *in, size_t length, uint8_t *out)
{
    const bool hashed = o->seal->type->encrypt_then_mac;
    const size_t step = hashed ? DECRYPTED_AT_ONCE : mac_step(o->seal->type->hash);
    size_t n = step - CFX_CONFOUNDER_LENGTH;

    for (; length > 0; length -= n, in += n, out += n, n = step) {
        n = n < length ? n : length;
        if (!cbc_decrypt(&o->seal->cbc, in, n, out))
            return false;
        opening_hash_plaintext(o, out, n);
    }
    return true;
}

/* Decrypts LENGTH bytes, whole blocks, in pieces as long as the input's runs allow. */
static bool opening_decrypt_body(struct opening *o, size_t length, uint8_t *out)
{
    uint8_t scratch[CFX_BLOCK_LENGTH];
    size_t n;

    for (; length > 0; length -= n, out += n) {
        n = rotated_run(o->in) < length ? rotated_run(o->in) : length;
        n = n < CFX_BLOCK_LENGTH ? CFX_BLOCK_LENGTH : n - n % CFX_BLOCK_LENGTH;
        if (!opening_decrypt_run(o, rotated_read(o->in, n, scratch), n, out))
            return false;
    }
    return true;
}

/* The last two blocks, of which the second one has STOLEN bytes. The plaintext goes to BLOCK and to
 * REST. */
static bool opening_decrypt_stolen(struct opening *o, size_t stolen, bool alone, uint8_t *block,
                                   uint8_t *rest)
{
    uint8_t x[CFX_BLOCK_LENGTH], scratch[CFX_BLOCK_LENGTH];
    const uint8_t *y;

    memcpy(x, rotated_read(o->in, sizeof(x), scratch), sizeof(x));
    y = rotated_read(o->in, stolen, scratch);
    if (!cbc_decrypt_stolen(&o->seal->cbc, x, y, stolen, alone, block, rest))
        return false;
    opening_hash_plaintext(o, block, CFX_BLOCK_LENGTH);
    opening_hash_plaintext(o, rest, stolen);
    return true;
}

/* Decrypts LENGTH bytes, a confounder at least. */
static bool opening_decrypt(struct opening *o, size_t length, uint8_t *out)
{
    size_t stolen = (length - 1) % CFX_BLOCK_LENGTH + 1;
    size_t body;

    if (length == CFX_CONFOUNDER_LENGTH) /* one block is not swapped */
        return opening_decrypt_confounder(o);
    if (length <= 2 * CFX_BLOCK_LENGTH)
        return opening_decrypt_stolen(o, stolen, true, o->confounder, out);
    body = length - stolen - 2 * CFX_BLOCK_LENGTH; /* less the confounder and X */
    return opening_decrypt_confounder(o) && opening_decrypt_body(o, body, out) &&
           opening_decrypt_stolen(o, stolen, false, out + body, out + body + CFX_BLOCK_LENGTH);
}

enum seal_result seal_decrypt(struct seal *seal, struct rotated *in, uint8_t *out)
{
    struct opening o = {.seal = seal, .in = in};
    size_t length = rotated_left(in) - seal->type->mac_length;
    bool ok;

    mac_begin(&o.mac, seal->type->hash, seal->mac_key);
    if (seal->type->encrypt_then_mac && !opening_ciphertext_matches(&o, length))
        return SEAL_BROKEN;
    ok = opening_decrypt(&o, length, out);
    if (!seal->type->encrypt_then_mac && !opening_code_matches(&o, in))
        return ok ? SEAL_BROKEN : SEAL_FAILED;
    return ok ? SEAL_OK : SEAL_FAILED;
}
