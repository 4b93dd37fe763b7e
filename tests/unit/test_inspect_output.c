/* Text, JSON, base64 and hexadecimal digits, as `gss inspect` and its siblings read and write
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base64.h"
#include "input.h"
#include "json.h"
#include "text.h"

static void assert_written(struct writer *out, const char *expected)
{
    write_u8(out, 0);
    assert_true(writer_ok(out));
    assert_string_equal((const char *)out->data, expected);
    writer_free(out);
}

static const struct {
    const char *bytes;
    const char *safe;
    const char *json;
} texts[] = {
    {"plain", "plain", "\"plain\""},
    {"a\"b\\c/d", "a\"b\\\\c/d", "\"a\\\"b\\\\c/d\""},
    {"\x01\b\f\n\r\t\x1f", "\\x01\\x08\\x0c\\x0a\\x0d\\x09\\x1f",
     "\"\\u0001\\b\\f\\n\\r\\t\\u001f\""},
    {"\x7f", "\\x7f", "\"\\u007f\""},
    {"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9d\x84\x9e",
     "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9d\x84\x9e",
     "\"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9d\x84\x9e\""},
    {"\xc2\x9b"
     "31m",
     "\\u{9b}31m", "\"\\u009b31m\""},                           /* a C1 control */
    {"\xe2\x80\xae", "\\u{202e}", "\"\xe2\x80\xae\""},          /* right-to-left override */
    {"\xff", "\\xff", "\"\xef\xbf\xbd\""},                      /* never in UTF-8 */
    {"\xc0\xaf", "\\xc0\\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\""}, /* overlong */
    {"\xe2\x82", "\\xe2\\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\""}, /* cut off */
    {"\xed\xa0\x80", "\\xed\\xa0\\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""}, /* surrogate */
    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80",
     "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""}, /* past U+10FFFF */
    {"\xc3(", "\\xc3(", "\"\xef\xbf\xbd(\""},
};

static void test_any_bytes_become_one_safe_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct writer out;

        writer_init(&out);
        text_write_safe(&out, texts[i].bytes, strlen(texts[i].bytes));
        assert_written(&out, texts[i].safe);
    }
}

static void test_any_bytes_become_a_json_string(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct writer out;
        struct json json;

        writer_init(&out);
        json_init(&json, &out);
        json_string(&json, NULL, texts[i].bytes);
        assert_written(&out, texts[i].json);
    }
}

static void test_a_nul_byte_is_kept_in_view(void **state)
{
    struct writer out;
    struct json json;

    (void)state;
    writer_init(&out);
    text_write_safe(&out, "a\0b", 3);
    assert_written(&out, "a\\x00b");
    writer_init(&out);
    json_init(&json, &out);
    json_text(&json, NULL, "a\0b", 3);
    assert_written(&out, "\"a\\u0000b\"");
}

static void test_json_nests_with_commas_where_they_belong(void **state)
{
    struct writer out;
    struct json json;

    (void)state;
    writer_init(&out);
    json_init(&json, &out);
    json_open_object(&json, NULL);
    json_open_array(&json, "empty");
    json_close_array(&json);
    json_open_array(&json, "list");
    json_integer(&json, NULL, INT64_MIN);
    json_unsigned(&json, NULL, UINT64_MAX);
    json_open_object(&json, NULL);
    json_close_object(&json);
    json_close_array(&json);
    json_bool(&json, "yes", true);
    json_null(&json, "nothing");
    json_string(&json, "missing", NULL);
    json_hex(&json, "bytes", "\x00\xab", 2);
    json_close_object(&json);
    assert_written(&out, "{\n  \"empty\": [],\n  \"list\": [\n    -9223372036854775808,\n"
                         "    18446744073709551615,\n    {}\n  ],\n  \"yes\": true,\n"
                         "  \"nothing\": null,\n  \"missing\": null,\n  \"bytes\": \"00ab\"\n}");
}

static void test_json_too_deep_fails_instead_of_lying(void **state)
{
    struct writer out;
    struct json json;

    (void)state;
    writer_init(&out);
    json_init(&json, &out);
    for (int i = 0; i < 100; i++)
        json_open_array(&json, NULL);
    assert_false(writer_ok(&out));
    writer_free(&out);
}

/* RFC 4648 s.10. */
static const struct {
    const char *plain;
    const char *encoded;
} base64_vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static void test_base64_vectors_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(base64_vectors) / sizeof(base64_vectors[0]); i++) {
        struct writer out;

        writer_init(&out);
        base64_write(&out, base64_vectors[i].plain, strlen(base64_vectors[i].plain));
        assert_written(&out, base64_vectors[i].encoded);
        writer_init(&out);
        assert_true(
            base64_read(base64_vectors[i].encoded, strlen(base64_vectors[i].encoded), &out));
        assert_written(&out, base64_vectors[i].plain);
    }
}

static void test_bad_base64_is_refused_whole(void **state)
{
    static const char *const bad[] = {"Z",    "Zg",      "Zg=",   "Zg=g",    "=Zg=",
                                      "Z===", "====",    "Zh==",  "Zm9=",    "Zm9v!",
                                      "Zm9-", "Zg==Zg=", "Zg===", "Zg==Zm9v"};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct writer out;

        writer_init(&out);
        write_u8(&out, 'x');
        if (base64_read(bad[i], strlen(bad[i]), &out))
            fail_msg("'%s' was taken", bad[i]);
        assert_int_equal(out.length, 1);
        writer_free(&out);
    }
}

static const struct {
    const char *text;
    enum input_encoding given, found;
    bool taken;
    const char *bytes;
} inputs[] = {
    {"60 0a\n", INPUT_AUTO, INPUT_HEX, true, "\x60\x0a"},
    {"60:0A", INPUT_AUTO, INPUT_HEX, true, "\x60\x0a"},
    {"Zm9v\nYmFy\n", INPUT_AUTO, INPUT_BASE64, true, "foobar"},
    {"\x60\x0a", INPUT_AUTO, INPUT_RAW, true, "\x60\x0a"},
    {"6061", INPUT_BASE64, INPUT_BASE64, true, "\xeb\x4e\xb5"},
    {"6061", INPUT_RAW, INPUT_RAW, true, "6061"},
    {"606", INPUT_HEX, INPUT_HEX, false, ""},
    {"Zm9", INPUT_BASE64, INPUT_BASE64, false, ""},
};

static void test_encodings_are_found_or_forced(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
        enum input_encoding encoding = inputs[i].given;
        struct writer out;

        writer_init(&out);
        assert_int_equal(input_decode(inputs[i].text, strlen(inputs[i].text), &encoding, &out),
                         inputs[i].taken);
        assert_int_equal(encoding, inputs[i].found);
        assert_written(&out, inputs[i].bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_bytes_become_one_safe_line),
        cmocka_unit_test(test_any_bytes_become_a_json_string),
        cmocka_unit_test(test_a_nul_byte_is_kept_in_view),
        cmocka_unit_test(test_json_nests_with_commas_where_they_belong),
        cmocka_unit_test(test_json_too_deep_fails_instead_of_lying),
        cmocka_unit_test(test_base64_vectors_both_ways),
        cmocka_unit_test(test_bad_base64_is_refused_whole),
        cmocka_unit_test(test_encodings_are_found_or_forced),
    };

    return cmocka_run_group_tests_name("inspect_output", tests, NULL, NULL);
}
