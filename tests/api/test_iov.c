/* Messages in several buffers as programs send them, under Kerberos and under SCRAM: the statuses
 * of the plain calls, and bad arguments, after which the context works on. */
#include "api/check.h"

#include <stdlib.h>

#include "api/session.h"
#include "support/scram.h"

enum { ALLOCATE = GSS_IOV_BUFFER_FLAG_ALLOCATE };

static struct session session;
static struct scram_files files;

static int establish_krb5(void **state)
{
    (void)state;
    session_establish(&session, SESSION_FLAGS);
    return 0;
}

static int release_krb5(void **state)
{
    (void)state;
    session_release(&session);
    return 0;
}

/* RFC 7677 s.3's user. */
static int establish_scram(void **state)
{
    gss_buffer_desc to = GSS_C_EMPTY_BUFFER, back = GSS_C_EMPTY_BUFFER;
    gss_name_t target = make_name("host@localhost", GSS_C_NT_HOSTBASED_SERVICE);
    OM_uint32 init = GSS_S_CONTINUE_NEEDED, accept = GSS_S_CONTINUE_NEEDED, minor;
    gss_cred_id_t user = scram_user(&scram_test_sha256, "user", "pencil"), acceptor;

    (void)state;
    scram_files_make(&files);
    scram_files_add(&files, "user",
                    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXku"
                    "LmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
    acceptor = scram_acceptor(&scram_test_sha256, files.verifiers);
    session = (struct session){GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    while (init != GSS_S_COMPLETE || accept != GSS_S_COMPLETE) {
        if (init != GSS_S_COMPLETE)
            init =
                gss_init_sec_context(&minor, user, &session.initiator, target, &scram_test_sha256,
                                     SESSION_FLAGS, 0, NULL, &back, NULL, &to, NULL, NULL);
        assert_false(GSS_ERROR(init));
        gss_release_buffer(&minor, &back);
        if (accept != GSS_S_COMPLETE)
            accept = gss_accept_sec_context(&minor, &session.acceptor, acceptor, &to, NULL, NULL,
                                            NULL, &back, NULL, NULL, NULL);
        assert_false(GSS_ERROR(accept));
        gss_release_buffer(&minor, &to);
    }
    gss_release_name(&minor, &target);
    gss_release_cred(&minor, &user);
    gss_release_cred(&minor, &acceptor);
    return 0;
}

static int release_scram(void **state)
{
    (void)state;
    session_release(&session);
    scram_files_remove(&files);
    return 0;
}

/* A message of its own memory. */
struct message {
    char text[16];
    gss_iov_buffer_desc iov[4];
};

static void message_wrap(struct message *message, const char *text)
{
    OM_uint32 minor;
    int conf = 0;

    memset(message, 0, sizeof(*message));
    strcpy(message->text, text);
    message->iov[0].type = GSS_IOV_BUFFER_TYPE_HEADER | ALLOCATE;
    message->iov[1] =
        (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_DATA, {strlen(text), message->text}};
    message->iov[2].type = GSS_IOV_BUFFER_TYPE_PADDING | ALLOCATE;
    message->iov[3].type = GSS_IOV_BUFFER_TYPE_TRAILER | ALLOCATE;
    check_status(gss_wrap_iov(&minor, session.initiator, 1, 0, &conf, message->iov, 4),
                 GSS_S_COMPLETE);
    assert_int_equal(conf, 1);
    assert_string_not_equal(message->text, text);
}

/* Opens a copy, so that the message can be opened again. */
static void check_opens(const struct message *message, const char *text, OM_uint32 status)
{
    struct message copy = *message;
    gss_qop_t qop = 7;
    OM_uint32 minor;
    char header[64];
    int conf = 0;

    assert_true(copy.iov[0].buffer.length <= sizeof(header));
    memcpy(header, copy.iov[0].buffer.value, copy.iov[0].buffer.length);
    copy.iov[0].buffer.value = header;
    copy.iov[1].buffer.value = copy.text;
    copy.iov[3].buffer.value = malloc(copy.iov[3].buffer.length);
    assert_non_null(copy.iov[3].buffer.value);
    memcpy(copy.iov[3].buffer.value, message->iov[3].buffer.value, copy.iov[3].buffer.length);
    check_status(gss_unwrap_iov(&minor, session.acceptor, &conf, &qop, copy.iov, 4), status);
    assert_string_equal(copy.text, text);
    assert_int_equal(conf, 1);
    assert_int_equal(qop, 0);
    free(copy.iov[3].buffer.value);
}

static void message_release(struct message *message)
{
    OM_uint32 minor;

    check_status(gss_release_iov_buffer(&minor, message->iov, 4), GSS_S_COMPLETE);
    check_empty(message->iov[0].buffer);
    check_empty(message->iov[3].buffer);
    assert_int_equal(message->iov[0].type, GSS_IOV_BUFFER_TYPE_HEADER | ALLOCATE);
    assert_ptr_equal(message->iov[1].buffer.value, message->text);
}

/* Nothing before has moved the window. */
static void check_usable(void)
{
    struct message message;

    message_wrap(&message, "still here");
    check_opens(&message, "still here", GSS_S_COMPLETE);
    message_release(&message);
}

static void test_replays_and_gaps_are_told(void **state)
{
    struct message messages[3];

    (void)state;
    for (size_t i = 0; i < 3; i++)
        message_wrap(&messages[i], "hello");
    check_opens(&messages[1], "hello", GSS_S_GAP_TOKEN);
    check_opens(&messages[1], "hello", GSS_S_DUPLICATE_TOKEN);
    check_opens(&messages[0], "hello", GSS_S_UNSEQ_TOKEN);
    check_opens(&messages[2], "hello", GSS_S_COMPLETE);
    for (size_t i = 0; i < 3; i++)
        message_release(&messages[i]);
    check_usable();
}

static void test_order_of_mics_is_told(void **state)
{
    char text[] = "hello";
    gss_iov_buffer_desc iov[3][2];
    static const struct {
        int token;
        OM_uint32 status;
    } received[] = {{1, GSS_S_GAP_TOKEN},
                    {1, GSS_S_DUPLICATE_TOKEN},
                    {0, GSS_S_UNSEQ_TOKEN},
                    {2, GSS_S_COMPLETE}};
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        iov[i][0] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_DATA, {5, text}};
        iov[i][1] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_MIC_TOKEN | ALLOCATE, {0, NULL}};
        check_status(gss_get_mic_iov(&minor, session.initiator, 0, iov[i], 2), GSS_S_COMPLETE);
    }
    for (size_t i = 0; i < 4; i++)
        check_status(gss_verify_mic_iov(&minor, session.acceptor, NULL, iov[received[i].token], 2),
                     received[i].status);
    text[0] = 'H';
    check_status(gss_verify_mic_iov(&minor, session.acceptor, NULL, iov[0], 2), GSS_S_BAD_SIG);
    for (size_t i = 0; i < 3; i++)
        gss_release_iov_buffer(&minor, iov[i], 2);
    check_usable();
}

