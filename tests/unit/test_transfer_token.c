/* What a token is and who may import it, within one domain. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <gss/transfer.h>

#include "base/minor.h"
#include "transfer/host.h"
#include "transfer/token.h"
#include "transfer/transfer.h"
#include "transfer_world.h"

#define BODY "the state of a context, which nobody but the importer may read"

static void assert_import(gss_const_buffer_t token, OM_uint32 expected, OM_uint32 expected_minor)
{
    OM_uint32 minor, major = world_import(&minor, token, NULL, 0);

    assert_int_equal(major, expected);
    assert_int_equal(minor, expected_minor);
}

static void test_transfer_token_brings_its_body_back_once(void **state)
{
    gss_buffer_desc token = world_export(NULL, BODY, sizeof(BODY));
    OM_uint32 minor;

    (void)state;
    assert_int_equal(world_import(&minor, &token, BODY, sizeof(BODY)), GSS_S_COMPLETE);
    assert_import(&token, GSS_S_NO_CONTEXT, MINOR_TOKEN_SPENT);
    assert_import(&token, GSS_S_NO_CONTEXT, MINOR_TOKEN_SPENT);
    free(token.value);
}

static void test_transfer_unclaimed_import_leaves_the_token_good(void **state)
{
    gss_buffer_desc token = world_export(NULL, BODY, sizeof(BODY));
    struct transfer_import import;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(transfer_import_open(&minor, &token, &import), GSS_S_COMPLETE);
    transfer_import_close(&import);
    transfer_import_close(&import);
    assert_int_equal(world_import(&minor, &token, BODY, sizeof(BODY)), GSS_S_COMPLETE);
    free(token.value);
}

static void test_transfer_every_flipped_bit_is_defective(void **state)
{
    gss_buffer_desc token = world_export(NULL, BODY, sizeof(BODY));
    uint8_t *bytes = token.value;
    OM_uint32 minor;

    (void)state;
    for (size_t bit = 0; bit < token.length * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(world_import(&minor, &token, NULL, 0), GSS_S_DEFECTIVE_TOKEN);
        assert_int_not_equal(minor, 0);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_int_equal(world_import(&minor, &token, BODY, sizeof(BODY)), GSS_S_COMPLETE);
    free(token.value);
}

static void test_transfer_every_truncation_is_defective(void **state)
{
    gss_buffer_desc token = world_export(NULL, BODY, sizeof(BODY));
    OM_uint32 minor;

    (void)state;
    for (size_t length = 0; length < token.length; length++) {
        gss_buffer_desc part = {.length = length, .value = malloc(length != 0 ? length : 1)};

        assert_non_null(part.value);
        memcpy(part.value, token.value, length);
        assert_int_equal(GSS_ROUTINE_ERROR(world_import(&minor, &part, NULL, 0)),
                         GSS_S_DEFECTIVE_TOKEN);
        assert_int_not_equal(minor, 0);
        free(part.value);
    }
    free(token.value);
}

static void test_transfer_extended_token_is_defective(void **state)
{
    gss_buffer_desc token = world_export(NULL, BODY, sizeof(BODY));
    gss_buffer_desc longer = {.length = token.length + 1, .value = calloc(1, token.length + 1)};

    (void)state;
    assert_non_null(longer.value);
    memcpy(longer.value, token.value, token.length);
    assert_import(&longer, GSS_S_DEFECTIVE_TOKEN, MINOR_SEAL_BROKEN);
    free(longer.value);
    free(token.value);
}

static void test_transfer_kinds_of_defects_have_their_own_minor(void **state)
{
    gss_buffer_desc token = world_export(NULL, BODY, sizeof(BODY));
    uint8_t *bytes = token.value;

    (void)state;
    bytes[4]++;
    assert_import(&token, GSS_S_DEFECTIVE_TOKEN, MINOR_TOKEN_VERSION);
    bytes[4]--;
    bytes[5] ^= 1;
    assert_import(&token, GSS_S_DEFECTIVE_TOKEN, MINOR_UNKNOWN_KEY);
    bytes[5] ^= 1;
    bytes[20] ^= 1;
    assert_import(&token, GSS_S_DEFECTIVE_TOKEN, MINOR_SEAL_BROKEN);
    assert_import(GSS_C_NO_BUFFER, GSS_S_CALL_INACCESSIBLE_READ | GSS_S_DEFECTIVE_TOKEN,
                  MINOR_EMPTY_TOKEN);
    free(token.value);
}

static void test_transfer_token_shows_neither_body_nor_folder(void **state)
{
    gss_buffer_desc token = world_export(NULL, BODY, sizeof(BODY));

    (void)state;
    assert_null(memmem(token.value, token.length, BODY, 8));
    assert_null(memmem(token.value, token.length, world_folder(), strlen(world_folder())));
    free(token.value);
}

static void test_transfer_equal_bodies_give_different_tokens(void **state)
{
    gss_buffer_desc a = world_export(NULL, BODY, sizeof(BODY));
    gss_buffer_desc b = world_export(NULL, BODY, sizeof(BODY));

    (void)state;
    assert_int_equal(a.length, b.length);
    assert_memory_not_equal((char *)a.value + 13, (char *)b.value + 13, SEAL_NONCE_SIZE);
    assert_memory_not_equal((char *)a.value + 37, (char *)b.value + 37, sizeof(BODY));
    free(a.value);
    free(b.value);
}

static void test_transfer_header_is_what_anybody_can_read(void **state)
{
    gss_buffer_desc token = world_export(NULL, BODY, sizeof(BODY));
    gss_transfer_token_info info;
    OM_uint32 minor = 1;

    (void)state;
    assert_int_equal(gss_transfer_inquire_token(&minor, &token, &info), GSS_S_COMPLETE);
    assert_int_equal(minor, 0);
    assert_int_equal(info.version, TOKEN_VERSION);
    assert_memory_equal(info.key_id, (char *)token.value + 5, sizeof(info.key_id));
    assert_memory_equal(info.name, (char *)token.value + 13, sizeof(info.name));
    assert_int_equal(info.sealed_length, TOKEN_MIN_BODY + sizeof(BODY));
    token.length = 40;
    assert_int_equal(gss_transfer_inquire_token(&minor, &token, &info), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(minor, MINOR_SEAL_BROKEN);
    assert_int_equal(info.version, 0);
    assert_int_equal(gss_transfer_inquire_token(&minor, &token, NULL),
                     GSS_S_CALL_INACCESSIBLE_WRITE);
    free(token.value);
}

static void test_transfer_token_expires_after_its_lifetime(void **state)
{
    struct transfer_policy policy = {.lifetime = 10};
    gss_buffer_desc by_default, short_lived;
    OM_uint32 minor;

    (void)state;
    world_set_clock(1000000);
    by_default = world_export(NULL, BODY, sizeof(BODY));
    short_lived = world_export(&policy, BODY, sizeof(BODY));
    world_set_clock(1000010);
    assert_import(&short_lived, GSS_S_NO_CONTEXT, MINOR_TOKEN_EXPIRED);
    world_set_clock(1000000 + TRANSFER_LIFETIME_DEFAULT);
    assert_import(&by_default, GSS_S_NO_CONTEXT, MINOR_TOKEN_EXPIRED);
    world_set_clock(1000000 + TRANSFER_LIFETIME_DEFAULT - 1);
    assert_int_equal(world_import(&minor, &by_default, BODY, sizeof(BODY)), GSS_S_COMPLETE);
    free(by_default.value);
    free(short_lived.value);
}

static void test_transfer_token_ends_with_its_context(void **state)
{
    struct transfer_export export;
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    world_set_clock(1000000);
    assert_int_equal(transfer_export_begin(&minor, NULL, 1000000, &export), GSS_S_CONTEXT_EXPIRED);
    assert_int_equal(minor, MINOR_CONTEXT_EXPIRED);
    assert_int_equal(transfer_export_begin(&minor, NULL, 1000005, &export), GSS_S_COMPLETE);
    assert_int_equal(transfer_export_finish(&minor, &export, &token), GSS_S_COMPLETE);
    world_set_clock(1000005);
    assert_import(&token, GSS_S_NO_CONTEXT, MINOR_TOKEN_EXPIRED);
    free(token.value);
}

static void test_transfer_token_from_far_ahead_waits_for_the_clock(void **state)
{
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    world_set_clock(10000000);
    token = world_export(NULL, BODY, sizeof(BODY));
    world_set_clock(1000000);
    assert_import(&token, GSS_S_UNAVAILABLE, MINOR_CLOCK);
    world_set_clock(10000000);
    assert_int_equal(world_import(&minor, &token, BODY, sizeof(BODY)), GSS_S_COMPLETE);
    free(token.value);
}

static void test_transfer_expiry_is_checked_again_at_the_claim(void **state)
{
    struct transfer_import import;
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    world_set_clock(1000000);
    token = world_export(NULL, BODY, sizeof(BODY));
    assert_int_equal(transfer_import_open(&minor, &token, &import), GSS_S_COMPLETE);
    world_set_clock(1000000 + TRANSFER_LIFETIME_DEFAULT);
    assert_int_equal(transfer_import_claim(&minor, &import), GSS_S_NO_CONTEXT);
    assert_int_equal(minor, MINOR_TOKEN_EXPIRED);
    transfer_import_close(&import);
    free(token.value);
}

static int import_major_is_unauthorized(void *token)
{
    OM_uint32 minor, major = world_import(&minor, token, NULL, 0);

    return major == GSS_S_UNAUTHORIZED ? (int)(minor - MINOR_FIRST_) : 0;
}

static void test_transfer_restrictions_refuse_others_and_keep_the_token_good(void **state)
{
    static const struct {
        int kind;
        OM_uint32 minor;
    } rows[] = {{GSS_TRANSFER_USER, MINOR_WRONG_USER},
                {GSS_TRANSFER_PROCESS_GROUP, MINOR_WRONG_PROCESS_GROUP},
                {GSS_TRANSFER_SESSION, MINOR_WRONG_SESSION}};
    const uint32_t own[] = {geteuid(), (uint32_t)getpgrp(), (uint32_t)getsid(0)};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct transfer_policy policy = {0};
        gss_buffer_desc token;
        OM_uint32 minor;

        assert_int_equal(transfer_policy_restrict(&minor, &policy, rows[i].kind, own[i] + 1),
                         GSS_S_COMPLETE);
        token = world_export(&policy, BODY, sizeof(BODY));
        assert_import(&token, GSS_S_UNAUTHORIZED, rows[i].minor);
        assert_import(&token, GSS_S_UNAUTHORIZED, rows[i].minor);
        free(token.value);

        assert_int_equal(transfer_policy_restrict(&minor, &policy, rows[i].kind, own[i]),
                         GSS_S_COMPLETE);
        token = world_export(&policy, BODY, sizeof(BODY));
        assert_int_equal(world_import(&minor, &token, BODY, sizeof(BODY)), GSS_S_COMPLETE);
        free(token.value);
    }
}

static int in_new_session(void *token)
{
    if (setsid() < 0)
        return 0;
    return import_major_is_unauthorized(token);
}

static int in_new_process_group(void *token)
{
    if (setpgid(0, 0) != 0)
        return 0;
    return import_major_is_unauthorized(token);
}

static void test_transfer_restricted_token_is_refused_in_another_process(void **state)
{
    struct transfer_policy policy = {0};
    gss_buffer_desc session, group;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(
        transfer_policy_restrict(&minor, &policy, GSS_TRANSFER_SESSION, (uint32_t)getsid(0)), 0);
    session = world_export(&policy, BODY, sizeof(BODY));
    transfer_policy_clear(&policy);
    assert_int_equal(
        transfer_policy_restrict(&minor, &policy, GSS_TRANSFER_PROCESS_GROUP, (uint32_t)getpgrp()),
        0);
    group = world_export(&policy, BODY, sizeof(BODY));

    assert_int_equal(world_in_child(0, in_new_session, &session),
                     MINOR_WRONG_SESSION - MINOR_FIRST_);
    assert_int_equal(world_in_child(0, in_new_process_group, &group),
                     MINOR_WRONG_PROCESS_GROUP - MINOR_FIRST_);
    assert_int_equal(world_import(&minor, &session, BODY, sizeof(BODY)), GSS_S_COMPLETE);
    assert_int_equal(world_import(&minor, &group, BODY, sizeof(BODY)), GSS_S_COMPLETE);
    free(session.value);
    free(group.value);
}

static int import_in_new_process_group(void *token)
{
    return setpgid(0, 0) == 0 ? world_try_import(token) : -1;
}

static void test_transfer_session_restriction_admits_each_of_its_process_groups(void **state)
{
    struct transfer_policy policy = {0};
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    assert_int_equal(
        transfer_policy_restrict(&minor, &policy, GSS_TRANSFER_SESSION, (uint32_t)getsid(0)), 0);
    token = world_export(&policy, "x", 1);
    assert_int_equal(world_in_child(0, import_in_new_process_group, &token), 0);
    free(token.value);
}

/* Like a set-user-id program: the real user stays the one who started it. */
static int import_as_real_nobody(void *token)
{
    enum { NOBODY = 65534 };

    return setreuid(NOBODY, (uid_t)-1) == 0 ? world_try_import(token) : -1;
}

