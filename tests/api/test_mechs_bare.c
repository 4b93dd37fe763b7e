/* A mechanism that offers next to nothing: every call it lacks is GSS_S_UNAVAILABLE. */
#include "api/check.h"

#include "api/toy.h"
#include "glue/registry.h"

static struct mech bare;
const struct mech *const registry_mechs[] = {&bare, NULL};

/* With contexts and a credential of its better days, the mechanism loses its entries. */
static struct {
    gss_ctx_id_t initiator, acceptor, partial;
    gss_cred_id_t cred;
    gss_name_t name;
    gss_buffer_desc token;
} before;

static int prepare(void **state)
{
    gss_buffer_desc output;
    OM_uint32 minor;

    (void)state;
    bare = toy_mech;
    before.name = make_name("peer", GSS_C_NT_USER_NAME);
    check_status(gss_init_sec_context(&minor, NULL, &before.initiator, before.name, NULL, 0, 0,
                                      NULL, NULL, NULL, &before.token, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_init_sec_context(&minor, NULL, &before.partial, before.name, NULL,
                                      GSS_C_MUTUAL_FLAG, 0, NULL, NULL, NULL, &output, NULL, NULL),
                 GSS_S_CONTINUE_NEEDED);
    gss_release_buffer(&minor, &output);
    check_status(gss_accept_sec_context(&minor, &before.acceptor, NULL, &before.token, NULL, NULL,
                                        NULL, &output, NULL, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_acquire_cred(&minor, NULL, 0, NULL, GSS_C_INITIATE, &before.cred, NULL, NULL),
                 GSS_S_COMPLETE);
    bare = (struct mech){
        .oid = toy_mech.oid,
        .name = "bare",
        .description = "Bare",
        .name_types = toy_mech.name_types,
        .import_name = toy_mech.import_name,
        .release_name = toy_mech.release_name,
        .release_cred = toy_mech.release_cred,
        .delete_sec_context = toy_mech.delete_sec_context,
        .inquire_context = toy_mech.inquire_context,
        .context_end_time = toy_mech.context_end_time,
    };
    return 0;
}

static int clean_up(void **state)
{
    OM_uint32 minor;

    (void)state;
    gss_delete_sec_context(&minor, &before.initiator, NULL);
    gss_delete_sec_context(&minor, &before.acceptor, NULL);
    gss_delete_sec_context(&minor, &before.partial, NULL);
    gss_release_cred(&minor, &before.cred);
    gss_release_name(&minor, &before.name);
    gss_release_buffer(&minor, &before.token);
    return 0;
}

static void test_contexts(void **state)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT, handle = before.acceptor;
    gss_buffer_desc text = text_buffer("text"), output = FILLED_BUFFER;
    gss_iov_buffer_desc iov = {GSS_IOV_BUFFER_TYPE_EMPTY, GSS_C_EMPTY_BUFFER};
    OM_uint32 minor, number;

    (void)state;
    check_status(gss_init_sec_context(&minor, NULL, &context, before.name, NULL, 0, 0, NULL, NULL,
                                      NULL, &output, NULL, NULL),
                 GSS_S_UNAVAILABLE);
    check_status(gss_accept_sec_context(&minor, &context, NULL, &before.token, NULL, NULL, NULL,
                                        &output, NULL, NULL, NULL),
                 GSS_S_UNAVAILABLE);
    assert_null(context);
    check_status(gss_process_context_token(&minor, handle, &text), GSS_S_UNAVAILABLE);
    check_status(gss_get_mic(&minor, handle, 0, &text, &output), GSS_S_UNAVAILABLE);
    check_status(gss_verify_mic(&minor, handle, &text, &text, NULL), GSS_S_UNAVAILABLE);
    check_status(gss_wrap(&minor, handle, 1, 0, &text, NULL, &output), GSS_S_UNAVAILABLE);
    check_status(gss_unwrap(&minor, handle, &text, &output, NULL, NULL), GSS_S_UNAVAILABLE);
    check_status(gss_wrap_size_limit(&minor, handle, 1, 0, 100, &number), GSS_S_UNAVAILABLE);
    check_status(gss_wrap_iov(&minor, handle, 1, 0, NULL, &iov, 1), GSS_S_UNAVAILABLE);
    check_status(gss_wrap_iov_length(&minor, handle, 1, 0, NULL, &iov, 1), GSS_S_UNAVAILABLE);
    check_status(gss_unwrap_iov(&minor, handle, NULL, NULL, &iov, 1), GSS_S_UNAVAILABLE);
    check_status(gss_get_mic_iov(&minor, handle, 0, &iov, 1), GSS_S_UNAVAILABLE);
    check_status(gss_get_mic_iov_length(&minor, handle, 0, &iov, 1), GSS_S_UNAVAILABLE);
    check_status(gss_verify_mic_iov(&minor, handle, NULL, &iov, 1), GSS_S_UNAVAILABLE);
    check_status(gss_wrap_aead(&minor, handle, 1, 0, NULL, &text, NULL, &output),
                 GSS_S_UNAVAILABLE);
    check_status(gss_unwrap_aead(&minor, handle, &text, NULL, &output, NULL, NULL),
                 GSS_S_UNAVAILABLE);
    check_status(gss_export_sec_context(&minor, &handle, &output), GSS_S_UNAVAILABLE);
    assert_ptr_equal(handle, before.acceptor);
    check_empty(output);
    check_status(gss_krb5_get_tkt_flags(&minor, handle, &number), GSS_S_UNAVAILABLE);
    check_status(gss_krb5_get_tkt_flags(&minor, before.partial, &number), GSS_S_NO_CONTEXT);
    check_status(gss_inquire_context(&minor, handle, NULL, NULL, NULL, NULL, &number, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_true((number & GSS_C_TRANS_FLAG) == 0);
}

static int brought_back;

static OM_uint32 fail_export(OM_uint32 *minor, const void *context, struct writer *out)
{
    (void)context;
    write_u8(out, 1);
    *minor = TOY_MINOR;
    return GSS_S_FAILURE;
}

static bool bring_back(void *context)
{
    assert_non_null(context);
    brought_back++;
    return true;
}

/* Parts of it may be exported already: a negotiation's context has several inside. */
static void test_a_mechanism_that_fails_to_export_brings_its_context_back(void **state)
{
    gss_buffer_desc token = FILLED_BUFFER;
    gss_ctx_id_t handle = before.acceptor;
    OM_uint32 minor;

    (void)state;
    bare.export_sec_context = fail_export;
    bare.export_failed = bring_back;
    check_status(gss_export_sec_context(&minor, &handle, &token), GSS_S_FAILURE);
    bare.export_sec_context = NULL;
    bare.export_failed = NULL;
    assert_int_equal(minor, TOY_MINOR);
    assert_ptr_equal(handle, before.acceptor);
    check_empty(token);
    assert_int_equal(brought_back, 1);
}

static void test_credentials(void **state)
{
    gss_cred_id_t cred = (gss_cred_id_t)&before;
    gss_buffer_desc text = text_buffer("made");
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, NULL, 0, NULL, GSS_C_BOTH, &cred, NULL, NULL),
                 GSS_S_UNAVAILABLE);
    assert_null(cred);
    check_status(gss_inquire_cred(&minor, before.cred, NULL, NULL, NULL, NULL), GSS_S_UNAVAILABLE);
    bare.set_cred_option = toy_mech.set_cred_option; /* what it makes, nobody can ask about */
    cred = GSS_C_NO_CREDENTIAL;
    check_status(gss_set_cred_option(&minor, &cred, &toy_rename, &text), GSS_S_UNAVAILABLE);
    bare.set_cred_option = NULL;
    assert_null(cred);
    check_status(gss_add_cred(&minor, before.cred, NULL, &bare.oid, GSS_C_ACCEPT, 0, 0, &cred, NULL,
                              NULL, NULL),
                 GSS_S_UNAVAILABLE);
    assert_null(cred);
}

static void test_minor_codes_and_local_users(void **state)
{
    gss_buffer_desc text = FILLED_BUFFER;
    OM_uint32 minor, more = 0;

    (void)state;
    check_status(gss_display_status(&minor, TOY_MINOR, GSS_C_MECH_CODE, &bare.oid, &more, &text),
                 GSS_S_BAD_STATUS);
    check_empty(text);
    assert_int_not_equal(gss_userok(before.name, "peer"), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contexts),
        cmocka_unit_test(test_a_mechanism_that_fails_to_export_brings_its_context_back),
        cmocka_unit_test(test_credentials),
        cmocka_unit_test(test_minor_codes_and_local_users),
    };

    return cmocka_run_group_tests(tests, prepare, clean_up);
}
