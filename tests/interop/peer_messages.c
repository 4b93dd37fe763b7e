#include "peer.h"
#include "peer_iov.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a step says, and what each end does for it. */
struct step {
    const struct step_kind *kind;
    size_t size;
};

struct step_kind {
    const char *name;
    bool (*send)(struct peer *peer, const struct step *step);
    bool (*take)(struct peer *peer, const struct step *step);
    bool sealed;
};

/* Bytes that differ from message to message. */
static gss_buffer_desc make_message(const struct step *step)
{
    gss_buffer_desc message = {step->size, malloc(step->size + 1)};
    uint8_t *bytes = message.value;

    if (bytes == NULL)
        abort();
    for (size_t i = 0; i < step->size; i++)
        bytes[i] = (uint8_t)(i * 7 + (i >> 8) + step->size);
    return message;
}

static bool wrap_token(struct peer *peer, const struct step *step, gss_buffer_t token)
{
    gss_buffer_desc message = make_message(step);
    OM_uint32 major, minor;
    int conf = 0;

    major = gss_wrap(&minor, peer->context, step->kind->sealed, GSS_C_QOP_DEFAULT, &message, &conf,
                     token);
    free(message.value);
    if (major != GSS_S_COMPLETE || (conf != 0) != step->kind->sealed)
        peer_print_failure("send wrap", major, minor);
    return major == GSS_S_COMPLETE;
}

static bool mic_token(struct peer *peer, const struct step *step, gss_buffer_t token)
{
    gss_buffer_desc message = make_message(step);
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, peer->context, GSS_C_QOP_DEFAULT, &message, token);
    free(message.value);
    if (major != GSS_S_COMPLETE)
        peer_print_failure("send mic", major, minor);
    return major == GSS_S_COMPLETE;
}

static const char *message_remark(const gss_buffer_desc *message, const gss_buffer_desc *expected)
{
    if (message->length == 0 && expected->length != 0)
        return ", no message";
    if (message->length != expected->length ||
        (expected->length != 0 && memcmp(message->value, expected->value, expected->length) != 0))
        return ", another message";
    return "";
}

/* Receives a wrap token and prints its status; and what is wrong with the message, if anything. */
static bool take_wrap(struct peer *peer, const struct step *step)
{
    gss_buffer_desc expected, token, message = {0, NULL};
    OM_uint32 major, minor, ignored;
    gss_qop_t qop = 99;
    int conf = 99;

    if (!peer_receive(peer, &token)) {
        printf("%s %zu: closed\n", step->kind->name, step->size);
        return false;
    }
    major = gss_unwrap(&minor, peer->context, &token, &message, &conf, &qop);
    free(token.value);
    if (GSS_ERROR(major)) {
        printf("%s %zu ", step->kind->name, step->size);
        peer_print_failure("unwrap", major, minor);
        return true;
    }
    expected = make_message(step);
    printf("%s %zu: %s%s%s%s\n", step->kind->name, step->size, peer_status_text(major),
           message_remark(&message, &expected),
           (conf != 0) != step->kind->sealed ? ", confidentiality differs" : "",
           qop != GSS_C_QOP_DEFAULT ? ", another qop" : "");
    free(expected.value);
    gss_release_buffer(&ignored, &message);
    return true;
}

static bool take_mic(struct peer *peer, const struct step *step)
{
    gss_buffer_desc message, token;
    OM_uint32 major, minor;
    gss_qop_t qop = 99;

    if (!peer_receive(peer, &token)) {
        printf("mic %zu: closed\n", step->size);
        return false;
    }
    message = make_message(step);
    major = gss_verify_mic(&minor, peer->context, &message, &token, &qop);
    /* The length tells the checksum's type (RFC 4121 s.4.2.6.1: 16 bytes of header). */
    if (GSS_ERROR(major))
        peer_print_failure("verify_mic", major, minor);
    else
        printf("mic %zu: %s, checksum of %zu\n", step->size, peer_status_text(major),
               token.length - 16);
    free(message.value);
    free(token.value);
    return true;
}

static bool take_two_wraps(struct peer *peer, const struct step *step)
{
    return take_wrap(peer, step) && take_wrap(peer, step);
}

