/*
 * gss/api/cred.h - credentials
 *
 * A part of <gss/api.h>, which is the file to include.
 *
 * A credential is a set of elements, at most one for each mechanism and use. It
 * is a handle to what the user or host has already, not a login. Most initiators
 * need none: GSS_C_NO_CREDENTIAL is the default one.
 */
#ifndef GSS_API_CRED_H
#define GSS_API_CRED_H

/*
 * Gets a handle to credentials that exist already.
 *
 * An element is sought for each of desired_mechs, and the call succeeds if at
 * least one was found.
 *
 * Kerberos initiates from the default credential cache, or from a client keytab
 * if the cache has nothing; it accepts with the keys of the default keytab, or
 * of the one that krb5_gss_register_acceptor_identity() named. Without
 * desired_name an acceptor takes tickets for any principal of the keytab.
 *
 * @param desired_name [in, optional] The principal. GSS_C_NO_NAME is the
 *     default one.
 * @param time_req [in] Seconds that the credential should last. 0 or
 *     GSS_C_INDEFINITE: as long as it can. A wish, not a condition.
 * @param desired_mechs [in, optional] The mechanisms; not an empty set.
 *     GSS_C_NO_OID_SET is all of them.
 * @param cred_usage [in] GSS_C_INITIATE, GSS_C_ACCEPT or GSS_C_BOTH.
 * @param output_cred_handle [out] The credential; release it with
 *     gss_release_cred().
 * @param actual_mechs [out, optional] The mechanisms that it has elements for;
 *     release the set with gss_release_oid_set().
 * @param time_rec [out, optional] Seconds that it lasts; GSS_C_INDEFINITE if
 *     without end.
 * @status GSS_S_COMPLETE The credential was found.
 * @status GSS_S_BAD_MECH No desired mechanism is supported.
 * @status GSS_S_BAD_NAMETYPE No desired mechanism takes this type of name.
 * @status GSS_S_BAD_NAME desired_name is malformed.
 * @status GSS_S_CREDENTIALS_EXPIRED There are credentials, but expired.
 * @status GSS_S_NO_CRED There are none for this name and usage.
 * @status GSS_S_FAILURE cred_usage is none of the three, or another failure
 *     that the minor status tells.
 * @see gss_add_cred, gss_inquire_cred, gss_release_cred,
 *     krb5_gss_register_acceptor_identity
 * @source RFC 2744 s.5.2
 */
OM_uint32 gss_acquire_cred(OM_uint32 *minor_status, gss_name_t desired_name, OM_uint32 time_req,
                           gss_OID_set desired_mechs, gss_cred_usage_t cred_usage,
                           gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                           OM_uint32 *time_rec);

/*
 * Adds an element for one mechanism to a credential.
 *
 * With output_cred_handle a new credential is made, which has the elements of
 * input_cred_handle and the new one; the input is not changed. Without it, the
 * element is added to input_cred_handle itself: then no other thread may use
 * that credential meanwhile. After a failure the input is as it was.
 *
 * @param input_cred_handle [in, optional] The credential to start from.
 *     GSS_C_NO_CREDENTIAL is the default one; output_cred_handle is then
 *     required.
 * @param desired_name [in, optional] The principal. GSS_C_NO_NAME is the
 *     default one.
 * @param desired_mech [in] The mechanism.
 * @param cred_usage [in] GSS_C_INITIATE, GSS_C_ACCEPT or GSS_C_BOTH.
 * @param initiator_time_req [in] Seconds that initiating should last; 0 or
 *     GSS_C_INDEFINITE: as long as it can. Ignored for GSS_C_ACCEPT.
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
 * @status GSS_S_BAD_NAME desired_name is malformed.
 * @status GSS_S_DUPLICATE_ELEMENT The credential has an element for this
 *     mechanism and use already.
 * @status GSS_S_CREDENTIALS_EXPIRED There are credentials, but expired.
 * @status GSS_S_NO_CRED There are none for this name and usage, or neither an
 *     input nor an output credential was given.
 * @see gss_acquire_cred, gss_inquire_cred_by_mech
 * @source RFC 2744 s.5.3
 */
