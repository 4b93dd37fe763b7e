#include "peer_iov.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static OM_uint32 type_of_letter(char letter)
{
    switch (tolower((unsigned char)letter)) {
    case 'h':
        return GSS_IOV_BUFFER_TYPE_HEADER;
    case 'd':
        return GSS_IOV_BUFFER_TYPE_DATA;
    case 'p':
        return GSS_IOV_BUFFER_TYPE_PADDING;
    case 't':
        return GSS_IOV_BUFFER_TYPE_TRAILER;
    case 's':
        return GSS_IOV_BUFFER_TYPE_SIGN_ONLY;
#ifdef GSS_IOV_BUFFER_TYPE_MIC_TOKEN
    case 'm':
        return GSS_IOV_BUFFER_TYPE_MIC_TOKEN;
#endif
    default:
        return GSS_IOV_BUFFER_TYPE_EMPTY;
    }
}

static bool is_content(OM_uint32 type)
{
    return type == GSS_IOV_BUFFER_TYPE_DATA || type == GSS_IOV_BUFFER_TYPE_SIGN_ONLY;
}

OM_uint32 peer_iov_type(const struct peer_iov *iov, int index)
{
    return iov->buffers[index].type & 0xffff;
}

static void *allocate(size_t length)
{
    void *bytes = malloc(length != 0 ? length : 1);

    if (bytes == NULL)
        abort();
    return bytes;
}

/* The first data buffer has SIZE bytes, the others are short. */
static gss_buffer_desc make_content(int index, bool first_data, size_t size)
{
    size_t length = first_data ? size : (size * 3 + (size_t)index * 5) % 29;
    gss_buffer_desc content = {length, allocate(length)};
    uint8_t *bytes = content.value;

    for (size_t i = 0; i < length; i++)
        bytes[i] = (uint8_t)(i * 13 + (i >> 7) + size + (size_t)index * 31);
    return content;
}

static gss_buffer_desc copy_of(const gss_buffer_desc *buffer)
{
    gss_buffer_desc copy = {buffer->length, allocate(buffer->length)};

    if (buffer->length != 0)
        memcpy(copy.value, buffer->value, buffer->length);
    return copy;
}

bool peer_iov_make(struct peer_iov *iov, const char *layout, size_t size)
{
    bool first_data = true;

    *iov = (struct peer_iov){.sealed = layout[0] == '+'};
    for (layout++; *layout != '\0'; layout++, iov->count++) {
        gss_iov_buffer_desc *buffer = &iov->buffers[iov->count];

        if (iov->count == PEER_IOV_MAX)
            return false;
        buffer->type = type_of_letter(*layout);
        if (is_content(buffer->type)) {
            bool data = buffer->type == GSS_IOV_BUFFER_TYPE_DATA;

            iov->original[iov->count] = make_content(iov->count, data && first_data, size);
            buffer->buffer = copy_of(&iov->original[iov->count]);
            first_data = first_data && !data;
            iov->has_data |= data;
        } else if (isupper((unsigned char)*layout)) {
            buffer->type |= GSS_IOV_BUFFER_FLAG_ALLOCATE;
        }
    }
    return true;
}

void peer_iov_free(struct peer_iov *iov)
{
    OM_uint32 ignored;

    for (int i = 0; i < iov->count; i++) {
        if ((iov->buffers[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) == 0)
            free(iov->buffers[i].buffer.value);
        free(iov->original[i].value);
    }
    gss_release_iov_buffer(&ignored, iov->buffers, iov->count);
}

bool peer_iov_intact(const struct peer_iov *iov)
{
    for (int i = 0; i < iov->count; i++) {
        const gss_buffer_desc *is = &iov->buffers[i].buffer, *was = &iov->original[i];

        if (!is_content(peer_iov_type(iov, i)))
            continue;
        if (is->length != was->length ||
            (was->length != 0 && memcmp(is->value, was->value, was->length) != 0))
            return false;
    }
    return true;
}

gss_buffer_desc peer_iov_join(const struct peer_iov *iov, bool with_signed)
{
    gss_buffer_desc all = {0, NULL};

    for (int i = 0; i < iov->count; i++)
        all.length += iov->original[i].length;
    all.value = allocate(all.length);
    all.length = 0;
    for (int i = 0; i < iov->count; i++) {
        if (!with_signed && peer_iov_type(iov, i) == GSS_IOV_BUFFER_TYPE_SIGN_ONLY)
            continue;
        if (iov->original[i].length != 0)
            memcpy((uint8_t *)all.value + all.length, iov->original[i].value,
                   iov->original[i].length);
        all.length += iov->original[i].length;
    }
    return all;
}
