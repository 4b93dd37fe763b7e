/*
 * RFC 4121 per-message tokens over one protocol key.
 *
 * A struct cfx is the per-message half of an established context: keys
 * derived once, sequence numbers, and the window of RFC 2743 s.1.2.3. Krb5 and
 * SCRAM contexts embed one. Any threads may use the per-message calls at once;
 * sealed messages of one direction then wait for each other.
 */
#ifndef GSS_CFX_CFX_H
#define GSS_CFX_CFX_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

#include "base/reader.h"
#include "base/writer.h"
#include "cfx/enctype.h"

struct cfx; /* see cfx/cfx_private.h; made by cfx_create or cfx_import */

struct cfx_params {
    const struct enctype *type;
    const uint8_t *key;   /* type->key_length bytes, copied */
    bool initiator;       /* this side's role */
    bool acceptor_subkey; /* the key is the acceptor's subkey (RFC 4121 s.4.2.2) */
    bool replay_detection;
    bool sequence_detection;
    bool dce_style;            /* the peer may rotate as DCE-style peers do */
    uint64_t send_sequence;    /* the next token's number */
    uint64_t receive_sequence; /* the first number expected */
};

/* False (and *OUT NULL) without memory or if libcrypto failed. */
bool cfx_create(const struct cfx_params *params, struct cfx **out);

/* Wipes and frees; accepts NULL, nulls. */
void cfx_destroy(struct cfx **cfx);

/*
 * The calls of RFC 2744 on one context. MINOR is not NULL; CONF may be. Outputs are new buffers,
 * empty on failure. A failed call leaves the context as it was, and no failed token moves the
 * window. GSS_S_DEFECTIVE_TOKEN: not such a token, or its parts do not fit. GSS_S_BAD_SIG: it was
 * altered, or is not the peer's. The supplementary statuses of RFC 2743 s.1.2.3 come with a genuine
 * token, whose message is delivered.
 */
OM_uint32 cfx_get_mic(struct cfx *cfx, OM_uint32 *minor, gss_const_buffer_t message,
                      gss_buffer_t token);
OM_uint32 cfx_verify_mic(struct cfx *cfx, OM_uint32 *minor, gss_const_buffer_t message,
                         gss_const_buffer_t token);
OM_uint32 cfx_wrap(struct cfx *cfx, OM_uint32 *minor, bool conf, gss_const_buffer_t message,
                   gss_buffer_t token);
OM_uint32 cfx_unwrap(struct cfx *cfx, OM_uint32 *minor, gss_const_buffer_t token,
                     gss_buffer_t message, bool *conf);

/* The longest message whose wrapped token is at most OUTPUT_SIZE bytes; 0 if there is none. */
size_t cfx_wrap_size_limit(const struct cfx *cfx, bool conf, size_t output_size);

/* The protocol key, for PRF and inquiries: type->key_length bytes, owned by CFX. */
const uint8_t *cfx_protocol_key(const struct cfx *cfx, const struct enctype **type);

/* The next message's number in each direction. */
void cfx_numbers(struct cfx *cfx, uint64_t *send, uint64_t *receive);

/* The state as bytes (OUT must be a secret writer), and back. No other call may run during an
 * export. Import gives NULL for bytes that no export wrote (IN then fails), or without memory (IN
 * does not); it reads exactly what export wrote and leaves the rest of IN. */
void cfx_export(const struct cfx *cfx, struct writer *out);
struct cfx *cfx_import(struct reader *in);

/* The header of a per-message token (RFC 4121 s.4.2.6), for cfx itself and for `gss inspect`. */
enum { CFX_TOKEN_MIC = 0x0404, CFX_TOKEN_WRAP = 0x0504, CFX_HEADER_LENGTH = 16 };
enum { CFX_SENT_BY_ACCEPTOR = 1, CFX_SEALED = 2, CFX_ACCEPTOR_SUBKEY = 4 };

struct cfx_header {
    uint16_t token_id;
    uint8_t flags;
    uint16_t extra_count; /* EC; 0 for a MIC */
    uint16_t rotation;    /* RRC; 0 for a MIC */
    uint64_t sequence;
};

/* Reads a header; IN fails on a wrong token identifier or filler. */
struct cfx_header cfx_read_header(struct reader *in);
void cfx_write_header(struct writer *out, const struct cfx_header *header);

#endif
