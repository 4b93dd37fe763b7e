/* Whole exchanges: the examples of the RFCs from both ends, flags, bindings, wrong passwords. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/minor.h"
#include "scram_world.h"

static const OM_uint32 always = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG |
                                GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;

/* The GS2 header of the examples is the bridge's to give, as RFC 5801 s.5.1 has it. */
static struct gss_channel_bindings_struct gs2_header = {.application_data = {3, (void *)"n,,"}};

static const struct example {
    const struct mech *mech;
    const char *client_nonce, *server_nonce;
    const char *client_first, *server_first, *client_final, *server_final;
} examples[] = {
    {/* RFC 5802 s.5 */
     &scram_sha1_mech, "fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j",
     "n=user,r=fyko+d2lbbFgONRv9qkxdawL",
     "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
     "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
     "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="},
    {/* RFC 7677 s.3 */
     &scram_sha256_mech, "rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
     "n=user,r=rOprNGfwEbeRWgbNEkqO",
     "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
     "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
     "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
     "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
};

enum { EXAMPLES = sizeof(examples) / sizeof(examples[0]) };

static void test_examples_of_the_rfcs_byte_for_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < EXAMPLES; i++) {
        const struct example *e = &examples[i];
        struct scram_pair pair = scram_pair_make(e->mech, "user", "pencil", "verifiers");

        pair.initiator_bindings = pair.acceptor_bindings = &gs2_header;
        scram_world_nonces(e->client_nonce, e->server_nonce);
        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        scram_pair_assert_first(&pair, e->client_first);
        assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
        scram_pair_assert_token(&pair, e->server_first);
        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        scram_pair_assert_token(&pair, e->client_final);
        assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
        scram_pair_assert_token(&pair, e->server_final);
        assert_int_equal(scram_pair_init(&pair), GSS_S_COMPLETE);
        scram_assert_name(pair.mech, pair.result.source, "user");
        scram_pair_assert_messages(&pair);
        scram_pair_clear(&pair);
    }
}

static void test_flags_are_what_rfc_5802_says(void **state)
{
    struct scram_pair pair = scram_pair_make(&scram_sha256_mech, "user", "pencil", "verifiers");

    (void)state;
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.initiator_flags, always);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.acceptor_flags, always);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.initiator_flags, always | GSS_C_PROT_READY_FLAG);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
    assert_int_equal(pair.acceptor_flags, always | GSS_C_PROT_READY_FLAG);
    assert_int_equal(scram_pair_init(&pair), GSS_S_COMPLETE);
    assert_int_equal(pair.initiator_flags, always | GSS_C_PROT_READY_FLAG);
    scram_pair_clear(&pair);
}

static void test_initiator_protects_messages_before_the_last_token(void **state)
{
    struct scram_pair pair = scram_pair_make(&scram_sha256_mech, "user", "pencil", "verifiers");
    gss_buffer_desc message = {5, (void *)"early"}, early = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    bool conf = true;

    (void)state;
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.mech->wrap(&minor, pair.initiator, &conf, &message, &early),
                     GSS_S_NO_CONTEXT);
    assert_int_equal(minor, MINOR_CONTEXT_PARTIAL);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.mech->wrap(&minor, pair.acceptor, &conf, &message, &early),
                     GSS_S_NO_CONTEXT);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.mech->wrap(&minor, pair.initiator, &conf, &message, &early),
                     GSS_S_COMPLETE);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
    assert_int_equal(pair.mech->unwrap(&minor, pair.acceptor, &early, &text, &conf),
                     GSS_S_COMPLETE);
    assert_memory_equal(text.value, "early", 5);
    assert_int_equal(scram_pair_init(&pair), GSS_S_COMPLETE);
    scram_pair_assert_messages(&pair);
    free(early.value);
    free(text.value);
    scram_pair_clear(&pair);
}

/* The user, and the password, that the file does not have. */
static void assert_refused(const char *user, const char *password, char **server_first)
{
    struct scram_pair pair = scram_pair_make(&scram_sha256_mech, user, password, "verifiers");

    scram_world_nonces("clientnonce", "servernonce");
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    *server_first = strndup(pair.token.value, pair.token.length);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_BAD_SIG);
    assert_int_equal(pair.minor, MINOR_SCRAM_PROOF);
    assert_null(pair.result.source);
    scram_pair_assert_token(&pair, "e=invalid-proof");
    assert_int_equal(scram_pair_init(&pair), GSS_S_DEFECTIVE_CREDENTIAL);
    assert_int_equal(pair.minor, MINOR_SCRAM_REFUSED);
    scram_pair_clear(&pair);
}

