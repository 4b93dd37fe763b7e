/* NegoEx between two libraries that load the same plugin: each message, and what both come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/reader.h"
#include "interop/nego.h"
#include "interop/pair.h"
#include "negoex/config.h"
#include "support/realm.h"

enum { MESSAGE_HEADER = 40 };

static const char *const steps[] = {">seal:10", "<seal:10", ">mic:20", "<mic:20", NULL};

/* A list of schemes, of which the variant's number is each byte. */
static void add_schemes(struct text *text, struct reader message, const uint8_t *start)
{
    struct reader schemes;
    uint32_t offset;
    size_t count;

    read_bytes(&message, MESSAGE_HEADER);
    offset = read_u32le(&message);
    count = read_u16le(&message);
    reader_init(&schemes, start, offset + 16 * count);
    read_bytes(&schemes, offset);
    for (size_t i = 0; i < count; i++) {
        add(text, "%s%d", i != 0 ? "," : " ", read_u8(&schemes));
        read_bytes(&schemes, 15);
    }
}

static void add_message(struct text *text, struct reader *in)
{
    static const char *const types[] = {"nego",  "nego",  "metadata", "metadata",
                                        "token", "token", "verify",   "alert"};
    const uint8_t *start = read_bytes(in, 0);
    struct reader header = *in;
    uint32_t type, length;

    read_bytes(&header, 8);
    type = read_u32le(&header);
    read_bytes(&header, 8);
    length = read_u32le(&header);
    read_bytes(&header, 16);
    assert_true(reader_ok(&header) && type < 8);
    add(text, " %s", types[type]);
    if (type < 2)
        add_schemes(text, header, start);
    else
        add(text, " %d", read_u8(&header));
    read_bytes(in, length);
    assert_true(reader_ok(in));
}

/* The tokens with messages in them, a line for each. */
static void describe(const struct relay *relay, struct text *text)
{
    for (size_t i = 0; i < relay->count; i++) {
        const struct relay_token *token = &relay->tokens[i];
        struct nego_token parsed;
        struct reader in;

        if (!nego_parse(token->bytes, token->length, &parsed))
            continue;
        reader_init(&in, parsed.token.value, parsed.token.length);
        if (in.left < 8 || memcmp(in.next, "NEGOEXTS", 8) != 0)
            continue;
        add(text, "%c", token->from_initiator ? '>' : '<');
        while (in.left != 0)
            add_message(text, &in);
        add(text, "\n");
    }
}

static void add_end(struct text *text, const char *mech, const char *flags, const char *target)
{
    add(text,
        "flags%s conf integ\nsource somebody\ntarget %s\nmechanism %s\n"
        "seal 10: complete\nmic 20: complete, checksum of 0\nexit 0\n",
        flags, target, mech);
}

static bool acceptor_is_first;

static void run(const char *initiator_offer, const char *acceptor_offer, struct relay *relay,
                struct outcome *outcome)
{
    struct exchange exchange = {.service = "server",
                                .flags = USUAL,
                                .mech = "spnego",
                                .steps = steps,
                                .initiator_offer = initiator_offer,
                                .acceptor_offer = acceptor_offer,
                                .acceptor_is_first = acceptor_is_first,
                                .relay = relay};

    exchange_run(initiator.program, acceptor.program, &exchange, outcome);
}

/* Both ends have a context of MECH, by these messages. */
static void assert_agreed(const char *initiator_offer, const char *acceptor_offer, const char *mech,
                          const char *messages)
{
    struct text to_initiator = {""}, to_acceptor = {""}, seen = {""};
    const char *flags = strcmp(mech, "toy-2") == 0 ? "" : " mutual";
    struct outcome outcome;
    struct relay relay = {NULL};

    run(initiator_offer, acceptor_offer, &relay, &outcome);
    describe(&relay, &seen);
    relay_release(&relay);
    assert_string_equal(seen.bytes, messages);
    add_end(&to_initiator, mech, flags, "host@server.gss.test");
    add_end(&to_acceptor, mech, flags, "");
    assert_string_equal(outcome.initiator, to_initiator.bytes);
    assert_string_equal(outcome.acceptor, to_acceptor.bytes);
}

