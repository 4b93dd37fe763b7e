/* Context tokens of Kerberos, cut and altered, at both sides. */
#include "api/check.h"

#include "api/session.h"

/* An error token for the peer is no leak, but is not looked at here. */
static void drop(gss_buffer_t buffer)
{
    OM_uint32 minor;

    gss_release_buffer(&minor, buffer);
}

static void make_initial_token(OM_uint32 flags, gss_ctx_id_t *context, gss_buffer_t token)
{
    *context = GSS_C_NO_CONTEXT;
    assert_false(GSS_ERROR(session_init(context, flags, NULL, token)));
}

static void check_prefix_at_acceptor(gss_buffer_t tampered, void *data)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc output;

    (void)data;
    if (tampered->length == 0) /* asks for what there is (MS-SPNG 3.2.5.1) */
        return;
    check_status(session_accept(&context, tampered, &output), GSS_S_DEFECTIVE_TOKEN);
    assert_null(context);
    drop(&output);
}

static void test_a_cut_initial_token_is_defective(void **state)
{
    gss_ctx_id_t context;
    gss_buffer_desc token;

    (void)state;
    make_initial_token(SESSION_FLAGS, &context, &token);
    session_each_prefix(&token, check_prefix_at_acceptor, NULL);
    drop(&token);
    gss_delete_sec_context(&(OM_uint32){0}, &context, NULL);
    make_initial_token(SESSION_FLAGS | GSS_C_DCE_STYLE, &context, &token); /* without framing */
    session_each_prefix(&token, check_prefix_at_acceptor, NULL);
    drop(&token);
    gss_delete_sec_context(&(OM_uint32){0}, &context, NULL);
}

/* What RFC 2744 s.5.1 has for a token that is not as its maker made it. The ticket's keys are
 * found by names in it, so an altered one can lack a key; and a time altered is a time too old. */
static bool is_status_of_bad_token(OM_uint32 major)
{
    switch (GSS_ROUTINE_ERROR(major)) {
    case GSS_S_DEFECTIVE_TOKEN:
    case GSS_S_BAD_SIG:
    case GSS_S_BAD_MECH:
    case GSS_S_NO_CRED:
    case GSS_S_FAILURE:
        return GSS_CALLING_ERROR(major) == 0;
    default:
        return false;
    }
}

struct flips {
    unsigned accepted;
    unsigned refused;
};

static void check_flip_at_acceptor(gss_buffer_t tampered, void *data)
{
    struct flips *flips = data;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc output;
    OM_uint32 major, minor;

    major = session_accept(&context, tampered, &output);
    drop(&output);
    if (GSS_ERROR(major)) {
        if (!is_status_of_bad_token(major))
            check_status(major, GSS_S_DEFECTIVE_TOKEN);
        assert_null(context);
        flips->refused++;
        return;
    }
    flips->accepted++;
    gss_delete_sec_context(&minor, &context, NULL);
}

/*
 * Kerberos does not authenticate all of an AP-REQ: some of its options, and the ticket's clear
 * text as far as the key is still found. Those few bits change nothing in what is proved. Once
 * such a token was accepted, all others are replays of it.
 */
static void test_an_altered_initial_token_is_refused(void **state)
{
    gss_ctx_id_t initiator, acceptor = GSS_C_NO_CONTEXT;
    gss_buffer_desc token, output;
    struct flips flips = {0};

    (void)state;
    make_initial_token(SESSION_FLAGS, &initiator, &token);
    session_each_flip(&token, check_flip_at_acceptor, &flips);
    assert_int_equal(flips.accepted + flips.refused, token.length * 8);
    assert_in_range(flips.accepted, 0, 1);
    check_status(session_accept(&acceptor, &token, &output),
                 flips.accepted ? (GSS_S_FAILURE | GSS_S_DUPLICATE_TOKEN) : GSS_S_COMPLETE);
    drop(&output);
    drop(&token);
    gss_delete_sec_context(&(OM_uint32){0}, &initiator, NULL);
    if (acceptor != GSS_C_NO_CONTEXT)
        gss_delete_sec_context(&(OM_uint32){0}, &acceptor, NULL);
}

/* A context for each altered answer, since a failed leg ends a context. */
static void check_at_initiator(gss_buffer_t tampered, void *data)
{
    gss_ctx_id_t context, handle;
    gss_buffer_desc token, output = FILLED_BUFFER;
    OM_uint32 flags = *(OM_uint32 *)data, major, minor;

    make_initial_token(flags, &context, &token);
    drop(&token);
    handle = context;
    major = session_init(&context, flags, tampered, &output);
    if (!is_status_of_bad_token(major))
        check_status(major, GSS_S_DEFECTIVE_TOKEN);
    assert_ptr_equal(context, handle); /* left for us to delete */
    check_status(session_init(&context, flags, tampered, &output), GSS_S_NO_CONTEXT);
    drop(&output);
    check_status(gss_delete_sec_context(&minor, &context, NULL), GSS_S_COMPLETE);
}

static void check_answers(OM_uint32 flags)
{
    gss_ctx_id_t initiator, acceptor = GSS_C_NO_CONTEXT;
    gss_buffer_desc token, answer, output;

    make_initial_token(flags, &initiator, &token);
    assert_false(GSS_ERROR(session_accept(&acceptor, &token, &answer)));
    session_each_prefix(&answer, check_at_initiator, &flags);
    session_each_flip(&answer, check_at_initiator, &flags);
    check_at_initiator(&token, &flags);  /* our own first token */
    check_at_initiator(&answer, &flags); /* the answer to another context */
    check_status(session_init(&initiator, flags, &answer, &output), GSS_S_COMPLETE);
    drop(&output);
    drop(&answer);
    drop(&token);
    gss_delete_sec_context(&(OM_uint32){0}, &initiator, NULL);
    gss_delete_sec_context(&(OM_uint32){0}, &acceptor, NULL);
}