static void test_wrong_password_is_refused_on_both_sides(void **state)
{
    char *first;

    (void)state;
    assert_refused("user", "pencil2", &first);
    free(first);
}

static void test_unknown_user_is_answered_like_a_known_one(void **state)
{
    char *known, *unknown, *again, *other;

    (void)state;
    assert_refused("user", "wrong", &known);
    assert_refused("nobody", "pencil", &unknown);
    assert_refused("nobody", "other", &again);
    assert_refused("nobody2", "other", &other);
    assert_string_equal(unknown, again);
    assert_string_not_equal(unknown, other);
    /* The same shape: salts of one length, and the iterations of the others. */
    assert_int_equal(strlen(unknown), strlen(known));
    assert_string_equal(strstr(unknown, ",i="), strstr(known, ",i="));
    assert_true(strncmp(unknown, known, strlen("r=clientnonceservernonce,s=")) == 0);
    free(known);
    free(unknown);
    free(again);
    free(other);
}

/* "user" has a line of each hash; "only" of SHA-256 alone. */
static void test_line_of_another_hash_is_no_line(void **state)
{
    struct scram_pair pair;

    (void)state;
    scram_world_write("one", "only" SCRAM_USER_SHA256, 0600); /* "onlyuser" */
    pair = scram_pair_make(&scram_sha1_mech, "onlyuser", "pencil", "one");
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_BAD_SIG);
    scram_pair_clear(&pair);
    pair = scram_pair_make(&scram_sha256_mech, "onlyuser", "pencil", "one");
    scram_pair_establish(&pair);
    scram_pair_clear(&pair);
}

static struct gss_channel_bindings_struct bindings(const char *text)
{
    return (struct gss_channel_bindings_struct){.application_data = {strlen(text), (void *)text}};
}

