/* Sets of buffers: MIT's calls. */
#include "base/buffer_set.h"
#include "glue/call.h"

OM_uint32 gss_create_empty_buffer_set(OM_uint32 *minor, gss_buffer_set_t *buffer_set)
{
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (buffer_set == NULL)
        return call_fail_write(minor, 0);
    *buffer_set = buffer_set_create();
    return *buffer_set != GSS_C_NO_BUFFER_SET ? GSS_S_COMPLETE : call_fail_memory(minor);
}

OM_uint32 gss_add_buffer_set_member(OM_uint32 *minor, const gss_buffer_t member_buffer,
                                    gss_buffer_set_t *buffer_set)
{
    gss_buffer_set_t set;
    OM_uint32 spare;

    minor = call_minor(minor, &spare);
    if (buffer_set == NULL)
        return call_fail_write(minor, 0);
    if (!call_buffer_is_sound(member_buffer))
        return call_fail_read(minor, 0);
    set = *buffer_set != GSS_C_NO_BUFFER_SET ? *buffer_set : buffer_set_create();
    if (set == GSS_C_NO_BUFFER_SET)
        return call_fail_memory(minor);
    if (!buffer_set_add(set, member_buffer->value, member_buffer->length)) {
        if (*buffer_set == GSS_C_NO_BUFFER_SET)
            buffer_set_free(&set);
        return call_fail_memory(minor);
    }
    *buffer_set = set;
    return GSS_S_COMPLETE;
}

OM_uint32 gss_release_buffer_set(OM_uint32 *minor, gss_buffer_set_t *buffer_set)
{
    OM_uint32 spare;

    (void)call_minor(minor, &spare);
    if (buffer_set != NULL)
        buffer_set_free(buffer_set);
    return GSS_S_COMPLETE;
}
