/*
 * gss/ext.h - extensions that are not tied to a mechanism
 *
 * They come from GNU GSS.
 */
#ifndef GSS_EXT_H
#define GSS_EXT_H

#include <stddef.h>

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * A credential store: what a credential is made of, as pairs of key and value.
 *
 * Each mechanism takes the keys that it knows and passes over the others. The
 * strings stay the caller's.
 *
 * @page gss_cred_store
 * @value gss_key_value_element_desc One pair: key, such as "passwordfile", and
 *     value, such as "/home/alice/.password".
 * @value gss_key_value_set_desc The pairs: their count and elements.
 * @value gss_const_key_value_set_t A pointer to a store that is only read.
 * @value GSS_C_NO_CRED_STORE No store.
 * @see gss_acquire_cred
 * @source MIT's gssapi_ext.h
 */
typedef struct gss_key_value_element_struct {
    const char *key;   /* such as "passwordfile" */
    const char *value; /* such as "/home/alice/.password" */
} gss_key_value_element_desc;

typedef struct gss_key_value_set_struct {
    OM_uint32 count;
    gss_key_value_element_desc *elements;
} gss_key_value_set_desc;

typedef const gss_key_value_set_desc *gss_const_key_value_set_t;

#define GSS_C_NO_CRED_STORE ((gss_const_key_value_set_t)0)

/*
 * Tells the library's version, and whether it is new enough.
 *
 * Compare GSS_VERSION, the version at compile time, with what runs:
 *
 *     if (gss_check_version(GSS_VERSION) == NULL)
 *         errx(1, "libgss is older than the one this was built with");
 *
 * @param req_version [in, optional] The oldest version that will do, such as
 *     "2.0.0". NULL asks for none.
 * @return The library's version, static; NULL if it is older than req_version
 *     or if req_version is malformed.
 * @see gss_version
 * @source GNU GSS
 */
const char *gss_check_version(const char *req_version);

/*
 * Tells whether an authenticated name may log in as a local user.
 *
 * For Kerberos the rules are those of libkrb5: the user's .k5login file,
 * auth_to_local in krb5.conf, and by default the principal of the user's name
 * in the default realm.
 *
 * 0 means yes. A function of the same name in MIT's and Heimdal's libraries
 * answers the other way round, nonzero for yes: a program that is ported
 * from them must be changed here, or it lets the wrong people in.
 *
 * @param name [in] The name, from gss_accept_sec_context().
 * @param username [in] The local user, ended by a zero byte.
 * @return 0 if name may log in as username; nonzero if not, if it cannot be
 *     known, or if an argument is NULL.
 * @see gss_accept_sec_context
 * @source GNU GSS
 */
int gss_userok(gss_name_t name, const char *username);

/*
 * Object identifiers of name types, as objects.
 *
 * What GSS_C_NT_USER_NAME and the others point to. An initializer of static
 * data can take their address, which it cannot do with a pointer's value. They
 * are not to be changed.
 *
 * @page gss_oids
 * @value GSS_C_NT_USER_NAME_static 1.2.840.113554.1.2.1.1
 * @value GSS_C_NT_MACHINE_UID_NAME_static 1.2.840.113554.1.2.1.2
 * @value GSS_C_NT_STRING_UID_NAME_static 1.2.840.113554.1.2.1.3
 * @value GSS_C_NT_HOSTBASED_SERVICE_X_static 1.3.6.1.5.6.2
 * @value GSS_C_NT_HOSTBASED_SERVICE_static 1.2.840.113554.1.2.1.4
 * @value GSS_C_NT_ANONYMOUS_static 1.3.6.1.5.6.3
 * @value GSS_C_NT_EXPORT_NAME_static 1.3.6.1.5.6.4
 * @see gss_name_types, gss_krb5_oids
 * @source GNU GSS; RFC 2744 appendix A
 */
extern gss_OID_desc GSS_C_NT_USER_NAME_static;
extern gss_OID_desc GSS_C_NT_MACHINE_UID_NAME_static;
extern gss_OID_desc GSS_C_NT_STRING_UID_NAME_static;
extern gss_OID_desc GSS_C_NT_HOSTBASED_SERVICE_X_static;
extern gss_OID_desc GSS_C_NT_HOSTBASED_SERVICE_static;
extern gss_OID_desc GSS_C_NT_ANONYMOUS_static;
extern gss_OID_desc GSS_C_NT_EXPORT_NAME_static;

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
