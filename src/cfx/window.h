/*
 * The replay and sequence window of RFC 2743 s.1.2.3, with 64-bit numbers that
 * wrap. What it says in each state of a context's two flags is what MIT's
 * library says.
 */
#ifndef GSS_CFX_WINDOW_H
#define GSS_CFX_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

struct window {
    uint64_t next; /* one more than the highest number received, or the first expected */
    uint64_t seen; /* bit i: next - 1 - i was received; 0: none was, any may be the first */
};

enum { WINDOW_LENGTH = 64 };

/* Whether a window can be in this state: empty, or with its highest number seen. */
static inline bool window_is_sane(const struct window *w)
{
    return w->seen == 0 || (w->seen & 1) != 0;
}

/* Takes the number of a token that was found genuine, and gives its supplementary status:
 * GSS_S_COMPLETE, _DUPLICATE_TOKEN, _OLD_TOKEN, _UNSEQ_TOKEN or _GAP_TOKEN. */
OM_uint32 window_take(struct window *w, bool replay_detection, bool sequence_detection,
                      uint64_t number);

#endif
