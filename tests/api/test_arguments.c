/* NULL, empty and wrong arguments of every call: the status that RFC 2744 names, outputs emptied.
 */
#include "api/check.h"

#include <sys/types.h>

#define READ GSS_S_CALL_INACCESSIBLE_READ
#define WRITE GSS_S_CALL_INACCESSIBLE_WRITE

static gss_OID_desc unknown_mech = {3, (void *)"\x2a\x03\x04"};
static gss_OID_desc hollow_oid = {9, NULL};
static gss_buffer_desc hollow_buffer = {5, NULL};
static gss_buffer_desc empty_buffer = GSS_C_EMPTY_BUFFER;
static gss_OID_desc *const bad_oids[] = {NULL, &hollow_oid};

static void test_object_identifiers(void **state)
{
    gss_OID_set set;
    gss_OID oid = &unknown_mech;
    OM_uint32 minor;
    int present = 7;

    (void)state;
    check_status(gss_create_empty_oid_set(&minor, NULL), WRITE);
    check_status(gss_create_empty_oid_set(NULL, &set), GSS_S_COMPLETE);
    check_status(gss_add_oid_set_member(&minor, GSS_KRB5, NULL), WRITE);
    for (size_t i = 0; i < 2; i++) {
        check_status(gss_add_oid_set_member(&minor, bad_oids[i], &set), READ);
        check_status(gss_test_oid_set_member(&minor, bad_oids[i], set, &present), READ);
        assert_int_equal(present, 0);
        check_status(gss_duplicate_oid(&minor, bad_oids[i], &oid), READ);
        assert_null(oid);
    }
    assert_int_equal(set->count, 0);
    check_status(gss_add_oid_set_member(NULL, GSS_KRB5, &set), GSS_S_COMPLETE);
    check_status(gss_add_oid_set_member(&minor, &GSS_KRB5_static, &set), GSS_S_COMPLETE);
    assert_int_equal(set->count, 1);
    check_status(gss_test_oid_set_member(&minor, GSS_KRB5, GSS_C_NO_OID_SET, &present), READ);
    check_status(gss_test_oid_set_member(&minor, GSS_KRB5, set, NULL), WRITE);
    check_status(gss_release_oid_set(&minor, NULL), WRITE);
    check_status(gss_release_oid_set(&minor, &set), GSS_S_COMPLETE);
    check_status(gss_release_oid_set(&minor, &set), GSS_S_COMPLETE); /* released: NULL */
    check_status(gss_add_oid_set_member(&minor, GSS_KRB5, &set), READ);
    check_status(gss_indicate_mechs(&minor, NULL), WRITE);
    assert_int_equal(gss_oid_equal(NULL, GSS_KRB5), 0);
    assert_int_equal(gss_oid_equal(GSS_KRB5, &GSS_KRB5_static), 1);
    assert_int_equal(gss_oid_equal(GSS_KRB5, &unknown_mech), 0);
}

static void test_only_allocated_object_identifiers_are_freed(void **state)
{
    gss_OID copy, library = GSS_C_NT_USER_NAME, none = GSS_C_NO_OID;
    OM_uint32 minor;

    (void)state;
    check_status(gss_duplicate_oid(&minor, GSS_KRB5, NULL), WRITE);
    check_status(gss_duplicate_oid(NULL, GSS_KRB5, &copy), GSS_S_COMPLETE);
    assert_ptr_not_equal(copy, GSS_KRB5);
    assert_true(gss_oid_equal(copy, GSS_KRB5));
    check_status(gss_release_oid(&minor, &copy), GSS_S_COMPLETE);
    assert_null(copy);
    check_status(gss_release_oid(&minor, &library), GSS_S_COMPLETE);
    assert_null(library);
    assert_int_equal(GSS_C_NT_USER_NAME->length, 10);
    check_status(gss_release_oid(&minor, &none), GSS_S_COMPLETE);
    check_status(gss_release_oid(&minor, NULL), WRITE);
}

