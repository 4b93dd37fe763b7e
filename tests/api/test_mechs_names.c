/* Names with two mechanisms: whose they are, and when two are the same. */
#include "api/check.h"

#include <pthread.h>

#include "api/toy.h"

#define TOY ((gss_OID)&toy_mech.oid)

static void test_all_mechanisms_are_indicated_the_default_one_first(void **state)
{
    gss_OID_set mechs;
    OM_uint32 minor;

    (void)state;
    check_status(gss_indicate_mechs(&minor, &mechs), GSS_S_COMPLETE);
    assert_int_equal(mechs->count, 2);
    assert_true(gss_oid_equal(&mechs->elements[0], GSS_KRB5));
    assert_true(gss_oid_equal(&mechs->elements[1], TOY));
    gss_release_oid_set(&minor, &mechs);
    assert_null(mechs);
}

static void check_mechs(gss_name_t name, int krb5, int toy)
{
    gss_OID_set mechs;
    OM_uint32 minor;
    int present;

    check_status(gss_inquire_mechs_for_name(&minor, name, &mechs), GSS_S_COMPLETE);
    assert_int_equal(mechs->count, krb5 + toy);
    check_status(gss_test_oid_set_member(&minor, GSS_KRB5, mechs, &present), GSS_S_COMPLETE);
    assert_int_equal(present, krb5);
    check_status(gss_test_oid_set_member(&minor, TOY, mechs, &present), GSS_S_COMPLETE);
    assert_int_equal(present, toy);
    gss_release_oid_set(&minor, &mechs);
}

static void test_mechanisms_for_a_name_are_those_that_take_its_type(void **state)
{
    struct {
        gss_name_t name;
        int krb5, toy;
    } rows[] = {
        {make_name("alice", GSS_C_NT_USER_NAME), 1, 1},
        {make_name("alice", GSS_C_NO_OID), 1, 1},
        {make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE), 1, 0},
        {make_name("word", &toy_name_type), 0, 1},
        {make_mn("alice", GSS_C_NT_USER_NAME, GSS_KRB5), 1, 0},
        {make_mn("alice", GSS_C_NT_USER_NAME, TOY), 0, 1},
    };
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        check_mechs(rows[i].name, rows[i].krb5, rows[i].toy);
        gss_release_name(&minor, &rows[i].name);
    }
}

static void test_names_that_one_mechanism_sees_as_one_are_equal(void **state)
{
    gss_name_t user = make_name("alice", GSS_C_NT_USER_NAME);
    gss_name_t other = make_name("bob", GSS_C_NT_USER_NAME);
    gss_name_t krb5 = make_mn("alice", GSS_C_NT_USER_NAME, GSS_KRB5);
    gss_name_t toy = make_mn("alice", GSS_C_NT_USER_NAME, TOY);
    gss_name_t service = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_name_t service_x = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE_X);
    gss_name_t principal = make_name("host/server.gss.test@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_name_t all[] = {user, other, krb5, toy, service, service_x, principal};
    OM_uint32 minor;

    (void)state;
    assert_true(names_equal(user, user));
    assert_true(names_equal(user, krb5));
    assert_true(names_equal(user, toy));
    assert_false(names_equal(krb5, toy)); /* proved by different means */
    assert_false(names_equal(user, other));
    assert_false(names_equal(other, krb5));
    assert_true(names_equal(service, principal));
    assert_true(names_equal(service, service_x));
    assert_false(names_equal(principal, user));
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        gss_release_name(&minor, &all[i]);
}

static void test_names_that_no_mechanism_reads_together_cannot_be_compared(void **state)
{
    gss_name_t service = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_name_t word = make_name("word", &toy_name_type);
    gss_name_t toy = make_mn("word", &toy_name_type, TOY);
    gss_name_t bad = make_name("a@b@c", GSS_C_NT_USER_NAME);
    gss_name_t bad_too = make_name("a@b@c", GSS_C_NT_USER_NAME);
    gss_name_t all[] = {service, word, toy, bad, bad_too};
    OM_uint32 minor;
    int equal;

    (void)state;
    check_status(gss_compare_name(&minor, service, word, &equal), GSS_S_BAD_NAMETYPE);
    check_status(gss_compare_name(&minor, toy, service, &equal), GSS_S_BAD_NAMETYPE);
    check_status(gss_compare_name(&minor, bad, toy, &equal), GSS_S_BAD_NAME);
    assert_int_equal(equal, 0);
    assert_true(names_equal(bad, bad_too)); /* malformed, but one name */
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        gss_release_name(&minor, &all[i]);
}