/* An end fails. NULL: it does not matter how. */
static void assert_failed(const char *initiator_offer, const char *acceptor_offer,
                          struct relay *relay, const char *initiator_status,
                          const char *acceptor_status)
{
    struct text to_initiator = {""}, to_acceptor = {""};
    struct outcome outcome;

    run(initiator_offer, acceptor_offer, relay, &outcome);
    add(&to_initiator, "establish: %s\nexit 1\n", initiator_status);
    add(&to_acceptor, "establish: %s\nexit 1\n", acceptor_status);
    if (initiator_status != NULL)
        assert_string_equal(outcome.initiator, to_initiator.bytes);
    if (acceptor_status != NULL)
        assert_string_equal(outcome.acceptor, to_acceptor.bytes);
    assert_null(strstr(outcome.initiator, "mechanism"));
    assert_null(strstr(outcome.acceptor, "mechanism"));
}

static void test_mechanism_of_one_token(void **state)
{
    (void)state;
    assert_agreed("toy-2", "toy-2", "toy-2",
                  "> nego 2 metadata 2 token 2 verify 2\n"
                  "< nego 2 metadata 2 verify 2\n");
}

static void test_mechanism_of_two_tokens(void **state)
{
    (void)state;
    assert_agreed("toy-1", "toy-1", "toy-1",
                  "> nego 1 metadata 1 token 1\n"
                  "< nego 1 metadata 1 token 1 verify 1\n"
                  "> verify 1\n");
}

static void test_mechanism_of_three_tokens(void **state)
{
    (void)state;
    assert_agreed("toy-3", "toy-3", "toy-3",
                  "> nego 3 metadata 3 token 3\n"
                  "< nego 3 metadata 3 token 3\n"
                  "> token 3 verify 3\n"
                  "< verify 3\n");
}

static void test_mechanism_of_five_tokens_without_metadata(void **state)
{
    (void)state;
    assert_agreed("toy-4", "toy-4", "toy-4",
                  "> nego 4 token 4\n"
                  "< nego 4 token 4\n"
                  "> token 4\n"
                  "< token 4\n"
                  "> token 4 verify 4\n"
                  "< verify 4\n");
}

/* ALERT_VERIFY_NO_KEY has VERIFY sent again. */
static void test_key_that_one_side_has_early(void **state)
{
    (void)state;
    assert_agreed("toy-6", "toy-6", "toy-6",
                  "> nego 6 metadata 6 token 6 verify 6\n"
                  "< nego 6 metadata 6 token 6 alert 6\n"
                  "> token 6 verify 6\n"
                  "< verify 6\n");
}

static void test_first_has_no_metadata_at_the_initiator(void **state)
{
    (void)state;
    assert_agreed("toy-7,toy-1", "toy-7,toy-1", "toy-1",
                  "> nego 1 metadata 1 token 1\n"
                  "< nego 1 metadata 1 token 1 verify 1\n"
                  "> verify 1\n");
}

static void assert_second_chosen(const char *offer, int first)
{
    struct text messages = {""};

    add(&messages,
        "> nego %d,1 metadata %d metadata 1 token %d\n"
        "< nego 1 metadata 1\n"
        "> token 1\n"
        "< token 1 verify 1\n"
        "> verify 1\n",
        first, first, first);
    assert_agreed(offer, offer, "toy-1", messages.bytes);
}

static void test_first_has_no_metadata_at_the_acceptor(void **state)
{
    (void)state;
    assert_second_chosen("toy-8,toy-1", 8);
}

static void test_first_refuses_the_initiator_s_metadata(void **state)
{
    (void)state;
    assert_second_chosen("toy-10,toy-1", 10);
}

/* MIT's initiator is then left without any. */
static void test_first_refuses_the_acceptor_s_metadata(void **state)
{
    (void)state;
    if (!initiator.library->ours) {
        assert_failed("toy-9,toy-1", "toy-9,toy-1", NULL, "failure", NULL);
        return;
    }
    assert_agreed("toy-9,toy-1", "toy-9,toy-1", "toy-1",
                  "> nego 9,1 metadata 9 metadata 1 token 9\n"
                  "< nego 9,1 metadata 9 metadata 1 token 9 verify 9\n"
                  "> token 1\n"
                  "< token 1 verify 1\n"
                  "> verify 1\n");
}

