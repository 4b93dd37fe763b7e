/*
 * gss/transfer.h - handing security contexts to other processes
 *
 * gss_export_sec_context and gss_import_sec_context with choices: where the
 * keys are kept (the transfer domain), who may import, and for how long.
 * gss-transfer(7) tells the whole.
 */
#ifndef GSS_TRANSFER_H
#define GSS_TRANSFER_H

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Kinds of restriction on who may import a token.
 *
 * @page gss_transfer_kinds
 * @value GSS_TRANSFER_USER The importer's effective user id.
 * @value GSS_TRANSFER_PROCESS_GROUP The importer's process group, as getpgrp(2)
 *     gives it.
 * @value GSS_TRANSFER_SESSION The importer's session, as getsid(2) gives it.
 * @see gss_transfer_restrict, gss-transfer(7)
 * @source this library
 */
#define GSS_TRANSFER_USER 1
#define GSS_TRANSFER_PROCESS_GROUP 2
#define GSS_TRANSFER_SESSION 4

/*
 * Chooses the transfer domain, for a context or for the process.
 *
 * A transfer domain is a folder with the key that seals tokens, and the ledger
 * that remembers which were imported. Who can read the key file can import: the
 * file system's permissions are the policy. Without this call the domain is
 * that of GSS_TRANSFER_DOMAIN in the environment, or else the user's own; see
 * gss-transfer(7).
 *
 * The folder must exist when an export or import uses it: then its owner and
 * modes are checked, and its files are made if they are missing and the folder
 * is this user's, or this user is root.
 *
 * @param context_handle [in, optional] The context whose export it is for.
 *     GSS_C_NO_CONTEXT: all exports and imports of this process, except those
 *     of contexts that have their own.
 * @param folder [in, optional] The folder's path. NULL goes back to the
 *     default.
 * @status GSS_S_COMPLETE The domain is chosen.
 * @status GSS_S_NO_CONTEXT The context's establishment failed.
 * @status GSS_S_FAILURE folder is not an absolute path, or there is no memory.
 * @see gss_export_sec_context, gss_import_sec_context, gss-transfer(7)
 * @source this library
 */
OM_uint32 gss_transfer_set_domain(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                                  const char *folder);

/*
 * Sets how long the token of a context's export can be imported.
 *
 * @param context_handle [in] The context.
 * @param lifetime [in] Seconds, counted from the export; at most 86,400, a day.
 *     0 is the default, 300. A token never outlives its context.
 * @status GSS_S_COMPLETE The lifetime is set.
 * @status GSS_S_NO_CONTEXT There is no context.
 * @status GSS_S_FAILURE The lifetime is too long, or there is no memory.
 * @see gss_export_sec_context, gss_transfer_restrict, gss-transfer(7)
 * @source this library
 */
OM_uint32 gss_transfer_set_lifetime(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                                    OM_uint32 lifetime);

/*
 * Restricts who may import the token of a context's export.
 *
 * The restriction comes on top of the domain's own rule. A refusal is
 * GSS_S_UNAUTHORIZED and leaves the token good for whom it is meant. The check
 * is this library's, in the importing process: who can read the domain's key
 * and uses something else is not bound by it. Different kinds add up; the same kind again replaces
 * the value.
 *
 * @param context_handle [in] The context.
 * @param kind [in] One of gss_transfer_kinds(3).
 * @param value [in] The user id, process group or session that may import.
 * @status GSS_S_COMPLETE The restriction is set.
 * @status GSS_S_NO_CONTEXT There is no context.
 * @status GSS_S_FAILURE kind is none of the three, or there is no memory.
 * @see gss_transfer_kinds, gss_export_sec_context, gss-transfer(7)
 * @source this library
 */
OM_uint32 gss_transfer_restrict(OM_uint32 *minor_status, gss_ctx_id_t context_handle, int kind,
                                uint32_t value);

/*
 * What anybody can read in an interprocess token.
 *
 * It is the token's header, not checked by any key, and nothing of the context.
 *
 * @page gss_transfer_token_info
 * @value gss_transfer_token_info The header: the version of the format, the
 *     identifier of the key that sealed the token, the token's name in the
 *     ledger, and the length of the sealed body in bytes.
 * @see gss_transfer_inquire_token, gss-transfer(7)
 * @source this library
 */
typedef struct gss_transfer_token_info_struct {
    OM_uint32 version;
    unsigned char key_id[8];
    unsigned char name[24];
    size_t sealed_length;
} gss_transfer_token_info;

/*
 * Reads the public header of an interprocess token.
 *
 * For logs and for tools. No key is needed, nothing is claimed, and nothing is
 * proved: an altered token looks as good as a genuine one.
 *
 * @param token [in] The token; stays the caller's.
 * @param info [out] What the header says.
 * @status GSS_S_COMPLETE info is filled.
 * @status GSS_S_DEFECTIVE_TOKEN It is not a token, or one of a version that
 *     this library does not know.
 * @see gss_transfer_token_info, gss_import_sec_context, gss-transfer(7)
 * @source this library
 */
OM_uint32 gss_transfer_inquire_token(OM_uint32 *minor_status, gss_const_buffer_t token,
                                     gss_transfer_token_info *info);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
