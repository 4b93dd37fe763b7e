/* SCRAM with GNU SASL, each as client and as server: the same messages, bridged (RFC 5801). */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "interop/sasl_end.h"
#include "mech/scram/hash.h"
#include "mech/scram/verifiers.h"
#include "support/scram.h"

enum { ITERATIONS = 4096 };

/* Its client does not know the attribute e=, and takes it for a malformed message. */
#define REFUSED_CLIENT "GSASL_MECHANISM_PARSE_ERROR"

static const char *const mechs[] = {"SCRAM-SHA-256", "SCRAM-SHA-1"};
static const char *const plus_mechs[] = {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"};
static const struct sasl_channel none = {NULL, NULL};
static const struct sasl_channel unique = {"tls-unique", "what the finished message was"};
static const struct sasl_channel another = {"tls-unique", "that of another connection"};
static const struct sasl_channel exporter = {"tls-exporter", "thirty-two bytes from TLS 1.3..."};

static bool is_sha256(const char *mech)
{
    return strncmp(mech, "SCRAM-SHA-256", 13) == 0;
}

/* Writes "SCRAM-SHA-...$...", computed by GNU SASL. */
static void gsasl_verifier(const char *mech, const char *password, char *line, size_t size)
{
    char salted[GSASL_HASH_MAX_SIZE], client_key[GSASL_HASH_MAX_SIZE];
    char server_key[GSASL_HASH_MAX_SIZE], stored_key[GSASL_HASH_MAX_SIZE];
    Gsasl_hash hash = is_sha256(mech) ? GSASL_HASH_SHA256 : GSASL_HASH_SHA1;
    char *salt_text, *stored_text, *server_text;
    size_t length = gsasl_hash_length(hash);

    assert_int_equal(gsasl_scram_secrets_from_password(hash, password, ITERATIONS, "pinch of salt",
                                                       13, salted, client_key, server_key,
                                                       stored_key),
                     GSASL_OK);
    assert_int_equal(gsasl_base64_to("pinch of salt", 13, &salt_text, NULL), GSASL_OK);
    assert_int_equal(gsasl_base64_to(stored_key, length, &stored_text, NULL), GSASL_OK);
    assert_int_equal(gsasl_base64_to(server_key, length, &server_text, NULL), GSASL_OK);
    snprintf(line, size, "%s$%d:%s$%s:%s", is_sha256(mech) ? "SCRAM-SHA-256" : "SCRAM-SHA-1",
             ITERATIONS, salt_text, stored_text, server_text);
    gsasl_free(salt_text);
    gsasl_free(stored_text);
    gsasl_free(server_text);
}

/* The same, computed by us. */
static void our_verifier(const char *mech, const char *password, char *line, size_t size)
{
    gss_buffer_desc text = {strlen(password), (void *)password};
    struct scram_verifier verifier;
    struct writer out;
    OM_uint32 minor;

    assert_int_equal(scram_verifier_make(&minor, is_sha256(mech) ? &scram_sha256 : &scram_sha1,
                                         &text, ITERATIONS, &verifier),
                     GSS_S_COMPLETE);
    writer_init_fixed(&out, line, size - 1);
    scram_verifier_write(&verifier, &out);
    assert_true(writer_ok(&out));
    line[out.length] = '\0';
}

/* Talks to our server, whose users have GNU SASL's verifiers. */
static void assert_from(struct sasl_end *client, const struct sasl_case *c,
                        void (*intruder)(struct writer *message), const char *client_status,
                        const char *server_status)
{
    struct scram_files files;
    struct sasl_end server;
    char verifier[512];

    scram_files_make(&files);
    gsasl_verifier(c->mech, "pencil", verifier, sizeof(verifier));
    scram_files_add(&files, "alice", verifier);
    scram_files_add(&files, "a,b=c", verifier);
    gsasl_verifier(c->mech, "IX \xc3\xa9t\xc3\xa9", verifier, sizeof(verifier));
    scram_files_add(&files, "andr\xc3\xa9", verifier);
    sasl_end_our_server(&server, c, files.verifiers);
    sasl_talk(client, &server, intruder);
    assert_string_equal(client->status, client_status);
    assert_string_equal(server.status, server_status);
    assert_string_equal(server.peer, strcmp(server_status, "complete") == 0 ? c->user : "");
    sasl_end_free(client);
    sasl_end_free(&server);
    scram_files_remove(&files);
}

/* GNU SASL's client, and our server. */
static void assert_to_us(const struct sasl_case *c, void (*intruder)(struct writer *message),
                         const char *client_status, const char *server_status)
{
    struct sasl_end client;

    sasl_end_gsasl_client(&client, c);
    assert_from(&client, c, intruder, client_status, server_status);
}

/* Ours at both ends, for what GNU SASL's client never says. */
static void assert_among_us(const struct sasl_case *c, void (*intruder)(struct writer *message),
                            const char *client_status, const char *server_status)
{
    struct sasl_end client;

    sasl_end_our_client(&client, c);
    assert_from(&client, c, intruder, client_status, server_status);
}

/* Our client, and GNU SASL's server, which knows the one user by our verifier. */
static void assert_to_gsasl(const struct sasl_case *c, void (*intruder)(struct writer *message),
                            const char *client_status, const char *server_status)
{
    struct sasl_end client, server;
    char verifier[512];

    our_verifier(c->mech, "pencil", verifier, sizeof(verifier));
    sasl_end_our_client(&client, c);
    sasl_end_gsasl_server(&server, c, NULL, verifier);
    sasl_talk(&client, &server, intruder);
    assert_string_equal(client.status, client_status);
    assert_string_equal(server.status, server_status);
    if (strcmp(server_status, "complete") == 0)
        assert_string_equal(server.peer, c->user);
    sasl_end_free(&client);
    sasl_end_free(&server);
}

static void test_gsasl_client_is_accepted_without_bindings(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sasl_case c = {mechs[i], "alice", "pencil", none, none};

        assert_to_us(&c, NULL, "complete", "complete"); /* "n" */
        c.server = unique;
        assert_to_us(&c, NULL, "complete", "complete");
        c.user = "a,b=c"; /* written a=2Cb=3Dc */
        assert_to_us(&c, NULL, "complete", "complete");
        c.authorize_as = "mallory"; /* in the header, and so bound to */
        assert_to_us(&c, NULL, "complete", "complete");
    }
}

