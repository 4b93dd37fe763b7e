/* The file of verifiers: read, refused, edited, and rewritten while others read it. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/minor.h"
#include "mech/scram/verifiers.h"
#include "scram_world.h"

#define KEYS                                                                                       \
    "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
#define VERIFIER "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==" KEYS

static gss_buffer_desc buffer_of(const char *text)
{
    return (gss_buffer_desc){strlen(text), (void *)text};
}

static OM_uint32 find(const char *file, const char *user, struct scram_verifier *v, bool *known)
{
    struct scram_verifiers *verifiers = scram_verifiers_of(scram_world_path(file));
    OM_uint32 minor, major;

    assert_non_null(verifiers);
    major = scram_verifiers_find(&minor, verifiers, &scram_sha256, user, strlen(user), v, known);
    return major == GSS_S_COMPLETE ? 0 : minor;
}

static bool is_known(const char *file, const char *user)
{
    struct scram_verifier v;
    bool known = false;

    assert_int_equal(find(file, user, &v, &known), 0);
    return known;
}

static void test_lines_are_read(void **state)
{
    struct scram_verifier v;
    bool known;

    (void)state;
    scram_world_write("lines",
                      "# remark\n\n"
                      "alice:" VERIFIER "\n"
                      "we:ird,na=me:" VERIFIER "\n"
                      "\xe2\x85\xa8:" VERIFIER "\n"
                      "bob:SCRAM-SHA-512$4096:AAAA$AAAA:AAAA\n"
                      "last:" VERIFIER, /* without an end */
                      0600);
    assert_int_equal(find("lines", "alice", &v, &known), 0);
    assert_true(known);
    assert_int_equal(v.iterations, 4096);
    assert_int_equal(v.salt_length, 16);
    assert_int_equal(v.salt[0], 0x5b);
    assert_int_equal(v.stored_key[0], 0x58);
    assert_int_equal(v.server_key[0], 0xc1);
    assert_true(is_known("lines", "we:ird,na=me"));
    assert_true(is_known("lines", "IX")); /* names are prepared */
    assert_true(is_known("lines", "last"));
    assert_false(is_known("lines", "bob")); /* of a hash that we do not have */
    assert_false(is_known("lines", "alic"));
    assert_false(is_known("lines", "alice2"));
    assert_false(is_known("lines", ""));
}

static void test_malformed_files_are_refused_whole(void **state)
{
    static const char *const lines[] = {
        "alice",
        "alice:",
        "alice:md5abcdef",
        ":" VERIFIER,
        "a\x07:" VERIFIER,
        "\xff:" VERIFIER,
        "alice:PLAIN$4096:AAAA$AAAA:AAAA",
        "alice:" VERIFIER " ",
        "alice:" VERIFIER "\r",
        "alice:" VERIFIER ":AAAA",
        "alice:SCRAM-SHA-256$0:W22ZaJ0SNY7soEsUEjb6gQ==" KEYS,
        "alice:SCRAM-SHA-256$-1:W22ZaJ0SNY7soEsUEjb6gQ==" KEYS,
        "alice:SCRAM-SHA-256$4294971392:W22ZaJ0SNY7soEsUEjb6gQ==" KEYS,
        "alice:SCRAM-SHA-256$99999999999999999999:W22ZaJ0SNY7soEsUEjb6gQ==" KEYS,
        "alice:SCRAM-SHA-256$:W22ZaJ0SNY7soEsUEjb6gQ==" KEYS,
        "alice:SCRAM-SHA-256$4096:" KEYS,
        "alice:SCRAM-SHA-256$4096:W22" KEYS,
        "alice:SCRAM-SHA-256$4096:AAAA$AAAA:AAAA",
        "alice:SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==" KEYS,
        "#!fake-salt-key:AAAA",
        "alice:" VERIFIER "\nalice:" VERIFIER,
        "IX:" VERIFIER "\n\xe2\x85\xa8:" VERIFIER, /* the same name, prepared */
    };
    struct scram_verifier v;
    bool known;

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        scram_world_write("malformed", lines[i], 0600);
        if (find("malformed", "alice", &v, &known) != MINOR_SCRAM_FILE_MALFORMED)
            print_error("%s\n", lines[i]);
        assert_int_equal(find("malformed", "alice", &v, &known), MINOR_SCRAM_FILE_MALFORMED);
        assert_false(known);
    }
}