OM_uint32 gss_add_cred(OM_uint32 *minor_status, gss_cred_id_t input_cred_handle,
                       gss_name_t desired_name, gss_OID desired_mech, gss_cred_usage_t cred_usage,
                       OM_uint32 initiator_time_req, OM_uint32 acceptor_time_req,
                       gss_cred_id_t *output_cred_handle, gss_OID_set *actual_mechs,
                       OM_uint32 *initiator_time_rec, OM_uint32 *acceptor_time_rec);

/*
 * Tells about a credential.
 *
 * @param cred_handle [in, optional] The credential. GSS_C_NO_CREDENTIAL is the
 *     default one for initiating.
 * @param name [out, optional] The principal; release it with
 *     gss_release_name(). For a Kerberos acceptor of any principal, the first of
 *     its keytab; GSS_C_NO_NAME where a mechanism has no name to give.
 * @param lifetime [out, optional] Seconds that it lasts, the shortest over its
 *     mechanisms; 0 if expired, GSS_C_INDEFINITE if without end.
 * @param cred_usage [out, optional] GSS_C_INITIATE, GSS_C_ACCEPT or GSS_C_BOTH.
 * @param mechanisms [out, optional] The mechanisms that it has elements for;
 *     release the set with gss_release_oid_set().
 * @status GSS_S_COMPLETE The outputs are filled.
 * @status GSS_S_NO_CRED There are no default credentials.
 * @status GSS_S_DEFECTIVE_CREDENTIAL The credential is broken.
 * @status GSS_S_CREDENTIALS_EXPIRED The credential has expired. The outputs
 *     are filled all the same; lifetime is 0.
 * @see gss_inquire_cred_by_mech, gss_acquire_cred
 * @source RFC 2744 s.5.21
 */
OM_uint32 gss_inquire_cred(OM_uint32 *minor_status, gss_cred_id_t cred_handle, gss_name_t *name,
                           OM_uint32 *lifetime, gss_cred_usage_t *cred_usage,
                           gss_OID_set *mechanisms);

/*
 * Tells about a credential's element for one mechanism.
 *
 * @param cred_handle [in, optional] The credential. GSS_C_NO_CREDENTIAL is the
 *     default one for initiating.
 * @param mech_type [in] The mechanism.
 * @param name [out, optional] The principal; release it with
 *     gss_release_name(). For a Kerberos acceptor of any principal, the first of
 *     its keytab; GSS_C_NO_NAME where a mechanism has no name to give.
 * @param initiator_lifetime [out, optional] Seconds that it can initiate; 0 if
 *     it cannot, or no longer.
 * @param acceptor_lifetime [out, optional] Seconds that it can accept; 0 if it
 *     cannot, or no longer.
 * @param cred_usage [out, optional] GSS_C_INITIATE, GSS_C_ACCEPT or GSS_C_BOTH.
 * @status GSS_S_COMPLETE The outputs are filled.
 * @status GSS_S_BAD_MECH mech_type is missing or not supported.
 * @status GSS_S_NO_CRED There are no default credentials, or the credential
 *     has no element for mech_type.
 * @status GSS_S_DEFECTIVE_CREDENTIAL The credential is broken.
 * @status GSS_S_CREDENTIALS_EXPIRED The credential has expired. The outputs
 *     are filled all the same.
 * @see gss_inquire_cred, gss_add_cred
 * @source RFC 2744 s.5.22
 */
OM_uint32 gss_inquire_cred_by_mech(OM_uint32 *minor_status, gss_cred_id_t cred_handle,
                                   gss_OID mech_type, gss_name_t *name,
                                   OM_uint32 *initiator_lifetime, OM_uint32 *acceptor_lifetime,
                                   gss_cred_usage_t *cred_usage);

/*
 * Gives up a credential handle.
 *
 * What it referred to (a credential cache, a keytab) is not touched. Contexts
 * made with it go on.
 *
 * @param cred_handle [inout, optional] The credential; becomes
 *     GSS_C_NO_CREDENTIAL. A pointer to GSS_C_NO_CREDENTIAL is fine.
 * @status GSS_S_COMPLETE The handle is gone.
 * @source RFC 2744 s.5.27
 */
OM_uint32 gss_release_cred(OM_uint32 *minor_status, gss_cred_id_t *cred_handle);

#endif
