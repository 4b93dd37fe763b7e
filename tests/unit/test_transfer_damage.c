/* A ledger that is damaged, gone, of another boot, or lost its descriptors: closed when in doubt.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/minor.h"
#include "transfer/domains.h"
#include "transfer/host.h"
#include "transfer/transfer.h"
#include "transfer_world.h"

enum { FAR = 300 };

/* -- Damage --------------------------------------------------------------------------------------
 */

static int import_is_unavailable(void *token)
{
    OM_uint32 minor, major = world_import(&minor, token, NULL, 0);

    if (major == GSS_S_UNAVAILABLE && minor == MINOR_LEDGER_UNAVAILABLE)
        return 0;
    return major == GSS_S_COMPLETE ? 2 : 1;
}

enum { SPENT = 500 };

static int none_is_first(void *not_after)
{
    for (uint32_t i = 0; i < SPENT; i++) {
        if (world_claim(i, *(int64_t *)not_after) == LEDGER_FIRST)
            return 1;
    }
    return 0;
}

static void test_ledger_cut_off_anywhere_takes_no_name_twice(void **state)
{
    const char *ledger = world_path(FOLDER_LEDGER);
    int64_t not_after = time(NULL) + FAR;
    struct stat status;

    (void)state;
    for (uint32_t i = 0; i < SPENT; i++)
        assert_int_equal(world_claim(i, not_after), LEDGER_FIRST);
    assert_int_equal(stat(ledger, &status), 0);
    /* From the end of what has space; the rest of the file is a hole. */
    for (off_t size = status.st_blocks * 512; size > 0; size -= 2048) {
        assert_int_equal(truncate(ledger, size - 1), 0);
        assert_int_equal(world_in_child(0, none_is_first, &not_after), 0);
        assert_int_equal(truncate(ledger, size - 2048), 0);
        /* A file that was not finished becomes a new ledger, whose tokens are others. */
        assert_int_equal(world_in_child(0, none_is_first, &not_after),
                         size - 2048 == 2 * sysconf(_SC_PAGESIZE) || size == 2048 ? 1 : 0);
    }
}

static void test_transfer_truncated_ledger_imports_nothing(void **state)
{
    static const off_t sizes[] = {1, 100, 4096, 5000, 9000, 12288};
    gss_buffer_desc token = world_export(NULL, "x", 1);
    const char *ledger = world_path(FOLDER_LEDGER);

    (void)state;
    for (size_t i = sizeof(sizes) / sizeof(sizes[0]); i-- > 0;) {
        assert_int_equal(truncate(ledger, sizes[i]), 0);
        assert_int_equal(world_in_child(0, import_is_unavailable, &token), 0);
    }
    free(token.value);
}

static void test_transfer_overwritten_ledger_imports_nothing(void **state)
{
    gss_buffer_desc token = world_export(NULL, "x", 1);
    uint8_t garbage[8192];
    int fd = open(world_path(FOLDER_LEDGER), O_WRONLY);

    (void)state;
    memset(garbage, 0xa5, sizeof(garbage));
    assert_int_equal(pwrite(fd, garbage, sizeof(garbage), 0), sizeof(garbage));
    close(fd);
    assert_int_equal(world_in_child(0, import_is_unavailable, &token), 0);
    free(token.value);
}

