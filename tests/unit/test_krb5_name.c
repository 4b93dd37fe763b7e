/* Kerberos names: the forms in which callers write them, and what they match. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <gss.h>

#include "krb5_pair.h"
#include "mech/krb5/library.h"
#include "mech/krb5/name.h"

static krb5_context borrow(void)
{
    krb5_context library;
    OM_uint32 minor;

    assert_int_equal(krb5_library_borrow(&minor, &library), GSS_S_COMPLETE);
    return library;
}

static OM_uint32 import_bytes(const void *bytes, size_t length, gss_const_OID type)
{
    gss_buffer_desc text = {length, (void *)bytes};
    OM_uint32 minor = 0, major;
    void *name = NULL;

    major = krb5_mech.import_name(&krb5_mech, &minor, &text, type, &name);
    if (major == GSS_S_COMPLETE)
        krb5_mech.release_name(&name);
    else
        assert_true(minor != 0);
    assert_null(name);
    return major;
}

static void assert_shown(const char *text, gss_const_OID type, const char *expected)
{
    void *name = krb5_pair_name(text, type);

    krb5_pair_assert_name(name, expected);
    krb5_mech.release_name(&name);
}

static void test_each_form_becomes_its_principal(void **state)
{
    (void)state;
    assert_shown("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE,
                 "host/server.gss.test@GSS.TEST");
    assert_shown("host@SERVER.gss.test", GSS_C_NT_HOSTBASED_SERVICE_X,
                 "host/server.gss.test@GSS.TEST");
    assert_shown("alice", GSS_C_NT_USER_NAME, "alice@GSS.TEST");
    assert_shown("alice", GSS_C_NO_OID, "alice@GSS.TEST");
    assert_shown("alice/admin@OTHER", GSS_KRB5_NT_PRINCIPAL_NAME, "alice/admin@OTHER");
    assert_shown("a\\/b\\@c@OTHER", GSS_KRB5_NT_PRINCIPAL_NAME, "a\\/b\\@c@OTHER");
    assert_shown("0", GSS_C_NT_STRING_UID_NAME, "root@GSS.TEST");
    assert_shown("whatever", GSS_C_NT_ANONYMOUS, "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS");
}

static void test_machine_uid_is_the_bytes_of_a_uid(void **state)
{
    uid_t root = 0;

    (void)state;
    assert_int_equal(import_bytes(&root, sizeof(root), GSS_C_NT_MACHINE_UID_NAME), GSS_S_COMPLETE);
    assert_int_equal(import_bytes(&root, sizeof(root) - 1, GSS_C_NT_MACHINE_UID_NAME),
                     GSS_S_BAD_NAME);
    assert_int_equal(import_bytes(&root, 0, GSS_C_NT_MACHINE_UID_NAME), GSS_S_BAD_NAME);
}

static void test_malformed_names_are_refused(void **state)
{
    (void)state;
    assert_int_equal(import_bytes("", 0, GSS_C_NT_USER_NAME), GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("", 0, GSS_KRB5_NT_PRINCIPAL_NAME), GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("", 0, GSS_C_NT_HOSTBASED_SERVICE), GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("@server", 7, GSS_C_NT_HOSTBASED_SERVICE), GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("al\0ice", 6, GSS_C_NT_USER_NAME), GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("a@b@c", 5, GSS_KRB5_NT_PRINCIPAL_NAME), GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("", 0, GSS_C_NT_STRING_UID_NAME), GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("12x", 3, GSS_C_NT_STRING_UID_NAME), GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("4294967296", 10, GSS_C_NT_STRING_UID_NAME), GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("18446744073709551616", 20, GSS_C_NT_STRING_UID_NAME),
                     GSS_S_BAD_NAME);
    assert_int_equal(import_bytes("alice", 5, GSS_KRB5), GSS_S_BAD_NAMETYPE);
}

static void test_exported_name_comes_back_equal(void **state)
{
    static const char *const texts[] = {"alice@GSS.TEST", "host/server.gss.test@GSS.TEST",
                                        "a\\/b\\@c@OTHER", "empty/@GSS.TEST"};
    OM_uint32 minor;
    bool equal = false;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        void *name = krb5_pair_name(texts[i], GSS_KRB5_NT_PRINCIPAL_NAME), *back = NULL;
        gss_buffer_desc exported;
        struct writer out;

        writer_init(&out);
        assert_int_equal(krb5_mech.export_name(&minor, name, &out), GSS_S_COMPLETE);
        exported = (gss_buffer_desc){out.length, out.data};
        assert_int_equal(
            krb5_mech.import_name(&krb5_mech, &minor, &exported, GSS_C_NT_EXPORT_NAME, &back),
            GSS_S_COMPLETE);
        writer_free(&out);
        assert_int_equal(krb5_mech.compare_name(&minor, name, back, &equal), GSS_S_COMPLETE);
        assert_true(equal);
        krb5_mech.release_name(&name);
        krb5_mech.release_name(&back);
    }
}

static void test_names_of_two_forms_are_equal_when_their_principals_are(void **state)
{
    void *service = krb5_pair_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    void *same = krb5_pair_name("host/server.gss.test", GSS_KRB5_NT_PRINCIPAL_NAME);
    void *other = krb5_pair_name("host/server.gss.test@OTHER", GSS_KRB5_NT_PRINCIPAL_NAME);
    bool equal = false;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_mech.compare_name(&minor, service, same, &equal), GSS_S_COMPLETE);
    assert_true(equal);
    assert_int_equal(krb5_mech.compare_name(&minor, service, other, &equal), GSS_S_COMPLETE);
    assert_false(equal);
    krb5_mech.release_name(&service);
    krb5_mech.release_name(&same);
    krb5_mech.release_name(&other);
}

static void test_anonymous_name_equals_none_and_is_shown_as_anonymous(void **state)
{
    void *a = krb5_pair_name("", GSS_C_NT_ANONYMOUS), *b = NULL;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    gss_OID type = GSS_C_NO_OID;
    bool equal = true;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_mech.duplicate_name(&minor, a, &b), GSS_S_COMPLETE);
    assert_int_equal(krb5_mech.compare_name(&minor, a, b, &equal), GSS_S_COMPLETE);
    assert_false(equal);
    assert_int_equal(krb5_mech.display_name(&minor, a, &text, &type), GSS_S_COMPLETE);
    assert_ptr_equal(type, GSS_C_NT_ANONYMOUS);
    free(text.value);
    krb5_mech.release_name(&a);
    krb5_mech.release_name(&b);
}

/* Does an acceptor of the host-based name NAME use the keys of PRINCIPAL? */
static bool accepts_as(const char *name, const char *principal)
{
    krb5_context library = borrow();
    void *own = krb5_pair_name(name, GSS_C_NT_HOSTBASED_SERVICE), *copy = NULL;
    krb5_principal pattern, candidate;
    OM_uint32 minor;
    bool matches;

    assert_int_equal(krb5_mech.duplicate_name(&minor, own, &copy), GSS_S_COMPLETE);
    library = borrow();
    assert_int_equal(krb5_name_acceptor_principal(&minor, library, copy, &pattern), GSS_S_COMPLETE);
    assert_int_equal(krb5_parse_name(library, principal, &candidate), 0);
    matches = krb5_sname_match(library, pattern, candidate);
    krb5_free_principal(library, pattern);
    krb5_free_principal(library, candidate);
    krb5_mech.release_name(&own);
    krb5_mech.release_name(&copy);
    return matches;
}

