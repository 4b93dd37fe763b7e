/* Each allocation of each call made to fail in turn: the context is as before, and works. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cfx/iov.h"
#include "cfx_oracle.h"
#include "fault/fail_malloc.h"

enum { STATE_MAX = 128 };

struct call {
    struct cfx *cfx;
    gss_buffer_desc message;
    gss_buffer_desc token; /* what a receiving call gets */
    gss_buffer_desc out;
};

static OM_uint32 call_get_mic(struct call *c, OM_uint32 *minor)
{
    return cfx_get_mic(c->cfx, minor, &c->message, &c->out);
}

static OM_uint32 call_wrap_plain(struct call *c, OM_uint32 *minor)
{
    return cfx_wrap(c->cfx, minor, false, &c->message, &c->out);
}

static OM_uint32 call_wrap_sealed(struct call *c, OM_uint32 *minor)
{
    return cfx_wrap(c->cfx, minor, true, &c->message, &c->out);
}

static OM_uint32 call_verify_mic(struct call *c, OM_uint32 *minor)
{
    return cfx_verify_mic(c->cfx, minor, &c->message, &c->token);
}

static OM_uint32 call_unwrap(struct call *c, OM_uint32 *minor)
{
    return cfx_unwrap(c->cfx, minor, &c->token, &c->out, NULL);
}

typedef OM_uint32 calling(struct call *c, OM_uint32 *minor);

static size_t state_of(const struct cfx *cfx, uint8_t *out)
{
    struct writer w;

    writer_init_fixed(&w, out, STATE_MAX);
    cfx_export(cfx, &w);
    assert_true(writer_ok(&w));
    return w.length;
}

/* Calls with the first allocation failing, then the second, until none is left to fail. Gives how
 * often the call failed. */
static size_t call_until_it_succeeds(calling *run, struct call *c)
{
    uint8_t before[STATE_MAX], after[STATE_MAX];
    size_t length = state_of(c->cfx, before), failures = 0;

    for (size_t nth = 1;; nth++) {
        OM_uint32 major, minor = 0;
        bool failed;

        c->out = (gss_buffer_desc){0};
        fail_malloc_arm(nth, false);
        major = run(c, &minor);
        failed = fail_malloc_disarm();
        if (major == GSS_S_COMPLETE)
            return failures;
        assert_true(failed);
        assert_int_equal(major, GSS_S_FAILURE);
        assert_int_not_equal(minor, 0);
        assert_null(c->out.value);
        assert_int_equal(c->out.length, 0);
        assert_int_equal(state_of(c->cfx, after), length);
        assert_memory_equal(before, after, length);
        failures++;
    }
}

static void test_a_call_without_memory_changes_nothing(void **state)
{
    static const struct {
        calling *send, *receive;
    } rows[] = {
        {call_get_mic, call_verify_mic},
        {call_wrap_plain, call_unwrap},
        {call_wrap_sealed, call_unwrap},
    };

    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct cfx_pair pair = pair_create(enctype_at(i));

        for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
            struct call c = {.cfx = pair.initiator, .message = buffer_of("message", 7)};

            /* the token, and at least the keys, made at the first call */
            assert_true(call_until_it_succeeds(rows[row].send, &c) >= 2);
            c.token = c.out;
            c.cfx = pair.acceptor;
            assert_true(call_until_it_succeeds(rows[row].receive, &c) >= 1);
            free(c.out.value);
            free(c.token.value);
        }
        pair_destroy(&pair);
    }
}

/* Once the keys are made there is no allocation besides the output. */
static void test_a_call_allocates_its_output_alone(void **state)
{
    static calling *const calls[] = {call_get_mic, call_wrap_plain, call_wrap_sealed};

    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct cfx_pair pair = pair_create(enctype_at(i));

        for (size_t j = 0; j < sizeof(calls) / sizeof(calls[0]); j++) {
            calling *receive = j == 0 ? call_verify_mic : call_unwrap;
            struct call c = {.cfx = pair.initiator, .message = buffer_of("message", 7)};

            for (int round = 0; round < 2; round++) {
                size_t send_failures, receive_failures;

                c.cfx = pair.initiator;
                send_failures = call_until_it_succeeds(calls[j], &c);
                c.token = c.out;
                c.cfx = pair.acceptor;
                receive_failures = call_until_it_succeeds(receive, &c);
                free(c.out.value);
                free(c.token.value);
                assert_true(round == 0 || send_failures == 1);
                assert_true(round == 0 || receive_failures == (j == 0 ? 0 : 1));
            }
        }
        pair_destroy(&pair);
    }
}

enum { IOV_HEADER, IOV_DATA, IOV_TRAILER, IOV_COUNT };