static void test_first_cannot_initiate(void **state)
{
    (void)state;
    assert_agreed("toy-11,toy-1", "toy-11,toy-1", "toy-1",
                  "> nego 1 metadata 1 token 1\n"
                  "< nego 1 metadata 1 token 1 verify 1\n"
                  "> verify 1\n");
}

/* MIT's acceptor lists it all the same. */
static void test_first_cannot_accept(void **state)
{
    (void)state;
    if (!acceptor.library->ours) {
        assert_failed("toy-12,toy-1", "toy-12,toy-1", NULL, "failure", "no-cred");
        return;
    }
    assert_agreed("toy-12,toy-1", "toy-12,toy-1", "toy-1",
                  "> nego 12,1 metadata 1 token 12\n"
                  "< nego 1 metadata 1\n"
                  "> token 1\n"
                  "< token 1 verify 1\n"
                  "> verify 1\n");
}

static void test_acceptor_has_the_second_alone(void **state)
{
    (void)state;
    assert_agreed("toy-1,toy-3", "toy-3", "toy-3",
                  "> nego 1,3 metadata 1 metadata 3 token 1\n"
                  "< nego 3 metadata 3\n"
                  "> token 3\n"
                  "< token 3\n"
                  "> token 3 verify 3\n"
                  "< verify 3\n");
}

/* The draft leaves the order to the acceptor; ours takes the initiator's. */
static void test_order_is_the_acceptor_s_choice(void **state)
{
    (void)state;
    assert_agreed("toy-1,toy-3", "toy-3,toy-1", acceptor.library->ours ? "toy-1" : "toy-3",
                  acceptor.library->ours ? "> nego 1,3 metadata 1 metadata 3 token 1\n"
                                           "< nego 1,3 metadata 1 metadata 3 token 1 verify 1\n"
                                           "> verify 1\n"
                                         : "> nego 1,3 metadata 1 metadata 3 token 1\n"
                                           "< nego 3,1 metadata 3 metadata 1\n"
                                           "> token 3\n"
                                           "< token 3\n"
                                           "> token 3 verify 3\n"
                                           "< verify 3\n");
}

/* Where Kerberos, the first one of SPNEGO's list, is refused. */
static void test_negoex_is_the_second_choice(void **state)
{
    (void)state;
    assert_agreed("krb5,toy-1", "toy-1", "toy-1",
                  "> nego 1 metadata 1 token 1\n"
                  "< nego 1 metadata 1 token 1 verify 1\n"
                  "> verify 1\n");
}

/* It tells what it has, as servers of Windows do. */
static void test_acceptor_that_speaks_first(void **state)
{
    (void)state;
    acceptor_is_first = true;
    assert_agreed("toy-1", "toy-1", "toy-1",
                  "> nego 1 metadata 1 token 1\n"
                  "< nego 1 metadata 1 token 1 verify 1\n"
                  "> verify 1\n");
    acceptor_is_first = false;
}

/* RFC 4178 s.3.2 c) I */
static void test_nothing_in_common(void **state)
{
    (void)state;
    assert_failed("toy-1", "toy-2", NULL, "bad-mech",
                  acceptor.library->ours ? "bad-mech" : "failure");
}

/* Nothing would protect the negotiation. */
static void test_mechanism_without_a_key_is_refused(void **state)
{
    bool told = initiator.library->ours && acceptor.library->ours;

    (void)state;
    assert_failed("toy-5", "toy-5", NULL, told ? "failure" : NULL,
                  acceptor.library->ours ? "failure" : "unavailable");
    assert_failed("toy-14", "toy-14", NULL, initiator.library->ours ? "failure" : "unavailable",
                  NULL);
}

/* SPNEGO's own list. */
static void assert_listed(const char *offer, bool itself)
{
    struct relay relay = {NULL};
    struct outcome outcome;
    struct nego_token parsed;

    run(offer, offer, &relay, &outcome);
    assert_true(relay.count != 0 &&
                nego_parse(relay.tokens[0].bytes, relay.tokens[0].length, &parsed));
    assert_int_equal(parsed.mech_count, itself ? 2 : 1);
    assert_memory_equal(parsed.mechs[0].elements, nego_mech("negoex").elements,
                        parsed.mechs[0].length);
    relay_release(&relay);
}

