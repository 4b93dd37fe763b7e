/* What threads may do with the library at once: the contract in <gss/api.h>. For ThreadSanitizer.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <gss.h>

enum { THREADS = 6, ROUNDS = 12, MESSAGES = 400 };

/* Threads cannot use cmocka's assertions: they answer whether all went well. */
static bool good_at(bool good, const OM_uint32 *minor, int line)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;

    if (!good) {
        gss_display_status(&ignored, *minor, GSS_C_MECH_CODE, GSS_KRB5, &more, &text);
        fprintf(stderr, "line %d: %.*s\n", line, (int)text.length, (char *)text.value);
        gss_release_buffer(&ignored, &text);
    }
    return good;
}
#define good(condition, minor) good_at((condition), &(minor), __LINE__)

static struct {
    pthread_barrier_t barrier;
    gss_name_t target;
    gss_cred_id_t initiator;
    gss_cred_id_t acceptor;
} shared;

static bool import_target(gss_name_t *name)
{
    static const char text[] = "host@server.gss.test";
    gss_buffer_desc buffer = {sizeof(text) - 1, (void *)text};
    OM_uint32 minor;

    return good(gss_import_name(&minor, &buffer, GSS_C_NT_HOSTBASED_SERVICE, name) ==
                    GSS_S_COMPLETE,
                minor);
}

/* Both ends of a context, with mutual authentication. */
static bool establish(gss_name_t target, gss_cred_id_t initiator_cred, gss_cred_id_t acceptor_cred,
                      gss_ctx_id_t *initiator, gss_ctx_id_t *acceptor)
{
    gss_buffer_desc request = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, ignored, flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG;
    bool done;

    *initiator = *acceptor = GSS_C_NO_CONTEXT;
    done = good(gss_init_sec_context(&minor, initiator_cred, initiator, target, GSS_KRB5, flags, 0,
                                     GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER, NULL, &request,
                                     NULL, NULL) == GSS_S_CONTINUE_NEEDED,
                minor) &&
           good(gss_accept_sec_context(&minor, acceptor, acceptor_cred, &request,
                                       GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL, &reply, NULL, NULL,
                                       NULL) == GSS_S_COMPLETE,
                minor) &&
           good(gss_init_sec_context(&minor, initiator_cred, initiator, target, GSS_KRB5, flags, 0,
                                     GSS_C_NO_CHANNEL_BINDINGS, &reply, NULL, &none, NULL,
                                     NULL) == GSS_S_COMPLETE,
                minor);
    gss_release_buffer(&ignored, &request);
    gss_release_buffer(&ignored, &reply);
    gss_release_buffer(&ignored, &none);
    return done;
}

/* One message from SENDER to RECEIVER. */
static bool say(gss_ctx_id_t sender, gss_ctx_id_t receiver)
{
    gss_buffer_desc message = {5, (void *)"hello"}, token = GSS_C_EMPTY_BUFFER,
                    back = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, ignored;
    bool said;

    said = good(gss_wrap(&minor, sender, 1, GSS_C_QOP_DEFAULT, &message, NULL, &token) ==
                    GSS_S_COMPLETE,
                minor) &&
           good(gss_unwrap(&minor, receiver, &token, &back, NULL, NULL) == GSS_S_COMPLETE, minor) &&
           back.length == 5 && memcmp(back.value, "hello", 5) == 0;
    gss_release_buffer(&ignored, &token);
    gss_release_buffer(&ignored, &back);
    return said;
}

static void forget(gss_ctx_id_t *initiator, gss_ctx_id_t *acceptor)
{
    OM_uint32 ignored;

    gss_delete_sec_context(&ignored, initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&ignored, acceptor, GSS_C_NO_BUFFER);
}

/* Runs BODY in several threads, from one moment on, and asserts that all answered well. */
static void run_threads(void *(*body)(void *))
{
    pthread_t threads[THREADS];
    unsigned failed = 0;

    assert_int_equal(pthread_barrier_init(&shared.barrier, NULL, THREADS), 0);
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, body, (void *)i), 0);
    for (unsigned i = 0; i < THREADS; i++) {
        void *answer = NULL;
        assert_int_equal(pthread_join(threads[i], &answer), 0);
        failed += answer == NULL;
    }
    pthread_barrier_destroy(&shared.barrier);
    assert_int_equal(failed, 0);
}

static void *answer(bool well)
{
    return well ? &shared : NULL;
}