static void test_service_without_host_accepts_for_every_host(void **state)
{
    (void)state;
    assert_true(accepts_as("host", "host/server.gss.test@GSS.TEST"));
    assert_true(accepts_as("host", "host/other@OTHER"));
    assert_false(accepts_as("host", "http/server.gss.test@GSS.TEST"));
    assert_true(accepts_as("host@server.gss.test", "host/server.gss.test@OTHER"));
    assert_false(accepts_as("host@server.gss.test", "host/other.gss.test@GSS.TEST"));
}

static void test_login_is_by_the_realms_users(void **state)
{
    void *alice = krb5_pair_name("alice", GSS_C_NT_USER_NAME);
    bool authorized = false;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_mech.authorize_localname(&minor, alice, "root", &authorized),
                     GSS_S_COMPLETE);
    assert_false(authorized);
    krb5_mech.release_name(&alice);
    alice = krb5_pair_name("root", GSS_C_NT_USER_NAME); /* root@GSS.TEST may be root here */
    assert_int_equal(krb5_mech.authorize_localname(&minor, alice, "root", &authorized),
                     GSS_S_COMPLETE);
    assert_true(authorized);
    krb5_mech.release_name(&alice);
}

static void test_a_principals_field_keeps_its_type(void **state)
{
    static const krb5_int32 types[] = {KRB5_NT_PRINCIPAL, KRB5_NT_SRV_HST,
                                       KRB5_NT_ENTERPRISE_PRINCIPAL, KRB5_NT_MS_PRINCIPAL,
                                       KRB5_NT_ENT_PRINCIPAL_AND_ID};
    krb5_context library = borrow();
    struct krb5_name *back;
    krb5_principal principal;
    struct reader in;
    struct writer out;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_parse_name(library, "host/server@GSS.TEST", &principal), 0);
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        principal->type = types[i];
        writer_init(&out);
        assert_true(krb5_principal_write(library, principal, &out));
        for (size_t length = 0; length < out.length; length++) {
            reader_init(&in, out.data, length);
            assert_int_equal(krb5_principal_read(&minor, library, &in, &back),
                             GSS_S_DEFECTIVE_TOKEN);
            assert_null(back);
        }
        reader_init(&in, out.data, out.length);
        assert_int_equal(krb5_principal_read(&minor, library, &in, &back), GSS_S_COMPLETE);
        assert_true(reader_at_end(&in));
        assert_int_equal(back->principal->type, types[i]);
        assert_true(krb5_principal_compare(library, back->principal, principal));
        krb5_name_free(back);
        writer_free(&out);
    }
    krb5_free_principal(library, principal);
}

