#include "cfx/seal.h"

#include <string.h>

#include "base/nonce.h"
#include "base/secret.h"
#include "cfx/mac.h"

enum {
    STOLEN_BLOCKS = 2 * CFX_BLOCK_LENGTH, /* what ciphertext stealing swaps, padded */
    TAIL_MAX = CFX_CONFOUNDER_LENGTH + STOLEN_BLOCKS + CFX_BLOCK_LENGTH - 1 + SEAL_TRAILER_MAX,
    TAIL_CAPACITY = (TAIL_MAX / CFX_BLOCK_LENGTH + 1) * CFX_BLOCK_LENGTH,
};

/* An encryption on its way. */
struct sealing {
    struct seal *seal;
    struct mac mac;
    /* The end of the plaintext, or all of a short one, put together to be encrypted in place. */
    uint8_t tail[TAIL_CAPACITY];
    size_t tail_length;
};

/* RFC 3961 s.5.3: the code is HMAC(Ki, plaintext). */
static void sealing_hash_plaintext(struct sealing *s, const uint8_t *data, size_t length)
{
    if (!s->seal->type->encrypt_then_mac)
        mac_update(&s->mac, data, length);
}

/* RFC 8009 s.5: the code is HMAC(Ki, initial vector | ciphertext). */
static void sealing_hash_ciphertext(struct sealing *s, const uint8_t *data, size_t length)
{
    if (s->seal->type->encrypt_then_mac)
        mac_update(&s->mac, data, length);
}

static void sealing_add_tail(struct sealing *s, const uint8_t *data, size_t length)
{
    if (length == 0)
        return;
    sealing_hash_plaintext(s, data, length);
    memcpy(s->tail + s->tail_length, data, length);
    s->tail_length += length;
}

/* Encrypts LENGTH bytes, whole blocks, from where they lie, in steps that end with the hash's own
 * blocks. */
static bool sealing_encrypt_body(struct sealing *s, const uint8_t *in, size_t length, uint8_t *out)
{
    const size_t step = mac_step(s->seal->type->hash);
    const size_t hashed =
        CFX_CONFOUNDER_LENGTH + (s->seal->type->encrypt_then_mac ? CFX_BLOCK_LENGTH : 0);
    size_t n = step - hashed;

    for (; length > 0; length -= n, in += n, out += n, n = step) {
        n = n < length ? n : length;
        sealing_hash_plaintext(s, in, n);
        if (!cbc_encrypt(&s->seal->cbc, in, n, out))
            return false;
        sealing_hash_ciphertext(s, out, n);
    }
    return true;
}

/* Encrypts the tail with ciphertext stealing: pad with zeros, swap the last two blocks, cut to
 * length (RFC 3962 s.5). One block alone is not swapped. */
static bool sealing_encrypt_tail(struct sealing *s, uint8_t *out)
{
    size_t blocks = (s->tail_length + CFX_BLOCK_LENGTH - 1) / CFX_BLOCK_LENGTH;
    size_t padded = blocks * CFX_BLOCK_LENGTH;
    size_t kept = blocks > 1 ? padded - STOLEN_BLOCKS : padded;
    uint8_t *last = s->tail + padded - CFX_BLOCK_LENGTH;

    memset(s->tail + s->tail_length, 0, padded - s->tail_length);
    if (!cbc_encrypt(&s->seal->cbc, s->tail, padded, s->tail))
        return false;
    memcpy(out, s->tail, kept);
    if (blocks > 1) {
        memcpy(out + kept, last, CFX_BLOCK_LENGTH);
        memcpy(out + kept + CFX_BLOCK_LENGTH, s->tail + kept,
               s->tail_length - kept - CFX_BLOCK_LENGTH);
    }
    sealing_hash_ciphertext(s, out, s->tail_length);
    return true;
}

/* Encrypts CONFOUNDER, ready for the cipher, and what follows it. */
static bool sealing_encrypt(struct sealing *s, const struct seal_input *in,
                            const uint8_t *confounder, uint8_t *out)
{
    size_t whole = in->length - in->length % CFX_BLOCK_LENGTH;
    size_t body = whole > STOLEN_BLOCKS ? whole - STOLEN_BLOCKS : 0; /* the tail swaps the rest */

    memcpy(s->tail, confounder, CFX_CONFOUNDER_LENGTH);
    s->tail_length = CFX_CONFOUNDER_LENGTH;
    if (body > 0) {
        if (!cbc_encrypt(&s->seal->cbc, s->tail, CFX_CONFOUNDER_LENGTH, out))
            return false;
        sealing_hash_ciphertext(s, out, CFX_CONFOUNDER_LENGTH);
        out += CFX_CONFOUNDER_LENGTH;
        if (!sealing_encrypt_body(s, in->message, body, out))
            return false;
        out += body;
        s->tail_length = 0;
    }
    sealing_add_tail(s, body > 0 ? in->message + body : in->message, in->length - body);
    sealing_add_tail(s, in->trailer, in->trailer_length);
    return sealing_encrypt_tail(s, out);
}

enum seal_result seal_encrypt(struct seal *seal, const struct seal_input *in, uint8_t *out)
{
    static const uint8_t initial_vector[CFX_BLOCK_LENGTH];
    uint8_t confounder[CFX_CONFOUNDER_LENGTH];
    struct sealing s;
    bool ok;

    if (!nonce_random(confounder, CFX_CONFOUNDER_LENGTH))
        return SEAL_NO_RANDOM;
    s.seal = seal;
    mac_begin(&s.mac, seal->type->hash, seal->mac_key);
    sealing_hash_ciphertext(&s, initial_vector, sizeof(initial_vector));
    sealing_hash_plaintext(&s, confounder, sizeof(confounder));
    cbc_begin(&seal->cbc, confounder);
    ok = sealing_encrypt(&s, in, confounder, out);
    mac_end(&s.mac, out + CFX_CONFOUNDER_LENGTH + in->length + in->trailer_length,
            seal->type->mac_length);
    if (!ok)
        secret_wipe(s.tail, sizeof(s.tail)); /* still plaintext */
    return ok ? SEAL_OK : SEAL_FAILED;
}
