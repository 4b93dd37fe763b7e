#include "peer_iov.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One message of a step on its way. */
struct passage {
    struct peer *peer;
    const char *layout;
    struct peer_iov iov;
    gss_buffer_desc frame; /* what is sent */
};

/* Each end's part: the first prints its failures, the second gives the status. */
struct iov_kind {
    const char *name;
    bool (*make)(struct passage *p);
    OM_uint32 (*take)(struct passage *p, OM_uint32 *minor, bool *right);
};

static bool made(const char *call, OM_uint32 major, OM_uint32 minor)
{
    if (major != GSS_S_COMPLETE)
        peer_print_failure(call, major, minor);
    return major == GSS_S_COMPLETE;
}

static bool seals(const struct peer_iov *iov)
{
    return iov->sealed && iov->has_data;
}

/* The program's own buffers get the length that the library tells. */
static void give_memory(struct peer_iov *iov)
{
    for (int i = 0; i < iov->count; i++) {
        gss_iov_buffer_desc *buffer = &iov->buffers[i];

        if (iov->original[i].value == NULL && (buffer->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) == 0)
            buffer->buffer.value =
                buffer->buffer.length != 0 ? malloc(buffer->buffer.length) : NULL;
    }
}

static bool wrap_iov(struct passage *p)
{
    struct peer_iov *iov = &p->iov;
    OM_uint32 major, minor;
    int conf = 99;

    major = gss_wrap_iov_length(&minor, p->peer->context, iov->sealed, GSS_C_QOP_DEFAULT, &conf,
                                iov->buffers, iov->count);
    if (!made("wrap_iov_length", major, minor))
        return false;
    give_memory(iov);
    major = gss_wrap_iov(&minor, p->peer->context, iov->sealed, GSS_C_QOP_DEFAULT, &conf,
                         iov->buffers, iov->count);
    if (major == GSS_S_COMPLETE && (conf != 0) != seals(iov))
        printf("wrap_iov: confidentiality differs\n");
    return made("wrap_iov", major, minor);
}

static void append(gss_buffer_t out, const void *bytes, size_t length)
{
    out->value = realloc(out->value, out->length + length + 1);
    if (out->value == NULL)
        abort();
    if (length != 0)
        memcpy((uint8_t *)out->value + out->length, bytes, length);
    out->length += length;
}

/* Each buffer behind its length. */
static bool make_parts(struct passage *p)
{
    if (!wrap_iov(p))
        return false;
    for (int i = 0; i < p->iov.count; i++) {
        const gss_buffer_desc *buffer = &p->iov.buffers[i].buffer;
        uint32_t length = (uint32_t)buffer->length;

        if (peer_iov_type(&p->iov, i) == GSS_IOV_BUFFER_TYPE_SIGN_ONLY)
            continue;
        append(&p->frame, &length, sizeof(length));
        append(&p->frame, buffer->value, buffer->length);
    }
    return true;
}

static OM_uint32 take_parts(struct passage *p, OM_uint32 *minor, bool *right)
{
    const uint8_t *next = p->frame.value;
    struct peer_iov *iov = &p->iov;
    OM_uint32 major;
    gss_qop_t qop = 99;
    int conf = 99;

    for (int i = 0; i < iov->count; i++) {
        gss_buffer_desc *buffer = &iov->buffers[i].buffer;
        uint32_t length;

        iov->buffers[i].type = peer_iov_type(iov, i);
        if (iov->buffers[i].type == GSS_IOV_BUFFER_TYPE_SIGN_ONLY)
            continue;
        memcpy(&length, next, sizeof(length));
        free(buffer->value);
        *buffer = (gss_buffer_desc){0, NULL};
        append(buffer, next + sizeof(length), length);
        next += sizeof(length) + length;
    }
    major = gss_unwrap_iov(minor, p->peer->context, &conf, &qop, iov->buffers, iov->count);
    *right = peer_iov_intact(iov) && (conf != 0) == seals(iov) && qop == GSS_C_QOP_DEFAULT;
    return major;
}

/* What is not sign-only, in the order of the layout. */
static bool make_joined(struct passage *p)
{
    if (!wrap_iov(p))
        return false;
    for (int i = 0; i < p->iov.count; i++)
        if (peer_iov_type(&p->iov, i) != GSS_IOV_BUFFER_TYPE_SIGN_ONLY)
            append(&p->frame, p->iov.buffers[i].buffer.value, p->iov.buffers[i].buffer.length);
    return true;
}

