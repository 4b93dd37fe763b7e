/* The ledger: one first claim of each name, whatever happens around it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/minor.h"
#include "base/secret.h"
#include "transfer/domains.h"
#include "transfer/host.h"
#include "transfer_world.h"

enum { FAR = 300 };

static struct ledger_count count_now(void)
{
    struct transfer_domain *domain;
    struct ledger_count count;
    OM_uint32 minor;

    assert_int_equal(domains_acquire(&minor, NULL, &domain), GSS_S_COMPLETE);
    assert_true(ledger_count(domain->ledger, &count));
    domains_release(&domain);
    return count;
}

static void *shared_memory(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(memory, MAP_FAILED);
    return memory;
}

/* -- Races ---------------------------------------------------------------------------------------
 */

enum { RACERS = 50, NAMES = 1000 };

struct race {
    atomic_uint firsts[NAMES];
    atomic_uint answers; /* first or already */
    int64_t not_after;
};

/* Waits until the other end of GATE is closed: everybody starts at once. */
static void race_run(struct race *race, const int gate[2])
{
    char nothing;

    close(gate[1]);
    while (read(gate[0], &nothing, 1) > 0)
        ;
    for (uint32_t i = 0; i < NAMES; i++) {
        enum ledger_answer answer = world_claim(i, race->not_after);

        if (answer == LEDGER_FIRST)
            atomic_fetch_add(&race->firsts[i], 1);
        if (answer == LEDGER_FIRST || answer == LEDGER_ALREADY)
            atomic_fetch_add(&race->answers, 1);
    }
}

static void test_ledger_fifty_processes_get_one_first_of_each_name(void **state)
{
    struct race *race = shared_memory(sizeof(*race));
    int gate[2];

    (void)state;
    race->not_after = time(NULL) + FAR;
    assert_int_equal(world_claim(NAMES, race->not_after), LEDGER_FIRST); /* open before the forks */
    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < RACERS; i++) {
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) {
            race_run(race, gate);
            _exit(0);
        }
    }
    close(gate[0]);
    close(gate[1]);
    while (wait(NULL) > 0)
        ;
    for (int i = 0; i < NAMES; i++)
        assert_int_equal(atomic_load(&race->firsts[i]), 1);
    assert_int_equal(atomic_load(&race->answers), RACERS * NAMES);
    munmap(race, sizeof(*race));
}

static void *race_in_thread(void *argument)
{
    struct race *race = argument;

    for (uint32_t i = 0; i < NAMES; i++) {
        if (world_claim(i, race->not_after) == LEDGER_FIRST)
            atomic_fetch_add(&race->firsts[i], 1);
    }
    return NULL;
}

static void test_ledger_threads_get_one_first_of_each_name(void **state)
{
    struct race race = {.not_after = time(NULL) + FAR};
    pthread_t thread[8];

    (void)state;
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, race_in_thread, &race), 0);
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (int i = 0; i < NAMES; i++)
        assert_int_equal(atomic_load(&race.firsts[i]), 1);
}

#ifdef __SANITIZE_THREAD__
/* A child that exits has not joined its parent's threads. */
const char *__tsan_default_options(void);

const char *__tsan_default_options(void)
{
    return "report_thread_leaks=0";
}
#endif

/* A child of a process whose other threads are in the middle of claims. */
static void test_ledger_works_in_children_forked_between_claims(void **state)
{
    struct race race = {.not_after = time(NULL) + FAR};
    pthread_t thread[2];

    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, race_in_thread, &race), 0);
    for (uint32_t i = 0; i < 30; i++) {
        pid_t child = fork();
        int status;

        assert_true(child >= 0);
        if (child == 0)
            _exit(world_claim(NAMES + i, race.not_after) == LEDGER_FIRST &&
                          world_claim(NAMES + i, race.not_after) == LEDGER_ALREADY
                      ? 0
                      : 1);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        assert_int_equal(world_claim(NAMES + i, race.not_after), LEDGER_ALREADY);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (int i = 0; i < NAMES; i++)
        assert_int_equal(atomic_load(&race.firsts[i]), 1);
}

/* -- Crashes -------------------------------------------------------------------------------------
 */

enum { ROUNDS = 250, VICTIMS = 4, ROUND_NAMES = 4000 };

/* Claims the names of a round until it is killed, and says so after each first claim. */
static void crash_run(atomic_uchar *firsts, uint32_t base, int64_t not_after, int ready)
{
    for (uint32_t i = 0; i < ROUND_NAMES; i++) {
        if (world_claim(base + i, not_after) == LEDGER_FIRST)
            atomic_fetch_add(&firsts[i], 1);
        if (i == 0)
            close(ready);
    }
    for (;;)
        pause();
}

