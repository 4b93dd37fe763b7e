#include "wire.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONGEST_TOKEN = 65536 };

static bool write_all(int fd, const void *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t n = send(fd, (const char *)bytes + done, length - done, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static bool read_all(int fd, void *bytes, size_t length)
{
    return recv(fd, bytes, length, MSG_WAITALL) == (ssize_t)length;
}

bool wire_write_token(int fd, const gss_buffer_desc *token)
{
    const size_t n = token->length;
    const uint8_t length[4] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
                               (uint8_t)n};
    return n <= LONGEST_TOKEN && write_all(fd, length, sizeof(length)) &&
           write_all(fd, token->value, n);
}

bool wire_read_token(int fd, gss_buffer_t token)
{
    uint8_t length[4];
    *token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    if (!read_all(fd, length, sizeof(length)))
        return false;
    const size_t n =
        (size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 | length[3];
    if (n == 0 || n > LONGEST_TOKEN)
        return false;
    token->value = malloc(n);
    if (token->value == NULL || !read_all(fd, token->value, n)) {
        free(token->value);
        token->value = NULL;
        return false;
    }
    token->length = n;
    return true;
}

/* Room for one descriptor, aligned as the control message wants it. */
union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
};

bool wire_send_handover(int channel, const gss_buffer_desc *token, int client)
{
    union control control = {0};
    struct iovec bytes = {token->value, token->length};
    struct msghdr message = {.msg_iov = &bytes,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof(control.room)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &client, sizeof(int));
    return sendmsg(channel, &message, MSG_NOSIGNAL) == (ssize_t)token->length;
}

bool wire_receive_handover(int channel, gss_buffer_t token, int *client)
{
    union control control = {0};
    struct iovec bytes = {malloc(LONGEST_TOKEN), LONGEST_TOKEN};
    struct msghdr message = {.msg_iov = &bytes,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof(control.room)};
    *token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    *client = -1;
    if (bytes.iov_base == NULL)
        return false;
    const ssize_t length = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
    const struct cmsghdr *header = length > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header == NULL || header->cmsg_type != SCM_RIGHTS ||
        (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        free(bytes.iov_base);
        return false;
    }
    memcpy(client, CMSG_DATA(header), sizeof(int));
    *token = (gss_buffer_desc){(size_t)length, bytes.iov_base};
    return true;
}

char *wire_status_words(OM_uint32 status, int type, char *out, size_t size)
{
    OM_uint32 more = 0, minor;
    size_t used = 0;
    out[0] = '\0';
    do {
        gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
        if (GSS_ERROR(gss_display_status(&minor, status, type, GSS_KRB5, &more, &text)))
            break;
        const int n = snprintf(out + used, size - used, "%s%.*s", used > 0 ? "; " : "",
                               (int)text.length, (char *)text.value);
        used += n > 0 && (size_t)n < size - used ? (size_t)n : 0;
        gss_release_buffer(&minor, &text);
    } while (more != 0);
    return out;
}

void wire_complain(const char *what, OM_uint32 major, OM_uint32 minor)
{
    char major_words[256], minor_words[256];
    fprintf(stderr, "%s: %s: %s\n", what,
            wire_status_words(major, GSS_C_GSS_CODE, major_words, sizeof(major_words)),
            wire_status_words(minor, GSS_C_MECH_CODE, minor_words, sizeof(minor_words)));
}
