/* What Kerberos contexts answer to questions by an object identifier; object identifiers as text.
 */
#include "api/check.h"

#include <gss/mit.h>

#include "api/session.h"

/* 1.2.840.113554.1.2.2.4.18: a key of aes256-cts-hmac-sha1-96, as MIT names its type */
static const char aes256_sha1[] = "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x04\x12";

static gss_OID_desc unknown_oid = {3, (void *)"\x2a\x03\x04"};

static gss_buffer_set_t answers_of(gss_ctx_id_t context, gss_OID what, size_t count)
{
    gss_buffer_set_t answers;
    OM_uint32 minor;

    check_status(gss_inquire_sec_context_by_oid(&minor, context, what, &answers), GSS_S_COMPLETE);
    assert_int_equal(answers->count, count);
    return answers;
}

static void test_both_ends_tell_the_same_session_key(void **state)
{
    gss_buffer_set_t ours, theirs;
    struct session session;
    OM_uint32 minor;

    (void)state;
    session_establish(&session, SESSION_FLAGS);
    ours = answers_of(session.initiator, GSS_C_INQ_SSPI_SESSION_KEY, 2);
    theirs = answers_of(session.acceptor, GSS_C_INQ_SSPI_SESSION_KEY, 2);
    assert_int_equal(ours->elements[0].length, 32);
    assert_int_equal(theirs->elements[0].length, 32);
    assert_memory_equal(ours->elements[0].value, theirs->elements[0].value, 32);
    check_text(&ours->elements[1], aes256_sha1);
    check_text(&theirs->elements[1], aes256_sha1);
    gss_release_buffer_set(&minor, &ours);
    gss_release_buffer_set(&minor, &theirs);
    session_release(&session);
}

static void test_the_strength_is_that_of_the_key(void **state)
{
    static const uint8_t bits_256[] = {0, 0, 1, 0};
    gss_buffer_set_t answers;
    struct session session;
    OM_uint32 minor;

    (void)state;
    session_establish(&session, SESSION_FLAGS);
    answers = answers_of(session.acceptor, GSS_C_SEC_CONTEXT_SASL_SSF, 1);
    assert_int_equal(answers->elements[0].length, sizeof(bits_256));
    assert_memory_equal(answers->elements[0].value, bits_256, sizeof(bits_256));
    gss_release_buffer_set(&minor, &answers);
    session_release(&session);
}

static void test_there_is_no_key_before_the_context_is_established(void **state)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_set_t answers;
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    check_status(session_init(&context, SESSION_FLAGS, GSS_C_NO_BUFFER, &token),
                 GSS_S_CONTINUE_NEEDED);
    gss_release_buffer(&minor, &token);
    answers = (gss_buffer_set_t)&answers;
    check_status(
        gss_inquire_sec_context_by_oid(&minor, context, GSS_C_INQ_SSPI_SESSION_KEY, &answers),
        GSS_S_NO_CONTEXT);
    assert_null(answers);
    check_status(
        gss_inquire_sec_context_by_oid(&minor, context, GSS_C_SEC_CONTEXT_SASL_SSF, &answers),
        GSS_S_NO_CONTEXT);
    check_status(gss_inquire_sec_context_by_oid(&minor, context, &unknown_oid, &answers),
                 GSS_S_UNAVAILABLE);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

static void test_kerberos_has_no_key_for_negoex_and_no_options(void **state)
{
    gss_buffer_set_t answers;
    struct session session;
    OM_uint32 minor;

    (void)state;
    session_establish(&session, SESSION_FLAGS);
    check_status(
        gss_inquire_sec_context_by_oid(&minor, session.initiator, GSS_C_INQ_NEGOEX_KEY, &answers),
        GSS_S_UNAVAILABLE);
    check_status(gss_inquire_sec_context_by_oid(&minor, session.initiator,
                                                GSS_C_INQ_NEGOEX_VERIFY_KEY, &answers),
                 GSS_S_UNAVAILABLE);
    check_status(gss_set_sec_context_option(&minor, &session.initiator, &unknown_oid, NULL),
                 GSS_S_UNAVAILABLE);
    session_release(&session);
}

static void test_the_questions_are_not_to_be_freed(void **state)
{
    gss_OID oid = GSS_C_INQ_SSPI_SESSION_KEY;
    OM_uint32 minor;

    (void)state;
    check_status(gss_release_oid(&minor, &oid), GSS_S_COMPLETE);
    assert_null(oid);
    assert_int_equal(GSS_C_INQ_SSPI_SESSION_KEY->length, 11);
}