static void *first_call(void *number)
{
    gss_ctx_id_t initiator, acceptor;
    gss_name_t target = GSS_C_NO_NAME;
    OM_uint32 ignored;
    bool well;

    (void)number;
    pthread_barrier_wait(&shared.barrier);
    well = import_target(&target) &&
           establish(target, GSS_C_NO_CREDENTIAL, GSS_C_NO_CREDENTIAL, &initiator, &acceptor);
    forget(&initiator, &acceptor);
    gss_release_name(&ignored, &target);
    return answer(well);
}

static void test_first_calls_of_a_process_may_come_from_many_threads(void **state)
{
    (void)state;
    run_threads(first_call);
}

/* Asks the shared name and credential for what they might make only when asked. */
static bool ask_shared(void)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    gss_name_t canonical = GSS_C_NO_NAME, holder = GSS_C_NO_NAME;
    OM_uint32 minor, ignored;
    int equal = 0;
    bool well;

    well =
        good(gss_canonicalize_name(&minor, shared.target, GSS_KRB5, &canonical) == GSS_S_COMPLETE,
             minor) &&
        good(gss_compare_name(&minor, shared.target, canonical, &equal) == GSS_S_COMPLETE, minor) &&
        equal &&
        good(gss_display_name(&minor, shared.target, &text, NULL) == GSS_S_COMPLETE, minor) &&
        good(gss_inquire_cred(&minor, shared.initiator, &holder, NULL, NULL, NULL) ==
                 GSS_S_COMPLETE,
             minor);
    gss_release_buffer(&ignored, &text);
    gss_release_name(&ignored, &canonical);
    gss_release_name(&ignored, &holder);
    return well;
}

static void *use_shared(void *number)
{
    bool well = true;

    (void)number;
    pthread_barrier_wait(&shared.barrier);
    for (unsigned i = 0; well && i < ROUNDS; i++) {
        gss_ctx_id_t initiator, acceptor;

        well = establish(shared.target, shared.initiator, shared.acceptor, &initiator, &acceptor) &&
               say(initiator, acceptor) && say(acceptor, initiator) && ask_shared();
        forget(&initiator, &acceptor);
    }
    return answer(well);
}

static void test_names_and_credentials_serve_many_threads(void **state)
{
    OM_uint32 minor;

    (void)state;
    assert_true(import_target(&shared.target));
    assert_int_equal(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_INITIATE,
                                      &shared.initiator, NULL, NULL),
                     GSS_S_COMPLETE);
    assert_int_equal(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_ACCEPT,
                                      &shared.acceptor, NULL, NULL),
                     GSS_S_COMPLETE);
    run_threads(use_shared);
    gss_release_name(&minor, &shared.target);
    gss_release_cred(&minor, &shared.initiator);
    gss_release_cred(&minor, &shared.acceptor);
}

static void *transfer(void *number)
{
    gss_name_t target = GSS_C_NO_NAME;
    OM_uint32 minor, ignored;
    bool well = import_target(&target);

    (void)number;
    pthread_barrier_wait(&shared.barrier);
    for (unsigned i = 0; well && i < ROUNDS; i++) {
        gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
        gss_ctx_id_t initiator, acceptor;

        well = establish(target, GSS_C_NO_CREDENTIAL, GSS_C_NO_CREDENTIAL, &initiator, &acceptor) &&
               good(gss_export_sec_context(&minor, &acceptor, &token) == GSS_S_COMPLETE, minor) &&
               good(gss_import_sec_context(&minor, &token, &acceptor) == GSS_S_COMPLETE, minor) &&
               say(initiator, acceptor) && say(acceptor, initiator);
        gss_release_buffer(&ignored, &token);
        forget(&initiator, &acceptor);
    }
    gss_release_name(&ignored, &target);
    return answer(well);
}

static void test_many_threads_transfer_contexts_in_one_domain(void **state)
{
    (void)state;
    run_threads(transfer);
}

/* One direction of a dialogue: SENDER's thread wraps, RECEIVER's unwraps. */
struct direction {
    gss_ctx_id_t sender;
    gss_ctx_id_t receiver;
    int sockets[2];
};

static void *send_messages(void *argument)
{
    struct direction *direction = argument;
    char bytes[1024] = {0};
    bool well = true;

    for (unsigned i = 0; well && i < MESSAGES; i++) {
        gss_buffer_desc message = {i, bytes}, token = GSS_C_EMPTY_BUFFER;
        OM_uint32 minor, ignored;

        well = good(gss_wrap(&minor, direction->sender, i % 2, GSS_C_QOP_DEFAULT, &message, NULL,
                             &token) == GSS_S_COMPLETE,
                    minor) &&
               send(direction->sockets[0], token.value, token.length, MSG_NOSIGNAL) ==
                   (ssize_t)token.length;
        gss_release_buffer(&ignored, &token);
    }
    close(direction->sockets[0]);
    return answer(well);
}

