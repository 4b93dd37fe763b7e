#include "cfx/cfx_private.h"

/*
 * version 1: u8 version, u8 encryption type, key, u8 flags, u64 next number to
 * send, u64 window's next number, u64 window's numbers seen. Keys derived from
 * the protocol key are made anew.
 */
enum { STATE_VERSION = 1 };

enum {
    STATE_INITIATOR = 1,
    STATE_ACCEPTOR_SUBKEY = 2,
    STATE_REPLAY_DETECTION = 4,
    STATE_SEQUENCE_DETECTION = 8,
    STATE_DCE_STYLE = 16,
    STATE_FLAGS = 31,
};

void cfx_export(const struct cfx *cfx, struct writer *out)
{
    write_u8(out, STATE_VERSION);
    write_u8(out, (uint8_t)cfx->type->id);
    write_bytes(out, cfx->key, cfx->type->key_length);
    write_u8(out, (uint8_t)((cfx->initiator ? STATE_INITIATOR : 0) |
                            (cfx->acceptor_subkey ? STATE_ACCEPTOR_SUBKEY : 0) |
                            (cfx->replay_detection ? STATE_REPLAY_DETECTION : 0) |
                            (cfx->sequence_detection ? STATE_SEQUENCE_DETECTION : 0) |
                            (cfx->dce_style ? STATE_DCE_STYLE : 0)));
    write_u64be(out, cfx->send_sequence);
    write_u64be(out, cfx->window.next);
    write_u64be(out, cfx->window.seen);
}

struct cfx *cfx_import(struct reader *in)
{
    struct cfx_params params = {.type = NULL};
    struct window window;
    struct cfx *cfx;
    uint8_t flags;

    if (read_u8(in) != STATE_VERSION)
        goto malformed;
    params.type = enctype_find(read_u8(in));
    if (params.type == NULL)
        goto malformed;
    params.key = read_bytes(in, params.type->key_length);
    flags = read_u8(in);
    params.send_sequence = read_u64be(in);
    params.receive_sequence = window.next = read_u64be(in);
    window.seen = read_u64be(in);
    if (!reader_ok(in) || (flags & ~STATE_FLAGS) != 0 || !window_is_sane(&window))
        goto malformed;
    params.initiator = (flags & STATE_INITIATOR) != 0;
    params.acceptor_subkey = (flags & STATE_ACCEPTOR_SUBKEY) != 0;
    params.replay_detection = (flags & STATE_REPLAY_DETECTION) != 0;
    params.sequence_detection = (flags & STATE_SEQUENCE_DETECTION) != 0;
    params.dce_style = (flags & STATE_DCE_STYLE) != 0;
    if (cfx_create(&params, &cfx))
        cfx->window = window;
    return cfx;

malformed:
    reader_fail(in);
    return NULL;
}
