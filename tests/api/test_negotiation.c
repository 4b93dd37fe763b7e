/*
 * Credentials for SPNEGO, and what it then offers: test_negotiation CONFIGURATION.
 *
 * $GSS_SPNEGO_MECHS, read once in a process, is set by who starts the test.
 */
#include "api/check.h"

#include <stdio.h>

#include "api/toy.h"
#include "glue/negotiation.h"
#include "mech/krb5/krb5_mech.h"
#include "mech/spnego/spnego_mech.h"

#define TOY ((gss_OID)&toy_mech.oid)
#define SPNEGO ((gss_OID)&spnego_mech.oid)

static const struct configuration {
    const char *name;
    const struct mech *offers[3]; /* in their order; ends with NULL */
} configurations[] = {
    {"default", {&krb5_mech, &toy_mech, NULL}},
    {"configured", {&toy_mech, &krb5_mech, NULL}},
    {"dotted", {&krb5_mech, NULL}},
    {"none", {NULL}},
};
static const struct configuration *configuration;

static size_t offer_count(void)
{
    size_t count = 0;

    while (configuration->offers[count] != NULL)
        count++;
    return count;
}

static OM_uint32 acquire(gss_OID mech, gss_cred_id_t *cred, gss_OID_set *actual)
{
    gss_OID_set_desc mechs = {1, mech};
    OM_uint32 minor;

    return gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, &mechs, GSS_C_BOTH, cred, actual, NULL);
}

static bool set_has(gss_OID_set set, gss_OID member)
{
    OM_uint32 minor;
    int present = 0;

    check_status(gss_test_oid_set_member(&minor, member, set, &present), GSS_S_COMPLETE);
    return present != 0;
}

/* The offers of a credential are these, in this order; none at all is a failure. */
static void check_offers(gss_cred_id_t cred, const struct mech *const *expected)
{
    struct mech_negotiation negotiation;
    OM_uint32 minor, major;
    size_t count = 0;

    while (expected[count] != NULL)
        count++;
    major = negotiation_begin(&minor, cred, GSS_C_INITIATE, GSS_C_NO_NAME, &negotiation);
    check_status(major, count != 0 ? GSS_S_COMPLETE : GSS_S_NO_CRED);
    assert_int_equal(negotiation.count, count);
    for (size_t i = 0; i < count; i++)
        assert_ptr_equal(negotiation.offers[i].mech, expected[i]);
    negotiation_end(&negotiation);
}

static void test_a_credential_has_elements_of_all_that_may_be_negotiated(void **state)
{
    gss_cred_id_t cred;
    gss_OID_set actual;
    OM_uint32 minor;

    (void)state;
    if (offer_count() == 0) {
        check_status(acquire(SPNEGO, &cred, &actual), GSS_S_BAD_MECH);
        assert_null(cred);
        assert_null(actual);
        return;
    }
    check_status(acquire(SPNEGO, &cred, &actual), GSS_S_COMPLETE);
    assert_int_equal(actual->count, offer_count() + 1);
    assert_true(set_has(actual, SPNEGO));
    for (size_t i = 0; i < offer_count(); i++)
        assert_true(set_has(actual, (gss_OID)&configuration->offers[i]->oid));
    gss_release_oid_set(&minor, &actual);
    check_offers(cred, configuration->offers);
    gss_release_cred(&minor, &cred);
}

static void test_without_a_credential_all_that_may_be_are_offered(void **state)
{
    (void)state;
    check_offers(GSS_C_NO_CREDENTIAL, configuration->offers);
}

static void test_a_credential_of_another_mechanism_serves_if_that_may_be_negotiated(void **state)
{
    const struct mech *offers[2] = {NULL, NULL};
    gss_cred_usage_t usage;
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    for (size_t i = 0; i < offer_count(); i++)
        offers[0] = configuration->offers[i] == &toy_mech ? &toy_mech : offers[0];
    check_status(acquire(TOY, &cred, NULL), GSS_S_COMPLETE);
    check_offers(cred, offers);
    check_status(gss_inquire_cred_by_mech(&minor, cred, SPNEGO, NULL, NULL, NULL, &usage),
                 GSS_S_COMPLETE);
    assert_int_equal(usage, GSS_C_BOTH);
    gss_release_cred(&minor, &cred);
}

