/*
 * Messages in several buffers, in any layout. The first byte chooses the
 * encryption type (its low two bits), DCE style, confidentiality, and what is done;
 * then each buffer has its type, its length and its bytes.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/reader.h"
#include "cfx/iov.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STATE_SIZE = 128, BUFFERS_MAX = 8 };
enum { DO_UNWRAP, DO_VERIFY, DO_GET_MIC, DO_WRAP_AND_UNWRAP, DO_ALL };

static const uint8_t key[CFX_KEY_MAX] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                         11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                         22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

struct layout {
    gss_iov_buffer_desc iov[BUFFERS_MAX];
    size_t count;
};

static void expect(bool claim)
{
    if (!claim)
        abort();
}

static void *exact_copy(const void *bytes, size_t length)
{
    void *copy = malloc(length != 0 ? length : 1);

    expect(copy != NULL);
    if (length != 0)
        memcpy(copy, bytes, length);
    return copy;
}

static void layout_read(struct layout *layout, struct reader *in)
{
    while (in->left != 0 && layout->count < BUFFERS_MAX) {
        gss_iov_buffer_desc *buffer = &layout->iov[layout->count++];
        uint8_t type = read_u8(in);
        size_t length = read_u8(in);

        length = length < in->left ? length : in->left;
        buffer->type = type & 0x0fU;
        if (type & 0x80) {
            buffer->type |= GSS_IOV_BUFFER_FLAG_ALLOCATE;
            if (buffer->type != (GSS_IOV_BUFFER_TYPE_DATA | GSS_IOV_BUFFER_FLAG_ALLOCATE))
                continue;
        }
        buffer->buffer.value = exact_copy(read_bytes(in, length), length);
        buffer->buffer.length = length;
    }
}

static struct cfx *side(const struct cfx_params *params, bool initiator)
{
    struct cfx_params own = *params;
    struct cfx *cfx;

    own.initiator = initiator;
    expect(cfx_create(&own, &cfx));
    return cfx;
}

static void state_of(const struct cfx *cfx, uint8_t *out)
{
    struct writer w;

    memset(out, 0, STATE_SIZE);
    writer_init_fixed(&w, out, STATE_SIZE);
    cfx_export(cfx, &w);
    expect(writer_ok(&w));
}

/* What the calls allocated, and what was there BEFORE, which stays the program's. */
static void layout_free(struct layout *layout, const struct layout *before)
{
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED)
            free(layout->iov[i].buffer.value);
        free(before->iov[i].buffer.value);
    }
}

/* A refusal has a sentence, leaves the context as it was, and allocates nothing. */
static void check_outcome(const struct cfx *cfx, const uint8_t *before, OM_uint32 major,
                          OM_uint32 minor, const struct layout *layout)
{
    uint8_t after[STATE_SIZE];

    state_of(cfx, after);
    expect((GSS_ERROR(major) != 0) == (minor != 0));
    if (!GSS_ERROR(major))
        return;
    expect(memcmp(before, after, STATE_SIZE) == 0);
    for (size_t i = 0; i < layout->count; i++)
        expect((layout->iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) == 0);
}

/* What was wrapped is opened in the same buffers. */
static void check_round(struct cfx *receiver, struct layout *layout, bool conf)
{
    bool was_conf;
    OM_uint32 minor;

    expect(cfx_unwrap_iov(receiver, &minor, layout->iov, layout->count, &was_conf) ==
           GSS_S_COMPLETE);
    expect(was_conf == conf);
}

static void run(unsigned what, const struct cfx_params *params, bool conf, struct layout *layout)
{
    struct cfx *cfx = side(params, what == DO_GET_MIC || what == DO_WRAP_AND_UNWRAP);
    struct cfx *peer = side(params, false);
    uint8_t before[STATE_SIZE];
    OM_uint32 major, minor;

    state_of(cfx, before);
    switch (what) {
    case DO_UNWRAP:
        major = cfx_unwrap_iov(cfx, &minor, layout->iov, layout->count, &conf);
        break;
    case DO_VERIFY:
        major = cfx_verify_mic_iov(cfx, &minor, layout->iov, layout->count);
        break;
    case DO_GET_MIC:
        major = cfx_get_mic_iov(cfx, &minor, layout->iov, layout->count);
        break;
    default:
        major = cfx_wrap_iov(cfx, &minor, &conf, layout->iov, layout->count);
        break;
    }
    check_outcome(cfx, before, major, minor, layout);
    if (what == DO_WRAP_AND_UNWRAP && major == GSS_S_COMPLETE)
        check_round(peer, layout, conf);
    cfx_destroy(&peer);
    cfx_destroy(&cfx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cfx_params params = {.key = key, .replay_detection = true, .sequence_detection = true};
    struct layout layout = {.count = 0}, given;
    struct reader in;
    uint8_t choice;

    if (size == 0)
        return 0;
    reader_init(&in, data, size);
    choice = read_u8(&in);
    params.type = enctype_at(choice & 3);
    params.dce_style = (choice & 4) != 0;
    layout_read(&layout, &in);
    given = layout;
    run((choice >> 4) % DO_ALL, &params, (choice & 8) != 0, &layout);
    layout_free(&layout, &given);
    return 0;
}
