/* Contexts that wait for their peer's next token, continued by another process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "transfer/pair.h"
#include "transfer/remote.h"

enum { DCE_FLAGS = PAIR_FLAGS | GSS_C_DCE_STYLE };

static void assert_transferable(gss_ctx_id_t context)
{
    OM_uint32 major, minor, flags = 0;
    int open = -1;

    major = gss_inquire_context(&minor, context, NULL, NULL, NULL, NULL, &flags, NULL, &open);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_int_equal(open, 0);
    assert_true((flags & GSS_C_TRANS_FLAG) != 0);
}

/* Moves a context of this process to a new one. */
static void move_out(gss_ctx_id_t *context, struct remote *remote)
{
    gss_buffer_desc token;
    OM_uint32 major, minor;

    remote_start(remote);
    assert_transferable(*context);
    major = gss_export_sec_context(&minor, context, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_null(*context);
    remote_assert(remote, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    gss_release_buffer(&minor, &token);
}

static void move_on(struct remote *remote)
{
    struct remote_reply token;
    struct remote next;

    remote_start(&next);
    remote_assert(remote, REMOTE_EXPORT, NULL, NULL, GSS_S_COMPLETE, &token);
    remote_assert(&next, REMOTE_IMPORT, &token.value, NULL, GSS_S_COMPLETE, NULL);
    remote_reply_free(&token);
    remote_stop(remote);
    *remote = next;
}

static void move_in(struct remote *remote, gss_ctx_id_t *context)
{
    struct remote_reply token;
    OM_uint32 major, minor;

    remote_assert(remote, REMOTE_EXPORT, NULL, NULL, GSS_S_COMPLETE, &token);
    major = gss_import_sec_context(&minor, &token.value, context);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    remote_reply_free(&token);
    remote_stop(remote);
}

static void check_messages(struct pair *pair)
{
    pair_send(pair->initiator, pair->acceptor, GSS_S_COMPLETE);
    pair_send(pair->acceptor, pair->initiator, GSS_S_COMPLETE);
    pair_release(pair);
}

/* The initiator moves while it waits for the AP-REP; with DCE style it then sends a third leg. */
static void check_initiator(const char *service, OM_uint32 flags)
{
    gss_buffer_desc request = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER, none;
    gss_buffer_desc target = pair_text(service);
    struct pair pair = {GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    struct remote_reply third;
    struct remote remote;
    OM_uint32 minor;

    assert_int_equal(pair_init(&pair.initiator, service, flags, 0, GSS_C_NO_BUFFER, &request),
                     GSS_S_CONTINUE_NEEDED);
    (void)pair_accept(&pair.acceptor, &request, &reply);
    move_out(&pair.initiator, &remote);
    move_on(&remote);
    remote_assert(&remote, REMOTE_INIT, &reply, &target, GSS_S_COMPLETE, &third);
    if ((flags & GSS_C_DCE_STYLE) != 0)
        assert_int_equal(pair_accept(&pair.acceptor, &third.value, &none), GSS_S_COMPLETE);
    else
        assert_int_equal(third.value.length, 0);
    remote_reply_free(&third);
    move_in(&remote, &pair.initiator);
    gss_release_buffer(&minor, &request);
    gss_release_buffer(&minor, &reply);
    check_messages(&pair);
}

/* The DCE acceptor moves while it waits for the third leg. */
static void check_dce_acceptor(const char *service)
{
    gss_buffer_desc request = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER,
                    third = GSS_C_EMPTY_BUFFER;
    struct pair pair = {GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    struct remote remote;
    OM_uint32 minor;

    (void)pair_init(&pair.initiator, service, DCE_FLAGS, 0, GSS_C_NO_BUFFER, &request);
    assert_int_equal(pair_accept(&pair.acceptor, &request, &reply), GSS_S_CONTINUE_NEEDED);
    move_out(&pair.acceptor, &remote);
    assert_int_equal(pair_init(&pair.initiator, service, DCE_FLAGS, 0, &reply, &third),
                     GSS_S_COMPLETE);
    move_on(&remote);
    remote_assert(&remote, REMOTE_ACCEPT, &third, NULL, GSS_S_COMPLETE, NULL);
    move_in(&remote, &pair.acceptor);
    gss_release_buffer(&minor, &request);
    gss_release_buffer(&minor, &reply);
    gss_release_buffer(&minor, &third);
    check_messages(&pair);
}

static void test_partial_initiator_waiting_for_ap_rep_continues_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; pair_services[i] != NULL; i++)
        check_initiator(pair_services[i], PAIR_FLAGS);
}

static void test_partial_dce_initiator_continues_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; pair_services[i] != NULL; i++)
        check_initiator(pair_services[i], DCE_FLAGS);
}

static void test_partial_dce_acceptor_waiting_for_third_leg_continues_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; pair_services[i] != NULL; i++)
        check_dce_acceptor(pair_services[i]);
}

static void test_partial_context_protects_no_messages_before_or_after_import(void **state)
{
    gss_buffer_desc request, message = pair_text("too early"), token;
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT;
    struct remote remote;
    OM_uint32 minor;

    (void)state;
    (void)pair_init(&initiator, pair_services[0], PAIR_FLAGS, 0, GSS_C_NO_BUFFER, &request);
    assert_int_equal(gss_wrap(&minor, initiator, 1, 0, &message, NULL, &token), GSS_S_NO_CONTEXT);
    move_out(&initiator, &remote);
    remote_assert(&remote, REMOTE_WRAP, &message, NULL, GSS_S_NO_CONTEXT, NULL);
    remote_stop(&remote);
    gss_release_buffer(&minor, &request);
}

static void test_partial_token_imports_once(void **state)
{
    gss_buffer_desc request, token;
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT;
    struct remote first, second;
    OM_uint32 major, minor;

    (void)state;
    remote_start(&first);
    remote_start(&second);
    (void)pair_init(&initiator, pair_services[0], PAIR_FLAGS, 0, GSS_C_NO_BUFFER, &request);
    major = gss_export_sec_context(&minor, &initiator, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    remote_assert(&first, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    remote_assert(&second, REMOTE_IMPORT, &token, NULL, GSS_S_NO_CONTEXT, NULL);
    remote_stop(&first);
    remote_stop(&second);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_partial_initiator_waiting_for_ap_rep_continues_elsewhere),
        cmocka_unit_test(test_partial_dce_initiator_continues_elsewhere),
        cmocka_unit_test(test_partial_dce_acceptor_waiting_for_third_leg_continues_elsewhere),
        cmocka_unit_test(test_partial_context_protects_no_messages_before_or_after_import),
        cmocka_unit_test(test_partial_token_imports_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