static void test_buffers_and_framing(void **state)
{
    gss_buffer_desc text = text_buffer("abc"), framed, output = FILLED_BUFFER;
    OM_uint32 minor;

    (void)state;
    check_status(gss_release_buffer(&minor, GSS_C_NO_BUFFER), WRITE);
    check_status(gss_release_buffer(NULL, &empty_buffer), GSS_S_COMPLETE);
    check_status(gss_encapsulate_token(NULL, GSS_KRB5, &output), READ);
    check_empty(output);
    check_status(gss_encapsulate_token(&hollow_buffer, GSS_KRB5, &output), READ);
    check_status(gss_encapsulate_token(&text, NULL, &output), READ);
    check_status(gss_encapsulate_token(&text, GSS_KRB5, NULL), WRITE);
    check_status(gss_encapsulate_token(&text, GSS_KRB5, &framed), GSS_S_COMPLETE);
    assert_memory_equal(framed.value,
                        "\x60\x0e\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
                        "abc",
                        16);
    check_status(gss_decapsulate_token(&framed, GSS_KRB5, &output), GSS_S_COMPLETE);
    check_text(&output, "abc");
    gss_release_buffer(&minor, &output);
    check_empty(output);
    check_status(gss_decapsulate_token(&framed, &unknown_mech, &output), GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_decapsulate_token(&text, GSS_KRB5, &output), GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_decapsulate_token(&empty_buffer, GSS_KRB5, &output), GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_decapsulate_token(NULL, GSS_KRB5, &output), READ);
    check_status(gss_decapsulate_token(&framed, NULL, &output), READ);
    check_status(gss_decapsulate_token(&framed, GSS_KRB5, NULL), WRITE);
    gss_release_buffer(&minor, &framed);
    check_status(gss_encapsulate_token(&empty_buffer, GSS_KRB5, &framed), GSS_S_COMPLETE);
    check_status(gss_decapsulate_token(&framed, GSS_KRB5, &output), GSS_S_COMPLETE);
    assert_int_equal(output.length, 0);
    gss_release_buffer(&minor, &framed);
    gss_release_buffer(&minor, &output);
}

static void test_versions(void **state)
{
    (void)state;
    assert_string_equal(gss_check_version(NULL), GSS_VERSION);
    assert_string_equal(gss_check_version(GSS_VERSION), GSS_VERSION);
    assert_string_equal(gss_check_version("1.0.4"), GSS_VERSION);
    assert_string_equal(gss_check_version("1.99"), GSS_VERSION);
    assert_string_equal(gss_check_version("2"), GSS_VERSION);
    assert_null(gss_check_version("2.0.1"));
    assert_null(gss_check_version("2.0.0.1"));
    assert_null(gss_check_version("10.0"));
    assert_string_equal(gss_check_version("2.0.0.0"), GSS_VERSION);
    assert_null(gss_check_version("two"));
    assert_null(gss_check_version(""));
    assert_null(gss_check_version("1."));
    assert_null(gss_check_version("1..2"));
    assert_null(gss_check_version("-1"));
    assert_null(gss_check_version("1.0.4-rc1"));
    assert_null(gss_check_version("1.2.3.4.5.6.7.8.9"));
    assert_null(gss_check_version("1.x")); /* malformed, though 1 is less than 2 */
}

static void test_importing_names(void **state)
{
    gss_buffer_desc text = text_buffer("alice"), uid = text_buffer("xy");
    gss_name_t name = (gss_name_t)&text;
    OM_uint32 minor;

    (void)state;
    check_status(gss_import_name(&minor, NULL, GSS_C_NT_USER_NAME, &name), READ | GSS_S_BAD_NAME);
    assert_null(name);
    check_status(gss_import_name(&minor, &hollow_buffer, GSS_C_NO_OID, &name),
                 READ | GSS_S_BAD_NAME);
    check_status(gss_import_name(&minor, &text, GSS_C_NO_OID, NULL), WRITE);
    check_status(gss_import_name(&minor, &empty_buffer, GSS_C_NT_USER_NAME, &name), GSS_S_BAD_NAME);
    check_status(gss_import_name(&minor, &empty_buffer, GSS_C_NO_OID, &name), GSS_S_BAD_NAME);
    check_status(gss_import_name(&minor, &text, &unknown_mech, &name), GSS_S_BAD_NAMETYPE);
    check_status(gss_import_name(&minor, &text, GSS_C_NT_EXPORT_NAME, &name), GSS_S_BAD_NAME);
    check_status(gss_import_name(&minor, &empty_buffer, GSS_C_NT_EXPORT_NAME, &name),
                 GSS_S_BAD_NAME);
    assert_null(name);
    check_status(gss_import_name(NULL, &text, GSS_C_NO_OID, &name), GSS_S_COMPLETE);
    check_displayed(name, "alice", GSS_C_NO_OID);
    gss_release_name(&minor, &name);
    check_status(gss_import_name(&minor, &uid, GSS_C_NT_MACHINE_UID_NAME, &name), GSS_S_COMPLETE);
    check_status(gss_display_name(&minor, name, &text, NULL), GSS_S_BAD_NAME); /* 2 bytes */
    gss_release_name(&minor, &name);
}

