/* Which mechanism two ends come to, in which tokens, and when they exchange MICs (RFC 4178 s.3.2,
 * 5): legs of one, two and three tokens of the inner mechanism. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/toy.h"
#include "base/minor.h"
#include "unit/spnego_world.h"

enum { DONE = GSS_S_COMPLETE, MORE = GSS_S_CONTINUE_NEEDED, BAD = GSS_S_DEFECTIVE_TOKEN };
enum { ONE = 0, TWO = GSS_C_MUTUAL_FLAG, THREE = GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE };

static struct spnego_pair make_pair(const char *initiator, const char *acceptor, OM_uint32 flags)
{
    return (struct spnego_pair){
        .initiator.toys = initiator, .acceptor.toys = acceptor, .req_flags = flags};
}

static void test_first_choice_of_one_token(void **state)
{
    struct spnego_pair pair = make_pair("ab", "abc", ONE);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_expect_accept(&pair, DONE, "completed a");
    spnego_pair_expect_init(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'a');
}

static void test_first_choice_of_two_tokens(void **state)
{
    struct spnego_pair pair = make_pair("a", "cba", TWO);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a: token");
    spnego_pair_expect_accept(&pair, DONE, "completed a: token");
    spnego_pair_expect_init(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'a');
}

static void test_first_choice_of_three_tokens(void **state)
{
    struct spnego_pair pair = make_pair("ba", "ab", THREE);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list b a: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete b: token");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, DONE, "completed");
    spnego_pair_expect_init(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'b');
}

static void test_another_choice_of_one_token(void **state)
{
    struct spnego_pair pair = make_pair("abc", "cb", ONE);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b c: token");
    spnego_pair_expect_accept(&pair, MORE, "request-mic b");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token mic");
    spnego_pair_expect_accept(&pair, DONE, "completed: mic");
    spnego_pair_expect_init(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'b');
}

static void test_another_choice_of_two_tokens(void **state)
{
    struct spnego_pair pair = make_pair("abc", "c", TWO);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b c: token");
    spnego_pair_expect_accept(&pair, MORE, "request-mic c");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token mic");
    spnego_pair_expect_init(&pair, DONE, "completed: mic");
    spnego_pair_expect_accept(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'c');
}

static void test_another_choice_of_three_tokens(void **state)
{
    struct spnego_pair pair = make_pair("ab", "b", THREE);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_expect_accept(&pair, MORE, "request-mic b");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token mic");
    spnego_pair_expect_accept(&pair, DONE, "completed: mic");
    spnego_pair_expect_init(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'b');
}

static void test_later_legs_need_no_target(void **state)
{
    struct spnego_pair pair = make_pair("abc", "c", TWO);

    (void)state;
    pair.no_target = true;
    spnego_pair_expect_init(&pair, MORE, "list a b c: token");
    spnego_pair_expect_accept(&pair, MORE, "request-mic c");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token mic");
    spnego_pair_expect_init(&pair, DONE, "completed: mic");
    spnego_pair_expect_accept(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'c');
}

/* RFC 4178 s.5: then no MIC is used. */
static void test_no_mics_without_integrity(void **state)
{
    struct spnego_pair pair = make_pair("ab", "b", TWO);

    (void)state;
    spnego_toy_without_integrity(&spnego_toys[1]);
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_expect_accept(&pair, MORE, "request-mic b");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, DONE, "completed: token");
    spnego_pair_expect_init(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'b');
}

/* What a toy was called with last. */
static struct mech_init_args seen;

static OM_uint32 seen_init(OM_uint32 *minor, void **context, const struct mech_init_args *args,
                           gss_buffer_t output, OM_uint32 *flags, int64_t *end_time)
{
    seen = *args;
    return toy_mech.init_sec_context(minor, context, args, output, flags, end_time);
}

static void test_integrity_is_always_asked_for(void **state)
{
    struct spnego_pair pair = make_pair("a", "a", ONE);

    (void)state;
    spnego_toys[0].init_sec_context = seen_init;
    spnego_pair_expect_init(&pair, MORE, "list a: token");
    assert_int_equal(seen.req_flags, GSS_C_INTEG_FLAG);
    assert_ptr_equal(seen.mech, &spnego_toys[0]);
    assert_true(seen.first);
    spnego_pair_clear(&pair);
}

