/* gssapi/gssapi_krb5.h - the name that MIT gives to the header of its Kerberos extensions */
#ifndef GSSAPI_GSSAPI_KRB5_H
#define GSSAPI_GSSAPI_KRB5_H

#include <gss.h>
#include <gss/krb5-ext.h>
#include <gss/mit.h>

#define gss_krb5_nt_general_name gss_nt_krb5_name
#define gss_krb5_nt_principal gss_nt_krb5_principal
#define gss_krb5_nt_service_name gss_nt_service_name
#define gss_krb5_nt_user_name gss_nt_user_name
#define gss_krb5_nt_machine_uid_name gss_nt_machine_uid_name
#define gss_krb5_nt_string_uid_name gss_nt_string_uid_name

#endif