static void test_bindings_must_be_the_same_on_both_sides(void **state)
{
    static const struct {
        const char *initiator, *acceptor; /* NULL: none given */
        bool equal, bound;
    } rows[] = {
        {NULL, NULL, true, false},
        {"", NULL, true, false},
        {NULL, "", true, false},
        {"a", "a", true, true},
        {"a", "b", false, false},
        {"a", "ab", false, false},
        {NULL, "a", false, false},
        {"a", NULL, false, false},
        {"", "a", false, false},
        {"p=tls-exporter,,\x01\x02", "p=tls-exporter,,\x01\x02", true, true},
        {"y,,", "p=tls-exporter,,\x01\x02", false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scram_pair pair = scram_pair_make(&scram_sha256_mech, "user", "pencil", "verifiers");
        struct gss_channel_bindings_struct ours =
            bindings(rows[i].initiator ? rows[i].initiator : "");
        struct gss_channel_bindings_struct theirs =
            bindings(rows[i].acceptor ? rows[i].acceptor : "");

        pair.initiator_bindings = rows[i].initiator != NULL ? &ours : NULL;
        pair.acceptor_bindings = rows[i].acceptor != NULL ? &theirs : NULL;
        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
        assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        if (rows[i].equal) {
            assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
            assert_int_equal(scram_pair_init(&pair), GSS_S_COMPLETE);
            assert_int_equal((pair.initiator_flags & GSS_C_CHANNEL_BOUND_FLAG) != 0, rows[i].bound);
            assert_int_equal((pair.acceptor_flags & GSS_C_CHANNEL_BOUND_FLAG) != 0, rows[i].bound);
        } else {
            assert_int_equal(scram_pair_accept(&pair), GSS_S_BAD_BINDINGS);
            assert_int_equal(pair.minor, MINOR_BAD_BINDINGS);
            scram_pair_assert_token(&pair, "e=channel-bindings-dont-match");
            assert_int_equal(scram_pair_init(&pair), GSS_S_BAD_BINDINGS);
        }
        scram_pair_clear(&pair);
    }
}

/* Given once, they hold for the exchange. */
static void test_bindings_of_the_first_call_are_not_forgotten(void **state)
{
    struct scram_pair pair = scram_pair_make(&scram_sha256_mech, "user", "pencil", "verifiers");
    struct gss_channel_bindings_struct ours = bindings("channel");

    (void)state;
    pair.initiator_bindings = pair.acceptor_bindings = &ours;
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    pair.initiator_bindings = pair.acceptor_bindings = NULL;
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
    assert_int_equal(scram_pair_init(&pair), GSS_S_COMPLETE);
    assert_true((pair.initiator_flags & pair.acceptor_flags & GSS_C_CHANNEL_BOUND_FLAG) != 0);
    scram_pair_clear(&pair);
}

static void test_names_with_commas_equals_and_unicode_arrive(void **state)
{
    static const char name[] = "J=r\xc3\xb6g, the \xe2\x80\x9c"
                               "1st\xe2\x80\x9d";
    char line[512];
    struct scram_pair pair;

    (void)state;
    snprintf(line, sizeof(line), "%s%s", name, strchr(SCRAM_USER_SHA256, ':'));
    scram_world_write("names", line, 0600);
    pair = scram_pair_make(&scram_sha256_mech, name, "pencil", "names");
    scram_pair_establish(&pair);
    scram_assert_name(pair.mech, pair.result.source, name);
    scram_pair_clear(&pair);
}

static void test_context_tells_of_itself(void **state)
{
    struct scram_pair pair = scram_pair_make(&scram_sha256_mech, "user", "pencil", "verifiers");
    struct mech_context_info info = {0};
    OM_uint32 minor;

    (void)state;
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.mech->inquire_context(&minor, pair.acceptor, &info), GSS_S_COMPLETE);
    assert_null(info.source); /* not before the proof */
    assert_false(info.established);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
    assert_int_equal(pair.mech->inquire_context(&minor, pair.acceptor, &info), GSS_S_COMPLETE);
    scram_assert_name(pair.mech, info.source, "user");
    assert_null(info.target);
    assert_true(info.established && !info.locally_initiated);
    assert_true(info.end_time == INT64_MAX);
    pair.mech->release_name(&info.source);
    assert_int_equal(scram_pair_init(&pair), GSS_S_COMPLETE);
    assert_int_equal(pair.mech->inquire_context(&minor, pair.initiator, &info), GSS_S_COMPLETE);
    scram_assert_name(pair.mech, info.source, "user");
    scram_assert_name(pair.mech, info.target, "test@server.gss.test");
    assert_true(info.established && info.locally_initiated);
    pair.mech->release_name(&info.source);
    pair.mech->release_name(&info.target);
    scram_pair_clear(&pair);
}

static void test_pseudo_random_bytes_are_the_same_on_both_sides(void **state)
{
    struct scram_pair pair = scram_pair_make(&scram_sha256_mech, "user", "pencil", "verifiers");
    gss_buffer_desc input = {4, (void *)"salt"};
    struct writer ours, theirs;
    OM_uint32 minor;

    (void)state;
    writer_init_secret(&ours);
    writer_init_secret(&theirs);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.mech->pseudo_random(&minor, pair.initiator, 0, &input, 20, &ours),
                     GSS_S_NO_CONTEXT);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.mech->pseudo_random(&minor, pair.initiator, 0, &input, 50, &ours),
                     GSS_S_COMPLETE);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
    assert_int_equal(pair.mech->pseudo_random(&minor, pair.acceptor, 1, &input, 50, &theirs),
                     GSS_S_COMPLETE);
    assert_int_equal(ours.length, 50);
    assert_memory_equal(ours.data, theirs.data, 50);
    writer_free(&ours);
    writer_free(&theirs);
    scram_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_of_the_rfcs_byte_for_byte),
        cmocka_unit_test(test_flags_are_what_rfc_5802_says),
        cmocka_unit_test(test_initiator_protects_messages_before_the_last_token),
        cmocka_unit_test(test_wrong_password_is_refused_on_both_sides),
        cmocka_unit_test(test_unknown_user_is_answered_like_a_known_one),
        cmocka_unit_test(test_line_of_another_hash_is_no_line),
        cmocka_unit_test(test_bindings_must_be_the_same_on_both_sides),
        cmocka_unit_test(test_bindings_of_the_first_call_are_not_forgotten),
        cmocka_unit_test(test_names_with_commas_equals_and_unicode_arrive),
        cmocka_unit_test(test_context_tells_of_itself),
        cmocka_unit_test(test_pseudo_random_bytes_are_the_same_on_both_sides),
    };

    return cmocka_run_group_tests(tests, scram_world_make, scram_world_remove);
}
