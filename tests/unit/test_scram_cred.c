/* Credentials: where passwords come from, and keys that are made once. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/minor.h"
#include "mech/scram/cred.h"
#include "scram_world.h"

enum { ITERATIONS = 4096 };

static void *user_name(const char *text)
{
    return scram_name_create(text, strlen(text));
}

static OM_uint32 acquire(const char *user, const char *password, const char *key, const char *value,
                         gss_cred_usage_t usage, struct scram_cred **cred, OM_uint32 *minor)
{
    gss_key_value_element_desc elements[] = {{"keytab", "/nowhere"}, {key, value}};
    gss_key_value_set_desc store = {2, elements};
    gss_buffer_desc text = {password != NULL ? strlen(password) : 0, (void *)password};
    void *name = user != NULL ? user_name(user) : NULL, *made = NULL;
    struct mech_cred_args args = {.mech = &scram_sha256_mech,
                                  .name = name,
                                  .usage = usage,
                                  .password = password != NULL ? &text : NULL,
                                  .store = key != NULL ? &store : NULL};
    OM_uint32 major = scram_sha256_mech.acquire_cred(minor, &args, &made);

    *cred = made;
    assert_true((made != NULL) == (major == GSS_S_COMPLETE));
    scram_name_release(&name);
    return major;
}

/* The credential that a password gives, whatever way it came. */
static void assert_password(struct scram_cred *cred, const char *user, const char *password)
{
    struct scram_password expected;

    scram_password_make(&scram_sha256, password, strlen(password), &expected);
    assert_memory_equal(cred->password.mac_key, expected.mac_key, 64);
    scram_assert_name(&scram_sha256_mech, cred->name, user);
    scram_cred_free(cred);
}

static void assert_refused(const char *user, const char *password, const char *key,
                           const char *value, OM_uint32 expected)
{
    struct scram_cred *cred;
    OM_uint32 minor;

    assert_int_equal(acquire(user, password, key, value, GSS_C_INITIATE, &cred, &minor),
                     GSS_S_NO_CRED);
    assert_int_equal(minor, expected);
}

