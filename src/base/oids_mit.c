/* The names that MIT's library gives to object identifiers (gssapi_generic.h, gssapi_krb5.h,
 * gssapi_ext.h). */
#include <gss.h>
#include <gss/mit.h>

#include "base/oid.h"

static gss_OID_desc mit_krb5_old = OID_STATIC("\x2b\x05\x01\x05\x02");
static gss_OID_desc mit_krb5_wrong = OID_STATIC("\x2a\x86\x48\x82\xf7\x12\x01\x02\x02");
static gss_OID_desc mit_iakerb = OID_STATIC("\x2b\x06\x01\x05\x02\x05");
static gss_OID_desc mit_nt_principal = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x02");
static gss_OID_desc mit_nt_enterprise = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x06");
static gss_OID_desc mit_nt_x509 = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x07");

static const gss_OID_desc mit_negoex_and_spnego =
    OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x12");

gss_const_OID GSS_C_MA_NEGOEX_AND_SPNEGO = &mit_negoex_and_spnego;

gss_OID gss_nt_user_name = &GSS_C_NT_USER_NAME_static;
gss_OID gss_nt_machine_uid_name = &GSS_C_NT_MACHINE_UID_NAME_static;
gss_OID gss_nt_string_uid_name = &GSS_C_NT_STRING_UID_NAME_static;
gss_OID gss_nt_service_name = &GSS_C_NT_HOSTBASED_SERVICE_static;
gss_OID gss_nt_service_name_v2 = &GSS_C_NT_HOSTBASED_SERVICE_X_static;
gss_OID gss_nt_exported_name = &GSS_C_NT_EXPORT_NAME_static;

gss_OID gss_mech_krb5 = &GSS_KRB5_static;
gss_OID gss_mech_krb5_old = &mit_krb5_old;
gss_OID gss_mech_krb5_wrong = &mit_krb5_wrong;
gss_OID gss_mech_iakerb = &mit_iakerb;

gss_OID gss_nt_krb5_name = &GSS_KRB5_NT_PRINCIPAL_NAME_static;
gss_OID gss_nt_krb5_principal = &mit_nt_principal;
gss_OID GSS_KRB5_NT_ENTERPRISE_NAME = &mit_nt_enterprise;
gss_OID GSS_KRB5_NT_X509_CERT = &mit_nt_x509;

static gss_OID_set_desc mit_set_krb5 = {1, &GSS_KRB5_static};
static gss_OID_set_desc mit_set_krb5_old = {1, &mit_krb5_old};
static gss_OID_desc mit_both[] = {OID_STATIC("\x2b\x05\x01\x05\x02"),
                                  OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02")};
static gss_OID_set_desc mit_set_krb5_both = {2, mit_both};

static gss_OID_desc mit_session_key = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x05");
static gss_OID_desc mit_sasl_ssf = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x0f");
static gss_OID_desc mit_negoex_key = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x10");
static gss_OID_desc mit_negoex_verify = OID_STATIC("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x11");

gss_OID GSS_C_INQ_SSPI_SESSION_KEY = &mit_session_key;
gss_OID GSS_C_SEC_CONTEXT_SASL_SSF = &mit_sasl_ssf;
gss_OID GSS_C_INQ_NEGOEX_KEY = &mit_negoex_key;
gss_OID GSS_C_INQ_NEGOEX_VERIFY_KEY = &mit_negoex_verify;

gss_OID_set gss_mech_set_krb5 = &mit_set_krb5;
gss_OID_set gss_mech_set_krb5_old = &mit_set_krb5_old;
gss_OID_set gss_mech_set_krb5_both = &mit_set_krb5_both;
