/*
 * gss/api/types.h - types and constants
 *
 * A part of <gss/api.h>, which is the file to include.
 */
#ifndef GSS_API_TYPES_H
#define GSS_API_TYPES_H

/*
 * The types of the interface.
 *
 * Contexts, credentials and names are handles: pointers to structures that only
 * the library knows. Buffers, object identifiers and sets are plain structures.
 * The const forms are for arguments that are only read.
 *
 * A buffer that the library fills is released with gss_release_buffer(). Its
 * value is not ended by a zero byte unless a call says so: always use length.
 *
 * @page gss_types
 * @value OM_uint32 An unsigned integer of exactly 32 bits.
 * @value gss_uint32 The same, under its older name.
 * @value gss_ctx_id_t One end of a security context.
 * @value gss_cred_id_t A credential: the right to act as a principal, by one
 *     or several mechanisms.
 * @value gss_name_t A name in internal form.
 * @value gss_OID_desc An object identifier: length bytes of its DER value,
 *     without tag and length.
 * @value gss_OID A pointer to an object identifier.
 * @value gss_OID_set_desc A set of object identifiers, count of them at
 *     elements.
 * @value gss_OID_set A pointer to a set, released with gss_release_oid_set()
 *     when the library made it.
 * @value gss_buffer_desc Bytes: length of them at value.
 * @value gss_buffer_t A pointer to a buffer.
 * @value gss_const_ctx_id_t A context that is only read.
 * @value gss_const_cred_id_t A credential that is only read.
 * @value gss_const_name_t A name that is only read.
 * @value gss_const_OID An object identifier that is only read.
 * @value gss_const_OID_set A set that is only read.
 * @value gss_const_buffer_t A buffer that is only read.
 * @value gss_qop_t A quality of protection. Only GSS_C_QOP_DEFAULT is offered.
 * @value gss_cred_usage_t What a credential is for: GSS_C_BOTH, GSS_C_INITIATE
 *     or GSS_C_ACCEPT.
 * @see gss_release_buffer, gss_release_oid_set, gss_constants,
 *     gss_channel_bindings
 * @source RFC 2744 s.3
 */
typedef struct gss_ctx_id_struct *gss_ctx_id_t;
typedef struct gss_cred_id_struct *gss_cred_id_t;
typedef struct gss_name_struct *gss_name_t;

typedef uint32_t gss_uint32;
typedef gss_uint32 OM_uint32;

typedef struct gss_OID_desc_struct {
    OM_uint32 length;
    void *elements;
} gss_OID_desc, *gss_OID;

typedef struct gss_OID_set_desc_struct {
    size_t count;
    gss_OID elements;
} gss_OID_set_desc, *gss_OID_set;

typedef struct gss_buffer_desc_struct {
    size_t length;
    void *value;
} gss_buffer_desc, *gss_buffer_t;

typedef const struct gss_ctx_id_struct *gss_const_ctx_id_t;
typedef const struct gss_cred_id_struct *gss_const_cred_id_t;
typedef const struct gss_name_struct *gss_const_name_t;
typedef const gss_OID_desc *gss_const_OID;
typedef const gss_OID_set_desc *gss_const_OID_set;
typedef const gss_buffer_desc *gss_const_buffer_t;

typedef OM_uint32 gss_qop_t;
typedef int gss_cred_usage_t;

