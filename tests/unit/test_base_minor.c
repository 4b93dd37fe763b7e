/* Minor status codes: each has a sentence; a detail belongs to its thread and its last failure. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/minor.h"

static void test_every_code_has_its_own_sentence(void **state)
{
    static const char *const sentences[] = {
#define X(code, sentence) sentence,
        MINOR_TABLE(X)
#undef X
    };
    char text[256];
    size_t count = sizeof(sentences) / sizeof(sentences[0]);

    (void)state;
    assert_int_equal(count, MINOR_END_ - MINOR_FIRST_ - 1);
    for (size_t i = 0; i < count; i++) {
        assert_true(minor_get_sentence((OM_uint32)(MINOR_FIRST_ + 1 + i), text, sizeof(text)));
        assert_string_equal(text, sentences[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(sentences[i], sentences[j]);
    }
    assert_false(minor_get_sentence(MINOR_FIRST_, text, sizeof(text)));
    assert_false(minor_get_sentence(MINOR_END_, text, sizeof(text)));
    assert_false(minor_get_sentence(0, text, sizeof(text)));
    assert_false(minor_get_sentence(UINT32_MAX, text, sizeof(text)));
}

static void test_a_failure_sets_the_code_and_gives_the_status(void **state)
{
    OM_uint32 minor = 0;

    (void)state;
    assert_int_equal(minor_fail(&minor, MINOR_BAD_MIC, GSS_S_BAD_SIG), GSS_S_BAD_SIG);
    assert_int_equal(minor, MINOR_BAD_MIC);
    assert_int_equal(minor_fail(NULL, MINOR_BAD_MIC, GSS_S_FAILURE), GSS_S_FAILURE);
    assert_int_equal(minor_fail_detail(NULL, MINOR_BAD_MIC, GSS_S_FAILURE, "%d", 1), GSS_S_FAILURE);
}

static void test_a_detail_is_appended_until_the_code_is_set_without_one(void **state)
{
    OM_uint32 minor;
    char text[256];

    (void)state;
    (void)minor_fail_detail(&minor, MINOR_BAD_NAME, GSS_S_BAD_NAME, "no \"%s\"", "@");
    assert_true(minor_get_sentence(minor, text, sizeof(text)));
    assert_string_equal(text, "The name is malformed for its type: no \"@\"");
    (void)minor_fail_errno(&minor, MINOR_DOMAIN_IO, GSS_S_UNAVAILABLE, "/run/x", ENOENT);
    assert_true(minor_get_sentence(minor, text, sizeof(text)));
    assert_string_equal(text, "The transfer domain cannot be used: /run/x: "
                              "No such file or directory");
    (void)minor_fail(&minor, MINOR_BAD_NAME, GSS_S_BAD_NAME);
    assert_true(minor_get_sentence(minor, text, sizeof(text)));
    assert_string_equal(text, "The name is malformed for its type");
    assert_true(minor_get_sentence(MINOR_DOMAIN_IO, text, 10)); /* cut, still a string */
    assert_string_equal(text, "The trans");
}

static void test_a_foreign_code_is_its_detail(void **state)
{
    OM_uint32 foreign = 0x96c73a01;
    char text[256];

    (void)state;
    assert_false(minor_get_sentence(foreign, text, sizeof(text)));
    minor_set_detail(foreign, "libkrb5's own words");
    assert_true(minor_get_sentence(foreign, text, sizeof(text)));
    assert_string_equal(text, "libkrb5's own words");
}

static void *other_thread(void *data)
{
    char text[256];
    bool *clean = data;

    *clean = minor_get_sentence(MINOR_NO_KEYTAB, text, sizeof(text)) && strchr(text, ':') == NULL;
    minor_set_detail(MINOR_NO_KEYTAB, "theirs");
    return NULL;
}

static void test_a_detail_is_for_its_thread_alone(void **state)
{
    pthread_t thread;
    bool clean = false;
    char text[256];

    (void)state;
    minor_set_detail(MINOR_NO_KEYTAB, "ours");
    assert_int_equal(pthread_create(&thread, NULL, other_thread, &clean), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(clean);
    assert_true(minor_get_sentence(MINOR_NO_KEYTAB, text, sizeof(text)));
    assert_non_null(strstr(text, ": ours"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_has_its_own_sentence),
        cmocka_unit_test(test_a_failure_sets_the_code_and_gives_the_status),
        cmocka_unit_test(test_a_detail_is_appended_until_the_code_is_set_without_one),
        cmocka_unit_test(test_a_foreign_code_is_its_detail),
        cmocka_unit_test(test_a_detail_is_for_its_thread_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
