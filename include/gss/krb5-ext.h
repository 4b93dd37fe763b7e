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

/* The mechanism, 1.2.840.113554.1.2.2. */
extern gss_OID GSS_KRB5;

/* The object identifiers as objects, for static initializers. */
extern gss_OID_desc GSS_KRB5_static;
extern gss_OID_desc GSS_KRB5_NT_USER_NAME_static;
extern gss_OID_desc GSS_KRB5_NT_HOSTBASED_SERVICE_NAME_static;
extern gss_OID_desc GSS_KRB5_NT_PRINCIPAL_NAME_static;
extern gss_OID_desc GSS_KRB5_NT_MACHINE_UID_NAME_static;
extern gss_OID_desc GSS_KRB5_NT_STRING_UID_NAME_static;

/* Registers the acceptor's keytab for this process (NULL: back to the default). */
OM_uint32 krb5_gss_register_acceptor_identity(const char *identity);
#define gsskrb5_register_acceptor_identity krb5_gss_register_acceptor_identity

/* The time of the client's first authentication, in seconds since the epoch (unsigned 32 bits). */
OM_uint32 gsskrb5_extract_authtime_from_sec_context(OM_uint32 *minor_status,
                                                    gss_ctx_id_t context_handle,
                                                    int32_t *authtime);

/* The ticket's authorization data of type AD_TYPE. */
OM_uint32 gsskrb5_extract_authz_data_from_sec_context(OM_uint32 *minor_status,
                                                      gss_ctx_id_t context_handle, int ad_type,
                                                      gss_buffer_t ad_data);

/* The ticket's flags, as a 32-bit mask (RFC 4120 s.5.3). */
OM_uint32 gss_krb5_get_tkt_flags(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                                 OM_uint32 *ticket_flags);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
