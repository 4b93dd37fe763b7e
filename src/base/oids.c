/* The public object identifiers, as objects and as the pointers that RFC 2744 names. */
#include <gss.h>

#include "base/oid.h"

#define OID_PUBLIC(name, bytes)                                                                    \
    gss_OID_desc name##_static = OID_STATIC(bytes);                                                \
    gss_OID name = &name##_static

/* RFC 2744 appendix A. */
OID_PUBLIC(GSS_C_NT_USER_NAME, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x01");
OID_PUBLIC(GSS_C_NT_MACHINE_UID_NAME, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x02");
OID_PUBLIC(GSS_C_NT_STRING_UID_NAME, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x03");
OID_PUBLIC(GSS_C_NT_HOSTBASED_SERVICE_X, "\x2b\x06\x01\x05\x06\x02");
OID_PUBLIC(GSS_C_NT_HOSTBASED_SERVICE, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x04");
OID_PUBLIC(GSS_C_NT_ANONYMOUS, "\x2b\x06\x01\x05\x06\x03");
OID_PUBLIC(GSS_C_NT_EXPORT_NAME, "\x2b\x06\x01\x05\x06\x04");

/* RFC 1964 s.2 and s.2.1. */
OID_PUBLIC(GSS_KRB5, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02");
OID_PUBLIC(GSS_KRB5_NT_PRINCIPAL_NAME, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01");
OID_PUBLIC(GSS_KRB5_NT_USER_NAME, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x01");
OID_PUBLIC(GSS_KRB5_NT_HOSTBASED_SERVICE_NAME, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x04");
OID_PUBLIC(GSS_KRB5_NT_MACHINE_UID_NAME, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x02");
OID_PUBLIC(GSS_KRB5_NT_STRING_UID_NAME, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x03");

/* RFC 6680 s.8.1. */
static gss_OID_desc nt_composite_export = OID_STATIC("\x2b\x06\x01\x05\x06\x06");
gss_OID GSS_C_NT_COMPOSITE_EXPORT = &nt_composite_export;

static gss_buffer_desc attr_local_login_user = {sizeof("local-login-user") - 1,
                                                (void *)"local-login-user"};
gss_buffer_t GSS_C_ATTR_LOCAL_LOGIN_USER = &attr_local_login_user;
