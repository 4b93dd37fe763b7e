/*
 * gss/krb5.h - the Kerberos 5 mechanism (RFC 1964, RFC 4121)
 */
#ifndef GSS_KRB5_H
#define GSS_KRB5_H

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Minor status codes of RFC 1964.
 *
 * Names for programs that know them. What this library reports is in most cases
 * more exact: ask gss_display_status().
 *
 * @page gss_krb5_status
 * @value GSS_KRB5_S_G_BAD_SERVICE_NAME A name of type
 *     GSS_C_NT_HOSTBASED_SERVICE has no "@"; this library takes such a name.
 * @value GSS_KRB5_S_G_BAD_STRING_UID A name of type GSS_C_NT_STRING_UID_NAME
 *     has other characters than digits.
 * @value GSS_KRB5_S_G_NOUSER The user number is of no user.
 * @value GSS_KRB5_S_G_VALIDATE_FAILED A handle failed its validation.
 * @value GSS_KRB5_S_G_BUFFER_ALLOC No memory for a buffer.
 * @value GSS_KRB5_S_G_BAD_MSG_CTX The message context is invalid.
 * @value GSS_KRB5_S_G_WRONG_SIZE A buffer has the wrong size.
 * @value GSS_KRB5_S_G_BAD_USAGE The credential's usage is unknown.
 * @value GSS_KRB5_S_G_UNKNOWN_QOP The quality of protection is unknown.
 * @value GSS_KRB5_S_KG_CCACHE_NOMATCH The principal is not that of the
 *     credential cache.
 * @value GSS_KRB5_S_KG_KEYTAB_NOMATCH The keytab has no key for the principal.
 * @value GSS_KRB5_S_KG_TGT_MISSING The credential cache has no
 *     ticket-granting ticket.
 * @value GSS_KRB5_S_KG_NO_SUBKEY The authenticator has no subkey.
 * @value GSS_KRB5_S_KG_CONTEXT_ESTABLISHED The context is established already.
 * @value GSS_KRB5_S_KG_BAD_SIGN_TYPE The signature type is unknown.
 * @value GSS_KRB5_S_KG_BAD_LENGTH A field of a token has an invalid length.
 * @value GSS_KRB5_S_KG_CTX_INCOMPLETE The context is not established yet.
 * @see gss_display_status
 * @source RFC 1964 s.4.1
 */
#define GSS_KRB5_S_G_BAD_SERVICE_NAME 1
#define GSS_KRB5_S_G_BAD_STRING_UID 2
#define GSS_KRB5_S_G_NOUSER 3
#define GSS_KRB5_S_G_VALIDATE_FAILED 4
#define GSS_KRB5_S_G_BUFFER_ALLOC 5
#define GSS_KRB5_S_G_BAD_MSG_CTX 6
#define GSS_KRB5_S_G_WRONG_SIZE 7
#define GSS_KRB5_S_G_BAD_USAGE 8
#define GSS_KRB5_S_G_UNKNOWN_QOP 9

#define GSS_KRB5_S_KG_CCACHE_NOMATCH 10
#define GSS_KRB5_S_KG_KEYTAB_NOMATCH 11
#define GSS_KRB5_S_KG_TGT_MISSING 12
#define GSS_KRB5_S_KG_NO_SUBKEY 13
#define GSS_KRB5_S_KG_CONTEXT_ESTABLISHED 14
#define GSS_KRB5_S_KG_BAD_SIGN_TYPE 15
#define GSS_KRB5_S_KG_BAD_LENGTH 16
#define GSS_KRB5_S_KG_CTX_INCOMPLETE 17

/*
 * Types of Kerberos names.
 *
 * Pointers to object identifiers of the library; the objects are in
 * gss_krb5_oids(3). All but the principal's are the general types under a
 * Kerberos name.
 *
 * @page gss_krb5_name_types
 * @value GSS_KRB5_NT_PRINCIPAL_NAME A principal: "alice@EXAMPLE.ORG",
 *     "imap/mail.example@EXAMPLE.ORG".
 * @value GSS_KRB5_NT_USER_NAME GSS_C_NT_USER_NAME.
 * @value GSS_KRB5_NT_HOSTBASED_SERVICE_NAME GSS_C_NT_HOSTBASED_SERVICE.
 * @value GSS_KRB5_NT_MACHINE_UID_NAME GSS_C_NT_MACHINE_UID_NAME.
 * @value GSS_KRB5_NT_STRING_UID_NAME GSS_C_NT_STRING_UID_NAME.
 * @see gss_import_name, gss_name_types, gss_krb5_oids
 * @source RFC 1964 s.2.1
 */
extern gss_OID GSS_KRB5_NT_USER_NAME;
extern gss_OID GSS_KRB5_NT_HOSTBASED_SERVICE_NAME;
extern gss_OID GSS_KRB5_NT_PRINCIPAL_NAME;
extern gss_OID GSS_KRB5_NT_MACHINE_UID_NAME;
extern gss_OID GSS_KRB5_NT_STRING_UID_NAME;

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
