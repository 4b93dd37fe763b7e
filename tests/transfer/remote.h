/*
 * Another process, made by fork and exec, that holds contexts for a test.
 *
 * The test asks, the other process calls the library and answers: what a
 * worker behind a listener does, with every step in the test's hands.
 */
#ifndef TESTS_TRANSFER_REMOTE_H
#define TESTS_TRANSFER_REMOTE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <gss.h>

/* What a remote can be asked. The arguments of remote_call in brackets. */
enum remote_op {
    REMOTE_IMPORT = 'I',       /* [token] */
    REMOTE_EXPORT = 'X',       /* value: the token */
    REMOTE_WRAP = 'W',         /* [message], confidential; value: the token */
    REMOTE_UNWRAP = 'U',       /* [token]; value: the message */
    REMOTE_GET_MIC = 'M',      /* [message]; value: the token */
    REMOTE_VERIFY_MIC = 'V',   /* [message, token] */
    REMOTE_INIT = 'N',         /* [token from the acceptor, target]; value: the next token */
    REMOTE_ACCEPT = 'A',       /* [token from the initiator]; value: the next token */
    REMOTE_INQUIRE = 'Q',      /* value: text, see describe.h */
    REMOTE_FLAGS = 'F',        /* value: the context's flags, 4 bytes, big-endian */
    REMOTE_IMPORT_OTHER = 'O', /* [token], to be deleted at once */
    REMOTE_DELETE = 'D',
    REMOTE_SET_USER = 'S',    /* [decimal user id] */
    REMOTE_NEW_SESSION = 'P', /* setsid: another session and process group */
};

struct remote {
    pid_t pid;
    int fd;
};

struct remote_reply {
    OM_uint32 major;
    OM_uint32 minor;
    char sentence[256];    /* of the minor status */
    gss_buffer_desc value; /* malloc'ed; freed by remote_reply_free */
};

/* Starts a process that waits for questions. */
void remote_start(struct remote *remote);

/* Asks and waits for the answer. False if the process is gone before it answered. */
bool remote_call(const struct remote *remote, enum remote_op op, const gss_buffer_desc *first,
                 const gss_buffer_desc *second, struct remote_reply *reply);

/* Asks and fails the test unless the status is EXPECTED. REPLY may be NULL. */
void remote_assert(const struct remote *remote, enum remote_op op, const gss_buffer_desc *first,
                   const gss_buffer_desc *second, OM_uint32 expected, struct remote_reply *reply);

/* The two halves of a call, for a test that does something between them. */
bool remote_ask(const struct remote *remote, enum remote_op op, const gss_buffer_desc *first,
                const gss_buffer_desc *second);
bool remote_answer(const struct remote *remote, struct remote_reply *reply);

void remote_reply_free(struct remote_reply *reply);

/* Ends the process and waits for it: by closing its input, or by SIGKILL. */
void remote_stop(struct remote *remote);
void remote_kill(struct remote *remote);

/* One frame: 32-bit length, bytes. False at the end of the stream. BYTES is malloc'ed. */
bool remote_send_frame(int fd, const void *bytes, size_t length);
bool remote_receive_frame(int fd, uint8_t **bytes, size_t *length);

#endif
