/*
 * gss/api/message.h - messages
 *
 * A part of <gss/api.h>, which is the file to include.
 *
 * gss_wrap() and gss_unwrap() carry a message inside a token; gss_get_mic() and
 * gss_verify_mic() make and check a token that goes beside the message. Empty
 * messages are allowed everywhere.
 */
#ifndef GSS_API_MESSAGE_H
#define GSS_API_MESSAGE_H

/*
 * Makes a token that protects the integrity of a message.
 *
 * Send the message and the token; the peer checks both with gss_verify_mic().
 *
 * @param context_handle [in] The context.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param message_buffer [in] The message.
 * @param message_token [out] The token; release it with gss_release_buffer().
 * @status GSS_S_COMPLETE message_token holds the token.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_BAD_QOP qop_req is not GSS_C_QOP_DEFAULT.
 * @see gss_verify_mic, gss_wrap
 * @source RFC 2744 s.5.15
 */
OM_uint32 gss_get_mic(OM_uint32 *minor_status, gss_ctx_id_t context_handle, gss_qop_t qop_req,
                      gss_buffer_t message_buffer, gss_buffer_t message_token);

/*
 * Checks a message against the token that protects it.
 *
 * A success can carry bits about the order of messages, if the context has
 * GSS_C_REPLAY_FLAG or GSS_C_SEQUENCE_FLAG. The message is genuine then, and it
 * is for the program to decide what to do with it. A failed token changes
 * nothing in the context.
 *
 * @param context_handle [in] The context.
 * @param message_buffer [in] The message.
 * @param token_buffer [in] The token of gss_get_mic().
 * @param qop_state [out, optional] The quality of protection,
 *     GSS_C_QOP_DEFAULT.
 * @status GSS_S_COMPLETE The message is genuine.
 * @status GSS_S_DUPLICATE_TOKEN The same, but the token was seen before.
 * @status GSS_S_OLD_TOKEN The same, but it is too old to know whether it was
 *     seen.
 * @status GSS_S_UNSEQ_TOKEN The same, but a later token was seen already.
 * @status GSS_S_GAP_TOKEN The same, but an earlier token has not been seen yet.
 * @status GSS_S_BAD_SIG The message or the token was altered, or they do not
 *     belong together, or this side made the token itself.
 * @status GSS_S_DEFECTIVE_TOKEN The token is malformed, or is not one of the
 *     peer's gss_get_mic().
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @see gss_get_mic, gss_unwrap
 * @source RFC 2744 s.5.32
 */
OM_uint32 gss_verify_mic(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                         gss_buffer_t message_buffer, gss_buffer_t token_buffer,
                         gss_qop_t *qop_state);

/*
 * Puts a message into a token that protects it.
 *
 * The token is longer than the message: gss_wrap_size_limit() tells by how
 * much.
 *
 * @param context_handle [in] The context.
 * @param conf_req_flag [in] Nonzero to encrypt, 0 for integrity only.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param input_message_buffer [in] The message.
 * @param conf_state [out, optional] 1 if the message was encrypted, else 0.
 *     Look at it if secrecy matters and ret_flags was not checked for
 *     GSS_C_CONF_FLAG.
 * @param output_message_buffer [out] The token; release it with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE output_message_buffer holds the token.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_BAD_QOP qop_req is not GSS_C_QOP_DEFAULT.
 * @see gss_unwrap, gss_wrap_size_limit, gss_get_mic
 * @source RFC 2744 s.5.33
 */
OM_uint32 gss_wrap(OM_uint32 *minor_status, gss_ctx_id_t context_handle, int conf_req_flag,
                   gss_qop_t qop_req, gss_buffer_t input_message_buffer, int *conf_state,
                   gss_buffer_t output_message_buffer);

/*
 * Takes a message out of its token.
 *
 * A success can carry bits about the order of messages, if the context has
 * GSS_C_REPLAY_FLAG or GSS_C_SEQUENCE_FLAG. The message is genuine and is given
 * out then too, and it is for the program to decide what to do with it. A
 * failed token changes nothing in the context.
 *
 * @param context_handle [in] The context.
 * @param input_message_buffer [in] The token of gss_wrap().
 * @param output_message_buffer [out] The message; release it with
 *     gss_release_buffer().
 * @param conf_state [out, optional] 1 if the message was encrypted, else 0.
 * @param qop_state [out, optional] The quality of protection,
 *     GSS_C_QOP_DEFAULT.
 * @status GSS_S_COMPLETE output_message_buffer holds the message.
 * @status GSS_S_DUPLICATE_TOKEN The same, but the token was seen before.
 * @status GSS_S_OLD_TOKEN The same, but it is too old to know whether it was
 *     seen.
 * @status GSS_S_UNSEQ_TOKEN The same, but a later token was seen already.
 * @status GSS_S_GAP_TOKEN The same, but an earlier token has not been seen yet.
 * @status GSS_S_BAD_SIG The token was altered, or this side made it itself.
 * @status GSS_S_DEFECTIVE_TOKEN The token is malformed, or is not one of the
 *     peer's gss_wrap().
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @see gss_wrap, gss_verify_mic
 * @source RFC 2744 s.5.31
 */
