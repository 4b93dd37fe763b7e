/* What no freed memory holds: a context's key, and a message that was refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cfx_oracle.h"
#include "free_watch.h"

static const char message[] = "what nobody has proved to be the peer's";

static void test_a_secret_that_is_freed_is_noticed(void **state)
{
    char *volatile block = malloc(100);

    (void)state;
    assert_non_null(block);
    free_watch_start(message, sizeof(message));
    memcpy(block + 20, message, sizeof(message));
    free(block);
    assert_int_equal(free_watch_stop(), 1);
}

static void send_each_kind(struct cfx *sender, struct cfx *receiver)
{
    gss_buffer_desc data = buffer_of("message", 7), token, plain;
    OM_uint32 minor;

    for (int conf = 0; conf < 2; conf++) {
        assert_int_equal(cfx_wrap(sender, &minor, conf, &data, &token), GSS_S_COMPLETE);
        assert_int_equal(cfx_unwrap(receiver, &minor, &token, &plain, NULL), GSS_S_COMPLETE);
        free(token.value);
        free(plain.value);
    }
    assert_int_equal(cfx_get_mic(sender, &minor, &data, &token), GSS_S_COMPLETE);
    assert_int_equal(cfx_verify_mic(receiver, &minor, &data, &token), GSS_S_COMPLETE);
    free(token.value);
}

static struct cfx *copy_of(const struct cfx *cfx)
{
    struct writer out;
    struct reader in;
    struct cfx *copy;

    writer_init_secret(&out);
    cfx_export(cfx, &out);
    reader_init(&in, out.data, out.length);
    copy = cfx_import(&in);
    assert_non_null(copy);
    writer_free(&out);
    return copy;
}

static void test_the_key_is_wiped(void **state)
{
    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        struct cfx_pair pair;
        struct cfx *copy;

        free_watch_start(oracle_key, enctype_at(i)->key_length);
        pair = pair_create(enctype_at(i));
        send_each_kind(pair.initiator, pair.acceptor);
        send_each_kind(pair.acceptor, pair.initiator);
        copy = copy_of(pair.acceptor);
        cfx_destroy(&copy);
        pair_destroy(&pair);
        assert_int_equal(free_watch_stop(), 0);
    }
}

/* RFC 3962's types decrypt before they can compare, and a plain message is copied before. */
static void test_a_refused_message_is_wiped(void **state)
{
    (void)state;
    for (size_t i = 0; enctype_at(i) != NULL; i++) {
        for (int conf = 0; conf < 2; conf++) {
            struct cfx_pair pair = pair_create(enctype_at(i));
            gss_buffer_desc data = buffer_of(message, sizeof(message)), token, plain;
            uint8_t bytes[256];
            OM_uint32 minor;

            assert_int_equal(cfx_wrap(pair.initiator, &minor, conf, &data, &token), GSS_S_COMPLETE);
            assert_true(token.length <= sizeof(bytes));
            memcpy(bytes, token.value, token.length);
            free(token.value);
            bytes[token.length - 1] ^= 1;
            token.value = bytes;
            free_watch_start(message, sizeof(message) - CFX_BLOCK_LENGTH);
            assert_int_equal(cfx_unwrap(pair.acceptor, &minor, &token, &plain, NULL),
                             GSS_S_BAD_SIG);
            assert_int_equal(free_watch_stop(), 0);
            pair_destroy(&pair);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_secret_that_is_freed_is_noticed),
        cmocka_unit_test(test_the_key_is_wiped),
        cmocka_unit_test(test_a_refused_message_is_wiped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