static bool take_nothing(struct peer *peer, const struct step *step)
{
    (void)peer;
    (void)step;
    return true;
}

/* Sends the token and releases it, if there is one. */
static bool send_token(struct peer *peer, bool made, gss_buffer_t token)
{
    bool sent = made && peer_send(peer, token->value, token->length);
    OM_uint32 ignored;

    gss_release_buffer(&ignored, token);
    return sent;
}

static bool send_wrap(struct peer *peer, const struct step *step)
{
    gss_buffer_desc token = {0, NULL};
    bool made = wrap_token(peer, step, &token);

    return send_token(peer, made, &token);
}

static bool send_mic(struct peer *peer, const struct step *step)
{
    gss_buffer_desc token = {0, NULL};
    bool made = mic_token(peer, step, &token);

    return send_token(peer, made, &token);
}

static bool send_twice(struct peer *peer, const struct step *step)
{
    gss_buffer_desc token = {0, NULL};
    bool made = wrap_token(peer, step, &token);

    if (made)
        peer_send(peer, token.value, token.length);
    return send_token(peer, made, &token);
}

static bool send_nothing(struct peer *peer, const struct step *step)
{
    gss_buffer_desc token = {0, NULL};
    bool made = wrap_token(peer, step, &token);
    OM_uint32 ignored;

    gss_release_buffer(&ignored, &token);
    return made;
}

static bool send_swapped(struct peer *peer, const struct step *step)
{
    gss_buffer_desc first = {0, NULL}, second = {0, NULL};
    bool made_first = wrap_token(peer, step, &first);
    bool made_second = wrap_token(peer, step, &second);

    made_second = send_token(peer, made_second, &second);
    return send_token(peer, made_first, &first) && made_second;
}

static bool send_flipped(struct peer *peer, const struct step *step)
{
    gss_buffer_desc token = {0, NULL};
    bool made = wrap_token(peer, step, &token);

    if (made) {
        uint8_t *last = (uint8_t *)token.value + token.length - 1;
        *last ^= 1;
        peer_send(peer, token.value, token.length);
        *last ^= 1;
    }
    return send_token(peer, made, &token);
}

static bool send_keys(struct peer *peer, const struct step *step)
{
    gss_buffer_desc ours;
    bool sent;

    (void)step;
    if (!peer_keys(peer, &ours))
        return false;
    sent = peer_send(peer, ours.value, ours.length);
    free(ours.value);
    return sent;
}

static bool take_keys(struct peer *peer, const struct step *step)
{
    gss_buffer_desc ours, theirs;

    (void)step;
    if (!peer_keys(peer, &ours))
        return false;
    if (!peer_receive(peer, &theirs)) {
        printf("keys: closed\n");
        free(ours.value);
        return false;
    }
    if (ours.length == theirs.length && memcmp(ours.value, theirs.value, ours.length) == 0)
        printf("keys: the same %zu bytes\n", ours.length);
    else
        printf("keys: %zu and %zu bytes\n", ours.length, theirs.length);
    free(ours.value);
    free(theirs.value);
    return true;
}

static const struct step_kind step_kinds[] = {
    {"seal", send_wrap, take_wrap, true},         {"wrap", send_wrap, take_wrap, false},
    {"mic", send_mic, take_mic, false},           {"replay", send_twice, take_two_wraps, true},
    {"lose", send_nothing, take_nothing, true},   {"swap", send_swapped, take_two_wraps, true},
    {"flip", send_flipped, take_two_wraps, true}, {"keys", send_keys, take_keys, false},
};

bool peer_run_step(struct peer *peer, const char *text)
{
    struct step step = {NULL, 0};
    char direction, name[16];
    bool good, known;

    good = peer_iov_run_step(peer, text, &known);
    if (known)
        return good;
    if (sscanf(text, "%c%15[a-z]:%zu", &direction, name, &step.size) < 2)
        return false;
    for (size_t i = 0; i < sizeof(step_kinds) / sizeof(step_kinds[0]); i++)
        if (strcmp(step_kinds[i].name, name) == 0)
            step.kind = &step_kinds[i];
    if (step.kind == NULL)
        return false;
    return peer->initiator == (direction == '>') ? step.kind->send(peer, &step)
                                                 : step.kind->take(peer, &step);
}