/* What is told is what is needed, exactly. */
static void test_told_lengths_are_those_needed(void **state)
{
    char data[] = "some data";
    OM_uint32 minor;

    (void)state;
    for (int conf = 0; conf <= 1; conf++) {
        gss_iov_buffer_desc iov[] = {
            {GSS_IOV_BUFFER_TYPE_DATA, {9, NULL}}, /* its length is enough */
            {GSS_IOV_BUFFER_TYPE_HEADER, {0, NULL}},
        };
        int state_of_conf = 7;

        check_status(
            gss_wrap_iov_length(&minor, session.initiator, conf, 0, &state_of_conf, iov, 2),
            GSS_S_COMPLETE);
        assert_int_equal(state_of_conf, conf);
        iov[0].buffer.value = data;
        iov[1].buffer.value = malloc(iov[1].buffer.length);
        iov[1].buffer.length--;
        check_status(gss_wrap_iov(&minor, session.initiator, conf, 0, &state_of_conf, iov, 2),
                     GSS_S_FAILURE);
        assert_int_equal(state_of_conf, 0);
        assert_string_equal(data, "some data");
        iov[1].buffer.length++;
        check_status(gss_wrap_iov(&minor, session.initiator, conf, 0, &state_of_conf, iov, 2),
                     GSS_S_COMPLETE);
        assert_int_equal(state_of_conf, conf);
        check_status(gss_unwrap_iov(&minor, session.acceptor, NULL, NULL, iov, 2), GSS_S_COMPLETE);
        assert_string_equal(data, "some data");
        free(iov[1].buffer.value);
    }
}