static void test_gsasl_server_accepts_us_without_bindings(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sasl_case c = {mechs[i], "alice", "pencil", none, none};

        assert_to_gsasl(&c, NULL, "complete", "complete");
        c.server = unique;
        assert_to_gsasl(&c, NULL, "complete", "complete");
        c.user = "a,b=c";
        assert_to_gsasl(&c, NULL, "complete", "complete");
    }
}

static void test_gsasl_server_that_knows_the_password_accepts_us(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct sasl_case c = {mechs[i], "alice", "pencil", none, none};
        struct sasl_end client, server;

        sasl_end_our_client(&client, &c);
        sasl_end_gsasl_server(&server, &c, "pencil", NULL);
        sasl_talk(&client, &server, NULL);
        assert_string_equal(client.status, "complete");
        assert_string_equal(server.status, "complete");
        sasl_end_free(&client);
        sasl_end_free(&server);
    }
}

/* SASLprep: U+2168 is IX, U+00AD nothing, U+00A0 a space; the accent is composed. */
static void test_gsasl_prepares_names_and_passwords_as_we_do(void **state)
{
    static const char *const spellings[] = {"IX \xc3\xa9t\xc3\xa9",
                                            "\xe2\x85\xa8 \xc3\xa9t\xc3\xa9",
                                            ("I\xc2\xadX\xc2\xa0"
                                             "e\xcc\x81te\xcc\x81")};

    (void)state;
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        struct sasl_case c = {mechs[0], "andr\xc3\xa9", spellings[i], none, none};
        struct sasl_end client, server;

        assert_to_us(&c, NULL, "complete", "complete");
        sasl_end_our_client(&client, &c);
        sasl_end_gsasl_server(&server, &c, spellings[0], NULL);
        sasl_talk(&client, &server, NULL);
        assert_string_equal(client.status, "complete");
        assert_string_equal(server.status, "complete");
        sasl_end_free(&client);
        sasl_end_free(&server);
    }
}

