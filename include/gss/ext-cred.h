/*
 * gss/ext-cred.h - credentials from a password or a store
 */
#ifndef GSS_EXT_CRED_H
#define GSS_EXT_CRED_H

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
 * Each mechanism takes the keys that it knows and passes over the others. A key
 * may be there once. The strings stay the caller's. Kerberos knows:
 *
 *     ccache         the credential cache to initiate from
 *     client_keytab  a keytab to get tickets by, into that cache if one is given
 *     keytab         the keytab to accept with
 *     password       the user's password, to get tickets by
 *     verify         the principal whose key, of the keytab, must prove that
 *                    it was the realm's KDC that took the password; empty: any
 *
 * @page gss_cred_store
 * @value gss_key_value_element_desc One pair: key, such as "passwordfile", and
 *     value, such as "/home/alice/.password".
 * @value gss_key_value_set_desc The pairs: their count and elements.
 * @value gss_const_key_value_set_t A pointer to a store that is only read.
 * @value GSS_C_NO_CRED_STORE No store.
 * @see gss_acquire_cred_from, gss_add_cred_from
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
 * Gets credentials by a password.
 *
 * Kerberos asks the KDC for tickets and keeps them in memory: they end with the
 * credential, and no credential cache of the user is touched.
 *
 * @param desired_name [in, optional] The user. Kerberos needs one.
 * @param password [in] The password. Wipe it when the call has returned.
 * @param time_req [in] Seconds that the credential should last. 0 or
 *     GSS_C_INDEFINITE: as long as it can. A wish, not a condition.
 * @param desired_mechs [in, optional] The mechanisms; not an empty set.
 *     GSS_C_NO_OID_SET is all of them: then each of them that takes passwords
 *     is tried, and one that works is enough.
 * @param cred_usage [in] GSS_C_INITIATE, or GSS_C_BOTH if the name also
 *     accepts, with its usual keys.
 * @param output_cred_handle [out] The credential; release it with
 *     gss_release_cred().
 * @param actual_mechs [out, optional] The mechanisms that it has elements for;
 *     release the set with gss_release_oid_set().
 * @param time_rec [out, optional] Seconds that it lasts; GSS_C_INDEFINITE if
 *     without end.
 * @status GSS_S_COMPLETE The credential was made.
 * @status GSS_S_BAD_MECH No desired mechanism is supported.
 * @status GSS_S_BAD_NAMETYPE No desired mechanism takes this type of name.
 * @status GSS_S_BAD_NAME desired_name is malformed, or missing and needed.
 * @status GSS_S_NO_CRED The password is wrong, or the user is unknown.
 * @status GSS_S_UNAVAILABLE No desired mechanism takes passwords.
 * @status GSS_S_FAILURE cred_usage is not one of the two, or another failure
 *     that the minor status tells, such as a KDC that does not answer.
 * @see gss_acquire_cred, gss_acquire_cred_from, gss_add_cred_with_password
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_acquire_cred_with_password(OM_uint32 *minor_status, gss_name_t desired_name,
                                         gss_buffer_t password, OM_uint32 time_req,
                                         gss_OID_set desired_mechs, gss_cred_usage_t cred_usage,
                                         gss_cred_id_t *output_cred_handle,
                                         gss_OID_set *actual_mechs, OM_uint32 *time_rec);

