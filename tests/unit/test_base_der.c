/* DER: what is written is read back, and only the shortest definite form is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/der.h"
#include "base/framing.h"
#include "base/oid.h"

static const gss_OID_desc krb5 = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02");

static void test_integers_come_back(void **state)
{
    static const int64_t values[] = {0,         1,          -1,        127,      128,   -128,
                                     -129,      255,        256,       32767,    32768, INT32_MAX,
                                     INT32_MIN, UINT32_MAX, INT64_MAX, INT64_MIN};
    struct writer w;
    struct reader r;

    (void)state;
    writer_init(&w);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        der_write_int(&w, values[i]);
    assert_true(writer_ok(&w));
    reader_init(&r, w.data, w.length);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        assert_true(der_read_int(&r) == values[i]);
    assert_true(reader_at_end(&r));
    writer_free(&w);
}

static void test_integers_have_known_encodings(void **state)
{
    static const struct {
        int64_t value;
        const char *bytes;
        size_t length;
    } known[] = {
        {0, "\x02\x01\x00", 3},    {127, "\x02\x01\x7f", 3},      {128, "\x02\x02\x00\x80", 4},
        {-128, "\x02\x01\x80", 3}, {-129, "\x02\x02\xff\x7f", 4}, {256, "\x02\x02\x01\x00", 4},
    };
    struct writer w;

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        writer_init(&w);
        der_write_int(&w, known[i].value);
        assert_int_equal(w.length, known[i].length);
        assert_memory_equal(w.data, known[i].bytes, known[i].length);
        writer_free(&w);
    }
}

static void test_sequence_numbers_may_be_signed_or_unsigned(void **state)
{
    static const uint8_t bytes[] = {2, 4, 0x80, 0, 0, 1, 2, 5, 0, 0x80, 0, 0, 1};
    static const uint8_t too_long[] = {2, 5, 1, 0, 0, 0, 0};
    struct reader r;

    (void)state;
    reader_init(&r, bytes, sizeof(bytes));
    assert_int_equal(der_read_u32_lenient(&r), 0x80000001);
    assert_int_equal(der_read_u32_lenient(&r), 0x80000001);
    assert_true(reader_at_end(&r));
    reader_init(&r, too_long, sizeof(too_long));
    assert_int_equal(der_read_u32_lenient(&r), 0);
    assert_false(reader_ok(&r));
}

struct bytes {
    size_t length;
    const char *at;
};
#define BYTES(text)                                                                                \
    {                                                                                              \
        sizeof(text) - 1, text                                                                     \
    }

static void test_forms_that_are_not_der_are_refused(void **state)
{
    static const struct bytes integers[] = {
        BYTES(""),
        BYTES("\x02"),
        BYTES("\x02\x00"),                                     /* no contents */
        BYTES("\x02\x02\x00\x7f"),                             /* not the shortest */
        BYTES("\x02\x02\xff\x80"),                             /* not the shortest */
        BYTES("\x02\x81\x01\x05"),                             /* length not the shortest */
        BYTES("\x02\x82\x00\x81"),                             /* length with a leading zero */
        BYTES("\x02\x80\x05\x00\x00"),                         /* indefinite */
        BYTES("\x02\x85\x00\x00\x00\x00\x01\x05"),             /* length of the length */
        BYTES("\x02\x84\xff\xff\xff\xff\x05"),                 /* past the input */
        BYTES("\x02\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff"), /* over 64 bits */
        BYTES("\x0a\x01\x05"),                                 /* another tag */
        BYTES("\x1f\x02\x01\x05"),                             /* a long tag */
    };
    struct reader r;

    (void)state;
    for (size_t i = 0; i < sizeof(integers) / sizeof(integers[0]); i++) {
        reader_init(&r, integers[i].at, integers[i].length);
        (void)der_read_int(&r);
        assert_false(reader_ok(&r));
    }
}

