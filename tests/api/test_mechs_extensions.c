/* The calls beyond RFC 2744 over two mechanisms: attributes, passwords and stores, the PRF. */
#include "api/check.h"

#include "api/session.h"
#include "api/toy.h"

#define TOY ((gss_OID)&toy_mech.oid)

static gss_OID_desc unknown_oid = {3, (void *)"\x2a\x03\x04"};

static bool set_has(gss_OID_set set, gss_const_OID member)
{
    OM_uint32 minor;
    int present;

    check_status(gss_test_oid_set_member(&minor, (gss_OID)member, set, &present), GSS_S_COMPLETE);
    return present != 0;
}

/* Which of the two mechanisms are indicated. */
static void check_indicated(gss_const_OID desired, gss_const_OID except, gss_const_OID critical,
                            bool krb5, bool toy)
{
    gss_OID_set_desc sets[] = {{1, (gss_OID)desired}, {1, (gss_OID)except}, {1, (gss_OID)critical}};
    gss_OID_set mechs = GSS_C_NO_OID_SET;
    OM_uint32 minor;

    check_status(gss_indicate_mechs_by_attrs(&minor, desired != NULL ? &sets[0] : NULL,
                                             except != NULL ? &sets[1] : NULL,
                                             critical != NULL ? &sets[2] : NULL, &mechs),
                 GSS_S_COMPLETE);
    assert_int_equal(mechs->count, krb5 + toy);
    assert_int_equal(set_has(mechs, GSS_KRB5), krb5);
    assert_int_equal(set_has(mechs, TOY), toy);
    gss_release_oid_set(&minor, &mechs);
}

static void test_mechanisms_are_found_by_what_they_have(void **state)
{
    (void)state;
    check_indicated(NULL, NULL, NULL, true, true);
    check_indicated(GSS_C_MA_MECH_CONCRETE, NULL, NULL, true, true);
    check_indicated(GSS_C_MA_CTX_TRANS, NULL, NULL, true, false);
    check_indicated(GSS_C_MA_COMPRESS, NULL, NULL, false, true);
    check_indicated(NULL, GSS_C_MA_COMPRESS, NULL, true, false);
    check_indicated(GSS_C_MA_MIC, GSS_C_MA_MIC, NULL, false, false);
    check_indicated(&unknown_oid, NULL, NULL, false, false);
    check_indicated(NULL, &unknown_oid, NULL, true, true);
    check_indicated(NULL, NULL, GSS_C_MA_PFS, true, true); /* known, though none has it */
    check_indicated(NULL, NULL, &unknown_oid, false, false);
}

static void test_a_mechanism_tells_what_it_has_and_knows(void **state)
{
    gss_OID_set has, knows;
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_attrs_for_mech(&minor, TOY, &has, &knows), GSS_S_COMPLETE);
    assert_int_equal(has->count, 3);
    assert_true(set_has(has, GSS_C_MA_COMPRESS));
    assert_int_equal(knows->count, 27); /* RFC 5587 s.3.2 */
    gss_release_oid_set(&minor, &has);
    gss_release_oid_set(&minor, &knows);
    check_status(gss_inquire_attrs_for_mech(&minor, GSS_C_NO_OID, &has, NULL), GSS_S_COMPLETE);
    assert_int_equal(has->count, 14); /* of the default one: RFC 5587 s.3.3 */
    assert_true(set_has(has, GSS_C_MA_CTX_TRANS));
    assert_false(set_has(has, GSS_C_MA_DEPRECATED));
    gss_release_oid_set(&minor, &has);
    check_status(gss_inquire_attrs_for_mech(&minor, TOY, NULL, NULL), GSS_S_COMPLETE);
}