/* A random moment: some thousand turns of nothing. */
static void crash_wait(void)
{
    uint32_t turns;

    assert_true(secret_random(&turns, sizeof(turns)));
    for (volatile uint32_t i = turns % 400000; i > 0; i--)
        ;
}

static void crash_round(atomic_uchar *firsts, uint32_t base, int64_t not_after)
{
    pid_t victims[VICTIMS];
    int ready[2];
    char nothing;

    memset((void *)firsts, 0, ROUND_NAMES);
    assert_int_equal(pipe(ready), 0);
    for (int i = 0; i < VICTIMS; i++) {
        victims[i] = fork();
        assert_true(victims[i] >= 0);
        if (victims[i] == 0) {
            close(ready[0]);
            crash_run(firsts, base, not_after, ready[1]);
        }
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &nothing, 1), 0); /* all are claiming */
    close(ready[0]);
    for (int i = 0; i < VICTIMS; i++) {
        crash_wait();
        assert_int_equal(kill(victims[i], SIGKILL), 0);
    }
    for (int i = 0; i < VICTIMS; i++)
        assert_int_equal(waitpid(victims[i], NULL, 0), victims[i]);
}

static void test_ledger_survives_claimers_killed_at_any_moment(void **state)
{
    atomic_uchar *firsts = shared_memory(ROUND_NAMES);
    int64_t not_after = time(NULL) + FAR;
    unsigned claimed = 0;

    (void)state;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint32_t base = round * ROUND_NAMES;

        crash_round(firsts, base, not_after);
        for (uint32_t i = 0; i < ROUND_NAMES; i++) {
            assert_true(atomic_load(&firsts[i]) <= 1);
            claimed += atomic_load(&firsts[i]);
            /* What was told to be first is remembered. Looking at all would take long. */
            if (atomic_load(&firsts[i]) == 1 &&
                (i + 1 == ROUND_NAMES || i % 64 == 0 || atomic_load(&firsts[i + 1]) == 0))
                assert_int_equal(world_claim(base + i, not_after), LEDGER_ALREADY);
        }
        assert_int_equal(world_claim(UINT32_MAX - round, not_after), LEDGER_FIRST);
    }
    assert_true(claimed >= ROUNDS);
    print_message("%u claims in %d rounds of %d killed claimers\n", claimed, ROUNDS, VICTIMS);
    munmap(firsts, ROUND_NAMES);
}

/* -- Time ----------------------------------------------------------------------------------------
 */

enum { EPOCH = 1000000, MANY = 4000 };

/* Claims fresh names until nothing more is pruned. */
static void prune_all(uint32_t *next, int64_t not_after)
{
    for (int i = 0; i < MANY; i++)
        assert_int_equal(world_claim((*next)++, not_after), LEDGER_FIRST);
}

static void test_ledger_forgets_what_has_expired_and_never_accepts_it_again(void **state)
{
    uint32_t next = 0;

    (void)state;
    world_set_clock(EPOCH);
    for (; next < MANY; next++)
        assert_int_equal(world_claim(next, EPOCH + 100 + next % 100), LEDGER_FIRST);
    assert_int_equal(count_now().entries, MANY);
    assert_int_equal(count_now().pruned_to, 0);

    world_set_clock(EPOCH + 1000);
    prune_all(&next, EPOCH + 1300);
    assert_int_equal(count_now().entries, MANY);
    assert_int_equal(count_now().pruned_to, EPOCH + 199);

    world_set_clock(EPOCH); /* the clock is set back */
    assert_int_equal(world_claim(0, EPOCH + 100), LEDGER_TOO_OLD);
    assert_int_equal(world_claim(99, EPOCH + 199), LEDGER_TOO_OLD);
    assert_int_equal(world_claim(next, EPOCH + 199), LEDGER_TOO_OLD);
    assert_int_equal(world_claim(MANY, EPOCH + 1300), LEDGER_ALREADY);
    assert_int_equal(world_claim(next, EPOCH + 200), LEDGER_FIRST);
}

static void test_ledger_keeps_what_expired_just_now(void **state)
{
    uint32_t next = 1;

    (void)state;
    world_set_clock(EPOCH);
    assert_int_equal(world_claim(0, EPOCH + 10), LEDGER_FIRST);
    world_set_clock(EPOCH + 20);
    prune_all(&next, EPOCH + 300);
    assert_int_equal(world_claim(0, EPOCH + 10), LEDGER_ALREADY);
}

