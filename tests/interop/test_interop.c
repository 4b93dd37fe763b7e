/* Contexts between two libraries: what each end says of what the other did. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interop/pair.h"
#include "support/realm.h"

static const struct {
    const char *service;
    unsigned checksum; /* bytes of a MIC's checksum */
} enctypes[] = {
    {"aes256-sha1", 12},
    {"aes128-sha1", 12},
    {"aes256-sha2", 24},
    {"aes128-sha2", 16},
};
enum { ENCTYPES = sizeof(enctypes) / sizeof(enctypes[0]) };

/* Established, with messages of each kind and many lengths from both ends. */
static void assert_messages(unsigned flags, unsigned enctype, const char *initiator_bindings,
                            const char *acceptor_bindings)
{
    static const unsigned sizes[] = {0, 1, 15, 16, 17, 100, 1000, 65536, 300000};
    static const char *const kinds[] = {"seal", "wrap", "mic"};
    char step[64][32];
    const char *steps[65];
    const char *service = enctypes[enctype].service;
    struct text told[2] = {{""}, {""}}; /* to the initiator, to the acceptor */
    bool gap =
        initiator.library->first_is_gap_unanswered && (flags & SEQUENCE) && !(flags & MUTUAL);
    size_t count = 0;

    add_established(&told[0], flags, service);
    add_established(&told[1], flags, service);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        for (unsigned kind = 0; kind < 3; kind++)
            for (unsigned to = 0; to < 2; to++) {
                snprintf(step[count], sizeof(step[count]), "%c%s:%u", to ? '>' : '<', kinds[kind],
                         sizes[i]);
                steps[count] = step[count];
                count++;
                add(&told[to], "%s %u: complete", kinds[kind], sizes[i]);
                if (gap && count == 1)
                    add(&told[to], " gap");
                if (kind == 2)
                    add(&told[to], ", checksum of %u", enctypes[enctype].checksum);
                add(&told[to], "\n");
            }
    steps[count] = NULL;
    add(&told[0], "exit 0\n");
    add(&told[1], "exit 0\n");
    assert_outcome(&(struct exchange){service, flags, initiator_bindings, acceptor_bindings, steps},
                   &told[0], &told[1]);
}

static void test_messages_both_ways(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ENCTYPES; i++)
        assert_messages(USUAL, i, NULL, NULL);
}

static void test_messages_without_mutual_authentication(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ENCTYPES; i++) {
        assert_messages(REPLAY | SEQUENCE, i, NULL, NULL);
        assert_messages(0, i, NULL, NULL);
    }
}

static void test_same_channel_bindings_are_accepted(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ENCTYPES; i++) {
        assert_messages(USUAL, i, "a channel", "a channel");
        assert_messages(0, i, "a channel", "a channel");
    }
}

/* All three libraries let an end without bindings pass: RFC 2744 s.4 leaves the check to who has
 * both. (MIT since 1.19 and we tell by a flag of the acceptor whether they were verified.) */
static void test_channel_bindings_of_one_end_are_accepted(void **state)
{
    (void)state;
    assert_messages(USUAL, 0, "a channel", NULL);
    assert_messages(USUAL, 0, NULL, "a channel");
}

/* What an initiator sees of an acceptor that refused it. */
static void add_refused(struct text *text)
{
    add(text, acceptor.library->sends_no_error_token ? "establish: closed\nexit 1\n"
                                                     : "establish: failure\nexit 1\n");
}

static void test_other_channel_bindings_are_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ENCTYPES; i++) {
        struct text told = {""};

        add_refused(&told);
        assert_outcome(
            &(struct exchange){enctypes[i].service, USUAL, "a channel", "another one", NULL}, &told,
            &(struct text){"establish: bad-bindings\nexit 1\n"});
    }
}

static void test_service_that_has_no_key_refuses(void **state)
{
    struct text to_initiator = {""}, to_acceptor = {""};

    (void)state;
    add_refused(&to_initiator);
    add(&to_acceptor, "establish: %s\nexit 1\n", acceptor.library->no_key);
    assert_outcome(&(struct exchange){"elsewhere", USUAL, NULL, NULL, NULL}, &to_initiator,
                   &to_acceptor);
}

/* A status that comes with a message, from a library that gives it or loses it. */
static void add_late(struct text *text, const char *step, const char *status,
                     const struct library *library)
{
    add(text, "%s: complete %s%s\n", step, status,
        library->late_message_is_lost ? ", no message" : "");
}

