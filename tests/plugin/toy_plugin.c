/*
 * A mechanism in a shared library, for tests: 2.999.1.
 *
 * It authenticates nobody: what a peer says is believed. Contexts take four
 * legs (the acceptor's last has no token). $TOY_FAULT names one thing that goes
 * wrong. With TOY_MINIMAL it offers what gss-ntlmssp offers of names, and no more
 * than a context needs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/toy.h"

gss_OID_desc toy_oid = {3, (void *)TOY_PLUGIN_OID_BYTES};
gss_OID_desc toy_type = {4, (void *)TOY_PLUGIN_TYPE_BYTES};
gss_OID_desc toy_option = {4, (void *)TOY_PLUGIN_OPTION_BYTES};

bool toy_fault(const char *name)
{
    const char *fault = getenv("TOY_FAULT");

    return fault != NULL && strcmp(fault, name) == 0;
}

OM_uint32 toy_fail(OM_uint32 *minor, OM_uint32 major)
{
    *minor = TOY_PLUGIN_MINOR;
    return major;
}

void toy_copy(char out[64], const void *text, size_t length)
{
    snprintf(out, 64, "%.*s", (int)length, (const char *)text);
}

void toy_give(gss_buffer_t out, const void *data, size_t length)
{
    out->value = malloc(length + 1);
    memcpy(out->value, data, length);
    out->length = length;
}

gss_OID_set toy_set(gss_OID a, gss_OID b)
{
    gss_OID_set set;
    OM_uint32 minor;

    gss_create_empty_oid_set(&minor, &set);
    gss_add_oid_set_member(&minor, a, &set);
    if (b != NULL)
        gss_add_oid_set_member(&minor, b, &set);
    return set;
}
