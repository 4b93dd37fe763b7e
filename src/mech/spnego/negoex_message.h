/*
 * The messages of NegoEx (draft-zhu-negoex-04 s.3 to 5, appendix A).
 *
 * A token is a sequence of them. Vectors are told by their offset from the
 * message's start, and lie behind its header. Structures have the padding that
 * a C compiler gives them: the draft does not say so, and all peers do it.
 * Fields of a message that was read point into the token.
 */
#ifndef GSS_MECH_SPNEGO_NEGOEX_MESSAGE_H
#define GSS_MECH_SPNEGO_NEGOEX_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reader.h"
#include "base/writer.h"

enum negoex_type {
    NEGOEX_INITIATOR_NEGO = 0,
    NEGOEX_ACCEPTOR_NEGO = 1,
    NEGOEX_INITIATOR_META_DATA = 2,
    NEGOEX_ACCEPTOR_META_DATA = 3,
    NEGOEX_CHALLENGE = 4,
    NEGOEX_AP_REQUEST = 5,
    NEGOEX_VERIFY = 6,
    NEGOEX_ALERT = 7,
};

enum { NEGOEX_GUID_LENGTH = 16, NEGOEX_RANDOM_LENGTH = 32 };

/* What every message begins with. */
struct negoex_header {
    enum negoex_type type;
    uint32_t sequence;
    const uint8_t *conversation; /* a GUID */
};

struct negoex_message {
    struct negoex_header header;
    const uint8_t *scheme;  /* whose message it is, a GUID; NULL in the two of type NEGO */
    struct reader bytes;    /* the schemes, one GUID after another; or metadata, token, checksum */
    bool version_known;     /* of type NEGO: 0 */
    bool extension_needed;  /* of type NEGO: there is a critical one, and we know none */
    bool checksum_known;    /* of type VERIFY: made as RFC 3961 has it */
    uint32_t checksum_type; /* of type VERIFY: RFC 3961's number */
    bool no_key;            /* of type ALERT: the peer could not check our VERIFY yet */
};

/* The next message of TOKEN; it is sound, or the reader fails. */
bool negoex_message_read(struct reader *token, struct negoex_message *message);

/* SCHEMES are COUNT GUIDs, one after another. */
void negoex_message_write_nego(struct writer *out, const struct negoex_header *header,
                               const uint8_t *random, const uint8_t *schemes, size_t count);

/* Metadata and tokens. */
void negoex_message_write_exchange(struct writer *out, const struct negoex_header *header,
                                   const uint8_t *scheme, const void *data, size_t length);

void negoex_message_write_verify(struct writer *out, const struct negoex_header *header,
                                 const uint8_t *scheme, uint32_t checksum_type,
                                 const uint8_t *checksum, size_t length);

/* "There is no key to check your VERIFY with." */
void negoex_message_write_alert(struct writer *out, const struct negoex_header *header,
                                const uint8_t *scheme);

#endif
