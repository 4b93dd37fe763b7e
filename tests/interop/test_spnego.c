/* SPNEGO between two libraries: what is negotiated, and in which tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interop/negotiation.h"

static void test_first_choice_is_taken_at_once(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = USUAL}, "> init krb5: ap-req\n"
                                                          "< completed krb5: ap-rep\n");
}

static void test_default_credential_accepts(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = USUAL, .default_acceptor = true},
                       "> init krb5: ap-req\n"
                       "< completed krb5: ap-rep\n");
}

static void test_answer_without_mutual_authentication_has_no_inner_token(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = REPLAY | SEQUENCE}, "> init krb5: ap-req\n"
                                                                      "< completed krb5\n");
}

static void test_dce_style_has_a_leg_more(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = USUAL | DCE}, "> init krb5: bare-ap-req\n"
                                                                "< incomplete krb5: bare-ap-rep\n"
                                                                "> incomplete: bare-ap-rep\n"
                                                                "< completed\n");
}

static void test_credentials_are_delegated(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = USUAL | DELEG}, "> init krb5: ap-req\n"
                                                                  "< completed krb5: ap-rep\n");
}

static void test_same_channel_bindings_are_accepted(void **state)
{
    (void)state;
    assert_established((struct exchange){.flags = USUAL,
                                         .initiator_bindings = "a channel",
                                         .acceptor_bindings = "a channel"},
                       "> init krb5: ap-req\n"
                       "< completed krb5: ap-rep\n");
}

static void test_other_channel_bindings_are_refused(void **state)
{
    (void)state;
    assert_refused((struct exchange){.flags = USUAL,
                                     .initiator_bindings = "a channel",
                                     .acceptor_bindings = "another one"},
                   "bad-bindings");
}

static void test_service_that_has_no_key_refuses(void **state)
{
    (void)state;
    assert_refused((struct exchange){.service = "elsewhere", .flags = USUAL},
                   acceptor.library->no_key);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_choice_is_taken_at_once),
        cmocka_unit_test(test_default_credential_accepts),
        cmocka_unit_test(test_answer_without_mutual_authentication_has_no_inner_token),
        cmocka_unit_test(test_dce_style_has_a_leg_more),
        cmocka_unit_test(test_credentials_are_delegated),
        cmocka_unit_test(test_same_channel_bindings_are_accepted),
        cmocka_unit_test(test_other_channel_bindings_are_refused),
        cmocka_unit_test(test_service_that_has_no_key_refuses),
    };

    pair_read_arguments(argc, argv);
    return cmocka_run_group_tests_name(pair_name(), tests, NULL, NULL);
}
