/* A transfer domain's group, its keys and their rotation, and what an administrator does with it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/minor.h"
#include "transfer/admin.h"
#include "transfer/folder.h"
#include "transfer/transfer.h"
#include "transfer_world.h"

enum { NOBODY = 65534, SHARED_GROUP = 65533, EPOCH = 1000000 };

/* -- Users and groups
 * ------------------------------------------------------------------------------ */

struct member {
    gss_buffer_desc token;
    gid_t group;
};

/* Drops to a user in the group, with the domain open before. */
static int import_as_member(void *argument)
{
    struct member *member = argument;

    if (!transfer_available(NULL) || setgroups(1, &member->group) != 0 || setgid(NOBODY) != 0 ||
        setuid(NOBODY) != 0)
        return 254;
    return world_try_import(&member->token) != 0 || world_try_both() != 0;
}

static int import_as_stranger(void *argument)
{
    struct member *member = argument;
    OM_uint32 minor, major;

    if (!transfer_available(NULL) || setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 ||
        setuid(NOBODY) != 0)
        return 254;
    major = world_import(&minor, &member->token, NULL, 0);
    return major == GSS_S_UNAUTHORIZED && minor == MINOR_DOMAIN_DENIED ? 0 : 1;
}

static int rotate_as_member(void *argument)
{
    struct member *member = argument;
    OM_uint32 minor;

    if (setgroups(1, &member->group) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
        return 254;
    return transfer_admin_rotate(&minor, NULL, false) == GSS_S_UNAUTHORIZED ? 0 : 1;
}

static void test_transfer_shared_domain_serves_its_group_and_nobody_else(void **state)
{
    struct member member = {.group = SHARED_GROUP};
    OM_uint32 minor;

    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(transfer_admin_create(&minor, world_folder(), SHARED_GROUP), GSS_S_COMPLETE);
    assert_int_equal(world_mode(world_folder()), 0750);
    assert_int_equal(world_mode(world_path(FOLDER_KEYS)), 0640);
    assert_int_equal(world_mode(world_path(FOLDER_LEDGER)), 0660);
    assert_int_equal(world_try_export(&member.token), 0);
    assert_int_equal(world_in_child(0, import_as_stranger, &member), 0);
    assert_int_equal(world_in_child(0, rotate_as_member, &member), 0);
    assert_int_equal(world_in_child(0, import_as_member, &member), 0);
    assert_int_equal(world_try_import(&member.token), MINOR_TOKEN_SPENT - MINOR_FIRST_);
    free(member.token.value);
}

/* Files and user stay what they were; only the group is given up. */
static int export_until_group_is_left(void *argument)
{
    struct member *member = argument;

    if (setgroups(1, &member->group) != 0 || setegid(NOBODY) != 0 || seteuid(NOBODY) != 0)
        return 254;
    if (world_try_export(NULL) != 0)
        return 253;
    if (seteuid(0) != 0 || setgroups(0, NULL) != 0 || seteuid(NOBODY) != 0)
        return 252;
    return world_try_export(NULL);
}

static void test_transfer_who_leaves_the_group_is_not_served_by_what_is_open(void **state)
{
    struct member member = {.group = SHARED_GROUP};
    OM_uint32 minor;

    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(transfer_admin_create(&minor, world_folder(), SHARED_GROUP), GSS_S_COMPLETE);
    assert_int_equal(world_try_export(NULL), 0);
    assert_int_equal(world_in_child(0, export_until_group_is_left, &member),
                     MINOR_DOMAIN_DENIED - MINOR_FIRST_);
}

static int export_first_after_boot(void *argument)
{
    struct member *member = argument;

    world_set_boot('c');
    if (setgroups(1, &member->group) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
        return 254;
    return world_try_import(&member->token) == MINOR_SEAL_BROKEN - MINOR_FIRST_ &&
                   world_try_both() == 0
               ? 0
               : 1;
}

static void test_transfer_member_may_come_first_after_a_boot(void **state)
{
    struct member member = {.group = SHARED_GROUP};
    OM_uint32 minor;

    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(transfer_admin_create(&minor, world_folder(), SHARED_GROUP), GSS_S_COMPLETE);
    assert_int_equal(world_try_export(&member.token), 0);
    assert_int_equal(world_in_child(0, export_first_after_boot, &member), 0);
    free(member.token.value);
}

/* -- Keys
 * -------------------------------------------------------------------------------------------- */

static struct transfer_admin_status status_now(void)
{
    struct transfer_admin_status status;
    OM_uint32 minor;

    assert_int_equal(transfer_admin_inquire(&minor, NULL, &status), GSS_S_COMPLETE);
    return status;
}

static void test_transfer_rotation_keeps_old_tokens_good(void **state)
{
    gss_buffer_desc old, fresh;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(world_try_export(&old), 0);
    assert_int_equal(transfer_admin_rotate(&minor, NULL, false), GSS_S_COMPLETE);
    assert_int_equal(world_try_export(&fresh), 0);
    assert_memory_not_equal((char *)old.value + 5, (char *)fresh.value + 5, KEYS_ID_SIZE);
    assert_int_equal(status_now().key_count, 2);
    assert_int_equal(world_try_import(&old), 0);
    assert_int_equal(world_try_import(&fresh), 0);
    free(old.value);
    free(fresh.value);
}

static void test_transfer_discarding_rotation_ends_all_tokens(void **state)
{
    gss_buffer_desc old;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(world_try_export(&old), 0);
    assert_int_equal(transfer_admin_rotate(&minor, NULL, true), GSS_S_COMPLETE);
    assert_int_equal(status_now().key_count, 1);
    assert_int_equal(world_try_import(&old), MINOR_UNKNOWN_KEY - MINOR_FIRST_);
    free(old.value);
}

static void test_transfer_keys_rotate_by_age_and_go_when_no_token_can_be_alive(void **state)
{
    int64_t now = EPOCH;

    (void)state;
    world_set_clock(now);
    world_assert_export(0);
    world_set_clock(now += KEYS_AGE_MAX);
    world_assert_export(0);
    assert_int_equal(status_now().key_count, 1);
    world_set_clock(now += 1);
    world_assert_export(0);
    assert_int_equal(status_now().key_count, 2);
    world_set_clock(now += TRANSFER_LIFETIME_MAX);
    world_assert_export(0); /* not due */
    assert_int_equal(status_now().key_count, 2);
    world_set_clock(now += 1);
    world_assert_export(0);
    assert_int_equal(status_now().key_count, 3); /* the first one's margin is not over */
    world_set_clock(now += KEYS_AGE_MAX + KEYS_MARGIN);
    world_assert_export(0);
    assert_int_equal(status_now().key_count, 3);
    assert_int_equal(status_now().key[2].created, now);
    assert_true(status_now().key[2].active);
    assert_false(status_now().key[1].active);
}

static void test_transfer_key_file_holds_a_bounded_number_of_keys(void **state)
{
    gss_buffer_desc first;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(world_try_export(&first), 0);
    for (int i = 1; i < KEYS_MAX; i++)
        assert_int_equal(transfer_admin_rotate(&minor, NULL, false), GSS_S_COMPLETE);
    assert_int_equal(transfer_admin_rotate(&minor, NULL, false), GSS_S_UNAVAILABLE);
    assert_int_equal(world_try_import(&first), 0);
    assert_int_equal(transfer_admin_rotate(&minor, NULL, true), GSS_S_COMPLETE);
    free(first.value);
}

static int rotate_and_export(void *pipe_end)
{
    gss_buffer_desc token;
    OM_uint32 minor;
    ssize_t written;

    if (transfer_admin_rotate(&minor, NULL, false) != GSS_S_COMPLETE ||
        world_try_export(&token) != 0)
        return 1;
    written = write(*(int *)pipe_end, token.value, token.length);
    free(token.value);
    return written == (ssize_t)token.length ? 0 : 2;
}

static void test_transfer_importer_finds_the_key_of_another_processes_rotation(void **state)
{
    uint8_t bytes[256];
    gss_buffer_desc token = {.value = bytes};
    int ends[2];

    (void)state;
    world_assert_export(0); /* this process has the old keys at hand */
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(world_in_child(0, rotate_and_export, &ends[1]), 0);
    token.length = (size_t)read(ends[0], bytes, sizeof(bytes));
    assert_int_equal(world_try_import(&token), 0);
    close(ends[0]);
    close(ends[1]);
}

static atomic_bool rotating;

static void *export_and_import_while_rotating(void *failures)
{
    do {
        if (world_try_both() != 0)
            atomic_fetch_add((atomic_int *)failures, 1);
    } while (atomic_load(&rotating));
    return NULL;
}

static int transfer_in_child(void *unused)
{
    atomic_int failures = 0;

    (void)unused;
    atomic_store(&rotating, false);
    for (int i = 0; i < 200; i++)
        export_and_import_while_rotating(&failures);
    return failures;
}

static void test_transfer_rotation_under_readers_loses_nothing(void **state)
{
    atomic_int failures = 0;
    pthread_t reader[3];
    pid_t child;
    OM_uint32 minor;
    int status;

    (void)state;
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(transfer_in_child(NULL));
    atomic_store(&rotating, true);
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            pthread_create(&reader[i], NULL, export_and_import_while_rotating, &failures), 0);
    for (int i = 1; i < KEYS_MAX; i++)
        assert_int_equal(transfer_admin_rotate(&minor, NULL, false), GSS_S_COMPLETE);
    atomic_store(&rotating, false);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_join(reader[i], NULL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(atomic_load(&failures), 0);
}

static void test_transfer_first_users_of_a_folder_agree_on_its_key(void **state)
{
    enum { FIRST_USERS = 20, TOKEN = 63 };
    int ends[2], gate[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < FIRST_USERS; i++) {
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) {
            gss_buffer_desc token = {0};
            char nothing;

            close(gate[1]);
            while (read(gate[0], &nothing, 1) > 0)
                ;
            if (world_try_export(&token) == 0)
                (void)!write(ends[1], token.value, token.length);
            free(token.value);
            _exit(token.length == TOKEN ? 0 : 1);
        }
    }
    close(gate[1]);
    close(gate[0]);
    for (int i = 0; i < FIRST_USERS; i++) {
        int status;

        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    for (int i = 0; i < FIRST_USERS; i++) {
        uint8_t bytes[TOKEN];
        gss_buffer_desc token = {.value = bytes, .length = TOKEN};

        assert_int_equal(read(ends[0], bytes, TOKEN), TOKEN);
        assert_int_equal(world_try_import(&token), 0);
    }
    close(ends[0]);
    close(ends[1]);
}

static void test_transfer_malformed_key_file_is_refused(void **state)
{
    uint8_t file[512];
    ssize_t length;
    int fd;

    (void)state;
    world_assert_export(0);
    fd = open(world_path(FOLDER_KEYS), O_RDWR);
    length = read(fd, file, sizeof(file));
    assert_int_equal(length, 6 + 48);
    for (ssize_t cut = 0; cut < length; cut++) {
        assert_int_equal(ftruncate(fd, cut), 0);
        world_assert_export(MINOR_DOMAIN_CONFIG);
        assert_int_equal(pwrite(fd, file, (size_t)length, 0), length);
    }
    for (off_t at = 0; at < 6; at++) {
        uint8_t wrong = (uint8_t)(file[at] ^ 0x40);

        assert_int_equal(pwrite(fd, &wrong, 1, at), 1);
        world_assert_export(MINOR_DOMAIN_CONFIG);
        assert_int_equal(pwrite(fd, &file[at], 1, at), 1);
    }
    world_assert_export(0);
    close(fd);
}

/* -- Administration
 * ----------------------------------------------------------------------------------- */

static void test_transfer_keygen_makes_a_domain_once(void **state)
{
    char folder[80];
    OM_uint32 minor;

    (void)state;
    snprintf(folder, sizeof(folder), "%s/new", world_folder());
    assert_int_equal(transfer_admin_create(&minor, folder, (gid_t)-1), GSS_S_COMPLETE);
    assert_int_equal(world_mode(folder), 0700);
    assert_int_equal(transfer_admin_create(&minor, folder, (gid_t)-1), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, MINOR_DOMAIN_IO);
    assert_int_equal(transfer_admin_create(&minor, "relative", (gid_t)-1), GSS_S_UNAVAILABLE);
    assert_int_equal(transfer_admin_create(&minor, "/nonexistent/a/b", (gid_t)-1),
                     GSS_S_UNAVAILABLE);
}

static void test_transfer_status_tells_keys_and_entries_and_makes_nothing(void **state)
{
    struct transfer_admin_status status;
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(transfer_admin_inquire(&minor, NULL, &status), GSS_S_UNAVAILABLE);
    assert_int_equal(access(world_path(FOLDER_KEYS), F_OK), -1);
    world_set_clock(EPOCH);
    assert_int_equal(world_try_export(&token), 0);
    assert_int_equal(world_try_import(&token), 0);
    status = status_now();
    assert_string_equal(status.folder, world_folder());
    assert_string_equal(status.engine, "lmdb");
    assert_int_equal(status.owner, geteuid());
    assert_int_equal(status.mode, 0700);
    assert_int_equal(status.key_count, 1);
    assert_int_equal(status.key[0].created, EPOCH);
    assert_memory_equal(status.key[0].id, (char *)token.value + 5, KEYS_ID_SIZE);
    assert_int_equal(status.entries, 1);
    free(token.value);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(test_transfer_shared_domain_serves_its_group_and_nobody_else),
        claim(test_transfer_who_leaves_the_group_is_not_served_by_what_is_open),
        claim(test_transfer_member_may_come_first_after_a_boot),
        claim(test_transfer_rotation_keeps_old_tokens_good),
        claim(test_transfer_discarding_rotation_ends_all_tokens),
        claim(test_transfer_keys_rotate_by_age_and_go_when_no_token_can_be_alive),
        claim(test_transfer_key_file_holds_a_bounded_number_of_keys),
        claim(test_transfer_importer_finds_the_key_of_another_processes_rotation),
        claim(test_transfer_rotation_under_readers_loses_nothing),
        claim(test_transfer_first_users_of_a_folder_agree_on_its_key),
        claim(test_transfer_malformed_key_file_is_refused),
        claim(test_transfer_keygen_makes_a_domain_once),
        claim(test_transfer_status_tells_keys_and_entries_and_makes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