/*
 * Adds an element, made by a password, to a credential.
 *
 * The call is to gss_add_cred() what gss_acquire_cred_with_password() is to
 * gss_acquire_cred().
 *
 * @param input_cred_handle [in, optional] The credential to start from.
 *     GSS_C_NO_CREDENTIAL is the default one; output_cred_handle is then
 *     required.
 * @param desired_name [in, optional] The user. Kerberos needs one.
 * @param desired_mech [in] The mechanism.
 * @param password [in] The password. Wipe it when the call has returned.
 * @param cred_usage [in] GSS_C_INITIATE or GSS_C_BOTH.
 * @param initiator_time_req [in] Seconds that initiating should last; 0 or
 *     GSS_C_INDEFINITE: as long as it can.
 * @param acceptor_time_req [in] The same for accepting. Ignored for
 *     GSS_C_INITIATE.
 * @param output_cred_handle [out, optional] The new credential; release it with
 *     gss_release_cred(). NULL: input_cred_handle is changed.
 * @param actual_mechs [out, optional] All mechanisms of the resulting
 *     credential; release the set with gss_release_oid_set().
 * @param initiator_time_rec [out, optional] Seconds that initiating with the
 *     new element lasts; GSS_C_INDEFINITE if without end.
 * @param acceptor_time_rec [out, optional] The same for accepting.
 * @status GSS_S_COMPLETE The element was added.
 * @status GSS_S_BAD_MECH desired_mech is missing or not supported.
 * @status GSS_S_BAD_NAMETYPE The mechanism does not take this type of name.
 * @status GSS_S_BAD_NAME desired_name is malformed, or missing and needed.
 * @status GSS_S_DUPLICATE_ELEMENT The credential has an element for this
 *     mechanism and use already.
 * @status GSS_S_NO_CRED The password is wrong, or the user is unknown, or
 *     neither an input nor an output credential was given.
 * @status GSS_S_UNAVAILABLE The mechanism takes no passwords.
 * @status GSS_S_FAILURE cred_usage is not one of the two, or another failure
 *     that the minor status tells.
 * @see gss_acquire_cred_with_password, gss_add_cred
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_add_cred_with_password(OM_uint32 *minor_status, gss_cred_id_t input_cred_handle,
                                     gss_name_t desired_name, gss_OID desired_mech,
                                     gss_buffer_t password, gss_cred_usage_t cred_usage,
                                     OM_uint32 initiator_time_req, OM_uint32 acceptor_time_req,
                                     gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                                     OM_uint32 *initiator_time_rec, OM_uint32 *acceptor_time_rec);

/*
 * Gets credentials of what a credential store names.
 *
 * Without a store the call is gss_acquire_cred().
 *
 * @param desired_name [in, optional] The principal. GSS_C_NO_NAME is whichever
 *     the store leads to.
 * @param time_req [in] Seconds that the credential should last. 0 or
 *     GSS_C_INDEFINITE: as long as it can. A wish, not a condition.
 * @param desired_mechs [in, optional] The mechanisms; not an empty set.
 *     GSS_C_NO_OID_SET is all of them.
 * @param cred_usage [in] GSS_C_INITIATE, GSS_C_ACCEPT or GSS_C_BOTH.
 * @param cred_store [in, optional] What the credential is made of.
 *     GSS_C_NO_CRED_STORE: what gss_acquire_cred() takes.
 * @param output_cred_handle [out] The credential; release it with
 *     gss_release_cred().
 * @param actual_mechs [out, optional] The mechanisms that it has elements for;
 *     release the set with gss_release_oid_set().
 * @param time_rec [out, optional] Seconds that it lasts; GSS_C_INDEFINITE if
 *     without end.
 * @status GSS_S_COMPLETE The credential was made.
 * @status GSS_S_BAD_MECH No desired mechanism is supported.
 * @status GSS_S_BAD_NAMETYPE No desired mechanism takes this type of name.
 * @status GSS_S_BAD_NAME desired_name is malformed, or missing and needed.
 * @status GSS_S_CREDENTIALS_EXPIRED There are credentials, but expired.
 * @status GSS_S_NO_CRED The store leads to none for this name and usage, or it
 *     is empty.
 * @status GSS_S_DUPLICATE_ELEMENT A key is twice in the store.
 * @status GSS_S_UNAVAILABLE No desired mechanism takes a store.
 * @status GSS_S_FAILURE cred_usage is none of the three, keys do not go
 *     together, or another failure that the minor status tells.
 * @see gss_cred_store, gss_acquire_cred, gss_add_cred_from
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_acquire_cred_from(OM_uint32 *minor_status, gss_name_t desired_name,
                                OM_uint32 time_req, gss_OID_set desired_mechs,
                                gss_cred_usage_t cred_usage, gss_const_key_value_set_t cred_store,
                                gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                                OM_uint32 *time_rec);

/*
 * Adds an element, made of what a credential store names, to a credential.
 *
 * The call is to gss_add_cred() what gss_acquire_cred_from() is to
 * gss_acquire_cred().
 *
 * @param input_cred_handle [in, optional] The credential to start from.
 *     GSS_C_NO_CREDENTIAL is the default one; output_cred_handle is then
 *     required.
 * @param desired_name [in, optional] The principal. GSS_C_NO_NAME is whichever
 *     the store leads to.
 * @param desired_mech [in] The mechanism.
 * @param cred_usage [in] GSS_C_INITIATE, GSS_C_ACCEPT or GSS_C_BOTH.
 * @param initiator_time_req [in] Seconds that initiating should last; 0 or
 *     GSS_C_INDEFINITE: as long as it can. Ignored for GSS_C_ACCEPT.
 * @param acceptor_time_req [in] The same for accepting. Ignored for
 *     GSS_C_INITIATE.
 * @param cred_store [in, optional] What the element is made of.
 *     GSS_C_NO_CRED_STORE: what gss_add_cred() takes.
 * @param output_cred_handle [out, optional] The new credential; release it with
 *     gss_release_cred(). NULL: input_cred_handle is changed.
 * @param actual_mechs [out, optional] All mechanisms of the resulting
 *     credential; release the set with gss_release_oid_set().
 * @param initiator_time_rec [out, optional] Seconds that initiating with the
 *     new element lasts; GSS_C_INDEFINITE if without end.
 * @param acceptor_time_rec [out, optional] The same for accepting.
 * @status GSS_S_COMPLETE The element was added.
 * @status GSS_S_BAD_MECH desired_mech is missing or not supported.
 * @status GSS_S_BAD_NAMETYPE The mechanism does not take this type of name.
 * @status GSS_S_BAD_NAME desired_name is malformed, or missing and needed.
 * @status GSS_S_DUPLICATE_ELEMENT The credential has an element for this
 *     mechanism and use already, or a key is twice in the store.
 * @status GSS_S_CREDENTIALS_EXPIRED There are credentials, but expired.
 * @status GSS_S_NO_CRED The store leads to none for this name and usage, or is
 *     empty, or neither an input nor an output credential was given.
 * @status GSS_S_UNAVAILABLE The mechanism takes no store.
 * @status GSS_S_FAILURE cred_usage is none of the three, keys do not go
 *     together, or another failure that the minor status tells.
 * @see gss_cred_store, gss_add_cred, gss_acquire_cred_from
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_add_cred_from(OM_uint32 *minor_status, gss_cred_id_t input_cred_handle,
                            gss_name_t desired_name, gss_OID desired_mech,
                            gss_cred_usage_t cred_usage, OM_uint32 initiator_time_req,
                            OM_uint32 acceptor_time_req, gss_const_key_value_set_t cred_store,
                            gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                            OM_uint32 *initiator_time_rec, OM_uint32 *acceptor_time_rec);

/*
 * Limits what a negotiation may choose, and says in which order.
 *
 * The negotiation (SPNEGO) offers, or accepts, only mechanisms that are in
 * mech_set and of which the credential has an element, in the order of the
 * set. Without this call it takes those of the credential that are for
 * negotiation, in the order that the library has them in, or that
 * $GSS_SPNEGO_MECHS or /etc/gss/spnego.conf say. SCRAM is not for negotiation
 * unless one of the three names it (RFC 5801 section 14).
 *
 * No other thread may use the credential meanwhile.
 *
 * @param cred_handle [in] The credential to limit.
 * @param mech_set [in] The mechanisms; copied.
 * @status GSS_S_COMPLETE It is limited.
 * @status GSS_S_NO_CRED cred_handle is GSS_C_NO_CREDENTIAL.
 * @status GSS_S_BAD_MECH mech_set is empty.
 * @status GSS_S_FAILURE There is no memory; nothing changed.
 * @see gss_acquire_cred, gss_init_sec_context, gss_accept_sec_context
 * @source MIT's gssapi_ext.h; RFC 4178 appendix B
 */
OM_uint32 gss_set_neg_mechs(OM_uint32 *minor_status, gss_cred_id_t cred_handle,
                            const gss_OID_set mech_set);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