/* MIT's gss_nt_krb5_principal. */
static void test_a_principal_of_libkrb5s_is_copied(void **state)
{
    krb5_principal principal;
    krb5_context library;
    gss_buffer_desc buffer = {sizeof(principal), &principal}, shown;
    void *name = NULL;
    gss_OID type;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(krb5_init_context(&library), 0);
    assert_int_equal(krb5_parse_name(library, "carol/admin@GSS.TEST", &principal), 0);
    assert_int_equal(
        krb5_mech.import_name(&krb5_mech, &minor, &buffer, krb5_mech.reference_name_type, &name),
        GSS_S_COMPLETE);
    krb5_free_principal(library, principal);
    krb5_free_context(library);
    assert_int_equal(krb5_mech.display_name(&minor, name, &shown, &type), GSS_S_COMPLETE);
    assert_int_equal(shown.length, strlen("carol/admin@GSS.TEST"));
    assert_memory_equal(shown.value, "carol/admin@GSS.TEST", shown.length);
    free(shown.value);
    krb5_mech.release_name(&name);
}

static void test_a_principal_of_another_size_is_refused(void **state)
{
    gss_buffer_desc buffers[] = {{4, (void *)"abcd"}, {0, NULL}};
    void *name = NULL;
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(krb5_mech.import_name(&krb5_mech, &minor, &buffers[i],
                                               krb5_mech.reference_name_type, &name),
                         GSS_S_BAD_NAME);
        assert_null(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_principal_of_libkrb5s_is_copied),
        cmocka_unit_test(test_a_principal_of_another_size_is_refused),
        cmocka_unit_test(test_each_form_becomes_its_principal),
        cmocka_unit_test(test_machine_uid_is_the_bytes_of_a_uid),
        cmocka_unit_test(test_malformed_names_are_refused),
        cmocka_unit_test(test_exported_name_comes_back_equal),
        cmocka_unit_test(test_names_of_two_forms_are_equal_when_their_principals_are),
        cmocka_unit_test(test_anonymous_name_equals_none_and_is_shown_as_anonymous),
        cmocka_unit_test(test_service_without_host_accepts_for_every_host),
        cmocka_unit_test(test_login_is_by_the_realms_users),
        cmocka_unit_test(test_a_principals_field_keeps_its_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
