/*
 * gss/api/status.h - status codes and their sentences
 *
 * A part of <gss/api.h>, which is the file to include.
 */
#ifndef GSS_API_STATUS_H
#define GSS_API_STATUS_H

/*
 * Major status codes, and macros that take them apart.
 *
 * A major status has three fields: a calling error in bits 24 to 31, a routine
 * error in bits 16 to 23, and bits of supplementary information below. An error
 * is any value with one of the first two; a calling and a routine error can
 * stand together. Supplementary bits also come with success.
 *
 * Each macro evaluates its argument once.
 *
 * @page gss_status
 * @value GSS_S_COMPLETE Success, with nothing more to say.
 * @value GSS_ERROR(x) Nonzero if x holds a calling or a routine error.
 * @value GSS_CALLING_ERROR(x) The calling error of x, 0 if none.
 * @value GSS_ROUTINE_ERROR(x) The routine error of x, 0 if none: compare it
 *     with the codes below.
 * @value GSS_SUPPLEMENTARY_INFO(x) The supplementary bits of x.
 * @value GSS_C_CALLING_ERROR_OFFSET The lowest bit of the calling error.
 * @value GSS_C_ROUTINE_ERROR_OFFSET The lowest bit of the routine error.
 * @value GSS_C_SUPPLEMENTARY_OFFSET The lowest supplementary bit.
 * @value GSS_C_CALLING_ERROR_MASK The calling error's bits, shifted down.
 * @value GSS_C_ROUTINE_ERROR_MASK The routine error's bits, shifted down.
 * @value GSS_C_SUPPLEMENTARY_MASK The supplementary bits.
 * @value GSS_S_CALL_INACCESSIBLE_READ A required input argument is missing.
 * @value GSS_S_CALL_INACCESSIBLE_WRITE A required output argument is missing.
 * @value GSS_S_CALL_BAD_STRUCTURE An argument is malformed.
 * @value GSS_S_BAD_MECH The mechanism is not supported, or not by this
 *     credential or name.
 * @value GSS_S_BAD_NAME A name is malformed or missing.
 * @value GSS_S_BAD_NAMETYPE A name has a type that is not supported here.
 * @value GSS_S_BAD_BINDINGS The peer's channel bindings are not ours.
 * @value GSS_S_BAD_STATUS Not a status that can be explained.
 * @value GSS_S_BAD_SIG The integrity check of a token failed.
 * @value GSS_S_BAD_MIC GSS_S_BAD_SIG under its newer name.
 * @value GSS_S_NO_CRED There are no credentials, or not for this use.
 * @value GSS_S_NO_CONTEXT There is no context, or not one that can do this.
 *     From gss_import_sec_context(): the token was imported before, or has
 *     expired.
 * @value GSS_S_DEFECTIVE_TOKEN A token is malformed or was altered.
 * @value GSS_S_DEFECTIVE_CREDENTIAL A credential is broken.
 * @value GSS_S_CREDENTIALS_EXPIRED The credentials have expired.
 * @value GSS_S_CONTEXT_EXPIRED The context has expired.
 * @value GSS_S_FAILURE A failure that no other code describes: the minor
 *     status tells it. Out of memory is one.
 * @value GSS_S_BAD_QOP The quality of protection is not supported.
 * @value GSS_S_UNAUTHORIZED Local policy forbids it.
 * @value GSS_S_UNAVAILABLE The operation is not offered, or not now.
 * @value GSS_S_DUPLICATE_ELEMENT The credential has an element for this
 *     mechanism already.
 * @value GSS_S_NAME_NOT_MN The name does not belong to one mechanism.
 * @value GSS_S_BAD_MECH_ATTR The attribute of mechanisms is unknown.
 * @value GSS_S_CONTINUE_NEEDED The establishment needs a further token of the
 *     peer: call again with it.
 * @value GSS_S_DUPLICATE_TOKEN The token was seen before.
 * @value GSS_S_OLD_TOKEN The token is too old to know whether it was seen.
 * @value GSS_S_UNSEQ_TOKEN A later token was seen already.
 * @value GSS_S_GAP_TOKEN An earlier token has not been seen yet.
 * @see gss_display_status
 * @source RFC 2744 s.3.9.1; RFC 5587 s.3.4.5
 */
#define GSS_S_COMPLETE 0

#define GSS_C_CALLING_ERROR_OFFSET 24
#define GSS_C_ROUTINE_ERROR_OFFSET 16
#define GSS_C_SUPPLEMENTARY_OFFSET 0
#define GSS_C_CALLING_ERROR_MASK ((OM_uint32)0377ul)
#define GSS_C_ROUTINE_ERROR_MASK ((OM_uint32)0377ul)
#define GSS_C_SUPPLEMENTARY_MASK ((OM_uint32)0177777ul)

