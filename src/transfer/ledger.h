/*
 * A ledger answers one question: is this token's name claimed for the first
 * time? The answer is atomic over all processes that use it, and outlives any of them.
 */
#ifndef GSS_TRANSFER_LEDGER_H
#define GSS_TRANSFER_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

enum { LEDGER_ID_SIZE = 16, LEDGER_NAME_SIZE = 24 };

enum ledger_answer {
    LEDGER_UNAVAILABLE, /* in doubt: nothing may be imported */
    LEDGER_FIRST,
    LEDGER_ALREADY,
    LEDGER_TOO_OLD, /* its time is over, and the ledger may have forgotten it */
};

struct ledger_count {
    uint64_t entries;
    int64_t pruned_to; /* no token up to this time is accepted any more */
};

struct ledger_entry {
    const uint8_t *name; /* LEDGER_NAME_SIZE */
    int64_t not_after;
};

struct ledger;

struct ledger_engine {
    const char *name;
    enum ledger_answer (*claim)(struct ledger *ledger, const struct ledger_entry *entry,
                                int64_t now, const char **why);
    bool (*count)(struct ledger *ledger, struct ledger_count *count);
    /* May this process, now, still use it? Cheap. */
    bool (*usable)(const struct ledger *ledger);
    void (*release)(struct ledger *ledger);
};

struct ledger {
    const struct ledger_engine *engine;
    uint8_t id[LEDGER_ID_SIZE]; /* random, new with each new ledger; part of what is sealed */
};

/* Any thread may call these at any time. WHY tells of LEDGER_UNAVAILABLE; it is static text. */
static inline enum ledger_answer
ledger_claim(struct ledger *ledger, const struct ledger_entry *entry, int64_t now, const char **why)
{
    return ledger->engine->claim(ledger, entry, now, why);
}

static inline bool ledger_count(struct ledger *ledger, struct ledger_count *count)
{
    return ledger->engine->count(ledger, count);
}

static inline bool ledger_usable(const struct ledger *ledger)
{
    return ledger->engine->usable(ledger);
}

/* Gives one reference back. Only one thread of the process may open or release at a time. */
static inline void ledger_release(struct ledger **ledger)
{
    if (*ledger != NULL)
        (*ledger)->engine->release(*ledger);
    *ledger = NULL;
}

#endif
