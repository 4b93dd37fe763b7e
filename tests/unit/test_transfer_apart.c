/* A program that brings LMDB's functions along (OpenLDAP's slapd does) is in nobody's way: the
 * ledger works by liblmdb itself. Here they end the program. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

#include "transfer_world.h"

#define OTHERS(call)                                                                               \
    __attribute__((visibility("default"))) void mdb_##call(void);                                  \
    void mdb_##call(void)                                                                          \
    {                                                                                              \
        abort();                                                                                   \
    }

OTHERS(env_create)
OTHERS(env_open)
OTHERS(txn_begin)
OTHERS(txn_renew)
OTHERS(txn_commit)
OTHERS(get)
OTHERS(put)
OTHERS(cursor_open)
OTHERS(cursor_get)
OTHERS(cursor_put)

static void test_a_token_is_claimed_once(void **state)
{
    uint8_t body[] = {1, 2, 3};
    gss_buffer_desc token = world_export(NULL, body, sizeof(body));
    OM_uint32 minor;

    (void)state;
    assert_int_equal(world_import(&minor, &token, body, sizeof(body)), GSS_S_COMPLETE);
    assert_int_equal(world_import(&minor, &token, body, sizeof(body)), GSS_S_NO_CONTEXT);
    free(token.value);
}

static void test_many_names_are_claimed(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(world_claim(i, INT64_C(4102444800)), LEDGER_FIRST);
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(world_claim(i, INT64_C(4102444800)), LEDGER_ALREADY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_token_is_claimed_once, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_many_names_are_claimed, world_setup, world_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