/*
 * Bytes that tie a context to the channel that carries it.
 *
 * Both sides pass the same bindings to gss_init_sec_context() and
 * gss_accept_sec_context(). A mechanism authenticates them (Kerberos sends
 * their checksum), so a peer at the end of another channel is found out and the
 * acceptor gets GSS_S_BAD_BINDINGS. An initiator that sends none at all is let
 * pass, unless it says that it knows of bindings: an acceptor that insists looks
 * for GSS_C_CHANNEL_BOUND_FLAG. Over TLS the usual bindings are
 * application_data alone, holding the prefix that RFC 5929 or RFC 9266 defines
 * and the value, with all other fields zero.
 *
 * The structure and its buffers stay the caller's. They need not be secret, and
 * must not hold secrets: a mechanism may send them in the clear. Address bytes
 * are in network order.
 *
 * @page gss_channel_bindings
 * @value gss_channel_bindings_t A pointer to the bindings.
 * @value GSS_C_AF_UNSPEC No particular type of address. With an empty address:
 *     none is bound.
 * @value GSS_C_AF_LOCAL Addresses within one host.
 * @value GSS_C_AF_INET Internet addresses: 4 bytes of IPv4.
 * @value GSS_C_AF_IMPLINK ARPAnet IMP addresses.
 * @value GSS_C_AF_PUP PUP protocols.
 * @value GSS_C_AF_CHAOS MIT CHAOS protocol.
 * @value GSS_C_AF_NS XEROX NS.
 * @value GSS_C_AF_NBS NBS addresses.
 * @value GSS_C_AF_ECMA ECMA addresses.
 * @value GSS_C_AF_DATAKIT Datakit protocols.
 * @value GSS_C_AF_CCITT CCITT protocols.
 * @value GSS_C_AF_SNA IBM SNA.
 * @value GSS_C_AF_DECnet DECnet.
 * @value GSS_C_AF_DLI Direct data link interface.
 * @value GSS_C_AF_LAT LAT.
 * @value GSS_C_AF_HYLINK NSC Hyperchannel.
 * @value GSS_C_AF_APPLETALK AppleTalk.
 * @value GSS_C_AF_BSC BISYNC 2780/3780.
 * @value GSS_C_AF_DSS Distributed system services.
 * @value GSS_C_AF_OSI OSI TP4.
 * @value GSS_C_AF_X25 X.25.
 * @value GSS_C_AF_NULLADDR No address is given.
 * @see gss_init_sec_context, gss_accept_sec_context
 * @source RFC 2744 s.3.11
 */
struct gss_channel_bindings_struct {
    OM_uint32 initiator_addrtype;
    gss_buffer_desc initiator_address;
    OM_uint32 acceptor_addrtype;
    gss_buffer_desc acceptor_address;
    gss_buffer_desc application_data;
};

typedef struct gss_channel_bindings_struct *gss_channel_bindings_t;

#define GSS_C_AF_UNSPEC 0
#define GSS_C_AF_LOCAL 1
#define GSS_C_AF_INET 2
#define GSS_C_AF_IMPLINK 3
#define GSS_C_AF_PUP 4
#define GSS_C_AF_CHAOS 5
#define GSS_C_AF_NS 6
#define GSS_C_AF_NBS 7
#define GSS_C_AF_ECMA 8
#define GSS_C_AF_DATAKIT 9
#define GSS_C_AF_CCITT 10
#define GSS_C_AF_SNA 11
#define GSS_C_AF_DECnet 12
#define GSS_C_AF_DLI 13
#define GSS_C_AF_LAT 14
#define GSS_C_AF_HYLINK 15
#define GSS_C_AF_APPLETALK 16
#define GSS_C_AF_BSC 17
#define GSS_C_AF_DSS 18
#define GSS_C_AF_OSI 19
#define GSS_C_AF_X25 21
#define GSS_C_AF_NULLADDR 255

/*
 * The services of a context, asked for by the initiator and told to both.
 *
 * gss_init_sec_context() takes those that are wanted. What came of it stands in
 * ret_flags of that call and of gss_accept_sec_context(), and in ctx_flags of
 * gss_inquire_context(). A wanted service that the mechanism cannot give is no
 * error: look at the flags before you rely on it. Unknown flags are ignored.
 *
 * The flags from GSS_C_CHANNEL_BOUND_FLAG on go beyond RFC 2744 and have the
 * values that other implementations use.
 *
 * @page gss_flags
 * @value GSS_C_DELEG_FLAG The initiator gives the acceptor credentials to act
 *     for it. Never set unless asked for.
 * @value GSS_C_MUTUAL_FLAG The acceptor proves its identity too.
 * @value GSS_C_REPLAY_FLAG A message that arrives twice is told:
 *     GSS_S_DUPLICATE_TOKEN, GSS_S_OLD_TOKEN.
 * @value GSS_C_SEQUENCE_FLAG A message out of order is told:
 *     GSS_S_UNSEQ_TOKEN, GSS_S_GAP_TOKEN.
 * @value GSS_C_CONF_FLAG gss_wrap() can encrypt.
 * @value GSS_C_INTEG_FLAG gss_get_mic() and gss_wrap() can protect integrity.
 * @value GSS_C_ANON_FLAG The initiator's name is not told to the acceptor.
 * @value GSS_C_PROT_READY_FLAG The per-message calls work now, even if the
 *     context is not established yet.
 * @value GSS_C_TRANS_FLAG gss_export_sec_context() would work now.
 * @value GSS_C_CHANNEL_BOUND_FLAG To an acceptor: the initiator's channel
 *     bindings were there and equal to ours.
 * @value GSS_C_DCE_STYLE The third token of DCE RPC ends the establishment,
 *     and the first one has no framing. Both sides must expect it.
 * @value GSS_C_IDENTIFY_FLAG The acceptor may identify the initiator, but not
 *     act for it.
 * @value GSS_C_EXTENDED_ERROR_FLAG The initiator wants error tokens with
 *     Windows' extended status.
 * @value GSS_C_DELEG_POLICY_FLAG Delegate only if the realm marks the acceptor
 *     as trusted for it.
 * @see gss_init_sec_context, gss_accept_sec_context, gss_inquire_context
 * @source RFC 2744 s.5.19; RFC 4121 s.4.1.1.1; RFC 4757 s.7.1; RFC 5896
 */
