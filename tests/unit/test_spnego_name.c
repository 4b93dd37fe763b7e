/* Names of SPNEGO: what the caller gave, kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gss.h>

#include "base/minor.h"
#include "base/oid.h"
#include "mech/spnego/spnego_mech.h"

static OM_uint32 import_bytes(const void *bytes, size_t length, gss_const_OID type, void **name)
{
    gss_buffer_desc text = {length, (void *)bytes};
    OM_uint32 minor = 0;
    OM_uint32 major = spnego_mech.import_name(&spnego_mech, &minor, &text, type, name);

    assert_true((major == GSS_S_COMPLETE) == (*name != NULL));
    assert_true((major == GSS_S_COMPLETE) == (minor == 0));
    return major;
}

static void *import_text(const char *text, gss_const_OID type)
{
    void *name = NULL;

    assert_int_equal(import_bytes(text, strlen(text), type, &name), GSS_S_COMPLETE);
    return name;
}

static void assert_shown(const void *name, const char *text, gss_const_OID type)
{
    gss_buffer_desc shown = GSS_C_EMPTY_BUFFER;
    gss_OID told;
    OM_uint32 minor;

    assert_int_equal(spnego_mech.display_name(&minor, name, &shown, &told), GSS_S_COMPLETE);
    assert_string_equal(shown.value, text);
    assert_int_equal(shown.length, strlen(text));
    assert_true(oid_equal(told, type));
    free(shown.value);
}

static bool equal(const void *a, const void *b)
{
    OM_uint32 minor;
    bool same = false;

    assert_int_equal(spnego_mech.compare_name(&minor, a, b, &same), GSS_S_COMPLETE);
    return same;
}

static void test_names_of_each_type_are_kept_as_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; spnego_mech.name_types[i] != NULL; i++) {
        gss_const_OID type = spnego_mech.name_types[i];
        void *name;

        if (oid_equal(type, GSS_C_NT_EXPORT_NAME))
            continue;
        name = import_text("Some@Text", type);
        assert_shown(name, "Some@Text", type);
        spnego_mech.release_name(&name);
        assert_null(name);
    }
}

static void test_a_name_without_a_type_is_a_users(void **state)
{
    void *name = import_text("alice", GSS_C_NO_OID);

    (void)state;
    assert_shown(name, "alice", GSS_C_NT_USER_NAME);
    spnego_mech.release_name(&name);
}

static void test_an_unknown_type_is_refused(void **state)
{
    gss_OID_desc other = OID_STATIC("\x2a\x03\x04");
    void *name = NULL;

    (void)state;
    assert_int_equal(import_bytes("alice", 5, &other, &name), GSS_S_BAD_NAMETYPE);
}

static void test_names_are_equal_by_text_and_type(void **state)
{
    void *name = import_text("alice", GSS_C_NT_USER_NAME), *copy = NULL;
    void *longer = import_text("alice2", GSS_C_NT_USER_NAME);
    void *service = import_text("alice", GSS_C_NT_HOSTBASED_SERVICE);
    OM_uint32 minor;

    (void)state;
    assert_int_equal(spnego_mech.duplicate_name(&minor, name, &copy), GSS_S_COMPLETE);
    assert_true(equal(name, copy));
    assert_false(equal(name, longer));
    assert_false(equal(name, service));
    spnego_mech.release_name(&name);
    assert_shown(copy, "alice", GSS_C_NT_USER_NAME);
    spnego_mech.release_name(&copy);
    spnego_mech.release_name(&longer);
    spnego_mech.release_name(&service);
}

static void test_exported_names_come_back(void **state)
{
    void *name = import_text("host@server", GSS_C_NT_HOSTBASED_SERVICE), *again = NULL;
    struct writer out;
    OM_uint32 minor;

    (void)state;
    writer_init(&out);
    assert_int_equal(spnego_mech.export_name(&minor, name, &out), GSS_S_COMPLETE);
    assert_int_equal(import_bytes(out.data, out.length, GSS_C_NT_EXPORT_NAME, &again),
                     GSS_S_COMPLETE);
    assert_true(equal(name, again));
    assert_shown(again, "host@server", GSS_C_NT_HOSTBASED_SERVICE);
    writer_free(&out);
    spnego_mech.release_name(&name);
    spnego_mech.release_name(&again);
}

static void test_malformed_exported_names_are_refused(void **state)
{
    static const gss_buffer_desc rows[] = {
        {0, (void *)""},
        {1, (void *)"\x00"},
        {4, (void *)"\x00\x06\x2b\x06"}, /* the type is cut */
        {8, (void *)"\x00\x03\x2a\x03\x04hey"},
        {8, (void *)"\x00\x06\x2b\x06\x01\x05\x06\x04"}, /* an exported name in another */
    };
    void *name = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(import_bytes(rows[i].value, rows[i].length, GSS_C_NT_EXPORT_NAME, &name),
                         GSS_S_BAD_NAME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_each_type_are_kept_as_they_are),
        cmocka_unit_test(test_a_name_without_a_type_is_a_users),
        cmocka_unit_test(test_an_unknown_type_is_refused),
        cmocka_unit_test(test_names_are_equal_by_text_and_type),
        cmocka_unit_test(test_exported_names_come_back),
        cmocka_unit_test(test_malformed_exported_names_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
