/* NegoEx' state as bytes, in every leg of both sides: whole when it comes back, refused when
 * malformed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/minor.h"
#include "base/secret.h"
#include "unit/negoex_world.h"

enum { THREE = GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE };

static const struct course {
    const char *initiator, *acceptor;
    OM_uint32 flags;
    bool early;
} courses[] = {
    {"a", "a", 0, false},
    {"abc", "cba", GSS_C_MUTUAL_FLAG, false},
    {"abc", "c", GSS_C_MUTUAL_FLAG, false},
    {"ab", "b", THREE, true},
    {"ba", "ab", THREE, true},
};

static gss_buffer_desc state_of(const struct negoex *negoex)
{
    gss_buffer_desc state;
    struct writer out;
    OM_uint32 minor;

    writer_init_secret(&out);
    assert_true(negoex_transferable(negoex));
    assert_int_equal(negoex_state_write(&minor, negoex, &out), GSS_S_COMPLETE);
    assert_true(writer_take_buffer(&out, &state));
    return state;
}

/* From a block of just that size. */
static OM_uint32 read_state(const void *bytes, size_t length, bool initiator,
                            struct negoex **negoex)
{
    uint8_t *exact = malloc(length != 0 ? length : 1);
    OM_uint32 major, minor = 0;
    struct reader in;

    assert_non_null(exact);
    memcpy(exact, bytes, length);
    reader_init(&in, exact, length);
    major = negoex_state_read(&minor, &in, initiator, negoex);
    assert_true((major == GSS_S_COMPLETE) == (*negoex != NULL));
    assert_true(major == GSS_S_COMPLETE || minor != 0);
    secret_free(exact, length);
    return major;
}

static bool is_state(const void *bytes, size_t length, bool initiator)
{
    struct negoex *negoex;
    bool good = read_state(bytes, length, initiator, &negoex) == GSS_S_COMPLETE;

    negoex_free(&negoex);
    return good;
}

static void move(struct negoex_end *end, bool initiator)
{
    gss_buffer_desc state = state_of(end->negoex), again;

    negoex_free(&end->negoex);
    assert_int_equal(read_state(state.value, state.length, initiator, &end->negoex),
                     GSS_S_COMPLETE);
    again = state_of(end->negoex);
    assert_int_equal(again.length, state.length);
    assert_memory_equal(again.value, state.value, state.length);
    secret_release_buffer(&again);
    secret_release_buffer(&state);
}

static void follow(const struct course *course,
                   void (*check)(struct negoex_end *end, bool initiator))
{
    struct negoex_pair pair = {.initiator.toys = course->initiator,
                               .acceptor.toys = course->acceptor,
                               .req_flags = course->flags};
    OM_uint32 initiator = GSS_S_CONTINUE_NEEDED, acceptor = GSS_S_CONTINUE_NEEDED;

    negoex_toy_early = course->early;
    for (int leg = 0; initiator != GSS_S_COMPLETE || acceptor != GSS_S_COMPLETE; leg++) {
        assert_true(leg < 8);
        if (leg % 2 == 0) {
            initiator = negoex_pair_init(&pair);
            check(&pair.initiator, true);
        } else {
            acceptor = negoex_pair_accept(&pair);
            check(&pair.acceptor, false);
        }
        assert_false(GSS_ERROR(initiator) || GSS_ERROR(acceptor));
    }
    assert_int_equal(pair.token.length, 0); /* nothing was said twice */
    assert_ptr_equal(pair.initiator.inner.mech, pair.acceptor.inner.mech);
    negoex_pair_clear(&pair);
}

static void for_each_leg(void (*check)(struct negoex_end *end, bool initiator))
{
    for (size_t i = 0; i < sizeof(courses) / sizeof(courses[0]); i++)
        follow(&courses[i], check);
}

static void test_it_goes_on_after_a_move_in_every_leg(void **state)
{
    (void)state;
    for_each_leg(move);
}

static void assert_has_no_key(struct negoex_end *end, bool initiator)
{
    gss_buffer_desc state = state_of(end->negoex);

    (void)initiator;
    assert_null(memmem(state.value, state.length, NEGOEX_TOY_KEY, 16));
    secret_release_buffer(&state);
}

static void test_no_state_has_a_key(void **state)
{
    (void)state;
    for_each_leg(assert_has_no_key);
}

static void assert_malformed_refused(struct negoex_end *end, bool initiator)
{
    gss_buffer_desc state = state_of(end->negoex);
    uint8_t *longer = malloc(state.length + 1);

    assert_non_null(longer);
    memcpy(longer, state.value, state.length);
    longer[state.length] = 0;
    for (size_t length = 0; length < state.length; length++)
        assert_false(is_state(state.value, length, initiator));
    assert_true(is_state(state.value, state.length, initiator));
    assert_false(is_state(longer, state.length + 1, initiator));
    assert_false(is_state(state.value, state.length, !initiator));
    free(longer);
    secret_release_buffer(&state);
}

static void test_malformed_states_are_refused(void **state)
{
    (void)state;
    for_each_leg(assert_malformed_refused);
}

/* The bytes are sealed, and yet: whatever they say, it is refused or is a state of this side that
 * can be written again. */
