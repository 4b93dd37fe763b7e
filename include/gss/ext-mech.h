/*
 * gss/ext-mech.h - attributes of mechanisms
 *
 * A program that needs a property of a mechanism asks for it here, instead of
 * knowing mechanisms by name.
 */
#ifndef GSS_EXT_MECH_H
#define GSS_EXT_MECH_H

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Attributes that a mechanism may have.
 *
 * Static object identifiers, arcs of 1.3.6.1.5.5.13. They are not to be
 * changed or released.
 *
 * @page gss_mech_attributes
 * @value GSS_C_MA_MECH_CONCRETE A mechanism that is neither a pseudo-mechanism
 *     nor a composite.
 * @value GSS_C_MA_MECH_PSEUDO A pseudo-mechanism, which leaves the work to
 *     others.
 * @value GSS_C_MA_MECH_COMPOSITE A composite of other mechanisms.
 * @value GSS_C_MA_MECH_NEGO A mechanism that negotiates which other one is used.
 * @value GSS_C_MA_MECH_GLUE Not a mechanism, but the GSS-API itself.
 * @value GSS_C_MA_NOT_MECH Known not to be a mechanism.
 * @value GSS_C_MA_DEPRECATED Deprecated, and never used by default.
 * @value GSS_C_MA_NOT_DFLT_MECH Never used by default.
 * @value GSS_C_MA_ITOK_FRAMED Initial tokens have the framing of RFC 2743.
 * @value GSS_C_MA_AUTH_INIT The initiator is authenticated.
 * @value GSS_C_MA_AUTH_TARG The acceptor is authenticated.
 * @value GSS_C_MA_AUTH_INIT_INIT The initiator is authenticated by a password or
 *     key of its own, without a third party.
 * @value GSS_C_MA_AUTH_TARG_INIT The same for the acceptor.
 * @value GSS_C_MA_AUTH_INIT_ANON The initiator may be anonymous.
 * @value GSS_C_MA_AUTH_TARG_ANON The acceptor may be anonymous.
 * @value GSS_C_MA_DELEG_CRED Credentials can be delegated: GSS_C_DELEG_FLAG.
 * @value GSS_C_MA_INTEG_PROT The integrity of messages is protected:
 *     GSS_C_INTEG_FLAG.
 * @value GSS_C_MA_CONF_PROT Messages can be encrypted: GSS_C_CONF_FLAG.
 * @value GSS_C_MA_MIC gss_get_mic() works.
 * @value GSS_C_MA_WRAP gss_wrap() works.
 * @value GSS_C_MA_PROT_READY Messages can be protected before the context is
 *     fully established: GSS_C_PROT_READY_FLAG.
 * @value GSS_C_MA_REPLAY_DET Repeated messages are told: GSS_C_REPLAY_FLAG.
 * @value GSS_C_MA_OOS_DET Messages out of order are told: GSS_C_SEQUENCE_FLAG.
 * @value GSS_C_MA_CBINDINGS Contexts can be bound to channels.
 * @value GSS_C_MA_PFS Old sessions stay secret when long-term keys become known.
 * @value GSS_C_MA_COMPRESS Messages are compressed.
 * @value GSS_C_MA_CTX_TRANS Contexts can be handed to other processes:
 *     GSS_C_TRANS_FLAG.
 * @see gss_inquire_attrs_for_mech, gss_indicate_mechs_by_attrs,
 *     gss_display_mech_attr
 * @source RFC 5587 s.3.2
 */