static void test_password_comes_from_the_call_or_the_store(void **state)
{
    struct scram_cred *cred;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(acquire("alice", "one", NULL, NULL, GSS_C_INITIATE, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_password(cred, "alice", "one");
    assert_int_equal(acquire("alice", NULL, "password", "two", GSS_C_INITIATE, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_password(cred, "alice", "two");
    scram_world_write("password", "three\nanother line\n", 0600);
    assert_int_equal(acquire("alice", NULL, "passwordfile", scram_world_path("password"),
                             GSS_C_INITIATE, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_password(cred, "alice", "three");
    scram_world_write("password", "t:h#ree e", 0400); /* without an end */
    assert_int_equal(acquire("alice", NULL, "passwordfile", scram_world_path("password"),
                             GSS_C_INITIATE, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_password(cred, "alice", "t:h#ree e");
}

static void test_passwords_are_prepared_and_may_be_long(void **state)
{
    char text[1025];
    struct scram_cred *cred;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(acquire("alice", "I\xc2\xadX", NULL, NULL, GSS_C_INITIATE, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_password(cred, "alice", "IX");
    memset(text, 'x', sizeof(text));
    text[1024] = '\0';
    assert_int_equal(acquire("alice", text, NULL, NULL, GSS_C_INITIATE, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_password(cred, "alice", text);
}

static void test_bad_passwords_and_files_are_refused(void **state)
{
    (void)state;
    assert_refused("alice", "", NULL, NULL, MINOR_SCRAM_PASSWORD);
    assert_refused("alice", "\xff", NULL, NULL, MINOR_SCRAM_PASSWORD);
    assert_refused("alice", "\xc8\xa1", NULL, NULL, MINOR_SCRAM_PASSWORD);
    assert_refused(NULL, "one", NULL, NULL, MINOR_SCRAM_NO_USER);
    assert_refused("alice", NULL, "passwordfile", "/nowhere/at/all", MINOR_SCRAM_FILE);
    scram_world_write("password", "", 0600);
    assert_refused("alice", NULL, "passwordfile", scram_world_path("password"),
                   MINOR_SCRAM_PASSWORD);
    scram_world_write("password", "one\n", 0640);
    assert_refused("alice", NULL, "passwordfile", scram_world_path("password"),
                   MINOR_SCRAM_FILE_UNSAFE);
    scram_world_write("password", "one\n", 0604);
    assert_refused("alice", NULL, "passwordfile", scram_world_path("password"),
                   MINOR_SCRAM_FILE_UNSAFE);
}

static void test_default_file_has_users_and_passwords(void **state)
{
    struct scram_cred *cred;
    OM_uint32 minor;

    (void)state;
    setenv("GSS_SCRAM_PASSWORD_FILE", scram_world_path("list"), 1);
    scram_world_write("list", "# remark\n\nalice:pass:word\nI\xc2\xadX:nine\n", 0600);
    assert_int_equal(acquire("alice", NULL, NULL, NULL, GSS_C_INITIATE, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_password(cred, "alice", "pass:word");
    assert_int_equal(acquire("IX", NULL, "ccache", "x", GSS_C_INITIATE, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_password(cred, "IX", "nine");
    assert_refused("bob", NULL, NULL, NULL, MINOR_SCRAM_NO_PASSWORD);
    assert_refused(NULL, NULL, NULL, NULL, MINOR_SCRAM_NO_USER); /* which one? */
    scram_world_write("list", "alice:only\n", 0600);
    assert_int_equal(acquire(NULL, NULL, NULL, NULL, GSS_C_INITIATE, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_password(cred, "alice", "only");
    scram_world_write("list", "", 0600);
    assert_refused(NULL, NULL, NULL, NULL, MINOR_SCRAM_NO_PASSWORD);
    scram_world_write("list", "alice\n", 0600);
    assert_refused("alice", NULL, NULL, NULL, MINOR_SCRAM_FILE_MALFORMED);
    scram_world_write("list", "alice:only\n", 0644);
    assert_refused("alice", NULL, NULL, NULL, MINOR_SCRAM_FILE_UNSAFE);
    unsetenv("GSS_SCRAM_PASSWORD_FILE");
}

static void test_service_is_no_initiator(void **state)
{
    gss_buffer_desc text = {9, (void *)"imap@host"}, password = {1, (void *)"x"};
    struct mech_cred_args args = {
        .mech = &scram_sha256_mech, .usage = GSS_C_INITIATE, .password = &password};
    OM_uint32 minor;
    void *name, *cred;

    (void)state;
    scram_name_import(&scram_sha256_mech, &minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    args.name = name;
    assert_int_equal(scram_sha256_mech.acquire_cred(&minor, &args, &cred), GSS_S_BAD_NAMETYPE);
    assert_null(cred);
    scram_name_release(&name);
}

static void test_inquiries_tell_use_and_name(void **state)
{
    struct mech_cred_info info = {0};
    struct scram_cred *cred;
    OM_uint32 minor;

    (void)state;
    setenv("GSS_SCRAM_VERIFIERS", scram_world_path("verifiers"), 1);
    assert_int_equal(acquire("alice", "one", NULL, NULL, GSS_C_BOTH, &cred, &minor),
                     GSS_S_COMPLETE);
    assert_int_equal(scram_sha256_mech.inquire_cred(&minor, cred, &info), GSS_S_COMPLETE);
    assert_int_equal(info.usage, GSS_C_BOTH);
    assert_int_equal(info.initiator_lifetime, GSS_C_INDEFINITE);
    assert_int_equal(info.acceptor_lifetime, GSS_C_INDEFINITE);
    scram_assert_name(&scram_sha256_mech, info.name, "alice");
    scram_name_release(&info.name);
    scram_cred_free(cred);
    setenv("GSS_SCRAM_VERIFIERS", scram_world_path("missing"), 1);
    assert_int_equal(acquire(NULL, NULL, NULL, NULL, GSS_C_ACCEPT, &cred, &minor), GSS_S_NO_CRED);
    assert_int_equal(minor, MINOR_SCRAM_FILE);
    unsetenv("GSS_SCRAM_VERIFIERS");
}

static struct scram_keys keys_of(struct scram_cred *cred, uint8_t salt)
{
    struct scram_keys keys;

    scram_cred_keys(cred, &salt, 1, ITERATIONS, &keys);
    return keys;
}

/* A mark in what is remembered comes back: nothing was computed again. */
static void test_keys_of_a_salt_are_made_once(void **state)
{
    struct scram_keys first, again, other;
    struct scram_cred *cred;
    OM_uint32 minor;

    (void)state;
    acquire("alice", "one", NULL, NULL, GSS_C_INITIATE, &cred, &minor);
    first = keys_of(cred, 1);
    assert_memory_equal(&cred->cached[0].keys, &first, sizeof(first));
    cred->cached[0].keys.client_key[0] ^= 1;
    again = keys_of(cred, 1);
    assert_int_equal(again.client_key[0], first.client_key[0] ^ 1);
    scram_cred_keys(cred, (const uint8_t[]){1}, 1, ITERATIONS + 1, &other);
    assert_memory_not_equal(other.client_key, first.client_key, 32);
    other = keys_of(cred, 2);
    assert_memory_not_equal(other.client_key, first.client_key, 32);
    scram_cred_free(cred);
}

static void test_only_the_last_few_salts_are_remembered(void **state)
{
    struct scram_keys first, again;
    struct scram_cred *cred;
    OM_uint32 minor;

    (void)state;
    acquire("alice", "one", NULL, NULL, GSS_C_INITIATE, &cred, &minor);
    first = keys_of(cred, 0);
    cred->cached[0].keys.client_key[0] ^= 1;
    for (uint8_t salt = 1; salt <= SCRAM_CACHED_SALTS; salt++)
        (void)keys_of(cred, salt);
    again = keys_of(cred, 0);
    assert_memory_equal(&again, &first, sizeof(first));
    scram_cred_free(cred);
}

static void *use_keys(void *arg)
{
    struct scram_cred *cred = arg;
    struct scram_keys keys, expected;
    uintptr_t wrong = 0;

    for (int round = 0; round < 20; round++) {
        for (uint8_t salt = 0; salt < SCRAM_CACHED_SALTS + 2; salt++) {
            keys = keys_of(cred, salt);
            scram_keys_derive(cred->hash, &cred->password, &salt, 1, ITERATIONS, &expected);
            if (memcmp(&keys, &expected, sizeof(keys)) != 0)
                wrong++;
        }
    }
    return (void *)wrong; /* NOLINT: a number */
}

static void test_threads_share_a_credential(void **state)
{
    struct scram_cred *cred;
    pthread_t threads[3];
    OM_uint32 minor;
    void *wrong;

    (void)state;
    acquire("alice", "one", NULL, NULL, GSS_C_INITIATE, &cred, &minor);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use_keys, cred), 0);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    scram_cred_free(cred);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_password_comes_from_the_call_or_the_store),
        cmocka_unit_test(test_passwords_are_prepared_and_may_be_long),
        cmocka_unit_test(test_bad_passwords_and_files_are_refused),
        cmocka_unit_test(test_default_file_has_users_and_passwords),
        cmocka_unit_test(test_service_is_no_initiator),
        cmocka_unit_test(test_inquiries_tell_use_and_name),
        cmocka_unit_test(test_keys_of_a_salt_are_made_once),
        cmocka_unit_test(test_only_the_last_few_salts_are_remembered),
        cmocka_unit_test(test_threads_share_a_credential),
    };

    return cmocka_run_group_tests(tests, scram_world_make, scram_world_remove);
}
