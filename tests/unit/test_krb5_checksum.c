/* The 0x8003 checksum of RFC 4121 s.4.1.1: its bytes, its bindings, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include <gss.h>

#include "base/minor.h"
#include "mech/krb5/checksum.h"
#include "mech/krb5/library.h"

enum { HEADER = 24 }; /* length, bindings, flags */

static krb5_context borrow(void)
{
    krb5_context library;
    OM_uint32 minor;

    assert_int_equal(krb5_library_borrow(&minor, &library), GSS_S_COMPLETE);
    return library;
}

static struct krb5_gss_checksum sample(uint32_t flags)
{
    struct krb5_gss_checksum checksum = {.flags = flags};

    memset(checksum.bindings, 0xab, sizeof(checksum.bindings));
    reader_init(&checksum.delegation, "KRB-CRED", 8);
    return checksum;
}

static OM_uint32 read_bytes_of(const void *bytes, size_t length, struct krb5_gss_checksum *out)
{
    krb5_checksum in = {.checksum_type = KRB5_CHECKSUM_GSS, .length = (unsigned)length};
    uint8_t *exact = malloc(length != 0 ? length : 1);
    OM_uint32 major, minor = 0;

    assert_non_null(exact);
    memcpy(exact, bytes, length);
    in.contents = exact;
    major = krb5_checksum_read(&minor, &in, out);
    if (major != GSS_S_COMPLETE)
        assert_int_equal(minor, MINOR_BAD_TOKEN);
    free(exact);
    return major;
}

static void test_bytes_are_those_of_the_standard(void **state)
{
    struct krb5_gss_checksum checksum = sample(GSS_C_DELEG_FLAG | GSS_C_MUTUAL_FLAG);
    uint8_t expected[HEADER + 4 + 8] = {16, 0, 0, 0};
    struct writer out;

    (void)state;
    memset(expected + 4, 0xab, 16);
    expected[20] = 3;
    memcpy(expected + HEADER, "\x01\x00\x08\x00KRB-CRED", 12);
    writer_init(&out);
    krb5_checksum_write(&out, &checksum);
    assert_true(writer_ok(&out));
    assert_int_equal(out.length, sizeof(expected));
    assert_memory_equal(out.data, expected, sizeof(expected));
    writer_free(&out);
    checksum = sample(GSS_C_MUTUAL_FLAG); /* nothing of a delegation without its flag */
    krb5_checksum_write(&out, &checksum);
    assert_int_equal(out.length, HEADER);
    writer_free(&out);
}

static void test_what_was_written_is_read(void **state)
{
    struct krb5_gss_checksum in = sample(GSS_C_DELEG_FLAG | GSS_C_DCE_STYLE), back;
    struct writer out;

    (void)state;
    writer_init(&out);
    krb5_checksum_write(&out, &in);
    write_bytes(&out, "extensions that nobody knows", 28);
    assert_true(writer_ok(&out));
    {
        krb5_checksum bytes = {.checksum_type = KRB5_CHECKSUM_GSS,
                               .length = (unsigned)out.length,
                               .contents = out.data};
        OM_uint32 minor;

        assert_int_equal(krb5_checksum_read(&minor, &bytes, &back), GSS_S_COMPLETE);
    }
    assert_int_equal(back.flags, in.flags);
    assert_memory_equal(back.bindings, in.bindings, sizeof(in.bindings));
    assert_int_equal(back.delegation.left, 8);
    assert_memory_equal(back.delegation.next, "KRB-CRED", 8);
    writer_free(&out);
}