/* What RECEIVER says of the steps of the next test. */
static void add_order(struct text *text, const struct library *receiver)
{
    add(text, "replay 10: complete\n");
    add_late(text, "replay 10", "duplicate", receiver);
    add_late(text, "seal 20", "gap", receiver);
    add_late(text, "swap 30", "gap", receiver);
    add_late(text, "swap 30", "unseq", receiver);
    add(text, "seal 40: complete\n");
}

static void test_replayed_lost_and_swapped_messages_are_told(void **state)
{
    static const char *const steps[] = {">replay:10", ">lose:15",   ">seal:20", ">swap:30",
                                        ">seal:40",   "<replay:10", "<lose:15", "<seal:20",
                                        "<swap:30",   "<seal:40",   NULL};

    (void)state;
    for (unsigned i = 0; i < ENCTYPES; i++) {
        const char *service = enctypes[i].service;
        struct text to_initiator = {""}, to_acceptor = {""};

        add_established(&to_initiator, USUAL, service);
        add_established(&to_acceptor, USUAL, service);
        add_order(&to_initiator, initiator.library);
        add_order(&to_acceptor, acceptor.library);
        add(&to_initiator, "exit 0\n");
        add(&to_acceptor, "exit 0\n");
        assert_outcome(&(struct exchange){service, USUAL, NULL, NULL, steps}, &to_initiator,
                       &to_acceptor);
    }
}

static void add_flip(struct text *text, const struct library *receiver)
{
    add(text, "flip 50 unwrap: bad-sig\n");
    if (receiver->bad_token_takes_number)
        add_late(text, "flip 50", "duplicate", receiver);
    else
        add(text, "flip 50: complete\n");
    add(text, "seal 60: complete\nexit 0\n");
}

static void test_changed_message_is_refused_and_the_context_lives(void **state)
{
    static const char *const steps[] = {">flip:50", ">seal:60", "<flip:50", "<seal:60", NULL};

    (void)state;
    for (unsigned i = 0; i < ENCTYPES; i++) {
        const char *service = enctypes[i].service;
        struct text to_initiator = {""}, to_acceptor = {""};

        add_established(&to_initiator, USUAL, service);
        add_established(&to_acceptor, USUAL, service);
        add_flip(&to_initiator, initiator.library);
        add_flip(&to_acceptor, acceptor.library);
        assert_outcome(&(struct exchange){service, USUAL, NULL, NULL, steps}, &to_initiator,
                       &to_acceptor);
    }
}

static void add_dce(struct text *text, const struct library *sender, const struct library *receiver,
                    unsigned checksum)
{
    bool readable =
        !sender->dce_seal_rotated_by_ec || receiver->dce_seal_rotated_by_ec || receiver->ours;

    add(text, "wrap 50: complete\nmic 50: complete, checksum of %u\n", checksum);
    add(text, readable ? "seal 50: complete\nexit 0\n" : "seal 50 unwrap: bad-sig\nexit 0\n");
}

static void test_dce_style_needs_three_tokens(void **state)
{
    static const char *const steps[] = {">wrap:50", ">mic:50",  "<wrap:50", "<mic:50",
                                        ">seal:50", "<seal:50", NULL};

    (void)state;
    for (unsigned i = 0; i < ENCTYPES; i++) {
        const char *service = enctypes[i].service;
        struct text to_initiator = {""}, to_acceptor = {""};

        add_established(&to_initiator, USUAL, service);
        add_established(&to_acceptor, USUAL, service);
        add_dce(&to_initiator, acceptor.library, initiator.library, enctypes[i].checksum);
        add_dce(&to_acceptor, initiator.library, acceptor.library, enctypes[i].checksum);
        assert_outcome(&(struct exchange){service, USUAL | DCE, NULL, NULL, steps}, &to_initiator,
                       &to_acceptor);
    }
}

/* 4 bytes of strength, the key, and 11 bytes of its type's object identifier. */
static void test_both_say_the_same_of_the_key(void **state)
{
    static const char *const steps[] = {">keys", "<keys", NULL};
    static const unsigned key_lengths[ENCTYPES] = {32, 16, 32, 16};

    (void)state;
    if (!initiator.library->tells_keys || !acceptor.library->tells_keys)
        return;
    for (unsigned i = 0; i < ENCTYPES; i++) {
        struct text to_each = {""};

        add_established(&to_each, USUAL, enctypes[i].service);
        add(&to_each, "keys: the same %u bytes\nexit 0\n", 4 + key_lengths[i] + 11);
        assert_outcome(&(struct exchange){enctypes[i].service, USUAL, NULL, NULL, steps}, &to_each,
                       &to_each);
    }
}

