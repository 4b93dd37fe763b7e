/* SCRAM contexts, established or in any leg, continued by other processes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "transfer/describe.h"
#include "transfer/scram_pair.h"

static gss_OID const mechs[] = {&scram_test_sha256, &scram_test_sha1};
enum { MECHS = 2 };

static void check_messages(struct scram_pair *p)
{
    for (int i = 0; i < 3; i++) {
        pair_send(p->pair.initiator, p->pair.acceptor, GSS_S_COMPLETE);
        pair_send(p->pair.acceptor, p->pair.initiator, GSS_S_COMPLETE);
    }
}

/* Messages both ways between HERE and what the remote has. */
static void check_messages_with(struct remote *remote, gss_ctx_id_t here)
{
    gss_buffer_desc message = pair_text("to the other process"), token, received;
    struct remote_reply reply;
    OM_uint32 major, minor;

    major = gss_wrap(&minor, here, 1, GSS_C_QOP_DEFAULT, &message, NULL, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    remote_assert(remote, REMOTE_UNWRAP, &token, NULL, GSS_S_COMPLETE, &reply);
    pair_assert_text(&reply.value, "to the other process");
    remote_reply_free(&reply);
    remote_assert(remote, REMOTE_UNWRAP, &token, NULL, GSS_S_DUPLICATE_TOKEN, NULL);
    gss_release_buffer(&minor, &token);
    message = pair_text("and back");
    remote_assert(remote, REMOTE_WRAP, &message, NULL, GSS_S_COMPLETE, &reply);
    major = gss_unwrap(&minor, here, &reply.value, &received, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    pair_assert_text(&received, "and back");
    gss_release_buffer(&minor, &received);
    remote_reply_free(&reply);
}

static void check_whole(gss_OID mech, bool initiator)
{
    gss_ctx_id_t *moved, *stays;
    struct remote_reply reply;
    char *described, *again;
    struct remote remote;
    struct scram_pair p;

    scram_pair_make(&p, mech, "alice", "pencil", "of a channel");
    scram_pair_establish(&p);
    moved = initiator ? &p.pair.initiator : &p.pair.acceptor;
    stays = initiator ? &p.pair.acceptor : &p.pair.initiator;
    check_messages(&p);
    described = describe_context(*moved);
    assert_non_null(strstr(described, "source 00000000 alice"));
    scram_move_out(moved, &remote);
    remote_assert(&remote, REMOTE_INQUIRE, NULL, NULL, GSS_S_COMPLETE, &reply);
    pair_assert_text(&reply.value, described);
    remote_reply_free(&reply);
    check_messages_with(&remote, *stays);
    scram_move_on(&remote);
    check_messages_with(&remote, *stays);
    scram_move_in(&remote, moved);
    again = describe_context(*moved);
    assert_string_equal(again, described);
    check_messages(&p);
    free(described);
    free(again);
    scram_pair_free(&p);
}

static void test_scram_an_established_context_is_the_same_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < MECHS; i++) {
        check_whole(mechs[i], true);
        check_whole(mechs[i], false);
    }
}

/* Its password comes along as a hashed key: no credential is where it continues. */
static void check_waiting_for_server_first(gss_OID mech, const char *bindings)
{
    gss_buffer_desc first, answer, target = pair_text(SCRAM_PAIR_TARGET);
    struct remote_reply reply;
    struct remote remote;
    struct scram_pair p;

    scram_pair_make(&p, mech, "alice", "pencil", bindings);
    scram_pair_init(&p, GSS_C_NO_BUFFER, GSS_S_CONTINUE_NEEDED, &first);
    scram_move_out(&p.pair.initiator, &remote);
    scram_move_on(&remote);
    scram_pair_accept(&p, &first, GSS_S_CONTINUE_NEEDED, &answer);
    remote_assert(&remote, REMOTE_INIT, &answer, &target, GSS_S_CONTINUE_NEEDED, &reply);
    gss_release_buffer(&(OM_uint32){0}, &answer);
    scram_pair_accept(&p, &reply.value, GSS_S_COMPLETE, &answer);
    remote_assert(&remote, REMOTE_INIT, &answer, &target, GSS_S_COMPLETE, &reply);
    assert_int_equal(reply.value.length, 0);
    remote_reply_free(&reply);
    gss_release_buffer(&(OM_uint32){0}, &answer);
    check_messages_with(&remote, p.pair.acceptor);
    scram_move_in(&remote, &p.pair.initiator);
    check_messages(&p);
    scram_pair_free(&p);
}