static void test_transfer_clock_set_back_lets_no_token_in_twice(void **state)
{
    gss_buffer_desc token, fresh;
    uint32_t next = 0;
    OM_uint32 minor;

    (void)state;
    world_set_clock(EPOCH);
    token = world_export(NULL, "x", 1);
    assert_int_equal(world_import(&minor, &token, "x", 1), GSS_S_COMPLETE);
    world_set_clock(EPOCH + 1000);
    prune_all(&next, EPOCH + 1200);
    world_set_clock(EPOCH);
    assert_int_equal(world_import(&minor, &token, NULL, 0), GSS_S_NO_CONTEXT);
    assert_int_equal(minor, MINOR_TOKEN_EXPIRED);
    world_set_clock(EPOCH + 1);
    fresh = world_export(NULL, "y", 1);
    assert_int_equal(world_import(&minor, &fresh, "y", 1), GSS_S_COMPLETE);
    free(token.value);
    free(fresh.value);
}

/* -- Space ---------------------------------------------------------------------------------------
 */

enum { ENOUGH = 90000 }; /* to reserve more space many times */

static int claim_many(void *first)
{
    int64_t not_after = time(NULL) + FAR;

    for (uint32_t i = 0; i < ENOUGH; i++) {
        if (world_claim(*(uint32_t *)first + i, not_after) != LEDGER_FIRST)
            return 1;
    }
    return 0;
}

static void test_ledger_grows_for_all_its_processes(void **state)
{
    uint32_t first = 1;

    (void)state;
    assert_int_equal(world_claim(0, time(NULL) + FAR), LEDGER_FIRST);
    assert_int_equal(world_in_child(0, claim_many, &first), 0);
    assert_int_equal(world_claim(1 + ENOUGH, time(NULL) + FAR), LEDGER_FIRST);
    assert_int_equal(count_now().entries, ENOUGH + 2);
}

/* No file may grow any more, and no hole be filled: that is what a full disk looks like. */
static bool set_full(bool full)
{
    static struct rlimit before;
    struct rlimit limit;
    struct stat status;

    world_set_full(full);
    if (full &&
        (getrlimit(RLIMIT_FSIZE, &before) != 0 || stat(world_path(FOLDER_LEDGER), &status) != 0))
        return false;
    limit = before;
    if (full)
        limit.rlim_cur = (rlim_t)status.st_size + 1000; /* within a page */
    return setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

static int claim_without_space(void *unused)
{
    uint32_t next = 0;
    int64_t not_after = time(NULL) + FAR;
    bool refused = false;

    (void)unused;
    signal(SIGXFSZ, SIG_IGN);
    if (world_claim(UINT32_MAX, not_after) != LEDGER_FIRST)
        return 1;
    if (!set_full(true))
        return 2;
    while (!refused && next < ENOUGH) {
        switch (world_claim(next, not_after)) {
        case LEDGER_FIRST:
            next++;
            break;
        case LEDGER_UNAVAILABLE:
            refused = true;
            break;
        default:
            return 3;
        }
    }
    if (!refused || !set_full(false))
        return 4;
    for (uint32_t i = 0; i < next; i++) {
        if (world_claim(i, not_after) != LEDGER_ALREADY)
            return 5;
    }
    return world_claim(next, not_after) == LEDGER_FIRST ? 0 : 6;
}

static void test_ledger_without_space_refuses_and_forgets_nothing(void **state)
{
    (void)state;
    assert_int_equal(world_in_child(0, claim_without_space, NULL), 0);
    assert_int_equal(world_claim(0, time(NULL) + FAR + 1),
                     LEDGER_FIRST); /* for others it goes on */
}

/* A process that may not make files as long as the ledger's map (ulimit -f). */
static int try_both_with_short_files(void *unused)
{
    const struct rlimit limit = {.rlim_cur = 1 << 20, .rlim_max = 1 << 20};

    (void)unused;
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 1;
    return world_try_both();
}

static void test_ledger_longer_than_files_may_be_is_an_error_and_not_a_signal(void **state)
{
    (void)state;
    assert_int_equal(world_in_child(0, try_both_with_short_files, NULL),
                     MINOR_LEDGER_UNAVAILABLE - MINOR_FIRST_);
    assert_int_equal(world_try_both(), 0); /* and others can still make it */
    assert_int_equal(world_in_child(0, try_both_with_short_files, NULL), 0);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(test_ledger_fifty_processes_get_one_first_of_each_name),
        claim(test_ledger_threads_get_one_first_of_each_name),
        claim(test_ledger_works_in_children_forked_between_claims),
        claim(test_ledger_survives_claimers_killed_at_any_moment),
        claim(test_ledger_forgets_what_has_expired_and_never_accepts_it_again),
        claim(test_ledger_keeps_what_expired_just_now),
        claim(test_transfer_clock_set_back_lets_no_token_in_twice),
        claim(test_ledger_grows_for_all_its_processes),
        claim(test_ledger_without_space_refuses_and_forgets_nothing),
        claim(test_ledger_longer_than_files_may_be_is_an_error_and_not_a_signal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
