/*
 * Per-message tokens and exported states, on anything. The first byte chooses
 * the encryption type (its low two bits) and what the rest is: a state, a token, or a token
 * whose body is yet to be encrypted, so that what follows decryption is reached too.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cfx/cfx.h"
#include "cfx/crypt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STATE_SIZE = 128, USAGE_INITIATOR_SEAL = 24 };
enum { INPUT_STATE, INPUT_TOKEN, INPUT_DCE_TOKEN, INPUT_OPEN_TOKEN, INPUT_KINDS };

static const uint8_t key[CFX_KEY_MAX] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                         11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                         22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static void expect(bool claim)
{
    if (!claim)
        abort();
}

static size_t state_of(const struct cfx *cfx, uint8_t *out)
{
    struct writer w;

    writer_init_fixed(&w, out, STATE_SIZE);
    cfx_export(cfx, &w);
    expect(writer_ok(&w));
    return w.length;
}

/* What imports is what an export of it writes. */
static void check_state(const uint8_t *data, size_t size)
{
    uint8_t state[STATE_SIZE];
    struct reader in;
    struct cfx *cfx;
    size_t length;

    reader_init(&in, data, size);
    cfx = cfx_import(&in);
    if (cfx == NULL)
        return;
    length = state_of(cfx, state);
    expect(length == size - in.left && memcmp(state, data, length) == 0);
    cfx_destroy(&cfx);
}

/* A refused token leaves the context as it was, and no message. */
static void check_token(struct cfx *cfx, gss_const_buffer_t token)
{
    gss_buffer_desc text = {7, (void *)"message"}, message;
    uint8_t before[STATE_SIZE], after[STATE_SIZE];
    size_t length = state_of(cfx, before);
    OM_uint32 major, minor;
    bool conf;

    major = cfx_verify_mic(cfx, &minor, &text, token);
    if (GSS_ERROR(major)) {
        state_of(cfx, after);
        expect(minor != 0 && memcmp(before, after, length) == 0);
    }
    state_of(cfx, before);
    major = cfx_unwrap(cfx, &minor, token, &message, &conf);
    if (GSS_ERROR(major)) {
        state_of(cfx, after);
        expect(minor != 0 && memcmp(before, after, length) == 0);
        expect(message.value == NULL && message.length == 0);
    } else {
        expect(message.length <= cfx_wrap_size_limit(cfx, conf, token->length));
    }
    free(message.value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cfx_params params = {.key = key, .replay_detection = true, .sequence_detection = true};
    gss_buffer_desc token;
    struct writer built;
    struct cfx *cfx;
    unsigned kind;

    if (size == 0)
        return 0;
    params.type = enctype_at(*data & 3);
    kind = (*data >> 2) % INPUT_KINDS;
    data++;
    size--;
    if (kind == INPUT_STATE) {
        check_state(data, size);
        return 0;
    }
    params.dce_style = kind == INPUT_DCE_TOKEN;
    if (!cfx_create(&params, &cfx))
        return 0;
    writer_init(&built);
    if (kind == INPUT_OPEN_TOKEN && size >= CFX_HEADER_LENGTH) {
        write_bytes(&built, data, CFX_HEADER_LENGTH);
        expect(crypt_encrypt(params.type, key, USAGE_INITIATOR_SEAL, data + CFX_HEADER_LENGTH,
                             size - CFX_HEADER_LENGTH, &built));
    } else {
        write_bytes(&built, data, size);
    }
    token = (gss_buffer_desc){built.length, built.data};
    check_token(cfx, &token);
    check_token(cfx, &token);
    writer_free(&built);
    cfx_destroy(&cfx);
    return 0;
}
