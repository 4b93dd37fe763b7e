#include "password.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret.h"
#include "report.h"
#include "text.h"

enum { PASSWORD_MAX = 1024 };

/* Reads up to the end of the line; 0, or an errno. ENODATA: the input ended without a byte. With
 * MASK, signals that it does not block end the waiting: EINTR. */
static int password_read_line(int fd, const sigset_t *mask, struct writer *out)
{
    bool any = false;

    for (;;) {
        struct pollfd input = {.fd = fd, .events = POLLIN};
        uint8_t byte;
        ssize_t got;

        if (mask != NULL && ppoll(&input, 1, NULL, mask) < 0)
            return errno;
        got = read(fd, &byte, 1);
        if (got < 0)
            return errno;
        if (got == 0)
            return any ? 0 : ENODATA;
        if (byte == '\n')
            return 0;
        any = true;
        if (out->length == PASSWORD_MAX)
            return EMSGSIZE;
        write_u8(out, byte);
        if (!writer_ok(out))
            return ENOMEM;
    }
}

static bool password_told(const char *where, int error, const struct writer *out)
{
    if (error == ENODATA || (error == 0 && out->length == 0))
        report_error("%s: there is no password", where);
    else if (error == EMSGSIZE)
        report_error("%s: the password is longer than %d bytes", where, PASSWORD_MAX);
    else if (error != 0)
        report_error("%s: %s", where, strerror(error));
    else
        return true;
    return false;
}

static bool password_read_file(const char *file, struct writer *out)
{
    bool standard = strcmp(file, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    int error;

    if (fd < 0)
        return password_told(file, errno, out);
    error = password_read_line(fd, NULL, out);
    if (!standard)
        close(fd);
    if (error == 0 && out->length != 0 && out->data[out->length - 1] == '\r')
        out->length--; /* a line of another system's editor */
    return password_told(standard ? "standard input" : file, error, out);
}

static volatile sig_atomic_t password_signal;

static void password_note_signal(int number)
{
    password_signal = number;
}

/* Signals that end or stop the program: taken note of until the terminal echoes again. They come
 * only while it waits, so that none is missed just before. */
static const int password_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
enum { SIGNAL_COUNT = sizeof(password_signals) / sizeof(password_signals[0]) };

struct password_signals {
    struct sigaction actions[SIGNAL_COUNT];
    sigset_t mask;
};

static void password_catch_signals(struct password_signals *usual)
{
    struct sigaction action = {.sa_handler = password_note_signal};

    password_signal = 0;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < SIGNAL_COUNT; i++)
        sigaddset(&action.sa_mask, password_signals[i]);
    sigprocmask(SIG_BLOCK, &action.sa_mask, &usual->mask);
    for (int i = 0; i < SIGNAL_COUNT; i++)
        sigaction(password_signals[i], &action, &usual->actions[i]);
}

static void password_release_signals(const struct password_signals *usual)
{
    for (int i = 0; i < SIGNAL_COUNT; i++)
        sigaction(password_signals[i], &usual->actions[i], NULL);
    if (password_signal != 0)
        raise(password_signal); /* comes with the next line */
    sigprocmask(SIG_SETMASK, &usual->mask, NULL);
}

static int password_prompt(int terminal, const char *words, const char *prompt, struct writer *out)
{
    struct password_signals signals;
    struct termios usual, silent;
    int error;

    if (tcgetattr(terminal, &usual) != 0)
        return errno;
    silent = usual;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    silent.c_lflag |= ICANON | ECHONL;
    password_catch_signals(&signals);
    if (tcsetattr(terminal, TCSAFLUSH, &silent) != 0) {
        error = errno;
    } else {
        dprintf(terminal, "%s%s: ", words, prompt);
        error = password_read_line(terminal, &signals.mask, out);
        tcsetattr(terminal, TCSAFLUSH, &usual);
    }
    password_release_signals(&signals);
    return error;
}

/* The same password a second time. */
static bool password_repeat(int terminal, const char *prompt, const struct writer *first)
{
    struct writer second;
    bool same = false;
    int error;

    writer_init_secret(&second);
    error = password_prompt(terminal, "Again, ", prompt, &second);
    if (password_told("the terminal", error, &second)) {
        same =
            first->length == second.length && secret_equal(first->data, second.data, first->length);
        if (!same)
            report_error("the two passwords are not the same");
    }
    writer_free(&second);
    return same;
}

static bool password_ask(const char *prompt, bool twice, struct writer *out)
{
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    bool ok;

    if (terminal < 0) {
        report_error("there is no terminal to ask for the password on: use --password-file");
        return false;
    }
    ok = password_told("the terminal", password_prompt(terminal, "", prompt, out), out) &&
         (!twice || password_repeat(terminal, prompt, out));
    close(terminal);
    return ok;
}

bool password_get(const char *user, const char *file, bool twice, struct writer *out)
{
    struct writer prompt;
    bool ok;

    if (file != NULL)
        return password_read_file(file, out);
    writer_init(&prompt);
    text_write(&prompt, "password of ");
    text_write_safe(&prompt, user, strlen(user));
    write_u8(&prompt, '\0');
    ok = writer_ok(&prompt) && password_ask((const char *)prompt.data, twice, out);
    writer_free(&prompt);
    return ok;
}
