/* The per-message half of a context, for the files of this folder. */
#ifndef GSS_CFX_CFX_PRIVATE_H
#define GSS_CFX_CFX_PRIVATE_H

#include <pthread.h>

#include "cfx/cfx.h"
#include "cfx/mac.h"
#include "cfx/rotated.h"
#include "cfx/seal.h"
#include "cfx/window.h"

enum { CFX_COPY_CHUNK = 8192 }; /* copied and hashed while it is in the first cache */

/* The codes that a side may need: their keys differ (RFC 4121 s.2). */
enum cfx_code { CFX_CODE_MIC, CFX_CODE_WRAP, CFX_CODE_COUNT };

/*
 * One direction of the messages. Its keys are made when first needed, each in a block of its own
 * size: most contexts are idle, or use one kind of message. The lock guards all of it, and the
 * numbers of its direction.
 */
struct cfx_side {
    pthread_mutex_t lock;
    uint8_t *code_keys[CFX_CODE_COUNT]; /* see mac.h */
    struct seal *seal;
};

struct cfx {
    const struct enctype *type;
    struct cfx_side sending;
    struct cfx_side receiving;
    uint64_t send_sequence; /* the next token's */
    struct window window;   /* of the tokens received */
    uint8_t key[CFX_KEY_MAX];
    bool initiator;
    bool acceptor_subkey;
    bool replay_detection;
    bool sequence_detection;
    bool dce_style;
};

/* A side's keys, made if need be. NULL without memory or if libcrypto failed. A code's key stays as
 * it is until cfx_destroy, and may be used without the lock; the seal needs the lock all the time.
 */
const uint8_t *cfx_side_code_key(struct cfx *cfx, struct cfx_side *side, enum cfx_code code);
struct seal *cfx_side_seal_locked(struct cfx *cfx, struct cfx_side *side);

/* The flags that all tokens of a side carry. */
uint8_t cfx_side_flags(const struct cfx *cfx, const struct cfx_side *side);

/* The next token's number, which is spent: only steps that cannot fail may follow. */
uint64_t cfx_send_number(struct cfx *cfx);

/* Reads a received token's header and checks that it is of this kind, direction and key. */
OM_uint32 cfx_receive_header(const struct cfx *cfx, OM_uint32 *minor, uint16_t token_id,
                             struct reader *in, struct cfx_header *header);

/* How far the body of a received Wrap token is rotated. */
size_t cfx_wrap_rotation(const struct cfx *cfx, const struct cfx_header *header);

/* The decrypted header, next in IN, must be the one in the clear, whose EC would else be anyone's
 * to change; only the RRC differs (RFC 4121 s.4.2.4). */
bool cfx_inner_header_matches(const struct cfx_header *header, struct reader *in);

/* Lets the window take the number of a token that was found genuine; its supplementary status. */
OM_uint32 cfx_receive_number(struct cfx *cfx, uint64_t number);

/* Ends the code of a token without confidentiality: HEADER with EC and RRC of zero follows the
 * message (RFC 4121 s.4.2.4). OUT gets type->mac_length bytes. */
void cfx_code_end(const struct cfx *cfx, struct mac *m, const struct cfx_header *header,
                  uint8_t *out);

#endif
