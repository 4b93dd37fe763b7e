/*
 * Messages in several buffers.
 *
 * A step is "DIRECTION KIND:FROM-TO:LAYOUT" as in ">parts:0-300:+hdt", done for
 * each size from FROM to TO. The layout is + with confidentiality, or -, and the
 * buffers: h header, d data, p padding, t trailer, s sign-only, m MIC token. Capital
 * letters are allocated by the library. Kinds:
 * parts     gss_wrap_iov to gss_unwrap_iov, in the same buffers
 * joined    gss_wrap_iov to gss_unwrap
 * stream    gss_wrap_iov to gss_unwrap_iov of a stream (D: its data are allocated)
 * split     gss_wrap to gss_unwrap_iov of a stream
 * aead      gss_wrap_aead to gss_unwrap_aead
 * mic       gss_get_mic_iov to gss_verify_mic_iov
 * micjoined gss_get_mic_iov to gss_verify_mic
 * micsplit  gss_get_mic to gss_verify_mic_iov
 * The receiver prints a line for the first size that is not complete, and one for the step.
 */
#ifndef TESTS_INTEROP_PEER_IOV_H
#define TESTS_INTEROP_PEER_IOV_H

#include "peer.h"

#if defined __has_include
#if __has_include(<gssapi/gssapi_ext.h>)
#include <gssapi/gssapi_ext.h>
#endif
#endif

enum { PEER_IOV_MAX = 12 };

/* The buffers of one message. What is not the library's is of the heap, with nothing behind it. */
struct peer_iov {
    bool sealed; /* asked for; it is done if there are data */
    bool has_data;
    int count;
    gss_iov_buffer_desc buffers[PEER_IOV_MAX];
    gss_buffer_desc original[PEER_IOV_MAX]; /* what data and sign-only buffers must be */
};

/* Makes the data and sign-only buffers of a layout; false for a malformed one. */
bool peer_iov_make(struct peer_iov *iov, const char *layout, size_t size);
void peer_iov_free(struct peer_iov *iov);

/* Type of a buffer, without flags. */
OM_uint32 peer_iov_type(const struct peer_iov *iov, int index);

/* Are data and sign-only buffers as they were made? */
bool peer_iov_intact(const struct peer_iov *iov);

/* The message, and all that is signed, in one piece each: malloc'ed. */
gss_buffer_desc peer_iov_join(const struct peer_iov *iov, bool with_signed);

/* Does STEP, if it is one of these; false in *KNOWN otherwise. */
bool peer_iov_run_step(struct peer *peer, const char *step, bool *known);

#endif
