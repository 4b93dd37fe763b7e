/*
 * gss/ext.h - extensions that are not tied to a mechanism
 *
 * They come from GNU GSS, from RFC 4401, and, in the files gss/ext-*.h, from
 * MIT's library, RFC 5587 and RFC 5588.
 */
#ifndef GSS_EXT_H
#define GSS_EXT_H

#include <stddef.h>
#include <sys/types.h>

#include <gss/api.h>
#include <gss/ext-cred.h>
#include <gss/ext-impersonate.h>
#include <gss/ext-inquire.h>
#include <gss/ext-iov.h>
#include <gss/ext-local.h>
#include <gss/ext-mech.h>
#include <gss/ext-name.h>
#include <gss/ext-oid.h>
#include <gss/ext-set.h>
#include <gss/ext-store.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

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
 * @see gss_authorize_localname, gss_accept_sec_context
 * @source GNU GSS
 */
int gss_userok(gss_name_t name, const char *username);

/*
 * Makes bytes from the context's keys: the same ones on both sides.
 *
 * Protocols key their own cryptography by this call. Nobody else can compute
 * the bytes, and they tell nothing of the context's keys. Begin prf_in with a
 * word on what the bytes are for: other input gives other bytes.
 *
 * @param context [in] The context.
 * @param prf_key [in] GSS_C_PRF_KEY_FULL or GSS_C_PRF_KEY_PARTIAL.
 * @param prf_in [in] What the bytes are made from; not empty.
 * @param desired_output_len [in] How many bytes; at least 1.
 * @param prf_out [out] The bytes; release them with gss_release_buffer().
 * @status GSS_S_COMPLETE prf_out holds the bytes.
 * @status GSS_S_NO_CONTEXT There is no context.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_UNAVAILABLE The mechanism has no such function, or not with
 *     prf_key, or not before the context is fully established.
 * @status GSS_S_FAILURE prf_in is empty or too long, desired_output_len is less
 *     than 1 or too large, or there is no memory.
 * @see gss_prf_keys, gss_init_sec_context, gss_accept_sec_context
 * @source RFC 4401
 */
OM_uint32 gss_pseudo_random(OM_uint32 *minor_status, gss_ctx_id_t context, int prf_key,
                            gss_buffer_t prf_in, ssize_t desired_output_len, gss_buffer_t prf_out);

/*
 * Which of the context's keys gss_pseudo_random() uses.
 *
 * @page gss_prf_keys
 * @value GSS_C_PRF_KEY_FULL The best key of a fully established context.
 * @value GSS_C_PRF_KEY_PARTIAL The key that was there before the context was
 *     fully established.
 * @see gss_pseudo_random
 * @source RFC 4401 s.2.1
 */
#define GSS_C_PRF_KEY_FULL 0
#define GSS_C_PRF_KEY_PARTIAL 1

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
