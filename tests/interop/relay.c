#include "interop/relay.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/reader.h"
#include "base/writer.h"

static bool receive_all(int socket, void *bytes, size_t length)
{
    return length == 0 || recv(socket, bytes, length, MSG_WAITALL) == (ssize_t)length;
}

/* An end that is gone does not hear the rest. */
static void send_all(int socket, const uint8_t *bytes, size_t length)
{
    ssize_t sent = 0;

    for (; length != 0; bytes += sent, length -= (size_t)sent) {
        sent = send(socket, bytes, length, MSG_NOSIGNAL);
        if (sent < 0)
            return;
    }
}

static uint8_t *copy(const void *bytes, size_t length)
{
    uint8_t *result = malloc(length + 1);

    assert_non_null(result);
    memcpy(result, length != 0 ? bytes : "", length);
    return result;
}

void relay_token_set(struct relay_token *token, const void *bytes, size_t length)
{
    uint8_t *other = copy(bytes, length);

    free(token->bytes);
    token->bytes = other;
    token->length = length;
}

static bool receive_token(int socket, struct relay_token *token)
{
    uint8_t prefix[4];
    struct reader in;

    if (!receive_all(socket, prefix, sizeof(prefix)))
        return false;
    reader_init(&in, prefix, sizeof(prefix));
    token->length = read_u32be(&in);
    token->bytes = malloc(token->length + 1);
    assert_non_null(token->bytes);
    return receive_all(socket, token->bytes, token->length);
}

static void send_token(int socket, const struct relay_token *token)
{
    uint8_t prefix[4];
    struct writer out;

    writer_init_fixed(&out, prefix, sizeof(prefix));
    write_u32be(&out, (uint32_t)token->length);
    send_all(socket, prefix, sizeof(prefix));
    send_all(socket, token->bytes, token->length);
}

/* One frame, or the end of the stream (false), which the other end is told. */
static bool pass(struct relay *relay, unsigned number, int from, int to, bool from_initiator)
{
    struct relay_token token = {from_initiator, 0, NULL};
    bool received = receive_token(from, &token);

    if (received && relay->count < RELAY_TOKENS)
        relay->tokens[relay->count++] =
            (struct relay_token){from_initiator, token.length, copy(token.bytes, token.length)};
    if (received && relay->alter != NULL)
        relay->alter(relay->argument, number, &token);
    if (received)
        send_token(to, &token);
    else
        shutdown(to, SHUT_WR);
    free(token.bytes);
    return received;
}

void relay_run(struct relay *relay, int initiator, int acceptor)
{
    struct pollfd ends[2] = {{initiator, POLLIN, 0}, {acceptor, POLLIN, 0}};
    unsigned number = 0;

    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (poll(ends, 2, -1) < 0) {
            assert_int_equal(errno, EINTR);
            continue;
        }
        if (ends[0].revents != 0 && !pass(relay, number++, initiator, acceptor, true))
            ends[0].fd = -1;
        if (ends[1].revents != 0 && !pass(relay, number++, acceptor, initiator, false))
            ends[1].fd = -1;
        ends[0].revents = ends[1].revents = 0;
    }
    close(initiator);
    close(acceptor);
}

void relay_release(struct relay *relay)
{
    for (size_t i = 0; i < relay->count; i++)
        free(relay->tokens[i].bytes);
    relay->count = 0;
}
