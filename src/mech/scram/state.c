/*
 * A context's whole state as bytes, and back.
 *
 * version u8, hash u8, parts u8, flags u32, source and target (name.h); then
 * the message state (cfx_export) if PART_MESSAGES; then, if PART_HANDSHAKE:
 * waiting u8, AuthMessage (length u32, bytes), bindings (length u16, bytes),
 * nonce (length u16, bytes), and what is waited with:
 *   for server-first   the password as HMAC's hashed key
 *   for server-final   the acceptor's signature
 *   for client-final   known u8, StoredKey, ServerKey
 *
 * An initiator that waits for server-first cannot know the salt, and so needs
 * the password. It is not in the state as text: what is there serves for this
 * hash, and for guessing, as a verifier does. The state is sealed, and the
 * context goes on without its credential.
 */
#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "mech/scram/context.h"

enum { STATE_VERSION = 1 };
enum {
    PART_INITIATOR = 1,
    PART_MESSAGES = 2,
    PART_HANDSHAKE = 4,
    PARTS_KNOWN = 7,
};

static void state_write_handshake(const struct scram_ctx *ctx, struct writer *out)
{
    const struct scram_handshake *handshake = ctx->handshake;
    size_t field;

    write_u8(out, (uint8_t)handshake->waiting);
    field = write_open_u32be(out);
    write_bytes(out, handshake->auth_message.data, handshake->auth_message.length);
    write_close_u32be(out, field);
    write_field_u16be(out, handshake->bindings.data, handshake->bindings.length);
    write_field_u16be(out, handshake->nonce, handshake->nonce_length);
    switch (handshake->waiting) {
    case SCRAM_WAITS_FOR_SERVER_FIRST:
        write_bytes(out, handshake->cred->password.mac_key, mac_key_size(ctx->hash->hash));
        break;
    case SCRAM_WAITS_FOR_SERVER_FINAL:
        write_bytes(out, handshake->signature, ctx->hash->length);
        break;
    case SCRAM_WAITS_FOR_CLIENT_FINAL:
        write_u8(out, handshake->known);
        write_bytes(out, handshake->stored_key, ctx->hash->length);
        write_bytes(out, handshake->server_key, ctx->hash->length);
        break;
    }
}

OM_uint32 scram_context_export(OM_uint32 *minor, const void *context, struct writer *out)
{
    const struct scram_ctx *ctx = context;

    write_u8(out, STATE_VERSION);
    write_u8(out, ctx->hash->id);
    write_u8(out, (uint8_t)((ctx->initiator ? PART_INITIATOR : 0) |
                            (ctx->cfx != NULL ? PART_MESSAGES : 0) |
                            (ctx->handshake != NULL ? PART_HANDSHAKE : 0)));
    write_u32be(out, ctx->flags);
    scram_name_write(ctx->source, out);
    scram_name_write(ctx->target, out);
    if (ctx->cfx != NULL)
        cfx_export(ctx->cfx, out);
    if (ctx->handshake != NULL)
        state_write_handshake(ctx, out);
    return writer_ok(out) ? GSS_S_COMPLETE : minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* Only these states exist: established, or one of the three that wait. */
static bool state_parts_fit(uint8_t parts, enum scram_waiting waiting)
{
    switch (parts) {
    case PART_MESSAGES:
    case PART_MESSAGES | PART_INITIATOR:
        return true;
    case PART_HANDSHAKE | PART_INITIATOR:
        return waiting == SCRAM_WAITS_FOR_SERVER_FIRST;
    case PART_HANDSHAKE | PART_INITIATOR | PART_MESSAGES:
        return waiting == SCRAM_WAITS_FOR_SERVER_FINAL;
    case PART_HANDSHAKE:
        return waiting == SCRAM_WAITS_FOR_CLIENT_FINAL;
    default:
        return false;
    }
}

static OM_uint32 state_read_secrets(OM_uint32 *minor, struct reader *in, struct scram_ctx *ctx)
{
    struct scram_handshake *handshake = ctx->handshake;
    uint8_t known;

    switch (handshake->waiting) {
    case SCRAM_WAITS_FOR_SERVER_FIRST:
        handshake->cred = scram_cred_new(ctx->hash, GSS_C_INITIATE);
        if (handshake->cred == NULL)
            return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
        read_copy(in, handshake->cred->password.mac_key, mac_key_size(ctx->hash->hash));
        break;
    case SCRAM_WAITS_FOR_SERVER_FINAL:
        read_copy(in, handshake->signature, ctx->hash->length);
        break;
    case SCRAM_WAITS_FOR_CLIENT_FINAL:
        known = read_u8(in);
        if (known > 1)
            reader_fail(in);
        handshake->known = known == 1;
        read_copy(in, handshake->stored_key, ctx->hash->length);
        read_copy(in, handshake->server_key, ctx->hash->length);
        break;
    }
    return GSS_S_COMPLETE;
}

static OM_uint32 state_read_handshake(OM_uint32 *minor, struct reader *in, struct scram_ctx *ctx)
{
    struct scram_handshake *handshake = ctx->handshake;
    struct reader auth, bindings, nonce;

    handshake->waiting = read_u8(in);
    auth = read_sub_u32be(in);
    bindings = read_sub_u16be(in);
    nonce = read_sub_u16be(in);
    if (!reader_ok(in) || nonce.left == 0 || nonce.left > SCRAM_NONCE_MAX)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    write_bytes(&handshake->auth_message, auth.next, auth.left);
    write_bytes(&handshake->bindings, bindings.next, bindings.left);
    if (!writer_ok(&handshake->auth_message) || !writer_ok(&handshake->bindings))
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    handshake->nonce_length = nonce.left;
    read_copy(&nonce, handshake->nonce, nonce.left);
    return state_read_secrets(minor, in, ctx);
}

static OM_uint32 state_read(OM_uint32 *minor, struct reader *in, struct scram_ctx *ctx)
{
    uint8_t version = read_u8(in), hash = read_u8(in), parts = read_u8(in);
    enum scram_waiting waiting = 0;
    OM_uint32 major;

    ctx->initiator = (parts & PART_INITIATOR) != 0;
    ctx->flags = read_u32be(in);
    if (!reader_ok(in) || version != STATE_VERSION || hash != ctx->hash->id ||
        (parts & ~PARTS_KNOWN) != 0)
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    major = scram_name_read(minor, in, &ctx->source);
    if (major == GSS_S_COMPLETE)
        major = scram_name_read(minor, in, &ctx->target);
    if (major != GSS_S_COMPLETE)
        return major;
    if ((parts & PART_MESSAGES) != 0) {
        ctx->cfx = cfx_import(in);
        if (ctx->cfx == NULL)
            return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    }
    if ((parts & PART_HANDSHAKE) != 0) {
        major = state_read_handshake(minor, in, ctx);
        waiting = ctx->handshake->waiting;
    } else {
        scram_handshake_end(ctx);
    }
    if (major == GSS_S_COMPLETE &&
        (!reader_at_end(in) || !state_parts_fit(parts, waiting) || ctx->source == NULL))
        major = minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    return major;
}

OM_uint32 scram_context_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                               void **context)
{
    struct scram_ctx *ctx = scram_context_new(mech->module, false);
    OM_uint32 major;

    *context = NULL;
    if (ctx == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = state_read(minor, in, ctx);
    if (major == GSS_S_COMPLETE) {
        *context = ctx; /* now the caller's */
        ctx = NULL;
    }
    scram_context_free(ctx);
    return major;
}
