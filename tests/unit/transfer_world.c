#include "transfer_world.h"

#include <stdarg.h>
#include <setjmp.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/minor.h"
#include "transfer/domains.h"
#include "transfer/host.h"
#include "transfer/transfer.h"

static char folder[64];
static char path[PATH_MAX];
static atomic_llong clock_at;
static atomic_int boot;

static atomic_llong ticks = INT64_MAX;

int64_t transfer_clock_ticks(void)
{
    return atomic_load(&ticks);
}

void world_set_ticks(int64_t milliseconds)
{
    atomic_store(&ticks, milliseconds);
}

static atomic_bool world_full;

void world_set_full(bool full)
{
    atomic_store(&world_full, full);
}

int transfer_host_reserve(int fd, size_t size)
{
    if (atomic_load(&world_full))
        return ENOSPC;
    return fallocate(fd, 0, 0, (off_t)size) == 0 ? 0 : errno;
}

int64_t transfer_clock_now(void)
{
    int64_t at = atomic_load(&clock_at);

    return at != 0 ? at : (int64_t)time(NULL);
}

static void (*in_between)(void);

void world_when_opening(void (*work)(void))
{
    in_between = work;
}

bool transfer_host_boot_id(uint8_t id[HOST_BOOT_ID_SIZE])
{
    void (*work)(void) = in_between;

    in_between = NULL;
    if (work != NULL)
        work();
    memset(id, atomic_load(&boot), HOST_BOOT_ID_SIZE);
    id[HOST_BOOT_ID_SIZE - 1] = '\n';
    return true;
}

void world_set_clock(int64_t now)
{
    atomic_store(&clock_at, now);
}

void world_set_boot(char letter)
{
    atomic_store(&boot, letter);
}

int world_setup(void **state)
{
    OM_uint32 minor;

    (void)state;
    world_set_clock(0);
    world_set_ticks(INT64_MAX);
    world_set_boot('a');
    snprintf(folder, sizeof(folder), "/tmp/gss-transfer-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(transfer_set_process_domain(&minor, folder), GSS_S_COMPLETE);
    return 0;
}

static int remove_one(const char *name, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(name);
}

void world_remove(const char *name)
{
    nftw(name, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int world_teardown(void **state)
{
    OM_uint32 minor;

    (void)state;
    world_remove(folder);
    return transfer_set_process_domain(&minor, NULL) == GSS_S_COMPLETE ? 0 : -1;
}

const char *world_folder(void)
{
    return folder;
}

const char *world_path(const char *name)
{
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

gss_buffer_desc world_export(const struct transfer_policy *policy, const void *body, size_t length)
{
    struct transfer_export export;
    gss_buffer_desc token;
    OM_uint32 minor;

    assert_int_equal(transfer_export_begin(&minor, policy, INT64_MAX, &export), GSS_S_COMPLETE);
    write_bytes(&export.body, body, length);
    assert_int_equal(transfer_export_finish(&minor, &export, &token), GSS_S_COMPLETE);
    return token;
}

OM_uint32 world_import(OM_uint32 *minor, gss_const_buffer_t token, const void *body, size_t length)
{
    struct transfer_import import;
    OM_uint32 major;

    *minor = 0;
    major = transfer_import_open(minor, token, &import);
    if (major == GSS_S_COMPLETE) {
        if (body != NULL) {
            assert_int_equal(import.body.left, length);
            assert_memory_equal(read_bytes(&import.body, length), body, length);
        }
        major = transfer_import_claim(minor, &import);
    }
    transfer_import_close(&import);
    return major;
}

int world_in_child(uid_t user, int (*work)(void *), void *argument)
{
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        if (user != 0 && (setgroups(0, NULL) != 0 || setgid(user) != 0 || setuid(user) != 0))
            _exit(255);
        _exit(work(argument));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

int world_try_export(gss_buffer_t token)
{
    struct transfer_export export;
    OM_uint32 minor, major = transfer_export_begin(&minor, NULL, INT64_MAX, &export);

    if (major != GSS_S_COMPLETE)
        return (int)(minor - MINOR_FIRST_);
    write_u8(&export.body, 'x');
    if (token == NULL) {
        transfer_export_abort(&export);
        return 0;
    }
    major = transfer_export_finish(&minor, &export, token);
    return major == GSS_S_COMPLETE ? 0 : (int)(minor - MINOR_FIRST_);
}

int world_try_import(void *token)
{
    OM_uint32 minor, major = world_import(&minor, token, "x", 1);

    return major == GSS_S_COMPLETE ? 0 : (int)(minor - MINOR_FIRST_);
}

int world_try_both(void)
{
    gss_buffer_desc token = {0};
    int result = world_try_export(&token);

    if (result == 0)
        result = world_try_import(&token);
    free(token.value);
    return result;
}

void world_assert_export(OM_uint32 expected)
{
    assert_int_equal(world_try_export(NULL), expected != 0 ? expected - MINOR_FIRST_ : 0);
}

mode_t world_mode(const char *name)
{
    struct stat status;

    assert_int_equal(stat(name, &status), 0);
    return status.st_mode & 07777;
}

enum ledger_answer world_claim(uint32_t number, int64_t not_after)
{
    uint8_t name[LEDGER_NAME_SIZE] = {0};
    const struct ledger_entry entry = {.name = name, .not_after = not_after};
    struct transfer_domain *domain;
    enum ledger_answer answer;
    OM_uint32 minor;
    const char *why;

    for (int i = 0; i < 4; i++)
        name[i] = (uint8_t)(number >> 8 * i);
    if (domains_acquire(&minor, NULL, &domain) != GSS_S_COMPLETE)
        return LEDGER_UNAVAILABLE;
    answer = ledger_claim(domain->ledger, &entry, transfer_clock_now(), &why);
    domains_release(&domain);
    return answer;
}
