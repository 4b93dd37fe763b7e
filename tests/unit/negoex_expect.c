#include "unit/negoex_expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mech/spnego/negoex_message.h"

struct negoex_pair pair_of(const char *initiator, const char *acceptor, OM_uint32 flags)
{
    return (struct negoex_pair){
        .initiator.toys = initiator, .acceptor.toys = acceptor, .req_flags = flags};
}

void assert_types(const struct negoex_pair *pair, const char *types)
{
    struct negoex_message message;
    char seen[32] = "";
    struct reader in;

    reader_init(&in, pair->token.value, pair->token.length);
    for (size_t i = 0; in.left != 0; i++) {
        assert_true(i < sizeof(seen) - 1 && negoex_message_read(&in, &message));
        seen[i] = (char)('0' + message.header.type);
    }
    assert_string_equal(seen, types);
}

void expect_init(struct negoex_pair *pair, OM_uint32 major, const char *types)
{
    assert_int_equal(negoex_pair_init(pair), major);
    assert_types(pair, types);
}

void expect_accept(struct negoex_pair *pair, OM_uint32 major, const char *types)
{
    assert_int_equal(negoex_pair_accept(pair), major);
    assert_types(pair, types);
}
