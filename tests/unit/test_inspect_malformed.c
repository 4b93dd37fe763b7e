/* What `gss inspect` tells of tokens that are cut off, altered or no tokens at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/der.h"
#include "inspect.h"
#include "inspect_samples.h"

/* Inspects an exact-size heap copy, so that a sanitizer sees any read beyond it, and renders it
 * both ways. Gives the inspection with its tree cleared. */
static struct inspection inspect_copy(const void *token, size_t length)
{
    uint8_t *copy = malloc(length);
    struct inspection inspection;
    struct writer out;
    struct json json;

    assert_true(copy != NULL || length == 0);
    if (length != 0)
        memcpy(copy, token, length);
    writer_init(&out);
    assert_true(inspect_token(copy, length, &inspection));
    inspect_write_text(&inspection, &out);
    json_init(&json, &out);
    json_open_object(&json, NULL);
    inspect_write_json(&inspection, &json);
    json_close_object(&json);
    assert_true(writer_ok(&out));
    assert_int_equal(json.depth, 0);
    writer_free(&out);
    inspect_clear(&inspection);
    free(copy);
    return inspection;
}

static void test_every_truncation_is_malformed_within_what_is_left(void **state)
{
    (void)state;
    for (const struct inspect_sample *sample = inspect_samples; sample->name != NULL; sample++) {
        struct writer token;

        writer_init(&token);
        sample->write(&token);
        for (size_t length = 0; length < token.length; length++) {
            struct inspection inspection = inspect_copy(token.data, length);

            if (sample->closed && !inspection.malformed)
                fail_msg("%s cut to %zu bytes is called well-formed", sample->name, length);
            assert_true(inspection.offset <= length);
            assert_int_equal(inspection.malformed, inspection.problem[0] != '\0');
        }
        writer_free(&token);
    }
}

static void test_every_flipped_bit_is_survived(void **state)
{
    (void)state;
    for (const struct inspect_sample *sample = inspect_samples; sample->name != NULL; sample++) {
        struct writer token;

        writer_init(&token);
        sample->write(&token);
        for (size_t bit = 0; bit < 8 * token.length; bit++) {
            token.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_true(inspect_copy(token.data, token.length).offset <= token.length);
            token.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        assert_false(inspect_copy(token.data, token.length).malformed);
        writer_free(&token);
    }
}

static void test_an_appended_byte_is_malformed(void **state)
{
    (void)state;
    for (const struct inspect_sample *sample = inspect_samples; sample->name != NULL; sample++) {
        struct inspection inspection;
        struct writer token;

        if (!sample->closed)
            continue;
        writer_init(&token);
        sample->write(&token);
        write_u8(&token, 0);
        inspection = inspect_copy(token.data, token.length);
        assert_true(inspection.malformed);
        assert_int_equal(inspection.offset, token.length - 1);
        assert_non_null(strstr(inspection.problem, "1 byte after "));
        writer_free(&token);
    }
}

static const struct {
    const char *bytes;
    size_t length;
    size_t offset;
    const char *problem;
} examples[] = {
#define TOKEN(bytes) bytes, sizeof(bytes) - 1
    {TOKEN(""), 0, "the token is empty"},
    {TOKEN("\x04"), 0, "more than one byte"},
    {TOKEN("Hi"), 0, "no token that this command knows begins with 0x4869"},
    {TOKEN("\x60"), 0, "the length of the token's framing"},
    {TOKEN("\x60\x82\x00\x05"), 0, "not in DER's shortest form"},
    {TOKEN("\x60\x05\x06\x01"), 0, "the token's framing should have 5 bytes, but 2 are left"},
    {TOKEN("\x60\x02\x04\x00"), 2,
     "expected the mechanism's identifier (tag 0x06), found tag 0x04"},
    {TOKEN("\x60\x02\x06\x00"), 4, "the mechanism's identifier is empty"},
    {TOKEN("\x60\x0d\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x09\x09"), 13,
     "0x0909 is no token identifier of Kerberos"},
    {TOKEN("\x04\x04\x00\xff\xff\xfe\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00"), 5,
     "a filler byte of the header is 0xfe, not 0xff"},
    {TOKEN("\x04\x04\x00\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00"), 16,
     "the checksum is missing"},
    {TOKEN("\x05\x04\x00\xff\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00Z"), 16,
     "the checksum should have 12 bytes (EC), but 1 are left"},
    {TOKEN("\x04\x01\x00\x0b\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x00\x00\x00\x09x"), 19,
     "the name is shorter than its length says"},
    {TOKEN("\x7e\x0e\x30\x0c\xa0\x03\x02\x01\x05\xa1\x05\x02\x03\x01\x00\x00"), 9,
     "msg-type is 65536, not 30"},
    {TOKEN("n,,n=user"), 9, "the nonce (r=) is missing"},
    {TOKEN("n,,n=user,"), 3, "a comma ends the message"},
    {TOKEN("n,,n=us=2cer,r=x"), 7, "'=' in a name is not =2C or =3D"},
    {TOKEN("n,,n=,r=x"), 5, "the user's name (n=) is empty"},
    {TOKEN("y,b=root,n=user,r=x"), 2, "expected the authorization name (a=)"},
    {TOKEN("n,n=user,r=x"), 2, "expected the authorization name (a=)"},
    {TOKEN("r=x,i=4096,s=QUJD"), 4, "expected the salt (s=)"},
    {TOKEN("r=x,s=QUJ,i=4096"), 6, "the salt is not base64"},
    {TOKEN("r=x,s=QUJD,i=0"), 13, "the iteration count is no positive number"},
    {TOKEN("r=x,s=QUJD,i=12x"), 13, "the iteration count is no positive number"},
    {TOKEN("r=x,s=QUJD,i=2147483648"), 13, "the iteration count is more than 2147483647"},
    {TOKEN("r=x,s=QUJD,i=1,,z=1"), 15, "an attribute is a letter, '=' and a value"},
    {TOKEN("c=biws,r=x"), 10, "the proof (p=) is missing"},
    {TOKEN("c=biws,r=x,p=QUJD,x=1"), 18, "3 bytes after the proof"},
    {TOKEN("e="), 2, "the error (e=) is empty"},
    {TOKEN("NTLMSSP\0\1\0"), 8, "the message's type is missing"},
    {TOKEN("NTLMSSP\0\4\0\0\0"), 8, "there is no message of type 4"},
    {TOKEN("NTLMSSP\0\1\0\0\0\0"), 12, "the flags are missing"},
    {TOKEN("NTLMSSP\0\2\0\0\0\4\0\4\0\x64\0\0\0\1\0\0\0"), 12,
     "the target's name lies beyond the message"},
    {TOKEN("NEGOEXTS\0\0\0\0"), 0, "the header of a message is cut off"},
    {TOKEN("NEGOEXTS\x8\0\0\0\0\0\0\0\x18\0\0\0\x18\0\0\0"), 0, "this is no message of NegoEx"},
    {TOKEN("NEGOEXTS\0\0\0\0\0\0\0\0\x60\0\0\0\x61\0\0\0"), 0,
     "the message should have 97 bytes, but 24 are left"},
    {TOKEN("NEGOEXTS\5\0\0\0\0\0\0\0\x40\0\0\0\x40\0\0\0"
           "0123456789abcdef0123456789abcdef\x40\0\0\0\1\0\0\0"),
     0, "the mechanism's token of this message lies beyond it"},
    {TOKEN("GSST\x02"), 5, "version 2 is not one that this library reads"},
    {TOKEN("GSST\x01 12345678"), 13, "the header is cut off"},
#undef TOKEN
};

static void test_the_problem_says_where_and_what(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        struct inspection inspection = inspect_copy(examples[i].bytes, examples[i].length);

        assert_true(inspection.malformed);
        if (strstr(inspection.problem, examples[i].problem) == NULL)
            fail_msg("example %zu: '%s' instead of '%s'", i, inspection.problem,
                     examples[i].problem);
        assert_int_equal(inspection.offset, examples[i].offset);
    }
}

