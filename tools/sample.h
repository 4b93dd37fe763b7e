/*
 * The protocol of MIT's gss-sample programs: messages on a TCP connection,
 * each a byte of flags, a 32-bit big-endian length and so many bytes.
 *
 * The client opens with NOOP|CONTEXT_NEXT and the tokens of context
 * establishment (CONTEXT both ways), or with NOOP alone to go without a
 * context. Each DATA message is answered with a MIC, or with NOOP if none was
 * asked for. A NOOP from the client ends.
 */
#ifndef GSS_TOOLS_SAMPLE_H
#define GSS_TOOLS_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

enum {
    SAMPLE_NOOP = 0x01,
    SAMPLE_CONTEXT = 0x02,
    SAMPLE_DATA = 0x04,
    SAMPLE_MIC = 0x08,
    SAMPLE_CONTEXT_NEXT = 0x10,
    SAMPLE_WRAPPED = 0x20,
    SAMPLE_ENCRYPTED = 0x40,
    SAMPLE_SEND_MIC = 0x80,
};

enum {
    SAMPLE_PORT = 4444,
    SAMPLE_LENGTH_MAX = 64 << 20, /* more than this no peer means */
    SAMPLE_TIMEOUT = 60,          /* seconds without a byte from the peer */
};

/* Makes reads and writes on FD give up after SECONDS (0: never). False, told on stderr, if that
 * cannot be set. */
bool sample_set_timeout(int fd, unsigned seconds);

/* Each is false, with the reason on stderr, if the connection fails, ends or is silent too long.
 * DATA may be NULL: no bytes. */
bool sample_send(int fd, uint8_t flags, const gss_buffer_desc *data);

/* *DATA is new, for gss_release_buffer, and empty on failure. */
bool sample_receive(int fd, uint8_t *flags, gss_buffer_t data);

#endif
