/* Per-message calls on an established Kerberos context, with bad input: the right status, and a
 * context that works on as if nothing had come. */
#include "api/check.h"

#include <time.h>

#include "api/session.h"

static struct session session;

static int establish(void **state)
{
    (void)state;
    session_establish(&session, SESSION_FLAGS);
    return 0;
}

static int release(void **state)
{
    (void)state;
    session_release(&session);
    return 0;
}

/* A message goes through in order: nothing before has moved the window. */
static void check_usable(gss_ctx_id_t sender, gss_ctx_id_t receiver)
{
    gss_buffer_desc message = text_buffer("still here"), token, plain;
    OM_uint32 minor;
    int conf;

    check_status(gss_wrap(&minor, sender, 1, 0, &message, &conf, &token), GSS_S_COMPLETE);
    assert_int_equal(conf, 1);
    check_status(gss_unwrap(&minor, receiver, &token, &plain, &conf, NULL), GSS_S_COMPLETE);
    check_text(&plain, "still here");
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &plain);
}

static bool is_bad_token(OM_uint32 major)
{
    return major == GSS_S_DEFECTIVE_TOKEN || major == GSS_S_BAD_SIG;
}

static void check_bad_wrap(gss_buffer_t tampered, void *data)
{
    gss_buffer_desc plain = FILLED_BUFFER;
    gss_qop_t qop = 7;
    OM_uint32 minor, major;
    int conf = 7;

    (void)data;
    major = gss_unwrap(&minor, session.acceptor, tampered, &plain, &conf, &qop);
    if (!is_bad_token(major))
        check_status(major, GSS_S_DEFECTIVE_TOKEN);
    check_empty(plain);
    assert_int_equal(conf, 0);
    assert_int_equal(qop, 0);
    assert_int_not_equal(minor, 0);
}

static void check_bad_mic(gss_buffer_t tampered, void *data)
{
    OM_uint32 minor, major;

    major = gss_verify_mic(&minor, session.acceptor, data, tampered, NULL);
    if (!is_bad_token(major))
        check_status(major, GSS_S_DEFECTIVE_TOKEN);
    assert_int_not_equal(minor, 0);
}

static void test_cut_and_altered_wrap_tokens_are_refused(void **state)
{
    gss_buffer_desc message = text_buffer("hello, world"), token, plain;
    OM_uint32 minor;

    (void)state;
    for (int conf = 0; conf <= 1; conf++) {
        check_status(gss_wrap(&minor, session.initiator, conf, 0, &message, NULL, &token),
                     GSS_S_COMPLETE);
        session_each_prefix(&token, check_bad_wrap, NULL);
        session_each_flip(&token, check_bad_wrap, NULL);
        check_status(gss_unwrap(&minor, session.acceptor, &token, &plain, NULL, NULL),
                     GSS_S_COMPLETE);
        check_text(&plain, "hello, world");
        gss_release_buffer(&minor, &plain);
        gss_release_buffer(&minor, &token);
    }
    check_usable(session.initiator, session.acceptor);
    check_usable(session.acceptor, session.initiator);
}

static void test_cut_and_altered_mics_are_refused(void **state)
{
    gss_buffer_desc message = text_buffer("hello, world"), other = text_buffer("hello, worle"), mic;
    OM_uint32 minor;

    (void)state;
    check_status(gss_get_mic(&minor, session.initiator, 0, &message, &mic), GSS_S_COMPLETE);
    session_each_prefix(&mic, check_bad_mic, &message);
    session_each_flip(&mic, check_bad_mic, &message);
    check_status(gss_verify_mic(&minor, session.acceptor, &other, &mic, NULL), GSS_S_BAD_SIG);
    check_status(gss_verify_mic(&minor, session.acceptor, &message, &mic, NULL), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &mic);
    check_usable(session.initiator, session.acceptor);
}