static void test_names_of_every_type_are_displayed(void **state)
{
    uid_t root = 0;
    gss_buffer_desc bytes = {sizeof(root), &root};
    gss_name_t name;
    OM_uint32 minor;

    (void)state;
    check_status(gss_import_name(&minor, &bytes, GSS_C_NT_MACHINE_UID_NAME, &name), GSS_S_COMPLETE);
    check_displayed(name, "0", GSS_C_NT_STRING_UID_NAME);
    gss_release_name(&minor, &name);
    name = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE_X);
    check_displayed(name, "host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE); /* never _X out */
    gss_release_name(&minor, &name);
    name = make_mn("0", GSS_C_NT_STRING_UID_NAME, GSS_KRB5);
    check_displayed(name, "root@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_name(&minor, &name);
    name = make_mn("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE, GSS_KRB5);
    check_displayed(name, "host/server.gss.test@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_name(&minor, &name);
}

static void test_using_names(void **state)
{
    gss_name_t name = make_name("alice", GSS_C_NT_USER_NAME), out = (gss_name_t)&name;
    gss_buffer_desc buffer = FILLED_BUFFER;
    gss_OID_set set = (gss_OID_set)&name;
    gss_OID type = &unknown_mech;
    OM_uint32 minor;
    int equal = 7;

    (void)state;
    check_status(gss_display_name(&minor, NULL, &buffer, &type), READ | GSS_S_BAD_NAME);
    check_empty(buffer);
    assert_null(type);
    check_status(gss_display_name(&minor, name, NULL, &type), WRITE);
    check_status(gss_compare_name(&minor, name, NULL, &equal), READ | GSS_S_BAD_NAME);
    assert_int_equal(equal, 0);
    check_status(gss_compare_name(&minor, NULL, name, &equal), READ | GSS_S_BAD_NAME);
    check_status(gss_compare_name(&minor, name, name, NULL), WRITE);
    check_status(gss_duplicate_name(&minor, NULL, &out), READ | GSS_S_BAD_NAME);
    assert_null(out);
    check_status(gss_duplicate_name(&minor, name, NULL), WRITE);
    check_status(gss_export_name(&minor, NULL, &buffer), READ | GSS_S_BAD_NAME);
    check_status(gss_export_name(&minor, name, NULL), WRITE);
    check_status(gss_canonicalize_name(&minor, NULL, GSS_KRB5, &out), READ | GSS_S_BAD_NAME);
    check_status(gss_canonicalize_name(&minor, name, GSS_KRB5, NULL), WRITE);
    check_status(gss_canonicalize_name(&minor, name, GSS_C_NO_OID, &out), READ | GSS_S_BAD_MECH);
    check_status(gss_canonicalize_name(&minor, name, &hollow_oid, &out), READ | GSS_S_BAD_MECH);
    check_status(gss_canonicalize_name(&minor, name, &unknown_mech, &out), GSS_S_BAD_MECH);
    assert_null(out);
    check_status(gss_inquire_mechs_for_name(&minor, NULL, &set), READ | GSS_S_BAD_NAME);
    assert_null(set);
    check_status(gss_inquire_mechs_for_name(&minor, name, NULL), WRITE);
    check_status(gss_inquire_names_for_mech(&minor, &unknown_mech, &set), GSS_S_BAD_MECH);
    check_status(gss_inquire_names_for_mech(&minor, GSS_C_NO_OID, &set), READ | GSS_S_BAD_MECH);
    assert_null(set);
    check_status(gss_inquire_names_for_mech(&minor, GSS_KRB5, NULL), WRITE);
    check_status(gss_release_name(&minor, &name), GSS_S_COMPLETE);
    check_status(gss_release_name(&minor, &name), READ | GSS_S_BAD_NAME); /* released: NULL */
    check_status(gss_release_name(&minor, NULL), WRITE | GSS_S_BAD_NAME);
    assert_int_not_equal(gss_userok(NULL, NULL), 0);
}

static void test_status_and_sasl_names(void **state)
{
    gss_buffer_desc text = FILLED_BUFFER, name = text_buffer("GS2-KRB5");
    gss_OID mech = &unknown_mech;
    OM_uint32 minor, more = 0;

    (void)state;
    check_status(gss_display_status(&minor, 0, GSS_C_GSS_CODE, NULL, NULL, &text), WRITE);
    check_empty(text);
    check_status(gss_display_status(&minor, 0, GSS_C_GSS_CODE, NULL, &more, NULL), WRITE);
    check_status(gss_inquire_saslname_for_mech(&minor, NULL, &text, &text, &text),
                 READ | GSS_S_BAD_MECH);
    check_status(gss_inquire_saslname_for_mech(&minor, &unknown_mech, &text, NULL, NULL),
                 GSS_S_BAD_MECH);
    check_status(gss_inquire_saslname_for_mech(&minor, GSS_KRB5, NULL, NULL, NULL), GSS_S_COMPLETE);
    check_status(gss_inquire_mech_for_saslname(&minor, NULL, &mech), READ | GSS_S_BAD_MECH);
    assert_null(mech);
    check_status(gss_inquire_mech_for_saslname(&minor, &hollow_buffer, &mech),
                 READ | GSS_S_BAD_MECH);
    check_status(gss_inquire_mech_for_saslname(&minor, &empty_buffer, &mech), GSS_S_BAD_MECH);
    check_status(gss_inquire_mech_for_saslname(&minor, &name, NULL), GSS_S_COMPLETE); /* optional */
    check_status(gss_inquire_mech_for_saslname(NULL, &name, &mech), GSS_S_COMPLETE);
    assert_true(gss_oid_equal(mech, GSS_KRB5));
}

static void test_credentials(void **state)
{
    gss_OID_set_desc only_unknown = {1, &unknown_mech}, none = {0, NULL};
    gss_cred_id_t cred = (gss_cred_id_t)&cred;
    gss_OID_set mechs = (gss_OID_set)&cred;
    OM_uint32 minor, time = 7, other = 7;

    (void)state;
    check_status(gss_acquire_cred(&minor, NULL, 0, NULL, GSS_C_BOTH, NULL, &mechs, &time), WRITE);
    assert_null(mechs);
    assert_int_equal(time, 0);
    check_status(gss_acquire_cred(&minor, NULL, 0, &only_unknown, GSS_C_BOTH, &cred, NULL, NULL),
                 GSS_S_BAD_MECH);
    assert_null(cred);
    check_status(gss_acquire_cred(&minor, NULL, 0, &none, GSS_C_BOTH, &cred, NULL, NULL),
                 GSS_S_BAD_MECH);
    check_status(gss_acquire_cred(&minor, NULL, 0, NULL, -1, &cred, NULL, NULL), GSS_S_FAILURE);
    check_status(gss_acquire_cred(NULL, NULL, 0, NULL, GSS_C_ACCEPT, &cred, NULL, NULL),
                 GSS_S_COMPLETE);
    time = 7;
    check_status(
        gss_add_cred(&minor, cred, NULL, NULL, GSS_C_INITIATE, 0, 0, NULL, &mechs, &time, &other),
        READ | GSS_S_BAD_MECH);
    assert_int_equal(time, 0);
    assert_int_equal(other, 0);
    check_status(gss_add_cred(&minor, cred, NULL, &unknown_mech, GSS_C_INITIATE, 0, 0, NULL, NULL,
                              NULL, NULL),
                 GSS_S_BAD_MECH);
    check_status(gss_add_cred(&minor, cred, NULL, GSS_KRB5, 9, 0, 0, NULL, NULL, NULL, NULL),
                 GSS_S_FAILURE);
    check_status(
        gss_add_cred(&minor, NULL, NULL, GSS_KRB5, GSS_C_BOTH, 0, 0, NULL, NULL, NULL, NULL),
        WRITE | GSS_S_NO_CRED);
    check_status(gss_inquire_cred_by_mech(&minor, cred, NULL, NULL, &time, &other, NULL),
                 READ | GSS_S_BAD_MECH);
    check_status(gss_inquire_cred_by_mech(&minor, cred, &unknown_mech, NULL, NULL, NULL, NULL),
                 GSS_S_BAD_MECH);
    check_status(gss_inquire_cred(NULL, cred, NULL, NULL, NULL, NULL), GSS_S_COMPLETE);
    check_status(gss_release_cred(NULL, &cred), GSS_S_COMPLETE);
    check_status(gss_release_cred(&minor, &cred), GSS_S_COMPLETE); /* NO_CREDENTIAL is fine */
    check_status(gss_release_cred(&minor, NULL), GSS_S_COMPLETE);
}

static void test_initiating(void **state)
{
    gss_name_t target = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_buffer_desc output = FILLED_BUFFER;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_OID mech = &unknown_mech;
    OM_uint32 minor, flags = 7, time = 7;

    (void)state;
    check_status(gss_init_sec_context(&minor, NULL, NULL, target, NULL, 0, 0, NULL, NULL, &mech,
                                      &output, &flags, &time),
                 WRITE | GSS_S_NO_CONTEXT);
    assert_null(mech);
    check_empty(output);
    assert_int_equal(flags | time, 0);
    check_status(gss_init_sec_context(&minor, NULL, &context, target, NULL, 0, 0, NULL, NULL, NULL,
                                      NULL, NULL, NULL),
                 WRITE);
    check_status(gss_init_sec_context(&minor, NULL, &context, NULL, NULL, 0, 0, NULL, NULL, NULL,
                                      &output, NULL, NULL),
                 READ | GSS_S_BAD_NAME);
    check_status(gss_init_sec_context(&minor, NULL, &context, target, &unknown_mech, 0, 0, NULL,
                                      NULL, NULL, &output, NULL, NULL),
                 GSS_S_BAD_MECH);
    check_status(gss_init_sec_context(&minor, NULL, &context, target, &hollow_oid, 0, 0, NULL, NULL,
                                      NULL, &output, NULL, NULL),
                 READ | GSS_S_BAD_MECH);
    check_status(gss_init_sec_context(&minor, NULL, &context, target, NULL, 0, 0, NULL,
                                      &hollow_buffer, NULL, &output, NULL, NULL),
                 READ | GSS_S_DEFECTIVE_TOKEN);
    assert_null(context);
    check_status(gss_init_sec_context(NULL, NULL, &context, target, NULL, 0, 0, NULL, &empty_buffer,
                                      NULL, &output, NULL, NULL),
                 GSS_S_COMPLETE);
    gss_release_buffer(&minor, &output);
    gss_delete_sec_context(NULL, &context, NULL);
    gss_release_name(&minor, &target);
}

static void test_accepting(void **state)
{
    gss_buffer_desc output = FILLED_BUFFER, token = text_buffer("rubbish");
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_cred_id_t delegated = (gss_cred_id_t)&context;
    gss_name_t source = (gss_name_t)&context;
    gss_OID mech = &unknown_mech;
    OM_uint32 minor, flags = 7, time = 7;

    (void)state;
    check_status(gss_accept_sec_context(&minor, NULL, NULL, &token, NULL, &source, &mech, &output,
                                        &flags, &time, &delegated),
                 WRITE | GSS_S_NO_CONTEXT);
    assert_null(source);
    assert_null(mech);
    assert_null(delegated);
    check_empty(output);
    assert_int_equal(flags | time, 0);
    check_status(gss_accept_sec_context(&minor, &context, NULL, &token, NULL, NULL, NULL, NULL,
                                        NULL, NULL, NULL),
                 WRITE);
    check_status(gss_accept_sec_context(&minor, &context, NULL, NULL, NULL, NULL, NULL, &output,
                                        NULL, NULL, NULL),
                 READ | GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_accept_sec_context(&minor, &context, NULL, &hollow_buffer, NULL, NULL, NULL,
                                        &output, NULL, NULL, NULL),
                 READ | GSS_S_DEFECTIVE_TOKEN);
    assert_null(context);
}

/* Every call that takes a context, without one: as it is before the first and after the last. */
static void test_calls_without_a_context(void **state)
{
    gss_buffer_desc text = text_buffer("abc"), output = FILLED_BUFFER;
    gss_ctx_id_t none = GSS_C_NO_CONTEXT;
    gss_name_t name = (gss_name_t)&text;
    gss_qop_t qop = 7;
    OM_uint32 minor, number = 7;
    int32_t authtime = 7;
    int flag = 7, v1_qop = 7;

    (void)state;
    check_status(gss_process_context_token(&minor, none, &text), GSS_S_NO_CONTEXT);
    check_status(gss_delete_sec_context(&minor, &none, &output), GSS_S_NO_CONTEXT);
    check_empty(output);
    check_status(gss_delete_sec_context(&minor, NULL, NULL), WRITE | GSS_S_NO_CONTEXT);
    check_status(gss_context_time(&minor, none, &number), GSS_S_NO_CONTEXT);
    assert_int_equal(number, 0);
    check_status(gss_inquire_context(&minor, none, &name, NULL, &number, NULL, NULL, NULL, &flag),
                 GSS_S_NO_CONTEXT);
    assert_null(name);
    assert_int_equal(flag, 0);
    check_status(gss_get_mic(&minor, none, 0, &text, &output), GSS_S_NO_CONTEXT);
    check_status(gss_verify_mic(&minor, none, &text, &text, &qop), GSS_S_NO_CONTEXT);
    assert_int_equal(qop, 0);
    check_status(gss_wrap(&minor, none, 1, 0, &text, &flag, &output), GSS_S_NO_CONTEXT);
    check_status(gss_unwrap(&minor, none, &text, &output, &flag, &qop), GSS_S_NO_CONTEXT);
    check_status(gss_wrap_size_limit(&minor, none, 1, 0, 100, &number), GSS_S_NO_CONTEXT);
    check_status(gss_sign(&minor, none, 0, &text, &output), GSS_S_NO_CONTEXT);
    check_status(gss_verify(&minor, none, &text, &text, &v1_qop), GSS_S_NO_CONTEXT);
    check_status(gss_seal(&minor, none, 1, 0, &text, &flag, &output), GSS_S_NO_CONTEXT);
    check_status(gss_unseal(&minor, none, &text, &output, &flag, &v1_qop), GSS_S_NO_CONTEXT);
    assert_int_equal(v1_qop, 0);
    check_status(gss_export_sec_context(&minor, &none, &output), GSS_S_NO_CONTEXT);
    check_status(gss_export_sec_context(&minor, NULL, &output), WRITE | GSS_S_NO_CONTEXT);
    check_status(gss_import_sec_context(&minor, &text, NULL), WRITE | GSS_S_NO_CONTEXT);
    check_status(gss_import_sec_context(&minor, NULL, &none), READ | GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_import_sec_context(&minor, &hollow_buffer, &none),
                 READ | GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_import_sec_context(&minor, &empty_buffer, &none), GSS_S_DEFECTIVE_TOKEN);
    check_status(gss_import_sec_context(&minor, &text, &none), GSS_S_DEFECTIVE_TOKEN);
    check_status(gsskrb5_extract_authtime_from_sec_context(&minor, none, &authtime),
                 GSS_S_NO_CONTEXT);
    assert_int_equal(authtime, 0);
    check_status(gsskrb5_extract_authtime_from_sec_context(&minor, none, NULL), WRITE);
    check_status(gss_krb5_get_tkt_flags(&minor, none, &number), GSS_S_NO_CONTEXT);
    check_status(gss_krb5_get_tkt_flags(&minor, none, NULL), WRITE);
    check_status(gsskrb5_extract_authz_data_from_sec_context(&minor, none, 1, &output),
                 GSS_S_NO_CONTEXT);
    check_status(gsskrb5_extract_authz_data_from_sec_context(&minor, none, 1, NULL), WRITE);
    check_status(gss_transfer_set_lifetime(&minor, none, 1), GSS_S_NO_CONTEXT);
    check_status(gss_transfer_restrict(&minor, none, GSS_TRANSFER_USER, 1), GSS_S_NO_CONTEXT);
    check_status(gss_transfer_set_domain(&minor, none, "relative"), GSS_S_FAILURE);
    check_empty(output);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_object_identifiers),
        cmocka_unit_test(test_only_allocated_object_identifiers_are_freed),
        cmocka_unit_test(test_buffers_and_framing),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_importing_names),
        cmocka_unit_test(test_names_of_every_type_are_displayed),
        cmocka_unit_test(test_using_names),
        cmocka_unit_test(test_status_and_sasl_names),
        cmocka_unit_test(test_credentials),
        cmocka_unit_test(test_initiating),
        cmocka_unit_test(test_accepting),
        cmocka_unit_test(test_calls_without_a_context),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
