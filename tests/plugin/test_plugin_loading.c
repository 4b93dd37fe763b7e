/* The list of mechanisms while its configuration changes: other threads, forks, old handles. */
#include "plugin/config.h"
#include "plugin/pair.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "plugin/interposer.h"

enum { THREADS = 4 };

static atomic_bool done;

static bool has_toy(void)
{
    gss_OID_set mechs;
    OM_uint32 minor;
    int present;

    if (gss_indicate_mechs(&minor, &mechs) != GSS_S_COMPLETE)
        abort();
    if (mechs->count < 2 || !gss_oid_equal(&mechs->elements[0], GSS_KRB5))
        abort();
    gss_test_oid_set_member(&minor, &plugin_toy, mechs, &present);
    gss_release_oid_set(&minor, &mechs);
    return present != 0;
}

/* Once it is there, a mechanism stays. */
static void *list_all_the_time(void *arg)
{
    bool seen = false;

    (void)arg;
    while (!atomic_load(&done)) {
        bool now = has_toy();

        if (seen && !now)
            abort();
        seen = now;
    }
    return NULL;
}

/* What the library sees within a second. */
static void wait_for_toy(void)
{
    struct timespec pause = {0, 20000000};

    while (!has_toy())
        nanosleep(&pause, NULL);
}

static void check_child(pid_t child)
{
    int status;

    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_a_new_line_is_seen_while_others_list(void **state)
{
    pthread_t threads[THREADS];
    pid_t child;

    (void)state;
    assert_false(has_toy());
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, list_all_the_time, NULL), 0);
    plugin_config_write("toy");
    for (int i = 0; i < 20; i++) { /* while threads look and load */
        child = fork();
        if (child == 0)
            _exit(has_toy() || !has_toy() ? 0 : 1);
        check_child(child);
    }
    wait_for_toy();
    plugin_config_write("interposer toy"); /* which comes in the place of what they use */
    for (int i = 0; i < 20; i++) {
        child = fork();
        if (child == 0)
            _exit(has_toy() ? 0 : 1);
        check_child(child);
    }
    atomic_store(&done, true);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

/* An interposer that comes while contexts and names are there changes none of them. */
static void test_what_was_before_an_interposer_goes_on(void **state)
{
    gss_name_t before = make_mn("alice", GSS_C_NT_USER_NAME, GSS_KRB5), after;
    struct plugin_pair pair;
    gss_buffer_desc text;
    OM_uint32 minor;
    struct timespec pause = {0, 20000000};
    bool marked;

    (void)state;
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    plugin_pair_establish(&pair);
    assert_int_equal(setenv("TEST_INTERPOSES", "krb5 toy", 1), 0);
    plugin_config_write("interposer toy again");
    do {
        nanosleep(&pause, NULL);
        after = make_mn("alice", GSS_C_NT_USER_NAME, GSS_KRB5);
        check_status(gss_display_name(&minor, after, &text, NULL), GSS_S_COMPLETE);
        marked = memmem(text.value, text.length, "(", 1) != NULL;
        gss_release_buffer(&minor, &text);
        if (!marked)
            gss_release_name(&minor, &after);
    } while (!marked);
    plugin_pair_talk(&pair);
    check_displayed(before, "alice@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    assert_true(names_equal(before, after));
    gss_release_name(&minor, &before);
    gss_release_name(&minor, &after);
    plugin_pair_end(&pair);
}

/* A line that goes takes nothing away. */
static void test_a_mechanism_whose_line_goes_stays(void **state)
{
    struct plugin_pair pair;

    (void)state;
    plugin_config_write("");
    plugin_pair_begin(&pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    plugin_pair_establish(&pair);
    plugin_pair_talk(&pair);
    plugin_pair_end(&pair);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_line_is_seen_while_others_list),
        cmocka_unit_test(test_what_was_before_an_interposer_goes_on),
        cmocka_unit_test(test_a_mechanism_whose_line_goes_stays),
    };

    plugin_config_create();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
