/* Base64 (RFC 4648 s.4), in its canonical form alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"

/* RFC 4648 s.10, and the two digits that differ from other alphabets. */
static const struct {
    const char *bytes, *text;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xfb\xef\xff", "++//"},
};

static bool decode(const char *text, size_t length, struct writer *out)
{
    struct reader in;

    reader_init(&in, text, length);
    return base64_decode(&in, out);
}

static void test_vectors_both_ways(void **state)
{
    struct writer out;

    (void)state;
    writer_init(&out);
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        base64_encode(&out, vectors[i].bytes, strlen(vectors[i].bytes));
        assert_int_equal(out.length, strlen(vectors[i].text));
        assert_int_equal(out.length, base64_length(strlen(vectors[i].bytes)));
        assert_true(out.length == 0 || memcmp(out.data, vectors[i].text, out.length) == 0);
        writer_free(&out);
        assert_true(decode(vectors[i].text, strlen(vectors[i].text), &out));
        assert_int_equal(out.length, strlen(vectors[i].bytes));
        assert_true(out.length == 0 || memcmp(out.data, vectors[i].bytes, out.length) == 0);
        writer_free(&out);
    }
}

static void test_other_forms_are_refused(void **state)
{
    static const char *const texts[] = {
        "Z",    "Zg",   "Zg=",      "Zg===", "=",        "====",  "Z===",
        "Zh==", "Zm9=", "Zg==Zg==", "Z=g=",  "Zg==\n",   " Zg==", "Zm 9",
        "Zm9-", "Zm9_", "Zm9\xc3",  "Zm9v=", "Zm9v====",
    };
    struct writer out;

    (void)state;
    writer_init(&out);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_false(decode(texts[i], strlen(texts[i]), &out));
    assert_false(decode("Zm9\0", 4, &out));
    writer_free(&out);
}

static void test_no_more_than_there_is_room_for(void **state)
{
    uint8_t bytes[4] = {0, 0, 0, 0x55};
    struct writer out;

    (void)state;
    writer_init_fixed(&out, bytes, 3);
    assert_true(decode("Zm9v", 4, &out));
    writer_init_fixed(&out, bytes, 3);
    assert_false(decode("Zm9vYg==", 8, &out));
    assert_int_equal(bytes[3], 0x55);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors_both_ways),
        cmocka_unit_test(test_other_forms_are_refused),
        cmocka_unit_test(test_no_more_than_there_is_room_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