static void test_an_optional_element_that_is_absent_consumes_nothing(void **state)
{
    static const uint8_t bytes[] = {0xa1, 3, 2, 1, 7};
    struct reader r, contents;
    bool present;

    (void)state;
    reader_init(&r, bytes, sizeof(bytes));
    contents = der_read_optional(&r, DER_CONTEXT(0), &present);
    assert_false(present);
    assert_int_equal(contents.left, 0);
    assert_int_equal(der_peek_tag(&r), DER_CONTEXT(1));
    contents = der_read_optional(&r, DER_CONTEXT(1), &present);
    assert_true(present);
    assert_int_equal(der_read_int(&contents), 7);
    (void)der_read_optional(&r, DER_CONTEXT(1), &present);
    assert_false(present);
    assert_true(reader_at_end(&r));
}

static void test_elements_of_every_length_close_right(void **state)
{
    static const size_t lengths[] = {0, 1, 127, 128, 255, 256, 65535, 65536, 70000};
    struct writer w;
    struct reader r, outer, inner;

    (void)state;
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        size_t mark;
        uint8_t *at;

        writer_init(&w);
        mark = der_write_open(&w, DER_SEQUENCE);
        der_write(&w, DER_OCTET_STRING, NULL, 0);
        at = write_space(&w, lengths[i]);
        if (lengths[i] != 0)
            memset(at, 0x5a, lengths[i]);
        der_write_close(&w, mark);
        assert_true(writer_ok(&w));
        reader_init(&r, w.data, w.length);
        outer = der_read(&r, DER_SEQUENCE);
        assert_true(reader_at_end(&r));
        inner = der_read(&outer, DER_OCTET_STRING);
        assert_true(reader_at_end(&inner));
        assert_int_equal(outer.left, lengths[i]);
        for (size_t j = 0; j < lengths[i]; j++)
            assert_int_equal(outer.next[j], 0x5a);
        writer_free(&w);
    }
}

static void test_framing_comes_back_and_is_the_standards(void **state)
{
    static const uint8_t expected[] = {0x60, 0x0e, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                       0xf7, 0x12, 0x01, 0x02, 0x02, 'a',  'b',  'c'};
    static const size_t lengths[] = {0, 3, 116, 117, 118, 240, 300, 65536};
    struct writer w;
    struct reader r, body;
    gss_OID_desc oid;

    (void)state;
    writer_init(&w);
    framing_write(&w, &krb5, 3);
    write_bytes(&w, "abc", 3);
    assert_int_equal(w.length, sizeof(expected));
    assert_memory_equal(w.data, expected, sizeof(expected));
    writer_free(&w);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        framing_write(&w, &krb5, lengths[i]);
        if (lengths[i] != 0)
            memset(write_space(&w, lengths[i]), 1, lengths[i]);
        reader_init(&r, w.data, w.length);
        body = framing_read(&r, &oid);
        assert_true(reader_ok(&body));
        assert_true(oid_equal(&oid, &krb5));
        assert_int_equal(body.left, lengths[i]);
        writer_free(&w);
    }
}

/* Every proper prefix of a framed token, and one with a byte too many, is refused. */
static void test_framing_must_be_whole(void **state)
{
    struct writer w;
    struct reader r, body;
    gss_OID_desc oid;

    (void)state;
    writer_init(&w);
    framing_write(&w, &krb5, 3);
    write_bytes(&w, "abcd", 4);
    for (size_t length = 0; length <= w.length; length++) {
        uint8_t *exact = malloc(length + 1);

        assert_non_null(exact);
        memcpy(exact, w.data, length);
        reader_init(&r, exact, length);
        body = framing_read(&r, &oid);
        assert_true(reader_ok(&body) == (length == w.length - 1));
        free(exact);
    }
    writer_free(&w);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers_come_back),
        cmocka_unit_test(test_integers_have_known_encodings),
        cmocka_unit_test(test_sequence_numbers_may_be_signed_or_unsigned),
        cmocka_unit_test(test_forms_that_are_not_der_are_refused),
        cmocka_unit_test(test_an_optional_element_that_is_absent_consumes_nothing),
        cmocka_unit_test(test_elements_of_every_length_close_right),
        cmocka_unit_test(test_framing_comes_back_and_is_the_standards),
        cmocka_unit_test(test_framing_must_be_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
