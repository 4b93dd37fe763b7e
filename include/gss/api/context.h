/*
 * gss/api/context.h - security contexts
 *
 * A part of <gss/api.h>, which is the file to include.
 *
 * Two programs become one context by passing tokens, one calling
 * gss_init_sec_context(), the other gss_accept_sec_context(), until both say
 * GSS_S_COMPLETE. How tokens travel is the programs' own matter.
 */
#ifndef GSS_API_CONTEXT_H
#define GSS_API_CONTEXT_H

/*
 * Initiates a security context, or goes on with one.
 *
 * The first call has *context_handle GSS_C_NO_CONTEXT and no input_token; each
 * later one has the same arguments and the peer's next token. After every call,
 * failed ones included: if output_token has bytes, send them. Then stop on an
 * error, go on receiving while GSS_S_CONTINUE_NEEDED is set, and be done
 * otherwise. Kerberos needs one token each way with GSS_C_MUTUAL_FLAG, one in
 * all without it, three in DCE style.
 *
 * A failed first call leaves *context_handle GSS_C_NO_CONTEXT. A failed later
 * one leaves the context, good for nothing but gss_delete_sec_context().
 *
 * Before GSS_S_COMPLETE, ret_flags says what is to be expected, except
 * GSS_C_PROT_READY_FLAG and GSS_C_TRANS_FLAG, which say what holds now.
 *
 * @param initiator_cred_handle [in, optional] The credential.
 *     GSS_C_NO_CREDENTIAL is the default one.
 * @param context_handle [inout] The context: GSS_C_NO_CONTEXT before the first
 *     call. Delete it with gss_delete_sec_context().
 * @param target_name [in] The acceptor's name, most often of type
 *     GSS_C_NT_HOSTBASED_SERVICE. Only the first call needs it.
 * @param mech_type [in, optional] The mechanism. GSS_C_NO_OID is the library's
 *     first one that the credential can initiate with.
 * @param req_flags [in] The wanted services: GSS_C_..._FLAG joined by `|`.
 * @param time_req [in] Seconds that the context should last; 0 is the default.
 * @param input_chan_bindings [in, optional] The channel's bindings, or
 *     GSS_C_NO_CHANNEL_BINDINGS.
 * @param input_token [in, optional] The peer's token. GSS_C_NO_BUFFER or an
 *     empty buffer on the first call.
 * @param actual_mech_type [out, optional] The mechanism in use. Static, never
 *     released.
 * @param output_token [out] The token to send, if not empty; release it with
 *     gss_release_buffer(). It may be set on failure too: a last word to the
 *     peer.
 * @param ret_flags [out, optional] The services of the context, see
 *     gss_flags(3).
 * @param time_rec [out, optional] Seconds that the context lasts, known once
 *     it is established; GSS_C_INDEFINITE if without end.
 * @status GSS_S_COMPLETE The context is established.
 * @status GSS_S_CONTINUE_NEEDED The peer's next token is needed.
 * @status GSS_S_BAD_MECH The mechanism is not supported, or the credential has
 *     no element for it.
 * @status GSS_S_BAD_NAMETYPE The mechanism does not take this type of name.
 * @status GSS_S_BAD_NAME target_name is missing or malformed.
 * @status GSS_S_NO_CRED There are no credentials for initiating.
 * @status GSS_S_CREDENTIALS_EXPIRED The credentials have expired.
 * @status GSS_S_DEFECTIVE_CREDENTIAL The credentials are broken.
 * @status GSS_S_DEFECTIVE_TOKEN input_token is malformed.
 * @status GSS_S_BAD_SIG input_token fails its integrity check.
 * @status GSS_S_BAD_BINDINGS input_token was made with other channel bindings.
 * @status GSS_S_OLD_TOKEN With GSS_S_FAILURE: input_token is too old.
 * @status GSS_S_DUPLICATE_TOKEN With GSS_S_FAILURE: input_token was seen
 *     before.
 * @status GSS_S_NO_CONTEXT The context cannot go on: it is established already,
 *     or failed before, or accepts.
 * @status GSS_S_FAILURE Something else failed, in Kerberos often the KDC's
 *     answer or an error token of the acceptor: the minor status tells it.
 * @see gss_accept_sec_context, gss_delete_sec_context, gss_flags,
 *     gss_channel_bindings, gss_wrap
 * @source RFC 2744 s.5.19
 */