static void test_transfer_user_restriction_is_on_the_effective_user(void **state)
{
    struct transfer_policy policy = {0};
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(transfer_policy_restrict(&minor, &policy, GSS_TRANSFER_USER, 0), 0);
    token = world_export(&policy, "x", 1);
    assert_int_equal(world_in_child(0, import_as_real_nobody, &token), 0);
    free(token.value);
}

static void test_transfer_all_restrictions_must_hold(void **state)
{
    struct transfer_policy policy = {0};
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    transfer_policy_restrict(&minor, &policy, GSS_TRANSFER_USER, geteuid());
    transfer_policy_restrict(&minor, &policy, GSS_TRANSFER_SESSION, (uint32_t)getsid(0) + 1);
    token = world_export(&policy, BODY, sizeof(BODY));
    assert_import(&token, GSS_S_UNAUTHORIZED, MINOR_WRONG_SESSION);
    free(token.value);
}

static void test_transfer_policy_refuses_what_it_cannot_keep(void **state)
{
    struct transfer_policy policy = {0};
    OM_uint32 minor;

    (void)state;
    assert_int_equal(transfer_policy_restrict(&minor, &policy, 8, 0), GSS_S_FAILURE);
    assert_int_equal(minor, MINOR_BAD_ARGUMENT);
    assert_int_equal(transfer_policy_restrict(&minor, &policy, 3, 0), GSS_S_FAILURE);
    assert_int_equal(transfer_policy_set_lifetime(&minor, &policy, TRANSFER_LIFETIME_MAX + 1),
                     GSS_S_FAILURE);
    assert_int_equal(transfer_policy_set_lifetime(&minor, &policy, GSS_C_INDEFINITE),
                     GSS_S_FAILURE);
    assert_int_equal(transfer_policy_set_domain(&minor, &policy, "relative"), GSS_S_FAILURE);
    assert_int_equal(transfer_set_process_domain(&minor, ""), GSS_S_FAILURE);
    assert_null(policy.domain);
    assert_int_equal(policy.restrictions | policy.lifetime, 0);
    transfer_policy_clear(&policy);
    transfer_policy_clear(NULL);
}

