/* Contexts in this process: flags, bindings, delegation, and what each end refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <gss.h>

#include <krb5.h>

#include "base/minor.h"
#include "krb5_pair.h"
#include "mech/krb5/cred.h"
#include "mech/krb5/library.h"
#include "support/realm.h"

enum { PROTECTION = GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG };

static void assert_flags(OM_uint32 flags, OM_uint32 initiator, OM_uint32 acceptor)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = flags};

    krb5_pair_establish(&pair);
    assert_int_equal(pair.initiator_flags, initiator | PROTECTION | GSS_C_PROT_READY_FLAG);
    assert_int_equal(pair.acceptor_flags, acceptor | PROTECTION | GSS_C_PROT_READY_FLAG);
    krb5_pair_assert_messages(&pair);
    krb5_pair_clear(&pair);
}

static void test_flags_are_what_was_asked_and_protection(void **state)
{
    const OM_uint32 told = GSS_C_IDENTIFY_FLAG | GSS_C_EXTENDED_ERROR_FLAG;

    (void)state;
    assert_flags(0, 0, 0);
    assert_flags(KRB5_PAIR_FLAGS, KRB5_PAIR_FLAGS, KRB5_PAIR_FLAGS);
    assert_flags(GSS_C_REPLAY_FLAG, GSS_C_REPLAY_FLAG, GSS_C_REPLAY_FLAG);
    assert_flags(told | GSS_C_MUTUAL_FLAG, told | GSS_C_MUTUAL_FLAG, told | GSS_C_MUTUAL_FLAG);
    assert_flags(GSS_C_DCE_STYLE, GSS_C_DCE_STYLE | GSS_C_MUTUAL_FLAG,
                 GSS_C_DCE_STYLE | GSS_C_MUTUAL_FLAG); /* it has an answer: mutual */
    assert_flags(GSS_C_ANON_FLAG, 0, 0);               /* alice is not anonymous */
}

static void test_messages_wait_for_the_last_leg(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    gss_buffer_desc message = {5, (void *)"hello"}, token = GSS_C_EMPTY_BUFFER;
    size_t limit = 0;
    bool conf = true;

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(pair.initiator_flags & GSS_C_PROT_READY_FLAG, 0);
    assert_int_equal(krb5_mech.wrap(&pair.minor, pair.initiator, &conf, &message, &token),
                     GSS_S_NO_CONTEXT);
    assert_int_equal(krb5_mech.get_mic(&pair.minor, pair.initiator, &message, &token),
                     GSS_S_NO_CONTEXT);
    assert_int_equal(krb5_mech.wrap_size_limit(&pair.minor, pair.initiator, true, 100, &limit),
                     GSS_S_NO_CONTEXT);
    assert_int_equal(krb5_mech.process_context_token(&pair.minor, pair.initiator, &message),
                     GSS_S_NO_CONTEXT);
    assert_int_equal(pair.minor, MINOR_CONTEXT_PARTIAL);
    krb5_pair_clear(&pair);
}

static void test_replayed_request_is_a_duplicate(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    struct krb5_pair again = {.service = NULL};

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    again.token.length = pair.token.length;
    again.token.value = malloc(pair.token.length);
    assert_non_null(again.token.value);
    memcpy(again.token.value, pair.token.value, pair.token.length);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
    assert_int_equal(krb5_pair_accept(&again), GSS_S_FAILURE | GSS_S_DUPLICATE_TOKEN);
    assert_null(again.acceptor);
    krb5_pair_clear(&pair);
    krb5_pair_clear(&again);
}

static void test_bindings_of_both_ends_are_told_to_the_acceptor(void **state)
{
    struct gss_channel_bindings_struct one = {.application_data = {3, (void *)"one"}};
    struct krb5_pair pair = {.service = "host@server.gss.test",
                             .flags = KRB5_PAIR_FLAGS,
                             .initiator_bindings = &one,
                             .acceptor_bindings = &one};

    (void)state;
    krb5_pair_establish(&pair);
    assert_true((pair.acceptor_flags & GSS_C_CHANNEL_BOUND_FLAG) != 0);
    krb5_pair_clear(&pair);
    pair.initiator_bindings = NULL;
    krb5_pair_establish(&pair);
    assert_int_equal(pair.acceptor_flags & GSS_C_CHANNEL_BOUND_FLAG, 0);
    krb5_pair_clear(&pair);
}

/* An acceptor's refusal: its status, and an error token from which the initiator has the code TOLD.
 */
