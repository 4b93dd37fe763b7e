/*
 * gss/krb5-lucid.h - the keys and numbers of a Kerberos context, for a kernel
 */
#ifndef GSS_KRB5_LUCID_H
#define GSS_KRB5_LUCID_H

#include <stdint.h>

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * What a lucid context holds.
 *
 * It begins with its version. The structures are those of MIT's library, to
 * the byte. This library's contexts are of protocol 1, and what is said of
 * protocol 0 is zero.
 *
 * @page gss_krb5_lucid_context
 * @value gss_krb5_lucid_key_t A key: type, its encryption type by number;
 *     length; data.
 * @value gss_krb5_rfc1964_keydata_t The keys of protocol 0, RFC 1964's.
 * @value gss_krb5_cfx_keydata_t The keys of protocol 1, RFC 4121's:
 *     have_acceptor_subkey, 1 if the acceptor made a key; ctx_key, the
 *     initiator's; acceptor_subkey, which is then the one in use.
 * @value gss_krb5_lucid_context_v1_t Version 1: initiate, 1 on the initiator's
 *     side; endtime, seconds since 1970; send_seq and recv_seq, the next
 *     message's numbers; protocol; rfc1964_kd; cfx_kd.
 * @value gss_krb5_lucid_context_version_t The beginning of any version.
 * @see gss_krb5_export_lucid_sec_context, gss_krb5_free_lucid_sec_context
 * @source MIT's gssapi_krb5.h
 */
typedef struct gss_krb5_lucid_key {
    OM_uint32 type;
    OM_uint32 length;
    void *data;
} gss_krb5_lucid_key_t;

typedef struct gss_krb5_rfc1964_keydata {
    OM_uint32 sign_alg;
    OM_uint32 seal_alg;
    gss_krb5_lucid_key_t ctx_key;
} gss_krb5_rfc1964_keydata_t;

typedef struct gss_krb5_cfx_keydata {
    OM_uint32 have_acceptor_subkey;
    gss_krb5_lucid_key_t ctx_key;
    gss_krb5_lucid_key_t acceptor_subkey;
} gss_krb5_cfx_keydata_t;

typedef struct gss_krb5_lucid_context_v1 {
    OM_uint32 version;
    OM_uint32 initiate;
    OM_uint32 endtime;
    uint64_t send_seq;
    uint64_t recv_seq;
    OM_uint32 protocol;
    gss_krb5_rfc1964_keydata_t rfc1964_kd;
    gss_krb5_cfx_keydata_t cfx_kd;
} gss_krb5_lucid_context_v1_t;

typedef struct gss_krb5_lucid_context_version {
    OM_uint32 version;
} gss_krb5_lucid_context_version_t;

/*
 * Turns a context into its keys and numbers.
 *
 * For what protects the messages itself, such as the kernel's NFS. The keys are
 * in the clear: to hand a context to another program use
 * gss_export_sec_context(). After success the context is gone. After a failure
 * it is as before.
 *
 * @param context_handle [inout] An established Kerberos context; on success
 *     GSS_C_NO_CONTEXT.
 * @param version [in] 1.
 * @param kctx [out] A gss_krb5_lucid_context_v1_t, to be read only; free it with
 *     gss_krb5_free_lucid_sec_context().
 * @status GSS_S_COMPLETE kctx has the keys and numbers.
 * @status GSS_S_NO_CONTEXT There is no context, or it is not established yet.
 * @status GSS_S_UNAVAILABLE The context is not one of Kerberos.
 * @status GSS_S_FAILURE There is no such version, or no memory.
 * @see gss_krb5_lucid_context, gss_krb5_set_allowable_enctypes,
 *     gss_export_sec_context
 * @source MIT's gssapi_krb5.h
 */
OM_uint32 gss_krb5_export_lucid_sec_context(OM_uint32 *minor_status, gss_ctx_id_t *context_handle,
                                            OM_uint32 version, void **kctx);

/*
 * Wipes and frees a lucid context.
 *
 * @param kctx [in, optional] What gss_krb5_export_lucid_sec_context() gave.
 * @status GSS_S_COMPLETE It is gone.
 * @status GSS_S_FAILURE Its version is not one of this library's.
 * @see gss_krb5_lucid_context
 * @source MIT's gssapi_krb5.h
 */
OM_uint32 gss_krb5_free_lucid_sec_context(OM_uint32 *minor_status, void *kctx);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