/* The text makes these bytes; NULL: it is refused. */
static void check_oid(const char *text, size_t text_length, const char *bytes)
{
    gss_buffer_desc buffer = {text_length, (void *)text};
    gss_OID oid = (gss_OID)&buffer;
    OM_uint32 minor;

    if (bytes == NULL) {
        check_status(gss_str_to_oid(&minor, &buffer, &oid), GSS_S_FAILURE);
        assert_int_not_equal(minor, 0);
        assert_null(oid);
        return;
    }
    check_status(gss_str_to_oid(&minor, &buffer, &oid), GSS_S_COMPLETE);
    assert_int_equal(oid->length, strlen(bytes));
    assert_memory_equal(oid->elements, bytes, oid->length);
    gss_release_oid(&minor, &oid);
}

static void test_text_is_read_as_others_write_it(void **state)
{
    static const struct {
        const char *text, *bytes;
    } rows[] = {
        {"1.2.840.113554.1.2.2", "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"},
        {"{ 1 2 840 113554 1 2 2 }", "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"},
        {"{1.2.3}", "\x2a\x03"},
        {"1 2 840", "\x2a\x86\x48"},
        {"  1.2.3\t\n", "\x2a\x03"},
        {"1.2", "\x2a"},
        {"2.999.3", "\x88\x37\x03"},
        {"1.39.4294967295", "\x4f\x8f\xff\xff\xff\x7f"},
        {"2.16.840.1.101.3.4", "\x60\x86\x48\x01\x65\x03\x04"},
        {"", NULL},
        {"1", NULL},
        {"{}", NULL},
        {"1.", NULL},
        {"1.2.", NULL},
        {".1.2", NULL},
        {"1..2", NULL},
        {"1.2.x", NULL},
        {"1.2.-3", NULL},
        {"1.2.03", NULL},
        {"3.1", NULL},
        {"1.40", NULL},
        {"1.2.4294967296", NULL},
        {"{1 2 3", NULL},
        {"1 2 3}", NULL},
        {"{1 2 3} 4", NULL},
        {"1 {2 3}", NULL},
        {"{{1 2 3}}", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_oid(rows[i].text, strlen(rows[i].text), rows[i].bytes);
    check_oid("1.2.3", sizeof("1.2.3"), "\x2a\x03");   /* its zero byte is counted */
    check_oid("1.2.3\0", sizeof("1.2.3\0"), NULL);     /* but one only, */
    check_oid("1.2\0.3", sizeof("1.2\0.3") - 1, NULL); /* at the end */
}

static void test_text_is_written_as_mit_writes_it(void **state)
{
    gss_OID_desc malformed = {2, (void *)"\x2a\x86"},
                 large = {7, (void *)"\x2a\x90\x80\x80\x80\x80"};
    gss_OID_desc twice = {3, (void *)"\x88\x37\x03"};
    gss_buffer_desc text = FILLED_BUFFER;
    gss_OID back;
    OM_uint32 minor;

    (void)state;
    check_status(gss_oid_to_str(&minor, GSS_KRB5, &text), GSS_S_COMPLETE);
    assert_int_equal(text.length, 25); /* with the zero byte */
    assert_string_equal(text.value, "{ 1 2 840 113554 1 2 2 }");
    check_status(gss_str_to_oid(&minor, &text, &back), GSS_S_COMPLETE);
    assert_true(gss_oid_equal(back, GSS_KRB5));
    gss_release_oid(&minor, &back);
    gss_release_buffer(&minor, &text);
    check_status(gss_oid_to_str(&minor, &twice, &text), GSS_S_COMPLETE);
    assert_string_equal(text.value, "{ 2 999 3 }");
    gss_release_buffer(&minor, &text);

    text = (gss_buffer_desc)FILLED_BUFFER;
    check_status(gss_oid_to_str(&minor, &malformed, &text), GSS_S_FAILURE);
    check_empty(text);
    check_status(gss_oid_to_str(&minor, &large, &text), GSS_S_FAILURE);
    check_status(gss_oid_to_str(&minor, GSS_C_NO_OID, &text),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_FAILURE);
    check_empty(text);
    check_status(gss_oid_to_str(&minor, GSS_KRB5, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE | GSS_S_FAILURE);
    check_status(gss_str_to_oid(&minor, NULL, &back), GSS_S_CALL_INACCESSIBLE_READ | GSS_S_FAILURE);
    assert_null(back);
    text = text_buffer("1.2.3");
    check_status(gss_str_to_oid(&minor, &text, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE | GSS_S_FAILURE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_ends_tell_the_same_session_key),
        cmocka_unit_test(test_the_strength_is_that_of_the_key),
        cmocka_unit_test(test_there_is_no_key_before_the_context_is_established),
        cmocka_unit_test(test_kerberos_has_no_key_for_negoex_and_no_options),
        cmocka_unit_test(test_the_questions_are_not_to_be_freed),
        cmocka_unit_test(test_text_is_read_as_others_write_it),
        cmocka_unit_test(test_text_is_written_as_mit_writes_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
