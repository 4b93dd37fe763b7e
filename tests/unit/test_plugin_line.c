/* Lines of the configuration of plugins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mech/plugin/line.h"

static void read_line(const char *text, struct plugin_line *line)
{
    struct reader in;

    reader_init(&in, text, strlen(text));
    plugin_line_read(&in, line);
    assert_true(reader_at_end(&in));
}

static void test_entries_are_read(void **state)
{
    static const struct {
        const char *text, *name, *library;
        bool interposer;
    } rows[] = {
        {"toy 1.2.3 toy.so", "toy", "toy.so", false},
        {"  toy\t1.2.3   /lib/toy.so  \r\n", "toy", "/lib/toy.so", false},
        {"toy 1.2.3 toy.so kmod\n", "toy", "toy.so", false},
        {"toy 1.2.3 toy.so [some options]\n", "toy", "toy.so", false},
        {"toy 1.2.3 toy.so kmod [a b] <interposer>\n", "toy", "toy.so", true},
        {"toy 1.2.3 toy.so <interposer>\n", "toy", "toy.so", true},
        {"toy 1.2.3 toy.so <interposer> # comment\n", "toy", "toy.so", true},
        {"toy 1.2.3 toy.so # <interposer>\n", "toy", "toy.so", false},
        {"toy 1.2.3 toy.so <other>\n", "toy", "toy.so", false},
        {"toy 1.2.3 toy.so [<interposer>]\n", "toy", "toy.so", false},
        {"toy 1.2.3 to#y.so\n", "toy", "to#y.so", false},
    };
    struct plugin_line line;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        read_line(rows[i].text, &line);
        if (line.error != NULL)
            fail_msg("%s: %s", rows[i].text, line.error);
        assert_string_equal(line.name, rows[i].name);
        assert_string_equal(line.library, rows[i].library);
        assert_int_equal(line.interposer, rows[i].interposer);
        assert_int_equal(line.oid_length, 2);
        assert_memory_equal(line.oid, "\x2a\x03", 2);
    }
}

static void test_lines_without_an_entry_are_passed_over(void **state)
{
    static const char *const texts[] = {"", "\n", "   \t\n", "# toy 1.2.3 toy.so\n", "   #\n"};
    struct plugin_line line;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        read_line(texts[i], &line);
        assert_string_equal(line.name, "");
        assert_null(line.error);
    }
}

static void test_malformed_lines_say_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *word;
    } rows[] = {
        {"toy\n", "no object identifier"},
        {"toy # 1.2.3\n", "no object identifier"},
        {"toy 1.2.3\n", "no library"},
        {"toy 1.2.x toy.so\n", "identifier is malformed"},
        {"toy toy.so 1.2.3\n", "identifier is malformed"},
        {"toy 1.2.3 toy.so kmod [x] <y> z\n", "more words"},
        {"toy 1.2.3 toy.so kmod kmod2\n", "more words"},
        {"0123456789012345678901234567890123456789012345678901234567890123 1.2.3 toy.so\n",
         "name is too long"},
    };
    struct plugin_line line;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        read_line(rows[i].text, &line);
        if (line.error == NULL || strstr(line.error, rows[i].word) == NULL)
            fail_msg("%s: %s", rows[i].text, line.error != NULL ? line.error : "no error");
    }
}

static void test_a_path_that_is_too_long_is_refused(void **state)
{
    static char text[2 * PATH_MAX] = "toy 1.2.3 /";
    struct plugin_line line;
    size_t start = strlen(text);

    (void)state;
    memset(text + start, 'x', PATH_MAX - 2);
    read_line(text, &line);
    assert_null(line.error);
    memset(text + start, 'x', PATH_MAX - 1);
    read_line(text, &line);
    assert_non_null(line.error);
    assert_string_equal(line.library, "");
}

static void test_one_line_is_read_at_a_time(void **state)
{
    static const char text[] = "a 1.2.3 a.so\nbad\nb 1.2.4 b.so";
    struct plugin_line line;
    struct reader in;

    (void)state;
    reader_init(&in, text, strlen(text));
    plugin_line_read(&in, &line);
    assert_string_equal(line.name, "a");
    plugin_line_read(&in, &line);
    assert_string_equal(line.name, "bad");
    assert_non_null(line.error);
    plugin_line_read(&in, &line);
    assert_string_equal(line.name, "b");
    assert_null(line.error);
    assert_true(reader_at_end(&in));
}

static void test_a_nul_is_in_no_word(void **state)
{
    static const char text[] = "to\0y 1.2.3 toy.so\n";
    struct plugin_line line;
    struct reader in;

    (void)state;
    reader_init(&in, text, sizeof(text) - 1);
    plugin_line_read(&in, &line);
    assert_non_null(line.error);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries_are_read),
        cmocka_unit_test(test_lines_without_an_entry_are_passed_over),
        cmocka_unit_test(test_malformed_lines_say_what_is_wrong),
        cmocka_unit_test(test_a_path_that_is_too_long_is_refused),
        cmocka_unit_test(test_one_line_is_read_at_a_time),
        cmocka_unit_test(test_a_nul_is_in_no_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