/* The credential whose being there was the reason to list the mechanism is the one it gets. */
static void test_a_default_credential_is_kept_for_the_choice(void **state)
{
    struct spnego_pair pair = make_pair("ab", "b", TWO);
    const void *cred;

    (void)state;
    spnego_toys[1].init_sec_context = seen_init;
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_expect_accept(&pair, MORE, "request-mic b");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    cred = seen.cred;
    assert_non_null(cred);
    assert_true(seen.first);
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token mic");
    spnego_pair_expect_init(&pair, DONE, "completed: mic");
    assert_ptr_equal(seen.cred, cred);
    assert_false(seen.first);
    spnego_pair_clear(&pair);
}

static void test_what_cannot_initiate_is_not_listed(void **state)
{
    struct spnego_pair pair = make_pair("abc", "abc", ONE);

    (void)state;
    spnego_toy_without_init(&spnego_toys[0]);
    spnego_toy_without_cred(&spnego_toys[2]);
    spnego_pair_expect_init(&pair, MORE, "list b: token");
    spnego_pair_expect_accept(&pair, DONE, "completed b");
    spnego_pair_expect_init(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'b');
}

static void test_nothing_to_list_fails_as_the_first_did(void **state)
{
    struct spnego_pair pair = make_pair("ab", "ab", ONE);

    (void)state;
    spnego_toy_without_init(&spnego_toys[0]);
    spnego_toy_without_init(&spnego_toys[1]);
    spnego_pair_expect_init(&pair, GSS_S_CREDENTIALS_EXPIRED, "");
    assert_null(pair.initiator.context);
    spnego_pair_clear(&pair);
}

/* The optimistic one finds its own; the last one is not tried before it is chosen. */
static void test_default_credentials_are_acquired_once(void **state)
{
    struct spnego_pair pair = make_pair("abc", "c", THREE);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b c: token");
    assert_string_equal(spnego_toy_calls, "cc");
    spnego_pair_expect_accept(&pair, MORE, "request-mic c");
    assert_string_equal(spnego_toy_calls, "ccc");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token mic");
    spnego_pair_expect_accept(&pair, DONE, "completed: mic");
    spnego_pair_expect_init(&pair, DONE, "");
    assert_string_equal(spnego_toy_calls, "ccc");
    spnego_pair_assert_negotiated(&pair, 'c');
}

static void give_cred(struct spnego_end *end, char toy, const char *name)
{
    struct mech_cred_args args = {.mech = &spnego_toys[toy - 'a'], .name = name};
    OM_uint32 minor;

    assert_int_equal(args.mech->acquire_cred(&minor, &args, &end->creds[toy - 'a']), DONE);
    spnego_toy_calls[0] = '\0';
}

static void test_the_callers_credentials_are_used(void **state)
{
    struct spnego_pair pair = make_pair("abc", "c", TWO);

    (void)state;
    give_cred(&pair.initiator, 'a', "alice");
    give_cred(&pair.initiator, 'b', "bob");
    give_cred(&pair.initiator, 'c', "carol");
    give_cred(&pair.acceptor, 'c', "server");
    spnego_pair_expect_init(&pair, MORE, "list a b c: token");
    spnego_pair_expect_accept(&pair, MORE, "request-mic c");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token mic");
    assert_null(pair.result.source);
    spnego_pair_expect_init(&pair, DONE, "completed: mic");
    spnego_pair_expect_accept(&pair, DONE, "");
    assert_string_equal(spnego_toy_calls, "");
    assert_string_equal(pair.result.source, "carol");
    spnego_pair_assert_negotiated(&pair, 'c');
}

/* A caller who comes with other credentials than before gets no default ones. */
static void test_credentials_that_lack_the_mechanism_at_work_are_refused(void **state)
{
    struct spnego_pair pair = make_pair("a", "a", THREE);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete a: token");
    pair.initiator.toys = "b";
    give_cred(&pair.initiator, 'b', "bob");
    spnego_pair_expect_init(&pair, GSS_S_NO_CRED, "reject");
    spnego_pair_clear(&pair);
}

static void test_what_has_no_credential_gives_way(void **state)
{
    struct spnego_pair pair = make_pair("abc", "abc", TWO);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b c: token");
    spnego_toy_without_cred(&spnego_toys[0]);
    spnego_toy_without_cred(&spnego_toys[1]);
    spnego_pair_expect_accept(&pair, MORE, "request-mic c");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token mic");
    spnego_pair_expect_init(&pair, DONE, "completed: mic");
    spnego_pair_expect_accept(&pair, DONE, "");
    spnego_pair_assert_negotiated(&pair, 'c');
}

static size_t looked_for;

static OM_uint32 look_in_vain(OM_uint32 *minor, const struct mech_cred_args *args, void **cred)
{
    (void)args;
    (void)cred;
    looked_for++;
    return minor_fail(minor, TOY_MINOR, GSS_S_NO_CRED);
}

