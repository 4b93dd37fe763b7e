#include "base/buffer_set.h"

#include <stdlib.h>

#include "base/secret.h"

gss_buffer_set_t buffer_set_create(void)
{
    return calloc(1, sizeof(gss_buffer_set_desc));
}

/* Takes MEMBER, which is nulled; false without memory. */
static bool buffer_set_append(gss_buffer_set_t set, gss_buffer_t member)
{
    gss_buffer_desc *elements;

    if (set->count >= SIZE_MAX / sizeof(*elements))
        return false;
    elements = realloc(set->elements, (set->count + 1) * sizeof(*elements));
    if (elements == NULL)
        return false;
    set->elements = elements;
    elements[set->count++] = *member; /* now the set's */
    *member = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    return true;
}

bool buffer_set_add(gss_buffer_set_t set, const void *data, size_t length)
{
    struct writer copy;

    writer_init_secret(&copy);
    write_bytes(&copy, data, length);
    return buffer_set_take(set, &copy);
}

bool buffer_set_take(gss_buffer_set_t set, struct writer *from)
{
    gss_buffer_desc member = GSS_C_EMPTY_BUFFER;
    bool added = writer_take_buffer(from, &member) && buffer_set_append(set, &member);

    secret_release_buffer(&member);
    return added;
}

void buffer_set_free(gss_buffer_set_t *set)
{
    gss_buffer_set_t old = *set;

    *set = GSS_C_NO_BUFFER_SET;
    if (old == GSS_C_NO_BUFFER_SET)
        return;
    for (size_t i = 0; i < old->count; i++)
        secret_release_buffer(&old->elements[i]);
    free(old->elements);
    free(old);
}