/* The input stays as it is, and a refused token can still be opened. */
static void test_associated_data_must_be_the_same(void **state)
{
    gss_buffer_desc message = text_buffer("a message"), assoc = text_buffer("beside"), token;
    gss_buffer_desc other = text_buffer("Beside"), plain = FILLED_BUFFER;
    OM_uint32 minor;
    int conf = 7;

    (void)state;
    for (int sealed = 0; sealed <= 1; sealed++) {
        check_status(
            gss_wrap_aead(&minor, session.initiator, sealed, 0, &assoc, &message, &conf, &token),
            GSS_S_COMPLETE);
        assert_int_equal(conf, sealed);
        check_status(gss_unwrap_aead(&minor, session.acceptor, &token, &other, &plain, &conf, NULL),
                     GSS_S_BAD_SIG);
        check_empty(plain);
        assert_int_equal(conf, 0);
        check_status(gss_unwrap_aead(&minor, session.acceptor, &token, NULL, &plain, NULL, NULL),
                     GSS_S_BAD_SIG);
        check_status(gss_unwrap(&minor, session.acceptor, &token, &plain, NULL, NULL),
                     GSS_S_BAD_SIG);
        check_status(gss_unwrap_aead(&minor, session.acceptor, &token, &assoc, &plain, &conf, NULL),
                     GSS_S_COMPLETE);
        assert_int_equal(conf, sealed);
        check_text(&plain, "a message");
        gss_release_buffer(&minor, &plain);
        check_status(gss_unwrap_aead(&minor, session.acceptor, &token, &assoc, &plain, &conf, NULL),
                     GSS_S_DUPLICATE_TOKEN);
        check_text(&plain, "a message");
        gss_release_buffer(&minor, &plain);
        gss_release_buffer(&minor, &token);
    }
    check_usable();
}