extern gss_const_OID GSS_C_MA_MECH_CONCRETE;
extern gss_const_OID GSS_C_MA_MECH_PSEUDO;
extern gss_const_OID GSS_C_MA_MECH_COMPOSITE;
extern gss_const_OID GSS_C_MA_MECH_NEGO;
extern gss_const_OID GSS_C_MA_MECH_GLUE;
extern gss_const_OID GSS_C_MA_NOT_MECH;
extern gss_const_OID GSS_C_MA_DEPRECATED;
extern gss_const_OID GSS_C_MA_NOT_DFLT_MECH;
extern gss_const_OID GSS_C_MA_ITOK_FRAMED;
extern gss_const_OID GSS_C_MA_AUTH_INIT;
extern gss_const_OID GSS_C_MA_AUTH_TARG;
extern gss_const_OID GSS_C_MA_AUTH_INIT_INIT;
extern gss_const_OID GSS_C_MA_AUTH_TARG_INIT;
extern gss_const_OID GSS_C_MA_AUTH_INIT_ANON;
extern gss_const_OID GSS_C_MA_AUTH_TARG_ANON;
extern gss_const_OID GSS_C_MA_DELEG_CRED;
extern gss_const_OID GSS_C_MA_INTEG_PROT;
extern gss_const_OID GSS_C_MA_CONF_PROT;
extern gss_const_OID GSS_C_MA_MIC;
extern gss_const_OID GSS_C_MA_WRAP;
extern gss_const_OID GSS_C_MA_PROT_READY;
extern gss_const_OID GSS_C_MA_REPLAY_DET;
extern gss_const_OID GSS_C_MA_OOS_DET;
extern gss_const_OID GSS_C_MA_CBINDINGS;
extern gss_const_OID GSS_C_MA_PFS;
extern gss_const_OID GSS_C_MA_COMPRESS;
extern gss_const_OID GSS_C_MA_CTX_TRANS;

/*
 * Lists the mechanisms that have certain attributes.
 *
 * A mechanism is listed if it has all of desired_mech_attrs, none of
 * except_mech_attrs, and knows of each of critical_mech_attrs whether it has it.
 * Without any of the three the call does what gss_indicate_mechs() does.
 * Mechanisms that are only used when asked for by name are not listed.
 *
 * @param desired_mech_attrs [in, optional] What the mechanisms must have.
 * @param except_mech_attrs [in, optional] What they must not have.
 * @param critical_mech_attrs [in, optional] What they must know about.
 * @param mechs [out] The mechanisms, perhaps none; release the set with
 *     gss_release_oid_set().
 * @status GSS_S_COMPLETE mechs holds the set, which may be empty.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_inquire_attrs_for_mech, gss_indicate_mechs, gss_mech_attributes
 * @source RFC 5587 s.3.4.2
 */
OM_uint32 gss_indicate_mechs_by_attrs(OM_uint32 *minor_status, gss_const_OID_set desired_mech_attrs,
                                      gss_const_OID_set except_mech_attrs,
                                      gss_const_OID_set critical_mech_attrs, gss_OID_set *mechs);

/*
 * Tells which attributes a mechanism has.
 *
 * @param mech [in, optional] The mechanism. GSS_C_NO_OID is the default one.
 * @param mech_attrs [out, optional] What it has; release the set with
 *     gss_release_oid_set().
 * @param known_mech_attrs [out, optional] What it knows about, whether it has
 *     it or not; release the set with gss_release_oid_set().
 * @status GSS_S_COMPLETE The outputs are filled.
 * @status GSS_S_BAD_MECH The mechanism is not supported, or there is no default
 *     one.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_indicate_mechs_by_attrs, gss_mech_attributes
 * @source RFC 5587 s.3.4.3
 */
OM_uint32 gss_inquire_attrs_for_mech(OM_uint32 *minor_status, gss_const_OID mech,
                                     gss_OID_set *mech_attrs, gss_OID_set *known_mech_attrs);

/*
 * Describes an attribute for people.
 *
 * @param mech_attr [in] The attribute.
 * @param name [out, optional] The name of its constant, beginning with
 *     GSS_C_MA_; release it with gss_release_buffer().
 * @param short_desc [out, optional] Its short name, such as
 *     "context-transfer"; release it with gss_release_buffer().
 * @param long_desc [out, optional] A sentence in English; release it with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE The outputs are filled.
 * @status GSS_S_BAD_MECH_ATTR The attribute is missing or unknown.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_mech_attributes, gss_inquire_attrs_for_mech
 * @source RFC 5587 s.3.4.4
 */
OM_uint32 gss_display_mech_attr(OM_uint32 *minor_status, gss_const_OID mech_attr, gss_buffer_t name,
                                gss_buffer_t short_desc, gss_buffer_t long_desc);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