/* The ledger is what makes a token import once: without it, its tokens are nothing. */
static void test_transfer_token_dies_with_its_ledger(void **state)
{
    gss_buffer_desc token = world_export(NULL, "x", 1), fresh;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(world_import(&minor, &token, "x", 1), GSS_S_COMPLETE);
    assert_int_equal(unlink(world_path(FOLDER_LEDGER)), 0);
    assert_int_equal(world_import(&minor, &token, NULL, 0), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(minor, MINOR_SEAL_BROKEN);
    fresh = world_export(NULL, "y", 1);
    assert_int_equal(unlink(world_path(FOLDER_LEDGER_LOCK)), 0);
    assert_int_equal(world_import(&minor, &fresh, NULL, 0), GSS_S_DEFECTIVE_TOKEN);
    free(fresh.value);
    fresh = world_export(NULL, "z", 1);
    assert_int_equal(world_import(&minor, &fresh, "z", 1), GSS_S_COMPLETE);
    free(token.value);
    free(fresh.value);
}

static int token_is_defective_and_new_ones_work(void *token)
{
    OM_uint32 minor;

    world_set_boot('b');
    return world_import(&minor, token, NULL, 0) != GSS_S_DEFECTIVE_TOKEN || world_try_both() != 0;
}

static void test_transfer_token_dies_with_the_boot(void **state)
{
    gss_buffer_desc token = world_export(NULL, "x", 1);

    (void)state;
    assert_int_equal(world_in_child(0, token_is_defective_and_new_ones_work, &token), 0);
    free(token.value);
}

static int import_in_copy(void *token)
{
    char copy[PATH_MAX];
    OM_uint32 minor;

    snprintf(copy, sizeof(copy), "%s.copy", world_folder());
    if (transfer_set_process_domain(&minor, copy) != GSS_S_COMPLETE)
        return 1;
    if (world_import(&minor, token, NULL, 0) != GSS_S_DEFECTIVE_TOKEN || minor != MINOR_SEAL_BROKEN)
        return 2;
    return world_try_both() == 0 ? 0 : 3;
}

/* As somebody does who gives two containers of one host the same keys: two ledgers, which know
 * nothing of each other. */
static void test_transfer_token_imports_in_no_copy_of_its_folder(void **state)
{
    gss_buffer_desc token = world_export(NULL, "x", 1);
    char command[3 * PATH_MAX], copy[PATH_MAX];
    OM_uint32 minor;

    (void)state;
    snprintf(copy, sizeof(copy), "%s.copy", world_folder());
    snprintf(command, sizeof(command), "cp -a --sparse=always %s %s", world_folder(), copy);
    assert_int_equal(system(command), 0);
    assert_int_equal(world_in_child(0, import_in_copy, &token), 0);
    assert_int_equal(world_import(&minor, &token, "x", 1), GSS_S_COMPLETE);
    world_remove(copy);
    free(token.value);
}

/* Somebody empties the file in place while it is open here. */
static void test_transfer_ledger_emptied_in_place_imports_nothing(void **state)
{
    gss_buffer_desc token = world_export(NULL, "x", 1);
    struct transfer_domain *domain;
    uint8_t other[LEDGER_ID_SIZE];
    OM_uint32 minor;

    (void)state;
    assert_int_equal(domains_acquire(&minor, NULL, &domain), GSS_S_COMPLETE);
    memcpy(other, domain->ledger->id, sizeof(other));
    domain->ledger->id[0] ^= 1; /* as if the record had been written anew */
    domains_release(&domain);
    assert_int_equal(world_claim(1, time(NULL) + FAR), LEDGER_UNAVAILABLE);
    assert_int_equal(domains_acquire(&minor, NULL, &domain), GSS_S_COMPLETE);
    memcpy(domain->ledger->id, other, sizeof(other));
    domains_release(&domain);
    assert_int_equal(world_import(&minor, &token, "x", 1), GSS_S_COMPLETE);
    free(token.value);
}

/* Daemons close every descriptor that they do not know, and the numbers get other files. */
static int claim_after_descriptors_were_closed(void *unused)
{
    char path[] = "/tmp/gss-transfer-victim-XXXXXX", bytes[4];
    struct stat status;
    int victim, count = 0;

    (void)unused;
    if (world_claim(1, time(NULL) + FAR) != LEDGER_FIRST)
        return 1;
    for (int fd = 3; fd < 256; fd++)
        close(fd);
    victim = mkstemp(path);
    unlink(path);
    while (count++ < 20)
        (void)!dup(victim);
    if (world_claim(2, time(NULL) + FAR) != LEDGER_FIRST ||
        world_claim(2, time(NULL) + FAR) != LEDGER_ALREADY)
        return 2;
    return fstat(victim, &status) == 0 && status.st_size == 0 && pread(victim, bytes, 4, 0) == 0
               ? 0
               : 3;
}

static void test_ledger_notices_descriptors_closed_under_it(void **state)
{
    (void)state;
    assert_int_equal(world_in_child(0, claim_after_descriptors_were_closed, NULL), 0);
    assert_int_equal(world_claim(3, time(NULL) + FAR), LEDGER_FIRST);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(test_ledger_cut_off_anywhere_takes_no_name_twice),
        claim(test_transfer_truncated_ledger_imports_nothing),
        claim(test_transfer_overwritten_ledger_imports_nothing),
        claim(test_transfer_token_dies_with_its_ledger),
        claim(test_transfer_token_dies_with_the_boot),
        claim(test_transfer_token_imports_in_no_copy_of_its_folder),
        claim(test_transfer_ledger_emptied_in_place_imports_nothing),
        claim(test_ledger_notices_descriptors_closed_under_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
