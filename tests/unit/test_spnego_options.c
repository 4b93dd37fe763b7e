/* Questions to a context that is still negotiated, and its options: the mechanism's inside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "api/toy.h"
#include "base/buffer_set.h"
#include "base/minor.h"
#include "unit/spnego_world.h"

enum { MORE = GSS_S_CONTINUE_NEEDED, THREE = GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE };

static struct spnego_pair make_pair(void)
{
    return (struct spnego_pair){.initiator.toys = "b", .acceptor.toys = "b", .req_flags = THREE};
}

static OM_uint32 ask(OM_uint32 *minor, const void *context, gss_const_OID what, size_t *count)
{
    gss_buffer_set_t answers = buffer_set_create();
    OM_uint32 major;

    assert_non_null(answers);
    *minor = 0;
    major = spnego_mech.inquire_context_by_oid(minor, context, what, answers);
    *count = answers->count;
    if (*count == 1)
        assert_memory_equal(answers->elements[0].value, "\x2a", 1);
    buffer_set_free(&answers);
    return major;
}

static OM_uint32 rename_source(OM_uint32 *minor, void **context, gss_const_OID option)
{
    gss_buffer_desc name = {5, (void *)"other"};

    *minor = 0;
    return spnego_mech.set_context_option(&spnego_mech, minor, context, option, &name);
}

static void check_reached(void **context)
{
    struct mech_context_info info = {0};
    size_t count;
    OM_uint32 minor;

    assert_int_equal(ask(&minor, *context, &toy_question, &count), GSS_S_COMPLETE);
    assert_int_equal(count, 1);
    assert_int_equal(rename_source(&minor, context, &toy_rename), GSS_S_COMPLETE);
    assert_int_equal(spnego_mech.inquire_context(&minor, *context, &info), GSS_S_COMPLETE);
    assert_string_equal(info.source, "other");
    info.names_mech->release_name(&info.source);
    if (info.target != NULL)
        info.names_mech->release_name(&info.target);
    /* What it does not know, it says itself. */
    assert_int_equal(ask(&minor, *context, &toy_rename, &count), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, TOY_MINOR);
    assert_int_equal(count, 0);
    assert_int_equal(rename_source(&minor, context, &toy_question), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, TOY_MINOR);
}

static void check_unavailable(void **context)
{
    size_t count;
    OM_uint32 minor;

    assert_int_equal(ask(&minor, *context, &toy_question, &count), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, MINOR_MECH_UNSUPPORTED);
    assert_int_equal(count, 0);
    assert_int_equal(rename_source(&minor, context, &toy_rename), GSS_S_UNAVAILABLE);
    assert_int_equal(minor, MINOR_MECH_UNSUPPORTED);
}

static void test_the_mechanism_at_work_is_reached(void **state)
{
    struct spnego_pair pair = make_pair();

    (void)state;
    spnego_pair_expect_init(&pair, MORE, "list b: token");
    check_reached(&pair.initiator.context);
    spnego_pair_expect_accept(&pair, MORE, "incomplete b: token");
    check_reached(&pair.acceptor.context);
    spnego_pair_clear(&pair);
}

static void test_before_there_is_one_nothing_is_available(void **state)
{
    struct spnego_pair pair = make_pair();

    (void)state;
    spnego_pair_expect_accept(&pair, MORE, "hint b");
    check_unavailable(&pair.acceptor.context);
    spnego_pair_clear(&pair);
}

static void test_a_mechanism_that_knows_neither_is_not_called(void **state)
{
    struct spnego_pair pair = make_pair();

    (void)state;
    spnego_toys[1].inquire_context_by_oid = NULL;
    spnego_toys[1].set_context_option = NULL;
    spnego_pair_expect_init(&pair, MORE, "list b: token");
    check_unavailable(&pair.initiator.context);
    spnego_pair_clear(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_the_mechanism_at_work_is_reached, spnego_world_reset),
        cmocka_unit_test_setup(test_before_there_is_one_nothing_is_available, spnego_world_reset),
        cmocka_unit_test_setup(test_a_mechanism_that_knows_neither_is_not_called,
                               spnego_world_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
