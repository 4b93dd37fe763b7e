/* The encryption types that we accept: one row each (RFC 3962, RFC 8009). */
#ifndef GSS_CFX_ENCTYPE_H
#define GSS_CFX_ENCTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CFX_KEY_MAX = 32,
    CFX_MAC_MAX = 24,
    CFX_CONFOUNDER_LENGTH = 16,
    CFX_BLOCK_LENGTH = 16,
};

enum cfx_hash { CFX_SHA1, CFX_SHA256, CFX_SHA384 };

struct enctype {
    int32_t id;       /* RFC 3961 encryption type number */
    const char *name; /* "aes256-cts-hmac-sha1-96" */
    size_t key_length;
    size_t mac_length;     /* of the truncated HMAC */
    size_t mac_key_length; /* of Ki and Kc */
    enum cfx_hash hash;
    bool encrypt_then_mac; /* RFC 8009; RFC 3962 is encrypt-and-mac */
    bool kdf_sha2;         /* key derivation of RFC 8009 s.3 instead of RFC 3961 s.5.1 */
};

/* The row of an encryption type, or NULL: it is refused. */
const struct enctype *enctype_find(int32_t id);

/* The rows one after another, strongest first; NULL past the end. */
const struct enctype *enctype_at(size_t index);

/* The usual name of any encryption type number, for messages ("rc4-hmac", "encryption type 99"). */
const char *enctype_display(int32_t id, char *out, size_t size);

/* What a derived key is for (RFC 3961 s.5.3). */
enum cfx_derivation { CFX_DERIVE_KC = 0x99, CFX_DERIVE_KE = 0xaa, CFX_DERIVE_KI = 0x55 };

/* Derives a key of USAGE from a protocol key (key_length bytes). OUT holds CFX_KEY_MAX bytes;
 * *OUT_LENGTH is key_length for Ke, mac_key_length otherwise. False if libcrypto failed. */
bool enctype_derive_key(const struct enctype *type, const uint8_t *key, uint32_t usage,
                        enum cfx_derivation purpose, uint8_t *out, size_t *out_length);

#endif
