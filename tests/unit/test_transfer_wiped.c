/* What no freed memory holds: a token's body, and a domain's keys. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/minor.h"
#include "free_watch.h"
#include "transfer/admin.h"
#include "transfer/domains.h"
#include "transfer/folder.h"
#include "transfer/transfer.h"
#include "transfer_world.h"

#define BODY "a context's keys"

static void test_transfer_freed_memory_holds_no_body(void **state)
{
    struct transfer_policy others = {.restrictions = GSS_TRANSFER_USER, .user = geteuid() + 1};
    char longer[300] = BODY; /* the export's buffer grows on its way */
    struct transfer_export export;
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    free_watch_start(BODY, sizeof(BODY));
    token = world_export(NULL, longer, sizeof(longer));
    assert_int_equal(world_import(&minor, &token, longer, sizeof(longer)), GSS_S_COMPLETE);
    assert_int_equal(world_import(&minor, &token, NULL, 0), GSS_S_NO_CONTEXT);
    free(token.value);
    token = world_export(&others, longer, sizeof(longer));
    assert_int_equal(world_import(&minor, &token, NULL, 0), GSS_S_UNAUTHORIZED);
    free(token.value);
    assert_int_equal(transfer_export_begin(&minor, NULL, INT64_MAX, &export), GSS_S_COMPLETE);
    write_bytes(&export.body, BODY, sizeof(BODY));
    write_bytes(&export.body, longer, sizeof(longer));
    transfer_export_abort(&export);
    assert_int_equal(free_watch_stop(), 0);
}

/* The secret is the end of a file with one key. */
static void read_secret(uint8_t secret[32])
{
    int fd = open(world_path(FOLDER_KEYS), O_RDONLY);

    assert_true(fd >= 0);
    assert_true(lseek(fd, -32, SEEK_END) > 0);
    assert_int_equal(read(fd, secret, 32), 32);
    close(fd);
}

static void test_transfer_freed_memory_holds_no_key(void **state)
{
    uint8_t secret[32];
    OM_uint32 minor;

    (void)state;
    assert_int_equal(world_try_both(), 0);
    read_secret(secret);
    free_watch_start(secret, sizeof(secret));
    assert_int_equal(world_try_both(), 0);
    assert_int_equal(transfer_admin_rotate(&minor, NULL, true), GSS_S_COMPLETE);
    assert_int_equal(world_try_both(), 0);
    assert_int_equal(free_watch_stop(), 0);
}

static int has_no_keys(void *domain)
{
    static const struct transfer_keys none;

    return memcmp(&((struct transfer_domain *)domain)->keys, &none, sizeof(none));
}

/* A call of another thread may be in the middle of its use of the domain. */
static void test_transfer_forked_child_has_no_keys_of_a_domain_in_use(void **state)
{
    struct transfer_domain *domain;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(domains_acquire(&minor, NULL, &domain), GSS_S_COMPLETE);
    assert_int_not_equal(has_no_keys(domain), 0);
    assert_int_equal(world_in_child(0, has_no_keys, domain), 0);
    domains_release(&domain);
}

/* A block that is freed with them is found, in this program as it is linked. */
static void test_transfer_freed_body_would_be_noticed(void **state)
{
    gss_buffer_desc token = world_export(NULL, "x", 1);
    char *volatile block = token.value;

    (void)state;
    memcpy(block, BODY, sizeof(BODY));
    free_watch_start(BODY, sizeof(BODY));
    free(block);
    assert_int_equal(free_watch_stop(), 1);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(test_transfer_freed_body_would_be_noticed),
        claim(test_transfer_freed_memory_holds_no_body),
        claim(test_transfer_freed_memory_holds_no_key),
        claim(test_transfer_forked_child_has_no_keys_of_a_domain_in_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
