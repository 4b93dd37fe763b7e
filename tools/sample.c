#include "sample.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>

#include "base/reader.h"
#include "base/writer.h"
#include "report.h"

enum { SAMPLE_HEADER_LENGTH = 5, SAMPLE_CHUNK = 64 << 10 };

bool sample_set_timeout(int fd, unsigned seconds)
{
    struct timeval timeout = {.tv_sec = seconds};

    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) == 0)
        return true;
    report_error("setting the connection's timeout: %s", strerror(errno));
    return false;
}

static bool sample_fail(const char *what)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        report_error("%s: the peer was silent for too long", what);
    else
        report_error("%s: %s", what, strerror(errno));
    return false;
}

static bool send_all(int fd, const void *data, size_t length)
{
    struct reader rest;

    reader_init(&rest, data, length);
    while (rest.left != 0) {
        ssize_t sent = send(fd, rest.next, rest.left, MSG_NOSIGNAL);

        if (sent > 0)
            read_bytes(&rest, (size_t)sent);
        else if (sent == 0 || errno != EINTR)
            return sample_fail("sending to the peer");
    }
    return true;
}

bool sample_send(int fd, uint8_t flags, const gss_buffer_desc *data)
{
    size_t length = data != NULL ? data->length : 0;
    struct writer message;
    bool ok;

    if (length > UINT32_MAX) {
        report_error("sending to the peer: a message of %zu bytes is too long", length);
        return false;
    }
    writer_init(&message);
    write_u8(&message, flags);
    write_u32be(&message, (uint32_t)length);
    if (length != 0)
        write_bytes(&message, data->value, length);
    ok = writer_ok(&message);
    if (!ok)
        report_error("out of memory");
    ok = ok && send_all(fd, message.data, message.length);
    writer_free(&message);
    return ok;
}

static bool receive_exactly(int fd, uint8_t *out, size_t length)
{
    ssize_t received;

    do {
        received = recv(fd, out, length, MSG_WAITALL);
    } while (received < 0 && errno == EINTR);
    if (received < 0)
        return sample_fail("receiving from the peer");
    if ((size_t)received != length) {
        report_error("receiving from the peer: the connection ended %s",
                     received == 0 ? "early" : "in the middle of a message");
        return false;
    }
    return true;
}

/* In chunks, so that memory is spent only on bytes that came. */
static bool receive_body(int fd, size_t length, struct writer *body)
{
    while (body->length < length) {
        size_t left = length - body->length;
        size_t count = left < SAMPLE_CHUNK ? left : SAMPLE_CHUNK;
        uint8_t *space = write_space(body, count);

        if (space == NULL) {
            report_error("out of memory");
            return false;
        }
        if (!receive_exactly(fd, space, count))
            return false;
    }
    return true;
}

bool sample_receive(int fd, uint8_t *flags, gss_buffer_t data)
{
    uint8_t header[SAMPLE_HEADER_LENGTH];
    struct reader in;
    struct writer body;
    uint32_t length;

    *flags = 0;
    *data = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    if (!receive_exactly(fd, header, sizeof(header)))
        return false;
    reader_init(&in, header, sizeof(header));
    *flags = read_u8(&in);
    length = read_u32be(&in);
    if (length > SAMPLE_LENGTH_MAX) {
        report_error("receiving from the peer: a message of %u bytes is too long",
                     (unsigned)length);
        return false;
    }
    writer_init(&body);
    if (!receive_body(fd, length, &body)) {
        writer_free(&body);
        return false;
    }
    return writer_take_buffer(&body, data);
}
