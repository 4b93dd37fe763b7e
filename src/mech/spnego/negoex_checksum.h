/*
 * What protects NegoEx (draft-zhu-negoex-04 s.6, 7.7): the checksum of RFC 3961
 * over all messages so far, with a key that the negotiated mechanism gives.
 *
 * A mechanism is asked for it by inquire_context_by_oid, with the names and
 * answers that MIT's library has: the key, and its encryption type as four
 * bytes, little-endian. Those of AES are accepted.
 */
#ifndef GSS_MECH_SPNEGO_NEGOEX_CHECKSUM_H
#define GSS_MECH_SPNEGO_NEGOEX_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfx/enctype.h"
#include "mech/mech.h"

/* 1.2.840.113554.1.2.2.5, then .16 and .17: GSS_C_INQ_NEGOEX_KEY and ..._VERIFY_KEY */
extern const gss_OID_desc negoex_key_own;  /* for this side's VERIFY */
extern const gss_OID_desc negoex_key_peer; /* for the peer's */

struct negoex_key {
    const struct enctype *type; /* NULL: the mechanism has none, or none yet */
    uint8_t bytes[CFX_KEY_MAX];
};

/* Asks CONTEXT for the key that WHICH names. Wipe it with secret_wipe. An answer that is no key is
 * GSS_S_FAILURE. */
OM_uint32 negoex_key_get(OM_uint32 *minor, const struct mech *mech, const void *context,
                         gss_const_OID which, struct negoex_key *key);

/* RFC 3961's number for the checksum of this type of keys; its length is type->mac_length. */
uint32_t negoex_checksum_type(const struct enctype *type);

/* The checksum of two pieces, one after another. BY_INITIATOR: the initiator signs. False if
 * libcrypto failed. */
bool negoex_checksum_make(const struct negoex_key *key, bool by_initiator,
                          const struct reader *transcript, const struct reader *more,
                          uint8_t checksum[CFX_MAC_MAX]);

#endif