static void test_no_associated_data_are_none(void **state)
{
    gss_buffer_desc empty = GSS_C_EMPTY_BUFFER, token, plain;
    OM_uint32 minor;

    (void)state;
    check_status(gss_wrap_aead(&minor, session.initiator, 1, 0, NULL, &empty, NULL, &token),
                 GSS_S_COMPLETE);
    check_status(gss_unwrap(&minor, session.acceptor, &token, &plain, NULL, NULL), GSS_S_COMPLETE);
    assert_int_equal(plain.length, 0);
    gss_release_buffer(&minor, &plain);
    gss_release_buffer(&minor, &token);
    check_status(gss_wrap(&minor, session.initiator, 1, 0, &empty, NULL, &token), GSS_S_COMPLETE);
    check_status(gss_unwrap_aead(&minor, session.acceptor, &token, &empty, &plain, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_int_equal(plain.length, 0);
    gss_release_buffer(&minor, &plain);
    gss_release_buffer(&minor, &token);
}

static void test_bad_arguments_are_told(void **state)
{
    const OM_uint32 READ = GSS_S_CALL_INACCESSIBLE_READ, WRITE = GSS_S_CALL_INACCESSIBLE_WRITE;
    gss_ctx_id_t c = session.initiator, none = GSS_C_NO_CONTEXT;
    gss_buffer_desc text = text_buffer("x"), hollow = {5, NULL}, out = FILLED_BUFFER;
    gss_iov_buffer_desc hollow_data[] = {{GSS_IOV_BUFFER_TYPE_HEADER | ALLOCATE, {0, NULL}},
                                         {GSS_IOV_BUFFER_TYPE_DATA | ALLOCATE, {5, NULL}}};
    gss_iov_buffer_desc hollow_header[] = {{GSS_IOV_BUFFER_TYPE_HEADER | ALLOCATE, {60, NULL}},
                                           {GSS_IOV_BUFFER_TYPE_STREAM | ALLOCATE, {60, NULL}},
                                           {GSS_IOV_BUFFER_TYPE_MIC_TOKEN | ALLOCATE, {60, NULL}}};
    gss_iov_buffer_desc *v = hollow_data;
    OM_uint32 minor;
    int conf = 7;

    (void)state;
    check_status(gss_wrap_iov(&minor, c, 1, 0, &conf, NULL, 1), READ);
    assert_int_equal(conf, 0);
    check_status(gss_wrap_iov(&minor, c, 1, 0, NULL, v, 2), READ);
    check_status(gss_wrap_iov(&minor, c, 1, 1, NULL, v, 1), GSS_S_BAD_QOP);
    check_status(gss_wrap_iov(&minor, c, 1, 0, NULL, v, -1), GSS_S_FAILURE);
    check_status(gss_wrap_iov(NULL, c, 1, 0, NULL, v, 0), GSS_S_FAILURE);
    check_status(gss_wrap_iov(&minor, none, 1, 0, NULL, v, 1), GSS_S_NO_CONTEXT);
    check_status(gss_wrap_iov_length(&minor, c, 1, 0, NULL, NULL, 1), READ);
    check_status(gss_wrap_iov_length(&minor, c, 1, 1, NULL, v, 1), GSS_S_BAD_QOP);
    check_status(gss_wrap_iov_length(&minor, none, 1, 0, NULL, v, 1), GSS_S_NO_CONTEXT);
    check_status(gss_unwrap_iov(&minor, c, NULL, NULL, NULL, 1), READ);
    check_status(gss_unwrap_iov(&minor, none, NULL, NULL, v, 1), GSS_S_NO_CONTEXT);
    check_status(gss_unwrap_iov(&minor, c, NULL, NULL, hollow_header, 1), READ);
    check_status(gss_unwrap_iov(&minor, c, NULL, NULL, hollow_header + 1, 1), READ);
    check_status(gss_get_mic_iov(&minor, c, 0, NULL, 1), READ);
    check_status(gss_get_mic_iov(&minor, c, 1, hollow_header + 2, 1), GSS_S_BAD_QOP);
    check_status(gss_get_mic_iov(&minor, none, 0, v, 1), GSS_S_NO_CONTEXT);
    check_status(gss_get_mic_iov_length(&minor, c, 0, NULL, 1), READ);
    check_status(gss_get_mic_iov_length(&minor, c, 1, v, 1), GSS_S_BAD_QOP);
    check_status(gss_get_mic_iov_length(&minor, none, 0, v, 1), GSS_S_NO_CONTEXT);
    check_status(gss_verify_mic_iov(&minor, c, NULL, NULL, 1), READ);
    check_status(gss_verify_mic_iov(&minor, c, NULL, hollow_header + 2, 1), READ);
    check_status(gss_verify_mic_iov(&minor, none, NULL, v, 1), GSS_S_NO_CONTEXT);
    check_status(gss_release_iov_buffer(&minor, NULL, 1), GSS_S_COMPLETE);
    check_status(gss_release_iov_buffer(&minor, v, -1), GSS_S_COMPLETE);
    check_status(gss_wrap_aead(&minor, c, 1, 0, NULL, NULL, NULL, &out), READ);
    check_empty(out);
    check_status(gss_wrap_aead(&minor, c, 1, 0, &hollow, &text, NULL, &out), READ);
    check_status(gss_wrap_aead(&minor, c, 1, 0, NULL, &text, NULL, NULL), WRITE);
    check_status(gss_wrap_aead(&minor, c, 1, 1, NULL, &text, NULL, &out), GSS_S_BAD_QOP);
    check_status(gss_wrap_aead(&minor, none, 1, 0, NULL, &text, NULL, &out), GSS_S_NO_CONTEXT);
    check_status(gss_unwrap_aead(&minor, c, NULL, NULL, &out, NULL, NULL),
                 READ | GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_unwrap_aead(&minor, c, &text, &hollow, &out, NULL, NULL), READ);
    check_status(gss_unwrap_aead(&minor, c, &text, NULL, NULL, NULL, NULL), WRITE);
    check_status(gss_unwrap_aead(&minor, none, &text, NULL, &out, NULL, NULL), GSS_S_NO_CONTEXT);
    check_status(gss_complete_auth_token(&minor, none, &text), GSS_S_NO_CONTEXT);
    check_status(gss_complete_auth_token(&minor, c, NULL), READ);
    check_status(gss_complete_auth_token(&minor, c, &text), GSS_S_COMPLETE);
    check_usable();
}

/* A token goes to the call that it is for; what comes back to its sender is refused. */
static void test_tokens_of_another_kind_are_refused(void **state)
{
    struct message message;
    gss_iov_buffer_desc iov[2];
    gss_buffer_desc text = text_buffer("hello"), mic;
    OM_uint32 minor;
    int conf;

    (void)state;
    check_status(gss_get_mic(&minor, session.initiator, 0, &text, &mic), GSS_S_COMPLETE);
    iov[0] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_STREAM, mic};
    iov[1] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_DATA, {0, NULL}};
    check_status(gss_unwrap_iov(&minor, session.acceptor, NULL, NULL, iov, 2),
                 GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_verify_mic(&minor, session.acceptor, &text, &mic, NULL), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &mic);
    message_wrap(&message, "hello");
    check_status(gss_unwrap_iov(&minor, session.initiator, &conf, NULL, message.iov, 4),
                 GSS_S_BAD_SIG);
    check_opens(&message, "hello", GSS_S_COMPLETE);
    message_release(&message);
    check_usable();
}