static void test_truncated_checksum_is_defective(void **state)
{
    struct krb5_gss_checksum in = sample(GSS_C_DELEG_FLAG), back;
    struct writer out;

    (void)state;
    writer_init(&out);
    krb5_checksum_write(&out, &in);
    for (size_t length = 0; length < out.length; length++)
        assert_int_equal(read_bytes_of(out.data, length, &back), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(read_bytes_of(out.data, out.length, &back), GSS_S_COMPLETE);
    out.data[0] = 15; /* the bindings' length */
    assert_int_equal(read_bytes_of(out.data, out.length, &back), GSS_S_DEFECTIVE_TOKEN);
    out.data[0] = 16;
    out.data[HEADER] = 2; /* the delegation's option */
    assert_int_equal(read_bytes_of(out.data, out.length, &back), GSS_S_DEFECTIVE_TOKEN);
    writer_free(&out);
}

static void test_other_checksums_are_refused_by_name(void **state)
{
    uint8_t contents[HEADER] = {16};
    krb5_checksum other = {
        .checksum_type = CKSUMTYPE_RSA_MD5, .length = sizeof(contents), .contents = contents};
    struct krb5_gss_checksum back;
    OM_uint32 minor = 0;

    (void)state;
    assert_int_equal(krb5_checksum_read(&minor, &other, &back), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(minor, MINOR_BAD_CHECKSUM_TYPE);
    assert_int_equal(krb5_checksum_read(&minor, NULL, &back), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(minor, MINOR_BAD_CHECKSUM_TYPE);
}

static struct gss_channel_bindings_struct sample_bindings(void)
{
    struct gss_channel_bindings_struct bindings = {
        .initiator_addrtype = GSS_C_AF_INET,
        .initiator_address = {4, (void *)"\x7f\x00\x00\x01"},
        .acceptor_addrtype = GSS_C_AF_UNSPEC,
        .application_data = {10, (void *)"tls-unique"},
    };

    return bindings;
}

static void test_bindings_are_digested_field_by_field(void **state)
{
    static const char laid_out[] = "\x02\0\0\0\x04\0\0\0\x7f\0\0\x01" /* initiator */
                                   "\0\0\0\0\0\0\0\0"                 /* acceptor */
                                   "\x0a\0\0\0tls-unique";
    struct gss_channel_bindings_struct bindings = sample_bindings();
    uint8_t expected[EVP_MAX_MD_SIZE], digest[KRB5_BINDINGS_LENGTH];
    static const uint8_t zeros[KRB5_BINDINGS_LENGTH];
    krb5_context library = borrow();
    OM_uint32 minor;

    (void)state;
    assert_int_equal(EVP_Digest(laid_out, sizeof(laid_out) - 1, expected, NULL, EVP_md5(), NULL),
                     1);
    assert_int_equal(krb5_bindings_digest(&minor, library, &bindings, digest), GSS_S_COMPLETE);
    assert_memory_equal(digest, expected, sizeof(digest));
    assert_int_equal(krb5_bindings_digest(&minor, library, NULL, digest), GSS_S_COMPLETE);
    assert_memory_equal(digest, zeros, sizeof(digest));
}

/* The authenticator's data that says its maker knows of channel bindings, or not. */
static OM_uint32 check_with_ap_options(uint32_t options, OM_uint32 *minor)
{
    struct gss_channel_bindings_struct bindings = sample_bindings();
    uint8_t contents[4] = {(uint8_t)options, (uint8_t)(options >> 8)};
    krb5_authdata element = {
        .ad_type = KRB5_AUTHDATA_AP_OPTIONS, .length = sizeof(contents), .contents = contents};
    krb5_authdata *const list[] = {&element, NULL};
    struct krb5_gss_checksum none = {.flags = 0};
    OM_uint32 major;
    bool bound = true;

    major = krb5_bindings_check(minor, borrow(), &bindings, &none, list, &bound);
    assert_false(bound);
    return major;
}

static void test_initiator_without_bindings_passes_unless_it_knows_of_them(void **state)
{
    OM_uint32 minor = 0;

    (void)state;
    assert_int_equal(check_with_ap_options(0, &minor), GSS_S_COMPLETE);
    assert_int_equal(check_with_ap_options(0x4000, &minor), GSS_S_BAD_BINDINGS);
    assert_int_equal(minor, MINOR_NO_BINDINGS);
}

static void test_same_bindings_are_told_and_others_refused(void **state)
{
    struct gss_channel_bindings_struct bindings = sample_bindings();
    krb5_context library = borrow();
    struct krb5_gss_checksum checksum = {.flags = 0};
    OM_uint32 minor = 0;
    bool bound = false;

    (void)state;
    assert_int_equal(krb5_bindings_digest(&minor, library, &bindings, checksum.bindings),
                     GSS_S_COMPLETE);
    assert_int_equal(krb5_bindings_check(&minor, library, &bindings, &checksum, NULL, &bound),
                     GSS_S_COMPLETE);
    assert_true(bound);
    assert_int_equal(krb5_bindings_check(&minor, library, NULL, &checksum, NULL, &bound),
                     GSS_S_COMPLETE);
    assert_false(bound); /* an acceptor that asks for none is bound to none */
    checksum.bindings[15] ^= 1;
    assert_int_equal(krb5_bindings_check(&minor, library, &bindings, &checksum, NULL, &bound),
                     GSS_S_BAD_BINDINGS);
    assert_false(bound);
    assert_int_equal(minor, MINOR_BAD_BINDINGS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_are_those_of_the_standard),
        cmocka_unit_test(test_what_was_written_is_read),
        cmocka_unit_test(test_truncated_checksum_is_defective),
        cmocka_unit_test(test_other_checksums_are_refused_by_name),
        cmocka_unit_test(test_bindings_are_digested_field_by_field),
        cmocka_unit_test(test_initiator_without_bindings_passes_unless_it_knows_of_them),
        cmocka_unit_test(test_same_bindings_are_told_and_others_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
