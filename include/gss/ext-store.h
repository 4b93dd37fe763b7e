/*
 * gss/ext-store.h - credentials stored, and handed to other processes
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

/*
 * Turns a credential into a token, for other processes.
 *
 * The token is sealed in the transfer domain, like that of a context: it shows
 * nothing and cannot be altered, and who can read the domain's key can import
 * it. Unlike a context's it may be imported more than once, for a day; and the
 * credential here goes on. See gss-transfer(7).
 *
 * What travels. Of Kerberos' initiators: the tickets that the credential leads
 * to now, whatever cache they are in; for a default credential those of the
 * default cache. They keep their own end, and what the cache gets later does
 * not reach the token. Of its acceptors: the keytab's name, which the importer
 * must be able to read; the keys themselves only if the keytab is in memory. A
 * replay cache that was set does not travel. Of SCRAM: what an initiator's
 * password was made into, which serves for this mechanism; the name of an
 * acceptor's file of verifiers. A credential of several mechanisms travels
 * whole or not at all.
 *
 * @param cred_handle [in] The credential; stays the caller's.
 * @param token [out] The token; release it with gss_release_buffer().
 * @status GSS_S_COMPLETE token holds the token.
 * @status GSS_S_NO_CRED There is no credential, or the default one leads to
 *     none.
 * @status GSS_S_UNAVAILABLE There is no usable transfer domain, or a mechanism
 *     cannot export its element.
 * @status GSS_S_UNAUTHORIZED This user may not use the domain.
 * @status GSS_S_FAILURE Another failure that the minor status tells.
 * @see gss_import_cred, gss_export_sec_context, gss_transfer_set_domain,
 *     gss-transfer(7)
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_export_cred(OM_uint32 *minor_status, gss_cred_id_t cred_handle, gss_buffer_t token);

/*
 * Makes a credential of a token.
 *
 * The token may be imported again, here and elsewhere, as long as it lives.
 * Import from a domain only if you trust its members with what the credential
 * is used for: they decide what is in it, such as which keytab is read.
 *
 * @param token [in] What gss_export_cred() gave.
 * @param cred_handle [out] The credential; release it with
 *     gss_release_cred().
 * @status GSS_S_COMPLETE The credential was made.
 * @status GSS_S_DEFECTIVE_TOKEN It is no token of a credential, or it was
 *     altered, or it is of another transfer domain or an earlier boot.
 * @status GSS_S_CREDENTIALS_EXPIRED The token has expired.
 * @status GSS_S_NO_CRED The keytab or file that it names has no keys that this
 *     process can read.
 * @status GSS_S_UNAUTHORIZED This user may not use the domain.
 * @status GSS_S_UNAVAILABLE There is no usable transfer domain, or the
 *     credential is of a mechanism that this library does not have.
 * @status GSS_S_FAILURE Another failure that the minor status tells.
 * @see gss_export_cred, gss-transfer(7)
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_import_cred(OM_uint32 *minor_status, gss_buffer_t token, gss_cred_id_t *cred_handle);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
