/* NTLM, by a plugin that both libraries load: alone, and in SPNEGO. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/reader.h"
#include "interop/negotiation.h"
#include "support/ntlm.h"
#include "support/realm.h"

#define ALONE                                                                                      \
    "> negotiate\n"                                                                                \
    "< challenge\n"                                                                                \
    "> authenticate\n"
#define NEGOTIATED                                                                                 \
    "> init ntlm: negotiate\n"                                                                     \
    "< incomplete ntlm: challenge\n"                                                               \
    "> incomplete: authenticate mic\n"                                                             \
    "< completed mic\n"

static struct exchange negotiated(unsigned flags)
{
    return (struct exchange){
        .flags = flags, .initiator_offer = "ntlm", .acceptor_offer = "ntlm,krb5"};
}

static void test_alone(void **state)
{
    (void)state;
    assert_established_by_ntlm((struct exchange){.flags = USUAL, .mech = "ntlm"}, ALONE);
}

/* A token without any framing tells by itself what it is (MS-NLMP s.2.2). */
static void test_bare_token_to_an_acceptor_of_all_mechanisms(void **state)
{
    (void)state;
    assert_established_by_ntlm(
        (struct exchange){.flags = USUAL, .mech = "ntlm", .acceptor_mech = "any"}, ALONE);
}

static void test_only_choice_has_mics(void **state)
{
    (void)state;
    assert_established_by_ntlm(negotiated(USUAL), NEGOTIATED);
}

/* The plugin does not survive the display of an acceptor's name that it was not given, which MIT's
 * library asks for with the context's names. */
static void test_an_acceptor_without_a_name_tells_none(void **state)
{
    struct exchange exchange = negotiated(USUAL);

    (void)state;
    if (!acceptor.library->ours)
        return;
    exchange.default_acceptor = true;
    assert_established_by_ntlm(exchange, NEGOTIATED);
    exchange.acceptor_offer = NULL;
    assert_established_by_ntlm(exchange, NEGOTIATED);
    assert_established_by_ntlm(
        (struct exchange){.flags = USUAL, .mech = "ntlm", .default_acceptor = true}, ALONE);
}

static void test_after_kerberos_was_refused(void **state)
{
    struct exchange exchange = negotiated(USUAL);

    (void)state;
    exchange.initiator_offer = "krb5,ntlm";
    exchange.acceptor_offer = "ntlm";
    assert_established_by_ntlm(exchange, "> init krb5 ntlm: ap-req\n"
                                         "< request-mic ntlm\n"
                                         "> incomplete: negotiate\n"
                                         "< incomplete: challenge\n"
                                         "> incomplete: authenticate mic\n"
                                         "< completed mic\n");
}

static void test_same_channel_bindings_are_accepted(void **state)
{
    struct exchange exchange = negotiated(USUAL);

    (void)state;
    exchange.initiator_bindings = exchange.acceptor_bindings = "a channel";
    assert_established_by_ntlm(exchange, NEGOTIATED);
}

static void test_other_channel_bindings_are_refused(void **state)
{
    struct exchange exchange = negotiated(USUAL);

    (void)state;
    exchange.initiator_bindings = "a channel";
    exchange.acceptor_bindings = "another one";
    assert_refused(exchange, "defective-token");
}

/* One bit of the proof that somebody knows the password: MS-NLMP s.2.2.1.3 and s.2.2.2.8. */
static void flip_proof(void *argument, unsigned number, struct relay_token *token)
{
    struct reader in;
    size_t offset;

    (void)argument;
    if (number != 2)
        return;
    reader_init(&in, token->bytes, token->length);
    read_bytes(&in, 24);
    offset = read_u32le(&in);
    assert_true(reader_ok(&in) && offset < token->length);
    token->bytes[offset] ^= 1;
}

static void test_wrong_proof_is_refused(void **state)
{
    struct relay relay = {.alter = flip_proof};

    (void)state;
    assert_refused((struct exchange){.flags = USUAL, .mech = "ntlm", .relay = &relay}, "failure");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alone),
        cmocka_unit_test(test_bare_token_to_an_acceptor_of_all_mechanisms),
        cmocka_unit_test(test_only_choice_has_mics),
        cmocka_unit_test(test_an_acceptor_without_a_name_tells_none),
        cmocka_unit_test(test_after_kerberos_was_refused),
        cmocka_unit_test(test_same_channel_bindings_are_accepted),
        cmocka_unit_test(test_other_channel_bindings_are_refused),
        cmocka_unit_test(test_wrong_proof_is_refused),
    };

    pair_read_arguments(argc, argv);
    ntlm_enter(realm_folder());
    return cmocka_run_group_tests_name(pair_name(), tests, NULL, NULL);
}
