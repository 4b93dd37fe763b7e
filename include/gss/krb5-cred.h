/*
 * gss/krb5-cred.h - Kerberos credentials and libkrb5's own objects
 */
#ifndef GSS_KRB5_CRED_H
#define GSS_KRB5_CRED_H

#include <stdint.h>

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * The objects of libkrb5 that these calls take.
 *
 * They are what MIT's <krb5.h> calls krb5_ccache, krb5_keytab, krb5_rcache and
 * krb5_principal: pointers to these structures. So a program that includes it
 * passes its objects as they are, and one that does not needs no such header.
 * An encryption type is a number of 32 bits, as krb5_enctype is.
 *
 * @page gss_krb5_objects
 * @see gss_krb5_import_cred, gss_krb5_copy_ccache, gss_krb5_set_cred_rcache
 * @source MIT's gssapi_krb5.h
 */
struct _krb5_ccache;
struct _krb5_kt;
struct krb5_rc_st;
struct krb5_principal_data;

/*
 * Names the credential cache that this thread takes for the default one.
 *
 * It holds from now on, in the calling thread alone, for what this library
 * does there; the program's own calls of libkrb5 do not see it. KRB5CCNAME
 * counts again after NULL.
 *
 * @param name [in, optional] The cache, as libkrb5 names it: "FILE:...",
 *     "MEMORY:...". NULL goes back to the default.
 * @param out_name [out, optional] The name before; valid until this thread's
 *     next call of this function.
 * @status GSS_S_COMPLETE The cache is named. Whether it exists is found out
 *     when it is used.
 * @status GSS_S_FAILURE There is no memory, or krb5.conf cannot be read.
 * @see gss_acquire_cred, gss_cred_store
 * @source MIT's gssapi_krb5.h
 */
OM_uint32 gss_krb5_ccache_name(OM_uint32 *minor_status, const char *name, const char **out_name);

/*
 * Copies a credential's tickets into a credential cache.
 *
 * The cache must be initialized already, and what is in it stays. New programs
 * do better with gss_store_cred_into().
 *
 * @param cred_handle [in] The credential.
 * @param out_ccache [in] The cache, a krb5_ccache of MIT's libkrb5.
 * @status GSS_S_COMPLETE The tickets are in the cache.
 * @status GSS_S_NO_CRED There is no credential, or it is not an initiator's.
 * @status GSS_S_UNAVAILABLE The credential has no element of Kerberos.
 * @status GSS_S_FAILURE The cache cannot be written; the minor status tells
 *     more.
 * @see gss_store_cred_into, gss_krb5_import_cred, gss_krb5_objects
 * @source MIT's gssapi_krb5.h
 */
OM_uint32 gss_krb5_copy_ccache(OM_uint32 *minor_status, gss_cred_id_t cred_handle,
                               struct _krb5_ccache *out_ccache);

/*
 * Makes a credential of a credential cache, a keytab, or both.
 *
 * The credential initiates if there is a cache, and accepts if there is a
 * keytab. It refers to both by their names: the program may close its own
 * handles, but a cache in memory must not be destroyed.
 *
 * @param id [in, optional] The cache to initiate from, a krb5_ccache of MIT's
 *     libkrb5.
 * @param keytab_principal [in, optional] The principal to accept as, a
 *     krb5_principal. NULL: any of the keytab.
 * @param keytab [in, optional] The keytab to accept with, a krb5_keytab.
 * @param cred [out] The credential; release it with gss_release_cred().
 * @status GSS_S_COMPLETE The credential was made.
 * @status GSS_S_NO_CRED The cache has no principal, or the keytab no key for
 *     keytab_principal, or neither was given.
 * @status GSS_S_CREDENTIALS_EXPIRED The cache's tickets have expired.
 * @status GSS_S_FAILURE Another failure that the minor status tells.
 * @see gss_acquire_cred_from, gss_krb5_objects
 * @source MIT's gssapi_krb5.h
 */
OM_uint32 gss_krb5_import_cred(OM_uint32 *minor_status, struct _krb5_ccache *id,
                               struct krb5_principal_data *keytab_principal,
                               struct _krb5_kt *keytab, gss_cred_id_t *cred);

/*
 * Limits the encryption types of the contexts that a credential makes.
 *
 * An initiator asks the KDC for tickets with session keys of these types
 * alone, and an acceptor refuses contexts whose keys are of another type. Types
 * that this library does not have are passed over.
 *
 * No other thread may use the credential meanwhile.
 *
 * @param cred [in] The credential.
 * @param num_ktypes [in] How many types. 0: all again.
 * @param ktypes [in, optional] The types, by their numbers. A 0 ends them
 *     early.
 * @status GSS_S_COMPLETE The credential is limited.
 * @status GSS_S_NO_CRED There is no credential.
 * @status GSS_S_UNAVAILABLE The credential has no element of Kerberos.
 * @status GSS_S_FAILURE This library has none of the types, or there is no
 *     memory.
 * @see gss_krb5_export_lucid_sec_context, gss_acquire_cred
 * @source MIT's gssapi_krb5.h
 */
OM_uint32 gss_krb5_set_allowable_enctypes(OM_uint32 *minor_status, gss_cred_id_t cred,
                                          OM_uint32 num_ktypes, int32_t *ktypes);

/*
 * Gives an acceptor's credential a replay cache of its own.
 *
 * No other thread may use the credential meanwhile.
 *
 * @param cred [in] The credential, which accepts.
 * @param rcache [in, optional] The replay cache, a krb5_rcache of MIT's
 *     libkrb5. It is now the credential's, which closes it in the end. NULL:
 *     the default one again.
 * @status GSS_S_COMPLETE The credential uses the replay cache.
 * @status GSS_S_NO_CRED There is no credential, or it does not accept.
 * @status GSS_S_UNAVAILABLE The credential has no element of Kerberos.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_accept_sec_context, gss_krb5_objects
 * @source MIT's gssapi_krb5.h
 */
OM_uint32 gss_krb5_set_cred_rcache(OM_uint32 *minor_status, gss_cred_id_t cred,
                                   struct krb5_rc_st *rcache);

/*
 * Object identifiers of what Kerberos credentials can be told and asked.
 *
 * @page gss_krb5_cred_options
 * @value GSS_KRB5_CRED_NO_CI_FLAGS_X An option without a value: contexts that
 *     are initiated with this credential ask for confidentiality and integrity
 *     only if the program does. SASL's mechanisms need it
 *     (1.2.752.43.13.29).
 * @value GSS_KRB5_GET_CRED_IMPERSONATOR A question: the principal of the
 *     service that holds this credential in a user's name
 *     (1.2.840.113554.1.2.2.5.14).
 * @see gss_krb5_oids
 * @source MIT's gssapi_krb5.h
 */
extern gss_OID GSS_KRB5_CRED_NO_CI_FLAGS_X;
extern gss_OID GSS_KRB5_GET_CRED_IMPERSONATOR;

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