static void test_line_with_the_error_is_told(void **state)
{
    struct scram_verifier v;
    char sentence[512];
    bool known;

    (void)state;
    scram_world_write("malformed", "# one\nalice:" VERIFIER "\n\nbob\n", 0600);
    assert_int_equal(find("malformed", "x", &v, &known), MINOR_SCRAM_FILE_MALFORMED);
    assert_true(minor_get_sentence(MINOR_SCRAM_FILE_MALFORMED, sentence, sizeof(sentence)));
    assert_non_null(strstr(sentence, "malformed, line 4"));
}

static void test_unsafe_files_are_refused(void **state)
{
    static const unsigned unsafe[] = {0644, 0604, 0602, 0660, 0620, 0601};
    struct scram_verifier v;
    bool known;

    (void)state;
    for (size_t i = 0; i < sizeof(unsafe) / sizeof(unsafe[0]); i++) {
        scram_world_write("unsafe", "alice:" VERIFIER "\n", 0600);
        assert_true(is_known("unsafe", "alice"));
        assert_int_equal(chmod(scram_world_path("unsafe"), unsafe[i]), 0);
        assert_int_equal(find("unsafe", "alice", &v, &known), MINOR_SCRAM_FILE_UNSAFE);
        assert_false(known);
    }
    scram_world_write("unsafe", "alice:" VERIFIER "\n", 0640);
    assert_true(is_known("unsafe", "alice"));
    if (geteuid() == 0) {
        assert_int_equal(chown(scram_world_path("unsafe"), 65534, 65534), 0);
        /* Root reads what belongs to nobody, and does not believe it. */
        assert_int_equal(find("unsafe", "alice", &v, &known), MINOR_SCRAM_FILE_UNSAFE);
    }
    assert_int_equal(find("missing", "alice", &v, &known), MINOR_SCRAM_FILE);
    assert_int_equal(find(".", "alice", &v, &known), MINOR_SCRAM_FILE);
    assert_int_equal(mkfifo(scram_world_path("fifo"), 0600), 0);
    assert_int_equal(find("fifo", "alice", &v, &known), MINOR_SCRAM_FILE); /* without waiting */
}

static void test_file_changed_in_place_is_read_again(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) { /* the same length, within one tick of the clock */
        scram_world_write("place", i % 2 ? "alice:" VERIFIER : "carol:" VERIFIER, 0600);
        assert_int_equal(is_known("place", "alice"), i % 2);
        assert_int_equal(is_known("place", "carol"), !(i % 2));
    }
}

static struct scram_verifier make(const struct scram_hash *hash, const char *password)
{
    gss_buffer_desc text = buffer_of(password);
    struct scram_verifier v;
    OM_uint32 minor;

    assert_int_equal(scram_verifier_make(&minor, hash, &text, 4096, &v), GSS_S_COMPLETE);
    return v;
}

static bool add(const char *file, const char *user, const char *password)
{
    struct scram_verifier v = make(&scram_sha256, password);
    gss_buffer_desc name = buffer_of(user);
    OM_uint32 minor;
    bool replaced = false;

    assert_int_equal(scram_verifiers_add(&minor, scram_world_path(file), &name, &v, &replaced),
                     GSS_S_COMPLETE);
    return replaced;
}

static void assert_password(const char *file, const char *user, const char *password, bool known,
                            bool right)
{
    gss_buffer_desc name = buffer_of(user), text = buffer_of(password);
    bool is_there, is_right;
    OM_uint32 minor;

    assert_int_equal(
        scram_verifiers_check(&minor, scram_world_path(file), &name, &text, &is_there, &is_right),
        GSS_S_COMPLETE);
    assert_int_equal(is_there, known);
    assert_int_equal(is_right, right);
}

