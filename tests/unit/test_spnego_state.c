/* The state of a negotiation as bytes, in every leg of both sides: whole when it comes back,
 * refused when malformed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/toy.h"
#include "base/minor.h"
#include "base/secret.h"
#include "unit/spnego_world.h"

enum { THREE = GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE };

/* What two ends do. */
struct course {
    const char *initiator, *acceptor;
    OM_uint32 flags;
    bool hint; /* the acceptor speaks first */
    bool bare; /* and the initiator does without SPNEGO */
    char chosen;
};

static const struct course courses[] = {
    {"a", "a", 0, false, false, 'a'},
    {"a", "a", GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG, false, false, 'a'},
    {"ab", "ba", THREE, false, false, 'a'},
    {"ab", "b", 0, false, false, 'b'},
    {"abc", "c", GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG, false, false, 'c'},
    {"ab", "b", THREE, false, false, 'b'},
    {"ab", "ab", THREE, true, false, 'a'},
    {"a", "ab", THREE, true, true, 'a'},
};

static gss_buffer_desc export_state(const void *context)
{
    gss_buffer_desc state;
    struct writer out;
    OM_uint32 minor;

    writer_init_secret(&out);
    assert_true(spnego_mech.context_transferable(context));
    assert_int_equal(spnego_mech.export_sec_context(&minor, context, &out), GSS_S_COMPLETE);
    assert_true(writer_take_buffer(&out, &state));
    return state;
}

static OM_uint32 import_state(const void *bytes, size_t length, void **context)
{
    uint8_t *exact = malloc(length != 0 ? length : 1);
    struct reader in;
    OM_uint32 major, minor = 0;

    assert_non_null(exact);
    if (length != 0)
        memcpy(exact, bytes, length);
    reader_init(&in, exact, length);
    *context = NULL;
    major = spnego_mech.import_sec_context(&spnego_mech, &minor, &in, context);
    assert_true((major == GSS_S_COMPLETE) == (*context != NULL));
    assert_true(major == GSS_S_COMPLETE || minor != 0);
    secret_free(exact, length);
    return major;
}

/* Exports *CONTEXT, deletes it, and takes it back. */
static void move(void **context)
{
    gss_buffer_desc state = export_state(*context), again;

    spnego_mech.delete_sec_context(context);
    assert_null(*context);
    assert_int_equal(import_state(state.value, state.length, context), GSS_S_COMPLETE);
    again = export_state(*context);
    assert_int_equal(again.length, state.length);
    assert_memory_equal(again.value, state.value, state.length);
    secret_release_buffer(&again);
    secret_release_buffer(&state);
}

/* A bare token instead of the list: Kerberos' client does so, and NTLM's. */
static OM_uint32 first_bare_token(struct spnego_pair *pair)
{
    struct neg_token_init init;
    OM_uint32 major = spnego_pair_init(pair);
    gss_buffer_desc list = pair->token;

    assert_true(neg_token_init_read(&list, &init));
    pair->token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
    spnego_pair_set_token(pair, init.mech_token.value, init.mech_token.length);
    free(list.value);
    return major;
}

/* And its third one. */
static void last_bare_token(struct spnego_pair *pair)
{
    const uint8_t third[] = {0x54, 0x33, 0, 0, 0, 0};

    spnego_pair_set_token(pair, third, sizeof(third));
}

/* Both ends, one leg after another, with CHECK of the context that has had its turn and is not
 * complete. */
static void follow(const struct course *course, void (*check)(void **context))
{
    struct spnego_pair pair = {.initiator.toys = course->initiator,
                               .acceptor.toys = course->acceptor,
                               .req_flags = course->flags};
    OM_uint32 initiator = GSS_S_CONTINUE_NEEDED, acceptor = GSS_S_CONTINUE_NEEDED;

    if (course->hint) {
        acceptor = spnego_pair_accept(&pair);
        check(&pair.acceptor.context);
    }
    initiator = course->bare ? first_bare_token(&pair) : spnego_pair_init(&pair);
    while (acceptor == GSS_S_CONTINUE_NEEDED) {
        if (initiator == GSS_S_CONTINUE_NEEDED && pair.initiator.context != NULL)
            check(&pair.initiator.context);
        acceptor = spnego_pair_accept(&pair);
        if (acceptor == GSS_S_CONTINUE_NEEDED)
            check(&pair.acceptor.context);
        if (course->bare)
            last_bare_token(&pair);
        else if (initiator == GSS_S_CONTINUE_NEEDED)
            initiator = spnego_pair_init(&pair);
    }
    assert_int_equal(acceptor, GSS_S_COMPLETE);
    assert_true((pair.result.delegated != NULL) == ((course->flags & GSS_C_DELEG_FLAG) != 0));
    assert_string_equal(pair.result.source, "me");
    if (course->bare) {
        spnego_pair_clear(&pair);
        return;
    }
    assert_int_equal(initiator, GSS_S_COMPLETE);
    spnego_pair_assert_negotiated(&pair, course->chosen);
}

