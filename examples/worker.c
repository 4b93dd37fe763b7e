/*
 * Serves the clients that the listener hands over, each in a thread of its own.
 *
 * Standard input is the channel to the listener. This program knows no service key and shows the
 * client no new handshake: it goes on where the listener stopped, with the next sequence number.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wire.h"

struct session {
    int client;
    gss_ctx_id_t context;
};

/* The answer to one message. A token that is repeated, old, or out of order is told so. */
static void answer(OM_uint32 major, const gss_buffer_desc *message, char *out, size_t size)
{
    char words[256];
    if (major == GSS_S_COMPLETE)
        snprintf(out, size, "worker %ld: %.*s", (long)getpid(), (int)message->length,
                 (char *)message->value);
    else
        snprintf(out, size, "worker %ld: refused: %s", (long)getpid(),
                 wire_status_words(major, GSS_C_GSS_CODE, words, sizeof(words)));
}

/* Reads one message and answers it; false when the client is done. */
static bool exchange(const struct session *session)
{
    char text[1024];
    gss_buffer_desc token, message = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    bool ok;
    if (!wire_read_token(session->client, &token))
        return false;
    major = gss_unwrap(&minor, session->context, &token, &message, NULL, NULL);
    answer(major, &message, text, sizeof(text));
    gss_buffer_desc plain = {strlen(text), text};
    ok = gss_wrap(&minor, session->context, 1, GSS_C_QOP_DEFAULT, &plain, NULL, &reply) ==
             GSS_S_COMPLETE &&
         wire_write_token(session->client, &reply);
    free(token.value);
    gss_release_buffer(&minor, &message);
    gss_release_buffer(&minor, &reply);
    return ok;
}

static void *serve(void *argument)
{
    struct session *session = argument;
    OM_uint32 minor;
    while (exchange(session))
        ;
    gss_delete_sec_context(&minor, &session->context, GSS_C_NO_BUFFER);
    close(session->client);
    free(session);
    return NULL;
}

/* Imports the context and starts its thread. CLIENT is closed unless that worked. */
static void take_over(gss_buffer_t token, int client)
{
    struct session *session = malloc(sizeof(*session));
    pthread_attr_t detached;
    pthread_t thread;
    OM_uint32 major, minor;
    if (session == NULL) {
        close(client);
        return;
    }
    *session = (struct session){client, GSS_C_NO_CONTEXT};
    major = gss_import_sec_context(&minor, token, &session->context);
    if (GSS_ERROR(major))
        wire_complain("import", major, minor);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    if (GSS_ERROR(major) || pthread_create(&thread, &detached, serve, session) != 0) {
        gss_delete_sec_context(&minor, &session->context, GSS_C_NO_BUFFER);
        free(session);
        close(client);
    }
    pthread_attr_destroy(&detached);
}

int main(void)
{
    gss_buffer_desc token;
    int client;
    while (wire_receive_handover(STDIN_FILENO, &token, &client)) {
        take_over(&token, client);
        free(token.value);
    }
    return 0; /* the listener is gone */
}