static void assert_refused(struct krb5_pair *pair, OM_uint32 expected, OM_uint32 minor,
                           krb5_error_code told)
{
    assert_int_equal(krb5_pair_init(pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_accept(pair), expected);
    assert_int_equal(pair->minor, minor);
    assert_null(pair->acceptor);
    assert_true(pair->token.length > 0);
    assert_int_equal(krb5_pair_init(pair), GSS_S_FAILURE);
    assert_int_equal(pair->minor, (OM_uint32)told);
    assert_int_equal(pair->token.length, 0);
    krb5_pair_clear(pair);
}

static void test_refusals_are_told_to_the_initiator(void **state)
{
    struct gss_channel_bindings_struct one = {.application_data = {3, (void *)"one"}};
    struct gss_channel_bindings_struct two = {.application_data = {3, (void *)"two"}};
    struct krb5_pair bindings = {.service = "host@server.gss.test",
                                 .flags = KRB5_PAIR_FLAGS,
                                 .initiator_bindings = &one,
                                 .acceptor_bindings = &two};
    struct krb5_pair elsewhere = {.service = "host@elsewhere.gss.test", .flags = KRB5_PAIR_FLAGS};

    (void)state;
    assert_refused(&bindings, GSS_S_BAD_BINDINGS, MINOR_BAD_BINDINGS, KRB5KRB_ERR_GENERIC);
    bindings.flags |= GSS_C_DCE_STYLE;
    assert_refused(&bindings, GSS_S_BAD_BINDINGS, MINOR_BAD_BINDINGS, KRB5KRB_ERR_GENERIC);
    assert_refused(&elsewhere, GSS_S_NO_CRED, (OM_uint32)KRB5KRB_AP_ERR_NOT_US,
                   KRB5KRB_AP_ERR_NOT_US);
}

static void test_refusal_is_silent_when_the_initiator_does_not_wait(void **state)
{
    struct krb5_pair pair = {.service = "host@elsewhere.gss.test"};

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_NO_CRED);
    assert_int_equal(pair.token.length, 0);
    krb5_pair_clear(&pair);
}

static void test_services_without_aes_are_refused(void **state)
{
    static const char *const services[] = {"host@rc4.gss.test", "host@des3.gss.test"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct krb5_pair pair = {.service = services[i], .flags = KRB5_PAIR_FLAGS};

        assert_int_equal(krb5_pair_init(&pair), GSS_S_FAILURE);
        assert_int_equal(pair.minor, MINOR_ENCTYPE_REFUSED);
        assert_null(pair.initiator);
        krb5_pair_clear(&pair);
    }
}

static void test_unknown_service_fails_without_a_context(void **state)
{
    struct krb5_pair pair = {.service = "host@nobody.gss.test", .flags = KRB5_PAIR_FLAGS};

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_FAILURE);
    assert_int_equal(pair.minor, (OM_uint32)KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
    assert_null(pair.initiator);
    krb5_pair_clear(&pair);
}

static void test_lifetime_asked_for_is_given(void **state)
{
    struct krb5_pair pair = {
        .service = "host@aes128-sha2.gss.test", .flags = KRB5_PAIR_FLAGS, .time_req = 600};
    int64_t now = (int64_t)time(NULL);

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_true(pair.end_time >= now + 600 && pair.end_time < now + 3600);
    assert_int_equal(krb5_mech.context_end_time(pair.initiator), pair.end_time);
    krb5_pair_clear(&pair);
}

/* As long as libkrb5 would have taken the ticket. */
static void test_acceptor_ends_the_clock_skew_after_the_ticket(void **state)
{
    enum { CLOCK_SKEW = 300 }; /* libkrb5's, without another in the configuration */
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};

    (void)state;
    krb5_pair_establish(&pair);
    assert_int_equal(krb5_mech.context_end_time(pair.acceptor),
                     krb5_mech.context_end_time(pair.initiator) + CLOCK_SKEW);
    krb5_pair_clear(&pair);
}

/* The name of the cache behind a delegated credential; the caller's. */
static char *cache_name(const struct krb5_cred *cred)
{
    krb5_context library;
    OM_uint32 minor;
    char *name;

    assert_int_equal(krb5_library_borrow(&minor, &library), GSS_S_COMPLETE);
    assert_int_equal(krb5_cc_get_full_name(library, cred->ccache, &name), 0);
    return name;
}

static bool cache_has_client(const char *name)
{
    krb5_principal client;
    krb5_context library;
    krb5_ccache ccache;
    OM_uint32 minor;
    bool found;

    assert_int_equal(krb5_library_borrow(&minor, &library), GSS_S_COMPLETE);
    assert_int_equal(krb5_cc_resolve(library, name, &ccache), 0);
    found = krb5_cc_get_principal(library, ccache, &client) == 0;
    if (found)
        krb5_free_principal(library, client);
    krb5_cc_close(library, ccache);
    return found;
}

