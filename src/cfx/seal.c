#include "cfx/seal.h"

#include <stdlib.h>

#include "base/secret.h"
#include "cfx/mac.h"

static size_t seal_size(const struct seal *seal)
{
    return sizeof(*seal) + mac_key_size(seal->type->hash);
}

struct seal *seal_create(const struct enctype *type, const uint8_t *key, uint32_t usage,
                         bool encrypting)
{
    uint8_t derived[CFX_KEY_MAX];
    struct seal *seal;
    size_t length;

    seal = calloc(1, sizeof(*seal) + mac_key_size(type->hash));
    if (seal == NULL)
        return NULL;
    seal->type = type;
    if (!enctype_derive_key(type, key, usage, CFX_DERIVE_KI, derived, &length))
        goto fail;
    mac_key_make(type->hash, derived, length, seal->mac_key);
    if (!enctype_derive_key(type, key, usage, CFX_DERIVE_KE, derived, &length) ||
        !cbc_init(&seal->cbc, derived, length, encrypting))
        goto fail;
    secret_wipe(derived, sizeof(derived));
    return seal;

fail:
    secret_wipe(derived, sizeof(derived));
    seal_destroy(&seal);
    return NULL;
}

void seal_destroy(struct seal **seal)
{
    if (*seal == NULL)
        return;
    cbc_free(&(*seal)->cbc);
    secret_free(*seal, seal_size(*seal));
    *seal = NULL;
}

size_t seal_overhead(const struct enctype *type)
{
    return CFX_CONFOUNDER_LENGTH + type->mac_length;
}
