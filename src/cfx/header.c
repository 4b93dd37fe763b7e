#include "cfx/cfx.h"

static const uint8_t header_filler = 0xff;
static const uint32_t mic_filler = 0xffffffff;

struct cfx_header cfx_read_header(struct reader *in)
{
    struct cfx_header header = {.token_id = read_u16be(in)};

    header.flags = read_u8(in);
    if (read_u8(in) != header_filler)
        reader_fail(in);
    if (header.token_id == CFX_TOKEN_WRAP) {
        header.extra_count = read_u16be(in);
        header.rotation = read_u16be(in);
    } else if (header.token_id != CFX_TOKEN_MIC || read_u32be(in) != mic_filler) {
        reader_fail(in);
    }
    header.sequence = read_u64be(in);
    return header;
}

void cfx_write_header(struct writer *out, const struct cfx_header *header)
{
    write_u16be(out, header->token_id);
    write_u8(out, header->flags);
    write_u8(out, header_filler);
    if (header->token_id == CFX_TOKEN_WRAP) {
        write_u16be(out, header->extra_count);
        write_u16be(out, header->rotation);
    } else {
        write_u32be(out, mic_filler);
    }
    write_u64be(out, header->sequence);
}
