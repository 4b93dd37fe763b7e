/* The checksum of type 0x8003 that an initiator's authenticator carries (RFC 4121 s.4.1.1). */
#ifndef GSS_MECH_KRB5_CHECKSUM_H
#define GSS_MECH_KRB5_CHECKSUM_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

#include <krb5.h>

#include "base/reader.h"
#include "base/writer.h"

enum {
    KRB5_CHECKSUM_GSS = 0x8003,
    KRB5_BINDINGS_LENGTH = 16,
    /* What travels; the other flags are local matters. */
    KRB5_CHECKSUM_FLAGS = GSS_C_DELEG_FLAG | GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG |
                          GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG |
                          GSS_C_DCE_STYLE | GSS_C_IDENTIFY_FLAG | GSS_C_EXTENDED_ERROR_FLAG,
};

struct krb5_gss_checksum {
    uint8_t bindings[KRB5_BINDINGS_LENGTH]; /* all zero: none */
    uint32_t flags;
    struct reader delegation; /* a KRB-CRED; empty without GSS_C_DELEG_FLAG */
};

void krb5_checksum_write(struct writer *out, const struct krb5_gss_checksum *checksum);

/* Reads the contents of a 0x8003 checksum; GSS_S_DEFECTIVE_TOKEN. */
OM_uint32 krb5_checksum_read(OM_uint32 *minor, const krb5_checksum *in,
                             struct krb5_gss_checksum *checksum);

/* The MD5 of the bindings (RFC 4121 s.4.1.1.2); zeros for NULL. */
OM_uint32 krb5_bindings_digest(OM_uint32 *minor, krb5_context library,
                               gss_channel_bindings_t bindings,
                               uint8_t digest[KRB5_BINDINGS_LENGTH]);

/* Do the initiator's bindings satisfy an acceptor? *BOUND: they are the same ones. An initiator
 * without bindings passes, unless it says that it knows of them (KERB_AP_OPTIONS_CBT). */
OM_uint32 krb5_bindings_check(OM_uint32 *minor, krb5_context library,
                              gss_channel_bindings_t bindings,
                              const struct krb5_gss_checksum *checksum,
                              krb5_authdata *const *authenticator_data, bool *bound);

#endif
