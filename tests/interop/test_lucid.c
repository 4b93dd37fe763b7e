/* The keys and numbers of a context, field by field as MIT's library has them for its other end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "interop/exchange.h"
#include "support/realm.h"

enum { MUTUAL = 2, REPLAY = 4, SEQUENCE = 8, DCE = 0x1000 };

static const char *initiator, *acceptor;

static void check_service(const char *service, unsigned flags)
{
    struct exchange exchange = {.service = service, .flags = flags};
    struct outcome outcome;

    realm_prefer_enctype_of(service);
    exchange_run(initiator, acceptor, &exchange, &outcome);
    assert_non_null(strstr(outcome.initiator, "version 1 right side 1"));
    assert_non_null(strstr(outcome.initiator, "version 2: failure, context stays"));
    assert_non_null(strstr(outcome.initiator, "context is gone"));
    assert_non_null(strstr(outcome.initiator, "protocol 1"));
    assert_non_null(strstr(outcome.initiator, "exit 0"));
    assert_string_equal(outcome.initiator, outcome.acceptor);
}

static void check_services(unsigned flags)
{
    static const char *const services[] = {"aes256-sha1", "aes128-sha1", "aes256-sha2",
                                           "aes128-sha2"};

    for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
        check_service(services[i], flags);
}

static void test_with_the_acceptors_subkey(void **state)
{
    (void)state;
    check_services(MUTUAL | REPLAY | SEQUENCE);
}

static void test_with_the_initiators_subkey_alone(void **state)
{
    (void)state;
    check_services(REPLAY | SEQUENCE);
}

static void test_in_dce_style(void **state)
{
    (void)state;
    check_services(MUTUAL | REPLAY | SEQUENCE | DCE);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_with_the_acceptors_subkey),
        cmocka_unit_test(test_with_the_initiators_subkey_alone),
        cmocka_unit_test(test_in_dce_style),
    };

    if (argc != 3) {
        fputs("usage: test_lucid INITIATOR ACCEPTOR\n", stderr);
        return 2;
    }
    initiator = argv[1];
    acceptor = argv[2];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