/* Anybody can send it, and each search takes a while. */
static void test_a_list_of_one_mechanism_over_and_over_is_not_searched_for_as_often(void **state)
{
    struct spnego_pair pair = make_pair("a", "ab", TWO);

    (void)state;
    looked_for = 0;
    spnego_toys[0].acquire_cred = look_in_vain;
    spnego_pair_set_init(&pair, "caaaaaaaaaaaaaaaaaaab", &(struct neg_token_init){0});
    spnego_pair_expect_accept(&pair, MORE, "request-mic b");
    assert_int_equal(looked_for, 1);
    spnego_pair_clear(&pair);
}

/* With what the first choice has to say of it. */
static void test_no_credential_for_any_is_rejected(void **state)
{
    struct spnego_pair pair = make_pair("ab", "ab", TWO);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_toy_without_cred(&spnego_toys[0]);
    spnego_toy_without_cred(&spnego_toys[1]);
    spnego_pair_expect_accept(&pair, GSS_S_NO_CRED, "reject a: token");
    assert_int_equal(pair.minor, TOY_MINOR);
    assert_null(pair.acceptor.context);
    spnego_pair_expect_init(&pair, BAD, "");
    assert_int_equal(pair.minor, TOY_MINOR);
    spnego_pair_clear(&pair);
}

static void test_nothing_in_common_is_rejected(void **state)
{
    struct spnego_pair pair = make_pair("ab", "c", TWO);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_expect_accept(&pair, GSS_S_BAD_MECH, "reject");
    assert_int_equal(pair.minor, MINOR_NO_COMMON_MECH);
    spnego_pair_expect_init(&pair, GSS_S_BAD_MECH, "");
    assert_int_equal(pair.minor, MINOR_NEGOTIATION_REJECTED);
    spnego_pair_clear(&pair);
}

/* The list loses its first mechanism on its way. Whoever sends the last inner token finds out. */
static void test_a_list_cut_on_its_way_is_found_out(void **state)
{
    const struct neg_token_init cut = {.mech_token = GSS_C_EMPTY_BUFFER};
    struct spnego_pair pair = make_pair("ab", "ab", TWO);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_set_init(&pair, "b", &cut);
    spnego_pair_expect_accept(&pair, MORE, "incomplete b");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, DONE, "completed: token");
    spnego_pair_expect_init(&pair, BAD, "reject");
    assert_int_equal(pair.minor, MINOR_NO_LIST_MIC);
    spnego_pair_clear(&pair);

    pair.req_flags = THREE;
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_set_init(&pair, "b", &cut);
    spnego_pair_expect_accept(&pair, MORE, "incomplete b");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token mic");
    spnego_pair_expect_accept(&pair, BAD, "reject");
    assert_int_equal(pair.minor, MINOR_BAD_LIST_MIC);
    assert_null(pair.result.source);
    spnego_pair_clear(&pair);
}

static void test_delegated_credentials_are_told_in_the_end(void **state)
{
    struct spnego_pair pair = make_pair("ab", "b", TWO | GSS_C_DELEG_FLAG);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_expect_accept(&pair, MORE, "request-mic b");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token mic");
    assert_null(pair.result.delegated);
    spnego_pair_expect_init(&pair, DONE, "completed: mic");
    spnego_pair_expect_accept(&pair, DONE, "");
    assert_non_null(pair.result.delegated);
    spnego_pair_assert_negotiated(&pair, 'b');
}

static void test_credentials_of_a_failed_negotiation_are_not_told(void **state)
{
    struct spnego_pair pair = make_pair("ab", "b", TWO | GSS_C_DELEG_FLAG);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list a b: token");
    spnego_pair_expect_accept(&pair, MORE, "request-mic b");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete: token mic");
    spnego_pair_set_resp(&pair, &(struct neg_token_resp){.state = NEG_ACCEPT_COMPLETED});
    spnego_pair_expect_accept(&pair, BAD, "reject");
    assert_null(pair.result.delegated);
    spnego_pair_clear(&pair);
}

/* MICs that the mechanism asks for, though it is everybody's first choice; and each MIC puts the
 * numbers back on its side. */
