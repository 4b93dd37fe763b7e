/* What a plugin does with messages in parts, and what it stores and maps. */
#include "plugin/config.h"
#include "plugin/pair.h"

#include <stdlib.h>

enum { MIC = 17 };

static gss_OID_desc toy_option = {4, (void *)TOY_PLUGIN_OPTION_BYTES};

static void begin(struct plugin_pair *pair)
{
    plugin_pair_begin(pair, &plugin_toy, "host@server", GSS_C_CONF_FLAG);
    plugin_pair_establish(pair);
}

static void test_messages_are_wrapped_in_several_buffers(void **state)
{
    char text[] = "in parts";
    gss_iov_buffer_desc iov[] = {
        {GSS_IOV_BUFFER_TYPE_HEADER | GSS_IOV_BUFFER_FLAG_ALLOCATE, GSS_C_EMPTY_BUFFER},
        {GSS_IOV_BUFFER_TYPE_SIGN_ONLY, text_buffer("beside")},
        {GSS_IOV_BUFFER_TYPE_DATA, {8, text}},
    };
    struct plugin_pair pair;
    OM_uint32 minor;
    int conf = 0;

    (void)state;
    begin(&pair);
    check_status(gss_wrap_iov_length(&minor, pair.initiator, 1, 0, &conf, iov, 3), GSS_S_COMPLETE);
    assert_int_equal(iov[0].buffer.length, MIC);
    assert_int_equal(conf, 1);
    conf = 0;
    check_status(gss_wrap_iov(&minor, pair.initiator, 1, 0, &conf, iov, 3), GSS_S_COMPLETE);
    assert_int_equal(conf, 1);
    assert_memory_not_equal(text, "in parts", 8);
    conf = 0;
    check_status(gss_unwrap_iov(&minor, pair.acceptor, &conf, NULL, iov, 3), GSS_S_COMPLETE);
    assert_int_equal(conf, 1);
    assert_string_equal(text, "in parts");
    check_status(gss_unwrap_iov(&minor, pair.acceptor, &conf, NULL, iov, 3), GSS_S_BAD_SIG);
    gss_release_iov_buffer(&minor, iov, 3);
    check_status(gss_wrap_iov(&minor, pair.initiator, 0, 0, &conf, iov, 3), GSS_S_COMPLETE);
    assert_int_equal(conf, 0);
    gss_release_iov_buffer(&minor, iov, 3);
    plugin_pair_end(&pair);
}

static void test_mics_are_over_several_buffers(void **state)
{
    gss_iov_buffer_desc iov[] = {
        {GSS_IOV_BUFFER_TYPE_DATA, text_buffer("signed")},
        {GSS_IOV_BUFFER_TYPE_MIC_TOKEN | GSS_IOV_BUFFER_FLAG_ALLOCATE, GSS_C_EMPTY_BUFFER},
    };
    struct plugin_pair pair;
    OM_uint32 minor;

    (void)state;
    begin(&pair);
    check_status(gss_get_mic_iov_length(&minor, pair.initiator, 0, iov, 2), GSS_S_COMPLETE);
    assert_int_equal(iov[1].buffer.length, MIC);
    check_status(gss_get_mic_iov(&minor, pair.initiator, 0, iov, 2), GSS_S_COMPLETE);
    iov[0].buffer = text_buffer("forged");
    check_status(gss_verify_mic_iov(&minor, pair.acceptor, NULL, iov, 2), GSS_S_BAD_SIG);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    iov[0].buffer = text_buffer("signed");
    check_status(gss_verify_mic_iov(&minor, pair.acceptor, NULL, iov, 2), GSS_S_COMPLETE);
    gss_release_iov_buffer(&minor, iov, 2);
    plugin_pair_end(&pair);
}

/* A sanitizer sees what is left, and what is freed twice. */
static void test_a_failure_leaves_nothing_that_it_allocated_and_all_that_was_there(void **state)
{
    char text[] = "in parts";
    gss_iov_buffer_desc iov[] = {
        {GSS_IOV_BUFFER_TYPE_HEADER | GSS_IOV_BUFFER_FLAG_ALLOCATE, GSS_C_EMPTY_BUFFER},
        {GSS_IOV_BUFFER_TYPE_DATA, {8, text}},
        {GSS_IOV_BUFFER_TYPE_TRAILER | GSS_IOV_BUFFER_FLAG_ALLOCATED, GSS_C_EMPTY_BUFFER},
    };
    struct plugin_pair pair;
    OM_uint32 minor;

    (void)state;
    begin(&pair);
    iov[2].buffer = (gss_buffer_desc){5, strdup("early")};
    setenv("TOY_FAULT", "parts", 1);
    check_status(gss_wrap_iov(&minor, pair.initiator, 1, 0, NULL, iov, 3), GSS_S_FAILURE);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_empty(iov[0].buffer);
    assert_false((iov[0].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) != 0);
    assert_true((iov[2].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) != 0);
    check_text(&iov[2].buffer, "early");
    iov[0].type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN | GSS_IOV_BUFFER_FLAG_ALLOCATE;
    check_status(gss_get_mic_iov(&minor, pair.initiator, 0, iov, 3), GSS_S_FAILURE);
    check_empty(iov[0].buffer);
    check_text(&iov[2].buffer, "early");
    unsetenv("TOY_FAULT");
    iov[0] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_STREAM, text_buffer("S0000000000000000?")};
    iov[1] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_DATA | GSS_IOV_BUFFER_FLAG_ALLOCATE,
                                   GSS_C_EMPTY_BUFFER};
    check_status(gss_unwrap_iov(&minor, pair.acceptor, NULL, NULL, iov, 3), GSS_S_BAD_SIG);
    check_empty(iov[1].buffer);
    check_text(&iov[2].buffer, "early");
    gss_release_iov_buffer(&minor, iov, 3);
    plugin_pair_end(&pair);
}

