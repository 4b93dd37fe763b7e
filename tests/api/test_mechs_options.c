/* Questions and options that mechanisms define, over two of them. */
#include "api/check.h"

#include "api/toy.h"

#define TOY ((gss_OID)&toy_mech.oid)

static gss_OID_desc unknown_oid = {3, (void *)"\x2a\x03\x04"};
static gss_OID_desc no_oid = {0, NULL};
static gss_buffer_desc broken = {3, NULL};

static gss_ctx_id_t toy_context(OM_uint32 flags)
{
    gss_name_t target = make_name("server", GSS_C_NT_USER_NAME);
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token;
    OM_uint32 minor, major;

    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, target, TOY, flags, 0, NULL,
                                 GSS_C_NO_BUFFER, NULL, &token, NULL, NULL);
    assert_false(GSS_ERROR(major));
    gss_release_buffer(&minor, &token);
    gss_release_name(&minor, &target);
    return context;
}

static gss_cred_id_t toy_cred(const char *word)
{
    gss_name_t name = make_name(word, GSS_C_NT_USER_NAME);
    gss_OID_set_desc mechs = {1, TOY};
    gss_cred_id_t cred;
    OM_uint32 minor;

    check_status(gss_acquire_cred(&minor, name, 0, &mechs, GSS_C_INITIATE, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    gss_release_name(&minor, &name);
    return cred;
}

/* The credential has one answer to the toy's question. */
static void check_cred_answer(gss_cred_id_t cred, const char *text)
{
    gss_buffer_set_t answers;
    OM_uint32 minor;

    check_status(gss_inquire_cred_by_oid(&minor, cred, &toy_question, &answers), GSS_S_COMPLETE);
    assert_int_equal(minor, 0);
    assert_int_equal(answers->count, 1);
    check_text(&answers->elements[0], text);
    gss_release_buffer_set(&minor, &answers);
}

static void test_a_context_answers_what_its_mechanism_knows(void **state)
{
    gss_ctx_id_t context = toy_context(0), partial = toy_context(GSS_C_MUTUAL_FLAG);
    gss_buffer_set_t answers;
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_sec_context_by_oid(&minor, context, &toy_question, &answers),
                 GSS_S_COMPLETE);
    assert_int_equal(answers->count, 1);
    check_text(&answers->elements[0], "\x2a");
    gss_release_buffer_set(&minor, &answers);
    assert_null(answers);
    /* It is the mechanism that says what it knows before its context is established. */
    check_status(gss_inquire_sec_context_by_oid(&minor, partial, &toy_question, &answers),
                 GSS_S_COMPLETE);
    gss_release_buffer_set(&minor, &answers);
    answers = (gss_buffer_set_t)&answers;
    check_status(gss_inquire_sec_context_by_oid(&minor, context, &unknown_oid, &answers),
                 GSS_S_UNAVAILABLE);
    assert_int_equal(minor, TOY_MINOR);
    assert_null(answers);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &partial, GSS_C_NO_BUFFER);
}

