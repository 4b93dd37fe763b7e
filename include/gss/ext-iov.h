/*
 * gss/ext-iov.h - messages in several buffers
 *
 * gss_wrap_iov() protects a message where it lies, in as many buffers as the
 * program likes, without a copy; some of them may be protected but not carried
 * (associated data). gss_wrap_aead() is the same for one message and one piece of
 * associated data.
 */
#ifndef GSS_EXT_IOV_H
#define GSS_EXT_IOV_H

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * A buffer of a message, and what it is for.
 *
 * The calls take an array of these. The order of DATA and SIGN_ONLY buffers
 * among themselves is the order of the message, and must be the same on both
 * sides; where the others stand in the array does not matter. A layout has at
 * most one buffer of each of the other types.
 *
 * HEADER, DATA, PADDING and TRAILER one behind the other are a token that
 * gss_unwrap() takes, if nothing is SIGN_ONLY. Without a TRAILER what belongs
 * there is in the HEADER: the layout SIGN_ONLY, DATA, SIGN_ONLY, HEADER is that
 * of DCE RPC.
 *
 * The flag GSS_IOV_BUFFER_FLAG_ALLOCATE, added to the type, asks for memory; the
 * call then adds GSS_IOV_BUFFER_FLAG_ALLOCATED, and gss_release_iov_buffer()
 * releases it. Without the flag the buffer is the program's, and must be as large
 * as gss_wrap_iov_length() or gss_get_mic_iov_length() tell; if it is larger, the
 * call reduces its length.
 *
 * @page gss_iov_buffer
 * @value gss_iov_buffer_desc The buffer: type, which is a type with flags, and
 *     buffer.
 * @value gss_iov_buffer_t A pointer to a buffer, or to an array of them.
 * @value GSS_C_NO_IOV_BUFFER No buffer.
 * @value GSS_IOV_BUFFER_TYPE_EMPTY Not used: passed over.
 * @value GSS_IOV_BUFFER_TYPE_DATA A part of the message.
 * @value GSS_IOV_BUFFER_TYPE_HEADER The mechanism's bytes that go first.
 * @value GSS_IOV_BUFFER_TYPE_MECH_PARAMS Parameters of the mechanism; no
 *     mechanism here has any, and the buffer is passed over.
 * @value GSS_IOV_BUFFER_TYPE_TRAILER The mechanism's bytes that go last.
 * @value GSS_IOV_BUFFER_TYPE_PADDING Padding of the message; Kerberos and SCRAM
 *     need none, and make it empty.
 * @value GSS_IOV_BUFFER_TYPE_STREAM A whole token, as gss_wrap() makes it: for
 *     gss_unwrap_iov().
 * @value GSS_IOV_BUFFER_TYPE_SIGN_ONLY Bytes that are protected, but are not a
 *     part of the token.
 * @value GSS_IOV_BUFFER_TYPE_MIC_TOKEN The token of gss_get_mic_iov().
 * @value GSS_IOV_BUFFER_FLAG_MASK All bits of a type that are flags.
 * @value GSS_IOV_BUFFER_FLAG_ALLOCATE The call is to allocate the memory.
 * @value GSS_IOV_BUFFER_FLAG_ALLOCATED The call has allocated the memory.
 * @value GSS_IOV_BUFFER_TYPE(_type) A type without its flags.
 * @value GSS_IOV_BUFFER_FLAGS(_type) The flags of a type.
 * @see gss_wrap_iov, gss_unwrap_iov, gss_get_mic_iov, gss_verify_mic_iov,
 *     gss_release_iov_buffer
 * @source MIT's gssapi_ext.h
 */
typedef struct gss_iov_buffer_desc_struct {
    OM_uint32 type;
    gss_buffer_desc buffer;
} gss_iov_buffer_desc, *gss_iov_buffer_t;

#define GSS_C_NO_IOV_BUFFER ((gss_iov_buffer_t)0)

#define GSS_IOV_BUFFER_TYPE_EMPTY 0
#define GSS_IOV_BUFFER_TYPE_DATA 1
#define GSS_IOV_BUFFER_TYPE_HEADER 2
#define GSS_IOV_BUFFER_TYPE_MECH_PARAMS 3
#define GSS_IOV_BUFFER_TYPE_TRAILER 7
#define GSS_IOV_BUFFER_TYPE_PADDING 9
#define GSS_IOV_BUFFER_TYPE_STREAM 10
#define GSS_IOV_BUFFER_TYPE_SIGN_ONLY 11
#define GSS_IOV_BUFFER_TYPE_MIC_TOKEN 12