static void test_transfer_context_can_name_its_own_domain(void **state)
{
    char other[] = "/tmp/gss-transfer-other-XXXXXX";
    struct transfer_policy policy = {0};
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    assert_non_null(mkdtemp(other));
    assert_int_equal(transfer_policy_set_domain(&minor, &policy, other), GSS_S_COMPLETE);
    token = world_export(&policy, BODY, sizeof(BODY));
    assert_import(&token, GSS_S_DEFECTIVE_TOKEN, MINOR_UNKNOWN_KEY);
    assert_int_equal(transfer_set_process_domain(&minor, other), GSS_S_COMPLETE);
    assert_int_equal(world_import(&minor, &token, BODY, sizeof(BODY)), GSS_S_COMPLETE);
    transfer_policy_clear(&policy);
    world_remove(other);
    free(token.value);
}

static void test_transfer_large_state_fits_and_a_huge_one_is_refused(void **state)
{
    size_t length = SEAL_MAX_LENGTH - TOKEN_HEADER_SIZE - TOKEN_MIN_BODY - SEAL_TAG_SIZE;
    uint8_t *body = calloc(1, length + 1);
    struct transfer_export export;
    gss_buffer_desc token;
    OM_uint32 minor;

    (void)state;
    assert_non_null(body);
    token = world_export(NULL, body, length);
    assert_int_equal(world_import(&minor, &token, body, length), GSS_S_COMPLETE);
    free(token.value);
    assert_int_equal(transfer_export_begin(&minor, NULL, INT64_MAX, &export), GSS_S_COMPLETE);
    write_bytes(&export.body, body, length + 1);
    assert_int_equal(transfer_export_finish(&minor, &export, &token), GSS_S_FAILURE);
    assert_null(token.value);
    free(body);
}