/* Compares with the whole of the original, and releases EXPECTED. */
static bool is_message(const gss_buffer_desc *message, gss_buffer_desc expected)
{
    bool same =
        message->length == expected.length &&
        (expected.length == 0 || memcmp(message->value, expected.value, expected.length) == 0);

    free(expected.value);
    return same;
}

static OM_uint32 take_joined(struct passage *p, OM_uint32 *minor, bool *right)
{
    gss_buffer_desc message = {0, NULL};
    OM_uint32 major, ignored;
    int conf = 99;

    major = gss_unwrap(minor, p->peer->context, &p->frame, &message, &conf, NULL);
    *right = is_message(&message, peer_iov_join(&p->iov, false)) && (conf != 0) == seals(&p->iov);
    gss_release_buffer(&ignored, &message);
    return major;
}

/* STREAM, DATA, and the sign-only buffers where they are in the layout. */
static OM_uint32 take_stream(struct passage *p, OM_uint32 *minor, bool *right)
{
    gss_iov_buffer_desc iov[PEER_IOV_MAX + 1] = {{GSS_IOV_BUFFER_TYPE_STREAM, p->frame}};
    gss_iov_buffer_desc *data = NULL;
    OM_uint32 major, ignored;
    int count = 1, conf = 99;

    for (int i = 0; i < p->iov.count; i++) {
        OM_uint32 type = peer_iov_type(&p->iov, i);

        if (type == GSS_IOV_BUFFER_TYPE_SIGN_ONLY) {
            iov[count++] = p->iov.buffers[i];
        } else if (type == GSS_IOV_BUFFER_TYPE_DATA && data == NULL) {
            data = &iov[count++];
            data->type = type;
            if (strchr(p->layout, 'D') != NULL)
                data->type |= GSS_IOV_BUFFER_FLAG_ALLOCATE;
        }
    }
    major = gss_unwrap_iov(minor, p->peer->context, &conf, NULL, iov, count);
    *right =
        is_message(&data->buffer, peer_iov_join(&p->iov, false)) && (conf != 0) == seals(&p->iov);
    gss_release_iov_buffer(&ignored, iov, count);
    return major;
}

static bool make_split(struct passage *p)
{
    gss_buffer_desc message = peer_iov_join(&p->iov, false);
    OM_uint32 major, minor;

    major = gss_wrap(&minor, p->peer->context, p->iov.sealed, GSS_C_QOP_DEFAULT, &message, NULL,
                     &p->frame);
    free(message.value);
    return made("wrap", major, minor);
}

static gss_buffer_t assoc_of(struct peer_iov *iov)
{
    for (int i = 0; i < iov->count; i++)
        if (peer_iov_type(iov, i) == GSS_IOV_BUFFER_TYPE_SIGN_ONLY)
            return &iov->original[i];
    return GSS_C_NO_BUFFER;
}

static bool make_aead(struct passage *p)
{
    gss_buffer_desc message = peer_iov_join(&p->iov, false);
    OM_uint32 major, minor;

    major = gss_wrap_aead(&minor, p->peer->context, p->iov.sealed, GSS_C_QOP_DEFAULT,
                          assoc_of(&p->iov), &message, NULL, &p->frame);
    free(message.value);
    return made("wrap_aead", major, minor);
}

static OM_uint32 take_aead(struct passage *p, OM_uint32 *minor, bool *right)
{
    gss_buffer_desc message = {0, NULL};
    OM_uint32 major, ignored;
    int conf = 99;

    major = gss_unwrap_aead(minor, p->peer->context, &p->frame, assoc_of(&p->iov), &message, &conf,
                            NULL);
    *right = is_message(&message, peer_iov_join(&p->iov, false)) && (conf != 0) == seals(&p->iov);
    gss_release_buffer(&ignored, &message);
    return major;
}

#ifdef GSS_IOV_BUFFER_TYPE_MIC_TOKEN
static gss_iov_buffer_desc *mic_of(struct peer_iov *iov)
{
    for (int i = 0; i < iov->count; i++)
        if (peer_iov_type(iov, i) == GSS_IOV_BUFFER_TYPE_MIC_TOKEN)
            return &iov->buffers[i];
    abort();
}

