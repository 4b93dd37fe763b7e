/*
 * Services that act for users (MS-SFU): S4U2Self and S4U2Proxy.
 *
 * A credential of a user that a service holds is a cache of the user's name
 * with the service's ticket-granting ticket, the evidence (the user's ticket to
 * the service), and, as an entry of the cache's configuration, the name of the
 * service. MIT krb5 has them in the same form, so that what one library stores
 * serves the other. Tickets to others come of the evidence.
 */
#ifndef GSS_MECH_KRB5_IMPERSONATE_H
#define GSS_MECH_KRB5_IMPERSONATE_H

#include "mech/krb5/cred.h"

/* Entries of struct mech. */
OM_uint32 krb5_cred_impersonate(OM_uint32 *minor, const struct mech_cred_args *args,
                                const void *impersonator, void **cred);
OM_uint32 krb5_cred_inquire_by_oid(OM_uint32 *minor, const void *cred, gss_const_OID what,
                                   gss_buffer_set_t answers);

/* The user's credential that EVIDENCE makes for SERVICE, whose client the ticket is for. */
OM_uint32 krb5_impersonate_compose(OM_uint32 *minor, krb5_context library,
                                   const struct krb5_source *service, krb5_creds *evidence,
                                   struct krb5_cred **cred);

/* Is this the cache of a user whom a service acts for? *SERVICE is the caller's, NULL if not. */
krb5_error_code krb5_impersonate_service(krb5_context library, krb5_ccache ccache,
                                         krb5_principal *service);

/* The user's ticket that WANTED describes, which SERVICE asks for in the user's name. */
krb5_error_code krb5_impersonate_get_ticket(krb5_context library, krb5_ccache ccache,
                                            krb5_principal service, krb5_creds *wanted,
                                            krb5_creds **ticket);

#endif
