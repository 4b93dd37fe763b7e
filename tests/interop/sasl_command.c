/* The command gsasl as one end: its messages are lines in base64, among its questions. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base64.h"
#include "interop/sasl_end.h"

/* Both of its ends are over when they have had two messages. */
enum { MESSAGES_TO_EACH = 2, LINE_SIZE = 4096 };

static void start(struct sasl_end *end, const char *const *arguments)
{
    int to[2], from[2];

    assert_int_equal(pipe2(to, O_CLOEXEC), 0);
    assert_int_equal(pipe2(from, O_CLOEXEC), 0);
    end->process = fork();
    assert_true(end->process >= 0);
    if (end->process == 0) {
        if (dup2(to[0], STDIN_FILENO) == STDIN_FILENO &&
            dup2(from[1], STDOUT_FILENO) == STDOUT_FILENO)
            execv(arguments[0], (char *const *)arguments);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    end->to = fdopen(to[1], "w");
    end->from = fdopen(from[0], "r");
    assert_true(end->to != NULL && end->from != NULL);
    setvbuf(end->to, NULL, _IOLBF, BUFSIZ);
}

/* One line without its end and without the questions before it; false at the end of all. */
static bool read_answer(struct sasl_end *end, char line[LINE_SIZE], const char **answer)
{
    const char *colon;

    if (fgets(line, LINE_SIZE, end->from) == NULL)
        return false;
    line[strcspn(line, "\n")] = '\0';
    colon = strrchr(line, ':');
    *answer = colon != NULL && colon[1] == ' ' ? colon + 2 : line;
    return true;
}

static void write_line(FILE *to, struct reader message)
{
    struct writer text;

    writer_init(&text);
    base64_encode(&text, message.next, message.left);
    write_bytes(&text, "\n", 2); /* with a NUL */
    assert_true(writer_ok(&text));
    (void)fputs((const char *)text.data, to); /* what has ended does not read */
    writer_free(&text);
}

static void wait_for_end(struct sasl_end *end)
{
    int status;

    assert_int_equal(waitpid(end->process, &status, 0), end->process);
    end->process = 0;
    end->over = true;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        strcpy(end->status, "complete");
    else
        snprintf(end->status, sizeof(end->status), "status %#x", (unsigned)status);
}

static void step_command(struct sasl_end *end, struct reader in, struct writer *out)
{
    char line[LINE_SIZE];
    const char *answer;
    struct reader text;

    if (in.left != 0) {
        write_line(end->to, in);
        if (++end->received == MESSAGES_TO_EACH) {
            fputc('\n', end->to); /* it asks once more, for nothing */
            fclose(end->to);
            end->to = NULL;
        }
    }
    if (read_answer(end, line, &answer)) {
        reader_init(&text, answer, strlen(answer));
        assert_true(base64_decode(&text, out));
    }
    if (end->received == MESSAGES_TO_EACH)
        wait_for_end(end);
}

/* It says which mechanism it takes; a server also that it has nothing to say first. */
static void expect_line(struct sasl_end *end, const char *text)
{
    char line[LINE_SIZE];
    const char *answer;

    assert_true(read_answer(end, line, &answer));
    assert_string_equal(answer, text);
}

static const char *program(void)
{
    const char *path = getenv("GSASL");

    assert_non_null(path);
    return path;
}

/* -d: no messages after the exchange. */
void sasl_end_command_client(struct sasl_end *end, const struct sasl_case *c)
{
    const char *arguments[] = {program(), "--quiet", "-d", "--client",  "-m", c->mech,
                               "-a",      c->user,   "-p", c->password, NULL};
    struct reader data;

    *end = (struct sasl_end){.step = step_command};
    start(end, arguments);
    expect_line(end, c->mech);
    fputc('\n', end->to); /* no tls-exporter */
    reader_init(&data, c->client.data, c->client.data != NULL ? strlen(c->client.data) : 0);
    write_line(end->to, data);
}

void sasl_end_command_server(struct sasl_end *end, const struct sasl_case *c, const char *password)
{
    const char *arguments[] = {program(), "--quiet", "-d", "--server", "-m", c->mech,
                               "-a",      c->user,   "-p", password,   NULL};

    *end = (struct sasl_end){.step = step_command};
    start(end, arguments);
    expect_line(end, c->mech);
    expect_line(end, "");
}

void sasl_end_command_free(struct sasl_end *end)
{
    if (end->to != NULL)
        fclose(end->to);
    if (end->from != NULL)
        fclose(end->from);
    if (end->process != 0)
        waitpid(end->process, NULL, 0);
}
