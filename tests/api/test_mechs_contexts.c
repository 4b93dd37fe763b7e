/* Contexts with two mechanisms: which one serves, and how a context ages and moves. */
#include "api/check.h"

#include <stdlib.h>

#include "api/toy.h"

#define TOY ((gss_OID)&toy_mech.oid)

struct ends {
    gss_ctx_id_t initiator, acceptor;
};

static OM_uint32 init(gss_ctx_id_t *context, gss_OID mech, gss_cred_id_t cred, OM_uint32 flags,
                      gss_buffer_t input, gss_buffer_t output, OM_uint32 *ret_flags)
{
    gss_name_t target = make_name("peer", GSS_C_NT_USER_NAME);
    OM_uint32 major, minor, ignored;

    major = gss_init_sec_context(&minor, cred, context, target, mech, flags, 0,
                                 GSS_C_NO_CHANNEL_BINDINGS, input, NULL, output, ret_flags, NULL);
    gss_release_name(&ignored, &target);
    return major;
}

static OM_uint32 accept(gss_ctx_id_t *context, gss_buffer_t input, gss_buffer_t output,
                        OM_uint32 *ret_flags)
{
    OM_uint32 minor;

    return gss_accept_sec_context(&minor, context, GSS_C_NO_CREDENTIAL, input,
                                  GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL, output, ret_flags, NULL,
                                  NULL);
}

/* A toy context; with FLAGS of GSS_C_MUTUAL_FLAG and GSS_C_DCE_STYLE as many legs as they ask. */
static struct ends establish(OM_uint32 flags)
{
    gss_buffer_desc to = GSS_C_EMPTY_BUFFER, back = GSS_C_EMPTY_BUFFER;
    struct ends ends = {GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    OM_uint32 initiator = GSS_S_CONTINUE_NEEDED, acceptor = GSS_S_CONTINUE_NEEDED, minor;