static void test_gsasl_wrong_password_is_refused_by_both(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct sasl_case c = {mechs[i], "alice", "pencils", none, none};

        assert_to_us(&c, NULL, REFUSED_CLIENT, "bad-sig");
        /* Its server does not say why, and so we wait for a connection that ends. */
        assert_to_gsasl(&c, NULL, "waits", "GSASL_AUTHENTICATION_ERROR");
    }
}

static void test_gsasl_client_cannot_tell_an_unknown_user_from_a_wrong_password(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct sasl_case c = {mechs[i], "mallory", "pencil", none, none};

        assert_to_us(&c, NULL, REFUSED_CLIENT, "bad-sig");
    }
}

static void test_gsasl_plus_binds_to_the_channel(void **state)
{
    const struct sasl_channel *channels[] = {&unique, &exporter};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 2; k++) {
            const struct sasl_case c = {plus_mechs[i], "alice", "pencil", *channels[k],
                                        *channels[k]};

            assert_to_us(&c, NULL, "complete", "complete");
            assert_to_gsasl(&c, NULL, "complete", "complete");
        }
    }
}

static void test_gsasl_another_channel_is_refused_by_both(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sasl_case c = {plus_mechs[i], "alice", "pencil", unique, another};

        assert_to_us(&c, NULL, REFUSED_CLIENT, "bad-bindings");
        assert_to_gsasl(&c, NULL, "waits", "GSASL_AUTHENTICATION_ERROR");
        c.server = exporter; /* of another type */
        assert_to_us(&c, NULL, REFUSED_CLIENT, "bad-bindings");
    }
}

static void test_gsasl_client_with_a_channel_stops_where_plus_is_not_offered(void **state)
{
    const struct sasl_case c = {mechs[0], "alice", "pencil", unique, none};

    (void)state;
    assert_to_us(&c, NULL, "GSASL_AUTHENTICATION_ERROR", "waits"); /* it has no "y" */
}

/* The client could have bound but was not offered it; and a server without a channel agrees. */
static void test_gsasl_y_is_right_where_the_server_has_no_channel(void **state)
{
    const struct sasl_case c = {mechs[0], "alice", "pencil", unique, none};

    (void)state;
    assert_to_gsasl(&c, NULL, "complete", "complete");
    assert_among_us(&c, NULL, "complete", "complete");
}

/* Somebody took -PLUS out of the server's offer. */
static void test_gsasl_y_to_a_server_that_offered_plus_is_a_downgrade(void **state)
{
    const struct sasl_case c = {mechs[0], "alice", "pencil", unique, unique};

    (void)state;
    assert_to_gsasl(&c, NULL, "waits", "GSASL_AUTHENTICATION_ERROR");
    assert_among_us(&c, NULL, "bad-bindings", "bad-bindings");
}

static void say_n(struct writer *message)
{
    assert_memory_equal(message->data, "y,,", 3);
    message->data[0] = 'n';
}

static void unbind(struct writer *message)
{
    static const char bound[] = "p=tls-unique,,";

    assert_memory_equal(message->data, bound, sizeof(bound) - 1);
    memmove(message->data + 1, message->data + sizeof(bound) - 3,
            message->length - sizeof(bound) + 3);
    message->data[0] = 'n';
    message->length -= sizeof(bound) - 4;
    assert_memory_equal(message->data, "n,,n=", 5);
}

/* ... and makes the client's word for it another one: c= has what the client did say. */
static void test_gsasl_a_changed_flag_does_not_fit_what_the_client_repeats(void **state)
{
    struct sasl_case c = {mechs[0], "alice", "pencil", unique, unique};

    (void)state;
    assert_among_us(&c, say_n, "bad-bindings", "bad-bindings");
    assert_to_gsasl(&c, say_n, "waits", "GSASL_AUTHENTICATION_ERROR");
    c = (struct sasl_case){plus_mechs[0], "alice", "pencil", unique, none};
    assert_to_us(&c, unbind, REFUSED_CLIENT, "bad-bindings");
    c = (struct sasl_case){mechs[0], "alice", "pencil", unique, none, .header = "p=tls-unique,,"};
    assert_to_gsasl(&c, unbind, "waits", "GSASL_AUTHENTICATION_ERROR");
}

