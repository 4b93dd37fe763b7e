/* One context in many threads, and a process that forks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <pthread.h>
#include <cmocka.h>

#include "base/nonce.h"
#include "cfx/iov.h"
#include "cfx_oracle.h"

enum { MESSAGE_COUNT = 400, SENDER_COUNT = 4, MESSAGE_LENGTH = 300 };

/* What one thread sent, kept for others to receive. */
struct sender {
    struct cfx *cfx;
    unsigned failures;
    gss_buffer_desc tokens[MESSAGE_COUNT]; /* by turns sealed, plain, MIC, and in place */
};

static uint8_t message[MESSAGE_LENGTH];

/* HEADER and DATA one behind the other, wrapped where they lie. */
static OM_uint32 wrap_in_place(struct cfx *cfx, OM_uint32 *minor, gss_buffer_t token)
{
    gss_iov_buffer_desc iov[] = {
        {GSS_IOV_BUFFER_TYPE_HEADER, {0, NULL}},
        {GSS_IOV_BUFFER_TYPE_DATA, {sizeof(message), NULL}},
    };
    bool conf = true;
    OM_uint32 major = cfx_wrap_iov_length(cfx, minor, &conf, iov, 2);
    uint8_t *bytes = malloc(iov[0].buffer.length + sizeof(message));

    if (bytes == NULL)
        abort();
    *token = (gss_buffer_desc){iov[0].buffer.length + sizeof(message), bytes};
    iov[0].buffer.value = bytes;
    iov[1].buffer.value = memcpy(bytes + iov[0].buffer.length, message, sizeof(message));
    return GSS_ERROR(major) ? major : cfx_wrap_iov(cfx, minor, &conf, iov, 2);
}

/* The message is a copy, for the tokens belong to the sender. */
static OM_uint32 open_as_stream(struct cfx *cfx, OM_uint32 *minor, gss_buffer_desc token,
                                gss_buffer_t out)
{
    gss_iov_buffer_desc iov[] = {
        {GSS_IOV_BUFFER_TYPE_STREAM, token},
        {GSS_IOV_BUFFER_TYPE_DATA | GSS_IOV_BUFFER_FLAG_ALLOCATE, {0, NULL}},
    };
    bool conf;
    OM_uint32 major = cfx_unwrap_iov(cfx, minor, iov, 2, &conf);

    *out = iov[1].buffer;
    return major;
}

/* Not cmocka's assertions: they leave by longjmp, which is for its own thread alone. */
static void *send_all(void *data)
{
    struct sender *s = data;
    gss_buffer_desc in = buffer_of(message, sizeof(message));
    OM_uint32 major, minor;

    for (size_t i = 0; i < MESSAGE_COUNT; i++) {
        if (i % 3 == 2)
            major = cfx_get_mic(s->cfx, &minor, &in, &s->tokens[i]);
        else if (i % 5 == 0)
            major = wrap_in_place(s->cfx, &minor, &s->tokens[i]);
        else
            major = cfx_wrap(s->cfx, &minor, i % 3 == 0, &in, &s->tokens[i]);
        s->failures += major != GSS_S_COMPLETE;
    }
    return NULL;
}

struct receiver {
    struct cfx *cfx;
    const struct sender *sender;
    unsigned failures, duplicates;
};

static void *receive_all(void *data)
{
    struct receiver *r = data;
    gss_buffer_desc in = buffer_of(message, sizeof(message)), out;
    OM_uint32 major, minor;

    for (size_t i = 0; i < MESSAGE_COUNT; i++) {
        if (i % 3 == 2) {
            major = cfx_verify_mic(r->cfx, &minor, &in, &r->sender->tokens[i]);
        } else {
            major = i % 2 != 0 ? open_as_stream(r->cfx, &minor, r->sender->tokens[i], &out)
                               : cfx_unwrap(r->cfx, &minor, &r->sender->tokens[i], &out, NULL);
            r->failures += GSS_ERROR(major) || out.length != sizeof(message) ||
                           memcmp(out.value, message, sizeof(message)) != 0;
            free(out.value);
        }
        r->failures += GSS_ERROR(major) != 0;
        r->duplicates += major == GSS_S_DUPLICATE_TOKEN;
    }
    return NULL;
}

static void start(pthread_t *thread, void *(*run)(void *), void *data)
{
    assert_int_equal(pthread_create(thread, NULL, run, data), 0);
}

static void free_tokens(struct sender *s)
{
    for (size_t i = 0; i < MESSAGE_COUNT; i++)
        free(s->tokens[i].value);
}