/* A program's own order holds, whatever is configured. */
static void test_a_program_limits_and_orders_the_choice(void **state)
{
    static const struct mech *const toy_alone[] = {&toy_mech, NULL};
    static const struct mech *const both[] = {&toy_mech, &krb5_mech, NULL};
    static const struct mech *const none[] = {NULL};
    gss_OID_desc wanted[] = {*TOY, *GSS_KRB5}, other = {3, (void *)"\x2a\x03\x04"};
    gss_OID_desc empty = {0, (void *)""};
    gss_OID_set_desc set = {1, wanted};
    gss_cred_id_t cred;
    OM_uint32 minor;

    (void)state;
    check_status(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_BOTH, &cred, NULL, NULL),
        GSS_S_COMPLETE);
    check_status(gss_set_neg_mechs(&minor, cred, &set), GSS_S_COMPLETE);
    check_offers(cred, toy_alone);
    set.count = 2;
    check_status(gss_set_neg_mechs(&minor, cred, &set), GSS_S_COMPLETE);
    check_offers(cred, both);
    set = (gss_OID_set_desc){1, &other};
    check_status(gss_set_neg_mechs(&minor, cred, &set), GSS_S_COMPLETE);
    check_offers(cred, none);
    set.count = 0;
    check_status(gss_set_neg_mechs(&minor, cred, &set), GSS_S_BAD_MECH);
    check_status(gss_set_neg_mechs(&minor, cred, GSS_C_NO_OID_SET),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_MECH);
    set = (gss_OID_set_desc){1, &empty}; /* with one, the credential could not be moved */
    check_status(gss_set_neg_mechs(&minor, cred, &set),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_BAD_MECH);
    check_status(gss_set_neg_mechs(&minor, GSS_C_NO_CREDENTIAL, &set),
                 GSS_S_CALL_INACCESSIBLE_READ | GSS_S_NO_CRED);
    check_offers(cred, none); /* failures changed nothing */
    gss_release_cred(&minor, &cred);
}

static void test_adding_spnego_adds_what_may_be_negotiated_and_is_not_there(void **state)
{
    gss_cred_id_t cred, more = GSS_C_NO_CREDENTIAL;
    gss_OID_set actual = GSS_C_NO_OID_SET;
    OM_uint32 minor, major;

    (void)state;
    check_status(acquire(TOY, &cred, NULL), GSS_S_COMPLETE);
    major = gss_add_cred(&minor, cred, GSS_C_NO_NAME, SPNEGO, GSS_C_BOTH, 0, 0, &more, &actual,
                         NULL, NULL);
    if (offer_count() == 0) {
        assert_true(GSS_ERROR(major));
        assert_null(more);
        assert_null(actual);
    } else {
        check_status(major, GSS_S_COMPLETE);
        assert_true(set_has(actual, SPNEGO));
        assert_true(set_has(actual, TOY));
        assert_true(set_has(actual, GSS_KRB5)); /* in each configuration but the empty one */
        check_offers(more, configuration->offers);
    }
    gss_release_oid_set(&minor, &actual);
    gss_release_cred(&minor, &more);
    gss_release_cred(&minor, &cred);
}

static void test_no_mechanism_named_is_kerberos_and_nothing_is_negotiated(void **state)
{
    gss_name_t target = make_name("host@server.gss.test", GSS_C_NT_HOSTBASED_SERVICE);
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token;
    OM_uint32 minor;
    gss_OID mech;

    (void)state;
    check_status(gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, target, GSS_C_NO_OID,
                                      0, 0, NULL, GSS_C_NO_BUFFER, &mech, &token, NULL, NULL),
                 GSS_S_COMPLETE);
    assert_true(gss_oid_equal(mech, GSS_KRB5));
    gss_release_buffer(&minor, &token);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    gss_release_name(&minor, &target);
}

static void test_a_failure_inside_has_its_sentence(void **state)
{
    OM_uint32 minor, more = 0;
    gss_buffer_desc text;

    (void)state;
    check_status(gss_display_status(&minor, TOY_MINOR, GSS_C_MECH_CODE, SPNEGO, &more, &text),
                 GSS_S_COMPLETE);
    check_text(&text, "The toy broke");
    gss_release_buffer(&minor, &text);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_credential_has_elements_of_all_that_may_be_negotiated),
        cmocka_unit_test(test_without_a_credential_all_that_may_be_are_offered),
        cmocka_unit_test(test_a_credential_of_another_mechanism_serves_if_that_may_be_negotiated),
        cmocka_unit_test(test_a_program_limits_and_orders_the_choice),
        cmocka_unit_test(test_adding_spnego_adds_what_may_be_negotiated_and_is_not_there),
        cmocka_unit_test(test_a_failure_inside_has_its_sentence),
        cmocka_unit_test(test_no_mechanism_named_is_kerberos_and_nothing_is_negotiated),
    };

    for (size_t i = 0; argc == 2 && i < sizeof(configurations) / sizeof(configurations[0]); i++) {
        if (strcmp(configurations[i].name, argv[1]) == 0)
            configuration = &configurations[i];
    }
    if (configuration == NULL) {
        fprintf(stderr, "usage: test_negotiation default|configured|dotted|none\n");
        return 2;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
