/*
 * NegoEx with toys to negotiate. The first byte chooses what the rest is:
 *   0  messages, one after another
 *   1  tokens to an acceptor, each behind its 16-bit length
 *   2  the same to an initiator, which has sent its own first
 *   3  the state of an acceptor
 *   4  the state of an initiator
 * An initiator's conversation is random: it takes the place of the input's in each message.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "mech/spnego/negoex_private.h"
#include "unit/negoex_world.h"

enum { MESSAGES, ACCEPTOR, INITIATOR, ACCEPTOR_STATE, INITIATOR_STATE, MODES };
enum { CONVERSATION_AT = 24, LEGS = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static void must(int good)
{
    if (!good)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return negoex_world_reset(NULL);
}

static void fuzz_messages(struct reader in)
{
    struct negoex_message message;
    const uint8_t *start = in.next, *end = in.next + in.left;

    while (in.left != 0 && negoex_message_read(&in, &message)) {
        must(message.header.conversation >= start && message.header.conversation < end);
        must(message.bytes.left == 0 ||
             (message.bytes.next > start && message.bytes.next + message.bytes.left <= end));
        must((message.scheme == NULL) == (message.header.type <= NEGOEX_ACCEPTOR_NEGO));
    }
}

static void set_conversation(gss_buffer_t token, const uint8_t *conversation)
{
    uint8_t *at = token->value, *end = at + token->length;

    while (at != NULL && (at = memmem(at, (size_t)(end - at), "NEGOEXTS", 8)) != NULL) {
        if (end - at >= CONVERSATION_AT + NEGOEX_GUID_LENGTH)
            memcpy(at + CONVERSATION_AT, conversation, NEGOEX_GUID_LENGTH);
        at += 8;
    }
}

static void check(const struct negoex_pair *pair, const struct negoex_end *end, OM_uint32 major)
{
    must(!GSS_ERROR(major) || pair->minor != 0);
    must(end->inner.established == (major == GSS_S_COMPLETE));
    must(!end->inner.established || (end->inner.context != NULL && end->inner.mech != NULL));
}

/* All legs that the input has tokens for. */
static void fuzz_legs(struct negoex_pair *pair, struct negoex_end *end, struct reader in)
{
    OM_uint32 major = GSS_S_CONTINUE_NEEDED;

    for (int leg = 0; leg < LEGS && major == GSS_S_CONTINUE_NEEDED && in.left != 0; leg++) {
        size_t length = read_u16be(&in);
        struct reader token = read_sub(&in, length < in.left ? length : in.left);

        negoex_pair_set_token(pair, token.next, token.left);
        if (end == &pair->initiator)
            set_conversation(&pair->token, end->negoex->conversation);
        major = end == &pair->initiator ? negoex_pair_init(pair) : negoex_pair_accept(pair);
        check(pair, end, major);
    }
}

/* What it reads it can write, and read again. */
static void fuzz_state(struct reader in, bool initiator)
{
    struct negoex_pair pair = {.initiator.toys = "abc", .acceptor.toys = "abc"};
    struct negoex *negoex = NULL, *again = NULL;
    struct writer out;
    OM_uint32 minor;

    if (negoex_state_read(&minor, &in, initiator, &negoex) != GSS_S_COMPLETE) {
        must(negoex == NULL && minor != 0);
        return;
    }
    writer_init_secret(&out);
    must(negoex_state_write(&minor, negoex, &out) == GSS_S_COMPLETE);
    reader_init(&in, out.data, out.length);
    must(negoex_state_read(&minor, &in, initiator, &again) == GSS_S_COMPLETE);
    negoex_free(&again);
    writer_free(&out);
    (initiator ? &pair.initiator : &pair.acceptor)->negoex = negoex;
    negoex_pair_set_token(&pair, "NEGOEXTS", 8);
    must(GSS_ERROR(initiator ? negoex_pair_init(&pair) : negoex_pair_accept(&pair)) ||
         (initiator && pair.initiator.negoex->sequence == 0));
    negoex_pair_clear(&pair);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct negoex_pair pair = {
        .initiator.toys = "ab", .acceptor.toys = "abc", .req_flags = GSS_C_MUTUAL_FLAG};
    struct reader in;
    uint8_t mode;

    reader_init(&in, data, size);
    mode = read_u8(&in) % MODES;
    switch (mode) {
    case MESSAGES:
        fuzz_messages(in);
        break;
    case ACCEPTOR:
        fuzz_legs(&pair, &pair.acceptor, in);
        break;
    case INITIATOR:
        must(negoex_pair_init(&pair) == GSS_S_CONTINUE_NEEDED);
        fuzz_legs(&pair, &pair.initiator, in);
        break;
    default:
        fuzz_state(in, mode == INITIATOR_STATE);
    }
    negoex_pair_clear(&pair);
    return 0;
}
