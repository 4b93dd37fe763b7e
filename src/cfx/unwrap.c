#include "cfx/cfx_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/minor.h"
#include "base/secret.h"

/* A Wrap token being opened. */
struct unwrapping {
    struct cfx_header header;
    struct reader body;
    uint8_t *out; /* the message, and behind it what else is decrypted: ROOM bytes */
    size_t room;
    size_t length; /* of the message */
};

/* Finds the lengths of the parts from EC; false if they do not fit in the body. */
static bool unwrapping_measure(const struct cfx *cfx, struct unwrapping *u, bool sealed)
{
    size_t added = sealed ? seal_overhead(cfx->type) : cfx->type->mac_length;
    size_t behind = sealed ? CFX_HEADER_LENGTH + (size_t)u->header.extra_count : 0;

    if (!sealed && u->header.extra_count != cfx->type->mac_length)
        return false;
    if (u->body.left < added + behind)
        return false;
    u->room = u->body.left - added;
    u->length = u->room - behind;
    return true;
}

bool cfx_inner_header_matches(const struct cfx_header *header, struct reader *in)
{
    struct cfx_header inner = cfx_read_header(in);

    return reader_ok(in) && inner.token_id == header->token_id && inner.flags == header->flags &&
           inner.extra_count == header->extra_count && inner.sequence == header->sequence;
}

size_t cfx_wrap_rotation(const struct cfx *cfx, const struct cfx_header *header)
{
    size_t rotation = header->rotation;

    /* DCE-style peers rotate by EC + RRC, if they rotate: Windows does, and others after it. */
    if (cfx->dce_style && (header->flags & CFX_SEALED) != 0 && rotation != 0)
        rotation += header->extra_count;
    return rotation;
}

/* BODY is encrypt(message | EC bytes of filler | header), rotated. */
static OM_uint32 cfx_unwrap_sealed(struct cfx *cfx, OM_uint32 *minor, struct unwrapping *u)
{
    enum seal_result result = SEAL_FAILED;
    struct reader inner;
    struct rotated in;
    struct seal *seal;

    rotated_init(&in, &u->body, cfx_wrap_rotation(cfx, &u->header));
    pthread_mutex_lock(&cfx->receiving.lock);
    seal = cfx_side_seal_locked(cfx, &cfx->receiving);
    if (seal != NULL)
        result = seal_decrypt(seal, &in, u->out);
    if (result == SEAL_FAILED)
        seal_destroy(&cfx->receiving.seal); /* the next message makes another */
    pthread_mutex_unlock(&cfx->receiving.lock);

    if (result == SEAL_FAILED)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    reader_init(&inner, u->out + u->room - CFX_HEADER_LENGTH, CFX_HEADER_LENGTH);
    if (result != SEAL_OK || !cfx_inner_header_matches(&u->header, &inner))
        return minor_fail(minor, MINOR_BAD_MIC, GSS_S_BAD_SIG);
    return GSS_S_COMPLETE;
}

/* BODY is the message and its code of EC bytes, rotated. */
static OM_uint32 cfx_unwrap_plain(struct cfx *cfx, OM_uint32 *minor, struct unwrapping *u)
{
    const uint8_t *key = cfx_side_code_key(cfx, &cfx->receiving, CFX_CODE_WRAP);
    uint8_t expected[CFX_MAC_MAX], scratch[CFX_MAC_MAX];
    const uint8_t *part;
    uint8_t *out = u->out;
    struct rotated in;
    struct mac m;

    if (key == NULL)
        return minor_fail(minor, MINOR_CRYPTO, GSS_S_FAILURE);
    rotated_init(&in, &u->body, u->header.rotation);
    mac_begin(&m, cfx->type->hash, key);
    for (size_t left = u->length, n; left > 0; left -= n, out += n) {
        n = rotated_run(&in) < left ? rotated_run(&in) : left;
        n = n < CFX_COPY_CHUNK ? n : CFX_COPY_CHUNK; /* hashed while it is in the cache */
        part = rotated_read(&in, n, NULL);
        mac_update(&m, part, n);
        memcpy(out, part, n);
    }
    cfx_code_end(cfx, &m, &u->header, expected);
    if (!secret_equal(expected, rotated_read(&in, cfx->type->mac_length, scratch),
                      cfx->type->mac_length))
        return minor_fail(minor, MINOR_BAD_MIC, GSS_S_BAD_SIG);
    return GSS_S_COMPLETE;
}

OM_uint32 cfx_unwrap(struct cfx *cfx, OM_uint32 *minor, gss_const_buffer_t token,
                     gss_buffer_t message, bool *conf)
{
    struct unwrapping u = {.out = NULL};
    OM_uint32 major;
    bool sealed;

    *minor = 0;
    *message = (gss_buffer_desc){0};
    if (conf != NULL)
        *conf = false;
    reader_init(&u.body, token->value, token->length);
    major = cfx_receive_header(cfx, minor, CFX_TOKEN_WRAP, &u.body, &u.header);
    if (GSS_ERROR(major))
        return major;
    sealed = (u.header.flags & CFX_SEALED) != 0;
    if (!unwrapping_measure(cfx, &u, sealed))
        return minor_fail(minor, MINOR_BAD_TOKEN, GSS_S_DEFECTIVE_TOKEN);
    u.out = malloc(u.room != 0 ? u.room : 1);
    if (u.out == NULL)
        return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
    major = (sealed ? cfx_unwrap_sealed : cfx_unwrap_plain)(cfx, minor, &u);
    if (GSS_ERROR(major)) {
        secret_free(u.out, u.room);
        return major;
    }
    *message = (gss_buffer_desc){u.length, u.out};
    if (conf != NULL)
        *conf = sealed;
    return cfx_receive_number(cfx, u.header.sequence);
}
