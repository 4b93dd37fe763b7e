#include "transfer/remote.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/reader.h"
#include "base/writer.h"

static void remote_die(const char *what)
{
    perror(what);
    abort();
}

static bool remote_write_all(int fd, const uint8_t *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t n = send(fd, bytes + done, length - done, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static bool remote_read_all(int fd, uint8_t *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t n = read(fd, bytes + done, length - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

bool remote_send_frame(int fd, const void *bytes, size_t length)
{
    struct writer frame;
    bool sent;

    writer_init(&frame);
    write_u32be(&frame, (uint32_t)length);
    write_bytes(&frame, bytes, length);
    if (!writer_ok(&frame))
        remote_die("remote frame");
    sent = remote_write_all(fd, frame.data, frame.length);
    writer_free(&frame);
    return sent;
}

bool remote_receive_frame(int fd, uint8_t **bytes, size_t *length)
{
    uint8_t header[4];
    struct reader in;

    *bytes = NULL;
    if (!remote_read_all(fd, header, sizeof(header)))
        return false;
    reader_init(&in, header, sizeof(header));
    *length = read_u32be(&in);
    *bytes = malloc(*length + 1);
    if (*bytes == NULL)
        remote_die("remote frame");
    if (remote_read_all(fd, *bytes, *length))
        return true;
    free(*bytes);
    *bytes = NULL;
    return false;
}

void remote_start(struct remote *remote)
{
    const char *program = getenv("TRANSFER_REMOTE");
    int pair[2];

    if (program == NULL) {
        fprintf(stderr, "TRANSFER_REMOTE is not set\n");
        abort();
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        remote_die("socketpair");
    remote->pid = fork();
    if (remote->pid < 0)
        remote_die("fork");
    if (remote->pid == 0) {
        if (dup2(pair[1], STDIN_FILENO) < 0)
            _exit(126);
        execl(program, program, (char *)NULL);
        _exit(127);
    }
    close(pair[1]);
    remote->fd = pair[0];
}

static void remote_write_argument(struct writer *out, const gss_buffer_desc *argument)
{
    size_t mark = write_open_u32be(out);

    if (argument != NULL)
        write_bytes(out, argument->value, argument->length);
    write_close_u32be(out, mark);
}

bool remote_ask(const struct remote *remote, enum remote_op op, const gss_buffer_desc *first,
                const gss_buffer_desc *second)
{
    struct writer out;
    bool sent;

    writer_init(&out);
    write_u8(&out, (uint8_t)op);
    remote_write_argument(&out, first);
    remote_write_argument(&out, second);
    if (!writer_ok(&out))
        remote_die("remote question");
    sent = remote_send_frame(remote->fd, out.data, out.length);
    writer_free(&out);
    return sent;
}

bool remote_answer(const struct remote *remote, struct remote_reply *reply)
{
    struct reader in, field;
    uint8_t *bytes;
    size_t length;

    *reply = (struct remote_reply){0};
    if (!remote_receive_frame(remote->fd, &bytes, &length))
        return false;
    reader_init(&in, bytes, length);
    reply->major = read_u32be(&in);
    reply->minor = read_u32be(&in);
    field = read_sub_u16be(&in);
    snprintf(reply->sentence, sizeof(reply->sentence), "%.*s", (int)field.left,
             (const char *)field.next);
    field = read_sub_u32be(&in);
    if (!reader_at_end(&in)) {
        fprintf(stderr, "a remote's answer is malformed\n");
        abort();
    }
    reply->value.length = field.left;
    reply->value.value = malloc(field.left + 1);
    if (reply->value.value == NULL)
        remote_die("remote answer");
    read_copy(&field, reply->value.value, field.left);
    free(bytes);
    return true;
}

bool remote_call(const struct remote *remote, enum remote_op op, const gss_buffer_desc *first,
                 const gss_buffer_desc *second, struct remote_reply *reply)
{
    *reply = (struct remote_reply){0};
    return remote_ask(remote, op, first, second) && remote_answer(remote, reply);
}

void remote_assert(const struct remote *remote, enum remote_op op, const gss_buffer_desc *first,
                   const gss_buffer_desc *second, OM_uint32 expected, struct remote_reply *reply)
{
    struct remote_reply answer;

    if (!remote_call(remote, op, first, second, &answer)) {
        fprintf(stderr, "%c: the remote is gone\n", op);
        abort();
    }
    if (answer.major != expected) {
        fprintf(stderr, "%c: status %08x, expected %08x: %s\n", op, answer.major, expected,
                answer.sentence);
        abort();
    }
    if (reply != NULL)
        *reply = answer; /* now the caller's */
    else
        remote_reply_free(&answer);
}

void remote_reply_free(struct remote_reply *reply)
{
    free(reply->value.value);
    *reply = (struct remote_reply){0};
}

void remote_stop(struct remote *remote)
{
    int status = 0;

    close(remote->fd);
    if (waitpid(remote->pid, &status, 0) != remote->pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        fprintf(stderr, "a remote ended with status 0x%x\n", status);
        abort();
    }
    remote->pid = -1;
}

void remote_kill(struct remote *remote)
{
    close(remote->fd);
    kill(remote->pid, SIGKILL);
    waitpid(remote->pid, NULL, 0);
    remote->pid = -1;
}
