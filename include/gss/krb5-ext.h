/*
 * gss/krb5-ext.h - extensions of the Kerberos 5 mechanism
 */
#ifndef GSS_KRB5_EXT_H
#define GSS_KRB5_EXT_H

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Kerberos' object identifiers.
 *
 * GSS_KRB5 is the mechanism, to be passed as mech_type. The objects that end in
 * _static are what GSS_KRB5 and the name types point to, for initializers of
 * static data. They are not to be changed.
 *
 * @page gss_krb5_oids
 * @value GSS_KRB5 Kerberos 5, a pointer to GSS_KRB5_static.
 * @value GSS_KRB5_static 1.2.840.113554.1.2.2
 * @value GSS_KRB5_NT_USER_NAME_static 1.2.840.113554.1.2.1.1
 * @value GSS_KRB5_NT_HOSTBASED_SERVICE_NAME_static 1.2.840.113554.1.2.1.4
 * @value GSS_KRB5_NT_PRINCIPAL_NAME_static 1.2.840.113554.1.2.2.1
 * @value GSS_KRB5_NT_MACHINE_UID_NAME_static 1.2.840.113554.1.2.1.2
 * @value GSS_KRB5_NT_STRING_UID_NAME_static 1.2.840.113554.1.2.1.3
 * @see gss_krb5_name_types, gss_oids
 * @source GNU GSS; RFC 1964 s.2
 */
extern gss_OID GSS_KRB5;

extern gss_OID_desc GSS_KRB5_static;
extern gss_OID_desc GSS_KRB5_NT_USER_NAME_static;
extern gss_OID_desc GSS_KRB5_NT_HOSTBASED_SERVICE_NAME_static;
extern gss_OID_desc GSS_KRB5_NT_PRINCIPAL_NAME_static;
extern gss_OID_desc GSS_KRB5_NT_MACHINE_UID_NAME_static;
extern gss_OID_desc GSS_KRB5_NT_STRING_UID_NAME_static;

/*
 * Names the keytab whose keys this process accepts with.
 *
 * It holds for credentials that are acquired, and for contexts that are
 * accepted without a credential, from now on and in all threads.
 *
 * @param identity [in, optional] The keytab, as libkrb5 names it:
 *     "/etc/imap.keytab", "FILE:...", "MEMORY:...". NULL goes back to the
 *     default keytab.
 * @status GSS_S_COMPLETE The keytab is registered. Whether it exists is found
 *     out when it is used.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_acquire_cred, gss_accept_sec_context
 * @source an extension that other implementations offer too
 */
OM_uint32 krb5_gss_register_acceptor_identity(const char *identity);

/*
 * Heimdal's name of a call.
 *
 * @page gsskrb5_register_acceptor_identity
 * @value gsskrb5_register_acceptor_identity
 *     krb5_gss_register_acceptor_identity() under the name that Heimdal gives it.
 * @see krb5_gss_register_acceptor_identity
 * @source an extension that other implementations offer too
 */
#define gsskrb5_register_acceptor_identity krb5_gss_register_acceptor_identity

/*
 * Tells when the initiator first authenticated to its realm.
 *
 * @param context_handle [in] An established Kerberos context.
 * @param authtime [out] Seconds since 1970. The bits are those of an unsigned
 *     32-bit number, as Kerberos has used them since 2038 came in sight: cast
 *     to uint32_t.
 * @status GSS_S_COMPLETE authtime holds the time.
 * @status GSS_S_NO_CONTEXT There is no context, or it is not established yet.
 * @status GSS_S_UNAVAILABLE The context is not one of Kerberos.
 * @see gss_krb5_get_tkt_flags, gsskrb5_extract_authz_data_from_sec_context
 * @source an extension that other implementations offer too; RFC 4120 s.5.3
 */
OM_uint32 gsskrb5_extract_authtime_from_sec_context(OM_uint32 *minor_status,
                                                    gss_ctx_id_t context_handle, int32_t *authtime);

/*
 * Gives the authorization data of one type that the initiator's ticket carries.
 *
 * @param context_handle [in] An established Kerberos context, on the acceptor's
 *     side.
 * @param ad_type [in] The type, such as 128 for Windows' PAC. Elements inside
 *     AD-IF-RELEVANT are found.
 * @param ad_data [out] The data; release it with gss_release_buffer().
 * @status GSS_S_COMPLETE ad_data holds the data.
 * @status GSS_S_NO_CONTEXT There is no context, or it is not established yet.
 * @status GSS_S_UNAVAILABLE The ticket carries no data of this type, or the
 *     context is not one of Kerberos.
 * @see gsskrb5_extract_authtime_from_sec_context, gss_krb5_get_tkt_flags
 * @source an extension that other implementations offer too; RFC 4120 s.5.2.6
 */
OM_uint32 gsskrb5_extract_authz_data_from_sec_context(OM_uint32 *minor_status,
                                                      gss_ctx_id_t context_handle, int ad_type,
                                                      gss_buffer_t ad_data);

/*
 * Gives the flags of the ticket that made a context.
 *
 * @param context_handle [in] An established Kerberos context.
 * @param ticket_flags [out] The flags of RFC 4120 section 5.3, flag 0 being the
 *     highest bit: 0x40000000 is "forwardable".
 * @status GSS_S_COMPLETE ticket_flags holds the flags.
 * @status GSS_S_NO_CONTEXT There is no context, or it is not established yet.
 * @status GSS_S_UNAVAILABLE The context is not one of Kerberos.
 * @see gsskrb5_extract_authtime_from_sec_context
 * @source an extension that other implementations offer too; RFC 4120 s.5.3
 */
OM_uint32 gss_krb5_get_tkt_flags(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                                 OM_uint32 *ticket_flags);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