OM_uint32 gss_init_sec_context(OM_uint32 *minor_status, gss_cred_id_t initiator_cred_handle,
                               gss_ctx_id_t *context_handle, gss_name_t target_name,
                               gss_OID mech_type, OM_uint32 req_flags, OM_uint32 time_req,
                               gss_channel_bindings_t input_chan_bindings, gss_buffer_t input_token,
                               gss_OID *actual_mech_type, gss_buffer_t output_token,
                               OM_uint32 *ret_flags, OM_uint32 *time_rec);

/*
 * Accepts a security context that a peer initiates, or goes on with one.
 *
 * The first call has *context_handle GSS_C_NO_CONTEXT and the peer's first
 * token; each later one has the same arguments and the next token. After every
 * call, failed ones included: if output_token has bytes, send them. Then stop
 * on an error, go on receiving while GSS_S_CONTINUE_NEEDED is set, and be done
 * otherwise.
 *
 * A failed first call leaves *context_handle GSS_C_NO_CONTEXT. A failed later
 * one leaves the context, good for nothing but gss_delete_sec_context().
 *
 * Success says who the peer is, not what it may do: look at src_name, and at
 * ret_flags for the services that you need.
 *
 * @param context_handle [inout] The context: GSS_C_NO_CONTEXT before the first
 *     call. Delete it with gss_delete_sec_context().
 * @param acceptor_cred_handle [in, optional] The credential.
 *     GSS_C_NO_CREDENTIAL is the default one: with Kerberos, any principal of
 *     the keytab.
 * @param input_token_buffer [in] The peer's token.
 * @param input_chan_bindings [in, optional] The channel's bindings, or
 *     GSS_C_NO_CHANNEL_BINDINGS: then those of the peer are not looked at. If
 *     they must be there, test ret_flags for GSS_C_CHANNEL_BOUND_FLAG as well.
 * @param src_name [out, optional] The initiator's authenticated name, a
 *     mechanism name; release it with gss_release_name().
 * @param mech_type [out, optional] The mechanism in use. Static, never
 *     released.
 * @param output_token [out] The token to send, if not empty; release it with
 *     gss_release_buffer(). It may be set on failure too: an error token for
 *     the peer.
 * @param ret_flags [out, optional] The services of the context, see
 *     gss_flags(3).
 * @param time_rec [out, optional] Seconds that the context lasts, known once
 *     it is established; GSS_C_INDEFINITE if without end.
 * @param delegated_cred_handle [out, optional] The credentials that the
 *     initiator delegated, if ret_flags has GSS_C_DELEG_FLAG, else
 *     GSS_C_NO_CREDENTIAL; release them with gss_release_cred(). If it
 *     delegated none, and the acceptor's credential initiates as the same
 *     service, they are what the service can do in the initiator's name; see
 *     gss_acquire_cred_impersonate_name().
 * @status GSS_S_COMPLETE The context is established.
 * @status GSS_S_CONTINUE_NEEDED The peer's next token is needed.
 * @status GSS_S_BAD_MECH The token's mechanism is not supported, or the
 *     credential has no element for it.
 * @status GSS_S_NO_CRED There are no credentials for accepting.
 * @status GSS_S_CREDENTIALS_EXPIRED The credentials have expired, or the
 *     initiator's ticket has.
 * @status GSS_S_DEFECTIVE_CREDENTIAL The credentials are broken.
 * @status GSS_S_DEFECTIVE_TOKEN The token is malformed, or empty.
 * @status GSS_S_BAD_SIG The token fails its integrity check.
 * @status GSS_S_BAD_BINDINGS The token was made with other channel bindings.
 * @status GSS_S_OLD_TOKEN With GSS_S_FAILURE: the token is too old.
 * @status GSS_S_DUPLICATE_TOKEN With GSS_S_FAILURE: the token was seen before.
 * @status GSS_S_NO_CONTEXT The context cannot go on: it is established already,
 *     or failed before, or initiates.
 * @status GSS_S_FAILURE Something else failed: the minor status tells it.
 * @see gss_init_sec_context, gss_acquire_cred, gss_export_sec_context,
 *     gss_flags, gss_channel_bindings, gss_userok
 * @source RFC 2744 s.5.1
 */