/* "pencil", with the ServerKey of something else: whoever stole StoredKey alone has no more. */
static void half_verifier(const char *mech, char *line, size_t size)
{
    char other[512];

    gsasl_verifier(mech, "pencil", line, size);
    gsasl_verifier(mech, "eraser", other, sizeof(other));
    strcpy(strrchr(line, ':'), strrchr(other, ':'));
}

static void test_gsasl_a_server_without_the_server_key_is_found_out_by_both(void **state)
{
    struct sasl_end client, server;
    struct scram_files files;
    char verifier[512];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct sasl_case c = {mechs[i], "alice", "pencil", none, none};

        half_verifier(mechs[i], verifier, sizeof(verifier));
        sasl_end_our_client(&client, &c);
        sasl_end_gsasl_server(&server, &c, NULL, verifier);
        sasl_talk(&client, &server, NULL);
        assert_string_equal(client.status, "bad-sig");
        sasl_end_free(&client);
        sasl_end_free(&server);
        scram_files_make(&files);
        scram_files_add(&files, "alice", verifier);
        sasl_end_gsasl_client(&client, &c);
        sasl_end_our_server(&server, &c, files.verifiers);
        sasl_talk(&client, &server, NULL);
        assert_string_equal(client.status, "GSASL_AUTHENTICATION_ERROR");
        sasl_end_free(&client);
        sasl_end_free(&server);
        scram_files_remove(&files);
    }
}

static void test_gsasl_command_is_accepted_and_refused_as_a_client(void **state)
{
    struct sasl_end client;
    struct sasl_case c;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        c = (struct sasl_case){mechs[i], "alice", "pencil", none, none};
        sasl_end_command_client(&client, &c);
        assert_from(&client, &c, NULL, "complete", "complete");
        c = (struct sasl_case){plus_mechs[i], "alice", "pencil", unique, unique};
        sasl_end_command_client(&client, &c);
        assert_from(&client, &c, NULL, "complete", "complete");
        c = (struct sasl_case){mechs[i], "alice", "pencils", none, none};
        sasl_end_command_client(&client, &c);
        assert_from(&client, &c, NULL, "status 0x100", "bad-sig");
    }
}

static void assert_to_command(const struct sasl_case *c, const char *client_status,
                              const char *server_status)
{
    struct sasl_end client, server;

    sasl_end_our_client(&client, c);
    sasl_end_command_server(&server, c, "pencil");
    sasl_talk(&client, &server, NULL);
    assert_string_equal(client.status, client_status);
    assert_string_equal(server.status, server_status);
    sasl_end_free(&client);
    sasl_end_free(&server);
}

static void test_gsasl_command_accepts_and_refuses_us_as_a_server(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sasl_case c = {mechs[i], "alice", "pencil", none, none};

        assert_to_command(&c, "complete", "complete");
        c.password = "pencils";
        assert_to_command(&c, "waits", "status 0x100");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gsasl_client_is_accepted_without_bindings),
        cmocka_unit_test(test_gsasl_server_accepts_us_without_bindings),
        cmocka_unit_test(test_gsasl_server_that_knows_the_password_accepts_us),
        cmocka_unit_test(test_gsasl_prepares_names_and_passwords_as_we_do),
        cmocka_unit_test(test_gsasl_wrong_password_is_refused_by_both),
        cmocka_unit_test(test_gsasl_client_cannot_tell_an_unknown_user_from_a_wrong_password),
        cmocka_unit_test(test_gsasl_plus_binds_to_the_channel),
        cmocka_unit_test(test_gsasl_another_channel_is_refused_by_both),
        cmocka_unit_test(test_gsasl_client_with_a_channel_stops_where_plus_is_not_offered),
        cmocka_unit_test(test_gsasl_y_is_right_where_the_server_has_no_channel),
        cmocka_unit_test(test_gsasl_y_to_a_server_that_offered_plus_is_a_downgrade),
        cmocka_unit_test(test_gsasl_a_changed_flag_does_not_fit_what_the_client_repeats),
        cmocka_unit_test(test_gsasl_a_server_without_the_server_key_is_found_out_by_both),
        cmocka_unit_test(test_gsasl_command_is_accepted_and_refused_as_a_client),
        cmocka_unit_test(test_gsasl_command_accepts_and_refuses_us_as_a_server),
    };

    signal(SIGPIPE, SIG_IGN); /* the command may have ended */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