static void test_anonymous_names_are_equal_to_nothing(void **state)
{
    gss_name_t text = make_name("x", GSS_C_NT_ANONYMOUS);
    gss_name_t empty = make_name("", GSS_C_NT_ANONYMOUS);
    gss_name_t krb5 = make_mn("", GSS_C_NT_ANONYMOUS, GSS_KRB5);
    gss_name_t toy = make_mn("", GSS_C_NT_ANONYMOUS, TOY);
    gss_name_t written =
        make_name("WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS", GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_name_t all[] = {text, empty, krb5, toy, written};
    size_t count = sizeof(all) / sizeof(all[0]);
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < count * count; i++) {
        int equal = 1;

        (void)gss_compare_name(&minor, all[i / count], all[i % count], &equal);
        assert_int_equal(equal, 0);
    }
    check_displayed(empty, "<anonymous>", GSS_C_NT_ANONYMOUS);
    check_displayed(text, "<anonymous>", GSS_C_NT_ANONYMOUS);
    check_displayed(krb5, "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS", GSS_C_NT_ANONYMOUS);
    for (size_t i = 0; i < count; i++)
        gss_release_name(&minor, &all[i]);
}

static void test_a_mechanism_name_is_not_another_mechanisms(void **state)
{
    gss_name_t toy = make_mn("alice", GSS_C_NT_USER_NAME, TOY);
    gss_name_t word = make_name("word", &toy_name_type), out = (gss_name_t)&word;
    gss_name_t again;
    OM_uint32 minor;

    (void)state;
    check_status(gss_canonicalize_name(&minor, toy, GSS_KRB5, &out), GSS_S_BAD_NAMETYPE);
    assert_null(out);
    check_status(gss_canonicalize_name(&minor, word, GSS_KRB5, &out), GSS_S_BAD_NAMETYPE);
    assert_null(out);
    check_status(gss_canonicalize_name(&minor, toy, TOY, &again), GSS_S_COMPLETE);
    assert_true(names_equal(toy, again));
    gss_release_name(&minor, &toy);
    check_displayed(again, "alice", GSS_C_NT_USER_NAME); /* a copy of its own */
    gss_release_name(&minor, &again);
    gss_release_name(&minor, &word);
}

static void check_export(gss_name_t mn, const void *bytes, size_t length)
{
    gss_buffer_desc exported, again;
    gss_name_t back;
    OM_uint32 minor;

    check_status(gss_export_name(&minor, mn, &exported), GSS_S_COMPLETE);
    assert_int_equal(exported.length, length);
    assert_memory_equal(exported.value, bytes, length);
    check_status(gss_import_name(&minor, &exported, GSS_C_NT_EXPORT_NAME, &back), GSS_S_COMPLETE);
    assert_true(names_equal(mn, back));
    check_status(gss_export_name(&minor, back, &again), GSS_S_COMPLETE); /* it is an MN */
    assert_int_equal(again.length, length);
    assert_memory_equal(again.value, bytes, length);
    gss_release_buffer(&minor, &exported);
    gss_release_buffer(&minor, &again);
    gss_release_name(&minor, &back);
}

static void test_exported_names_have_the_standards_form_and_come_back(void **state)
{
    static const char krb5_bytes[] = "\x04\x01\x00\x0b\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
                                     "\x00\x00\x00\x0e"
                                     "alice@GSS.TEST";
    static const char toy_bytes[] = "\x04\x01\x00\x09\x06\x07\x2b\x06\x01\x05\x05\x01\x01"
                                    "\x00\x00\x00\x05"
                                    "alice";
    gss_name_t krb5 = make_mn("alice", GSS_C_NT_USER_NAME, GSS_KRB5);
    gss_name_t toy = make_mn("alice", GSS_C_NT_USER_NAME, TOY);
    gss_name_t text = make_name("alice", GSS_C_NT_USER_NAME);
    gss_buffer_desc exported = FILLED_BUFFER;
    OM_uint32 minor;

    (void)state;
    check_export(krb5, krb5_bytes, sizeof(krb5_bytes) - 1);
    check_export(toy, toy_bytes, sizeof(toy_bytes) - 1);
    check_status(gss_export_name(&minor, text, &exported), GSS_S_NAME_NOT_MN);
    check_empty(exported);
    gss_release_name(&minor, &krb5);
    gss_release_name(&minor, &toy);
    gss_release_name(&minor, &text);
}