static void test_tokens_of_another_kind_are_refused(void **state)
{
    gss_buffer_desc message = text_buffer("hello"), wrapped, mic, first, output;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 minor;

    (void)state;
    check_status(gss_wrap(&minor, session.initiator, 1, 0, &message, NULL, &wrapped),
                 GSS_S_COMPLETE);
    check_status(gss_get_mic(&minor, session.initiator, 0, &message, &mic), GSS_S_COMPLETE);
    check_status(session_init(&context, SESSION_FLAGS, NULL, &first), GSS_S_CONTINUE_NEEDED);
    check_bad_wrap(&mic, NULL);
    check_bad_wrap(&first, NULL);
    check_bad_wrap(&message, NULL);
    check_bad_mic(&wrapped, &message);
    check_bad_mic(&first, &message);
    check_bad_mic(&message, &message);
    check_status(gss_process_context_token(&minor, session.acceptor, &wrapped),
                 GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_process_context_token(&minor, session.acceptor, &message),
                 GSS_S_DEFECTIVE_TOKEN);
    /* Our own token, reflected. */
    assert_true(is_bad_token(gss_unwrap(&minor, session.initiator, &wrapped, &output, NULL, NULL)));
    check_empty(output);
    assert_true(is_bad_token(gss_verify_mic(&minor, session.initiator, &message, &mic, NULL)));
    check_status(gss_unwrap(&minor, session.acceptor, &wrapped, &output, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_verify_mic(&minor, session.acceptor, &message, &mic, NULL), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &output);
    gss_release_buffer(&minor, &wrapped);
    gss_release_buffer(&minor, &mic);
    gss_release_buffer(&minor, &first);
    gss_delete_sec_context(&minor, &context, NULL);
    check_usable(session.initiator, session.acceptor);
}

static void test_replays_and_gaps_are_told(void **state)
{
    gss_buffer_desc message = text_buffer("hello"), tokens[3], plain;
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        check_status(gss_wrap(&minor, session.initiator, 1, 0, &message, NULL, &tokens[i]),
                     GSS_S_COMPLETE);
    check_status(gss_unwrap(&minor, session.acceptor, &tokens[1], &plain, NULL, NULL),
                 GSS_S_GAP_TOKEN);
    check_text(&plain, "hello"); /* delivered: the status is information */
    gss_release_buffer(&minor, &plain);
    check_status(gss_unwrap(&minor, session.acceptor, &tokens[1], &plain, NULL, NULL),
                 GSS_S_DUPLICATE_TOKEN);
    gss_release_buffer(&minor, &plain);
    check_status(gss_unwrap(&minor, session.acceptor, &tokens[0], &plain, NULL, NULL),
                 GSS_S_UNSEQ_TOKEN);
    gss_release_buffer(&minor, &plain);
    check_status(gss_unwrap(&minor, session.acceptor, &tokens[2], &plain, NULL, NULL),
                 GSS_S_COMPLETE);
    gss_release_buffer(&minor, &plain);
    for (size_t i = 0; i < 3; i++)
        gss_release_buffer(&minor, &tokens[i]);
}

static void test_missing_arguments_of_established_contexts(void **state)
{
    const OM_uint32 READ = GSS_S_CALL_INACCESSIBLE_READ, WRITE = GSS_S_CALL_INACCESSIBLE_WRITE;
    gss_buffer_desc text = text_buffer("x"), hollow = {5, NULL}, empty = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc output = FILLED_BUFFER;
    gss_ctx_id_t c = session.acceptor, handle = c;
    OM_uint32 minor, limit = 7;

    (void)state;
    check_status(gss_get_mic(&minor, c, 0, NULL, &output), READ);
    check_empty(output);
    check_status(gss_get_mic(&minor, c, 0, &hollow, &output), READ);
    check_status(gss_get_mic(&minor, c, 0, &text, NULL), WRITE);
    check_status(gss_get_mic(&minor, c, 1, &text, &output), GSS_S_BAD_QOP);
    check_status(gss_sign(&minor, c, -1, &text, &output), GSS_S_BAD_QOP);
    check_status(gss_wrap(&minor, c, 1, 0, NULL, NULL, &output), READ);
    check_status(gss_wrap(&minor, c, 1, 0, &hollow, NULL, &output), READ);
    check_status(gss_wrap(&minor, c, 1, 0, &text, NULL, NULL), WRITE);
    check_status(gss_wrap(&minor, c, 1, 1, &text, NULL, &output), GSS_S_BAD_QOP);
    check_status(gss_seal(&minor, c, 1, 1, &text, NULL, &output), GSS_S_BAD_QOP);
    check_status(gss_verify_mic(&minor, c, &text, NULL, NULL), READ | GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_verify_mic(&minor, c, &text, &empty, NULL), GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_verify_mic(&minor, c, NULL, &text, NULL), READ);
    check_status(gss_unwrap(&minor, c, NULL, &output, NULL, NULL), READ | GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_unwrap(&minor, c, &empty, &output, NULL, NULL), GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_unwrap(&minor, c, &text, NULL, NULL, NULL), WRITE);
    check_status(gss_wrap_size_limit(&minor, c, 1, 1, 100, &limit), GSS_S_BAD_QOP);
    assert_int_equal(limit, 0);
    check_status(gss_wrap_size_limit(&minor, c, 1, 0, 100, NULL), WRITE);
    check_status(gss_context_time(&minor, c, NULL), WRITE);
    check_status(gss_process_context_token(&minor, c, NULL), READ | GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_process_context_token(&minor, c, &empty), GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_export_sec_context(&minor, &handle, NULL), WRITE);
    assert_ptr_equal(handle, c);
    check_status(gss_transfer_set_domain(&minor, c, "relative"), GSS_S_FAILURE);
    check_status(gss_transfer_set_lifetime(&minor, c, UINT32_MAX), GSS_S_FAILURE);
    check_status(gss_transfer_restrict(&minor, c, 3, 0), GSS_S_FAILURE);
    check_status(gss_inquire_context(NULL, c, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_usable(session.initiator, session.acceptor);
}

static void test_empty_messages_are_messages(void **state)
{
    gss_buffer_desc empty = GSS_C_EMPTY_BUFFER, token, plain;
    OM_uint32 minor;

    (void)state;
    for (int conf = 0; conf <= 1; conf++) {
        check_status(gss_wrap(NULL, session.initiator, conf, 0, &empty, NULL, &token),
                     GSS_S_COMPLETE);
        check_status(gss_unwrap(NULL, session.acceptor, &token, &plain, NULL, NULL),
                     GSS_S_COMPLETE);
        assert_int_equal(plain.length, 0);
        gss_release_buffer(&minor, &plain);
        gss_release_buffer(&minor, &token);
    }
    check_status(gss_get_mic(NULL, session.initiator, 0, &empty, &token), GSS_S_COMPLETE);
    check_status(gss_verify_mic(NULL, session.acceptor, &empty, &token, NULL), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
}

/* The limit is exact: one byte more no longer fits. */
static void test_the_size_limit_is_what_fits(void **state)
{
    static char bytes[1200];
    OM_uint32 minor, limit;

    (void)state;
    for (int conf = 0; conf <= 1; conf++) {
        for (OM_uint32 size = 0; size < 1000; size += 37) {
            gss_buffer_desc message, token;

            check_status(gss_wrap_size_limit(&minor, session.acceptor, conf, 0, size, &limit),
                         GSS_S_COMPLETE);
            assert_true(limit < size || size == 0);
            for (OM_uint32 more = 0; more <= 1; more++) {
                message = (gss_buffer_desc){limit + more, bytes};
                check_status(gss_wrap(&minor, session.acceptor, conf, 0, &message, NULL, &token),
                             GSS_S_COMPLETE);
                if (limit != 0 || more != 0)
                    assert_true((token.length <= size) == (more == 0));
                gss_release_buffer(&minor, &token);
            }
        }
    }
}

static void test_what_kerberos_contexts_tell(void **state)
{
    gss_buffer_desc data = FILLED_BUFFER;
    gss_name_t source, target;
    OM_uint32 minor, flags = 0, lifetime;
    int32_t authtime = 0;
    int initiated = 1, open = 0;

    (void)state;
    check_status(gss_inquire_context(&minor, session.acceptor, &source, &target, &lifetime, NULL,
                                     &flags, &initiated, &open),
                 GSS_S_COMPLETE);
    check_displayed(source, "alice@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    check_displayed(target, "host/server.gss.test@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    assert_in_range(lifetime, 1, 10 * 3600 + 300);
    assert_int_equal(initiated, 0);
    assert_int_equal(open, 1);
    assert_int_equal(flags & (SESSION_FLAGS | GSS_C_PROT_READY_FLAG | GSS_C_TRANS_FLAG),
                     SESSION_FLAGS | GSS_C_PROT_READY_FLAG | GSS_C_TRANS_FLAG);
    gss_release_name(&minor, &source);
    gss_release_name(&minor, &target);
    check_status(gss_krb5_get_tkt_flags(&minor, session.acceptor, &flags), GSS_S_COMPLETE);
    assert_true((flags & 0x40000000) != 0); /* forwardable */
    check_status(gsskrb5_extract_authtime_from_sec_context(&minor, session.acceptor, &authtime),
                 GSS_S_COMPLETE);
    assert_in_range((uint32_t)authtime, (uint32_t)time(NULL) - 24 * 3600, (uint32_t)time(NULL));
    check_status(gsskrb5_extract_authz_data_from_sec_context(&minor, session.acceptor, 9999, &data),
                 GSS_S_UNAVAILABLE);
    check_empty(data);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cut_and_altered_wrap_tokens_are_refused, establish,
                                        release),
        cmocka_unit_test_setup_teardown(test_cut_and_altered_mics_are_refused, establish, release),
        cmocka_unit_test_setup_teardown(test_tokens_of_another_kind_are_refused, establish,
                                        release),
        cmocka_unit_test_setup_teardown(test_replays_and_gaps_are_told, establish, release),
        cmocka_unit_test_setup_teardown(test_missing_arguments_of_established_contexts, establish,
                                        release),
        cmocka_unit_test_setup_teardown(test_empty_messages_are_messages, establish, release),
        cmocka_unit_test_setup_teardown(test_the_size_limit_is_what_fits, establish, release),
        cmocka_unit_test_setup_teardown(test_what_kerberos_contexts_tell, establish, release),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