static bool make_mic(struct passage *p)
{
    struct peer_iov *iov = &p->iov;
    OM_uint32 major, minor;

    major = gss_get_mic_iov_length(&minor, p->peer->context, GSS_C_QOP_DEFAULT, iov->buffers,
                                   iov->count);
    if (!made("get_mic_iov_length", major, minor))
        return false;
    give_memory(iov);
    major = gss_get_mic_iov(&minor, p->peer->context, GSS_C_QOP_DEFAULT, iov->buffers, iov->count);
    if (major == GSS_S_COMPLETE)
        append(&p->frame, mic_of(iov)->buffer.value, mic_of(iov)->buffer.length);
    return made("get_mic_iov", major, minor);
}

static OM_uint32 take_mic(struct passage *p, OM_uint32 *minor, bool *right)
{
    struct peer_iov *iov = &p->iov;
    gss_iov_buffer_desc *mic = mic_of(iov);
    OM_uint32 major;

    mic->type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN;
    append(&mic->buffer, p->frame.value, p->frame.length);
    major = gss_verify_mic_iov(minor, p->peer->context, NULL, iov->buffers, iov->count);
    *right = peer_iov_intact(iov);
    return major;
}
#endif

static bool make_mic_split(struct passage *p)
{
    gss_buffer_desc message = peer_iov_join(&p->iov, true);
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, p->peer->context, GSS_C_QOP_DEFAULT, &message, &p->frame);
    free(message.value);
    return made("get_mic", major, minor);
}

static OM_uint32 take_mic_joined(struct passage *p, OM_uint32 *minor, bool *right)
{
    gss_buffer_desc message = peer_iov_join(&p->iov, true);
    OM_uint32 major;

    major = gss_verify_mic(minor, p->peer->context, &message, &p->frame, NULL);
    free(message.value);
    *right = true;
    return major;
}

static const struct iov_kind iov_kinds[] = {
    {"parts", make_parts, take_parts},
    {"joined", make_joined, take_joined},
    {"stream", make_joined, take_stream},
    {"split", make_split, take_stream},
    {"aead", make_aead, take_aead},
#ifdef GSS_IOV_BUFFER_TYPE_MIC_TOKEN
    {"mic", make_mic, take_mic},
    {"micjoined", make_mic, take_mic_joined},
    {"micsplit", make_mic_split, take_mic},
#else
    {"micjoined", make_mic_split, take_mic_joined}, /* so that others' can be checked */
    {"micsplit", make_mic_split, take_mic_joined},
#endif
};

static bool send_message(struct passage *p, const struct iov_kind *kind)
{
    return kind->make(p) && peer_send(p->peer, p->frame.value, p->frame.length);
}

/* Tells of the first size alone: whoever reads this may wait for both ends. */
static bool take_message(struct passage *p, const struct iov_kind *kind, const char *step,
                         size_t size, bool *told)
{
    OM_uint32 major, minor;
    bool right;

    if (!peer_receive(p->peer, &p->frame)) {
        printf("%s: closed\n", step);
        return false;
    }
    major = kind->take(p, &minor, &right);
    if ((major == GSS_S_COMPLETE && right) || *told)
        return true;
    *told = true;
    printf("%zu of %s, ", size, step);
    if (GSS_ERROR(major))
        peer_print_failure("unwrap_iov", major, minor);
    else
        printf("%s%s\n", peer_status_text(major), right ? "" : ", another message");
    return true;
}

bool peer_iov_run_step(struct peer *peer, const char *step, bool *known)
{
    const struct iov_kind *kind = NULL;
    char direction, name[16], layout[16];
    size_t from, to;
    bool good = true, told = false;

    *known = false;
    if (sscanf(step, "%c%15[a-z]:%zu-%zu:%15[-+a-zA-Z]", &direction, name, &from, &to, layout) != 5)
        return false;
    for (size_t i = 0; i < sizeof(iov_kinds) / sizeof(iov_kinds[0]); i++)
        if (strcmp(iov_kinds[i].name, name) == 0)
            kind = &iov_kinds[i];
    if (kind == NULL)
        return false;
    *known = true;
    for (size_t size = from; good && size <= to; size++) {
        struct passage p = {.peer = peer, .layout = layout};

        good = peer_iov_make(&p.iov, layout, size) &&
               (peer->initiator == (direction == '>') ? send_message(&p, kind)
                                                      : take_message(&p, kind, step, size, &told));
        free(p.frame.value);
        peer_iov_free(&p.iov);
    }
    if (good && peer->initiator != (direction == '>'))
        printf("%s: done\n", step);
    return good;
}