static void test_a_question_to_a_context_needs_all_its_parts(void **state)
{
    gss_buffer_set_t answers = (gss_buffer_set_t)&answers;
    gss_ctx_id_t context = toy_context(0);
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_sec_context_by_oid(&minor, GSS_C_NO_CONTEXT, &toy_question, &answers),
                 GSS_S_NO_CONTEXT);
    assert_null(answers);
    answers = (gss_buffer_set_t)&answers;
    check_status(gss_inquire_sec_context_by_oid(&minor, context, GSS_C_NO_OID, &answers),
                 GSS_S_CALL_INACCESSIBLE_READ);
    assert_null(answers);
    check_status(gss_inquire_sec_context_by_oid(&minor, context, &no_oid, &answers),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_inquire_sec_context_by_oid(&minor, context, &toy_question, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    check_status(gss_inquire_sec_context_by_oid(NULL, context, &toy_question, &answers),
                 GSS_S_COMPLETE);
    gss_release_buffer_set(&minor, &answers);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

static void test_an_option_reaches_the_context(void **state)
{
    gss_buffer_desc name = text_buffer("somebody");
    gss_ctx_id_t context = toy_context(0);
    gss_name_t source;
    OM_uint32 minor;

    (void)state;
    check_status(gss_set_sec_context_option(&minor, &context, &toy_rename, &name), GSS_S_COMPLETE);
    assert_int_equal(minor, 0);
    check_status(gss_inquire_context(&minor, context, &source, NULL, NULL, NULL, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_displayed(source, "somebody", GSS_C_NT_USER_NAME);
    gss_release_name(&minor, &source);
    check_status(gss_set_sec_context_option(&minor, &context, &toy_rename, GSS_C_NO_BUFFER),
                 GSS_S_COMPLETE);
    check_status(gss_inquire_context(&minor, context, &source, NULL, NULL, NULL, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_displayed(source, "", GSS_C_NT_USER_NAME);
    gss_release_name(&minor, &source);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

static void test_an_option_of_a_context_needs_all_its_parts(void **state)
{
    gss_ctx_id_t context = toy_context(0), none = GSS_C_NO_CONTEXT;
    gss_buffer_desc name = text_buffer("somebody");
    OM_uint32 minor;

    (void)state;
    check_status(gss_set_sec_context_option(&minor, &none, &toy_rename, &name), GSS_S_NO_CONTEXT);
    assert_null(none);
    check_status(gss_set_sec_context_option(&minor, NULL, &toy_rename, &name),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CONTEXT);
    check_status(gss_set_sec_context_option(&minor, &context, GSS_C_NO_OID, &name),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_set_sec_context_option(&minor, &context, &toy_rename, &broken),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_set_sec_context_option(&minor, &context, &unknown_oid, &name),
                 GSS_S_UNAVAILABLE);
    assert_int_equal(minor, TOY_MINOR);
    assert_non_null(context);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

static void test_a_credential_answers_for_those_of_its_mechanisms_that_know(void **state)
{
    gss_cred_id_t both, krb5, word = toy_cred("word"), shy = toy_cred("shy");
    gss_OID_set_desc mechs = {1, GSS_KRB5};
    gss_buffer_set_t answers;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_ACCEPT, &both,
                                  NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &mechs, GSS_C_ACCEPT, &krb5, NULL, NULL),
        GSS_S_COMPLETE);
    check_cred_answer(word, "word");
    check_cred_answer(both, "");
    answers = (gss_buffer_set_t)&answers;
    check_status(gss_inquire_cred_by_oid(&minor, krb5, &toy_question, &answers), GSS_S_UNAVAILABLE);
    assert_int_not_equal(minor, 0);
    assert_null(answers);
    check_status(gss_inquire_cred_by_oid(&minor, both, &unknown_oid, &answers), GSS_S_UNAVAILABLE);
    check_status(gss_inquire_cred_by_oid(&minor, shy, &toy_question, &answers), GSS_S_FAILURE);
    assert_int_equal(minor, TOY_MINOR);
    assert_null(answers);
    gss_release_cred(&minor, &both);
    gss_release_cred(&minor, &krb5);
    gss_release_cred(&minor, &word);
    gss_release_cred(&minor, &shy);
}

static void test_a_question_to_a_credential_needs_all_its_parts(void **state)
{
    gss_buffer_set_t answers = (gss_buffer_set_t)&answers;
    gss_cred_id_t cred = toy_cred("word");
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_cred_by_oid(&minor, GSS_C_NO_CREDENTIAL, &toy_question, &answers),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    assert_null(answers);
    check_status(gss_inquire_cred_by_oid(&minor, cred, GSS_C_NO_OID, &answers),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_inquire_cred_by_oid(&minor, cred, &toy_question, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    gss_release_cred(&minor, &cred);
}

static void test_an_option_reaches_the_elements_that_know_it(void **state)
{
    gss_buffer_desc name = text_buffer("other"), nobody = text_buffer("nobody");
    gss_cred_id_t both, same;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_ACCEPT, &both,
                                  NULL, NULL),
                 GSS_S_COMPLETE);
    same = both;
    check_status(gss_set_cred_option(&minor, &both, &toy_rename, &name), GSS_S_COMPLETE);
    assert_int_equal(minor, 0);
    assert_ptr_equal(both, same);
    check_cred_answer(both, "other");
    check_status(gss_set_cred_option(&minor, &both, &toy_rename, &nobody), GSS_S_NO_CRED);
    assert_int_equal(minor, TOY_MINOR);
    check_cred_answer(both, "other");
    check_status(gss_set_cred_option(&minor, &both, &toy_rename, GSS_C_NO_BUFFER), GSS_S_COMPLETE);
    check_cred_answer(both, "");
    check_status(gss_set_cred_option(&minor, &both, &unknown_oid, &name), GSS_S_UNAVAILABLE);
    assert_int_not_equal(minor, 0);
    gss_release_cred(&minor, &both);
}

static void test_an_option_can_make_a_credential(void **state)
{
    gss_buffer_desc name = text_buffer("made"), nobody = text_buffer("nobody");
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    gss_cred_usage_t usage;
    gss_OID_set mechs;
    OM_uint32 minor;

    (void)state;
    check_status(gss_set_cred_option(&minor, &cred, &toy_rename, &name), GSS_S_COMPLETE);
    assert_int_equal(minor, 0);
    check_cred_answer(cred, "made");
    check_status(gss_inquire_cred(&minor, cred, NULL, NULL, &usage, &mechs), GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_ACCEPT);
    assert_int_equal(mechs->count, 1);
    assert_true(gss_oid_equal(&mechs->elements[0], TOY));
    gss_release_oid_set(&minor, &mechs);
    gss_release_cred(&minor, &cred);
    check_status(gss_set_cred_option(&minor, &cred, &toy_rename, &nobody), GSS_S_NO_CRED);
    assert_null(cred);
    check_status(gss_set_cred_option(&minor, &cred, &toy_rename, NULL), GSS_S_UNAVAILABLE);
    check_status(gss_set_cred_option(&minor, &cred, &unknown_oid, &name), GSS_S_UNAVAILABLE);
    assert_null(cred);
}

static void test_an_option_of_a_credential_needs_all_its_parts(void **state)
{
    gss_buffer_desc name = text_buffer("other");
    gss_cred_id_t cred = toy_cred("word");
    OM_uint32 minor;

    (void)state;
    check_status(gss_set_cred_option(&minor, NULL, &toy_rename, &name),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    check_status(gss_set_cred_option(&minor, &cred, GSS_C_NO_OID, &name),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_set_cred_option(&minor, &cred, &toy_rename, &broken),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_cred_answer(cred, "word");
    gss_release_cred(&minor, &cred);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_context_answers_what_its_mechanism_knows),
        cmocka_unit_test(test_a_question_to_a_context_needs_all_its_parts),
        cmocka_unit_test(test_an_option_reaches_the_context),
        cmocka_unit_test(test_an_option_of_a_context_needs_all_its_parts),
        cmocka_unit_test(test_a_credential_answers_for_those_of_its_mechanisms_that_know),
        cmocka_unit_test(test_a_question_to_a_credential_needs_all_its_parts),
        cmocka_unit_test(test_an_option_reaches_the_elements_that_know_it),
        cmocka_unit_test(test_an_option_can_make_a_credential),
        cmocka_unit_test(test_an_option_of_a_credential_needs_all_its_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