static void test_fields_before_the_problem_are_told(void **state)
{
    struct inspection inspection;
    struct writer token, out;

    (void)state;
    writer_init(&token);
    writer_init(&out);
    sample_write_framed_ap_req(&token);
    assert_int_equal(token.data[token.length - 17],
                     16); /* the length of the authenticator's bytes */
    token.data[token.length - 17] = 99;
    assert_true(inspect_token(token.data, token.length, &inspection));
    inspect_write_text(&inspection, &out);
    write_u8(&out, 0);
    assert_true(inspection.malformed);
    assert_non_null(strstr((const char *)out.data, "realm: EXAMPLE.COM\n"));
    assert_non_null(strstr((const char *)out.data, "the ciphertext should have 99 bytes"));
    inspect_clear(&inspection);
    writer_free(&token);
    writer_free(&out);
}

/* SPNEGO in SPNEGO in SPNEGO ... is read only so deep. */
static void test_endless_nesting_is_cut(void **state)
{
    struct writer token, outer;

    (void)state;
    writer_init(&token);
    write_u8(&token, 0x60); /* the innermost, malformed if it were read */
    for (int depth = 0; depth < 50; depth++) {
        size_t choice, sequence, field;

        writer_init(&outer);
        choice = der_write_open(&outer, DER_CONTEXT(1));
        sequence = der_write_open(&outer, DER_SEQUENCE);
        field = der_write_open(&outer, DER_CONTEXT(2));
        der_write(&outer, DER_OCTET_STRING, token.data, token.length);
        der_write_close(&outer, field);
        der_write_close(&outer, sequence);
        der_write_close(&outer, choice);
        writer_free(&token);
        token = outer;
    }
    assert_false(inspect_copy(token.data, token.length).malformed);
    writer_free(&token);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_truncation_is_malformed_within_what_is_left),
        cmocka_unit_test(test_every_flipped_bit_is_survived),
        cmocka_unit_test(test_an_appended_byte_is_malformed),
        cmocka_unit_test(test_the_problem_says_where_and_what),
        cmocka_unit_test(test_fields_before_the_problem_are_told),
        cmocka_unit_test(test_endless_nesting_is_cut),
    };

    return cmocka_run_group_tests_name("inspect_malformed", tests, NULL, NULL);
}
