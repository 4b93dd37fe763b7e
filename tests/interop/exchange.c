#include "interop/exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PEER_SOCKET = 3, PEER_MAX_ARGUMENTS = 80 };

struct process {
    pid_t pid;
    int output;
};

static void start(struct process *process, const char *program, const char *const *options,
                  const char *const *steps, int socket)
{
    const char *arguments[PEER_MAX_ARGUMENTS] = {program, "-s", "3"};
    size_t count = 3;
    int output[2];

    for (; *options != NULL; options++)
        arguments[count++] = *options;
    arguments[count++] = "--";
    for (; steps != NULL && *steps != NULL; steps++) {
        assert_true(count < PEER_MAX_ARGUMENTS - 1);
        arguments[count++] = *steps;
    }
    assert_int_equal(pipe2(output, O_CLOEXEC), 0);
    process->pid = fork();
    assert_true(process->pid >= 0);
    if (process->pid == 0) {
        /* dup2 of a descriptor to itself would leave it close-on-exec. */
        int copy = fcntl(socket, F_DUPFD, PEER_SOCKET + 1);
        if (copy >= 0 && dup2(copy, PEER_SOCKET) == PEER_SOCKET && close(copy) == 0 &&
            dup2(output[1], STDOUT_FILENO) == STDOUT_FILENO)
            execv(program, (char *const *)arguments);
        _exit(127);
    }
    close(output[1]);
    process->output = output[0];
}

static void finish(struct process *process, char *text, size_t size)
{
    size_t length = 0;
    ssize_t count;
    int status;

    while ((count = read(process->output, text + length, size - length - 32)) > 0 ||
           (count < 0 && errno == EINTR))
        length += count > 0 ? (size_t)count : 0;
    close(process->output);
    while (waitpid(process->pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    if (WIFEXITED(status))
        snprintf(text + length, 32, "exit %d\n", WEXITSTATUS(status));
    else
        snprintf(text + length, 32, "signal %d\n", WTERMSIG(status));
}

struct options {
    const char *words[16];
    size_t count;
};

static void add_option(struct options *options, const char *letter, const char *value)
{
    assert_true(options->count < sizeof(options->words) / sizeof(options->words[0]) - 2);
    if (value == NULL)
        return;
    options->words[options->count++] = letter;
    if (*value != '\0')
        options->words[options->count++] = value;
}

/* With somebody in between, each peer has a socket pair of its own. */
static void make_sockets(bool relayed, int peers[2], int relay[2])
{
    int left[2], right[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, left), 0);
    peers[0] = left[0];
    if (!relayed) {
        peers[1] = left[1];
        return;
    }
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, right), 0);
    peers[1] = right[0];
    relay[0] = left[1];
    relay[1] = right[1];
}

void exchange_run(const char *initiator, const char *acceptor, const struct exchange *exchange,
                  struct outcome *outcome)
{
    struct options initiate = {{NULL}, 0}, accept = {{NULL}, 0};
    const char *first = exchange->acceptor_is_first ? "" : NULL;
    char target[64], flags[16];
    struct process left, right;
    int sockets[2], relay[2] = {-1, -1};

    snprintf(target, sizeof(target), "host@%s.gss.test", exchange->service);
    snprintf(flags, sizeof(flags), "%#x", exchange->flags);
    add_option(&initiate, "-t", target);
    add_option(&initiate, "-f", flags);
    add_option(&initiate, "-b", exchange->initiator_bindings);
    add_option(&initiate, "-m", exchange->mech);
    add_option(&initiate, "-o", exchange->initiator_offer);
    add_option(&initiate, "-r", first);
    add_option(&accept, "-b", exchange->acceptor_bindings);
    add_option(&accept, "-m",
               exchange->acceptor_mech != NULL ? exchange->acceptor_mech : exchange->mech);
    add_option(&accept, "-o", exchange->acceptor_offer);
    add_option(&accept, "-a", exchange->named_acceptor ? target : NULL);
    add_option(&accept, "-r", first);
    make_sockets(exchange->relay != NULL, sockets, relay);
    start(&left, initiator, initiate.words, exchange->steps, sockets[0]);
    start(&right, acceptor, accept.words, exchange->steps, sockets[1]);
    close(sockets[0]);
    close(sockets[1]);
    if (exchange->relay != NULL)
        relay_run(exchange->relay, relay[0], relay[1]);
    finish(&left, outcome->initiator, sizeof(outcome->initiator));
    finish(&right, outcome->acceptor, sizeof(outcome->acceptor));
}