/* A token of this library's future: sealed with the domain's key, with a restriction bit that
 * today's does not know. */
static void test_transfer_unknown_restriction_is_refused(void **state)
{
    struct transfer_policy policy = {.restrictions = 0x80};
    gss_buffer_desc token = world_export(&policy, BODY, sizeof(BODY));

    (void)state;
    assert_import(&token, GSS_S_DEFECTIVE_TOKEN, MINOR_TOKEN_VERSION);
    free(token.value);
}

#define claim(test) cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(test_transfer_token_brings_its_body_back_once),
        claim(test_transfer_unclaimed_import_leaves_the_token_good),
        claim(test_transfer_every_flipped_bit_is_defective),
        claim(test_transfer_every_truncation_is_defective),
        claim(test_transfer_extended_token_is_defective),
        claim(test_transfer_kinds_of_defects_have_their_own_minor),
        claim(test_transfer_token_shows_neither_body_nor_folder),
        claim(test_transfer_equal_bodies_give_different_tokens),
        claim(test_transfer_header_is_what_anybody_can_read),
        claim(test_transfer_token_expires_after_its_lifetime),
        claim(test_transfer_token_ends_with_its_context),
        claim(test_transfer_token_from_far_ahead_waits_for_the_clock),
        claim(test_transfer_expiry_is_checked_again_at_the_claim),
        claim(test_transfer_restrictions_refuse_others_and_keep_the_token_good),
        claim(test_transfer_restricted_token_is_refused_in_another_process),
        claim(test_transfer_session_restriction_admits_each_of_its_process_groups),
        claim(test_transfer_user_restriction_is_on_the_effective_user),
        claim(test_transfer_all_restrictions_must_hold),
        claim(test_transfer_policy_refuses_what_it_cannot_keep),
        claim(test_transfer_context_can_name_its_own_domain),
        claim(test_transfer_large_state_fits_and_a_huge_one_is_refused),
        claim(test_transfer_unknown_restriction_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
