#include "cfx/window.h"

OM_uint32 window_take(struct window *w, bool replay_detection, bool sequence_detection,
                      uint64_t number)
{
    uint64_t ahead = number - w->next; /* numbers wrap: what is half the circle off is behind */
    uint64_t behind = w->next - 1 - number;

    if (!replay_detection && !sequence_detection)
        return GSS_S_COMPLETE;
    if (w->seen == 0 || ahead <= INT64_MAX) {
        w->seen = ahead < WINDOW_LENGTH - 1 ? w->seen << (ahead + 1) | 1 : 1;
        w->next = number + 1;
        return ahead > 0 && sequence_detection ? GSS_S_GAP_TOKEN : GSS_S_COMPLETE;
    }
    if (behind >= WINDOW_LENGTH)
        return sequence_detection ? GSS_S_UNSEQ_TOKEN : GSS_S_OLD_TOKEN;
    if (replay_detection && (w->seen >> behind & 1) != 0)
        return GSS_S_DUPLICATE_TOKEN;
    w->seen |= (uint64_t)1 << behind;
    return sequence_detection ? GSS_S_UNSEQ_TOKEN : GSS_S_COMPLETE;
}