#define GSS_IOV_BUFFER_FLAG_MASK 0xFFFF0000
#define GSS_IOV_BUFFER_FLAG_ALLOCATE 0x00010000
#define GSS_IOV_BUFFER_FLAG_ALLOCATED 0x00020000

#define GSS_IOV_BUFFER_TYPE(_type) ((_type) & ~(GSS_IOV_BUFFER_FLAG_MASK))
#define GSS_IOV_BUFFER_FLAGS(_type) ((_type)&GSS_IOV_BUFFER_FLAG_MASK)

/*
 * Protects a message where it lies, in several buffers.
 *
 * The DATA buffers are encrypted in place, if confidentiality is asked for; the
 * HEADER and the TRAILER are written. Without any DATA there is nothing to
 * encrypt, and conf_state is 0. SIGN_ONLY buffers are protected and not
 * changed. After a failure memory that was asked for is released again, and
 * nothing should be sent.
 *
 * @param context_handle [in] The context.
 * @param conf_req_flag [in] Nonzero to encrypt, 0 for integrity only.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param conf_state [out, optional] 1 if the message was encrypted, else 0.
 * @param iov [inout] The buffers: one HEADER, any number of DATA and SIGN_ONLY,
 *     at most one PADDING and one TRAILER.
 * @param iov_count [in] How many there are.
 * @status GSS_S_COMPLETE The buffers hold the protected message.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_BAD_QOP qop_req is not GSS_C_QOP_DEFAULT.
 * @status GSS_S_UNAVAILABLE The mechanism has no such call.
 * @status GSS_S_FAILURE The buffers are no such layout, or one of them is too
 *     small, or there is no memory; the minor status tells which.
 * @see gss_wrap_iov_length, gss_unwrap_iov, gss_iov_buffer,
 *     gss_release_iov_buffer
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_wrap_iov(OM_uint32 *minor_status, gss_ctx_id_t context_handle, int conf_req_flag,
                       gss_qop_t qop_req, int *conf_state, gss_iov_buffer_desc *iov, int iov_count);

/*
 * Checks a message in several buffers, and decrypts it where it lies.
 *
 * The buffers are those of gss_wrap_iov(): the HEADER, and the TRAILER if the
 * sender had one, each with its exact length. Or they are one STREAM, a whole
 * token, one DATA, and SIGN_ONLY buffers if the sender had them: DATA is then
 * made to point to the message inside the STREAM, which is decrypted in place.
 * With GSS_IOV_BUFFER_FLAG_ALLOCATE at the DATA it gets memory of its own, and
 * the STREAM stays as it is.
 *
 * A success can carry bits about the order of messages, as with gss_unwrap().
 * After a failure the context is as it was; the DATA buffers may have been
 * overwritten with zeros, since nothing forged is given out.
 *
 * @param context_handle [in] The context.
 * @param conf_state [out, optional] 1 if the message was encrypted, else 0.
 * @param qop_state [out, optional] The quality of protection,
 *     GSS_C_QOP_DEFAULT.
 * @param iov [inout] The buffers.
 * @param iov_count [in] How many there are.
 * @status GSS_S_COMPLETE The DATA buffers hold the message.
 * @status GSS_S_DUPLICATE_TOKEN The same, but the token was seen before.
 * @status GSS_S_OLD_TOKEN The same, but it is too old to know whether it was
 *     seen.
 * @status GSS_S_UNSEQ_TOKEN The same, but a later token was seen already.
 * @status GSS_S_GAP_TOKEN The same, but an earlier token has not been seen yet.
 * @status GSS_S_BAD_SIG Something was altered, or the buffers are not those of
 *     the sender, or this side made the token itself.
 * @status GSS_S_DEFECTIVE_TOKEN The HEADER is malformed, or the buffers are not
 *     as long as it says.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_UNAVAILABLE The mechanism has no such call.
 * @status GSS_S_FAILURE The buffers are no such layout, or there is no memory.
 * @see gss_wrap_iov, gss_iov_buffer
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_unwrap_iov(OM_uint32 *minor_status, gss_ctx_id_t context_handle, int *conf_state,
                         gss_qop_t *qop_state, gss_iov_buffer_desc *iov, int iov_count);

/*
 * Tells how large the buffers of gss_wrap_iov() must be.
 *
 * The lengths of the HEADER, PADDING and TRAILER buffers are set, and their
 * values become NULL. The DATA buffers need only their lengths.
 *
 * @param context_handle [in] The context.
 * @param conf_req_flag [in] Nonzero if the message will be encrypted.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param conf_state [out, optional] 1 if the message would be encrypted, else
 *     0.
 * @param iov [inout] The buffers, in the layout that gss_wrap_iov() will get.
 * @param iov_count [in] How many there are.
 * @status GSS_S_COMPLETE The lengths are set.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_BAD_QOP qop_req is not GSS_C_QOP_DEFAULT.
 * @status GSS_S_UNAVAILABLE The mechanism has no such call.
 * @status GSS_S_FAILURE The buffers are no such layout.
 * @see gss_wrap_iov, gss_iov_buffer
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_wrap_iov_length(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                              int conf_req_flag, gss_qop_t qop_req, int *conf_state,
                              gss_iov_buffer_desc *iov, int iov_count);

/*
 * Makes a token that protects the integrity of a message in several buffers.
 *
 * The token is that of gss_get_mic() for all DATA and SIGN_ONLY buffers one
 * behind the other, and gss_verify_mic() takes it.
 *
 * @param context_handle [in] The context.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param iov [inout] The buffers: any number of DATA and SIGN_ONLY, and one
 *     MIC_TOKEN, which is written.
 * @param iov_count [in] How many there are.
 * @status GSS_S_COMPLETE The MIC_TOKEN buffer holds the token.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_BAD_QOP qop_req is not GSS_C_QOP_DEFAULT.
 * @status GSS_S_UNAVAILABLE The mechanism has no such call.
 * @status GSS_S_FAILURE The buffers are no such layout, or one of them is too
 *     small, or there is no memory; the minor status tells which.
 * @see gss_get_mic_iov_length, gss_verify_mic_iov, gss_iov_buffer
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_get_mic_iov(OM_uint32 *minor_status, gss_ctx_id_t context_handle, gss_qop_t qop_req,
                          gss_iov_buffer_desc *iov, int iov_count);

/*
 * Tells how large the buffer of gss_get_mic_iov() must be.
 *
 * @param context_handle [in] The context.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param iov [inout] The buffers. The length of the MIC_TOKEN is set, and its
 *     value becomes NULL.
 * @param iov_count [in] How many there are.
 * @status GSS_S_COMPLETE The length is set.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_BAD_QOP qop_req is not GSS_C_QOP_DEFAULT.
 * @status GSS_S_UNAVAILABLE The mechanism has no such call.
 * @status GSS_S_FAILURE The buffers are no such layout.
 * @see gss_get_mic_iov, gss_iov_buffer
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_get_mic_iov_length(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                                 gss_qop_t qop_req, gss_iov_buffer_desc *iov, int iov_count);

/*
 * Checks a message in several buffers against the token that protects it.
 *
 * A success can carry bits about the order of messages, as with
 * gss_verify_mic(). A failed token changes nothing in the context.
 *
 * @param context_handle [in] The context.
 * @param qop_state [out, optional] The quality of protection,
 *     GSS_C_QOP_DEFAULT.
 * @param iov [in] The buffers: DATA and SIGN_ONLY, and one MIC_TOKEN. They are
 *     not changed.
 * @param iov_count [in] How many there are.
 * @status GSS_S_COMPLETE The message is genuine.
 * @status GSS_S_DUPLICATE_TOKEN The same, but the token was seen before.
 * @status GSS_S_OLD_TOKEN The same, but it is too old to know whether it was
 *     seen.
 * @status GSS_S_UNSEQ_TOKEN The same, but a later token was seen already.
 * @status GSS_S_GAP_TOKEN The same, but an earlier token has not been seen yet.
 * @status GSS_S_BAD_SIG The message or the token was altered, or they do not
 *     belong together, or this side made the token itself.
 * @status GSS_S_DEFECTIVE_TOKEN The token is malformed, or is not one of the
 *     peer's gss_get_mic() or gss_get_mic_iov().
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_UNAVAILABLE The mechanism has no such call.
 * @status GSS_S_FAILURE The buffers are no such layout.
 * @see gss_get_mic_iov, gss_iov_buffer
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_verify_mic_iov(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                             gss_qop_t *qop_state, gss_iov_buffer_desc *iov, int iov_count);

/*
 * Releases the memory that a call allocated for buffers.
 *
 * Only buffers with GSS_IOV_BUFFER_FLAG_ALLOCATED are released; they become
 * empty and lose that flag. Others are the program's.
 *
 * @param iov [inout, optional] The buffers.
 * @param iov_count [in] How many there are.
 * @status GSS_S_COMPLETE The memory is released.
 * @see gss_wrap_iov, gss_unwrap_iov, gss_iov_buffer
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_release_iov_buffer(OM_uint32 *minor_status, gss_iov_buffer_desc *iov, int iov_count);

/*
 * Puts a message into a token that protects it and associated data.
 *
 * The associated data are not in the token: the peer must have them already.
 * Without any, the token is one of gss_wrap().
 *
 * @param context_handle [in] The context.
 * @param conf_req_flag [in] Nonzero to encrypt the message, 0 for integrity
 *     only.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param input_assoc_buffer [in, optional] The associated data.
 * @param input_payload_buffer [in] The message.
 * @param conf_state [out, optional] 1 if the message was encrypted, else 0.
 * @param output_message_buffer [out] The token; release it with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE output_message_buffer holds the token.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_BAD_QOP qop_req is not GSS_C_QOP_DEFAULT.
 * @status GSS_S_UNAVAILABLE The mechanism has no such call.
 * @see gss_unwrap_aead, gss_wrap, gss_wrap_iov
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_wrap_aead(OM_uint32 *minor_status, gss_ctx_id_t context_handle, int conf_req_flag,
                        gss_qop_t qop_req, gss_buffer_t input_assoc_buffer,
                        gss_buffer_t input_payload_buffer, int *conf_state,
                        gss_buffer_t output_message_buffer);

/*
 * Takes a message out of a token that protects it and associated data.
 *
 * A success can carry bits about the order of messages, as with gss_unwrap(). A
 * failed token changes nothing in the context.
 *
 * @param context_handle [in] The context.
 * @param input_message_buffer [in] The token of gss_wrap_aead(), or of
 *     gss_wrap() if there are no associated data.
 * @param input_assoc_buffer [in, optional] The associated data.
 * @param output_payload_buffer [out] The message; release it with
 *     gss_release_buffer().
 * @param conf_state [out, optional] 1 if the message was encrypted, else 0.
 * @param qop_state [out, optional] The quality of protection,
 *     GSS_C_QOP_DEFAULT.
 * @status GSS_S_COMPLETE output_payload_buffer holds the message.
 * @status GSS_S_DUPLICATE_TOKEN The same, but the token was seen before.
 * @status GSS_S_OLD_TOKEN The same, but it is too old to know whether it was
 *     seen.
 * @status GSS_S_UNSEQ_TOKEN The same, but a later token was seen already.
 * @status GSS_S_GAP_TOKEN The same, but an earlier token has not been seen yet.
 * @status GSS_S_BAD_SIG The token or the associated data were altered, or this
 *     side made the token itself.
 * @status GSS_S_DEFECTIVE_TOKEN The token is malformed, or is not one of the
 *     peer's.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_UNAVAILABLE The mechanism has no such call.
 * @see gss_wrap_aead, gss_unwrap, gss_unwrap_iov
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_unwrap_aead(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                          gss_buffer_t input_message_buffer, gss_buffer_t input_assoc_buffer,
                          gss_buffer_t output_payload_buffer, int *conf_state,
                          gss_qop_t *qop_state);

/*
 * Completes a token of establishment that a program is about to send.
 *
 * For mechanisms whose tokens depend on the message around them. Kerberos and
 * SCRAM are none of them: the call has nothing to do then, and succeeds.
 *
 * @param context_handle [in] The context, which may be on its way.
 * @param input_message_buffer [in] The message in which the token stands.
 * @status GSS_S_COMPLETE The token may be sent.
 * @status GSS_S_NO_CONTEXT There is no context.
 * @see gss_init_sec_context, gss_accept_sec_context
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_complete_auth_token(OM_uint32 *minor_status, const gss_ctx_id_t context_handle,
                                  gss_buffer_t input_message_buffer);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
