#include "cfx/iov_layout.h"

#include <stdlib.h>

#include "base/minor.h"

static const struct {
    OM_uint32 type;
    const char *name;
} slot_types[IOV_SLOTS] = {
    [IOV_HEADER] = {GSS_IOV_BUFFER_TYPE_HEADER, "HEADER"},
    [IOV_TRAILER] = {GSS_IOV_BUFFER_TYPE_TRAILER, "TRAILER"},
    [IOV_PADDING] = {GSS_IOV_BUFFER_TYPE_PADDING, "PADDING"},
    [IOV_STREAM] = {GSS_IOV_BUFFER_TYPE_STREAM, "STREAM"},
    [IOV_MIC_TOKEN] = {GSS_IOV_BUFFER_TYPE_MIC_TOKEN, "MIC_TOKEN"},
};

static OM_uint32 iov_layout_take(OM_uint32 *minor, gss_iov_buffer_desc *buffer, unsigned allowed,
                                 struct iov_layout *layout)
{
    if (GSS_IOV_BUFFER_TYPE(buffer->type) == GSS_IOV_BUFFER_TYPE_DATA && layout->data_count++ == 0)
        layout->data = buffer;
    for (size_t slot = 0; slot < IOV_SLOTS; slot++) {
        if (slot_types[slot].type != GSS_IOV_BUFFER_TYPE(buffer->type))
            continue;
        if ((allowed & 1U << slot) == 0)
            return minor_fail_detail(minor, MINOR_IOV_LAYOUT, GSS_S_FAILURE,
                                     "%s has no place in it", slot_types[slot].name);
        if (layout->slots[slot] != NULL)
            return minor_fail_detail(minor, MINOR_IOV_LAYOUT, GSS_S_FAILURE, "%s is there twice",
                                     slot_types[slot].name);
        layout->slots[slot] = buffer;
    }
    return GSS_S_COMPLETE;
}

OM_uint32 iov_layout_read(OM_uint32 *minor, gss_iov_buffer_desc *iov, size_t count,
                          unsigned allowed, enum iov_slot required, struct iov_layout *layout)
{
    *layout = (struct iov_layout){.data = NULL};
    for (size_t i = 0; i < count; i++) {
        OM_uint32 major = iov_layout_take(minor, &iov[i], allowed, layout);

        if (major != GSS_S_COMPLETE)
            return major;
    }
    if (layout->slots[required] == NULL)
        return minor_fail_detail(minor, MINOR_IOV_LAYOUT, GSS_S_FAILURE, "%s is missing",
                                 slot_types[required].name);
    return GSS_S_COMPLETE;
}

bool iov_layout_has(const gss_iov_buffer_desc *iov, size_t count, OM_uint32 type)
{
    for (size_t i = 0; i < count; i++) {
        if (GSS_IOV_BUFFER_TYPE(iov[i].type) == type)
            return true;
    }
    return false;
}

static bool iov_is_to_be_allocated(const gss_iov_buffer_desc *buffer)
{
    return (buffer->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0;
}

OM_uint32 iov_layout_check(OM_uint32 *minor, const struct iov_layout *layout, enum iov_slot slot,
                           size_t length)
{
    const gss_iov_buffer_desc *buffer = layout->slots[slot];

    if (buffer == NULL || iov_is_to_be_allocated(buffer) || buffer->buffer.length >= length)
        return GSS_S_COMPLETE;
    return minor_fail_detail(minor, MINOR_IOV_TOO_SMALL, GSS_S_FAILURE,
                             "%s has %zu bytes, and %zu are needed", slot_types[slot].name,
                             buffer->buffer.length, length);
}

OM_uint32 iov_layout_reserve(OM_uint32 *minor, const struct iov_layout *layout, enum iov_slot slot,
                             size_t length)
{
    gss_iov_buffer_desc *buffer = layout->slots[slot];
    void *memory;

    if (buffer == NULL)
        return GSS_S_COMPLETE;
    if (iov_is_to_be_allocated(buffer)) {
        memory = malloc(length);
        if (memory == NULL)
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        buffer->buffer.value = memory;
        buffer->type |= GSS_IOV_BUFFER_FLAG_ALLOCATED;
    }
    buffer->buffer.length = length;
    return GSS_S_COMPLETE;
}

void iov_layout_unreserve(const struct iov_layout *layout, enum iov_slot slot)
{
    gss_iov_buffer_desc *buffer = layout->slots[slot];

    if (buffer == NULL || !iov_is_to_be_allocated(buffer))
        return;
    free(buffer->buffer.value);
    buffer->buffer = (gss_buffer_desc){0};
    buffer->type &= ~(OM_uint32)GSS_IOV_BUFFER_FLAG_ALLOCATED;
}

void iov_layout_tell(const struct iov_layout *layout, enum iov_slot slot, size_t length)
{
    if (layout->slots[slot] != NULL)
        layout->slots[slot]->buffer = (gss_buffer_desc){.length = length};
}

OM_uint32 iov_layout_expect(OM_uint32 *minor, const struct iov_layout *layout, enum iov_slot slot,
                            size_t length)
{
    const gss_iov_buffer_desc *buffer = layout->slots[slot];

    if (buffer == NULL || buffer->buffer.length == length)
        return GSS_S_COMPLETE;
    return minor_fail_detail(minor, MINOR_IOV_LENGTH, GSS_S_DEFECTIVE_TOKEN,
                             "%s has %zu bytes instead of %zu", slot_types[slot].name,
                             buffer->buffer.length, length);
}