OM_uint32 gss_unwrap(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                     gss_buffer_t input_message_buffer, gss_buffer_t output_message_buffer,
                     int *conf_state, gss_qop_t *qop_state);

/*
 * Tells how long a message can be whose token must not exceed a size.
 *
 * @param context_handle [in] The context.
 * @param conf_req_flag [in] Nonzero if the message will be encrypted.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param req_output_size [in] The largest token that fits, in bytes.
 * @param max_input_size [out] The longest message whose token fits, in bytes; 0
 *     if there is none.
 * @status GSS_S_COMPLETE max_input_size holds the answer.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context, or it cannot protect messages
 *     yet.
 * @status GSS_S_BAD_QOP qop_req is not GSS_C_QOP_DEFAULT.
 * @see gss_wrap
 * @source RFC 2744 s.5.34
 */
OM_uint32 gss_wrap_size_limit(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                              int conf_req_flag, gss_qop_t qop_req, OM_uint32 req_output_size,
                              OM_uint32 *max_input_size);

/*
 * Makes a token that protects the integrity of a message, by the name of
 * version 1.
 *
 * gss_get_mic() under its older name, with the quality of protection as an int.
 * It gives the same tokens and statuses.
 *
 * @param context_handle [in] The context.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param message_buffer [in] The message.
 * @param message_token [out] The token; release it with gss_release_buffer().
 * @return The status of gss_get_mic().
 * @see gss_get_mic
 * @source RFC 2744 appendix A
 */
OM_uint32 gss_sign(OM_uint32 *minor_status, gss_ctx_id_t context_handle, int qop_req,
                   gss_buffer_t message_buffer, gss_buffer_t message_token);

/*
 * Checks a message against the token that protects it, by the name of version 1.
 *
 * gss_verify_mic() under its older name, with the quality of protection as an
 * int.
 *
 * @param context_handle [in] The context.
 * @param message_buffer [in] The message.
 * @param token_buffer [in] The token.
 * @param qop_state [out, optional] GSS_C_QOP_DEFAULT.
 * @return The status of gss_verify_mic().
 * @see gss_verify_mic
 * @source RFC 2744 appendix A
 */
OM_uint32 gss_verify(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                     gss_buffer_t message_buffer, gss_buffer_t token_buffer, int *qop_state);

/*
 * Puts a message into a token that protects it, by the name of version 1.
 *
 * gss_wrap() under its older name, with the quality of protection as an int. It
 * gives the same tokens and statuses.
 *
 * @param context_handle [in] The context.
 * @param conf_req_flag [in] Nonzero to encrypt, 0 for integrity only.
 * @param qop_req [in] GSS_C_QOP_DEFAULT.
 * @param input_message_buffer [in] The message.
 * @param conf_state [out, optional] 1 if the message was encrypted, else 0.
 * @param output_message_buffer [out] The token; release it with
 *     gss_release_buffer().
 * @return The status of gss_wrap().
 * @see gss_wrap
 * @source RFC 2744 appendix A
 */
OM_uint32 gss_seal(OM_uint32 *minor_status, gss_ctx_id_t context_handle, int conf_req_flag,
                   int qop_req, gss_buffer_t input_message_buffer, int *conf_state,
                   gss_buffer_t output_message_buffer);

/*
 * Takes a message out of its token, by the name of version 1.
 *
 * gss_unwrap() under its older name, with the quality of protection as an int.
 *
 * @param context_handle [in] The context.
 * @param input_message_buffer [in] The token.
 * @param output_message_buffer [out] The message; release it with
 *     gss_release_buffer().
 * @param conf_state [out, optional] 1 if the message was encrypted, else 0.
 * @param qop_state [out, optional] GSS_C_QOP_DEFAULT.
 * @return The status of gss_unwrap().
 * @see gss_unwrap
 * @source RFC 2744 appendix A
 */
OM_uint32 gss_unseal(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                     gss_buffer_t input_message_buffer, gss_buffer_t output_message_buffer,
                     int *conf_state, int *qop_state);

#endif
