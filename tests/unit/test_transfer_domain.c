/* Transfer domains: which folder, whose, and how safe. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/minor.h"
#include "transfer/domain.h"
#include "transfer/folder.h"
#include "transfer/transfer.h"
#include "transfer_world.h"

enum { NOBODY = 65534 };

/* -- Which folder --------------------------------------------------------------------------------
 */

/* As a user with XDG_RUNTIME_DIR=ARGUMENT and nothing else. */
static int use_runtime_folder(void *argument)
{
    OM_uint32 minor;

    transfer_set_process_domain(&minor, NULL);
    unsetenv("GSS_TRANSFER_DOMAIN");
    if (argument != NULL)
        setenv("XDG_RUNTIME_DIR", argument, 1);
    else
        unsetenv("XDG_RUNTIME_DIR");
    return world_try_both();
}

/* The tests of root's rules need root, those of users another user. */
static uid_t some_user(void)
{
    return geteuid() == 0 ? NOBODY : 0;
}

static void give_to_user(const char *path)
{
    if (geteuid() == 0)
        assert_int_equal(chown(path, NOBODY, NOBODY), 0);
}

static void test_transfer_default_domain_is_made_in_the_users_runtime_folder(void **state)
{
    char runtime[] = "/tmp/gss-runtime-XXXXXX", path[64];

    (void)state;
    assert_non_null(mkdtemp(runtime));
    give_to_user(runtime);
    assert_int_equal(world_in_child(some_user(), use_runtime_folder, runtime), 0);
    snprintf(path, sizeof(path), "%s/gss", runtime);
    assert_int_equal(world_mode(path), 0700);
    snprintf(path, sizeof(path), "%s/gss/transfer", runtime);
    assert_int_equal(world_mode(path), 0700);
    snprintf(path, sizeof(path), "%s/gss/transfer/keys", runtime);
    assert_int_equal(world_mode(path), 0600);
    assert_int_equal(world_in_child(some_user(), use_runtime_folder, runtime), 0);
    world_remove(runtime);
}

static void test_transfer_without_runtime_folder_is_unavailable(void **state)
{
    (void)state;
    assert_int_equal(world_in_child(some_user(), use_runtime_folder, NULL),
                     MINOR_NO_DOMAIN - MINOR_FIRST_);
    assert_int_equal(world_in_child(some_user(), use_runtime_folder, (void *)"/nonexistent"),
                     MINOR_NO_DOMAIN - MINOR_FIRST_);
    assert_int_equal(world_in_child(some_user(), use_runtime_folder, (void *)"relative"),
                     MINOR_NO_DOMAIN - MINOR_FIRST_);
}

static void test_transfer_unsafe_runtime_folder_is_refused(void **state)
{
    char runtime[] = "/tmp/gss-runtime-XXXXXX", inner[64];

    (void)state;
    assert_non_null(mkdtemp(runtime));
    give_to_user(runtime);
    assert_int_equal(chmod(runtime, 0777), 0);
    assert_int_equal(world_in_child(some_user(), use_runtime_folder, runtime),
                     MINOR_DOMAIN_UNSAFE - MINOR_FIRST_);
    assert_int_equal(chmod(runtime, 0700), 0);
    snprintf(inner, sizeof(inner), "%s/gss", runtime);
    assert_int_equal(symlink("/tmp", inner), 0);
    assert_int_equal(world_in_child(some_user(), use_runtime_folder, runtime),
                     MINOR_DOMAIN_UNSAFE - MINOR_FIRST_);
    if (geteuid() == 0) {
        assert_int_equal(unlink(inner), 0);
        assert_int_equal(mkdir(inner, 0755), 0); /* root's, in this user's folder */
        assert_int_equal(world_in_child(NOBODY, use_runtime_folder, runtime),
                         MINOR_DOMAIN_UNSAFE - MINOR_FIRST_);
        assert_int_equal(chown(runtime, 0, 0), 0);
        assert_int_equal(chmod(runtime, 0755), 0);
        assert_int_equal(world_in_child(NOBODY, use_runtime_folder, runtime),
                         MINOR_DOMAIN_UNSAFE - MINOR_FIRST_);
    } else {
        print_message("not root: no runtime folder of another user\n");
    }
    world_remove(runtime);
}

/* With a /run of its own, so that the system's is left alone. */
static int use_roots_default(void *unused)
{
    (void)unused;
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", "", MS_REC | MS_PRIVATE, "") != 0 ||
        mount("tmpfs", "/run", "tmpfs", 0, "mode=755") != 0)
        return errno == EPERM ? 254 : 253;
    if (use_runtime_folder((void *)"/nonexistent") != 0)
        return 1;
    return world_mode("/run/gss/transfer") == 0700 ? 0 : 2;
}

