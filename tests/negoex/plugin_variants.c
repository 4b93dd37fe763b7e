/* What there is, and small helpers. */
#include <stdlib.h>
#include <string.h>

#include "negoex/plugin.h"

static const struct toy_variant variants[] = {
    {.number = 1, .tokens = 2, .enctype = 18, .metadata = true},
    {.number = 2, .tokens = 1, .enctype = 17, .metadata = true},
    {.number = 3, .tokens = 3, .enctype = 20, .metadata = true},
    {.number = 4, .tokens = 5, .enctype = 19},
    {.number = 5, .tokens = 2, .enctype = 18, .metadata = true, .keys = TOY_KEYS_NEVER},
    {.number = 6, .tokens = 3, .enctype = 18, .metadata = true, .keys = TOY_KEYS_EARLY},
    {.number = 7, .tokens = 2, .enctype = 18, .refuses = TOY_NO_INITIATOR_METADATA},
    {.number = 8,
     .tokens = 2,
     .enctype = 18,
     .metadata = true,
     .refuses = TOY_NO_ACCEPTOR_METADATA},
    {.number = 9,
     .tokens = 2,
     .enctype = 18,
     .metadata = true,
     .refuses = TOY_REFUSES_AT_INITIATOR},
    {.number = 10,
     .tokens = 2,
     .enctype = 18,
     .metadata = true,
     .refuses = TOY_REFUSES_AT_ACCEPTOR},
    {.number = 11, .tokens = 2, .enctype = 18, .refuses = TOY_REFUSES_INITIATING},
    {.number = 12, .tokens = 2, .enctype = 18, .refuses = TOY_REFUSES_ACCEPTING},
    {.number = 13, .tokens = 2, .enctype = 18, .direct = true},
    {.number = 14, .tokens = 1, .enctype = 18, .keys = TOY_KEYS_NEVER},
};
enum { VARIANTS = sizeof(variants) / sizeof(variants[0]) };

const struct toy_variant *toy_variant_at(uint8_t number)
{
    return number >= 1 && number <= VARIANTS ? &variants[number - 1] : NULL;
}

const struct toy_variant *toy_variant_of(gss_const_OID oid)
{
    if (oid == GSS_C_NO_OID || oid->length != TOY_OID_LENGTH ||
        memcmp(oid->elements, TOY_ARC, TOY_ARC_LENGTH) != 0)
        return NULL;
    return toy_variant_at(((const uint8_t *)oid->elements)[TOY_ARC_LENGTH]);
}

#define OID(number)                                                                                \
    {                                                                                              \
        TOY_OID_LENGTH, (void *)(TOY_ARC number)                                                   \
    }

gss_OID toy_oid(const struct toy_variant *variant)
{
    static gss_OID_desc oids[VARIANTS] = {
        OID("\x01"), OID("\x02"), OID("\x03"), OID("\x04"), OID("\x05"), OID("\x06"), OID("\x07"),
        OID("\x08"), OID("\x09"), OID("\x0a"), OID("\x0b"), OID("\x0c"), OID("\x0d"), OID("\x0e"),
    };

    return &oids[variant->number - 1];
}

OM_uint32 toy_fail(OM_uint32 *minor, OM_uint32 major)
{
    *minor = 4711;
    return major;
}

OM_uint32 toy_give(OM_uint32 *minor, gss_buffer_t out, const void *data, size_t length)
{
    out->length = 0;
    out->value = malloc(length + 1);
    if (out->value == NULL)
        return toy_fail(minor, GSS_S_FAILURE);
    memcpy(out->value, data, length);
    ((char *)out->value)[length] = '\0';
    out->length = length;
    *minor = 0;
    return GSS_S_COMPLETE;
}

gss_OID_set toy_set(const gss_OID_desc *members, size_t count)
{
    gss_OID_set set = calloc(1, sizeof(*set));

    if (set == NULL || (set->elements = calloc(count + 1, sizeof(*set->elements))) == NULL)
        abort();
    for (; set->count < count; set->count++) {
        const gss_OID_desc *from = &members[set->count];
        gss_OID to = &set->elements[set->count];

        to->elements = malloc(from->length);
        if (to->elements == NULL)
            abort();
        memcpy(to->elements, from->elements, from->length);
        to->length = from->length;
    }
    return set;
}
