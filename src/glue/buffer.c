#include "glue/buffer.h"

#include <stdlib.h>
#include <string.h>

#include "glue/call.h"

OM_uint32 buffer_set_text(OM_uint32 *minor, gss_buffer_t buffer, const void *text, size_t length)
{
    char *copy = length < SIZE_MAX ? malloc(length + 1) : NULL;

    if (copy == NULL)
        return call_fail_memory(minor);
    if (length != 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    buffer->value = copy; /* now the caller's */
    buffer->length = length;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_release_buffer(OM_uint32 *minor, gss_buffer_t buffer)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (buffer == GSS_C_NO_BUFFER)
        return call_fail_write(minor, 0);
    free(buffer->value);
    call_empty_buffer(buffer);
    return GSS_S_COMPLETE;
}
