/*
 * Kerberos credentials: an initiator's credential cache, an acceptor's keytab.
 *
 * A credential is immutable and counted: duplicating it is one more owner.
 */
#ifndef GSS_MECH_KRB5_CRED_H
#define GSS_MECH_KRB5_CRED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

#include <krb5.h>

#include "mech/krb5/name.h"
#include "mech/mech.h"

/* What a caller's store names for us; NULL: not named. */
struct krb5_cred_store {
    const char *ccache;
    const char *client_keytab;
    const char *keytab;
    const char *password;
    const char *verify; /* the principal whose key proves the KDC; empty: any of the keytab */
};

enum { KRB5_ENCTYPES_MOST = 4 }; /* as many as we have */

struct krb5_cred {
    atomic_uint owners;
    gss_cred_usage_t usage;
    struct krb5_name *name;  /* NULL: whichever the cache or keytab has */
    krb5_ccache ccache;      /* NULL: chosen for each target */
    krb5_principal client;   /* of the cache */
    bool own_ccache;         /* a memory cache that ends with the credential */
    char *keytab;            /* the acceptor's, by name; NULL: the default one */
    krb5_keytab keytab_held; /* keeps a memory keytab alive */

    /* Options, see option.h. */
    bool no_ci_flags;
    bool own_rcache;
    krb5_rcache rcache;                            /* NULL: the default one */
    krb5_enctype enctypes[KRB5_ENCTYPES_MOST + 1]; /* ends with 0; empty: all */

    struct krb5_cred *base; /* whose objects these are; NULL: its own */
};

/* Entries of struct mech; CRED is a struct krb5_cred. */
OM_uint32 krb5_cred_acquire(OM_uint32 *minor, const struct mech_cred_args *args, void **cred);
OM_uint32 krb5_cred_duplicate(OM_uint32 *minor, const void *cred, void **copy);
OM_uint32 krb5_cred_inquire(OM_uint32 *minor, const void *cred, struct mech_cred_info *info);
void krb5_cred_release(void **cred);
OM_uint32 krb5_cred_store(OM_uint32 *minor, const void *cred, const struct mech_store_args *args,
                          gss_cred_usage_t *stored);

OM_uint32 krb5_cred_set_option(const struct mech *mech, OM_uint32 *minor, void **cred,
                               gss_const_OID option, gss_const_buffer_t value);

OM_uint32 krb5_cred_export(OM_uint32 *minor, const void *cred, struct writer *out);
OM_uint32 krb5_cred_import(const struct mech *mech, OM_uint32 *minor, struct reader *in,
                           void **cred);

/* Gives one ownership back; accepts NULL. */
void krb5_cred_free(struct krb5_cred *cred);

/* An empty credential, and one that is as BASE, which it then owns once; NULL without memory. */
struct krb5_cred *krb5_cred_new(gss_cred_usage_t usage);
struct krb5_cred *krb5_cred_derive(struct krb5_cred *base);

/* The acceptor's keytab. GSS_S_NO_CRED unless it has a key for CRED's name. */
OM_uint32 krb5_cred_set_keytab(OM_uint32 *minor, krb5_context library, const char *keytab,
                               struct krb5_cred *cred);

/* libkrb5 publishes no other way to close one than with an authentication context. */
void krb5_rcache_close(krb5_context library, krb5_rcache rcache);

/* What both ways of acquiring do. STORE may be all NULL. */
OM_uint32 krb5_cred_make(OM_uint32 *minor, const void *name, OM_uint32 time_req,
                         gss_cred_usage_t usage, const struct krb5_cred_store *store, void **cred);

/* A credential of a new memory cache that holds CLIENT's TICKETS. */
OM_uint32 krb5_cred_from_tickets(OM_uint32 *minor, krb5_context library, krb5_principal client,
                                 krb5_creds *const *tickets, struct krb5_cred **cred);

/* A cache to initiate from, open, and its client. All zero: none. */
struct krb5_source {
    krb5_ccache ccache;
    krb5_principal client;
    bool borrowed; /* both are the credential's own */
    bool destroy;  /* a memory cache, made for this use */
};

/* Chooses the cache for TARGET (NULL: for any) from CRED (NULL: the default credential). A cache
 * that is missing is filled from the client keytab, if there is one. */
OM_uint32 krb5_source_open(OM_uint32 *minor, krb5_context library, const struct krb5_cred *cred,
                           krb5_principal target, struct krb5_source *source);

/* The cache of NAME (NULL: the default one), whose ticket-granting ticket has not expired. */
OM_uint32 krb5_source_open_named(OM_uint32 *minor, krb5_context library,
                                 const struct krb5_name *name, OM_uint32 time_req,
                                 struct krb5_source *source);

/* Gets CLIENT's initial ticket (NULL: that of the keytab's first principal) by the client keytab,
 * into the default cache if it is free or the client's. GSS_S_NO_CRED without keytab or key. */
OM_uint32 krb5_source_from_keytab(OM_uint32 *minor, krb5_context library,
                                  krb5_const_principal client, OM_uint32 time_req,
                                  struct krb5_source *source);

/* By the store's cache, client keytab or password, of which there is one at least. */
OM_uint32 krb5_source_open_store(OM_uint32 *minor, krb5_context library,
                                 const struct krb5_name *name, OM_uint32 time_req,
                                 const struct krb5_cred_store *store, struct krb5_source *source);

/* Gets SOURCE's client's initial ticket, by PASSWORD or else by KEYTAB, into SOURCE's cache. */
krb5_error_code krb5_source_fill(krb5_context library, krb5_keytab keytab, const char *password,
                                 OM_uint32 time_req, struct krb5_source *source);

/* Whether entries can be gone through: libkrb5 aborts where a keytab, such as the KDC's database
 * (KDB), has no such operation. */
bool krb5_keytab_has_list(krb5_context library, krb5_keytab keytab);

/* The principal of the keytab's first entry. */
krb5_error_code krb5_keytab_first_client(krb5_context library, krb5_keytab keytab,
                                         krb5_principal *client);

/* The client that NAME means: a host-based name without a realm is of the default one. */
OM_uint32 krb5_source_client(OM_uint32 *minor, krb5_context library, const struct krb5_name *name,
                             krb5_principal *client);

void krb5_source_close(krb5_context library, struct krb5_source *source);

/* CLIENT's ticket-granting ticket of its own realm; freed by krb5_free_cred_contents. */
krb5_error_code krb5_source_find_tgt(krb5_context library, krb5_ccache ccache,
                                     krb5_principal client, krb5_creds *tgt);

/* When the cache's ticket-granting ticket ends, or without one the last of its tickets; 0 if it
 * has no ticket. */
int64_t krb5_source_end_time(krb5_context library, krb5_ccache ccache);

/* The keytab for accepting with CRED (NULL: the default one), and the principal whose keys it may
 * use (NULL: any). Both are the caller's. */
OM_uint32 krb5_acceptor_open(OM_uint32 *minor, krb5_context library, const struct krb5_cred *cred,
                             krb5_keytab *keytab, krb5_principal *server);

/* GSS_S_NO_CRED unless KEYTAB has a key for SERVER (NULL: any key). */
OM_uint32 krb5_acceptor_check(OM_uint32 *minor, krb5_context library, krb5_keytab keytab,
                              krb5_const_principal server);

/* The registered keytab's name, which lasts as long as the process; NULL: none. */
const char *krb5_acceptor_identity(void);

#endif
