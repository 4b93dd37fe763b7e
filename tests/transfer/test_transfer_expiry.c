/* Tokens and contexts whose time is over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "support/realm.h"
#include "transfer/pair.h"
#include "transfer/remote.h"

/* The library counts in whole seconds of this clock; SECONDS later has come when it says so. */
static void wait_until_clock_passes(time_t moment)
{
    const struct timespec step = {.tv_nsec = 20000000};

    while (time(NULL) <= moment)
        nanosleep(&step, NULL);
}

static void test_expired_token_is_refused_and_says_so(void **state)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token;
    OM_uint32 major, minor;
    struct remote remote;
    struct remote_reply reply;
    struct pair pair;

    (void)state;
    remote_start(&remote);
    pair_establish(&pair, pair_services[0], PAIR_FLAGS, 0);
    major = gss_transfer_set_lifetime(&minor, pair.acceptor, 1);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_export_sec_context(&minor, &pair.acceptor, &token);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    wait_until_clock_passes(time(NULL) + 1);
    major = gss_import_sec_context(&minor, &token, &context);
    pair_assert_status(major, minor, GSS_S_NO_CONTEXT);
    assert_null(context);
    remote_assert(&remote, REMOTE_IMPORT, &token, NULL, GSS_S_NO_CONTEXT, &reply);
    assert_non_null(strstr(reply.sentence, "token has expired"));
    remote_reply_free(&reply);
    remote_stop(&remote);
    gss_release_buffer(&minor, &token);
    pair_release(&pair);
}

/* An acceptor grants a ticket the clock skew after its end: five minutes, without this. */
static int set_small_clock_skew(void **state)
{
    char path[512];
    FILE *file;

    (void)state;
    snprintf(path, sizeof(path), "%s/krb5.conf", realm_folder());
    file = fopen(path, "a");
    if (file == NULL || fputs("[libdefaults]\n    clockskew = 1\n", file) == EOF)
        return -1;
    return fclose(file);
}

static void test_expired_context_is_neither_exported_nor_imported(void **state)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 major, minor, seconds = 0, flags = 0;
    gss_buffer_desc token, exported;
    struct pair pair;

    (void)state;
    pair_establish(&pair, "host@aes256-sha2.gss.test", PAIR_FLAGS, 3);
    major = gss_context_time(&minor, pair.acceptor, &seconds);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    assert_in_range(seconds, 1, 5);
    /* The token's own lifetime would be longer: the context's end counts. */
    major = gss_transfer_set_lifetime(&minor, pair.initiator, 3600);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    major = gss_export_sec_context(&minor, &pair.initiator, &exported);
    pair_assert_status(major, minor, GSS_S_COMPLETE);
    wait_until_clock_passes(time(NULL) + (time_t)seconds);
    major = gss_import_sec_context(&minor, &exported, &context);
    pair_assert_status(major, minor, GSS_S_NO_CONTEXT);
    assert_null(context);
    major = gss_export_sec_context(&minor, &pair.acceptor, &token);
    pair_assert_status(major, minor, GSS_S_CONTEXT_EXPIRED);
    assert_non_null(pair.acceptor);
    assert_int_equal(token.length, 0);
    (void)gss_inquire_context(&minor, pair.acceptor, NULL, NULL, NULL, NULL, &flags, NULL, NULL);
    assert_int_equal(flags & GSS_C_TRANS_FLAG, 0);
    gss_release_buffer(&minor, &exported);
    pair_release(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expired_context_is_neither_exported_nor_imported),
        cmocka_unit_test(test_expired_token_is_refused_and_says_so),
    };

    return cmocka_run_group_tests(tests, set_small_clock_skew, NULL);
}