static void test_transfer_roots_default_domain_is_in_run(void **state)
{
    int result = geteuid() == 0 ? world_in_child(0, use_roots_default, NULL) : 254;

    (void)state;
    if (result == 254) /* not allowed to mount */
        skip();
    assert_int_equal(result, 0);
}

/* Another file system on the domain's folder; the mount is gone with this child. */
static int export_on_other_file_system(void *type)
{
    char sentence[400];

    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", "", MS_REC | MS_PRIVATE, "") != 0 ||
        mount("none", world_folder(), type, 0, "mode=700") != 0)
        return 254;
    if (world_try_export(NULL) != MINOR_DOMAIN_IO - MINOR_FIRST_ ||
        !minor_get_sentence(MINOR_DOMAIN_IO, sentence, sizeof(sentence)))
        return 1;
    return strstr(sentence, "not known to be local") != NULL ? 0 : 2;
}

static void test_transfer_file_system_that_may_be_shared_between_hosts_is_refused(void **state)
{
    char type[] = "hugetlbfs";
    int result = geteuid() == 0 ? world_in_child(0, export_on_other_file_system, type) : 254;

    (void)state;
    if (result == 254) /* not allowed to mount, or no such file system in this kernel */
        skip();
    assert_int_equal(result, 0);
}

static int use_environment(void *folder)
{
    OM_uint32 minor;

    transfer_set_process_domain(&minor, NULL);
    setenv("GSS_TRANSFER_DOMAIN", folder, 1);
    return world_try_export(NULL);
}

static void test_transfer_domain_comes_from_the_environment(void **state)
{
    (void)state;
    assert_int_equal(world_in_child(0, use_environment, (void *)world_folder()), 0);
    assert_int_equal(world_mode(world_path(FOLDER_KEYS)), 0600);
    assert_int_equal(world_in_child(0, use_environment, (void *)"relative"),
                     MINOR_DOMAIN_CONFIG - MINOR_FIRST_);
    assert_int_equal(world_in_child(0, use_environment, (void *)"/nonexistent/domain"),
                     MINOR_DOMAIN_IO - MINOR_FIRST_);
}

static void test_transfer_available_exactly_when_an_export_works(void **state)
{
    OM_uint32 minor;

    (void)state;
    assert_true(transfer_available(NULL));
    assert_int_equal(chmod(world_folder(), 0777), 0);
    assert_false(transfer_available(NULL));
    assert_int_equal(chmod(world_folder(), 0700), 0);
    assert_true(transfer_available(NULL));
    assert_int_equal(transfer_set_process_domain(&minor, "/nonexistent"), GSS_S_COMPLETE);
    assert_false(transfer_available(NULL));
}

/* -- Safe owners and modes
 * ------------------------------------------------------------------------- */

static void chmod_in(const char *name, mode_t mode)
{
    assert_int_equal(chmod(name[0] != '\0' ? world_path(name) : world_folder(), mode), 0);
}

static const struct unsafe_row {
    const char *name; /* of a file; "" is the folder */
    mode_t mode, safe;
} unsafe_rows[] = {
    {"", 0777, 0700},
    {"", 0707, 0700},
    {"", 0701, 0700},
    {"", 0704, 0700},
    {"", 0770, 0700},
    {"", 0720, 0700},
    {FOLDER_KEYS, 0644, 0600},
    {FOLDER_KEYS, 0604, 0600},
    {FOLDER_KEYS, 0660, 0600},
    {FOLDER_KEYS, 0602, 0600},
    {FOLDER_BOOT, 0666, 0600},
    {FOLDER_BOOT, 0604, 0600},
    {FOLDER_LEDGER, 0666, 0600},
    {FOLDER_LEDGER, 0604, 0600},
    {FOLDER_LEDGER_LOCK, 0602, 0600},
};

static int export_in_child(void *unused)
{
    (void)unused;
    return world_try_export(NULL);
}