static void test_malformed_exported_names_are_refused(void **state)
{
#define OID "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
    static const struct {
        const char *bytes;
        size_t length;
        OM_uint32 expected;
    } rows[] = {
#define ROW(text, expected) {text, sizeof(text) - 1, expected}
        ROW("\x04", GSS_S_BAD_NAME),
        ROW("\x04\x02\x00\x0b" OID "\x00\x00\x00\x01"
            "a",
            GSS_S_BAD_NAME), /* composite */
        ROW("\x60\x01\x00\x0b" OID "\x00\x00\x00\x01"
            "a",
            GSS_S_BAD_NAME),
        ROW("\x04\x01\x00\x0a" OID "\x00\x00\x00\x01"
            "a",
            GSS_S_BAD_NAME),
        ROW("\x04\x01\x00\x0c" OID "\x00\x00\x00\x01"
            "a",
            GSS_S_BAD_NAME),
        ROW("\x04\x01\x00\x0b" OID "\x00\x00\x00\x02"
            "a",
            GSS_S_BAD_NAME), /* cut */
        ROW("\x04\x01\x00\x0b" OID "\x00\x00\x00\x01"
            "ab",
            GSS_S_BAD_NAME), /* more */
        ROW("\x04\x01\x00\x0b" OID "\xff\xff\xff\xff"
            "a",
            GSS_S_BAD_NAME),
        ROW("\x04\x01\x00\x0b" OID "\x00\x00\x00\x03"
            "a\0b",
            GSS_S_BAD_NAME),
        ROW("\x04\x01\x00\x05\x06\x03\x2a\x03\x04\x00\x00\x00\x01"
            "a",
            GSS_S_BAD_MECH),
        ROW("\x04\x01\x00\x02\x06\x00\x00\x00\x00\x01"
            "a",
            GSS_S_BAD_MECH),
#undef ROW
    };
#undef OID
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        gss_buffer_desc bytes = {rows[i].length, (void *)rows[i].bytes};
        gss_name_t name = (gss_name_t)&bytes;

        check_status(gss_import_name(&minor, &bytes, GSS_C_NT_EXPORT_NAME, &name),
                     rows[i].expected);
        assert_null(name);
    }
}

static void test_a_mechanism_lists_the_types_of_names_that_it_takes(void **state)
{
    gss_OID_set types;
    OM_uint32 minor;
    int present;

    (void)state;
    check_status(gss_inquire_names_for_mech(&minor, TOY, &types), GSS_S_COMPLETE);
    assert_int_equal(types->count, 3);
    check_status(gss_test_oid_set_member(&minor, &toy_name_type, types, &present), GSS_S_COMPLETE);
    assert_int_equal(present, 1);
    gss_release_oid_set(&minor, &types);
    check_status(gss_inquire_names_for_mech(&minor, GSS_KRB5, &types), GSS_S_COMPLETE);
    check_status(gss_test_oid_set_member(&minor, GSS_C_NT_HOSTBASED_SERVICE, types, &present),
                 GSS_S_COMPLETE);
    assert_int_equal(present, 1);
    gss_release_oid_set(&minor, &types);
}

