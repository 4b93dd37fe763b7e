/* gss_display_status: one message for each condition, and a sentence for every code. */
#include "api/check.h"

static OM_uint32 display(OM_uint32 value, int type, OM_uint32 *more, gss_buffer_t text)
{
    OM_uint32 minor;

    return gss_display_status(&minor, value, type, GSS_C_NO_OID, more, text);
}

/* All messages of VALUE; their number. */
static unsigned count_messages(OM_uint32 value)
{
    gss_buffer_desc text;
    OM_uint32 more = 0, minor;
    unsigned count = 0;

    do {
        check_status(display(value, GSS_C_GSS_CODE, &more, &text), GSS_S_COMPLETE);
        assert_true(text.length > 10);
        assert_int_equal(((char *)text.value)[text.length], '\0'); /* prints as a string */
        gss_release_buffer(&minor, &text);
        count++;
    } while (more != 0);
    return count;
}

static void test_every_code_of_the_standard_has_one_message(void **state)
{
    OM_uint32 status;

    (void)state;
    assert_int_equal(count_messages(GSS_S_COMPLETE), 1);
    for (status = 1; status <= 3; status++)
        assert_int_equal(count_messages(status << GSS_C_CALLING_ERROR_OFFSET), 1);
    for (status = 1; status <= 19; status++)
        assert_int_equal(count_messages(status << GSS_C_ROUTINE_ERROR_OFFSET), 1);
    for (status = 0; status <= 4; status++)
        assert_int_equal(count_messages(1u << status), 1);
}

static void test_a_status_of_several_conditions_has_as_many_messages(void **state)
{
    OM_uint32 status =
        GSS_S_CALL_INACCESSIBLE_READ | GSS_S_FAILURE | GSS_S_DUPLICATE_TOKEN | GSS_S_OLD_TOKEN;
    gss_buffer_desc text;
    OM_uint32 more = 0, minor;

    (void)state;
    assert_int_equal(count_messages(status), 4);
    assert_int_equal(count_messages(0x0312001fu), 7);
    check_status(display(status, GSS_C_GSS_CODE, &more, &text), GSS_S_COMPLETE);
    check_text(&text, "A required input parameter could not be read");
    gss_release_buffer(&minor, &text);
    more = 3; /* all state is in the message context */
    check_status(display(status, GSS_C_GSS_CODE, &more, &text), GSS_S_COMPLETE);
    check_text(&text, "The token's validity period has expired");
    assert_int_equal(more, 0);
    gss_release_buffer(&minor, &text);
}

static void test_codes_that_nobody_knows_are_bad_status(void **state)
{
    static const OM_uint32 values[] = {4u << 24,
                                       0xffu << 24,
                                       20u << 16,
                                       0xffu << 16,
                                       1u << 5,
                                       0xffffffffu,
                                       GSS_S_FAILURE | 1u << 15};
    gss_buffer_desc text = FILLED_BUFFER;
    OM_uint32 more;

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        more = 0;
        check_status(display(values[i], GSS_C_GSS_CODE, &more, &text), GSS_S_BAD_STATUS);
        check_empty(text);
        assert_int_equal(more, 0); /* a loop over the messages ends */
    }
    more = 0;
    check_status(display(0, 0, &more, &text), GSS_S_BAD_STATUS);
    check_status(display(0, 3, &more, &text), GSS_S_BAD_STATUS);
}

static void test_a_message_context_of_another_conversation_is_bad_status(void **state)
{
    gss_buffer_desc text = FILLED_BUFFER;
    OM_uint32 more = 1;

    (void)state;
    check_status(display(GSS_S_FAILURE, GSS_C_GSS_CODE, &more, &text), GSS_S_BAD_STATUS);
    assert_int_equal(more, 0);
    more = UINT32_MAX;
    check_status(display(GSS_S_FAILURE, GSS_C_GSS_CODE, &more, &text), GSS_S_BAD_STATUS);
    more = 1;
    check_status(display(1, GSS_C_MECH_CODE, &more, &text), GSS_S_BAD_STATUS);
    check_empty(text);
}

static void test_minor_codes_are_explained_with_the_last_failures_detail(void **state)
{
    gss_buffer_desc text, bad = text_buffer("a@b@c");
    gss_OID_desc unknown = {3, (void *)"\x2a\x03\x04"};
    gss_name_t name, mn;
    OM_uint32 minor, failure, more = 0;

    (void)state;
    check_status(display(0, GSS_C_MECH_CODE, &more, &text), GSS_S_COMPLETE);
    check_text(&text, "No error");
    gss_release_buffer(&minor, &text);
    check_status(gss_import_name(&failure, &bad, GSS_C_NT_USER_NAME, &name), GSS_S_COMPLETE);
    check_status(gss_canonicalize_name(&failure, name, GSS_KRB5, &mn), GSS_S_BAD_NAME);
    check_status(gss_display_status(&minor, failure, GSS_C_MECH_CODE, GSS_KRB5, &more, &text),
                 GSS_S_COMPLETE);
    assert_non_null(strstr(text.value, "alformed")); /* libkrb5's own words */
    gss_release_buffer(&minor, &text);
    check_status(gss_release_name(&failure, NULL), GSS_S_CALL_INACCESSIBLE_WRITE | GSS_S_BAD_NAME);
    check_status(display(failure, GSS_C_MECH_CODE, &more, &text), GSS_S_COMPLETE);
    check_text(&text, "A required output argument is NULL");
    gss_release_buffer(&minor, &text);
    check_status(gss_display_status(&minor, failure, GSS_C_MECH_CODE, &unknown, &more, &text),
                 GSS_S_BAD_MECH);
    check_empty(text);
    gss_release_name(&minor, &name);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_of_the_standard_has_one_message),
        cmocka_unit_test(test_a_status_of_several_conditions_has_as_many_messages),
        cmocka_unit_test(test_codes_that_nobody_knows_are_bad_status),
        cmocka_unit_test(test_a_message_context_of_another_conversation_is_bad_status),
        cmocka_unit_test(test_minor_codes_are_explained_with_the_last_failures_detail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