static void test_a_cut_or_altered_answer_is_refused(void **state)
{
    (void)state;
    check_answers(SESSION_FLAGS);
}

static void test_a_cut_or_altered_answer_in_dce_style_is_refused(void **state)
{
    (void)state;
    check_answers(SESSION_FLAGS | GSS_C_DCE_STYLE);
}

/* What comes from a peer that refuses says why, and is itself no proof of anything: whatever it
 * says, and altered in whatever way, it only ever fails the context. */
static void check_error_at_initiator(gss_buffer_t tampered, void *data)
{
    gss_ctx_id_t context;
    gss_buffer_desc token, output;
    OM_uint32 major, minor;

    (void)data;
    make_initial_token(SESSION_FLAGS, &context, &token);
    drop(&token);
    major = session_init(&context, SESSION_FLAGS, tampered, &output);
    assert_true(GSS_ERROR(major) && GSS_CALLING_ERROR(major) == 0);
    check_empty(output);
    check_status(gss_delete_sec_context(&minor, &context, NULL), GSS_S_COMPLETE);
}

static void test_an_error_token_in_any_shape_only_fails_the_context(void **state)
{
    gss_name_t elsewhere = make_name("host@elsewhere.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT, acceptor = GSS_C_NO_CONTEXT;
    gss_buffer_desc token, error, output;
    OM_uint32 minor;

    (void)state;
    check_status(gss_init_sec_context(&minor, NULL, &initiator, elsewhere, GSS_KRB5, SESSION_FLAGS,
                                      0, NULL, NULL, NULL, &token, NULL, NULL),
                 GSS_S_CONTINUE_NEEDED);
    check_status(session_accept(&acceptor, &token, &error), GSS_S_NO_CRED); /* we lack its key */
    assert_null(acceptor);
    assert_true(error.length > 13); /* an error token for the initiator */
    session_each_prefix(&error, check_error_at_initiator, NULL);
    session_each_flip(&error, check_error_at_initiator, NULL);
    assert_true(GSS_ERROR(session_init(&initiator, SESSION_FLAGS, &error, &output)));
    drop(&output);
    check_status(session_accept(&acceptor, &error, &output), GSS_S_DEFECTIVE_TOKEN);
    assert_null(acceptor);
    drop(&output);
    drop(&error);
    drop(&token);
    gss_release_name(&minor, &elsewhere);
    gss_delete_sec_context(&minor, &initiator, NULL);
}

/* The acceptor's second leg: a context for each altered third token. */
static void check_third_at_acceptor(gss_buffer_t tampered, void *data)
{
    OM_uint32 flags = SESSION_FLAGS | GSS_C_DCE_STYLE, major, minor;
    gss_ctx_id_t initiator, acceptor = GSS_C_NO_CONTEXT, handle;
    gss_buffer_desc first, second, output;

    (void)data;
    make_initial_token(flags, &initiator, &first);
    check_status(session_accept(&acceptor, &first, &second), GSS_S_CONTINUE_NEEDED);
    handle = acceptor;
    major = session_accept(&acceptor, tampered, &output);
    if (!is_status_of_bad_token(major))
        check_status(major, GSS_S_DEFECTIVE_TOKEN);
    drop(&output);
    assert_ptr_equal(acceptor, handle);
    check_status(session_accept(&acceptor, tampered, &output),
                 tampered->length == 0 ? GSS_S_DEFECTIVE_TOKEN : GSS_S_NO_CONTEXT);
    drop(&output);
    drop(&first);
    drop(&second);
    gss_delete_sec_context(&minor, &initiator, NULL);
    gss_delete_sec_context(&minor, &acceptor, NULL);
}

static void test_a_cut_or_altered_third_token_is_refused(void **state)
{
    OM_uint32 flags = SESSION_FLAGS | GSS_C_DCE_STYLE;
    gss_ctx_id_t initiator, acceptor = GSS_C_NO_CONTEXT;
    gss_buffer_desc first, second, third, output;

    (void)state;
    make_initial_token(flags, &initiator, &first);
    check_status(session_accept(&acceptor, &first, &second), GSS_S_CONTINUE_NEEDED);
    check_status(session_init(&initiator, flags, &second, &third), GSS_S_COMPLETE);
    session_each_prefix(&third, check_third_at_acceptor, NULL);
    session_each_flip(&third, check_third_at_acceptor, NULL);
    check_third_at_acceptor(&first, NULL);
    check_third_at_acceptor(&second, NULL);
    check_third_at_acceptor(&third, NULL); /* of another context */
    check_status(session_accept(&acceptor, &third, &output), GSS_S_COMPLETE);
    assert_int_equal(output.length, 0);
    drop(&first);
    drop(&second);
    drop(&third);
    gss_delete_sec_context(&(OM_uint32){0}, &initiator, NULL);
    gss_delete_sec_context(&(OM_uint32){0}, &acceptor, NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cut_initial_token_is_defective),
        cmocka_unit_test(test_an_altered_initial_token_is_refused),
        cmocka_unit_test(test_a_cut_or_altered_answer_is_refused),
        cmocka_unit_test(test_a_cut_or_altered_answer_in_dce_style_is_refused),
        cmocka_unit_test(test_an_error_token_in_any_shape_only_fails_the_context),
        cmocka_unit_test(test_a_cut_or_altered_third_token_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