static void *receive_messages(void *argument)
{
    struct direction *direction = argument;
    char bytes[2048];
    bool well = true;

    for (unsigned i = 0; well && i < MESSAGES; i++) {
        ssize_t length = recv(direction->sockets[1], bytes, sizeof(bytes), 0);
        gss_buffer_desc token = {length > 0 ? (size_t)length : 0, bytes};
        gss_buffer_desc message = GSS_C_EMPTY_BUFFER;
        OM_uint32 minor = 0, ignored;

        well = length > 0 &&
               good(gss_unwrap(&minor, direction->receiver, &token, &message, NULL, NULL) ==
                        GSS_S_COMPLETE,
                    minor) &&
               message.length == i;
        gss_release_buffer(&ignored, &message);
    }
    close(direction->sockets[1]);
    return answer(well);
}

static void test_one_thread_sends_while_another_receives(void **state)
{
    struct direction directions[2];
    gss_ctx_id_t initiator, acceptor;
    gss_name_t target = GSS_C_NO_NAME;
    pthread_t threads[4];
    unsigned failed = 0;
    OM_uint32 ignored;

    (void)state;
    assert_true(import_target(&target));
    assert_true(establish(target, GSS_C_NO_CREDENTIAL, GSS_C_NO_CREDENTIAL, &initiator, &acceptor));
    for (unsigned i = 0; i < 2; i++) {
        directions[i].sender = i == 0 ? initiator : acceptor;
        directions[i].receiver = i == 0 ? acceptor : initiator;
        assert_int_equal(
            socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, directions[i].sockets), 0);
        assert_int_equal(pthread_create(&threads[2 * i], NULL, send_messages, &directions[i]), 0);
        assert_int_equal(
            pthread_create(&threads[2 * i + 1], NULL, receive_messages, &directions[i]), 0);
    }
    for (unsigned i = 0; i < 4; i++) {
        void *answered = NULL;
        assert_int_equal(pthread_join(threads[i], &answered), 0);
        failed += answered == NULL;
    }
    assert_int_equal(failed, 0);
    forget(&initiator, &acceptor);
    gss_release_name(&ignored, &target);
}

/* Each thread fails for a host of its own, and is told of that one. */
static void *fail_in_its_way(void *number)
{
    char host[64], expected[32];
    gss_buffer_desc text = {0, host}, sentence = GSS_C_EMPTY_BUFFER, token = GSS_C_EMPTY_BUFFER;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_name_t target = GSS_C_NO_NAME;
    OM_uint32 major, minor, ignored, more = 0;
    bool well;

    snprintf(expected, sizeof(expected), "absent%u.gss.test", (unsigned)(uintptr_t)number);
    text.length = (size_t)snprintf(host, sizeof(host), "host@%s", expected);
    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &target);
    if (!good(major == GSS_S_COMPLETE, minor))
        return NULL;
    major =
        gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, target, GSS_KRB5, 0, 0,
                             GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER, NULL, &token, NULL, NULL);
    /* All have failed, with the same minor status, before any asks for the sentence. */
    pthread_barrier_wait(&shared.barrier);
    well = GSS_ERROR(major) && gss_display_status(&ignored, minor, GSS_C_MECH_CODE, GSS_KRB5, &more,
                                                  &sentence) == GSS_S_COMPLETE;
    well = well && memmem(sentence.value, sentence.length, expected, strlen(expected)) != NULL;
    if (!well)
        fprintf(stderr, "%s: %.*s\n", expected, (int)sentence.length, (char *)sentence.value);
    gss_release_buffer(&ignored, &sentence);
    gss_release_name(&ignored, &target);
    return answer(well);
}

static void test_a_thread_is_told_of_its_own_failure(void **state)
{
    (void)state;
    run_threads(fail_in_its_way);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_calls_of_a_process_may_come_from_many_threads),
        cmocka_unit_test(test_names_and_credentials_serve_many_threads),
        cmocka_unit_test(test_many_threads_transfer_contexts_in_one_domain),
        cmocka_unit_test(test_one_thread_sends_while_another_receives),
        cmocka_unit_test(test_a_thread_is_told_of_its_own_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