static void test_users_are_added_replaced_and_removed(void **state)
{
    struct stat facts;
    gss_buffer_desc name = buffer_of("alice");
    size_t removed;
    OM_uint32 minor;
    char *text;

    (void)state;
    assert_false(add("new/folder/file", "alice", "one"));
    assert_int_equal(stat(scram_world_path("new/folder/file"), &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
    assert_int_equal(stat(scram_world_path("new/folder"), &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0700);
    assert_password("new/folder/file", "alice", "one", true, true);
    assert_password("new/folder/file", "alice", "two", true, false);
    assert_password("new/folder/file", "bob", "one", false, false);
    assert_true(add("new/folder/file", "alice", "two"));
    assert_password("new/folder/file", "alice", "one", true, false);
    assert_password("new/folder/file", "alice", "two", true, true);
    assert_false(add("new/folder/file", "b:o=b, jr", "three"));
    assert_password("new/folder/file", "b:o=b, jr", "three", true, true);
    assert_int_equal(
        scram_verifiers_remove(&minor, scram_world_path("new/folder/file"), &name, &removed),
        GSS_S_COMPLETE);
    assert_int_equal(removed, 1);
    assert_password("new/folder/file", "alice", "two", false, false);
    assert_password("new/folder/file", "b:o=b, jr", "three", true, true);
    text = scram_world_read("new/folder/file");
    assert_true(strncmp(text, "#!fake-salt-key:", 16) == 0);
    assert_null(strstr(text + 1, "#!fake")); /* once */
    free(text);
}

static void test_edits_keep_remarks_order_mode_and_other_hashes(void **state)
{
    struct scram_verifier v = make(&scram_sha1, "sha1");
    gss_buffer_desc name = buffer_of("alice");
    struct stat facts;
    size_t removed;
    OM_uint32 minor;
    char *text;

    (void)state;
    scram_world_write(
        "kept", "# first\n\nalice:SCRAM-SHA-512$4096:AAAA$AAAA:AAAA\nbob:" VERIFIER "\n# last",
        0640);
    assert_false(add("kept", "alice", "one"));
    assert_int_equal(scram_verifiers_add(&minor, scram_world_path("kept"), &name, &v, NULL),
                     GSS_S_COMPLETE);
    text = scram_world_read("kept");
    assert_true(strncmp(text,
                        "# first\n\nalice:SCRAM-SHA-512$4096:AAAA$AAAA:AAAA\nbob:" VERIFIER
                        "\n# last\n#!fake-salt-key:",
                        strlen(VERIFIER) + 76) == 0);
    free(text);
    assert_int_equal(stat(scram_world_path("kept"), &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0640);
    assert_int_equal(scram_verifiers_remove(&minor, scram_world_path("kept"), &name, &removed),
                     GSS_S_COMPLETE);
    assert_int_equal(removed, 3);
    assert_true(is_known("kept", "bob"));
}

static void test_edit_goes_through_a_link(void **state)
{
    struct stat facts;

    (void)state;
    scram_world_write("real", "bob:" VERIFIER "\n", 0600);
    assert_int_equal(symlink("real", scram_world_path("link")), 0);
    assert_false(add("link", "alice", "one"));
    assert_int_equal(lstat(scram_world_path("link"), &facts), 0);
    assert_true(S_ISLNK(facts.st_mode));
    assert_password("real", "alice", "one", true, true);
}

static void test_bad_edits_change_nothing(void **state)
{
    static const char *const names[] = {"", "#alice", "a\nb", "\xff"};
    static const uint32_t iterations[] = {1, 4095, 10000001, UINT32_MAX};
    gss_buffer_desc password = buffer_of("pencil"), bad = buffer_of("\x07");
    struct scram_verifier v = make(&scram_sha256, "pencil");
    size_t removed;
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        gss_buffer_desc name = buffer_of(names[i]);

        assert_int_equal(scram_verifiers_add(&minor, scram_world_path("never"), &name, &v, NULL),
                         GSS_S_BAD_NAME);
        assert_int_equal(scram_verifiers_remove(&minor, scram_world_path("never"), &name, &removed),
                         GSS_S_BAD_NAME);
    }
    assert_int_equal(access(scram_world_path("never"), F_OK), -1);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(scram_verifier_make(&minor, &scram_sha256, &password, iterations[i], &v),
                         GSS_S_FAILURE);
        assert_int_equal(minor, MINOR_SCRAM_ITERATIONS);
    }
    assert_int_equal(scram_verifier_make(&minor, &scram_sha256, &bad, 4096, &v), GSS_S_FAILURE);
    assert_int_equal(minor, MINOR_SCRAM_PASSWORD);
    scram_world_write("broken", "broken\n", 0600);
    v = make(&scram_sha256, "pencil");
    assert_int_equal(scram_verifiers_add(&minor, scram_world_path("broken"), &password, &v, NULL),
                     GSS_S_FAILURE);
    assert_int_equal(minor, MINOR_SCRAM_FILE_MALFORMED);
}

struct seen {
    char text[512];
};

static void visit(void *arg, const char *user, size_t length, const struct scram_verifier *v)
{
    struct seen *seen = arg;
    size_t at = strlen(seen->text);

    snprintf(seen->text + at, sizeof(seen->text) - at, "%.*s %s %u;", (int)length, user,
             v->hash->name, (unsigned)v->iterations);
}

static void test_list_is_sorted_by_user(void **state)
{
    struct seen seen = {""};
    OM_uint32 minor;

    (void)state;
    scram_world_write("list",
                      "zoe:" VERIFIER "\nbob:" VERIFIER "\nbobby:" VERIFIER "\nbo" SCRAM_USER_SHA1
                      "bob:SCRAM-SHA-1$5000:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:"
                      "D+CSWLOshSulAsxiupA+qs2/fTE=\n",
                      0600);
    assert_int_equal(scram_verifiers_list(&minor, scram_world_path("list"), visit, &seen),
                     GSS_S_COMPLETE);
    assert_string_equal(seen.text, "bob SCRAM-SHA-1 5000;bob SCRAM-SHA-256 4096;"
                                   "bobby SCRAM-SHA-256 4096;bouser SCRAM-SHA-1 4096;"
                                   "zoe SCRAM-SHA-256 4096;");
}

static struct scram_verifier fake(const char *file, const char *user)
{
    struct scram_verifier v;
    bool known;

    assert_int_equal(find(file, user, &v, &known), 0);
    assert_false(known);
    return v;
}

static void test_fake_salts_survive_edits(void **state)
{
    struct scram_verifier before, after, other;

    (void)state;
    add("fake", "alice", "one");
    before = fake("fake", "nobody");
    add("fake", "bob", "two");
    after = fake("fake", "nobody");
    other = fake("fake", "nobody2");
    assert_memory_equal(before.salt, after.salt, 16);
    assert_int_equal(before.iterations, after.iterations);
    assert_memory_not_equal(before.salt, other.salt, 16);
}

/* What most users have. */
static void test_fakes_look_like_the_others(void **state)
{
    struct scram_verifier v;

    (void)state;
    scram_world_write("usual",
                      "a:SCRAM-SHA-256$5000:QSXCR+Q6sek8bf92" KEYS "\n"
                      "b:SCRAM-SHA-256$7000:W22ZaJ0SNY7soEsUEjb6gQ==" KEYS "\n"
                      "c:SCRAM-SHA-256$7000:W22ZaJ0SNY7soEsUEjb6gQ==" KEYS "\n"
                      "d:SCRAM-SHA-256$7000:QSXCR+Q6sek8bf92" KEYS "\n",
                      0600);
    v = fake("usual", "nobody");
    assert_int_equal(v.iterations, 7000);
    assert_int_equal(v.salt_length, 16);
    scram_world_write("usual", "# nobody\n", 0600);
    v = fake("usual", "nobody");
    assert_int_equal(v.iterations, scram_sha256.default_iterations);
    assert_int_equal(v.salt_length, 16);
}

enum { EDITS = 40, READERS = 3 };

static atomic_bool edits_done;

/* Whatever the moment: alice is known, by one of her two passwords' lines. */
static void *read_all_the_time(void *arg)
{
    struct scram_verifiers *verifiers = arg;
    struct scram_verifier v;
    OM_uint32 minor;
    uintptr_t wrong = 0;
    bool known;

    do {
        if (scram_verifiers_find(&minor, verifiers, &scram_sha256, "alice", 5, &v, &known) !=
                GSS_S_COMPLETE ||
            !known || v.iterations != 4096)
            wrong++;
    } while (!atomic_load(&edits_done));
    return (void *)wrong; /* NOLINT: a number */
}

static void *edit_all_the_time(void *arg)
{
    const char *user = arg;
    gss_buffer_desc name = buffer_of(user);
    char path[4096];
    OM_uint32 minor;
    uintptr_t wrong = 0;
    size_t removed;

    snprintf(path, sizeof(path), "%s", scram_world_path("busy"));
    for (int i = 0; i < EDITS; i++) {
        struct scram_verifier v = {.hash = &scram_sha256, .iterations = 4096, .salt_length = 16};

        if (scram_verifiers_add(&minor, path, &name, &v, NULL) != GSS_S_COMPLETE)
            wrong++;
        if (strcmp(user, "alice") != 0 &&
            (scram_verifiers_remove(&minor, path, &name, &removed) != GSS_S_COMPLETE ||
             removed != 1))
            wrong++;
    }
    return (void *)wrong; /* NOLINT: a number */
}

static void test_readers_see_whole_files_while_others_rewrite_them(void **state)
{
    pthread_t readers[READERS], editors[2];
    struct scram_verifiers *verifiers;
    void *wrong;

    (void)state;
    add("busy", "alice", "one");
    verifiers = scram_verifiers_of(scram_world_path("busy"));
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_all_the_time, verifiers), 0);
    assert_int_equal(pthread_create(&editors[0], NULL, edit_all_the_time, (void *)"alice"), 0);
    assert_int_equal(pthread_create(&editors[1], NULL, edit_all_the_time, (void *)"bob"), 0);
    for (int i = 0; i < 2; i++) {
        pthread_join(editors[i], &wrong);
        assert_null(wrong);
    }
    atomic_store(&edits_done, true);
    for (int i = 0; i < READERS; i++) {
        pthread_join(readers[i], &wrong);
        assert_null(wrong);
    }
    assert_false(is_known("busy", "bob"));
}