static void test_scram_an_initiator_waiting_for_server_first_continues_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < MECHS; i++) {
        check_waiting_for_server_first(mechs[i], NULL);
        check_waiting_for_server_first(mechs[i], "given to the first owner alone");
    }
}

static void check_waiting_for_server_final(gss_OID mech, const char *bindings)
{
    gss_buffer_desc a, b, target = pair_text(SCRAM_PAIR_TARGET);
    struct remote_reply reply;
    struct remote remote;
    struct scram_pair p;

    scram_pair_make(&p, mech, "alice", "pencil", bindings);
    scram_pair_init(&p, GSS_C_NO_BUFFER, GSS_S_CONTINUE_NEEDED, &a);
    scram_pair_accept(&p, &a, GSS_S_CONTINUE_NEEDED, &b);
    scram_pair_init(&p, &b, GSS_S_CONTINUE_NEEDED, &a);
    scram_move_out(&p.pair.initiator, &remote);
    scram_pair_accept(&p, &a, GSS_S_COMPLETE, &b);
    scram_move_on(&remote);
    remote_assert(&remote, REMOTE_INIT, &b, &target, GSS_S_COMPLETE, &reply);
    assert_int_equal(reply.value.length, 0);
    remote_reply_free(&reply);
    gss_release_buffer(&(OM_uint32){0}, &b);
    check_messages_with(&remote, p.pair.acceptor);
    scram_move_in(&remote, &p.pair.initiator);
    check_messages(&p);
    scram_pair_free(&p);
}

static void test_scram_an_initiator_waiting_for_server_final_continues_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < MECHS; i++) {
        check_waiting_for_server_final(mechs[i], NULL);
        check_waiting_for_server_final(mechs[i], "given to the first owner alone");
    }
}

/* RFC 5802 s.8.2: its messages are protected before it knows the acceptor. */
static void test_scram_messages_sent_ahead_keep_their_order_over_a_transfer(void **state)
{
    gss_buffer_desc a, b, target = pair_text(SCRAM_PAIR_TARGET), early, received;
    gss_buffer_desc message = pair_text("ahead");
    struct remote_reply reply;
    OM_uint32 major, minor;
    struct remote remote;
    struct scram_pair p;

    (void)state;
    scram_pair_make(&p, mechs[0], "alice", "pencil", NULL);
    scram_pair_init(&p, GSS_C_NO_BUFFER, GSS_S_CONTINUE_NEEDED, &a);
    scram_pair_accept(&p, &a, GSS_S_CONTINUE_NEEDED, &b);
    scram_pair_init(&p, &b, GSS_S_CONTINUE_NEEDED, &a);
    major = gss_wrap(&minor, p.pair.initiator, 1, GSS_C_QOP_DEFAULT, &message, NULL, &early);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    scram_move_out(&p.pair.initiator, &remote);
    remote_assert(&remote, REMOTE_WRAP, &message, NULL, GSS_S_COMPLETE, &reply);
    scram_pair_accept(&p, &a, GSS_S_COMPLETE, &b);
    for (int i = 0; i < 2; i++) {
        major = gss_unwrap(&minor, p.pair.acceptor, i == 0 ? &early : &reply.value, &received, NULL,
                           NULL);
        pair_assert_status(major, minor, GSS_S_COMPLETE); /* no gap, no duplicate */
        gss_release_buffer(&minor, &received);
    }
    remote_reply_free(&reply);
    gss_release_buffer(&minor, &early);
    remote_assert(&remote, REMOTE_INIT, &b, &target, GSS_S_COMPLETE, NULL);
    gss_release_buffer(&minor, &b);
    check_messages_with(&remote, p.pair.acceptor);
    remote_stop(&remote);
    scram_pair_free(&p);
}