#define GSS_CALLING_ERROR(x) ((x) & (GSS_C_CALLING_ERROR_MASK << GSS_C_CALLING_ERROR_OFFSET))
#define GSS_ROUTINE_ERROR(x) ((x) & (GSS_C_ROUTINE_ERROR_MASK << GSS_C_ROUTINE_ERROR_OFFSET))
#define GSS_SUPPLEMENTARY_INFO(x) ((x) & (GSS_C_SUPPLEMENTARY_MASK << GSS_C_SUPPLEMENTARY_OFFSET))
#define GSS_ERROR(x)                                                                               \
    ((x) & ((GSS_C_CALLING_ERROR_MASK << GSS_C_CALLING_ERROR_OFFSET) |                             \
            (GSS_C_ROUTINE_ERROR_MASK << GSS_C_ROUTINE_ERROR_OFFSET)))

#define GSS_S_CALL_INACCESSIBLE_READ (((OM_uint32)1ul) << GSS_C_CALLING_ERROR_OFFSET)
#define GSS_S_CALL_INACCESSIBLE_WRITE (((OM_uint32)2ul) << GSS_C_CALLING_ERROR_OFFSET)
#define GSS_S_CALL_BAD_STRUCTURE (((OM_uint32)3ul) << GSS_C_CALLING_ERROR_OFFSET)

#define GSS_S_BAD_MECH (((OM_uint32)1ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_BAD_NAME (((OM_uint32)2ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_BAD_NAMETYPE (((OM_uint32)3ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_BAD_BINDINGS (((OM_uint32)4ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_BAD_STATUS (((OM_uint32)5ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_BAD_SIG (((OM_uint32)6ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_BAD_MIC GSS_S_BAD_SIG
#define GSS_S_NO_CRED (((OM_uint32)7ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_NO_CONTEXT (((OM_uint32)8ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_DEFECTIVE_TOKEN (((OM_uint32)9ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_DEFECTIVE_CREDENTIAL (((OM_uint32)10ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_CREDENTIALS_EXPIRED (((OM_uint32)11ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_CONTEXT_EXPIRED (((OM_uint32)12ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_FAILURE (((OM_uint32)13ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_BAD_QOP (((OM_uint32)14ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_UNAUTHORIZED (((OM_uint32)15ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_UNAVAILABLE (((OM_uint32)16ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_DUPLICATE_ELEMENT (((OM_uint32)17ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_NAME_NOT_MN (((OM_uint32)18ul) << GSS_C_ROUTINE_ERROR_OFFSET)
#define GSS_S_BAD_MECH_ATTR (((OM_uint32)19ul) << GSS_C_ROUTINE_ERROR_OFFSET)

#define GSS_S_CONTINUE_NEEDED (1u << (GSS_C_SUPPLEMENTARY_OFFSET + 0))
#define GSS_S_DUPLICATE_TOKEN (1u << (GSS_C_SUPPLEMENTARY_OFFSET + 1))
#define GSS_S_OLD_TOKEN (1u << (GSS_C_SUPPLEMENTARY_OFFSET + 2))
#define GSS_S_UNSEQ_TOKEN (1u << (GSS_C_SUPPLEMENTARY_OFFSET + 3))
#define GSS_S_GAP_TOKEN (1u << (GSS_C_SUPPLEMENTARY_OFFSET + 4))

/*
 * Makes a sentence of a status code.
 *
 * A status can say several things: a major status may hold a calling error, a
 * routine error and supplementary bits. Each call gives one sentence; call
 * again, with the same *message_context, until it is 0. All that the call has
 * to remember is in *message_context, so stopping early is fine.
 *
 * A minor status keeps its details (a path, a principal) for the thread in
 * which the call failed. Ask there, and soon.
 *
 * @param status_value [in] The code to explain.
 * @param status_type [in] GSS_C_GSS_CODE if status_value is a major status,
 *     GSS_C_MECH_CODE if it is a minor status.
 * @param mech_type [in, optional] The mechanism that the minor status came
 *     from. GSS_C_NO_OID is the default mechanism.
 * @param message_context [inout] 0 on the first call. Not 0 afterwards while
 *     more sentences wait.
 * @param status_string [out] The sentence, without newline; release it with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE status_string holds a sentence.
 * @status GSS_S_BAD_MECH mech_type is not supported.
 * @status GSS_S_BAD_STATUS The code is unknown, status_type is neither kind, or
 *     *message_context is not of this conversation.
 * @see gss_status
 * @source RFC 2744 s.5.11
 */
OM_uint32 gss_display_status(OM_uint32 *minor_status, OM_uint32 status_value, int status_type,
                             gss_OID mech_type, OM_uint32 *message_context,
                             gss_buffer_t status_string);

#endif