static void test_contexts_on_their_way_protect_nothing(void **state)
{
    gss_iov_buffer_desc iov = {GSS_IOV_BUFFER_TYPE_HEADER | ALLOCATE, {0, NULL}};
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc first;
    OM_uint32 minor;

    (void)state;
    check_status(session_init(&context, SESSION_FLAGS, NULL, &first), GSS_S_CONTINUE_NEEDED);
    check_status(gss_wrap_iov(&minor, context, 1, 0, NULL, &iov, 1), GSS_S_NO_CONTEXT);
    check_status(gss_wrap_iov_length(&minor, context, 1, 0, NULL, &iov, 1), GSS_S_NO_CONTEXT);
    check_empty(iov.buffer);
    check_status(gss_complete_auth_token(&minor, context, &first), GSS_S_COMPLETE);
    gss_release_buffer(&minor, &first);
    gss_delete_sec_context(&minor, &context, NULL);
}

#define under_both(test)                                                                           \
    cmocka_unit_test_setup_teardown(test, establish_krb5, release_krb5),                           \
        cmocka_unit_test_setup_teardown(test, establish_scram, release_scram)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        under_both(test_replays_and_gaps_are_told),
        under_both(test_order_of_mics_is_told),
        under_both(test_told_lengths_are_those_needed),
        under_both(test_associated_data_must_be_the_same),
        under_both(test_no_associated_data_are_none),
        under_both(test_bad_arguments_are_told),
        under_both(test_tokens_of_another_kind_are_refused),
        cmocka_unit_test(test_contexts_on_their_way_protect_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