static void test_delegated_credentials_are_usable(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ENCTYPES; i++) {
        const char *service = enctypes[i].service;
        struct text to_initiator = {""}, to_acceptor = {""};

        add_established(&to_initiator, USUAL | DELEG, service);
        add(&to_initiator, "exit 0\n");
        add(&to_acceptor, "delegated alice@GSS.TEST\nonward alice@GSS.TEST\n");
        add_established(&to_acceptor, USUAL | DELEG, service);
        add(&to_acceptor, "exit 0\n");
        assert_outcome(&(struct exchange){service, USUAL | DELEG, NULL, NULL, NULL}, &to_initiator,
                       &to_acceptor);
    }
}

static void add_anonymous(struct text *text, const struct library *library)
{
    add_flags(text, USUAL | (library->tells_anonymity ? ANON : 0));
    add(text, "source WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS\n"
              "target host/server.gss.test@GSS.TEST\nmechanism krb5\nexit 0\n");
}

static void test_anonymous_tickets_are_told_by_us_alone(void **state)
{
    struct text to_initiator = {""}, to_acceptor = {""};
    char ccache[4096];
    char *usual = strdup(getenv("KRB5CCNAME"));

    (void)state;
    assert_non_null(usual);
    snprintf(ccache, sizeof(ccache), "FILE:%s/anonymous.ccache", realm_folder());
    setenv("KRB5CCNAME", ccache, 1);
    add_anonymous(&to_initiator, initiator.library);
    add_anonymous(&to_acceptor, acceptor.library);
    assert_outcome(&(struct exchange){"server", USUAL | ANON, NULL, NULL, NULL}, &to_initiator,
                   &to_acceptor);
    setenv("KRB5CCNAME", usual, 1);
    free(usual);
}

/* The others take them; we do not, on either side. */
static void test_weak_tickets_are_refused_by_us_alone(void **state)
{
    static const char *const services[] = {"rc4", "des3"};

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct text to_initiator = {""}, to_acceptor = {""};

        if (initiator.library->ours) {
            add(&to_initiator, "establish: failure\nexit 1\n");
            add(&to_acceptor, "establish: closed\nexit 1\n");
        } else if (acceptor.library->ours) {
            add_refused(&to_initiator);
            add(&to_acceptor, "establish: failure\nexit 1\n");
        } else {
            add_established(&to_initiator, USUAL, services[i]);
            add_established(&to_acceptor, USUAL, services[i]);
            add(&to_initiator, "exit 0\n");
            add(&to_acceptor, "exit 0\n");
        }
        assert_outcome(&(struct exchange){services[i], USUAL, NULL, NULL, NULL}, &to_initiator,
                       &to_acceptor);
    }
}

/* Says once what is asserted of Debian's libraries where they differ from the standards. */
static void print_limits(const struct library *library)
{
    if (library->sends_no_error_token)
        print_message("%s: sends no error token, asserted\n", library->name);
    if (library->late_message_is_lost)
        print_message("%s: keeps a late message to itself, asserted\n", library->name);
    if (library->bad_token_takes_number)
        print_message("%s: a forged token takes a sequence number, asserted\n", library->name);
    if (library->first_is_gap_unanswered)
        print_message("%s: without mutual authentication the acceptor's first is a gap, asserted\n",
                      library->name);
    if (library->dce_seal_rotated_by_ec)
        print_message("%s: rotates by EC + RRC in DCE style, asserted\n", library->name);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_both_ways),
        cmocka_unit_test(test_messages_without_mutual_authentication),
        cmocka_unit_test(test_same_channel_bindings_are_accepted),
        cmocka_unit_test(test_channel_bindings_of_one_end_are_accepted),
        cmocka_unit_test(test_other_channel_bindings_are_refused),
        cmocka_unit_test(test_service_that_has_no_key_refuses),
        cmocka_unit_test(test_replayed_lost_and_swapped_messages_are_told),
        cmocka_unit_test(test_changed_message_is_refused_and_the_context_lives),
        cmocka_unit_test(test_dce_style_needs_three_tokens),
        cmocka_unit_test(test_both_say_the_same_of_the_key),
        cmocka_unit_test(test_delegated_credentials_are_usable),
        cmocka_unit_test(test_anonymous_tickets_are_told_by_us_alone),
        cmocka_unit_test(test_weak_tickets_are_refused_by_us_alone),
    };

    pair_read_arguments(argc, argv);
    print_limits(initiator.library);
    if (acceptor.library != initiator.library)
        print_limits(acceptor.library);
    return cmocka_run_group_tests_name(pair_name(), tests, NULL, NULL);
}