static void test_ntlm_has_its_mics_and_its_numbers(void **state)
{
    struct spnego_pair pair = make_pair("a", "a", THREE);

    (void)state;
    spnego_toy_like_ntlm(&spnego_toys[0]);
    spnego_pair_expect_init(&pair, MORE, "list a: token");
    spnego_pair_expect_accept(&pair, MORE, "incomplete a: token");
    assert_string_equal(spnego_toy_calls, "");
    spnego_pair_expect_init(&pair, MORE, "incomplete: token mic");
    assert_string_equal(spnego_toy_calls, "m0");
    spnego_pair_expect_accept(&pair, DONE, "completed: mic");
    assert_string_equal(spnego_toy_calls, "m0v1m0");
    spnego_pair_expect_init(&pair, DONE, "");
    assert_string_equal(spnego_toy_calls, "m0v1m0v1");
    spnego_pair_assert_negotiated(&pair, 'a');
}

static void check_partial(void *context, bool initiator, bool named)
{
    struct mech_context_info info = {0};
    OM_uint32 minor;

    assert_int_equal(spnego_mech.inquire_context(&minor, context, &info), DONE);
    assert_false(info.established);
    assert_int_equal(info.locally_initiated, initiator);
    assert_int_equal(info.flags & GSS_C_PROT_READY_FLAG, 0);
    assert_int_equal(info.source != NULL, named);
    if (named) {
        assert_ptr_equal(info.names_mech, &spnego_toys[1]);
        assert_true(info.flags & GSS_C_MUTUAL_FLAG);
        info.names_mech->release_name(&info.source);
    } else {
        assert_int_equal(info.flags, 0);
    }
}

/* RFC 4178 s.3.1: nothing is ready before the end, though the toy says so. */
static void test_before_the_end_what_is_told_is_true(void **state)
{
    struct spnego_pair pair = make_pair("b", "b", THREE | GSS_C_PROT_READY_FLAG);

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list b: token");
    check_partial(pair.initiator.context, true, true);
    assert_int_equal(pair.initiator.flags & GSS_C_PROT_READY_FLAG, 0);
    spnego_pair_expect_accept(&pair, MORE, "incomplete b: token");
    check_partial(pair.acceptor.context, false, true);
    assert_int_equal(pair.acceptor.flags & GSS_C_PROT_READY_FLAG, 0);
    spnego_pair_clear(&pair);
    spnego_pair_expect_accept(&pair, MORE, "hint b");
    check_partial(pair.acceptor.context, false, false);
    assert_true(spnego_mech.context_end_time(pair.acceptor.context) == INT64_MAX);
    spnego_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_first_choice_of_one_token, spnego_world_reset),
        cmocka_unit_test_setup(test_first_choice_of_two_tokens, spnego_world_reset),
        cmocka_unit_test_setup(test_first_choice_of_three_tokens, spnego_world_reset),
        cmocka_unit_test_setup(test_another_choice_of_one_token, spnego_world_reset),
        cmocka_unit_test_setup(test_another_choice_of_two_tokens, spnego_world_reset),
        cmocka_unit_test_setup(test_another_choice_of_three_tokens, spnego_world_reset),
        cmocka_unit_test_setup(test_later_legs_need_no_target, spnego_world_reset),
        cmocka_unit_test_setup(test_no_mics_without_integrity, spnego_world_reset),
        cmocka_unit_test_setup(test_integrity_is_always_asked_for, spnego_world_reset),
        cmocka_unit_test_setup(test_a_default_credential_is_kept_for_the_choice,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_what_cannot_initiate_is_not_listed, spnego_world_reset),
        cmocka_unit_test_setup(test_nothing_to_list_fails_as_the_first_did, spnego_world_reset),
        cmocka_unit_test_setup(test_default_credentials_are_acquired_once, spnego_world_reset),
        cmocka_unit_test_setup(test_the_callers_credentials_are_used, spnego_world_reset),
        cmocka_unit_test_setup(test_credentials_that_lack_the_mechanism_at_work_are_refused,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_what_has_no_credential_gives_way, spnego_world_reset),
        cmocka_unit_test_setup(
            test_a_list_of_one_mechanism_over_and_over_is_not_searched_for_as_often,
            spnego_world_reset),
        cmocka_unit_test_setup(test_no_credential_for_any_is_rejected, spnego_world_reset),
        cmocka_unit_test_setup(test_nothing_in_common_is_rejected, spnego_world_reset),
        cmocka_unit_test_setup(test_a_list_cut_on_its_way_is_found_out, spnego_world_reset),
        cmocka_unit_test_setup(test_delegated_credentials_are_told_in_the_end, spnego_world_reset),
        cmocka_unit_test_setup(test_credentials_of_a_failed_negotiation_are_not_told,
                               spnego_world_reset),
        cmocka_unit_test_setup(test_ntlm_has_its_mics_and_its_numbers, spnego_world_reset),
        cmocka_unit_test_setup(test_before_the_end_what_is_told_is_true, spnego_world_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