/* Several senders on one side, then several receivers on the other. */
static void test_threads_share_one_direction(void **state)
{
    static struct sender senders[SENDER_COUNT];
    static bool seen[SENDER_COUNT * MESSAGE_COUNT];
    struct receiver receivers[SENDER_COUNT];
    struct cfx_pair pair = pair_create(enctype_find(18));
    pthread_t threads[SENDER_COUNT];

    (void)state;
    for (size_t i = 0; i < SENDER_COUNT; i++) {
        senders[i] = (struct sender){.cfx = pair.initiator};
        start(&threads[i], send_all, &senders[i]);
    }
    for (size_t i = 0; i < SENDER_COUNT; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < SENDER_COUNT; i++) {
        assert_int_equal(senders[i].failures, 0);
        for (size_t j = 0; j < MESSAGE_COUNT; j++) { /* no number is missing or there twice */
            struct reader in;
            uint64_t number;

            reader_init(&in, senders[i].tokens[j].value, senders[i].tokens[j].length);
            number = cfx_read_header(&in).sequence - ORACLE_SEQUENCE;
            assert_true(number < SENDER_COUNT * MESSAGE_COUNT && !seen[number]);
            seen[number] = true;
        }
    }
    for (size_t i = 0; i < SENDER_COUNT; i++) {
        receivers[i] = (struct receiver){.cfx = pair.acceptor, .sender = &senders[i]};
        start(&threads[i], receive_all, &receivers[i]);
    }
    for (size_t i = 0; i < SENDER_COUNT; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(receivers[i].failures, 0);
        assert_int_equal(receivers[i].duplicates, 0);
        free_tokens(&senders[i]);
    }
    pair_destroy(&pair);
}

/* One thread sends on a context while another receives on it. */
static void test_a_context_sends_and_receives_at_once(void **state)
{
    static struct sender peer, own;
    struct cfx_pair pair = pair_create(enctype_find(20));
    struct receiver receiver = {.cfx = pair.acceptor, .sender = &peer};
    pthread_t sending, receiving;

    (void)state;
    peer = (struct sender){.cfx = pair.initiator};
    own = (struct sender){.cfx = pair.acceptor};
    send_all(&peer);
    start(&sending, send_all, &own);
    start(&receiving, receive_all, &receiver);
    pthread_join(sending, NULL);
    pthread_join(receiving, NULL);
    assert_int_equal(own.failures + peer.failures + receiver.failures, 0);
    free_tokens(&peer);
    free_tokens(&own);
    pair_destroy(&pair);
}

enum { CONFOUNDER_COUNT = 200, PROCESS_COUNT = 7 };

static void draw(uint8_t (*out)[CFX_CONFOUNDER_LENGTH])
{
    for (size_t i = 0; i < CONFOUNDER_COUNT; i++) {
        if (!nonce_random(out[i], sizeof(out[i])))
            abort();
    }
}

/* Draws in this process and, DEPTH times, in two children that go on from the same memory. */
static void draw_and_fork(uint8_t (*out)[CONFOUNDER_COUNT][CFX_CONFOUNDER_LENGTH], size_t process)
{
    for (size_t child = 2 * process + 1; child <= 2 * process + 2; child++) {
        pid_t id = child < PROCESS_COUNT ? fork() : 1;

        if (id == 0) {
            draw_and_fork(out, child);
            _exit(0);
        }
        if (id < 0)
            abort();
    }
    draw(out[process]);
    while (wait(NULL) > 0)
        ;
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, CFX_CONFOUNDER_LENGTH);
}

static void test_forked_processes_share_no_confounder(void **state)
{
    size_t size = PROCESS_COUNT * CONFOUNDER_COUNT * CFX_CONFOUNDER_LENGTH;
    uint8_t first[CFX_CONFOUNDER_LENGTH], zero[CFX_CONFOUNDER_LENGTH] = {0};
    uint8_t(*all)[CFX_CONFOUNDER_LENGTH] =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    (void)state;
    assert_true(all != MAP_FAILED);
    assert_true(nonce_random(first, sizeof(first))); /* so that there is a pool to inherit */
    draw_and_fork((void *)all, 0);
    qsort(all, size / sizeof(*all), sizeof(*all), compare);
    assert_memory_not_equal(all[0], zero, sizeof(zero)); /* each process drew */
    for (size_t i = 1; i < size / sizeof(*all); i++)
        assert_memory_not_equal(all[i - 1], all[i], sizeof(*all));
    munmap(all, size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_share_one_direction),
        cmocka_unit_test(test_a_context_sends_and_receives_at_once),
        cmocka_unit_test(test_forked_processes_share_no_confounder),
    };

    for (size_t i = 0; i < sizeof(message); i++)
        message[i] = (uint8_t)i;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
