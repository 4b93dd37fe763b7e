#include "peer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static bool send_all(struct peer *peer, const void *bytes, size_t length)
{
    const uint8_t *next = bytes;

    while (length != 0) {
        ssize_t sent = send(peer->socket, next, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0) {
            peer->closed = true;
            return false;
        }
        next += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool receive_all(struct peer *peer, void *bytes, size_t length)
{
    uint8_t *next = bytes;

    while (length != 0) {
        ssize_t received = recv(peer->socket, next, length, 0);
        if (received < 0 && errno == EINTR)
            continue;
        if (received <= 0) {
            peer->closed = true;
            return false;
        }
        next += received;
        length -= (size_t)received;
    }
    return true;
}

bool peer_send(struct peer *peer, const void *bytes, size_t length)
{
    uint8_t prefix[4] = {(uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8),
                         (uint8_t)length};

    return send_all(peer, prefix, sizeof(prefix)) && send_all(peer, bytes, length);
}

bool peer_receive(struct peer *peer, gss_buffer_t frame)
{
    uint8_t prefix[4];

    *frame = (gss_buffer_desc){0, NULL};
    if (!receive_all(peer, prefix, sizeof(prefix)))
        return false;
    frame->length = (size_t)prefix[0] << 24 | (size_t)prefix[1] << 16 | (size_t)prefix[2] << 8 |
                    (size_t)prefix[3];
    /* Exactly as long as the token, so that a sanitizer sees a read past its end. */
    frame->value = malloc(frame->length != 0 ? frame->length : 1);
    if (frame->value == NULL)
        abort();
    return receive_all(peer, frame->value, frame->length);
}

const char *peer_status_text(OM_uint32 major)
{
    static const char *const routine_errors[] = {
        "complete",       "bad-mech",     "bad-name",          "bad-nametype", "bad-bindings",
        "bad-status",     "bad-sig",      "no-cred",           "no-context",   "defective-token",
        "defective-cred", "cred-expired", "expired",           "failure",      "bad-qop",
        "unauthorized",   "unavailable",  "duplicate-element", "name-not-mn",
    };
    static const char *const supplementary[] = {"continue", "duplicate", "old", "unseq", "gap"};
    static char text[128];
    OM_uint32 error = (major >> 16) & 0xff;

    snprintf(text, sizeof(text), "%s",
             error < sizeof(routine_errors) / sizeof(routine_errors[0]) ? routine_errors[error]
                                                                        : "unknown");
    for (unsigned bit = 0; bit < 5; bit++)
        if (major & (1u << bit)) {
            strcat(text, " ");
            strcat(text, supplementary[bit]);
        }
    return text;
}

static void print_sentences(const char *event, OM_uint32 status, int type)
{
    OM_uint32 minor, more = 0;
    gss_buffer_desc text = {0, NULL};

    do {
        if (gss_display_status(&minor, status, type, GSS_C_NO_OID, &more, &text) != GSS_S_COMPLETE)
            return;
        fprintf(stderr, "%s: %.*s\n", event, (int)text.length, (char *)text.value);
        gss_release_buffer(&minor, &text);
    } while (more != 0);
}

void peer_print_failure(const char *event, OM_uint32 major, OM_uint32 minor)
{
    printf("%s: %s\n", event, peer_status_text(major));
    print_sentences(event, major, GSS_C_GSS_CODE);
    print_sentences(event, minor, GSS_C_MECH_CODE);
}

void peer_print_name(const char *label, gss_name_t *name)
{
    gss_buffer_desc text = {0, NULL};
    OM_uint32 major, minor;

    major = gss_display_name(&minor, *name, &text, NULL);
    if (major == GSS_S_COMPLETE)
        printf("%s %.*s\n", label, (int)text.length, (char *)text.value);
    else
        peer_print_failure(label, major, minor);
    gss_release_buffer(&minor, &text);
    gss_release_name(&minor, name);
}