/* In a process that has the domain open and in one that has not. */
static void test_transfer_unsafe_modes_are_refused_at_every_use(void **state)
{
    gss_buffer_desc token;

    (void)state;
    assert_int_equal(world_try_export(&token), 0);
    for (size_t i = 0; i < sizeof(unsafe_rows) / sizeof(unsafe_rows[0]); i++) {
        const struct unsafe_row *row = &unsafe_rows[i];
        bool looked_at_each_use = row->name[0] == '\0' || strcmp(row->name, FOLDER_KEYS) == 0;

        chmod_in(row->name, row->mode);
        if (looked_at_each_use) {
            world_assert_export(MINOR_DOMAIN_UNSAFE);
            assert_int_equal(world_try_import(&token), MINOR_DOMAIN_UNSAFE - MINOR_FIRST_);
        }
        assert_int_equal(world_in_child(0, export_in_child, NULL),
                         MINOR_DOMAIN_UNSAFE - MINOR_FIRST_);
        chmod_in(row->name, row->safe);
    }
    assert_int_equal(world_try_import(&token), 0);
    free(token.value);
}

static int drop_user_and_export(void *unused)
{
    (void)unused;
    /* The second one finds the domain fresh, and that is what does not hold for another user. */
    if (world_try_export(NULL) != 0 || world_try_export(NULL) != 0 || setuid(NOBODY) != 0)
        return 255;
    return world_try_export(NULL);
}

static void test_transfer_what_was_found_holds_a_moment_for_the_same_user(void **state)
{
    (void)state;
    world_set_ticks(1000);
    for (int i = 0; i < 3; i++) /* made, opened, and found to be as it was */
        world_assert_export(0);
    chmod_in("", 0777);
    world_set_ticks(1000 + DOMAIN_FRESH_MS - 1);
    world_assert_export(0);
    world_set_ticks(1000 + DOMAIN_FRESH_MS);
    world_assert_export(MINOR_DOMAIN_UNSAFE);
    chmod_in("", 0700);
    world_assert_export(0);
    if (geteuid() == 0)
        assert_int_equal(world_in_child(0, drop_user_and_export, NULL),
                         MINOR_DOMAIN_DENIED - MINOR_FIRST_);
    else
        print_message("not root: no privileges to drop\n");
}

static void test_transfer_group_may_read_folder_and_keys(void **state)
{
    (void)state;
    world_assert_export(0);
    chmod_in("", 0750);
    chmod_in(FOLDER_KEYS, 0640);
    chmod_in(FOLDER_LEDGER, 0660);
    world_assert_export(0);
}

static void test_transfer_symbolic_links_are_refused(void **state)
{
    static const char *const names[] = {FOLDER_KEYS, FOLDER_BOOT, FOLDER_LEDGER,
                                        FOLDER_LEDGER_LOCK};
    char link[] = "/tmp/gss-link-XXXXXX", aside[PATH_MAX];
    OM_uint32 minor;

    (void)state;
    world_assert_export(0);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(aside, sizeof(aside), "%s", world_path("aside"));
        assert_int_equal(rename(world_path(names[i]), aside), 0);
        assert_int_equal(symlink("aside", world_path(names[i])), 0);
        world_assert_export(MINOR_DOMAIN_UNSAFE);
        assert_int_equal(rename(aside, world_path(names[i])), 0);
        world_assert_export(0);
    }
    assert_non_null(mkdtemp(link));
    assert_int_equal(rmdir(link), 0);
    assert_int_equal(symlink(world_folder(), link), 0);
    assert_int_equal(transfer_set_process_domain(&minor, link), GSS_S_COMPLETE);
    world_assert_export(MINOR_DOMAIN_UNSAFE);
    snprintf(aside, sizeof(aside), "%s//", link); /* which the kernel would follow */
    assert_int_equal(transfer_set_process_domain(&minor, aside), GSS_S_COMPLETE);
    world_assert_export(MINOR_DOMAIN_UNSAFE);
    assert_int_equal(unlink(link), 0);
}

static void test_transfer_what_is_not_a_plain_file_or_folder_is_refused(void **state)
{
    char second[PATH_MAX];
    OM_uint32 minor;

    (void)state;
    world_assert_export(0);
    snprintf(second, sizeof(second), "%s", world_path("second-name"));
    assert_int_equal(link(world_path(FOLDER_KEYS), second), 0);
    world_assert_export(MINOR_DOMAIN_UNSAFE);
    assert_int_equal(unlink(second), 0);
    world_assert_export(0);
    assert_int_equal(unlink(world_path(FOLDER_KEYS)), 0);
    assert_int_equal(mkfifo(world_path(FOLDER_KEYS), 0600), 0);
    world_assert_export(MINOR_DOMAIN_UNSAFE);
    assert_int_equal(unlink(world_path(FOLDER_KEYS)), 0);
    world_assert_export(0);
    assert_int_equal(transfer_set_process_domain(&minor, world_path(FOLDER_KEYS)), GSS_S_COMPLETE);
    world_assert_export(MINOR_DOMAIN_UNSAFE);
}

