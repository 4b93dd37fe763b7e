#include "cfx/enctype.h"

#include <stdio.h>

/* Longer keys first, then the better hash. */
static const struct enctype enctypes[] = {
    {20, "aes256-cts-hmac-sha384-192", 32, 24, 24, CFX_SHA384, true, true},
    {18, "aes256-cts-hmac-sha1-96", 32, 12, 32, CFX_SHA1, false, false},
    {19, "aes128-cts-hmac-sha256-128", 16, 16, 16, CFX_SHA256, true, true},
    {17, "aes128-cts-hmac-sha1-96", 16, 12, 16, CFX_SHA1, false, false},
};

/* Encryption types that are refused, but met in keytabs and tickets. */
static const struct {
    int32_t id;
    const char *name;
} refused_names[] = {
    {1, "des-cbc-crc"},
    {2, "des-cbc-md4"},
    {3, "des-cbc-md5"},
    {16, "des3-cbc-sha1"},
    {23, "rc4-hmac"},
    {24, "rc4-hmac-exp"},
    {25, "camellia128-cts-cmac"},
    {26, "camellia256-cts-cmac"},
};

static const size_t enctype_count = sizeof(enctypes) / sizeof(enctypes[0]);
static const size_t refused_count = sizeof(refused_names) / sizeof(refused_names[0]);

const struct enctype *enctype_find(int32_t id)
{
    for (size_t i = 0; i < enctype_count; i++) {
        if (enctypes[i].id == id)
            return &enctypes[i];
    }
    return NULL;
}

const struct enctype *enctype_at(size_t index)
{
    return index < enctype_count ? &enctypes[index] : NULL;
}

const char *enctype_display(int32_t id, char *out, size_t size)
{
    const struct enctype *type = enctype_find(id);
    const char *name = type != NULL ? type->name : NULL;

    for (size_t i = 0; name == NULL && i < refused_count; i++) {
        if (refused_names[i].id == id)
            name = refused_names[i].name;
    }
    if (name != NULL)
        snprintf(out, size, "%s", name);
    else
        snprintf(out, size, "encryption type %d", (int)id);
    return out;
}