OM_uint32 gss_accept_sec_context(OM_uint32 *minor_status, gss_ctx_id_t *context_handle,
                                 gss_cred_id_t acceptor_cred_handle,
                                 gss_buffer_t input_token_buffer,
                                 gss_channel_bindings_t input_chan_bindings, gss_name_t *src_name,
                                 gss_OID *mech_type, gss_buffer_t output_token,
                                 OM_uint32 *ret_flags, OM_uint32 *time_rec,
                                 gss_cred_id_t *delegated_cred_handle);

/*
 * Gives a context a token that came unasked.
 *
 * For tokens that arrive after the establishment: a peer's late error, or the
 * deletion token of old peers.
 *
 * @param context_handle [in] The context.
 * @param token_buffer [in] The token.
 * @status GSS_S_COMPLETE The token was taken in.
 * @status GSS_S_DEFECTIVE_TOKEN The token is malformed, or of no kind that may
 *     come now.
 * @status GSS_S_NO_CONTEXT There is no context, or it is not established yet.
 * @status GSS_S_UNAVAILABLE The mechanism has no such tokens.
 * @source RFC 2744 s.5.25
 */
OM_uint32 gss_process_context_token(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                                    gss_buffer_t token_buffer);

/*
 * Deletes a context, established or not.
 *
 * Its keys are wiped. The peer is told nothing: tell it by your own protocol.
 *
 * @param context_handle [inout] The context; becomes GSS_C_NO_CONTEXT.
 * @param output_token [out, optional] Kept for programs of version 1: becomes
 *     empty, since no token need be sent. Pass GSS_C_NO_BUFFER.
 * @status GSS_S_COMPLETE The context is gone.
 * @status GSS_S_NO_CONTEXT There was no context.
 * @source RFC 2744 s.5.9
 */
OM_uint32 gss_delete_sec_context(OM_uint32 *minor_status, gss_ctx_id_t *context_handle,
                                 gss_buffer_t output_token);

/*
 * Tells how long a context lasts.
 *
 * @param context_handle [in] The context.
 * @param time_rec [out] Seconds that are left; 0 if expired, GSS_C_INDEFINITE
 *     if without end.
 * @status GSS_S_COMPLETE time_rec holds the answer.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired; time_rec is 0.
 * @status GSS_S_NO_CONTEXT There is no context, or it is not established yet.
 * @see gss_inquire_context
 * @source RFC 2744 s.5.7
 */
OM_uint32 gss_context_time(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                           OM_uint32 *time_rec);

/*
 * Tells about a context, established or not.
 *
 * @param context_handle [in] The context.
 * @param src_name [out, optional] The initiator's name, anonymous if it wished
 *     so; release it with gss_release_name(). GSS_C_NO_NAME while unknown.
 * @param targ_name [out, optional] The acceptor's name; release it with
 *     gss_release_name(). GSS_C_NO_NAME while unknown.
 * @param lifetime_rec [out, optional] Seconds that the context lasts; 0 if
 *     expired, GSS_C_INDEFINITE if without end.
 * @param mech_type [out, optional] The mechanism. Static, never released.
 * @param ctx_flags [out, optional] The services of the context, or those to be
 *     expected while it is not established, see gss_flags(3).
 *     GSS_C_TRANS_FLAG says whether gss_export_sec_context() would work now.
 * @param locally_initiated [out, optional] 1 on the initiator's side, else 0.
 * @param open [out, optional] 1 if the context is established, 0 if it waits
 *     for a token.
 * @status GSS_S_COMPLETE The outputs are filled. An expired context is no
 *     error.
 * @status GSS_S_NO_CONTEXT There is no context.
 * @see gss_context_time, gss_flags
 * @source RFC 2744 s.5.20
 */