#define GSS_C_DELEG_FLAG 1
#define GSS_C_MUTUAL_FLAG 2
#define GSS_C_REPLAY_FLAG 4
#define GSS_C_SEQUENCE_FLAG 8
#define GSS_C_CONF_FLAG 16
#define GSS_C_INTEG_FLAG 32
#define GSS_C_ANON_FLAG 64
#define GSS_C_PROT_READY_FLAG 128
#define GSS_C_TRANS_FLAG 256

#define GSS_C_CHANNEL_BOUND_FLAG 2048
#define GSS_C_DCE_STYLE 0x1000
#define GSS_C_IDENTIFY_FLAG 0x2000
#define GSS_C_EXTENDED_ERROR_FLAG 0x4000
#define GSS_C_DELEG_POLICY_FLAG 0x8000

/*
 * Empty values, usages of credentials, and other constants.
 *
 * The empty values stand for "none" or "the default" where an argument is
 * optional, and are what outputs hold after a failure.
 *
 * @page gss_constants
 * @value GSS_C_BOTH A credential that can initiate and accept contexts.
 * @value GSS_C_INITIATE A credential that only initiates.
 * @value GSS_C_ACCEPT A credential that only accepts.
 * @value GSS_C_GSS_CODE For gss_display_status(): the value is a major status.
 * @value GSS_C_MECH_CODE For gss_display_status(): the value is a minor status.
 * @value GSS_C_NO_NAME No name.
 * @value GSS_C_NO_BUFFER No buffer.
 * @value GSS_C_NO_OID No object identifier: the default mechanism or name type.
 * @value GSS_C_NO_OID_SET No set: the default mechanisms.
 * @value GSS_C_NO_CONTEXT No context.
 * @value GSS_C_NO_CREDENTIAL No credential: the default one.
 * @value GSS_C_NO_CHANNEL_BINDINGS No channel bindings.
 * @value GSS_C_EMPTY_BUFFER The initializer of a gss_buffer_desc without bytes.
 * @value GSS_C_NULL_OID GSS_C_NO_OID under its older name.
 * @value GSS_C_NULL_OID_SET GSS_C_NO_OID_SET under its older name.
 * @value GSS_C_QOP_DEFAULT The default quality of protection, the only one.
 * @value GSS_C_INDEFINITE A lifetime without end, or the longest possible.
 * @see gss_types, gss_status
 * @source RFC 2744 s.3.12, appendix A
 */
#define GSS_C_BOTH 0
#define GSS_C_INITIATE 1
#define GSS_C_ACCEPT 2

#define GSS_C_GSS_CODE 1
#define GSS_C_MECH_CODE 2

#define GSS_C_NO_NAME ((gss_name_t)0)
#define GSS_C_NO_BUFFER ((gss_buffer_t)0)
#define GSS_C_NO_OID ((gss_OID)0)
#define GSS_C_NO_OID_SET ((gss_OID_set)0)
#define GSS_C_NO_CONTEXT ((gss_ctx_id_t)0)
#define GSS_C_NO_CREDENTIAL ((gss_cred_id_t)0)
#define GSS_C_NO_CHANNEL_BINDINGS ((gss_channel_bindings_t)0)
#define GSS_C_EMPTY_BUFFER                                                                         \
    {                                                                                              \
        0, NULL                                                                                    \
    }

#define GSS_C_NULL_OID GSS_C_NO_OID
#define GSS_C_NULL_OID_SET GSS_C_NO_OID_SET

#define GSS_C_QOP_DEFAULT 0
#define GSS_C_INDEFINITE ((OM_uint32)0xfffffffful)

#endif