/* The acceptor moves between its two legs. EXPECTED: what the other process says of client-final.
 */
static void check_acceptor(gss_OID mech, const char *user, const char *password,
                           const char *bindings, OM_uint32 expected, OM_uint32 told)
{
    gss_buffer_desc a, b;
    struct remote_reply reply;
    struct remote remote;
    struct scram_pair p;

    scram_pair_make(&p, mech, user, password, bindings);
    scram_pair_init(&p, GSS_C_NO_BUFFER, GSS_S_CONTINUE_NEEDED, &a);
    scram_pair_accept(&p, &a, GSS_S_CONTINUE_NEEDED, &b);
    scram_move_out(&p.pair.acceptor, &remote);
    scram_pair_init(&p, &b, GSS_S_CONTINUE_NEEDED, &a);
    scram_move_on(&remote);
    remote_assert(&remote, REMOTE_ACCEPT, &a, NULL, expected, &reply);
    gss_release_buffer(&(OM_uint32){0}, &a);
    scram_pair_init(&p, &reply.value, told, &a);
    if (expected == GSS_S_COMPLETE) {
        check_messages_with(&remote, p.pair.initiator);
        scram_move_in(&remote, &p.pair.acceptor);
        check_messages(&p);
    } else {
        remote_assert(&remote, REMOTE_EXPORT, NULL, NULL, GSS_S_NO_CONTEXT, NULL);
        remote_stop(&remote);
    }
    scram_pair_free(&p);
}

static void test_scram_an_acceptor_waiting_for_client_final_continues_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < MECHS; i++) {
        check_acceptor(mechs[i], "alice", "pencil", NULL, GSS_S_COMPLETE, GSS_S_COMPLETE);
        check_acceptor(mechs[i], "alice", "pencil", "given to the first owner alone",
                       GSS_S_COMPLETE, GSS_S_COMPLETE);
    }
}

static void test_scram_an_acceptor_elsewhere_refuses_whom_it_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < MECHS; i++) {
        check_acceptor(mechs[i], "alice", "Pencil", NULL, GSS_S_BAD_SIG,
                       GSS_S_DEFECTIVE_CREDENTIAL);
        check_acceptor(mechs[i], "mallory", "pencil", NULL, GSS_S_BAD_SIG,
                       GSS_S_DEFECTIVE_CREDENTIAL);
    }
}

static char folder[] = "/tmp/gss-scram-transfer-XXXXXX";

/* A domain of its own, and nothing in the user's folder. */
static int set_up(void **state)
{
    char domain[sizeof(folder) + 16];

    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(domain, sizeof(domain), "%s/domain", folder);
    return mkdir(domain, 0700) != 0 || setenv("GSS_TRANSFER_DOMAIN", domain, 1) != 0 ||
           setenv("GSS_SCRAM_VERIFIERS", "/nonexistent", 1) != 0 ||
           setenv("GSS_SCRAM_PASSWORD_FILE", "/nonexistent", 1) != 0;
}

static int tear_down(void **state)
{
    char command[sizeof(folder) + 16];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scram_an_established_context_is_the_same_elsewhere),
        cmocka_unit_test(test_scram_an_initiator_waiting_for_server_first_continues_elsewhere),
        cmocka_unit_test(test_scram_an_initiator_waiting_for_server_final_continues_elsewhere),
        cmocka_unit_test(test_scram_messages_sent_ahead_keep_their_order_over_a_transfer),
        cmocka_unit_test(test_scram_an_acceptor_waiting_for_client_final_continues_elsewhere),
        cmocka_unit_test(test_scram_an_acceptor_elsewhere_refuses_whom_it_should),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