static void assert_altered_harmless(struct negoex_end *end, bool initiator)
{
    gss_buffer_desc state = state_of(end->negoex), again;
    uint8_t *bytes = state.value;
    struct negoex *negoex;

    for (size_t bit = 0; bit < 8 * state.length; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (read_state(bytes, state.length, initiator, &negoex) == GSS_S_COMPLETE) {
            again = state_of(negoex);
            assert_true(is_state(again.value, again.length, initiator));
            secret_release_buffer(&again);
        }
        negoex_free(&negoex);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    secret_release_buffer(&state);
}

static void test_altered_states_are_harmless(void **state)
{
    (void)state;
    follow(&courses[1], assert_altered_harmless);
}

static struct mech_negotiation no_offers(void)
{
    return (struct mech_negotiation){0};
}

/* The initiator may have listed it as its second choice, and keep it for that. */
static void test_what_has_not_begun_moves_too(void **state)
{
    struct negoex_pair pair = {.initiator.toys = "", .acceptor.toys = "b"};
    struct mech_offer offer = {.mech = &negoex_toys[1]};
    struct mech_negotiation negotiation = no_offers();
    OM_uint32 minor;

    (void)state;
    negotiation.offers = &offer;
    negotiation.count = 1;
    assert_int_equal(negoex_offer(&minor, false, &negotiation, &pair.acceptor.negoex),
                     GSS_S_COMPLETE);
    move(&pair.acceptor, false);
    pair.initiator.toys = "ab";
    assert_int_equal(negoex_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(negoex_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    negoex_pair_clear(&pair);
}

/* Where things are in the state of an initiator of "a" after its first token: a transcript of NEGO,
 * metadata and token, the count, and one candidate. */
static void test_states_that_do_not_fit_together_are_refused(void **state)
{
    enum { TRANSCRIPT = 6, SECOND = TRANSCRIPT + 112 };
    struct negoex_pair pair = {
        .initiator.toys = "a", .acceptor.toys = "a", .req_flags = GSS_C_MUTUAL_FLAG};
    const struct {
        size_t at;
        uint8_t value;
    } rows[] = {
        {0, 2},            /* version */
        {1, 0},            /* not the initiator's */
        {1, 1 | 8},        /* VERIFY checked without a list of the peer's */
        {1, 1 | 32},       /* an unknown part */
        {TRANSCRIPT, 'M'}, /* not a message */
        {SECOND + 12, 5},  /* its number */
        {SECOND + 24, 0},  /* its conversation */
    };
    gss_buffer_desc bytes;
    uint8_t *at;

    (void)state;
    assert_int_equal(negoex_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    bytes = state_of(pair.initiator.negoex);
    at = bytes.value;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t was = at[rows[i].at];

        at[rows[i].at] = rows[i].at == SECOND + 24 ? was ^ 1 : rows[i].value;
        assert_false(is_state(bytes.value, bytes.length, true));
        at[rows[i].at] = was;
    }
    at[bytes.length - 5] = 2; /* neither a context nor none */
    assert_false(is_state(bytes.value, bytes.length, true));
    at[bytes.length - 5] = 0;
    assert_true(is_state(bytes.value, bytes.length, true));
    secret_release_buffer(&bytes);
    negoex_pair_clear(&pair);
}

/* Whoever reads it may have other mechanisms. */
static void test_state_of_an_unknown_mechanism_is_unavailable(void **state)
{
    struct negoex_pair pair = {.initiator.toys = "a", .acceptor.toys = "a"};
    struct negoex *negoex;
    gss_buffer_desc bytes;

    (void)state;
    assert_int_equal(negoex_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    bytes = state_of(pair.initiator.negoex);
    negoex_toys[0].query_metadata = NULL;
    assert_int_equal(read_state(bytes.value, bytes.length, true, &negoex), GSS_S_UNAVAILABLE);
    secret_release_buffer(&bytes);
    negoex_pair_clear(&pair);
}

/* The context in INNER must be of the mechanism that is said to be at work. */
static void test_state_without_its_context_is_refused(void **state)
{
    struct negoex_pair pair = {
        .initiator.toys = "ab", .acceptor.toys = "ab", .req_flags = GSS_C_MUTUAL_FLAG};

    (void)state;
    assert_int_equal(negoex_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(negoex_pair_accept(&pair), GSS_S_CONTINUE_NEEDED);
    pair.initiator.inner.mech = &negoex_toys[1];
    assert_int_equal(negoex_pair_init(&pair), GSS_S_NO_CONTEXT);
    assert_int_equal(pair.minor, MINOR_CONTEXT_FAILED);
    negoex_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, negoex_world_reset)
        TEST(test_it_goes_on_after_a_move_in_every_leg),
        TEST(test_no_state_has_a_key),
        TEST(test_malformed_states_are_refused),
        TEST(test_altered_states_are_harmless),
        TEST(test_what_has_not_begun_moves_too),
        TEST(test_states_that_do_not_fit_together_are_refused),
        TEST(test_state_of_an_unknown_mechanism_is_unavailable),
        TEST(test_state_without_its_context_is_refused),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