/* A message in buffers of the program's, or the library's. */
struct buffers {
    uint8_t header[64], data[7], trailer[64];
    gss_iov_buffer_desc iov[IOV_COUNT];
};

static void make_buffers(struct buffers *b, OM_uint32 flag)
{
    memcpy(b->data, "message", sizeof(b->data));
    b->iov[IOV_HEADER] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_HEADER | flag,
                                               {sizeof(b->header), flag != 0 ? NULL : b->header}};
    b->iov[IOV_DATA] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_DATA, {sizeof(b->data), b->data}};
    b->iov[IOV_TRAILER] = (gss_iov_buffer_desc){
        GSS_IOV_BUFFER_TYPE_TRAILER | flag, {sizeof(b->trailer), flag != 0 ? NULL : b->trailer}};
}

/* As call_until_it_succeeds, for the sender of several buffers. */
static size_t wrap_until_it_succeeds(struct cfx *cfx, bool conf, OM_uint32 flag, struct buffers *b)
{
    uint8_t before[STATE_MAX], after[STATE_MAX];
    size_t length = state_of(cfx, before), failures = 0;

    for (size_t nth = 1;; nth++) {
        OM_uint32 major, minor = 0;
        bool done = conf;

        make_buffers(b, flag);
        fail_malloc_arm(nth, false);
        major = cfx_wrap_iov(cfx, &minor, &done, b->iov, IOV_COUNT);
        fail_malloc_disarm();
        if (major == GSS_S_COMPLETE)
            return failures;
        assert_int_equal(major, GSS_S_FAILURE);
        assert_int_not_equal(minor, 0);
        for (size_t i = 0; i < IOV_COUNT; i++) {
            assert_int_equal(b->iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED, 0);
            if (flag != 0 && i != IOV_DATA)
                assert_null(b->iov[i].buffer.value);
        }
        assert_int_equal(state_of(cfx, after), length);
        assert_memory_equal(before, after, length);
        failures++;
    }
}

/* In place means in place: once the keys are made, nothing but what is asked for. */
static void test_several_buffers_need_no_memory_but_what_is_asked_for(void **state)
{
    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct cfx_pair pair = pair_create(enctype_at(i));

        for (unsigned which = 0; which < 8; which++) {
            OM_uint32 flag = (which & 1) != 0 ? GSS_IOV_BUFFER_FLAG_ALLOCATE : 0, minor;
            size_t failures, needed = flag != 0 ? 2 : 0;
            struct buffers b;
            bool conf;

            failures = wrap_until_it_succeeds(pair.initiator, (which & 2) != 0, flag, &b);
            if (which < 4)
                assert_true(failures >= needed); /* and the keys, at the first call */
            else
                assert_int_equal(failures, needed);
            fail_malloc_arm(which < 4 ? SIZE_MAX : 1, false);
            assert_int_equal(cfx_unwrap_iov(pair.acceptor, &minor, b.iov, IOV_COUNT, &conf),
                             GSS_S_COMPLETE);
            fail_malloc_disarm();
            assert_memory_equal(b.data, "message", sizeof(b.data));
            for (size_t part = 0; flag != 0 && part < IOV_COUNT; part++)
                if (part != IOV_DATA)
                    free(b.iov[part].buffer.value);
        }
        pair_destroy(&pair);
    }
}

static void test_no_context_without_memory(void **state)
{
    struct cfx_params params = {.type = enctype_find(18), .key = oracle_key};
    struct cfx *cfx = pair_side(enctype_find(18), true);
    uint8_t bytes[STATE_MAX];
    struct reader in;

    (void)state;
    reader_init(&in, bytes, state_of(cfx, bytes));
    cfx_destroy(&cfx);
    fail_malloc_arm(1, true);
    assert_false(cfx_create(&params, &cfx));
    assert_null(cfx);
    assert_null(cfx_import(&in));
    assert_true(fail_malloc_disarm());
}

/* libcrypto prepares itself once, and does not try again what failed then. */
static int prepare_libcrypto(void **state)
{
    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct cfx_pair pair = pair_create(enctype_at(i));
        struct call c = {.cfx = pair.initiator, .message = buffer_of("message", 7)};
        OM_uint32 minor;

        assert_int_equal(call_wrap_sealed(&c, &minor), GSS_S_COMPLETE);
        free(c.out.value);
        pair_destroy(&pair);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_call_without_memory_changes_nothing),
        cmocka_unit_test(test_a_call_allocates_its_output_alone),
        cmocka_unit_test(test_several_buffers_need_no_memory_but_what_is_asked_for),
        cmocka_unit_test(test_no_context_without_memory),
    };

    return cmocka_run_group_tests(tests, prepare_libcrypto, NULL);
}
