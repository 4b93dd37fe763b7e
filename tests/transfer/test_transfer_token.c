/* The promises of gss-transfer(7) about the token: sealed, once, mine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <krb5.h>

#include "transfer/pair.h"
#include "transfer/remote.h"

/* Promise 1: sealed. */

static bool contains(const gss_buffer_desc *token, const void *part, size_t length)
{
    return memmem(token->value, token->length, part, length) != NULL;
}

/* Fails if the session key of any ticket of the default cache is in TOKEN; counts the keys. */
static unsigned assert_no_session_key(const gss_buffer_desc *token)
{
    krb5_context library;
    krb5_ccache cache;
    krb5_cc_cursor cursor;
    krb5_creds creds;
    unsigned keys = 0;

    assert_int_equal(krb5_init_context(&library), 0);
    assert_int_equal(krb5_cc_default(library, &cache), 0);
    assert_int_equal(krb5_cc_start_seq_get(library, cache, &cursor), 0);
    while (krb5_cc_next_cred(library, cache, &cursor, &creds) == 0) {
        if (creds.keyblock.length >= 8) {
            keys++;
            for (unsigned i = 0; i + 8 <= creds.keyblock.length; i++)
                assert_false(contains(token, creds.keyblock.contents + i, 8));
        }
        krb5_free_cred_contents(library, &creds);
    }
    krb5_cc_end_seq_get(library, cache, &cursor);
    krb5_cc_close(library, cache);
    krb5_free_context(library);
    return keys;
}

static void test_sealed_token_shows_no_session_key_no_name_and_no_path(void **state)
{
    static const char *const variables[] = {"KRB5_CONFIG", "KRB5CCNAME", "KRB5_KTNAME",
                                            "GSS_TRANSFER_DOMAIN"};
    gss_buffer_desc token;
    struct pair pair;
    OM_uint32 minor;

    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    pair_export_acceptor(&pair, &token);
    assert_true(assert_no_session_key(&token) >= 2);
    assert_false(contains(&token, "alice", 5));
    assert_false(contains(&token, "gss.test", 8));
    assert_false(contains(&token, "GSS.TEST", 8));
    assert_false(contains(&token, "/", 1) && contains(&token, "tmp/", 4));
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        const char *value = getenv(variables[i]);
        const char *path = value != NULL ? strchr(value, '/') : NULL;

        if (path != NULL)
            assert_false(contains(&token, path, strlen(path)));
    }
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

/* An exact-size copy on the heap, so that a sanitizer sees one byte too many. */
static OM_uint32 import_copy(const void *bytes, size_t length, OM_uint32 *minor)
{
    gss_buffer_desc copy = {length, malloc(length)};
    OM_uint32 major;

    assert_true(copy.value != NULL || length == 0);
    if (length != 0)
        memcpy(copy.value, bytes, length);
    major = pair_try_import(&copy, minor);
    free(copy.value);
    return major;
}

