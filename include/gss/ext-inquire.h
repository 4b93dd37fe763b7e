/*
 * gss/ext-inquire.h - questions and options that mechanisms define
 *
 * An object identifier names the question or the option; a mechanism answers
 * those that it knows.
 */
#ifndef GSS_EXT_INQUIRE_H
#define GSS_EXT_INQUIRE_H

#include <gss/api.h>
#include <gss/ext-set.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * What contexts can be asked by gss_inquire_sec_context_by_oid().
 *
 * Static object identifiers, not to be changed or released. Kerberos and SCRAM
 * answer the first two. The others are for mechanisms that NegoEx negotiates;
 * they may answer them before the context is established.
 *
 * @page gss_inquiries
 * @value GSS_C_INQ_SSPI_SESSION_KEY The key that protects messages. Two answers:
 *     its bytes; and the elements of an object identifier that tells its type,
 *     which for the keys of RFC 3961 is 1.2.840.113554.1.2.2.4 and the number of
 *     the encryption type.
 * @value GSS_C_SEC_CONTEXT_SASL_SSF The strength of the encryption as SASL
 *     counts it, in bits of the key: four bytes, the highest first.
 * @value GSS_C_INQ_NEGOEX_KEY The key of this side's checksum in NegoEx. Two
 *     answers: its bytes; and its encryption type, four bytes, the lowest first.
 * @value GSS_C_INQ_NEGOEX_VERIFY_KEY The same of the other side's checksum.
 * @see gss_inquire_sec_context_by_oid
 * @source MIT's gssapi_ext.h
 */
extern gss_OID GSS_C_INQ_SSPI_SESSION_KEY;
extern gss_OID GSS_C_SEC_CONTEXT_SASL_SSF;
extern gss_OID GSS_C_INQ_NEGOEX_KEY;
extern gss_OID GSS_C_INQ_NEGOEX_VERIFY_KEY;

/*
 * Asks a context something that its mechanism defines.
 *
 * The answer may be a key: gss_release_buffer_set() wipes it.
 *
 * @param context_handle [in] The context.
 * @param desired_object [in] The question, such as GSS_C_INQ_SSPI_SESSION_KEY.
 * @param data_set [out] The answers; release them with
 *     gss_release_buffer_set(). GSS_C_NO_BUFFER_SET after a failure.
 * @status GSS_S_COMPLETE data_set holds the answers.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot answer this before
 *     it is established.
 * @status GSS_S_UNAVAILABLE The mechanism does not know the question, or has no
 *     answer.
 * @status GSS_S_FAILURE There is no memory, or another failure that the minor
 *     status tells.
 * @see gss_inquiries, gss_set_sec_context_option, gss_buffer_set
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_inquire_sec_context_by_oid(OM_uint32 *minor_status, const gss_ctx_id_t context_handle,
                                         const gss_OID desired_object, gss_buffer_set_t *data_set);

/*
 * Asks a credential something that its mechanisms define.
 *
 * Every element of the credential is asked; the answers follow one another.
 *
 * @param cred_handle [in] The credential.
 * @param desired_object [in] The question.
 * @param data_set [out] The answers; release them with
 *     gss_release_buffer_set(). GSS_C_NO_BUFFER_SET after a failure.
 * @status GSS_S_COMPLETE data_set holds the answers.
 * @status GSS_S_NO_CRED cred_handle is GSS_C_NO_CREDENTIAL.
 * @status GSS_S_UNAVAILABLE No mechanism of the credential knows the question.
 * @status GSS_S_FAILURE There is no memory, or another failure that the minor
 *     status tells.
 * @see gss_set_cred_option, gss_buffer_set
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_inquire_cred_by_oid(OM_uint32 *minor_status, const gss_cred_id_t cred_handle,
                                  const gss_OID desired_object, gss_buffer_set_t *data_set);

/*
 * Sets an option of a context that its mechanism defines.
 *
 * No other thread may use the context meanwhile.
 *
 * @param context_handle [inout] The context.
 * @param desired_object [in] The option.
 * @param value [in, optional] Its value. GSS_C_NO_BUFFER is an empty one.
 * @status GSS_S_COMPLETE It is set.
 * @status GSS_S_NO_CONTEXT There is no context.
 * @status GSS_S_UNAVAILABLE The mechanism does not know the option.
 * @status GSS_S_FAILURE Another failure that the minor status tells.
 * @see gss_inquire_sec_context_by_oid
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_set_sec_context_option(OM_uint32 *minor_status, gss_ctx_id_t *context_handle,
                                     const gss_OID desired_object, const gss_buffer_t value);

/*
 * Sets an option of a credential that mechanisms define.
 *
 * Every element of the credential whose mechanism knows the option gets it;
 * one that takes it is enough. Without a credential the first mechanism that
 * can make one of the option makes it.
 *
 * No other thread may use the credential meanwhile.
 *
 * @param cred_handle [inout] The credential. Where it is GSS_C_NO_CREDENTIAL, a
 *     new one is made; release it with gss_release_cred().
 * @param desired_object [in] The option.
 * @param value [in, optional] Its value. GSS_C_NO_BUFFER is an empty one.
 * @status GSS_S_COMPLETE It is set.
 * @status GSS_S_UNAVAILABLE No mechanism knows the option.
 * @status GSS_S_FAILURE There is no memory, or another failure that the minor
 *     status tells.
 * @see gss_inquire_cred_by_oid
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_set_cred_option(OM_uint32 *minor_status, gss_cred_id_t *cred_handle,
                              const gss_OID desired_object, const gss_buffer_t value);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
