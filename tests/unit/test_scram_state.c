/* The state of a context as bytes, in every leg: whole when it comes back, refused when malformed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/writer.h"
#include "scram_world.h"

static struct gss_channel_bindings_struct channel = {.application_data = {7, (void *)"channel"}};

static gss_buffer_desc export_state(const struct mech *mech, const void *context)
{
    gss_buffer_desc state;
    struct writer out;
    OM_uint32 minor;

    writer_init_secret(&out);
    assert_int_equal(mech->export_sec_context(&minor, context, &out), GSS_S_COMPLETE);
    assert_true(writer_take_buffer(&out, &state));
    return state;
}

static OM_uint32 import_state(const struct mech *mech, const void *bytes, size_t length,
                              void **context)
{
    uint8_t *exact = malloc(length != 0 ? length : 1);
    struct reader in;
    OM_uint32 major, minor = 0;

    assert_non_null(exact);
    if (length != 0)
        memcpy(exact, bytes, length);
    reader_init(&in, exact, length);
    *context = NULL;
    major = mech->import_sec_context(mech, &minor, &in, context);
    assert_true((major == GSS_S_COMPLETE) == (*context != NULL));
    assert_true(major == GSS_S_COMPLETE || minor != 0);
    secret_free(exact, length);
    return major;
}

/* Exports *CONTEXT, deletes it, and takes it back. */
static void move(const struct mech *mech, void **context)
{
    gss_buffer_desc state = export_state(mech, *context), again;

    mech->delete_sec_context(context);
    assert_null(*context);
    assert_int_equal(import_state(mech, state.value, state.length, context), GSS_S_COMPLETE);
    again = export_state(mech, *context);
    assert_int_equal(again.length, state.length);
    assert_memory_equal(again.value, state.value, state.length);
    secret_release_buffer(&again);
    secret_release_buffer(&state);
}

static const struct mech *const mechs[] = {&scram_sha256_mech, &scram_sha1_mech};

/* The exchange one leg after another, with CHECK of the context that has just had its turn. */
static void for_each_leg(const struct mech *mech, bool bound,
                         void (*check)(const struct mech *mech, void **context))
{
    struct scram_pair pair = scram_pair_make(mech, "user", "pencil", "verifiers");

    pair.initiator_bindings = pair.acceptor_bindings = bound ? &channel : NULL;
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    check(mech, &pair.initiator);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    check(mech, &pair.acceptor);
    pair.initiator_bindings = pair.acceptor_bindings = NULL; /* they travel */
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    check(mech, &pair.initiator);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
    check(mech, &pair.acceptor);
    assert_int_equal(scram_pair_init(&pair), GSS_S_COMPLETE);
    check(mech, &pair.initiator);
    assert_int_equal((pair.initiator_flags & GSS_C_CHANNEL_BOUND_FLAG) != 0, bound);
    assert_int_equal((pair.acceptor_flags & GSS_C_CHANNEL_BOUND_FLAG) != 0, bound);
    scram_assert_name(mech, pair.result.source, "user");
    scram_pair_assert_messages(&pair);
    move(mech, &pair.initiator);
    move(mech, &pair.acceptor);
    scram_pair_assert_messages(&pair);
    scram_pair_clear(&pair);
}

static void test_contexts_move_in_every_leg(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for_each_leg(mechs[i], false, move);
        for_each_leg(mechs[i], true, move);
    }
}

static void test_initiator_that_moved_needs_no_credential(void **state)
{
    struct scram_pair pair = scram_pair_make(&scram_sha256_mech, "user", "pencil", "verifiers");
    void *cred = pair.initiator_cred;

    (void)state;
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    move(pair.mech, &pair.initiator);
    pair.mech->release_cred(&cred);
    pair.initiator_cred = NULL;
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_COMPLETE);
    assert_int_equal(scram_pair_init(&pair), GSS_S_COMPLETE);
    scram_pair_assert_messages(&pair);
    scram_pair_clear(&pair);
}

/* A partial state must not have the password as text. */
static void assert_has_no_password(const struct mech *mech, void **context)
{
    gss_buffer_desc state = export_state(mech, *context);

    assert_null(memmem(state.value, state.length, "pencil", 6));
    secret_release_buffer(&state);
}

static void test_no_state_has_the_password_as_text(void **state)
{
    (void)state;
    for_each_leg(&scram_sha256_mech, false, assert_has_no_password);
}

