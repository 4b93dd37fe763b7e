/* What no memory that the mechanism frees holds: the keys of a context being established. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "free_watch.h"
#include "krb5_pair.h"
#include "mech/krb5/ap_message.h"
#include "mech/krb5/context.h"

/* From the request to the last message, looking for one of the initiator's keys. */
static void establish_and_watch(OM_uint32 flags, size_t key_offset)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = flags};
    const struct krb5_session_key *key;
    const struct krb5_ctx *ctx;

    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    ctx = pair.initiator;
    key = (const void *)((const char *)ctx->handshake + key_offset);
    free_watch_start(key->bytes, key->type->key_length);
    assert_int_equal(GSS_ERROR(krb5_pair_accept(&pair)), 0);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
    if ((flags & GSS_C_DCE_STYLE) != 0)
        assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
    krb5_pair_assert_messages(&pair);
    krb5_pair_clear(&pair);
    assert_int_equal(free_watch_stop(), 0);
}

static void test_keys_of_the_handshake_are_wiped(void **state)
{
    static const size_t keys[] = {offsetof(struct krb5_handshake, session),
                                  offsetof(struct krb5_handshake, subkey)};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        establish_and_watch(KRB5_PAIR_FLAGS, keys[i]);
        establish_and_watch(KRB5_PAIR_FLAGS | GSS_C_DCE_STYLE, keys[i]);
    }
}

/* The acceptor's subkey, which its answer carries and both ends keep. */
static void test_key_of_the_messages_is_wiped(void **state)
{
    struct krb5_pair pair = {.service = "host@server.gss.test", .flags = KRB5_PAIR_FLAGS};
    const struct enctype *type;
    const struct krb5_ctx *ctx;

    (void)state;
    assert_int_equal(krb5_pair_init(&pair), GSS_S_CONTINUE_NEEDED);
    assert_int_equal(krb5_pair_accept(&pair), GSS_S_COMPLETE);
    ctx = pair.acceptor;
    free_watch_start(cfx_protocol_key(ctx->cfx, &type), 16);
    assert_int_equal(krb5_pair_init(&pair), GSS_S_COMPLETE);
    krb5_pair_assert_messages(&pair);
    krb5_pair_clear(&pair);
    assert_int_equal(free_watch_stop(), 0);
}

static void test_key_that_an_answer_carries_is_wiped(void **state)
{
    struct krb5_session_key session = {.type = enctype_find(18), .bytes = "of the ticket"};
    struct krb5_ap_rep rep = {
        .ctime = "20260101000000Z",
        .subkey = {.type = enctype_find(18), .bytes = "of the acceptor, 32 bytes of it"}};
    struct writer out;

    (void)state;
    writer_init(&out);
    free_watch_start(rep.subkey.bytes, rep.subkey.type->key_length);
    assert_true(krb5_ap_rep_write(&rep, &session, &out));
    writer_free(&out);
    assert_int_equal(free_watch_stop(), 0);
}

static void test_a_freed_key_would_be_noticed(void **state)
{
    char *volatile block = malloc(40);

    (void)state;
    assert_non_null(block);
    memcpy(block, "sixteen of bytes", 16);
    free_watch_start("sixteen of bytes", 16);
    free(block);
    assert_int_equal(free_watch_stop(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_freed_key_would_be_noticed),
        cmocka_unit_test(test_keys_of_the_handshake_are_wiped),
        cmocka_unit_test(test_key_that_an_answer_carries_is_wiped),
        cmocka_unit_test(test_key_of_the_messages_is_wiped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
