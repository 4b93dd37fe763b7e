/*
 * Processes that have no key of their own: gssproxy's interposer (inside
 * tests/support/with-gssproxy) has the daemon do what needs one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interop/negotiation.h"
#include "support/realm.h"

/* The ends by themselves, and the script that makes clients of the daemon of them. */
static struct end plain_initiator, plain_acceptor;
static char client[4096];

static void proxy(bool initiates, bool accepts)
{
    initiator.program = initiates ? client : plain_initiator.program;
    acceptor.program = accepts ? client : plain_acceptor.program;
    setenv("GSS_PROXIED", initiates ? plain_initiator.program : plain_acceptor.program, 1);
}

static void assert_kerberos(unsigned flags)
{
    assert_established((struct exchange){.flags = flags, .mech = "krb5", .default_acceptor = true},
                       flags & MUTUAL ? "> ap-req\n< ap-rep\n" : "> ap-req\n");
}

static void test_acceptor_without_keytab(void **state)
{
    (void)state;
    proxy(false, true);
    assert_kerberos(USUAL);
    assert_kerberos(0);
}

static void test_acceptor_without_keytab_gets_delegated_credentials(void **state)
{
    (void)state;
    proxy(false, true);
    assert_kerberos(USUAL | DELEG);
}

static void test_acceptor_without_keytab_in_spnego(void **state)
{
    (void)state;
    proxy(false, true);
    assert_established((struct exchange){.flags = USUAL}, "> init krb5: ap-req\n"
                                                          "< completed krb5: ap-rep\n");
}

static void test_initiator_without_tickets(void **state)
{
    (void)state;
    proxy(true, false);
    assert_kerberos(USUAL);
    assert_established((struct exchange){.flags = USUAL}, "> init krb5: ap-req\n"
                                                          "< completed krb5: ap-rep\n");
}

/* An acceptor of the default credential refuses with STATUS. */
static void assert_default_refused(const char *bindings, const char *status)
{
    struct exchange exchange = {.service = "server",
                                .flags = USUAL,
                                .initiator_bindings = bindings,
                                .acceptor_bindings = "a channel"};
    struct outcome outcome;
    struct text told = {""};

    exchange_run(initiator.program, acceptor.program, &exchange, &outcome);
    add(&told, "establish: %s\nexit 1\n", status);
    assert_string_equal(outcome.acceptor, told.bytes);
}

static void test_channel_bindings_reach_the_daemon(void **state)
{
    (void)state;
    proxy(false, true);
    assert_default_refused("another one", "bad-bindings");
}

static void test_without_the_daemon_there_is_no_key(void **state)
{
    (void)state;
    proxy(false, true);
    setenv("GSS_USE_PROXY", "no", 1);
    assert_default_refused("a channel", "no-cred");
    unsetenv("GSS_USE_PROXY");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acceptor_without_keytab),
        cmocka_unit_test(test_acceptor_without_keytab_gets_delegated_credentials),
        cmocka_unit_test(test_acceptor_without_keytab_in_spnego),
        cmocka_unit_test(test_initiator_without_tickets),
        cmocka_unit_test(test_channel_bindings_reach_the_daemon),
        cmocka_unit_test(test_without_the_daemon_there_is_no_key),
    };

    pair_read_arguments(argc, argv);
    plain_initiator = initiator;
    plain_acceptor = acceptor;
    snprintf(client, sizeof(client), "%s/gssproxy/client", realm_folder());
    return cmocka_run_group_tests_name(pair_name(), tests, NULL, NULL);
}
