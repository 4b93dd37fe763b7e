/* SASLprep, escapes and names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/minor.h"
#include "mech/scram/name.h"
#include "mech/scram/text.h"
#include "scram_world.h"

static const struct {
    const char *text;
    const char *name; /* NULL: refused */
    const char *password;
} prepared[] = {
    /* RFC 4013 s.3 */
    {"I\xc2\xadX", "IX", "IX"},
    {"user", "user", "user"},
    {"USER", "USER", "USER"},
    {"\xc2\xaa", "a", "a"},
    {"\xe2\x85\xa8", "IX", "IX"},
    {"\x07", NULL, NULL},
    {"\xd8\xa7"
     "1",
     NULL, NULL},
    /* RFC 5802 s.3: where NFC and NFKC differ */
    {"\xc2\xbd",
     "1\xe2\x81\x84"
     "2",
     "1\xe2\x81\x84"
     "2"},
    {"\xc2\xb4", " \xcc\x81", " \xcc\x81"},
    {"a b", "a b", "a b"},
    {"a\xc2\xa0"
     "b",
     "a b", "a b"},                        /* any space is a space */
    {"e\xcc\x81", "\xc3\xa9", "\xc3\xa9"}, /* composed */
    {"\xef\xbc\xa1", "A", "A"},            /* full width */
    {"\xc8\xa1", "\xc8\xa1", NULL},        /* U+0221 was unassigned in Unicode 3.2 */
    {"\xc2\xad", NULL, NULL},              /* nothing is left */
    {"\xd8\xa7\xd8\xa8", "\xd8\xa7\xd8\xa8", "\xd8\xa7\xd8\xa8"}, /* from right to left */
    {"\xee\x80\x80", NULL, NULL},                                 /* private use */
    {"\xe2\x80\xa8", NULL, NULL},                                 /* line separator */
    {"a\x7f", NULL, NULL},
    {"a\n", NULL, NULL},
    {"\xff", NULL, NULL},
    {"\xc0\x80", NULL, NULL},
    {"\xed\xa0\x80", NULL, NULL},
    {"", NULL, NULL},
};

static void assert_prepared(const char *text, enum scram_text_use use, const char *expected)
{
    struct writer out;

    writer_init(&out);
    if (scram_text_prepare(text, strlen(text), use, &out) != (expected != NULL))
        print_error("%s (%d)\n", text, use);
    assert_int_equal(out.length, expected != NULL ? strlen(expected) : 0);
    if (expected != NULL)
        assert_memory_equal(out.data, expected, out.length);
    writer_free(&out);
}

static void test_saslprep_of_names_and_passwords(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(prepared) / sizeof(prepared[0]); i++) {
        assert_prepared(prepared[i].text, SCRAM_TEXT_NAME, prepared[i].name);
        assert_prepared(prepared[i].text, SCRAM_TEXT_PASSWORD, prepared[i].password);
    }
}

static void test_text_of_a_nul_is_refused(void **state)
{
    struct writer out;

    (void)state;
    writer_init(&out);
    assert_false(scram_text_prepare("a\0b", 3, SCRAM_TEXT_NAME, &out));
    assert_false(scram_text_prepare("\0", 1, SCRAM_TEXT_PASSWORD, &out));
    assert_int_equal(out.length, 0);
    writer_free(&out);
}

/* U+FDFA becomes 18 letters, 33 bytes of 3. */
static void test_text_that_grows_too_long_is_refused(void **state)
{
    char text[SCRAM_TEXT_MAX + 2];
    struct writer out;

    (void)state;
    for (size_t i = 0; i + 3 < sizeof(text); i += 3)
        memcpy(text + i, "\xef\xb7\xba", 3);
    writer_init(&out);
    assert_false(scram_text_prepare(text, 3 * 341, SCRAM_TEXT_NAME, &out));
    assert_true(scram_text_prepare(text, 3 * 31, SCRAM_TEXT_NAME, &out));
    assert_int_equal(out.length, 33 * 31);
    writer_free(&out);
}

static void test_escapes_go_there_and_back(void **state)
{
    static const char text[] = "a=b,c==,", escaped[] = "a=3Db=2Cc=3D=3D=2C";
    struct writer out;
    struct reader in;

    (void)state;
    writer_init(&out);
    scram_text_escape(text, strlen(text), &out);
    assert_int_equal(out.length, strlen(escaped));
    assert_memory_equal(out.data, escaped, out.length);
    writer_free(&out);
    reader_init(&in, escaped, strlen(escaped));
    assert_true(scram_text_unescape(&in, &out));
    assert_int_equal(out.length, strlen(text));
    assert_memory_equal(out.data, text, out.length);
    writer_free(&out);
}

