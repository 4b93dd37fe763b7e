/*
 * All plugins: loaded as the configuration says, and never unloaded.
 *
 * The configuration is looked at when mechanisms are first listed, and then at
 * most once a second: it is read again when its files have changed. Listing
 * takes no lock but for the thread that loads, and those that come before the
 * first list is there. A plugin may call the library while it is loaded; it
 * then sees the list as it was.
 */
#ifndef GSS_MECH_PLUGIN_PLUGINS_H
#define GSS_MECH_PLUGIN_PLUGINS_H

#include <stdbool.h>

#include "mech/mech.h"

/* OWN, the library's own mechanisms, with those of plugins behind them, and what an interposer
 * stands for replaced by it. Ends with NULL, and stays as it is. */
const struct mech *const *plugins_list(const struct mech *const *own);

/* The mechanism itself behind an interposer, by the interposer's object identifier followed by its
 * own; NULL if there is none. */
const struct mech *plugins_find_interposed(gss_const_OID oid);

/* Is this very descriptor one of a plugin's mechanism, or one behind an interposer? */
bool plugins_own_oid(gss_const_OID oid);

enum plugin_outcome {
    PLUGIN_LOADED,
    PLUGIN_IDLE, /* nothing is wrong with it, and nothing comes of it */
    PLUGIN_SKIPPED,
};

/* What became of a line of the configuration. */
struct plugin_report {
    const char *file;
    unsigned line;       /* 0: of the file as a whole */
    const char *name;    /* "" if unknown */
    gss_OID_desc oid;    /* may be empty */
    const char *library; /* its path; "" if unknown */
    bool interposer;
    enum plugin_outcome outcome;
    const char *message; /* why; NULL for one that is loaded */
};

/* Tells of every line, in their order, as they were read last. TELL calls nothing of here. */
void plugins_report(void (*tell)(void *arg, const struct plugin_report *report), void *arg);

#endif