/* MIT's gss-server counts the NUL behind the service's name, and it is not alone. */
static void test_a_counted_nul_at_the_end_of_a_text_is_no_part_of_the_name(void **state)
{
    gss_buffer_desc counted = {6, (void *)"alice"}, nothing = {1, (void *)""};
    gss_buffer_desc twice = {7, (void *)"alice\0"}, root = {sizeof(uid_t), (void *)"\0\0\0"};
    gss_name_t plain = make_name("alice", GSS_C_NT_USER_NAME), name, mn;
    OM_uint32 minor;

    (void)state;
    check_status(gss_import_name(&minor, &counted, GSS_C_NT_USER_NAME, &name), GSS_S_COMPLETE);
    check_displayed(name, "alice", GSS_C_NT_USER_NAME);
    assert_true(names_equal(name, plain));
    check_status(gss_canonicalize_name(&minor, name, GSS_KRB5, &mn), GSS_S_COMPLETE);
    check_displayed(mn, "alice@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_name(&minor, &mn);
    gss_release_name(&minor, &name);
    gss_release_name(&minor, &plain);

    check_status(gss_import_name(&minor, &nothing, GSS_C_NT_USER_NAME, &name), GSS_S_BAD_NAME);
    check_status(gss_import_name(&minor, &twice, GSS_C_NT_USER_NAME, &name), GSS_S_COMPLETE);
    check_status(gss_canonicalize_name(&minor, name, GSS_KRB5, &mn), GSS_S_BAD_NAME);
    gss_release_name(&minor, &name);
    check_status(gss_import_name(&minor, &root, GSS_C_NT_MACHINE_UID_NAME, &name), GSS_S_COMPLETE);
    check_displayed(name, "0", GSS_C_NT_STRING_UID_NAME); /* no text */
    gss_release_name(&minor, &name);
}

static void test_a_copy_lives_by_itself(void **state)
{
    gss_name_t text = make_name("alice", GSS_C_NT_USER_NAME);
    gss_name_t mn = make_mn("bob", GSS_C_NT_USER_NAME, GSS_KRB5), text_copy, mn_copy;
    OM_uint32 minor;

    (void)state;
    check_status(gss_duplicate_name(&minor, text, &text_copy), GSS_S_COMPLETE);
    check_status(gss_duplicate_name(&minor, mn, &mn_copy), GSS_S_COMPLETE);
    gss_release_name(&minor, &text);
    gss_release_name(&minor, &mn);
    check_displayed(text_copy, "alice", GSS_C_NT_USER_NAME);
    check_displayed(mn_copy, "bob@GSS.TEST", GSS_KRB5_NT_PRINCIPAL_NAME);
    gss_release_name(&minor, &text_copy);
    gss_release_name(&minor, &mn_copy);
}

static void test_userok_answers_zero_for_a_match(void **state)
{
    gss_name_t toy = make_mn("alice", GSS_C_NT_USER_NAME, TOY);
    gss_name_t krb5 = make_mn("root", GSS_C_NT_USER_NAME, GSS_KRB5);
    gss_name_t other = make_mn("root@ELSEWHERE.TEST", GSS_KRB5_NT_PRINCIPAL_NAME, GSS_KRB5);
    OM_uint32 minor;

    (void)state;
    assert_int_equal(gss_userok(toy, "alice"), 0);
    assert_int_not_equal(gss_userok(toy, "bob"), 0);
    assert_int_equal(gss_userok(krb5, "root"), 0); /* libkrb5's rule: the default realm's root */
    assert_int_not_equal(gss_userok(other, "root"), 0);
    assert_int_not_equal(gss_userok(krb5, ""), 0);
    assert_int_not_equal(gss_userok(krb5, NULL), 0);
    assert_int_not_equal(gss_userok(GSS_C_NO_NAME, "root"), 0);
    gss_release_name(&minor, &toy);
    gss_release_name(&minor, &krb5);
    gss_release_name(&minor, &other);
}

static void *use_shared_name(void *name)
{
    OM_uint32 minor;

    for (int i = 0; i < 200; i++) {
        gss_name_t mn;

        if (gss_canonicalize_name(&minor, name, i % 2 ? TOY : GSS_KRB5, &mn) != GSS_S_COMPLETE)
            return name;
        gss_release_name(&minor, &mn);
    }
    return NULL;
}

static void test_threads_may_share_a_name(void **state)
{
    gss_name_t name = make_name("alice", GSS_C_NT_USER_NAME);
    pthread_t threads[4];
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use_shared_name, name), 0);
    for (size_t i = 0; i < 4; i++) {
        void *failed;

        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    gss_release_name(&minor, &name);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_mechanisms_are_indicated_the_default_one_first),
        cmocka_unit_test(test_mechanisms_for_a_name_are_those_that_take_its_type),
        cmocka_unit_test(test_names_that_one_mechanism_sees_as_one_are_equal),
        cmocka_unit_test(test_names_that_no_mechanism_reads_together_cannot_be_compared),
        cmocka_unit_test(test_anonymous_names_are_equal_to_nothing),
        cmocka_unit_test(test_a_mechanism_name_is_not_another_mechanisms),
        cmocka_unit_test(test_exported_names_have_the_standards_form_and_come_back),
        cmocka_unit_test(test_malformed_exported_names_are_refused),
        cmocka_unit_test(test_a_mechanism_lists_the_types_of_names_that_it_takes),
        cmocka_unit_test(test_a_counted_nul_at_the_end_of_a_text_is_no_part_of_the_name),
        cmocka_unit_test(test_a_copy_lives_by_itself),
        cmocka_unit_test(test_userok_answers_zero_for_a_match),
        cmocka_unit_test(test_threads_may_share_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