static void *import(const char *text, size_t length, gss_const_OID type, OM_uint32 expected)
{
    gss_buffer_desc buffer = {length, (void *)text};
    OM_uint32 minor;
    void *name = NULL;

    assert_int_equal(
        scram_sha256_mech.import_name(&scram_sha256_mech, &minor, &buffer, type, &name), expected);
    assert_true((name != NULL) == (expected == GSS_S_COMPLETE));
    return name;
}

static void test_names_are_imported_prepared(void **state)
{
    static const struct {
        const char *text;
        gss_OID *type;
        const char *shown; /* NULL: refused */
    } rows[] = {
        {"alice", &GSS_C_NT_USER_NAME, "alice"},
        {"I\xc2\xadX", &GSS_C_NT_USER_NAME, "IX"},
        {"a@b", &GSS_C_NT_USER_NAME, "a@b"},
        {"", &GSS_C_NT_USER_NAME, NULL},
        {"\x07", &GSS_C_NT_USER_NAME, NULL},
        {"imap@Mail.Example.ORG", &GSS_C_NT_HOSTBASED_SERVICE, "imap@mail.example.org"},
        {"imap", &GSS_C_NT_HOSTBASED_SERVICE, "imap"},
        {"@host", &GSS_C_NT_HOSTBASED_SERVICE, NULL},
        {"", &GSS_C_NT_HOSTBASED_SERVICE, NULL},
        {"imap@\xff", &GSS_C_NT_HOSTBASED_SERVICE, NULL},
        {"alice", &GSS_C_NT_EXPORT_NAME, "alice"},
        {"\x01imap@host", &GSS_C_NT_EXPORT_NAME, "imap@host"},
        {"\x01", &GSS_C_NT_EXPORT_NAME, NULL},
        {"\x02x", &GSS_C_NT_EXPORT_NAME, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        void *name = import(rows[i].text, strlen(rows[i].text), *rows[i].type,
                            rows[i].shown != NULL ? GSS_S_COMPLETE : GSS_S_BAD_NAME);

        if (name == NULL)
            continue;
        scram_assert_name(&scram_sha256_mech, name, rows[i].shown);
        scram_sha256_mech.release_name(&name);
    }
    assert_null(import("x", 1, GSS_C_NT_ANONYMOUS, GSS_S_BAD_NAMETYPE));
    assert_null(import("a\0b", 3, GSS_C_NT_USER_NAME, GSS_S_BAD_NAME));
}

/* A service is not the user of the same text, nor exported like one. */
static void test_services_and_users_differ(void **state)
{
    void *user = import("imap@host", 9, GSS_C_NO_OID, GSS_S_COMPLETE);
    void *service = import("imap@host", 9, GSS_C_NT_HOSTBASED_SERVICE, GSS_S_COMPLETE), *again;
    struct writer one, other;
    OM_uint32 minor;
    bool equal = true;

    (void)state;
    writer_init(&one);
    writer_init(&other);
    scram_sha256_mech.compare_name(&minor, user, service, &equal);
    assert_false(equal);
    scram_sha256_mech.export_name(&minor, user, &one);
    scram_sha256_mech.export_name(&minor, service, &other);
    assert_int_equal(one.length, 9); /* RFC 5802 s.8.1: just the name */
    assert_memory_equal(one.data, "imap@host", 9);
    assert_int_equal(other.length, 10);
    again = import((char *)other.data, other.length, GSS_C_NT_EXPORT_NAME, GSS_S_COMPLETE);
    scram_sha256_mech.compare_name(&minor, again, service, &equal);
    assert_true(equal);
    writer_free(&one);
    writer_free(&other);
    scram_sha256_mech.release_name(&user);
    scram_sha256_mech.release_name(&service);
    scram_sha256_mech.release_name(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_saslprep_of_names_and_passwords),
        cmocka_unit_test(test_text_of_a_nul_is_refused),
        cmocka_unit_test(test_text_that_grows_too_long_is_refused),
        cmocka_unit_test(test_escapes_go_there_and_back),
        cmocka_unit_test(test_names_are_imported_prepared),
        cmocka_unit_test(test_services_and_users_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