static void test_associated_data_go_by_several_buffers(void **state)
{
    (void)state;
    plugin_check_aead();
}

static void test_a_completed_token_is_the_plugins(void **state)
{
    gss_buffer_desc message = text_buffer("completed");
    gss_buffer_set_t answers = GSS_C_NO_BUFFER_SET;
    struct plugin_pair pair;
    OM_uint32 minor;

    (void)state;
    begin(&pair);
    check_status(gss_complete_auth_token(&minor, pair.initiator, &message), GSS_S_COMPLETE);
    check_status(gss_inquire_sec_context_by_oid(&minor, pair.initiator, &toy_option, &answers),
                 GSS_S_COMPLETE);
    check_text(&answers->elements[0], "completed");
    gss_release_buffer_set(&minor, &answers);
    plugin_pair_end(&pair);
}

static void test_a_name_maps_to_what_the_plugin_gives(void **state)
{
    gss_name_t mn = make_mn("alice", GSS_C_NT_USER_NAME, &plugin_toy);
    gss_buffer_desc type = text_buffer("text"), other = text_buffer("pac");
    gss_any_t mapped = NULL;
    OM_uint32 minor;

    (void)state;
    check_status(gss_map_name_to_any(&minor, mn, 1, &type, &mapped), GSS_S_UNAUTHORIZED);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_status(gss_map_name_to_any(&minor, mn, 0, &other, &mapped), GSS_S_UNAVAILABLE);
    check_status(gss_map_name_to_any(&minor, mn, 0, &type, &mapped), GSS_S_COMPLETE);
    assert_string_equal((char *)mapped, "alice");
    check_status(gss_release_any_name_mapping(&minor, mn, &other, &mapped), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_status(gss_release_any_name_mapping(&minor, mn, &type, &mapped), GSS_S_COMPLETE);
    assert_null(mapped);
    gss_release_name(&minor, &mn);
}

static void check_stored_in(gss_key_value_set_desc *store, const char *name)
{
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_name_t told;
    gss_cred_id_t cred;
    OM_uint32 minor;

    check_status(gss_acquire_cred_from(&minor, GSS_C_NO_NAME, 0, &only, GSS_C_INITIATE, store,
                                       &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(gss_inquire_cred(&minor, cred, &told, NULL, NULL, NULL), GSS_S_COMPLETE);
    check_displayed(told, name, GSS_C_NT_USER_NAME);
    gss_release_name(&minor, &told);
    gss_release_cred(&minor, &cred);
}

static void test_a_credential_is_stored_where_it_is_said(void **state)
{
    gss_key_value_element_desc here = {"place", "here"}, usual = {"place", "usual"},
                               main = {"place", "default"};
    gss_key_value_set_desc in_here = {1, &here}, in_usual = {1, &usual}, in_default = {1, &main};
    gss_OID_set_desc only = {1, &plugin_toy};
    gss_name_t name = make_name("alice", GSS_C_NT_USER_NAME);
    gss_cred_usage_t usage;
    gss_OID_set mechs;
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred(&minor, name, 0, &only, GSS_C_BOTH, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    check_status(
        gss_store_cred_into(&minor, cred, GSS_C_BOTH, &plugin_toy, 0, 0, &in_here, &mechs, &usage),
        GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_INITIATE); /* as the plugin said */
    assert_int_equal(mechs->count, 1);
    assert_true(gss_oid_equal(&mechs->elements[0], &plugin_toy));
    gss_release_oid_set(&minor, &mechs);
    check_stored_in(&in_here, "alice");
    check_status(gss_store_cred(&minor, cred, GSS_C_BOTH, &plugin_toy, 0, 0, NULL, NULL),
                 GSS_S_DUPLICATE_ELEMENT);
    assert_int_equal(minor, TOY_PLUGIN_MINOR);
    check_status(gss_store_cred(&minor, cred, GSS_C_BOTH, &plugin_toy, 1, 0, NULL, NULL),
                 GSS_S_COMPLETE);
    check_stored_in(&in_usual, "alice");
    check_status(gss_store_cred(&minor, cred, GSS_C_BOTH, &plugin_toy, 1, 1, NULL, NULL),
                 GSS_S_COMPLETE);
    check_stored_in(&in_default, "alice");
    gss_release_cred(&minor, &cred);
    gss_release_name(&minor, &name);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_are_wrapped_in_several_buffers),
        cmocka_unit_test(test_mics_are_over_several_buffers),
        cmocka_unit_test(test_a_failure_leaves_nothing_that_it_allocated_and_all_that_was_there),
        cmocka_unit_test(test_associated_data_go_by_several_buffers),
        cmocka_unit_test(test_a_completed_token_is_the_plugins),
        cmocka_unit_test(test_a_name_maps_to_what_the_plugin_gives),
        cmocka_unit_test(test_a_credential_is_stored_where_it_is_said),
    };

    plugin_config_create();
    plugin_config_write("toy");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
