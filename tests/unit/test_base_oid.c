/* Object identifiers: equality, text, sets, fields. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gss.h>

#include "base/oid.h"

static void test_equality_is_of_the_bytes(void **state)
{
    gss_OID copy = oid_copy(GSS_KRB5);
    gss_OID_desc shorter = {8, GSS_KRB5->elements}, empty = {0, NULL}, empty2 = {0, NULL};

    (void)state;
    assert_non_null(copy);
    assert_ptr_not_equal(copy->elements, GSS_KRB5->elements);
    assert_true(oid_equal(copy, GSS_KRB5));
    assert_false(oid_equal(&shorter, GSS_KRB5));
    assert_false(oid_equal(GSS_C_NT_USER_NAME, GSS_KRB5));
    assert_false(oid_equal(NULL, GSS_KRB5));
    assert_false(oid_equal(NULL, NULL)); /* two that are not known are not known to be equal */
    assert_true(oid_equal(&empty, &empty2));
    oid_free(&copy);
    assert_null(copy);
}

static void test_the_public_identifiers_are_those_of_the_standards(void **state)
{
    static const struct {
        gss_OID *oid;
        const gss_OID_desc *object;
        const char *dotted;
    } known[] = {
        {&GSS_C_NT_USER_NAME, &GSS_C_NT_USER_NAME_static, "1.2.840.113554.1.2.1.1"},
        {&GSS_C_NT_MACHINE_UID_NAME, &GSS_C_NT_MACHINE_UID_NAME_static, "1.2.840.113554.1.2.1.2"},
        {&GSS_C_NT_STRING_UID_NAME, &GSS_C_NT_STRING_UID_NAME_static, "1.2.840.113554.1.2.1.3"},
        {&GSS_C_NT_HOSTBASED_SERVICE_X, &GSS_C_NT_HOSTBASED_SERVICE_X_static, "1.3.6.1.5.6.2"},
        {&GSS_C_NT_HOSTBASED_SERVICE, &GSS_C_NT_HOSTBASED_SERVICE_static, "1.2.840.113554.1.2.1.4"},
        {&GSS_C_NT_ANONYMOUS, &GSS_C_NT_ANONYMOUS_static, "1.3.6.1.5.6.3"},
        {&GSS_C_NT_EXPORT_NAME, &GSS_C_NT_EXPORT_NAME_static, "1.3.6.1.5.6.4"},
        {&GSS_KRB5, &GSS_KRB5_static, "1.2.840.113554.1.2.2"},
        {&GSS_KRB5_NT_PRINCIPAL_NAME, &GSS_KRB5_NT_PRINCIPAL_NAME_static, "1.2.840.113554.1.2.2.1"},
        {&GSS_KRB5_NT_USER_NAME, &GSS_KRB5_NT_USER_NAME_static, "1.2.840.113554.1.2.1.1"},
        {&GSS_KRB5_NT_HOSTBASED_SERVICE_NAME, &GSS_KRB5_NT_HOSTBASED_SERVICE_NAME_static,
         "1.2.840.113554.1.2.1.4"},
        {&GSS_KRB5_NT_MACHINE_UID_NAME, &GSS_KRB5_NT_MACHINE_UID_NAME_static,
         "1.2.840.113554.1.2.1.2"},
        {&GSS_KRB5_NT_STRING_UID_NAME, &GSS_KRB5_NT_STRING_UID_NAME_static,
         "1.2.840.113554.1.2.1.3"},
    };
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        assert_true(*known[i].oid == known[i].object);
        assert_true(oid_to_dotted(*known[i].oid, text, sizeof(text)));
        assert_string_equal(text, known[i].dotted);
    }
}

static void test_dotted_text_of_odd_identifiers(void **state)
{
    static const gss_OID_desc joint = OID_STATIC("\x88\x37\x03"); /* X.690 s.8.19.5 */
    static const gss_OID_desc cut = OID_STATIC("\x2a\x86");
    static const gss_OID_desc huge = OID_STATIC("\x2a\x90\x80\x80\x80\x00");
    static const gss_OID_desc most = OID_STATIC("\x2a\x8f\xff\xff\xff\x7f");
    static const gss_OID_desc none = {0, NULL};
    char text[32];

    (void)state;
    assert_true(oid_to_dotted(&joint, text, sizeof(text)));
    assert_string_equal(text, "2.999.3");
    assert_true(oid_to_dotted(&most, text, sizeof(text)));
    assert_string_equal(text, "1.2.4294967295");
    assert_false(oid_to_dotted(&cut, text, sizeof(text)));
    assert_false(oid_to_dotted(&huge, text, sizeof(text)));
    assert_false(oid_to_dotted(&none, text, sizeof(text)));
    for (size_t size = 1; size <= strlen("2.999.3"); size++)
        assert_false(oid_to_dotted(&joint, text, size));
    assert_true(oid_to_dotted(&joint, text, strlen("2.999.3") + 1));
}