static void test_default_path_follows_the_environment(void **state)
{
    OM_uint32 minor;
    char *path;

    (void)state;
    setenv("GSS_SCRAM_VERIFIERS", "/somewhere/else", 1);
    assert_int_equal(scram_verifiers_default_path(&minor, &path), GSS_S_COMPLETE);
    assert_string_equal(path, "/somewhere/else");
    free(path);
    unsetenv("GSS_SCRAM_VERIFIERS");
    setenv("XDG_CONFIG_HOME", "/config", 1);
    assert_int_equal(scram_verifiers_default_path(&minor, &path), GSS_S_COMPLETE);
    assert_string_equal(path, geteuid() == 0 ? "/etc/gss/scram-verifiers"
                                             : "/config/gss/scram-verifiers");
    free(path);
    unsetenv("XDG_CONFIG_HOME");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_read),
        cmocka_unit_test(test_malformed_files_are_refused_whole),
        cmocka_unit_test(test_line_with_the_error_is_told),
        cmocka_unit_test(test_unsafe_files_are_refused),
        cmocka_unit_test(test_file_changed_in_place_is_read_again),
        cmocka_unit_test(test_users_are_added_replaced_and_removed),
        cmocka_unit_test(test_edits_keep_remarks_order_mode_and_other_hashes),
        cmocka_unit_test(test_edit_goes_through_a_link),
        cmocka_unit_test(test_bad_edits_change_nothing),
        cmocka_unit_test(test_list_is_sorted_by_user),
        cmocka_unit_test(test_fake_salts_survive_edits),
        cmocka_unit_test(test_fakes_look_like_the_others),
        cmocka_unit_test(test_readers_see_whole_files_while_others_rewrite_them),
        cmocka_unit_test(test_default_path_follows_the_environment),
    };

    return cmocka_run_group_tests(tests, scram_world_make, scram_world_remove);
}