OM_uint32 gss_inquire_context(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                              gss_name_t *src_name, gss_name_t *targ_name, OM_uint32 *lifetime_rec,
                              gss_OID *mech_type, OM_uint32 *ctx_flags, int *locally_initiated,
                              int *open);

/*
 * Takes a context out of this process, as a token for another one.
 *
 * The context can be established, or wait for its peer's next token. On success
 * it is gone from this process, its keys are wiped, and the token is all that
 * is left of it. On failure the context works on as if nobody had asked.
 *
 * The token is sealed: encrypted and authenticated under the key of a transfer
 * domain, a folder that is chosen as gss-transfer(7) tells. Only processes that
 * can read the domain's key can import it, only once, and only within its
 * lifetime, 5 minutes by default and never past the context's own end.
 * gss_transfer_set_domain(), gss_transfer_set_lifetime() and
 * gss_transfer_restrict() choose otherwise for one context.
 *
 * The token can be carried by anything: who sees it learns nothing of the
 * context, but who takes it away takes the context away. Delegated credentials
 * that gss_accept_sec_context() gave out stay with the exporter; those that a
 * context still holds, while it waits for a token, come along.
 *
 * @param context_handle [inout] The context; becomes GSS_C_NO_CONTEXT on
 *     success, is untouched on failure.
 * @param interprocess_token [out] The token; release it with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE The context is in the token.
 * @status GSS_S_CONTEXT_EXPIRED The context has expired.
 * @status GSS_S_NO_CONTEXT There is no context.
 * @status GSS_S_UNAUTHORIZED This user may not use the transfer domain.
 * @status GSS_S_UNAVAILABLE There is no transfer domain, or it cannot be used
 *     safely now, or the context cannot be transferred in its present state.
 *     Never with GSS_C_TRANS_FLAG, unless something changed meanwhile.
 * @status GSS_S_FAILURE Something else failed, such as memory.
 * @see gss_import_sec_context, gss_transfer_set_domain,
 *     gss_transfer_set_lifetime, gss_transfer_restrict, gss-transfer(7)
 * @source RFC 2744 s.5.14
 */
OM_uint32 gss_export_sec_context(OM_uint32 *minor_status, gss_ctx_id_t *context_handle,
                                 gss_buffer_t interprocess_token);

/*
 * Takes in a context that another process exported.
 *
 * All that the context knew comes along: both names, flags, lifetime, sequence
 * numbers and what was received, keys, ticket data. A context that waited for a
 * token goes on with gss_init_sec_context() or gss_accept_sec_context().
 *
 * A token imports once, over all processes that share its domain. Success means that the token was
 * claimed in the domain's ledger for good. A failure leaves the token as it was: it can be tried
 * again, here or elsewhere, unless it was spent or is forged.
 *
 * The token is sought in the domain that gss_transfer_set_domain() or the
 * environment chose for this process, as gss-transfer(7) tells.
 *
 * @param interprocess_token [in] The token; stays the caller's.
 * @param context_handle [out] The context; delete it with
 *     gss_delete_sec_context().
 * @status GSS_S_COMPLETE The context lives here now.
 * @status GSS_S_NO_CONTEXT There is no context in the token any more: it was
 *     imported before, or has expired. The minor status tells which.
 * @status GSS_S_DEFECTIVE_TOKEN The token was altered, or is none, or was
 *     sealed in another domain, or in this one before the last boot.
 * @status GSS_S_UNAUTHORIZED The token is restricted to another user, process
 *     group or session, or this user may not use the domain. It stays good for
 *     whom it is meant.
 * @status GSS_S_UNAVAILABLE There is no transfer domain, or its ledger gave no
 *     answer, or the clock cannot be right, or the token's mechanism is not in
 *     this library: nothing was imported.
 * @status GSS_S_FAILURE Something else failed, such as memory.
 * @see gss_export_sec_context, gss_transfer_inquire_token,
 *     gss_transfer_set_domain, gss-transfer(7)
 * @source RFC 2744 s.5.17
 */
OM_uint32 gss_import_sec_context(OM_uint32 *minor_status, gss_buffer_t interprocess_token,
                                 gss_ctx_id_t *context_handle);

#endif
