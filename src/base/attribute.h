/*
 * The attributes of mechanisms (RFC 5587 s.3.2).
 *
 * A mechanism's table names those that hold by ATTRIBUTE(CTX_TRANS); programs
 * know the same object identifiers as GSS_C_MA_CTX_TRANS.
 */
#ifndef GSS_BASE_ATTRIBUTE_H
#define GSS_BASE_ATTRIBUTE_H

#include <gss/api.h>

/* name, last arc, name of the arc, sentence */
#define ATTRIBUTE_TABLE(X)                                                                         \
    X(MECH_CONCRETE, "\x01", "concrete-mech", "Neither a pseudo-mechanism nor a composite one")    \
    X(MECH_PSEUDO, "\x02", "pseudo-mech", "A pseudo-mechanism: other mechanisms do the work")      \
    X(MECH_COMPOSITE, "\x03", "composite-mech", "Composed of other mechanisms")                    \
    X(MECH_NEGO, "\x04", "mech-negotiation-mech", "Negotiates which mechanism is used")            \
    X(MECH_GLUE, "\x05", "mech-glue", "Not a mechanism, but the GSS-API itself")                   \
    X(NOT_MECH, "\x06", "not-mech", "Known, and known not to be a mechanism")                      \
    X(DEPRECATED, "\x07", "mech-deprecated", "Deprecated; never used by default")                  \
    X(NOT_DFLT_MECH, "\x08", "mech-not-default", "Never used by default")                          \
    X(ITOK_FRAMED, "\x09", "initial-is-framed",                                                    \
      "Its initial tokens have the framing of RFC 2743 section 3.1")                               \
    X(AUTH_INIT, "\x0a", "auth-init-princ", "Authenticates the initiator to the acceptor")         \
    X(AUTH_TARG, "\x0b", "auth-targ-princ", "Authenticates the acceptor to the initiator")         \
    X(AUTH_INIT_INIT, "\x0c", "auth-init-princ-initial",                                           \
      "Authenticates the initiator by a password or a key that it holds itself")                   \
    X(AUTH_TARG_INIT, "\x0d", "auth-targ-princ-initial",                                           \
      "Authenticates the acceptor by a password or a key that it holds itself")                    \
    X(AUTH_INIT_ANON, "\x0e", "auth-init-princ-anon", "The initiator may be anonymous")            \
    X(AUTH_TARG_ANON, "\x0f", "auth-targ-princ-anon", "The acceptor may be anonymous")             \
    X(DELEG_CRED, "\x10", "deleg-cred", "Delegates credentials")                                   \
    X(INTEG_PROT, "\x11", "integ-prot", "Protects the integrity of messages")                      \
    X(CONF_PROT, "\x12", "conf-prot", "Encrypts messages")                                         \
    X(MIC, "\x13", "mic", "Makes tokens that go beside a message")                                 \
    X(WRAP, "\x14", "wrap", "Makes tokens that carry a message")                                   \
    X(PROT_READY, "\x15", "prot-ready",                                                            \
      "Can protect messages before the context is fully established")                              \
    X(REPLAY_DET, "\x16", "replay-detection", "Tells of messages that arrive twice")               \
    X(OOS_DET, "\x17", "oos-detection", "Tells of messages that arrive out of order")              \
    X(CBINDINGS, "\x18", "channel-bindings", "Binds contexts to channels")                         \
    X(PFS, "\x19", "pfs", "Old sessions stay secret when long-term keys become known")             \
    X(COMPRESS, "\x1a", "compress", "Compresses messages")                                         \
    X(CTX_TRANS, "\x1b", "context-transfer", "Hands contexts over to other processes")

enum attribute_index {
#define X(name, arc, short_name, sentence) ATTRIBUTE_##name,
    ATTRIBUTE_TABLE(X)
#undef X
        ATTRIBUTE_COUNT
};

struct attribute {
    gss_OID_desc oid;
    const char *name;       /* "GSS_C_MA_CTX_TRANS" */
    const char *short_name; /* "context-transfer" */
    const char *sentence;
};

extern const struct attribute attribute_table[ATTRIBUTE_COUNT];

/* The object identifier, for static tables. */
#define ATTRIBUTE(name) (&attribute_table[ATTRIBUTE_##name].oid)

#endif
