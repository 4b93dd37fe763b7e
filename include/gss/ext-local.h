/*
 * gss/ext-local.h - names and the users of this host
 */
#ifndef GSS_EXT_LOCAL_H
#define GSS_EXT_LOCAL_H

#include <sys/types.h>

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Tells the local user that an authenticated name stands for.
 *
 * That a name stands for a user does not say that it may log in as that user:
 * ask gss_authorize_localname(). For Kerberos the rules are those of libkrb5:
 * auth_to_local in krb5.conf, and by default the principal of one component in
 * the default realm.
 *
 * @param name [in] The name, from gss_accept_sec_context().
 * @param mech_type [in, optional] The mechanism that is to interpret the name.
 *     GSS_C_NO_OID: the name's own, or the first that knows a user.
 * @param localname [out] The user's name; release it with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE localname holds the user's name.
 * @status GSS_S_BAD_NAME There is no name.
 * @status GSS_S_BAD_NAMETYPE The mechanism takes no such names.
 * @status GSS_S_BAD_MECH mech_type is not supported.
 * @status GSS_S_UNAVAILABLE The mechanism has no rules for this.
 * @status GSS_S_FAILURE The name stands for no local user, or another failure
 *     that the minor status tells.
 * @see gss_authorize_localname, gss_pname_to_uid
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_localname(OM_uint32 *minor_status, const gss_name_t name, gss_const_OID mech_type,
                        gss_buffer_t localname);

/*
 * Tells the user id that an authenticated name stands for.
 *
 * The call is gss_localname() and a look into the user database.
 *
 * @param name [in] The name, from gss_accept_sec_context().
 * @param mech_type [in, optional] The mechanism that is to interpret the name.
 *     GSS_C_NO_OID: the name's own, or the first that knows a user.
 * @param uid [out] The user id; (uid_t)-1 after a failure.
 * @status GSS_S_COMPLETE uid holds the user id.
 * @status GSS_S_BAD_NAME There is no name.
 * @status GSS_S_BAD_NAMETYPE The mechanism takes no such names.
 * @status GSS_S_BAD_MECH mech_type is not supported.
 * @status GSS_S_UNAVAILABLE The mechanism has no rules for this.
 * @status GSS_S_FAILURE The name stands for no local user, or that user is not
 *     in the database.
 * @see gss_localname, gss_authorize_localname
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_pname_to_uid(OM_uint32 *minor_status, const gss_name_t name, const gss_OID mech_type,
                           uid_t *uid);

/*
 * Tells whether an authenticated name may log in as a local user.
 *
 * The rules are those of gss_userok(), but a failure is told apart from a no.
 *
 * @param name [in] The name, from gss_accept_sec_context().
 * @param user [in] The local user: a name of type GSS_C_NT_USER_NAME, or of
 *     none.
 * @status GSS_S_COMPLETE It may.
 * @status GSS_S_UNAUTHORIZED It may not.
 * @status GSS_S_BAD_NAME A name is missing, or the user's has a zero byte.
 * @status GSS_S_BAD_NAMETYPE user is a name of another type.
 * @status GSS_S_UNAVAILABLE The name's mechanism has no rules for this.
 * @status GSS_S_FAILURE Another failure that the minor status tells.
 * @see gss_userok, gss_localname
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_authorize_localname(OM_uint32 *minor_status, const gss_name_t name,
                                  const gss_name_t user);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