static void test_delegated_credential_initiates_and_its_cache_ends_with_it(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test",
                             .flags = KRB5_PAIR_FLAGS | GSS_C_DELEG_FLAG};
    struct krb5_pair onward = {.service = "host@aes256-sha1.gss.test", .flags = KRB5_PAIR_FLAGS};
    void *copy = NULL;
    char *cache;

    (void)state;
    krb5_pair_establish(&pair);
    assert_true((pair.acceptor_flags & GSS_C_DELEG_FLAG) != 0);
    onward.initiator_cred = pair.result.delegated;
    krb5_pair_establish(&onward);
    krb5_pair_assert_name(onward.result.source, "alice@GSS.TEST");
    krb5_pair_clear(&onward);

    cache = cache_name(pair.result.delegated);
    assert_memory_equal(cache, "MEMORY:", 7);
    assert_int_equal(krb5_mech.duplicate_cred(&onward.minor, pair.result.delegated, &copy),
                     GSS_S_COMPLETE);
    krb5_pair_clear(&pair);
    assert_true(cache_has_client(cache)); /* the copy still owns it */
    krb5_mech.release_cred(&copy);
    assert_false(cache_has_client(cache));
    free(cache);
}

/* A cache of memory with the ticket for a service and none that could be forwarded. */
static void use_cache_without_tgt(const char *service_host, const char *name)
{
    krb5_creds wanted = {0}, *ticket;
    krb5_ccache from, to;
    krb5_context library;
    OM_uint32 minor;

    assert_int_equal(krb5_library_borrow(&minor, &library), GSS_S_COMPLETE);
    assert_int_equal(krb5_cc_default(library, &from), 0);
    assert_int_equal(krb5_cc_get_principal(library, from, &wanted.client), 0);
    assert_int_equal(
        krb5_sname_to_principal(library, service_host, "host", KRB5_NT_SRV_HST, &wanted.server), 0);
    assert_int_equal(krb5_get_credentials(library, 0, from, &wanted, &ticket), 0);
    assert_int_equal(krb5_cc_resolve(library, name, &to), 0);
    assert_int_equal(krb5_cc_initialize(library, to, wanted.client), 0);
    assert_int_equal(krb5_cc_store_cred(library, to, ticket), 0);
    krb5_free_creds(library, ticket);
    krb5_free_cred_contents(library, &wanted);
    krb5_cc_close(library, from);
    assert_int_equal(setenv("KRB5CCNAME", name, 1), 0);
    krb5_cc_close(library, to);
}

static void test_delegation_that_cannot_be_made_is_not_told(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test",
                             .flags = KRB5_PAIR_FLAGS | GSS_C_DELEG_FLAG};
    char *before = strdup(getenv("KRB5CCNAME"));

    (void)state;
    assert_non_null(before);
    use_cache_without_tgt("server.gss.test", "MEMORY:without-tgt");
    krb5_pair_establish(&pair);
    assert_int_equal(pair.initiator_flags & GSS_C_DELEG_FLAG, 0);
    assert_int_equal(pair.acceptor_flags & GSS_C_DELEG_FLAG, 0);
    assert_null(pair.result.delegated);
    krb5_pair_clear(&pair);
    assert_int_equal(setenv("KRB5CCNAME", before, 1), 0);
    free(before);
}

static void test_policy_decides_over_delegation(void **state)
{
    struct krb5_pair pair = {.service = "host@delegate.gss.test",
                             .flags = KRB5_PAIR_FLAGS | GSS_C_DELEG_POLICY_FLAG};

    (void)state;
    krb5_pair_establish(&pair);
    assert_true((pair.initiator_flags & GSS_C_DELEG_FLAG) != 0);
    assert_true((pair.initiator_flags & GSS_C_DELEG_POLICY_FLAG) != 0);
    assert_non_null(pair.result.delegated);
    krb5_pair_clear(&pair);
    pair.service = "host@server.gss.test"; /* its tickets lack ok-as-delegate */
    krb5_pair_establish(&pair);
    assert_int_equal(pair.initiator_flags & (GSS_C_DELEG_FLAG | GSS_C_DELEG_POLICY_FLAG), 0);
    assert_null(pair.result.delegated);
    krb5_pair_clear(&pair);
}

/* Gives pair->token a copy of these bytes. */
static void set_token(struct krb5_pair *pair, const void *bytes, size_t length)
{
    free(pair->token.value);
    pair->token.length = length;
    pair->token.value = malloc(length != 0 ? length : 1);
    assert_non_null(pair->token.value);
    memcpy(pair->token.value, bytes, length);
}