static void test_a_set_keeps_each_member_once(void **state)
{
    gss_OID_set set = oid_set_create(), copy;

    (void)state;
    assert_non_null(set);
    assert_false(oid_set_contains(set, GSS_KRB5));
    assert_true(oid_set_add(set, GSS_KRB5));
    assert_true(oid_set_add(set, GSS_C_NT_USER_NAME));
    assert_true(oid_set_add(set, &GSS_KRB5_NT_USER_NAME_static)); /* the same bytes */
    assert_int_equal(set->count, 2);
    assert_true(oid_set_contains(set, GSS_C_NT_USER_NAME));
    assert_false(oid_set_contains(GSS_C_NO_OID_SET, GSS_KRB5));
    copy = oid_set_copy(set);
    assert_non_null(copy);
    oid_set_free(&set);
    assert_null(set);
    assert_int_equal(copy->count, 2);
    assert_true(oid_set_contains(copy, GSS_KRB5));
    oid_set_free(&copy);
    oid_set_free(&copy);
}

static void test_a_field_comes_back_and_points_into_its_input(void **state)
{
    struct writer w;
    struct reader r;
    gss_OID_desc oid;

    (void)state;
    writer_init(&w);
    oid_write_field(&w, GSS_KRB5);
    reader_init(&r, w.data, w.length);
    oid = oid_read_field(&r);
    assert_true(reader_at_end(&r));
    assert_true(oid_equal(&oid, GSS_KRB5));
    assert_ptr_equal(oid.elements, w.data + 2);
    reader_init(&r, w.data, w.length - 1);
    oid = oid_read_field(&r);
    assert_false(reader_ok(&r));
    assert_int_equal(oid.length, 0);
    writer_free(&w);
}

static void check_parsed(const char *text, const void *elements, size_t length)
{
    uint8_t out[32];
    struct writer w;

    writer_init_fixed(&w, out, sizeof(out));
    oid_write_dotted(&w, text, strlen(text));
    assert_true(writer_ok(&w));
    assert_int_equal(w.length, length);
    assert_memory_equal(out, elements, length);
}

static void test_dotted_text_is_parsed(void **state)
{
    (void)state;
    check_parsed("1.2.840.113554.1.2.2", GSS_KRB5->elements, GSS_KRB5->length);
    check_parsed("0.0", "\x00", 1);
    check_parsed("1.39", "\x4f", 1);
    check_parsed("2.48", "\x81\x00", 2);
    check_parsed("2.999.127.128", "\x88\x37\x7f\x81\x00", 5);
    check_parsed("2.4294967215.4294967295", "\x8f\xff\xff\xff\x7f\x8f\xff\xff\xff\x7f", 10);
}

static void test_malformed_dotted_text_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "1",
                                        "1.",
                                        ".1",
                                        "1..2",
                                        "1.2.",
                                        "3.1",
                                        "1.40",
                                        "0.40.1",
                                        "1.2a",
                                        "1.2.4294967296",
                                        "1.02",
                                        "2.4294967216",
                                        "1. 2",
                                        "-1.2",
                                        "1.2.00",
                                        "x"};
    uint8_t out[32];
    struct writer w;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        writer_init_fixed(&w, out, sizeof(out));
        oid_write_dotted(&w, texts[i], strlen(texts[i]));
        if (writer_ok(&w))
            fail_msg("'%s' is taken", texts[i]);
    }
    writer_init_fixed(&w, out, 3);
    oid_write_dotted(&w, "1.2.3.4.5", 9);
    assert_false(writer_ok(&w));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equality_is_of_the_bytes),
        cmocka_unit_test(test_the_public_identifiers_are_those_of_the_standards),
        cmocka_unit_test(test_dotted_text_of_odd_identifiers),
        cmocka_unit_test(test_dotted_text_is_parsed),
        cmocka_unit_test(test_malformed_dotted_text_is_refused),
        cmocka_unit_test(test_a_set_keeps_each_member_once),
        cmocka_unit_test(test_a_field_comes_back_and_points_into_its_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
