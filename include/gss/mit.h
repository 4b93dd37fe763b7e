/*
 * gss/mit.h - the names that MIT's library gives to object identifiers
 *
 * For programs that were written for it; they include gssapi/gssapi_krb5.h and
 * gssapi/gssapi_generic.h, which include this.
 */
#ifndef GSS_MIT_H
#define GSS_MIT_H

#include <gss/api.h>
#include <gss/krb5.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Object identifiers under the names of MIT's library.
 *
 * Static objects, not to be changed or released. gss_mech_krb5_old,
 * gss_mech_krb5_wrong and gss_mech_iakerb are there so that programs that name
 * them can be linked: no mechanism has them.
 *
 * @page gss_mit_oids
 * @value gss_nt_user_name GSS_C_NT_USER_NAME.
 * @value gss_nt_machine_uid_name GSS_C_NT_MACHINE_UID_NAME.
 * @value gss_nt_string_uid_name GSS_C_NT_STRING_UID_NAME.
 * @value gss_nt_service_name GSS_C_NT_HOSTBASED_SERVICE.
 * @value gss_nt_service_name_v2 GSS_C_NT_HOSTBASED_SERVICE_X.
 * @value gss_nt_exported_name GSS_C_NT_EXPORT_NAME.
 * @value gss_nt_krb5_name GSS_KRB5_NT_PRINCIPAL_NAME.
 * @value gss_nt_krb5_principal 1.2.840.113554.1.2.2.2
 * @value GSS_KRB5_NT_ENTERPRISE_NAME 1.2.840.113554.1.2.2.6
 * @value GSS_KRB5_NT_X509_CERT 1.2.840.113554.1.2.2.7
 * @value gss_mech_krb5 GSS_KRB5.
 * @value gss_mech_krb5_old 1.3.5.1.5.2
 * @value gss_mech_krb5_wrong 1.2.840.48018.1.2.2, which old Windows sends.
 * @value gss_mech_iakerb 1.3.6.1.5.2.5
 * @value gss_mech_set_krb5 The set of gss_mech_krb5.
 * @value gss_mech_set_krb5_old The set of gss_mech_krb5_old.
 * @value gss_mech_set_krb5_both The set of both.
 * @value GSS_C_MA_NEGOEX_AND_SPNEGO 1.2.840.113554.1.2.2.5.18, an attribute of
 *     plugins' mechanisms that can be negotiated without NegoEx too.
 * @see gss_krb5_oids, gss_oids, gss_name_types
 * @source MIT's gssapi_generic.h and gssapi_krb5.h
 */
extern gss_OID gss_nt_user_name;
extern gss_OID gss_nt_machine_uid_name;
extern gss_OID gss_nt_string_uid_name;
extern gss_OID gss_nt_service_name;
extern gss_OID gss_nt_service_name_v2;
extern gss_OID gss_nt_exported_name;
extern gss_OID gss_nt_krb5_name;
extern gss_OID gss_nt_krb5_principal;
extern gss_OID GSS_KRB5_NT_ENTERPRISE_NAME;
extern gss_OID GSS_KRB5_NT_X509_CERT;
extern gss_OID gss_mech_krb5;
extern gss_OID gss_mech_krb5_old;
extern gss_OID gss_mech_krb5_wrong;
extern gss_OID gss_mech_iakerb;
extern gss_const_OID GSS_C_MA_NEGOEX_AND_SPNEGO;
extern gss_OID_set gss_mech_set_krb5;
extern gss_OID_set gss_mech_set_krb5_old;
extern gss_OID_set gss_mech_set_krb5_both;

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
