/*
 * gss/ext-store.h - storing credentials
 */
#ifndef GSS_EXT_STORE_H
#define GSS_EXT_STORE_H

#include <gss/api.h>
#include <gss/ext-cred.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Stores a credential where other processes of the user find it.
 *
 * For a server that was given a delegated credential and starts a program for
 * its client: first become that user, then store.
 *
 * Kerberos stores an initiator's tickets, in the default credential cache. If
 * that is one of a collection, they go to the cache of their principal, or to
 * a new one. Where the cache has tickets already that have not expired, they
 * stay, unless overwrite_cred says otherwise. SCRAM stores nothing.
 *
 * @param input_cred_handle [in] The credential.
 * @param input_usage [in] What of it to store: GSS_C_INITIATE, GSS_C_ACCEPT
 *     or GSS_C_BOTH.
 * @param desired_mech [in, optional] The mechanism whose element to store.
 *     GSS_C_NO_OID: every one that can be stored.
 * @param overwrite_cred [in] Nonzero: replace what is stored there already.
 * @param default_cred [in] Nonzero: make it the user's default credential.
 * @param elements_stored [out, optional] The mechanisms whose elements were
 *     stored; release the set with gss_release_oid_set().
 * @param cred_usage_stored [out, optional] For which use; meaningless after a
 *     failure.
 * @status GSS_S_COMPLETE At least one element was stored.
 * @status GSS_S_NO_CRED There is no credential, or it has no element for this
 *     mechanism and use.
 * @status GSS_S_BAD_MECH desired_mech is not supported.
 * @status GSS_S_CREDENTIALS_EXPIRED The credential has expired.
 * @status GSS_S_DUPLICATE_ELEMENT There are credentials in that place already,
 *     and overwrite_cred is zero.
 * @status GSS_S_UNAVAILABLE The mechanism does not store credentials.
 * @status GSS_S_FAILURE input_usage is none of the three or cannot be stored,
 *     or another failure that the minor status tells.
 * @see gss_store_cred_into, gss_accept_sec_context
 * @source RFC 5588
 */
OM_uint32 gss_store_cred(OM_uint32 *minor_status, const gss_cred_id_t input_cred_handle,
                         gss_cred_usage_t input_usage, const gss_OID desired_mech,
                         OM_uint32 overwrite_cred, OM_uint32 default_cred,
                         gss_OID_set *elements_stored, gss_cred_usage_t *cred_usage_stored);

/*
 * Stores a credential in the place that a credential store names.
 *
 * Kerberos knows the key "ccache": the credential cache to store in. Without a
 * store, and without this key, the call is gss_store_cred().
 *
 * @param input_cred_handle [in] The credential.
 * @param input_usage [in] What of it to store: GSS_C_INITIATE, GSS_C_ACCEPT
 *     or GSS_C_BOTH.
 * @param desired_mech [in, optional] The mechanism whose element to store.
 *     GSS_C_NO_OID: every one that can be stored.
 * @param overwrite_cred [in] Nonzero: replace what is stored there already.
 * @param default_cred [in] Nonzero: make it the user's default credential,
 *     where that place is one of a collection.
 * @param cred_store [in, optional] The place.
 * @param elements_stored [out, optional] The mechanisms whose elements were
 *     stored; release the set with gss_release_oid_set().
 * @param cred_usage_stored [out, optional] For which use; meaningless after a
 *     failure.
 * @status GSS_S_COMPLETE At least one element was stored.
 * @status GSS_S_NO_CRED There is no credential, or it has no element for this
 *     mechanism and use, or the store is empty.
 * @status GSS_S_BAD_MECH desired_mech is not supported.
 * @status GSS_S_CREDENTIALS_EXPIRED The credential has expired.
 * @status GSS_S_DEFECTIVE_CREDENTIAL The store's place is malformed.
 * @status GSS_S_DUPLICATE_ELEMENT There are credentials in that place already,
 *     and overwrite_cred is zero; or a key is twice in the store.
 * @status GSS_S_UNAVAILABLE The mechanism does not store credentials.
 * @status GSS_S_FAILURE input_usage is none of the three or cannot be stored,
 *     or another failure that the minor status tells.
 * @see gss_cred_store, gss_store_cred, gss_acquire_cred_from
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_store_cred_into(OM_uint32 *minor_status, gss_cred_id_t input_cred_handle,
                              gss_cred_usage_t input_usage, gss_OID desired_mech,
                              OM_uint32 overwrite_cred, OM_uint32 default_cred,
                              gss_const_key_value_set_t cred_store, gss_OID_set *elements_stored,
                              gss_cred_usage_t *cred_usage_stored);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