static void test_attributes_of_nothing_are_refused(void **state)
{
    gss_OID_set_desc broken = {1, NULL};
    gss_OID_set has = (gss_OID_set)&has, knows = (gss_OID_set)&knows;
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_attrs_for_mech(&minor, &unknown_oid, &has, &knows), GSS_S_BAD_MECH);
    assert_null(has);
    assert_null(knows);
    check_status(gss_indicate_mechs_by_attrs(&minor, NULL, NULL, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    has = (gss_OID_set)&has;
    check_status(gss_indicate_mechs_by_attrs(&minor, &broken, NULL, NULL, &has),
                 GSS_S_CALL_INACCESSIBLE_READ);
    assert_null(has);
}

static void test_every_attribute_is_described(void **state)
{
    gss_buffer_desc name, short_name, sentence;
    gss_OID_set has, knows;
    OM_uint32 minor;

    (void)state;
    check_status(gss_inquire_attrs_for_mech(&minor, GSS_KRB5, &has, &knows), GSS_S_COMPLETE);
    for (size_t i = 0; i < knows->count; i++) {
        check_status(
            gss_display_mech_attr(&minor, &knows->elements[i], &name, &short_name, &sentence),
            GSS_S_COMPLETE);
        assert_memory_equal(name.value, "GSS_C_MA_", 9);
        assert_true(short_name.length > 2 && sentence.length > 10);
        gss_release_buffer(&minor, &name);
        gss_release_buffer(&minor, &short_name);
        gss_release_buffer(&minor, &sentence);
    }
    gss_release_oid_set(&minor, &has);
    gss_release_oid_set(&minor, &knows);
    check_status(gss_display_mech_attr(&minor, GSS_C_MA_CTX_TRANS, &name, &short_name, NULL),
                 GSS_S_COMPLETE);
    check_text(&name, "GSS_C_MA_CTX_TRANS");
    check_text(&short_name, "context-transfer");
    gss_release_buffer(&minor, &name);
    gss_release_buffer(&minor, &short_name);
}

static void test_an_unknown_attribute_is_bad(void **state)
{
    gss_buffer_desc name = FILLED_BUFFER, sentence = FILLED_BUFFER;
    OM_uint32 minor;

    (void)state;
    check_status(gss_display_mech_attr(&minor, &unknown_oid, &name, NULL, &sentence),
                 GSS_S_BAD_MECH_ATTR);
    check_empty(name);
    check_empty(sentence);
    check_status(gss_display_mech_attr(&minor, GSS_C_NO_OID, &name, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_MECH_ATTR);
}

/* Acquires from a store of up to two pairs, of the toy alone. */
static OM_uint32 acquire_from(const gss_key_value_set_desc *store, gss_cred_id_t *cred)
{
    gss_OID_set_desc toy = {1, TOY};
    OM_uint32 minor;

    return gss_acquire_cred_from(&minor, GSS_C_NO_NAME, 0, &toy, GSS_C_INITIATE, store, cred, NULL,
                                 NULL);
}

static void test_a_store_reaches_the_mechanism_and_unknown_keys_are_passed_over(void **state)
{
    gss_key_value_element_desc pairs[] = {{"scent", "rose"}, {"toy", "word"}};
    gss_key_value_set_desc store = {2, pairs};
    gss_cred_id_t cred;
    gss_name_t name;
    OM_uint32 minor;

    (void)state;
    check_status(acquire_from(&store, &cred), GSS_S_COMPLETE);
    check_status(gss_inquire_cred(&minor, cred, &name, NULL, NULL, NULL), GSS_S_COMPLETE);
    check_displayed(name, "word", GSS_C_NT_USER_NAME);
    gss_release_name(&minor, &name);
    gss_release_cred(&minor, &cred);
    check_status(acquire_from(GSS_C_NO_CRED_STORE, &cred), GSS_S_COMPLETE); /* gss_acquire_cred */
    gss_release_cred(&minor, &cred);
}

static void test_a_store_that_is_none_is_refused(void **state)
{
    gss_key_value_element_desc twice[] = {{"toy", "a"}, {"toy", "b"}};
    gss_key_value_element_desc no_value = {"toy", NULL}, no_key = {NULL, "word"};
    gss_key_value_set_desc empty = {0, twice}, missing = {1, NULL}, doubled = {2, twice};
    gss_key_value_set_desc valueless = {1, &no_value}, keyless = {1, &no_key};
    gss_cred_id_t cred = (gss_cred_id_t)&cred;

    (void)state;
    check_status(acquire_from(&empty, &cred), GSS_S_NO_CRED);
    assert_null(cred);
    check_status(acquire_from(&missing, &cred), GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    check_status(acquire_from(&valueless, &cred), GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    check_status(acquire_from(&keyless, &cred), GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    check_status(acquire_from(&doubled, &cred), GSS_S_DUPLICATE_ELEMENT);
    assert_null(cred);
}

static void test_one_mechanism_that_takes_the_password_is_enough(void **state)
{
    gss_name_t name = make_name("word", GSS_C_NT_USER_NAME);
    gss_buffer_desc password = text_buffer("word"), wrong = text_buffer("sword");
    gss_OID_set_desc toy = {1, TOY};
    gss_cred_id_t cred;
    gss_OID_set mechs;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred_with_password(&minor, name, &password, 0, GSS_C_NO_OID_SET,
                                                GSS_C_INITIATE, &cred, &mechs, NULL),
                 GSS_S_COMPLETE); /* Kerberos knows no such user */
    assert_int_equal(mechs->count, 1);
    assert_true(set_has(mechs, TOY));
    gss_release_oid_set(&minor, &mechs);
    gss_release_cred(&minor, &cred);
    check_status(gss_acquire_cred_with_password(&minor, name, &wrong, 0, &toy, GSS_C_INITIATE,
                                                &cred, NULL, NULL),
                 GSS_S_NO_CRED);
    assert_null(cred);
    gss_release_name(&minor, &name);
}

static void test_a_password_is_required_and_no_acceptors(void **state)
{
    gss_name_t name = make_name("word", GSS_C_NT_USER_NAME);
    gss_buffer_desc password = text_buffer("word"), broken = {4, NULL};
    gss_OID_set_desc toy = {1, TOY};
    gss_cred_id_t cred = (gss_cred_id_t)&cred;
    OM_uint32 minor;

    (void)state;
    check_status(gss_acquire_cred_with_password(&minor, name, GSS_C_NO_BUFFER, 0, &toy,
                                                GSS_C_INITIATE, &cred, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    assert_null(cred);
    check_status(gss_acquire_cred_with_password(&minor, name, &broken, 0, &toy, GSS_C_INITIATE,
                                                &cred, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    check_status(gss_acquire_cred_with_password(&minor, name, &password, 0, &toy, GSS_C_ACCEPT,
                                                &cred, NULL, NULL),
                 GSS_S_FAILURE);
    check_status(gss_acquire_cred_with_password(&minor, name, &password, 0, &toy, GSS_C_INITIATE,
                                                NULL, NULL, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    gss_release_name(&minor, &name);
}

static void test_elements_are_added_by_password_and_from_a_store(void **state)
{
    gss_name_t name = make_name("word", GSS_C_NT_USER_NAME);
    gss_key_value_element_desc pair = {"toy", "late"};
    gss_key_value_set_desc store = {1, &pair};
    gss_buffer_desc password = text_buffer("word");
    gss_OID_set_desc krb5 = {1, GSS_KRB5};
    gss_cred_id_t cred, both;
    gss_OID_set mechs;
    OM_uint32 minor, lifetime;

    (void)state;
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &krb5, GSS_C_INITIATE, &cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(gss_add_cred_with_password(&minor, cred, name, TOY, &password, GSS_C_INITIATE, 0,
                                            0, &both, &mechs, &lifetime, NULL),
                 GSS_S_COMPLETE);
    assert_int_equal(mechs->count, 2);
    assert_int_equal(lifetime, 1000);
    gss_release_oid_set(&minor, &mechs);
    check_status(gss_add_cred_with_password(&minor, both, name, TOY, &password, GSS_C_INITIATE, 0,
                                            0, NULL, NULL, NULL, NULL),
                 GSS_S_DUPLICATE_ELEMENT);
    gss_release_cred(&minor, &both);
    check_status(gss_add_cred_from(&minor, cred, GSS_C_NO_NAME, TOY, GSS_C_INITIATE, 0, 0, &store,
                                   NULL, NULL, &lifetime, NULL),
                 GSS_S_COMPLETE); /* in place */
    assert_int_equal(lifetime, 0);
    gss_release_cred(&minor, &cred);
    check_status(gss_add_cred_with_password(&minor, GSS_C_NO_CREDENTIAL, name, &unknown_oid,
                                            &password, GSS_C_INITIATE, 0, 0, &both, NULL, NULL,
                                            NULL),
                 GSS_S_BAD_MECH);
    assert_null(both);
    gss_release_name(&minor, &name);
}

/* An initiator's context of the toy, established or half of it. */
static gss_ctx_id_t toy_context(OM_uint32 flags)
{
    gss_name_t target = make_name("peer", GSS_C_NT_USER_NAME);
    gss_buffer_desc token;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 minor, major;

    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, target, TOY, flags, 0, NULL,
                                 GSS_C_NO_BUFFER, NULL, &token, NULL, NULL);
    check_status(major, flags != 0 ? GSS_S_CONTINUE_NEEDED : GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    gss_release_name(&minor, &target);
    return context;
}

static void test_the_function_gives_as_many_bytes_as_asked_for(void **state)
{
    gss_buffer_desc label = text_buffer("abc"), out;
    gss_ctx_id_t context = toy_context(0);
    OM_uint32 minor;

    (void)state;
    check_status(gss_pseudo_random(&minor, context, GSS_C_PRF_KEY_FULL, &label, 7, &out),
                 GSS_S_COMPLETE);
    check_text(&out, "abcabca");
    gss_release_buffer(&minor, &out);
    check_status(gss_pseudo_random(&minor, context, GSS_C_PRF_KEY_PARTIAL, &label, 1, &out),
                 GSS_S_COMPLETE);
    check_text(&out, "b");
    gss_release_buffer(&minor, &out);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

static void test_the_function_refuses_what_the_standard_says(void **state)
{
    gss_buffer_desc label = text_buffer("abc"), empty = GSS_C_EMPTY_BUFFER, broken = {3, NULL};
    gss_buffer_desc out = FILLED_BUFFER;
    gss_ctx_id_t context = toy_context(0);
    OM_uint32 minor;

    (void)state;
    check_status(gss_pseudo_random(&minor, GSS_C_NO_CONTEXT, 0, &label, 7, &out), GSS_S_NO_CONTEXT);
    check_empty(out);
    check_status(gss_pseudo_random(&minor, context, 2, &label, 7, &out), GSS_S_UNAVAILABLE);
    check_status(gss_pseudo_random(&minor, context, -1, &label, 7, &out), GSS_S_UNAVAILABLE);
    check_status(gss_pseudo_random(&minor, context, 0, &empty, 7, &out), GSS_S_FAILURE);
    check_status(gss_pseudo_random(&minor, context, 0, &label, 0, &out), GSS_S_FAILURE);
    check_status(gss_pseudo_random(&minor, context, 0, &label, -1, &out), GSS_S_FAILURE);
    check_status(gss_pseudo_random(&minor, context, 0, &label, 2 << 20, &out), GSS_S_FAILURE);
    check_empty(out);
    check_status(gss_pseudo_random(&minor, context, 0, GSS_C_NO_BUFFER, 7, &out),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_pseudo_random(&minor, context, 0, &broken, 7, &out),
                 GSS_S_CALL_INACCESSIBLE_READ);
    check_status(gss_pseudo_random(&minor, context, 0, &label, 7, NULL),
                 GSS_S_CALL_INACCESSIBLE_WRITE);
    toy_end_time = 1;
    check_status(gss_pseudo_random(&minor, context, 0, &label, 7, &out), GSS_S_CONTEXT_EXPIRED);
    toy_end_time = INT64_MAX;
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

static void test_the_function_waits_for_the_context(void **state)
{
    gss_buffer_desc label = text_buffer("abc"), out = FILLED_BUFFER;
    gss_ctx_id_t context = toy_context(GSS_C_MUTUAL_FLAG);
    OM_uint32 minor;

    (void)state;
    check_status(gss_pseudo_random(&minor, context, GSS_C_PRF_KEY_FULL, &label, 7, &out),
                 GSS_S_UNAVAILABLE);
    check_status(gss_pseudo_random(&minor, context, GSS_C_PRF_KEY_PARTIAL, &label, 7, &out),
                 GSS_S_UNAVAILABLE);
    check_empty(out);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mechanisms_are_found_by_what_they_have),
        cmocka_unit_test(test_a_mechanism_tells_what_it_has_and_knows),
        cmocka_unit_test(test_attributes_of_nothing_are_refused),
        cmocka_unit_test(test_every_attribute_is_described),
        cmocka_unit_test(test_an_unknown_attribute_is_bad),
        cmocka_unit_test(test_a_store_reaches_the_mechanism_and_unknown_keys_are_passed_over),
        cmocka_unit_test(test_a_store_that_is_none_is_refused),
        cmocka_unit_test(test_one_mechanism_that_takes_the_password_is_enough),
        cmocka_unit_test(test_a_password_is_required_and_no_acceptors),
        cmocka_unit_test(test_elements_are_added_by_password_and_from_a_store),
        cmocka_unit_test(test_the_function_gives_as_many_bytes_as_asked_for),
        cmocka_unit_test(test_the_function_refuses_what_the_standard_says),
        cmocka_unit_test(test_the_function_waits_for_the_context),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
