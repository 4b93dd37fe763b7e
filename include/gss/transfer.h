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

/* Kinds of restriction for gss_transfer_restrict. */
#define GSS_TRANSFER_USER 1
#define GSS_TRANSFER_PROCESS_GROUP 2
#define GSS_TRANSFER_SESSION 4

/* Chooses the transfer domain: a folder. With a context, for that context's export; with
 * GSS_C_NO_CONTEXT, for this process's exports and imports. NULL goes back to the default. */
OM_uint32 gss_transfer_set_domain(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                                  const char *folder);

/* How long the token of this context's export can be imported, in seconds. 0: the default. */
OM_uint32 gss_transfer_set_lifetime(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                                    OM_uint32 lifetime);

/* Restricts who may import the token of this context's export, besides the domain's own rule.
 * KIND is one GSS_TRANSFER_*, VALUE the user id, process group or session. */
OM_uint32 gss_transfer_restrict(OM_uint32 *minor_status, gss_ctx_id_t context_handle, int kind,
                                uint32_t value);

/* What anybody can read in an interprocess token: nothing of the context. */
typedef struct gss_transfer_token_info_struct {
    OM_uint32 version;
    unsigned char key_id[8];
    unsigned char name[24];   /* the token's name in the ledger */
    size_t sealed_length;     /* bytes of encrypted body */
} gss_transfer_token_info;

OM_uint32 gss_transfer_inquire_token(OM_uint32 *minor_status, gss_const_buffer_t token,
                                     gss_transfer_token_info *info);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