    while (initiator != GSS_S_COMPLETE || acceptor != GSS_S_COMPLETE) {
        if (initiator != GSS_S_COMPLETE)
            initiator = init(&ends.initiator, TOY, NULL, flags, &back, &to, NULL);
        assert_false(GSS_ERROR(initiator));
        gss_release_buffer(&minor, &back);
        if (acceptor != GSS_S_COMPLETE)
            acceptor = accept(&ends.acceptor, &to, &back, NULL);
        assert_false(GSS_ERROR(acceptor));
        gss_release_buffer(&minor, &to);
    }
    gss_release_buffer(&minor, &back);
    return ends;
}

static void delete_both(struct ends *ends)
{
    gss_buffer_desc token = FILLED_BUFFER;
    OM_uint32 minor;

    if (ends->initiator != GSS_C_NO_CONTEXT)
        check_status(gss_delete_sec_context(&minor, &ends->initiator, &token), GSS_S_COMPLETE);
    if (ends->acceptor != GSS_C_NO_CONTEXT)
        check_status(gss_delete_sec_context(&minor, &ends->acceptor, &token), GSS_S_COMPLETE);
    check_empty(token);
    assert_null(ends->initiator);
    assert_null(ends->acceptor);
}

static void check_mech(gss_ctx_id_t context, gss_const_OID mech)
{
    gss_OID found;
    OM_uint32 minor;

    check_status(gss_inquire_context(&minor, context, NULL, NULL, NULL, &found, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_true(gss_oid_equal(found, mech));
}

static void test_the_framing_chooses_the_acceptors_mechanism(void **state)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, back;
    gss_ctx_id_t initiator = GSS_C_NO_CONTEXT, acceptor = GSS_C_NO_CONTEXT;
    gss_cred_id_t delegated;
    gss_name_t source;
    gss_OID mech;
    OM_uint32 minor, flags, lifetime;

    (void)state;
    check_status(init(&initiator, TOY, NULL, GSS_C_DELEG_FLAG, NULL, &token, NULL), GSS_S_COMPLETE);
    check_status(gss_accept_sec_context(&minor, &acceptor, GSS_C_NO_CREDENTIAL, &token,
                                        GSS_C_NO_CHANNEL_BINDINGS, &source, &mech, &back, &flags,
                                        &lifetime, &delegated),
                 GSS_S_COMPLETE);
    assert_ptr_equal(mech, TOY); /* static */
    check_displayed(source, "me", GSS_C_NT_USER_NAME);
    assert_int_equal(lifetime, GSS_C_INDEFINITE);
    assert_true((flags & GSS_C_PROT_READY_FLAG) != 0);
    check_status(gss_inquire_cred_by_mech(&minor, delegated, TOY, NULL, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_mech(acceptor, TOY);
    gss_release_cred(&minor, &delegated);
    gss_release_name(&minor, &source);
    gss_release_buffer(&minor, &token);
    delete_both(&(struct ends){initiator, acceptor});
}

static void test_a_token_without_framing_goes_to_the_mechanism_that_knows_it(void **state)
{
    struct ends ends = establish(GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE);

    (void)state;
    check_mech(ends.acceptor, TOY);
    delete_both(&ends);
}

static void test_tokens_of_no_mechanism_make_no_context(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        OM_uint32 expected;
    } rows[] = {
        {"", 0, GSS_S_DEFECTIVE_TOKEN},
        {"rubbish", 7, GSS_S_DEFECTIVE_TOKEN},
        {"\x60\x05\x06\x03\x2a\x03\x04", 7, GSS_S_BAD_MECH},
        {"\x60\x06\x06\x03\x2a\x03\x04", 7, GSS_S_DEFECTIVE_TOKEN}, /* cut */
        {"\x60\x02\x06\x00", 4, GSS_S_DEFECTIVE_TOKEN},
        {"\x60\x09\x06\x07\x2b\x06\x01\x05\x05\x01\x01", 11, GSS_S_DEFECTIVE_TOKEN},
        {"\x60\x0b\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02", 13, GSS_S_DEFECTIVE_TOKEN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        gss_buffer_desc token = {rows[i].length, (void *)rows[i].bytes}, back = FILLED_BUFFER;
        gss_ctx_id_t context = GSS_C_NO_CONTEXT;
        OM_uint32 minor;

        check_status(accept(&context, &token, &back, NULL), rows[i].expected);
        assert_null(context);
        gss_release_buffer(&minor, &back); /* may be an error token */
    }
}

static void test_a_credential_of_another_mechanism_is_bad_mech(void **state)
{
    gss_OID_set_desc only = {1, TOY};
    gss_cred_id_t cred;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, back = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    (void)state;
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, &cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(init(&context, GSS_KRB5, cred, 0, NULL, &token, NULL), GSS_S_BAD_MECH);
    assert_null(context);
    check_status(init(&context, GSS_C_NO_OID, cred, 0, NULL, &token, NULL), GSS_S_COMPLETE);
    check_mech(context, TOY); /* the one that the credential has */
    gss_delete_sec_context(&minor, &context, NULL);
    check_status(gss_accept_sec_context(&minor, &context, cred, &token, NULL, NULL, NULL, &back,
                                        NULL, NULL, NULL),
                 GSS_S_NO_CRED); /* only for initiating */
    gss_release_cred(&minor, &cred);
    check_status(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_ACCEPT, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    check_status(init(&context, TOY, cred, 0, NULL, &token, NULL), GSS_S_NO_CRED);
    assert_null(context);
    gss_release_cred(&minor, &cred);
}

static void test_a_failed_first_leg_leaves_no_context(void **state)
{
    gss_name_t target = make_name("unreachable", GSS_C_NT_USER_NAME);
    gss_buffer_desc output = FILLED_BUFFER;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_OID mech = TOY;
    OM_uint32 minor, flags = 7, lifetime = 7;

    (void)state;
    check_status(gss_init_sec_context(&minor, NULL, &context, target, TOY, 0, 0, NULL, NULL, &mech,
                                      &output, &flags, &lifetime),
                 GSS_S_FAILURE);
    assert_null(context);
    assert_null(mech);
    check_empty(output);
    assert_int_equal(flags, 0);
    assert_int_equal(lifetime, 0);
    assert_int_equal(minor, TOY_MINOR);
    gss_release_name(&minor, &target);
}

static void test_a_failed_later_leg_leaves_a_context_only_to_delete(void **state)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, bad = text_buffer("rubbish"), output;
    gss_buffer_desc message = text_buffer("hello");
    gss_ctx_id_t context = GSS_C_NO_CONTEXT, handle;
    OM_uint32 minor, lifetime;

    (void)state;
    check_status(init(&context, TOY, NULL, GSS_C_MUTUAL_FLAG, NULL, &token, NULL),
                 GSS_S_CONTINUE_NEEDED);
    gss_release_buffer(&minor, &token);
    handle = context;
    check_status(init(&context, TOY, NULL, GSS_C_MUTUAL_FLAG, &bad, &output, NULL),
                 GSS_S_DEFECTIVE_TOKEN);
    assert_ptr_equal(context, handle);
    check_status(init(&context, TOY, NULL, GSS_C_MUTUAL_FLAG, &bad, &output, NULL),
                 GSS_S_NO_CONTEXT);
    check_status(gss_wrap(&minor, context, 1, 0, &message, NULL, &output), GSS_S_NO_CONTEXT);
    check_status(gss_context_time(&minor, context, &lifetime), GSS_S_NO_CONTEXT);
    check_status(gss_inquire_context(&minor, context, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                 GSS_S_NO_CONTEXT);
    check_status(gss_export_sec_context(&minor, &context, &output), GSS_S_NO_CONTEXT);
    assert_ptr_equal(context, handle);
    check_status(gss_delete_sec_context(&minor, &context, NULL), GSS_S_COMPLETE);
    assert_null(context);
}

static void test_wrong_arguments_of_a_later_leg_do_not_fail_the_context(void **state)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, back = GSS_C_EMPTY_BUFFER, output;
    struct ends ends = {GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    OM_uint32 minor;

    (void)state;
    check_status(init(&ends.initiator, TOY, NULL, GSS_C_MUTUAL_FLAG, NULL, &token, NULL),
                 GSS_S_CONTINUE_NEEDED);
    check_status(accept(&ends.acceptor, &token, &back, NULL), GSS_S_COMPLETE);
    check_status(accept(&ends.initiator, &back, &output, NULL), GSS_S_NO_CONTEXT); /* wrong side */
    check_status(init(&ends.initiator, GSS_KRB5, NULL, 0, &back, &output, NULL), GSS_S_BAD_MECH);
    check_status(init(&ends.initiator, TOY, NULL, GSS_C_MUTUAL_FLAG, &back, &output, NULL),
                 GSS_S_COMPLETE);
    check_status(init(&ends.initiator, TOY, NULL, GSS_C_MUTUAL_FLAG, &back, &output, NULL),
                 GSS_S_NO_CONTEXT); /* established: another leg is refused, and harmless */
    check_status(accept(&ends.acceptor, &token, &output, NULL), GSS_S_NO_CONTEXT);
    check_mech(ends.initiator, TOY);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &back);
    delete_both(&ends);
}

static void test_a_partial_context_has_no_messages_yet(void **state)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, message = text_buffer("hello"), output;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 minor, flags, lifetime;
    int open = 1, initiated = 0;

    (void)state;
    check_status(init(&context, TOY, NULL, GSS_C_MUTUAL_FLAG, NULL, &token, &flags),
                 GSS_S_CONTINUE_NEEDED);
    assert_true((flags & GSS_C_PROT_READY_FLAG) == 0);
    check_status(gss_wrap(&minor, context, 1, 0, &message, NULL, &output), GSS_S_NO_CONTEXT);
    check_status(gss_unwrap(&minor, context, &message, &output, NULL, NULL), GSS_S_NO_CONTEXT);
    check_status(gss_get_mic(&minor, context, 0, &message, &output), GSS_S_NO_CONTEXT);
    check_status(gss_verify_mic(&minor, context, &message, &message, NULL), GSS_S_NO_CONTEXT);
    check_status(gss_wrap_size_limit(&minor, context, 1, 0, 100, &lifetime), GSS_S_NO_CONTEXT);
    check_status(gss_context_time(&minor, context, &lifetime), GSS_S_NO_CONTEXT);
    check_status(gss_process_context_token(&minor, context, &message), GSS_S_NO_CONTEXT);
    check_status(
        gss_inquire_context(&minor, context, NULL, NULL, NULL, NULL, &flags, &initiated, &open),
        GSS_S_COMPLETE);
    assert_int_equal(open, 0);
    assert_int_equal(initiated, 1);
    assert_true((flags & GSS_C_PROT_READY_FLAG) == 0);
    gss_release_buffer(&minor, &token);
    gss_delete_sec_context(&minor, &context, NULL);
}

static void test_an_expired_context_does_nothing_but_tell(void **state)
{
    struct ends ends = establish(0);
    gss_buffer_desc message = text_buffer("hello"), wrapped, mic, output = FILLED_BUFFER;
    OM_uint32 minor, lifetime = 7, limit, flags;

    (void)state;
    check_status(gss_wrap(&minor, ends.initiator, 0, 0, &message, NULL, &wrapped), GSS_S_COMPLETE);
    check_status(gss_get_mic(&minor, ends.initiator, 0, &message, &mic), GSS_S_COMPLETE);
    toy_end_time = 1000; /* long ago */
    check_status(gss_wrap(&minor, ends.acceptor, 0, 0, &message, NULL, &output),
                 GSS_S_CONTEXT_EXPIRED);
    check_empty(output);
    check_status(gss_get_mic(&minor, ends.acceptor, 0, &message, &output), GSS_S_CONTEXT_EXPIRED);
    check_status(gss_unwrap(&minor, ends.acceptor, &wrapped, &output, NULL, NULL),
                 GSS_S_CONTEXT_EXPIRED);
    check_empty(output);
    check_status(gss_verify_mic(&minor, ends.acceptor, &message, &mic, NULL),
                 GSS_S_CONTEXT_EXPIRED);
    check_status(gss_wrap_size_limit(&minor, ends.acceptor, 0, 0, 100, &limit),
                 GSS_S_CONTEXT_EXPIRED);
    check_status(gss_context_time(&minor, ends.acceptor, &lifetime), GSS_S_CONTEXT_EXPIRED);
    assert_int_equal(lifetime, 0);
    check_status(gss_export_sec_context(&minor, &ends.acceptor, &output), GSS_S_CONTEXT_EXPIRED);
    check_status(
        gss_inquire_context(&minor, ends.acceptor, NULL, NULL, &lifetime, NULL, &flags, NULL, NULL),
        GSS_S_COMPLETE);
    assert_int_equal(lifetime, 0);
    assert_true((flags & GSS_C_TRANS_FLAG) == 0);
    toy_end_time = INT64_MAX;
    gss_release_buffer(&minor, &wrapped);
    gss_release_buffer(&minor, &mic);
    delete_both(&ends);
}

static void test_lifetimes_saturate_at_indefinite(void **state)
{
    static const struct {
        int64_t seconds;
        OM_uint32 expected_low, expected_high;
    } rows[] = {
        {100, 90, 100},
        {0xfffffff0, 0xffffffe0, 0xfffffff0},
        {0x100000100, GSS_C_INDEFINITE, GSS_C_INDEFINITE},
    };
    struct ends ends = establish(0);
    OM_uint32 minor, lifetime;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        toy_end_time = (int64_t)time(NULL) + rows[i].seconds;
        check_status(gss_context_time(&minor, ends.acceptor, &lifetime), GSS_S_COMPLETE);
        assert_in_range(lifetime, rows[i].expected_low, rows[i].expected_high);
    }
    toy_end_time = INT64_MAX;
    delete_both(&ends);
}

static void test_transferable_is_told_exactly_when_an_export_works(void **state)
{
    struct ends ends = establish(0);
    char *domain = strdup(getenv("GSS_TRANSFER_DOMAIN"));
    gss_buffer_desc token;
    gss_ctx_id_t handle = ends.acceptor;
    OM_uint32 minor, flags;

    (void)state;
    for (int i = 0; i < 3; i++) { /* the mechanism cannot; no domain; all is well */
        bool works = i == 2;

        toy_transferable = i != 0;
        check_status(
            gss_transfer_set_domain(&minor, ends.acceptor, i == 1 ? "/nonexistent/folder" : domain),
            GSS_S_COMPLETE);
        check_status(
            gss_inquire_context(&minor, ends.acceptor, NULL, NULL, NULL, NULL, &flags, NULL, NULL),
            GSS_S_COMPLETE);
        assert_true(((flags & GSS_C_TRANS_FLAG) != 0) == works);
        check_status(gss_export_sec_context(&minor, &ends.acceptor, &token),
                     works ? GSS_S_COMPLETE : GSS_S_UNAVAILABLE);
        if (!works)
            assert_ptr_equal(ends.acceptor, handle); /* and lives on */
    }
    assert_null(ends.acceptor);
    gss_release_buffer(&minor, &token);
    free(domain);
    delete_both(&ends);
}

static void test_a_moved_context_keeps_mechanism_side_and_state(void **state)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, back, moved, output;
    struct ends ends = {GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    gss_buffer_desc message = text_buffer("hello"), plain;
    gss_ctx_id_t second = (gss_ctx_id_t)&ends;
    OM_uint32 minor, flags;

    (void)state;
    check_status(init(&ends.initiator, TOY, NULL, GSS_C_MUTUAL_FLAG, NULL, &token, &flags),
                 GSS_S_CONTINUE_NEEDED);
    assert_true((flags & GSS_C_TRANS_FLAG) != 0); /* partial, and yet it can move */
    check_status(accept(&ends.acceptor, &token, &back, NULL), GSS_S_COMPLETE);
    check_status(gss_export_sec_context(&minor, &ends.initiator, &moved), GSS_S_COMPLETE);
    assert_null(ends.initiator);
    check_status(gss_import_sec_context(&minor, &moved, &ends.initiator), GSS_S_COMPLETE);
    check_status(accept(&ends.initiator, &back, &output, NULL), GSS_S_NO_CONTEXT);
    check_status(init(&ends.initiator, GSS_C_NO_OID, NULL, 0, &back, &output, NULL),
                 GSS_S_COMPLETE);
    check_mech(ends.initiator, TOY);
    check_status(gss_wrap(&minor, ends.initiator, 1, 0, &message, NULL, &output), GSS_S_COMPLETE);
    check_status(gss_unwrap(&minor, ends.acceptor, &output, &plain, NULL, NULL), GSS_S_COMPLETE);
    check_text(&plain, "hello");
    check_status(gss_import_sec_context(&minor, &moved, &second), GSS_S_NO_CONTEXT);
    assert_null(second);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &back);
    gss_release_buffer(&minor, &moved);
    gss_release_buffer(&minor, &output);
    gss_release_buffer(&minor, &plain);
    delete_both(&ends);
}

static void test_kerberos_questions_to_another_mechanism_are_unavailable(void **state)
{
    struct ends ends = establish(0);
    gss_buffer_desc data = FILLED_BUFFER, token = text_buffer("x");
    int32_t authtime = 7;
    OM_uint32 minor, flags = 7;

    (void)state;
    check_status(gsskrb5_extract_authtime_from_sec_context(&minor, ends.acceptor, &authtime),
                 GSS_S_UNAVAILABLE);
    assert_int_equal(authtime, 0);
    check_status(gss_krb5_get_tkt_flags(&minor, ends.acceptor, &flags), GSS_S_UNAVAILABLE);
    assert_int_equal(flags, 0);
    check_status(gsskrb5_extract_authz_data_from_sec_context(&minor, ends.acceptor, 1, &data),
                 GSS_S_UNAVAILABLE);
    check_empty(data);
    /* The toy has neither of these entries. */
    check_status(gss_wrap_size_limit(&minor, ends.acceptor, 0, 0, 100, &flags), GSS_S_UNAVAILABLE);
    check_status(gss_process_context_token(&minor, ends.acceptor, &token), GSS_S_UNAVAILABLE);
    delete_both(&ends);
}

static void test_each_mechanism_explains_its_own_minor_codes(void **state)
{
    gss_buffer_desc text;
    OM_uint32 minor, more = 0;

    (void)state;
    check_status(gss_display_status(&minor, TOY_MINOR, GSS_C_MECH_CODE, TOY, &more, &text),
                 GSS_S_COMPLETE);
    check_text(&text, "The toy broke");
    gss_release_buffer(&minor, &text);
    check_status(gss_display_status(&minor, TOY_MINOR + 1, GSS_C_MECH_CODE, TOY, &more, &text),
                 GSS_S_BAD_STATUS);
    check_empty(text);
}

static void test_sasl_names_are_registered_or_computed(void **state)
{
    gss_buffer_desc name, short_name, description;
    gss_OID mech;
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_saslname_for_mech(&minor, TOY, &name, &short_name, &description),
                 GSS_S_COMPLETE);
    check_text(&name, "GS2-DT4PIK22T6A"); /* RFC 5801 s.3.3 */
    check_text(&short_name, "toy");
    check_text(&description, "A toy");
    check_status(gss_inquire_mech_for_saslname(&minor, &name, &mech), GSS_S_COMPLETE);
    assert_ptr_equal(mech, TOY);
    gss_release_buffer(&minor, &name);
    gss_release_buffer(&minor, &short_name);
    gss_release_buffer(&minor, &description);
    check_status(gss_inquire_saslname_for_mech(&minor, GSS_KRB5, &name, NULL, NULL),
                 GSS_S_COMPLETE);
    check_text(&name, "GS2-KRB5");
    gss_release_buffer(&minor, &name);
    name = text_buffer("GS2-KRB5-PLUS");
    check_status(gss_inquire_mech_for_saslname(&minor, &name, &mech), GSS_S_BAD_MECH);
    assert_null(mech);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_framing_chooses_the_acceptors_mechanism),
        cmocka_unit_test(test_a_token_without_framing_goes_to_the_mechanism_that_knows_it),
        cmocka_unit_test(test_tokens_of_no_mechanism_make_no_context),
        cmocka_unit_test(test_a_credential_of_another_mechanism_is_bad_mech),
        cmocka_unit_test(test_a_failed_first_leg_leaves_no_context),
        cmocka_unit_test(test_a_failed_later_leg_leaves_a_context_only_to_delete),
        cmocka_unit_test(test_wrong_arguments_of_a_later_leg_do_not_fail_the_context),
        cmocka_unit_test(test_a_partial_context_has_no_messages_yet),
        cmocka_unit_test(test_an_expired_context_does_nothing_but_tell),
        cmocka_unit_test(test_lifetimes_saturate_at_indefinite),
        cmocka_unit_test(test_transferable_is_told_exactly_when_an_export_works),
        cmocka_unit_test(test_a_moved_context_keeps_mechanism_side_and_state),
        cmocka_unit_test(test_kerberos_questions_to_another_mechanism_are_unavailable),
        cmocka_unit_test(test_each_mechanism_explains_its_own_minor_codes),
        cmocka_unit_test(test_sasl_names_are_registered_or_computed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