static void for_each_state(void (*check)(void **context))
{
    for (size_t i = 0; i < sizeof(courses) / sizeof(courses[0]); i++)
        follow(&courses[i], check);
}

static void test_contexts_move_in_every_leg(void **state)
{
    (void)state;
    for_each_state(move);
}

/* Whether the inner context can be exported is whether this one can. */
static void test_what_cannot_be_exported_inside_is_not_transferable(void **state)
{
    struct spnego_pair pair = {.initiator.toys = "ab", .acceptor.toys = "ab", .req_flags = THREE};

    (void)state;
    assert_int_equal(spnego_pair_accept(&pair), GSS_S_CONTINUE_NEEDED); /* a hint */
    toy_transferable = false;
    assert_true(spnego_mech.context_transferable(pair.acceptor.context));
    assert_int_equal(spnego_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_false(spnego_mech.context_transferable(pair.initiator.context));
    toy_transferable = true;
    assert_true(spnego_mech.context_transferable(pair.initiator.context));
    spnego_toys[0].export_sec_context = NULL;
    assert_false(spnego_mech.context_transferable(pair.initiator.context));
    spnego_pair_clear(&pair);
}

static void test_a_delegated_credential_that_cannot_be_exported_stays(void **state)
{
    struct spnego_pair pair = {.initiator.toys = "ab",
                               .acceptor.toys = "b",
                               .req_flags = GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG};

    (void)state;
    spnego_toys[1].export_cred = NULL;
    for (int leg = 0; leg < 2; leg++) {
        assert_int_equal(spnego_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
        assert_int_equal(spnego_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    }
    assert_false(spnego_mech.context_transferable(pair.acceptor.context));
    spnego_pair_clear(&pair);
}

/* It is listed, and perhaps chosen, but has no context that would have to move. */
static void test_a_choice_that_has_not_begun_need_not_be_transferable(void **state)
{
    struct spnego_pair pair = {.initiator.toys = "ab", .acceptor.toys = "b"};

    (void)state;
    spnego_toys[1].export_sec_context = NULL;
    spnego_toys[1].import_sec_context = NULL;
    assert_int_equal(spnego_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    move(&pair.initiator.context);
    assert_int_equal(spnego_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    move(&pair.acceptor.context);
    assert_int_equal(spnego_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(spnego_pair_accept(&pair), GSS_S_COMPLETE);
    assert_int_equal(spnego_pair_init(&pair), GSS_S_COMPLETE);
    spnego_pair_assert_negotiated(&pair, 'b');
}

static bool restored;

static bool restore(void *context)
{
    (void)context;
    restored = true;
    return false;
}

static void test_an_export_that_goes_wrong_is_told_to_the_inner_context(void **state)
{
    struct spnego_pair pair = {.initiator.toys = "a", .acceptor.toys = "a", .req_flags = THREE};

    (void)state;
    assert_int_equal(spnego_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_true(spnego_mech.export_failed(pair.initiator.context));
    spnego_toys[0].export_failed = restore;
    assert_false(spnego_mech.export_failed(pair.initiator.context));
    assert_true(restored);
    spnego_pair_clear(&pair);
}

static void refuse_cut_states(void **context)
{
    gss_buffer_desc state = export_state(*context);
    uint8_t *longer = calloc(1, state.length + 1);
    void *other;

    for (size_t length = 0; length < state.length; length++) {
        OM_uint32 major = import_state(state.value, length, &other);

        assert_true(major == GSS_S_DEFECTIVE_TOKEN || major == GSS_S_UNAVAILABLE);
    }
    assert_non_null(longer);
    memcpy(longer, state.value, state.length);
    assert_int_equal(import_state(longer, state.length + 1, &other), GSS_S_DEFECTIVE_TOKEN);
    free(longer);
    secret_release_buffer(&state);
}

static void test_cut_and_lengthened_states_are_refused(void **state)
{
    (void)state;
    for_each_state(refuse_cut_states);
}

/* What is read is a state, even if it is another one: it can be asked, used and deleted. */
static void survive_changed_state(const uint8_t *bytes, size_t length)
{
    static const char *const rests[] = {"\xa1\x07\x30\x05\xa0\x03\x0a\x01\x00", "rubbish"};
    struct mech_context_info info = {0};
    struct spnego_pair pair = {.initiator.toys = "abc", .acceptor.toys = "abc"};
    void *context;
    OM_uint32 minor;

    for (int i = 0; i < 4; i++) {
        void **at = i < 2 ? &pair.initiator.context : &pair.acceptor.context;

        if (import_state(bytes, length, &context) != GSS_S_COMPLETE)
            return;
        assert_int_equal(spnego_mech.inquire_context(&minor, context, &info), GSS_S_COMPLETE);
        if (info.source != NULL)
            info.names_mech->release_name(&info.source);
        if (info.locally_initiated != (i < 2)) {
            spnego_mech.delete_sec_context(&context);
            continue;
        }
        *at = context;
        spnego_pair_set_token(&pair, rests[i % 2], i % 2 == 0 ? 9 : strlen(rests[i % 2]));
        (void)(i < 2 ? spnego_pair_init(&pair) : spnego_pair_accept(&pair));
        spnego_pair_clear(&pair);
    }
}

static void survive_changed_states(void **context)
{
    gss_buffer_desc state = export_state(*context);
    uint8_t *bytes = state.value;

    for (size_t bit = 0; bit < state.length * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        survive_changed_state(bytes, state.length);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    secret_release_buffer(&state);
}

static void test_changed_states_do_no_harm(void **state)
{
    (void)state;
    for_each_state(survive_changed_states);
}

/* The inner context and what is said of it must agree. */
static void test_an_unfinished_inner_context_is_not_taken_for_established(void **state)
{
    struct spnego_pair pair = {.initiator.toys = "a", .acceptor.toys = "a", .req_flags = THREE};
    gss_buffer_desc bytes;
    void *context;

    (void)state;
    assert_int_equal(spnego_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    bytes = export_state(pair.initiator.context);
    ((uint8_t *)bytes.value)[1] |= 32;
    assert_int_equal(import_state(bytes.value, bytes.length, &context), GSS_S_DEFECTIVE_TOKEN);
    secret_release_buffer(&bytes);
    spnego_pair_clear(&pair);
}

static void test_a_mechanism_that_is_not_here_is_unavailable(void **state)
{
    struct spnego_pair pair = {.initiator.toys = "ab", .acceptor.toys = "a", .req_flags = THREE};
    gss_OID_desc other = {3, (void *)"\x2a\x03\x04"};
    gss_buffer_desc bytes;
    void *context;

    (void)state;
    assert_int_equal(spnego_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    bytes = export_state(pair.initiator.context);
    spnego_toys[1].oid = other;
    assert_int_equal(import_state(bytes.value, bytes.length, &context), GSS_S_UNAVAILABLE);
    secret_release_buffer(&bytes);
    spnego_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_contexts_move_in_every_leg, spnego_world_reset),
        cmocka_unit_test_setup(test_what_cannot_be_exported_inside_is_not_transferable,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_a_delegated_credential_that_cannot_be_exported_stays,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_a_choice_that_has_not_begun_need_not_be_transferable,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_an_export_that_goes_wrong_is_told_to_the_inner_context,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_cut_and_lengthened_states_are_refused, spnego_world_reset),
        cmocka_unit_test_setup(test_changed_states_do_no_harm, spnego_world_reset),
        cmocka_unit_test_setup(test_an_unfinished_inner_context_is_not_taken_for_established,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_a_mechanism_that_is_not_here_is_unavailable,
                               spnego_world_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