static void test_sealed_every_flipped_bit_is_a_defective_token(void **state)
{
    gss_buffer_desc token;
    OM_uint32 major, minor;
    struct pair pair;
    uint8_t *bytes;

    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    pair_export_acceptor(&pair, &token);
    bytes = token.value;
    for (size_t bit = 0; bit < token.length * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        major = import_copy(bytes, token.length, &minor);
        pair_assert_status(major, minor, GSS_S_DEFECTIVE_TOKEN);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    major = pair_try_import(&token, &minor); /* none of them spent it */
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

static void test_sealed_every_truncation_and_extension_is_a_defective_token(void **state)
{
    gss_buffer_desc token, longer;
    OM_uint32 major, minor;
    struct pair pair;

    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    pair_export_acceptor(&pair, &token);
    for (size_t length = 1; length < token.length; length++) {
        major = import_copy(token.value, length, &minor);
        pair_assert_status(major, minor, GSS_S_DEFECTIVE_TOKEN);
    }
    major = import_copy(token.value, 0, &minor);
    assert_int_equal(GSS_ROUTINE_ERROR(major), GSS_S_DEFECTIVE_TOKEN);
    longer.length = token.length + 1;
    longer.value = calloc(1, longer.length);
    assert_non_null(longer.value);
    memcpy(longer.value, token.value, token.length);
    major = pair_try_import(&longer, &minor);
    pair_assert_status(major, minor, GSS_S_DEFECTIVE_TOKEN);
    free(longer.value);
    major = pair_try_import(&token, &minor);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

/* Promise 2: once. */

static void test_once_second_import_in_the_same_process_is_no_context(void **state)
{
    gss_buffer_desc token;
    OM_uint32 major, minor;
    struct pair pair;

    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    pair_export_acceptor(&pair, &token);
    major = gss_import_sec_context(&minor, &token, &pair.acceptor);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    pair_assert_status(pair_try_import(&token, &minor), minor, GSS_S_NO_CONTEXT);
    pair_send(pair.initiator, pair.acceptor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

static void test_once_second_import_in_another_process_is_refused_with_a_sentence(void **state)
{
    struct remote first, second;
    struct remote_reply reply;
    gss_buffer_desc token;
    struct pair pair;
    OM_uint32 minor;

    (void)state;
    remote_start(&first);
    remote_start(&second);
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    pair_export_acceptor(&pair, &token);
    remote_assert(&first, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    remote_assert(&second, REMOTE_IMPORT, &token, NULL, GSS_S_NO_CONTEXT, &reply);
    assert_non_null(strstr(reply.sentence, "imports once"));
    remote_reply_free(&reply);
    remote_stop(&first);
    remote_stop(&second);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

static void test_once_exported_copy_is_dead_and_the_token_of_each_hop_is_new(void **state)
{
    struct remote hops[4];
    gss_buffer_desc token;
    struct pair pair;
    OM_uint32 minor;

    (void)state;
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    pair_export_acceptor(&pair, &token);
    for (size_t i = 0; i < 4; i++) {
        gss_buffer_desc message = pair_text("from hop to hop"), wrapped;
        struct remote_reply reply;
        OM_uint32 major;

        remote_start(&hops[i]);
        remote_assert(&hops[i], REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
        major = gss_wrap(&minor, pair.initiator, 1, GSS_C_QOP_DEFAULT, &message, NULL, &wrapped);
        pair_assert_status(major, minor, GSS_S_COMPLETE);
        remote_assert(&hops[i], REMOTE_UNWRAP, &wrapped, NULL, GSS_S_COMPLETE, &reply);
        pair_assert_text(&reply.value, "from hop to hop");
        remote_reply_free(&reply);
        gss_release_buffer(&minor, &wrapped);
        gss_release_buffer(&minor, &token);
        remote_assert(&hops[i], REMOTE_EXPORT, NULL, NULL, GSS_S_COMPLETE, &reply);
        token.length = reply.value.length;
        token.value = reply.value.value; /* freed as the token */
        remote_assert(&hops[i], REMOTE_WRAP, &message, NULL, GSS_S_NO_CONTEXT, NULL);
    }
    for (size_t i = 0; i < 4; i++)
        remote_stop(&hops[i]);
    pair_assert_status(pair_try_import(&token, &minor), minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

/* Promise 3: mine. */

static void test_mine_another_user_is_unauthorized_and_the_token_stays_good(void **state)
{
    gss_buffer_desc nobody = pair_text("65534"), token;
    struct remote_reply reply;
    struct remote remote;
    struct pair pair;
    OM_uint32 minor;

    (void)state;
    if (geteuid() != 0)
        fail_msg("only root can become another user");
    remote_start(&remote);
    remote_assert(&remote, REMOTE_SET_USER, &nobody, NULL, GSS_S_COMPLETE, NULL);
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    pair_export_acceptor(&pair, &token);
    remote_assert(&remote, REMOTE_IMPORT, &token, NULL, GSS_S_UNAUTHORIZED, &reply);
    assert_true(reply.minor != 0 && reply.sentence[0] != '\0');
    remote_reply_free(&reply);
    remote_stop(&remote);
    pair_assert_status(pair_try_import(&token, &minor), minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

static void export_restricted(struct pair *pair, int kind, uint32_t value, gss_buffer_t token)
{
    OM_uint32 major, minor;

    pair_establish(pair, pair_services[0], PAIR_FLAGS, 0);
    major = gss_transfer_restrict(&minor, pair->acceptor, kind, value);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    pair_export_acceptor(pair, token);
}

static void test_mine_restrictions_are_kept_each_with_its_own_minor_status(void **state)
{
    const struct {
        int kind;
        uint32_t mine, other;
        const char *word;
    } rows[] = {
        {GSS_TRANSFER_USER, (uint32_t)geteuid(), 4242, "user"},
        {GSS_TRANSFER_PROCESS_GROUP, (uint32_t)getpgrp(), 1, "process group"},
        {GSS_TRANSFER_SESSION, (uint32_t)getsid(0), 1, "session"},
    };
    OM_uint32 minors[3];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        gss_buffer_desc token, text;
        OM_uint32 minor, more = 0, ignored;
        struct pair pair;

        export_restricted(&pair, rows[i].kind, rows[i].other, &token);
        pair_assert_status(pair_try_import(&token, &minors[i]), minors[i], GSS_S_UNAUTHORIZED);
        gss_display_status(&ignored, minors[i], GSS_C_MECH_CODE, GSS_C_NO_OID, &more, &text);
        assert_non_null(memmem(text.value, text.length, rows[i].word, strlen(rows[i].word)));
        gss_release_buffer(&ignored, &text);
        gss_release_buffer(&ignored, &token);
        pair_release(&pair);
        export_restricted(&pair, rows[i].kind, rows[i].mine, &token);
        pair_assert_status(pair_try_import(&token, &minor), minor, GSS_S_COMPLETE);
        gss_release_buffer(&ignored, &token);
        pair_release(&pair);
    }
    assert_true(minors[0] != minors[1] && minors[1] != minors[2] && minors[0] != minors[2]);
}

static void test_mine_a_session_of_its_own_cannot_import_what_is_meant_for_ours(void **state)
{
    gss_buffer_desc token;
    struct remote inside, outside;
    struct pair pair;
    OM_uint32 minor;

    (void)state;
    remote_start(&inside);
    remote_start(&outside);
    remote_assert(&outside, REMOTE_NEW_SESSION, NULL, NULL, GSS_S_COMPLETE, NULL);
    export_restricted(&pair, GSS_TRANSFER_SESSION, (uint32_t)getsid(0), &token);
    remote_assert(&outside, REMOTE_IMPORT, &token, NULL, GSS_S_UNAUTHORIZED, NULL);
    remote_assert(&inside, REMOTE_IMPORT, &token, NULL, GSS_S_COMPLETE, NULL);
    remote_stop(&inside);
    remote_stop(&outside);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sealed_token_shows_no_session_key_no_name_and_no_path),
        cmocka_unit_test(test_sealed_every_flipped_bit_is_a_defective_token),
        cmocka_unit_test(test_sealed_every_truncation_and_extension_is_a_defective_token),
        cmocka_unit_test(test_once_second_import_in_the_same_process_is_no_context),
        cmocka_unit_test(test_once_second_import_in_another_process_is_refused_with_a_sentence),
        cmocka_unit_test(test_once_exported_copy_is_dead_and_the_token_of_each_hop_is_new),
        cmocka_unit_test(test_mine_another_user_is_unauthorized_and_the_token_stays_good),
        cmocka_unit_test(test_mine_restrictions_are_kept_each_with_its_own_minor_status),
        cmocka_unit_test(test_mine_a_session_of_its_own_cannot_import_what_is_meant_for_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