static void test_transfer_another_users_folder_or_keys_are_refused(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    world_assert_export(0);
    assert_int_equal(chown(world_path(FOLDER_KEYS), NOBODY, 0), 0);
    world_assert_export(MINOR_DOMAIN_UNSAFE);
    assert_int_equal(chown(world_path(FOLDER_KEYS), 0, 0), 0);
    assert_int_equal(chown(world_path(FOLDER_LEDGER), NOBODY, 0), 0);
    assert_int_equal(world_in_child(0, export_in_child, NULL), MINOR_DOMAIN_UNSAFE - MINOR_FIRST_);
    assert_int_equal(chown(world_path(FOLDER_LEDGER), 0, 0), 0);
    world_assert_export(0);
    assert_int_equal(chown(world_folder(), NOBODY, 0), 0);
    world_assert_export(MINOR_DOMAIN_UNSAFE);
}

static void test_transfer_replaced_folder_is_another_domain(void **state)
{
    char aside[80];
    gss_buffer_desc token;

    (void)state;
    assert_int_equal(world_try_export(&token), 0);
    snprintf(aside, sizeof(aside), "%s-aside", world_folder());
    assert_int_equal(rename(world_folder(), aside), 0);
    world_assert_export(MINOR_DOMAIN_IO);
    assert_int_equal(mkdir(world_folder(), 0700), 0);
    assert_int_equal(world_try_import(&token), MINOR_UNKNOWN_KEY - MINOR_FIRST_);
    world_remove(world_folder());
    assert_int_equal(rename(aside, world_folder()), 0);
    assert_int_equal(world_try_import(&token), 0);
    free(token.value);
}

/* What somebody can do who may change the folders above: the ledger is the same, its lock is not.
 */
static void put_another_in_place(void)
{
    char target[PATH_MAX];

    snprintf(target, sizeof(target), "%s.real", world_folder());
    assert_int_equal(rename(world_folder(), target), 0);
    assert_int_equal(mkdir(world_folder(), S_IRWXU), 0);
    snprintf(target, sizeof(target), "%s.real/" FOLDER_LEDGER, world_folder());
    assert_int_equal(symlink(target, world_path(FOLDER_LEDGER)), 0);
}

static int try_both_in_child(void *unused)
{
    (void)unused;
    return world_try_both();
}

static void test_transfer_folder_replaced_while_it_is_opened_lends_no_lock(void **state)
{
    char real[PATH_MAX];
    struct stat status;

    (void)state;
    snprintf(real, sizeof(real), "%s.real", world_folder());
    assert_int_equal(world_in_child(0, try_both_in_child, NULL), 0);
    world_when_opening(put_another_in_place);
    world_assert_export(0);
    assert_int_equal(lstat(world_path(FOLDER_LEDGER), &status), 0);
    assert_int_equal(lstat(world_path(FOLDER_LEDGER_LOCK), &status), -1);
    world_remove(real);
}

static void test_transfer_configuration_of_a_newer_version_is_refused(void **state)
{
    int fd;

    (void)state;
    world_assert_export(0);
    fd = open(world_path(FOLDER_CONFIGURATION), O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    close(fd);
    world_assert_export(MINOR_DOMAIN_CONFIG);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(test_transfer_default_domain_is_made_in_the_users_runtime_folder),
        claim(test_transfer_without_runtime_folder_is_unavailable),
        claim(test_transfer_unsafe_runtime_folder_is_refused),
        claim(test_transfer_roots_default_domain_is_in_run),
        claim(test_transfer_file_system_that_may_be_shared_between_hosts_is_refused),
        claim(test_transfer_domain_comes_from_the_environment),
        claim(test_transfer_available_exactly_when_an_export_works),
        claim(test_transfer_unsafe_modes_are_refused_at_every_use),
        claim(test_transfer_what_was_found_holds_a_moment_for_the_same_user),
        claim(test_transfer_group_may_read_folder_and_keys),
        claim(test_transfer_symbolic_links_are_refused),
        claim(test_transfer_what_is_not_a_plain_file_or_folder_is_refused),
        claim(test_transfer_another_users_folder_or_keys_are_refused),
        claim(test_transfer_replaced_folder_is_another_domain),
        claim(test_transfer_folder_replaced_while_it_is_opened_lends_no_lock),
        claim(test_transfer_configuration_of_a_newer_version_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