static void test_unknown_user_stays_unknown_on_the_way(void **state)
{
    struct scram_pair pair = scram_pair_make(&scram_sha256_mech, "nobody", "pencil", "verifiers");

    (void)state;
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    move(pair.mech, &pair.acceptor);
    assert_int_equal(scram_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(scram_pair_accept(&pair), GSS_S_BAD_SIG);
    scram_pair_assert_token(&pair, "e=invalid-proof");
    scram_pair_clear(&pair);
}

/* Every prefix, a byte too many, and the other mechanism. */
static void assert_only_the_whole_is_taken(const struct mech *mech, void **context)
{
    gss_buffer_desc state = export_state(mech, *context);
    uint8_t *longer = calloc(1, state.length + 1);
    const struct mech *other = mech == mechs[0] ? mechs[1] : mechs[0];
    void *copy;

    for (size_t length = 0; length < state.length; length++)
        assert_int_equal(import_state(mech, state.value, length, &copy), GSS_S_DEFECTIVE_TOKEN);
    assert_non_null(longer);
    memcpy(longer, state.value, state.length);
    assert_int_equal(import_state(mech, longer, state.length + 1, &copy), GSS_S_DEFECTIVE_TOKEN);
    assert_int_equal(import_state(other, state.value, state.length, &copy), GSS_S_DEFECTIVE_TOKEN);
    free(longer);
    secret_release_buffer(&state);
}

static void test_truncated_and_lengthened_states_are_defective(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++)
        for_each_leg(mechs[i], true, assert_only_the_whole_is_taken);
}

/* Whatever an altered byte makes of it: refused, or a context that can be used and deleted. */
static void assert_altered_is_harmless(const struct mech *mech, void **context)
{
    gss_buffer_desc state = export_state(mech, *context);
    gss_buffer_desc message = {5, (void *)"hello"};
    uint8_t *bytes = state.value;
    OM_uint32 major, minor;
    void *copy;
    bool conf = true;

    for (size_t i = 0; i < state.length; i++) {
        for (unsigned change = 0; change < 3; change++) {
            gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
            uint8_t old = bytes[i];

            bytes[i] = (uint8_t)(change == 0 ? 0 : change == 1 ? 0xff : old ^ 1);
            major = import_state(mech, bytes, state.length, &copy);
            assert_true(major == GSS_S_COMPLETE || major == GSS_S_DEFECTIVE_TOKEN);
            if (major == GSS_S_COMPLETE &&
                mech->wrap(&minor, copy, &conf, &message, &token) == GSS_S_COMPLETE)
                free(token.value);
            if (copy != NULL)
                mech->delete_sec_context(&copy);
            bytes[i] = old;
        }
    }
    secret_release_buffer(&state);
}

static void test_altered_states_are_refused_or_harmless(void **state)
{
    (void)state;
    for_each_leg(&scram_sha256_mech, true, assert_altered_is_harmless);
}

/* Parts in combinations that no context is in. */
static void assert_other_parts_are_defective(const struct mech *mech, void **context)
{
    gss_buffer_desc state = export_state(mech, *context);
    uint8_t *bytes = state.value, old = bytes[2];
    void *copy;

    for (unsigned parts = 0; parts < 256; parts++) {
        bytes[2] = (uint8_t)parts;
        if (parts == old || ((parts | 1) == (old | 1) && (old & 4) == 0))
            continue; /* both sides can be established */
        assert_int_equal(import_state(mech, bytes, state.length, &copy), GSS_S_DEFECTIVE_TOKEN);
    }
    bytes[2] = old;
    secret_release_buffer(&state);
}

static void test_impossible_combinations_are_defective(void **state)
{
    (void)state;
    for_each_leg(&scram_sha256_mech, true, assert_other_parts_are_defective);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contexts_move_in_every_leg),
        cmocka_unit_test(test_initiator_that_moved_needs_no_credential),
        cmocka_unit_test(test_no_state_has_the_password_as_text),
        cmocka_unit_test(test_unknown_user_stays_unknown_on_the_way),
        cmocka_unit_test(test_truncated_and_lengthened_states_are_defective),
        cmocka_unit_test(test_altered_states_are_refused_or_harmless),
        cmocka_unit_test(test_impossible_combinations_are_defective),
    };

    return cmocka_run_group_tests(tests, scram_world_make, scram_world_remove);
}
