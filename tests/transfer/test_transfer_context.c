/* The promises of gss-transfer(7) about the context: whole, atomic, closed when in doubt, told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "transfer/describe.h"
#include "transfer/pair.h"
#include "transfer/remote.h"

/* Promise 4: whole. */

static void check_whole(const char *service, OM_uint32 flags, bool initiator)
{
    OM_uint32 major, minor, before = 0, after = 0;
    char *described, *again;
    struct remote_reply reply;
    gss_buffer_desc token;
    struct remote remote;
    gss_ctx_id_t *moved;
    struct pair pair;

    remote_start(&remote);
    pair_establish(&pair, service, flags, 0);
    moved = initiator ? &pair.initiator : &pair.acceptor;
    described = describe_context(*moved);
    assert_non_null(strstr(described, "alice@GSS.TEST"));
    major = gss_context_time(&minor, *moved, &before);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_export_sec_context(&minor, moved, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    remote_assert(&remote, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    gss_release_buffer(&minor, &token);
    remote_assert(&remote, REMOTE_INQUIRE, NULL, NULL, GSS_S_COMPLETE, &reply);
    pair_assert_text(&reply.value, described);
    remote_reply_free(&reply);
    remote_assert(&remote, REMOTE_EXPORT, NULL, NULL, GSS_S_COMPLETE, &reply);
    major = gss_import_sec_context(&minor, &reply.value, moved);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    remote_reply_free(&reply);
    again = describe_context(*moved);
    assert_string_equal(again, described);
    major = gss_context_time(&minor, *moved, &after);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_in_range(before - after, 0, 30);
    pair_send(pair.initiator, pair.acceptor, GSS_S_COMPLETE);
    pair_send(pair.acceptor, pair.initiator, GSS_S_COMPLETE);
    free(described);
    free(again);
    remote_stop(&remote);
    pair_release(&pair);
}

static void test_whole_all_that_a_context_tells_is_the_same_after_import(void **state)
{
    (void)state;
    for (size_t i = 0; pair_services[i] != NULL; i++) {
        check_whole(pair_services[i], PAIR_FLAGS, false);
        check_whole(pair_services[i], PAIR_FLAGS, true);
        check_whole(pair_services[i], 0, false);
        check_whole(pair_services[i], GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG | GSS_C_DCE_STYLE, true);
        check_whole(pair_services[i], GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG | GSS_C_DCE_STYLE,
                    false);
    }
}

static void test_whole_an_acceptor_knows_authtime_ticket_flags_and_authorization_data(void **state)
{
    struct pair pair;
    char *text;

    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    text = describe_context(pair.acceptor);
    assert_non_null(strstr(text, "authtime 00000000"));
    assert_non_null(strstr(text, "ticket flags 00000000"));
    assert_non_null(strstr(text, "authorization data 128: 00000000"));
    free(text);
    pair_release(&pair);
}

static void wrap_three(gss_ctx_id_t sender, gss_buffer_desc tokens[3])
{
    gss_buffer_desc message = pair_text("one of three");
    OM_uint32 major, minor;

    for (int i = 0; i < 3; i++) {
        major = gss_wrap(&minor, sender, 1, GSS_C_QOP_DEFAULT, &message, NULL, &tokens[i]);
        pair_assert_status(major, minor, GSS_S_COMPLETE);
    }
}

static void test_whole_the_replay_window_and_the_numbers_go_on_where_they_were(void **state)
{
    gss_buffer_desc tokens[3], token, message;
    struct remote_reply reply;
    OM_uint32 major, minor;
    struct remote remote;
    struct pair pair;

    (void)state;
    remote_start(&remote);
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    wrap_three(pair.initiator, tokens);
    major = gss_unwrap(&minor, pair.acceptor, &tokens[0], &message, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &message);
    pair_export_acceptor(&pair, &token);
    remote_assert(&remote, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    remote_assert(&remote, REMOTE_UNWRAP, &tokens[0], NULL, GSS_S_DUPLICATE_TOKEN, NULL);
    remote_assert(&remote, REMOTE_UNWRAP, &tokens[2], NULL, GSS_S_GAP_TOKEN, NULL);
    remote_assert(&remote, REMOTE_UNWRAP, &tokens[1], NULL, GSS_S_UNSEQ_TOKEN, NULL);
    remote_assert(&remote, REMOTE_UNWRAP, &tokens[1], NULL, GSS_S_DUPLICATE_TOKEN, NULL);
    /* And what the new owner sends is the next in sequence, not the first again. */
    message = pair_text("answer");
    remote_assert(&remote, REMOTE_WRAP, &message, NULL, GSS_S_COMPLETE, &reply);
    major = gss_unwrap(&minor, pair.initiator, &reply.value, &message, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &message);
    remote_reply_free(&reply);
    remote_stop(&remote);
    for (int i = 0; i < 3; i++)
        gss_release_buffer(&minor, &tokens[i]);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

/* Promise 5: atomic; tests/fault makes each allocation fail. */

static void test_atomic_a_refused_export_leaves_a_context_that_works(void **state)
{
    gss_buffer_desc token = {7, (void *)"garbage"};
    OM_uint32 major, minor;
    struct pair pair;

    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    major = gss_transfer_set_domain(&minor, pair.acceptor, "/nonexistent/transfer/domain");
    if (major == GSS_S_COMPLETE)
        major = gss_export_sec_context(&minor, &pair.acceptor, &token);
    assert_int_equal(GSS_ROUTINE_ERROR(major), GSS_S_UNAVAILABLE);
    assert_non_null(pair.acceptor);
    pair_send(pair.initiator, pair.acceptor, GSS_S_COMPLETE);
    pair_send(pair.acceptor, pair.initiator, GSS_S_COMPLETE);
    major = gss_transfer_set_domain(&minor, pair.acceptor, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    pair_export_acceptor(&pair, &token);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

/* Promise 6: closed when in doubt. */

static void test_closed_without_the_ledger_nothing_is_imported(void **state)
{
    char folder[] = "/tmp/gss-closed-XXXXXX", path[512], command[1024];
    OM_uint32 major, minor;
    gss_buffer_desc token;
    struct remote remote;
    struct pair pair;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/domain", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(setenv("GSS_TRANSFER_DOMAIN_SAVED", getenv("GSS_TRANSFER_DOMAIN"), 1), 0);
    assert_int_equal(setenv("GSS_TRANSFER_DOMAIN", path, 1), 0);
    remote_start(&remote);
    assert_int_equal(setenv("GSS_TRANSFER_DOMAIN", getenv("GSS_TRANSFER_DOMAIN_SAVED"), 1), 0);
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    major = gss_transfer_set_domain(&minor, pair.acceptor, path);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    pair_export_acceptor(&pair, &token);
    snprintf(command, sizeof(command),
             "cd %s && for f in ledger*; do rm -rf \"$f\" && mkdir -m 0700 \"$f\"; done", path);
    assert_int_equal(system(command), 0);
    remote_assert(&remote, REMOTE_IMPORT, &token, NULL, GSS_S_UNAVAILABLE, NULL);
    remote_stop(&remote);
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

/* Promise 7: told. */

static void assert_trans_flag(gss_ctx_id_t context, bool expected)
{
    OM_uint32 major, minor, flags = 0;

    major = gss_inquire_context(&minor, context, NULL, NULL, NULL, NULL, &flags, NULL, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_int_equal((flags & GSS_C_TRANS_FLAG) != 0, expected);
}

static void test_told_the_trans_flag_is_true_exactly_when_an_export_works(void **state)
{
    gss_buffer_desc token;
    OM_uint32 major, minor;
    struct pair pair;

    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    assert_trans_flag(pair.acceptor, true);
    assert_trans_flag(pair.initiator, true);
    major = gss_transfer_set_domain(&minor, pair.acceptor, "/nonexistent/transfer/domain");
    if (major == GSS_S_COMPLETE) {
        assert_trans_flag(pair.acceptor, false);
        major = gss_export_sec_context(&minor, &pair.acceptor, &token);
    }
    assert_int_equal(GSS_ROUTINE_ERROR(major), GSS_S_UNAVAILABLE);
    major = gss_transfer_set_domain(&minor, pair.acceptor, NULL);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_trans_flag(pair.acceptor, true);
    pair_export_acceptor(&pair, &token);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

/* The flags of one initiator's first leg. */
static OM_uint32 first_legs_flags(void)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc text = pair_text(pair_services[0]), token;
    gss_name_t target;
    OM_uint32 major, minor, flags = 0;

    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &target);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, target, GSS_C_NO_OID,
                                 PAIR_FLAGS, 0, GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER, NULL,
                                 &token, &flags, NULL);
    pair_assert_status(major, minor, GSS_S_CONTINUE_NEEDED);
    assert_trans_flag(context, (flags & GSS_C_TRANS_FLAG) != 0);
    gss_release_buffer(&minor, &token);
    gss_release_name(&minor, &target);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    return flags;
}

static void test_told_a_leg_without_a_domain_has_no_trans_flag(void **state)
{
    OM_uint32 minor;

    (void)state;
    assert_true((first_legs_flags() & GSS_C_TRANS_FLAG) != 0);
    pair_assert_status(gss_transfer_set_domain(&minor, GSS_C_NO_CONTEXT, "/nonexistent/domain"),
                       minor, GSS_S_COMPLETE);
    assert_int_equal(first_legs_flags() & GSS_C_TRANS_FLAG, 0);
    pair_assert_status(gss_transfer_set_domain(&minor, GSS_C_NO_CONTEXT, NULL), minor,
                       GSS_S_COMPLETE);
    assert_true((first_legs_flags() & GSS_C_TRANS_FLAG) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_all_that_a_context_tells_is_the_same_after_import),
        cmocka_unit_test(test_whole_an_acceptor_knows_authtime_ticket_flags_and_authorization_data),
        cmocka_unit_test(test_whole_the_replay_window_and_the_numbers_go_on_where_they_were),
        cmocka_unit_test(test_atomic_a_refused_export_leaves_a_context_that_works),
        cmocka_unit_test(test_closed_without_the_ledger_nothing_is_imported),
        cmocka_unit_test(test_told_the_trans_flag_is_true_exactly_when_an_export_works),
        cmocka_unit_test(test_told_a_leg_without_a_domain_has_no_trans_flag),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
