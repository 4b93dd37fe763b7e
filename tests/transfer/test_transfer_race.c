/* Once, over many processes, whatever is killed when. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "transfer/pair.h"
#include "transfer/remote.h"

enum { RACERS = 50, RACE_TOKENS = 1000, KILL_ROUNDS = 2000 };

static void export_new(struct pair *pair, gss_buffer_t token)
{
    pair_establish(pair, pair_services[0], PAIR_FLAGS, 0);
    pair_export_acceptor(pair, token);
}

/* Fails unless the context behind REMOTE is the other end of INITIATOR. */
static void assert_alive(const struct remote *remote, gss_ctx_id_t initiator)
{
    gss_buffer_desc message = pair_text("are you there"), token;
    struct remote_reply reply;
    OM_uint32 major, minor;

    major = gss_wrap(&minor, initiator, 1, GSS_C_QOP_DEFAULT, &message, NULL, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    remote_assert(remote, REMOTE_UNWRAP, &token, NULL, GSS_S_COMPLETE, &reply);
    pair_assert_text(&reply.value, "are you there");
    remote_reply_free(&reply);
    gss_release_buffer(&minor, &token);
}

static void race_for_one_token(struct remote racers[RACERS])
{
    const struct remote *winner = NULL;
    struct remote_reply reply;
    gss_buffer_desc token;
    struct pair pair;
    OM_uint32 minor;

    export_new(&pair, &token);
    for (int i = 0; i < RACERS; i++)
        assert_true(remote_ask(&racers[i], REMOTE_IMPORT, &token, NULL));
    for (int i = 0; i < RACERS; i++) {
        assert_true(remote_answer(&racers[i], &reply));
        if (reply.major == GSS_S_COMPLETE) {
            assert_null(winner);
            winner = &racers[i];
        } else if (reply.major != GSS_S_NO_CONTEXT) {
            fail_msg("a loser got %08x: %s", reply.major, reply.sentence);
        }
        remote_reply_free(&reply);
    }
    assert_non_null(winner);
    assert_alive(winner, pair.initiator);
    remote_assert(winner, REMOTE_DELETE, NULL, NULL, GSS_S_COMPLETE, NULL);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

static void test_once_of_fifty_racing_processes_exactly_one_imports(void **state)
{
    struct remote racers[RACERS];

    (void)state;
    for (int i = 0; i < RACERS; i++)
        remote_start(&racers[i]);
    for (int i = 0; i < RACE_TOKENS; i++)
        race_for_one_token(racers);
    for (int i = 0; i < RACERS; i++)
        remote_stop(&racers[i]);
}

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* A remote that has imported before has the domain open: its import is all claim. */
static void start_importer(struct remote *remote, bool warm)
{
    gss_buffer_desc token;
    struct pair pair;
    OM_uint32 minor;

    remote_start(remote);
    if (!warm)
        return;
    export_new(&pair, &token);
    remote_assert(remote, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    remote_assert(remote, REMOTE_DELETE, NULL, NULL, GSS_S_COMPLETE, NULL);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

/* From the question to the answer of one import, in nanoseconds. */
static int64_t measure_import(bool warm)
{
    struct remote remote;
    gss_buffer_desc token;
    struct pair pair;
    OM_uint32 minor;
    int64_t start;

    export_new(&pair, &token);
    start = now_ns();
    start_importer(&remote, warm);
    if (warm)
        start = now_ns();
    remote_assert(&remote, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    start = now_ns() - start;
    remote_stop(&remote);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
    return start;
}

struct kill_counts {
    unsigned answered; /* the importer had its context before it was killed */
    unsigned good;     /* the token was still good */
    unsigned lost;     /* killed between the claim and the answer */
};

/* The moment of the kill is what the test varies: it waits for nothing. */
static void kill_one_importer(bool warm, int64_t moment_ns, struct kill_counts *counts)
{
    struct timespec moment = {.tv_nsec = moment_ns};
    struct remote victim, heirs[2];
    struct remote_reply replies[2], last;
    gss_buffer_desc token;
    struct pair pair;
    OM_uint32 minor;
    bool answered;
    int copies;

    start_importer(&victim, warm);
    export_new(&pair, &token);
    assert_true(remote_ask(&victim, REMOTE_IMPORT, &token, NULL));
    nanosleep(&moment, NULL);
    kill(victim.pid, SIGKILL);
    answered = remote_answer(&victim, &last);
    copies = answered && last.major == GSS_S_COMPLETE;
    assert_true(!answered || copies == 1);
    for (int i = 0; i < 2; i++) {
        remote_start(&heirs[i]);
        assert_true(remote_ask(&heirs[i], REMOTE_IMPORT, &token, NULL));
    }
    for (int i = 0; i < 2; i++) {
        assert_true(remote_answer(&heirs[i], &replies[i]));
        if (replies[i].major == GSS_S_COMPLETE) {
            copies++;
            assert_alive(&heirs[i], pair.initiator);
        } else if (replies[i].major != GSS_S_NO_CONTEXT) {
            fail_msg("an heir got %08x: %s", replies[i].major, replies[i].sentence);
        }
        remote_reply_free(&replies[i]);
        remote_stop(&heirs[i]);
    }
    assert_in_range(copies, 0, 1);
    counts->answered += answered;
    counts->good += !answered && copies == 1;
    counts->lost += copies == 0;
    if (answered)
        remote_reply_free(&last);
    remote_kill(&victim);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

static void test_once_an_importer_killed_at_any_moment_leaves_at_most_one_copy(void **state)
{
    struct kill_counts counts = {0};
    int64_t longest[2] = {0, 0};

    (void)state;
    for (int i = 0; i < 20; i++) {
        int64_t time = measure_import(i % 2);

        longest[i % 2] = time > longest[i % 2] ? time : longest[i % 2];
    }
    srandom(4121);
    for (int i = 0; i < KILL_ROUNDS; i++) {
        int64_t most = longest[i % 2] < 900000000 ? longest[i % 2] : 900000000;

        kill_one_importer(i % 2, random() % (most + most / 8), &counts);
    }
    print_message("killed: %u with the context, %u before the claim, %u between\n", counts.answered,
                  counts.good, counts.lost);
    assert_true(counts.answered > 0 && counts.good > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once_of_fifty_racing_processes_exactly_one_imports),
        cmocka_unit_test(test_once_an_importer_killed_at_any_moment_leaves_at_most_one_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
