/*
 * A transfer domain, open: its keys and its ledger as they were when it was
 * loaded. Immutable, counted, shared by all threads of a process.
 */
#ifndef GSS_TRANSFER_DOMAIN_H
#define GSS_TRANSFER_DOMAIN_H

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <gss/api.h>

#include "transfer/keys.h"
#include "transfer/ledger.h"

struct transfer_domain {
    atomic_uint references;
    uint64_t process; /* process_identity */
    uid_t user;
    bool own;                  /* this user may change the keys */
    struct stat folder_status; /* before anything in it was read */
    struct stat keys_status;   /* of the very file that was read */
    struct transfer_keys keys; /* secret */
    struct ledger *ledger;
    atomic_llong next_rotation; /* not tried again before */
    atomic_llong fresh_until;   /* of transfer_clock_ticks: not looked at again before */
    char path[PATH_MAX];
    char keys_path[PATH_MAX];
};

/* What loading may do to the folder before it reads it. */
enum domain_change {
    DOMAIN_KEEP,       /* nothing: what is missing is an error */
    DOMAIN_FILL,       /* make what is missing, if this user may */
    DOMAIN_ROTATE_DUE, /* add a key if the active one is old */
    DOMAIN_ROTATE,     /* add a key */
    DOMAIN_DISCARD,    /* replace all keys, so that every token goes bad */
};

/* Loads the domain in the folder PATH, which is made first if it is the default one and CHANGE is
 * DOMAIN_FILL. One thread of the process at a time: see ledger.h. */
OM_uint32 domain_load(OM_uint32 *minor, const char *path, enum domain_change change,
                      struct transfer_domain **domain);

/* The same thread rule. Accepts a pointer to NULL and nulls it. */
void domain_free(struct transfer_domain **domain);

/* Are folder, key file, ledger, process and user still what was loaded, and may this user (the
 * kernel is asked) still read the keys? An answer about the files holds for DOMAIN_FRESH_MS. */
enum { DOMAIN_FRESH_MS = 50 };
bool domain_fresh(struct transfer_domain *domain);

#endif
