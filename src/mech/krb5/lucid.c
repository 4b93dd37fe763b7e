#include "mech/krb5/lucid.h"

#include <stdlib.h>
#include <string.h>

#include <gss/krb5-lucid.h>

#include "base/buffer_set.h"
#include "base/minor.h"
#include "base/secret.h"
#include "mech/krb5/inquiry.h"
#include "mech/krb5/library.h"

enum { LUCID_VERSION = 1, LUCID_RFC4121 = 1 };

static bool lucid_key_set(gss_krb5_lucid_key_t *key, const struct enctype *type,
                          const uint8_t *bytes)
{
    key->data = malloc(type->key_length);
    if (key->data == NULL)
        return false;
    memcpy(key->data, bytes, type->key_length);
    key->type = (OM_uint32)type->id;
    key->length = (OM_uint32)type->key_length;
    return true;
}

static void lucid_key_clear(gss_krb5_lucid_key_t *key)
{
    secret_free(key->data, key->length);
}

static void lucid_free(gss_krb5_lucid_context_v1_t *lucid)
{
    if (lucid == NULL)
        return;
    lucid_key_clear(&lucid->rfc1964_kd.ctx_key);
    lucid_key_clear(&lucid->cfx_kd.ctx_key);
    lucid_key_clear(&lucid->cfx_kd.acceptor_subkey);
    secret_free(lucid, sizeof(*lucid));
}

static gss_krb5_lucid_context_v1_t *lucid_make(const struct krb5_ctx *ctx)
{
    const struct krb5_session_key *initiators = ctx->partial;
    gss_krb5_lucid_context_v1_t *lucid = calloc(1, sizeof(*lucid));
    const struct enctype *type;
    const uint8_t *key = cfx_protocol_key(ctx->cfx, &type);
    bool made;

    if (lucid == NULL)
        return NULL;
    lucid->version = LUCID_VERSION;
    lucid->initiate = ctx->initiator;
    /* The ticket's own end: an acceptor's context lasts longer by the clock skew. */
    lucid->endtime =
        (OM_uint32)(ctx->initiator ? ctx->end_time : ctx->end_time - krb5_library_clock_skew());
    cfx_numbers(ctx->cfx, &lucid->send_seq, &lucid->recv_seq);
    lucid->protocol = LUCID_RFC4121;
    lucid->cfx_kd.have_acceptor_subkey = initiators != NULL;
    made = initiators != NULL
               ? lucid_key_set(&lucid->cfx_kd.ctx_key, initiators->type, initiators->bytes) &&
                     lucid_key_set(&lucid->cfx_kd.acceptor_subkey, type, key)
               : lucid_key_set(&lucid->cfx_kd.ctx_key, type, key);
    if (!made) {
        lucid_free(lucid);
        lucid = NULL;
    }
    return lucid;
}

bool krb5_lucid_is_asked(gss_const_OID what)
{
    return what->length == sizeof(KRB5_INQUIRE_LUCID) &&
           memcmp(what->elements, KRB5_INQUIRE_LUCID, sizeof(KRB5_INQUIRE_LUCID) - 1) == 0;
}

OM_uint32 krb5_lucid_inquire(OM_uint32 *minor, const struct krb5_ctx *ctx, gss_const_OID what,
                             gss_buffer_set_t answers)
{
    const uint8_t *arcs = what->elements;
    gss_krb5_lucid_context_v1_t *lucid;
    krb5_context library;
    OM_uint32 major;

    if (ctx->handshake != NULL)
        return minor_fail(minor, MINOR_CONTEXT_PARTIAL, GSS_S_NO_CONTEXT);
    if (arcs[what->length - 1] != LUCID_VERSION)
        return minor_fail(minor, MINOR_LUCID_VERSION, GSS_S_FAILURE);
    major = krb5_library_borrow(minor, &library); /* for its clock skew */
    if (major != GSS_S_COMPLETE)
        return major;
    lucid = lucid_make(ctx);
    if (lucid != NULL && buffer_set_add(answers, &lucid, sizeof(lucid)))
        return GSS_S_COMPLETE; /* now the caller's */
    lucid_free(lucid);
    return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

OM_uint32 gss_krb5_free_lucid_sec_context(OM_uint32 *minor, void *kctx)
{
    const gss_krb5_lucid_context_version_t *lucid = kctx;
    OM_uint32 spare;

    if (minor == NULL)
        minor = &spare;
    *minor = 0;
    if (lucid == NULL)
        return GSS_S_COMPLETE;
    if (lucid->version != LUCID_VERSION)
        return minor_fail(minor, MINOR_LUCID_VERSION, GSS_S_FAILURE);
    lucid_free(kctx);
    return GSS_S_COMPLETE;
}