static void test_mechanism_is_listed_itself_if_it_says_so(void **state)
{
    (void)state;
    assert_listed("toy-1", false);
    assert_listed("toy-13", true);
}

/* Somebody on the way: the message NUMBER's byte AT, counted from the start of its token. */
struct damage {
    unsigned number;
    size_t at;
};

static void alter(void *argument, unsigned number, struct relay_token *token)
{
    const struct damage *damage = argument;
    uint8_t *messages = memmem(token->bytes, token->length, "NEGOEXTS", 8);

    if (number != damage->number)
        return;
    assert_non_null(messages);
    messages[damage->at] ^= 0x40;
}

static void assert_noticed(const char *offer, struct damage damage, const char *initiator_status,
                           const char *acceptor_status)
{
    struct relay relay = {.alter = alter, .argument = &damage};

    assert_failed(offer, offer, &relay, initiator_status, acceptor_status);
    relay_release(&relay);
}

/* The first choice is none that the acceptor knows, and so it is the second one's. */
static void test_scheme_that_was_altered_is_noticed(void **state)
{
    (void)state;
    assert_noticed("toy-3,toy-1", (struct damage){0, 96}, "bad-sig", NULL);
    assert_noticed("toy-1,toy-3", (struct damage){0, 96}, NULL, "bad-sig");
}

static void test_random_bytes_that_were_altered_are_noticed(void **state)
{
    (void)state;
    assert_noticed("toy-1", (struct damage){0, 50}, "bad-sig", NULL);
    assert_noticed("toy-1", (struct damage){1, 50}, "bad-sig", NULL);
    assert_noticed("toy-3", (struct damage){1, 50}, NULL, "bad-sig");
}

static void test_checksum_that_was_altered_is_noticed(void **state)
{
    (void)state;
    assert_noticed("toy-1", (struct damage){1, 112 + 66 + 97 + 85}, "bad-sig", NULL);
    assert_noticed("toy-3", (struct damage){2, 97 + 85}, NULL, "bad-sig");
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mechanism_of_one_token),
        cmocka_unit_test(test_mechanism_of_two_tokens),
        cmocka_unit_test(test_mechanism_of_three_tokens),
        cmocka_unit_test(test_mechanism_of_five_tokens_without_metadata),
        cmocka_unit_test(test_key_that_one_side_has_early),
        cmocka_unit_test(test_first_has_no_metadata_at_the_initiator),
        cmocka_unit_test(test_first_has_no_metadata_at_the_acceptor),
        cmocka_unit_test(test_first_refuses_the_initiator_s_metadata),
        cmocka_unit_test(test_first_refuses_the_acceptor_s_metadata),
        cmocka_unit_test(test_first_cannot_initiate),
        cmocka_unit_test(test_first_cannot_accept),
        cmocka_unit_test(test_acceptor_has_the_second_alone),
        cmocka_unit_test(test_order_is_the_acceptor_s_choice),
        cmocka_unit_test(test_negoex_is_the_second_choice),
        cmocka_unit_test(test_acceptor_that_speaks_first),
        cmocka_unit_test(test_nothing_in_common),
        cmocka_unit_test(test_mechanism_without_a_key_is_refused),
        cmocka_unit_test(test_mechanism_is_listed_itself_if_it_says_so),
        cmocka_unit_test(test_scheme_that_was_altered_is_noticed),
        cmocka_unit_test(test_random_bytes_that_were_altered_are_noticed),
        cmocka_unit_test(test_checksum_that_was_altered_is_noticed),
    };
    if (argc != 6) {
        fprintf(stderr, "usage: %s INITIATOR PROGRAM ACCEPTOR PROGRAM PLUGIN\n", argv[0]);
        return 2;
    }
    pair_read_arguments(argc - 1, argv);
    negoex_enter(realm_folder(), argv[5]);
    return cmocka_run_group_tests_name(pair_name(), tests, NULL, NULL);
}