static void test_altered_answer_is_refused_and_the_true_one_still_taken(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    uint8_t answer[512];
    size_t length;

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
    length = pair.token.length;
    assert_true(length <= sizeof(answer));
    memcpy(answer, pair.token.value, length);
    for (size_t i = 0; i < length; i++) {
        answer[i] ^= 0x10;
        set_token(&pair, answer, length);
        assert_int_not_equal(GSS_ERROR(krb5_pair_init(&pair)), 0);
        assert_int_equal(pair.token.length, 0);
        answer[i] ^= 0x10;
        set_token(&pair, answer, i);
        assert_int_equal(krb5_pair_init(&pair), GSS_S_DEFECTIVE_TOKEN);
    }
    set_token(&pair, answer, length);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
    krb5_pair_assert_messages(&pair);
    set_token(&pair, answer, length);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_FAILURE);
    assert_int_equal(pair.minor, MINOR_CONTEXT_ESTABLISHED);
    krb5_pair_clear(&pair);
}

static void test_altered_request_proves_no_more_than_the_true_one(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    unsigned accepted = 0;
    uint8_t request[2048];
    size_t length;

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    length = pair.token.length;
    assert_true(length <= sizeof(request));
    memcpy(request, pair.token.value, length);
    for (size_t i = 0; i < length; i++) {
        set_token(&pair, request, i);
        assert_int_equal(krb5_pair_accept(&pair), GSS_S_DEFECTIVE_TOKEN);
        assert_null(pair.acceptor);
    }
    for (size_t i = 0; i < length; i++) {
        request[i] ^= 0x04;
        set_token(&pair, request, length);
        if (GSS_ERROR(krb5_pair_accept(&pair)) == 0) {
            krb5_pair_assert_name(pair.result.source, "alice@GSS.TEST");
            accepted++;
        }
        krb5_pair_clear(&pair);
        request[i] ^= 0x04;
    }
    /* Nothing protects the ticket's version number and the like; the replay cache sees no two. */
    assert_true(accepted <= 1);
}

static void test_tokens_out_of_turn_are_defective(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    uint8_t request[2048];
    size_t length;

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    length = pair.token.length;
    assert_true(length <= sizeof(request));
    memcpy(request, pair.token.value, length);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_DEFECTIVE_TOKEN); /* its own request */
    assert_int_equal(pair.minor, MINOR_WRONG_TOKEN_ID);
    set_token(&pair, request, length);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
    {
        struct krb5_pair other = {.service = NULL, .token = pair.token};

        pair.token = (gss_buffer_desc)GSS_C_EMPTY_BUFFER;
        assert_int_equal(krb5_pair_accept(&other), GSS_S_DEFECTIVE_TOKEN); /* an answer */
        assert_int_equal(other.minor, MINOR_WRONG_TOKEN_ID);
        krb5_pair_clear(&other);
    }
    krb5_pair_clear(&pair);
}

/* The third leg of another context: its number is not the one that our answer had. */
static void test_third_leg_of_another_context_is_refused(void **state)
{
    struct krb5_pair one = {.service = "host@server.gss.test", .flags = GSS_C_DCE_STYLE};
    struct krb5_pair two = one;
    gss_buffer_desc swapped;

    (void)state;
    assert_int_equal(krb5_pair_init(&one), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_init(&two), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_accept(&one), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_accept(&two), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_init(&one), GSS_S_COMPLETE);
    assert_int_equal(krb5_pair_init(&two), GSS_S_COMPLETE);
    swapped = one.token;
    one.token = two.token;
    two.token = swapped;
    assert_int_equal(krb5_pair_accept(&one), GSS_S_FAILURE);
    assert_int_equal(one.minor, MINOR_MUTUAL_FAILED);
    assert_null(one.result.source);
    assert_int_equal(krb5_pair_accept(&two), GSS_S_FAILURE);
    krb5_pair_clear(&one);
    krb5_pair_clear(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flags_are_what_was_asked_and_protection),
        cmocka_unit_test(test_messages_wait_for_the_last_leg),
        cmocka_unit_test(test_replayed_request_is_a_duplicate),
        cmocka_unit_test(test_bindings_of_both_ends_are_told_to_the_acceptor),
        cmocka_unit_test(test_refusals_are_told_to_the_initiator),
        cmocka_unit_test(test_refusal_is_silent_when_the_initiator_does_not_wait),
        cmocka_unit_test(test_services_without_aes_are_refused),
        cmocka_unit_test(test_unknown_service_fails_without_a_context),
        cmocka_unit_test(test_lifetime_asked_for_is_given),
        cmocka_unit_test(test_acceptor_ends_the_clock_skew_after_the_ticket),
        cmocka_unit_test(test_delegated_credential_initiates_and_its_cache_ends_with_it),
        cmocka_unit_test(test_delegation_that_cannot_be_made_is_not_told),
        cmocka_unit_test(test_policy_decides_over_delegation),
        cmocka_unit_test(test_altered_answer_is_refused_and_the_true_one_still_taken),
        cmocka_unit_test(test_altered_request_proves_no_more_than_the_true_one),
        cmocka_unit_test(test_tokens_out_of_turn_are_defective),
        cmocka_unit_test(test_third_leg_of_another_context_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
