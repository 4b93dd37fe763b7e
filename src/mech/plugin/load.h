/* One plugin from its line of the configuration. */
#ifndef GSS_MECH_PLUGIN_LOAD_H
#define GSS_MECH_PLUGIN_LOAD_H

#include "mech/plugin/line.h"
#include "mech/plugin/plugin.h"
#include "mech/plugin/plugins.h"

enum { PLUGIN_WHY_SIZE = 512 };

/* Stays for good. */
struct plugin_loaded {
    struct plugin_loaded *_Atomic next;
    char *library;
    gss_OID_set self;       /* its object identifier */
    struct plugin *plugin;  /* NULL: an interposer */
    struct plugin_api api;  /* an interposer's */
    gss_OID_set interposes; /* the mechanisms before which an interposer stands */
};

/* Loads LIBRARY for LINE. NULL, and *OUTCOME with a reason in WHY, if nothing comes of it. */
struct plugin_loaded *plugin_load(const struct plugin_line *line, const char *library,
                                  enum plugin_outcome *outcome, char why[PLUGIN_WHY_SIZE]);

/* A mechanism behind an interposer; stays for good. */
struct plugin_interposed {
    struct plugin_interposed *_Atomic next;
    const struct mech *original; /* the mechanism's table */
    struct mech real;            /* the same, reached by the object identifier for re-entry */
    gss_OID_set reentry;
    struct plugin *plugin; /* what comes in its place */
};

/* NULL, and a reason in WHY, if the interposer lacks something. */
struct plugin_interposed *plugin_interpose(const struct mech *original,
                                           const struct plugin_loaded *interposer,
                                           char why[PLUGIN_WHY_SIZE]);

#endif
