/*
 * gss/ext-impersonate.h - services that act for users
 */
#ifndef GSS_EXT_IMPERSONATE_H
#define GSS_EXT_IMPERSONATE_H

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Gets a user's credential for a service that may act for users.
 *
 * The user gives nothing: whoever is in charge of the realm has said that the
 * service may. With Kerberos this is S4U2Self: the KDC gives the service a ticket
 * to itself in the user's name. What it is good for beyond that is S4U2Proxy:
 * contexts that are initiated with the credential are the user's, with those
 * services that the KDC has been told of.
 *
 * Another way to such a credential is gss_accept_sec_context() with a
 * credential of use GSS_C_BOTH: if the user delegated none, the ticket that
 * the user came with is what the delegated credential is made of.
 *
 * @param impersonator_cred_handle [in] The service's credential, which
 *     initiates.
 * @param desired_name [in] The user.
 * @param time_req [in] Seconds that the credential should last. 0 or
 *     GSS_C_INDEFINITE: as long as it can. A wish, not a condition.
 * @param desired_mechs [in, optional] The mechanisms; not an empty set.
 *     GSS_C_NO_OID_SET is all of them: one that can is enough.
 * @param cred_usage [in] GSS_C_INITIATE, or GSS_C_BOTH, which is taken for the
 *     same.
 * @param output_cred_handle [out] The credential; release it with
 *     gss_release_cred().
 * @param actual_mechs [out, optional] The mechanisms that it has elements for;
 *     release the set with gss_release_oid_set().
 * @param time_rec [out, optional] Seconds that it lasts; GSS_C_INDEFINITE if
 *     without end.
 * @status GSS_S_COMPLETE The credential was made.
 * @status GSS_S_BAD_MECH No desired mechanism is supported.
 * @status GSS_S_BAD_NAMETYPE No desired mechanism takes this type of name.
 * @status GSS_S_BAD_NAME desired_name is malformed or missing.
 * @status GSS_S_NO_CRED There is no service's credential, or it does not
 *     initiate, or the user is unknown.
 * @status GSS_S_UNAUTHORIZED The service may not act for this user.
 * @status GSS_S_UNAVAILABLE No desired mechanism can do this, or its libraries
 *     here cannot.
 * @status GSS_S_FAILURE cred_usage is not one of the two, or another failure
 *     that the minor status tells.
 * @see gss_add_cred_impersonate_name, gss_accept_sec_context,
 *     gss_krb5_cred_options
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_acquire_cred_impersonate_name(OM_uint32 *minor_status,
                                            const gss_cred_id_t impersonator_cred_handle,
                                            const gss_name_t desired_name, OM_uint32 time_req,
                                            const gss_OID_set desired_mechs,
                                            gss_cred_usage_t cred_usage,
                                            gss_cred_id_t *output_cred_handle,
                                            gss_OID_set *actual_mechs, OM_uint32 *time_rec);

/*
 * Adds an element for a user, whom a service acts for, to a credential.
 *
 * The call is to gss_add_cred() what gss_acquire_cred_impersonate_name() is to
 * gss_acquire_cred().
 *
 * @param input_cred_handle [in, optional] The credential to start from.
 *     GSS_C_NO_CREDENTIAL is the default one; output_cred_handle is then
 *     required.
 * @param impersonator_cred_handle [in] The service's credential, which
 *     initiates.
 * @param desired_name [in] The user.
 * @param desired_mech [in] The mechanism.
 * @param cred_usage [in] GSS_C_INITIATE, or GSS_C_BOTH, which is taken for the
 *     same.
 * @param initiator_time_req [in] Seconds that initiating should last; 0 or
 *     GSS_C_INDEFINITE: as long as it can.
 * @param acceptor_time_req [in] Ignored.
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
 * @status GSS_S_BAD_NAME desired_name is malformed or missing.
 * @status GSS_S_DUPLICATE_ELEMENT The credential has an element for this
 *     mechanism and use already.
 * @status GSS_S_NO_CRED There is no service's credential, or it does not
 *     initiate, or the user is unknown, or neither an input nor an output
 *     credential was given.
 * @status GSS_S_UNAUTHORIZED The service may not act for this user.
 * @status GSS_S_UNAVAILABLE The mechanism, or its libraries here, cannot do
 *     this.
 * @status GSS_S_FAILURE cred_usage is not one of the two, or another failure
 *     that the minor status tells.
 * @see gss_acquire_cred_impersonate_name, gss_add_cred
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_add_cred_impersonate_name(OM_uint32 *minor_status, gss_cred_id_t input_cred_handle,
                                        const gss_cred_id_t impersonator_cred_handle,
                                        const gss_name_t desired_name, const gss_OID desired_mech,
                                        gss_cred_usage_t cred_usage, OM_uint32 initiator_time_req,
                                        OM_uint32 acceptor_time_req,
                                        gss_cred_id_t *output_cred_handle,
                                        gss_OID_set *actual_mechs, OM_uint32 *initiator_time_rec,
                                        OM_uint32 *acceptor_time_rec);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
