/* Kerberos names: principals, and host-based services as the caller gave them. */
#ifndef GSS_MECH_KRB5_NAME_H
#define GSS_MECH_KRB5_NAME_H

#include <stdbool.h>

#include <gss/api.h>

#include <krb5.h>

#include "base/reader.h"
#include "base/writer.h"
#include "mech/mech.h"

struct krb5_attributes;

struct krb5_name {
    krb5_principal principal;
    char *service;                      /* of a host-based name; otherwise NULL */
    bool any_host;                      /* a host-based name without a host */
    struct krb5_attributes *attributes; /* shared; NULL: none */
};

/* The types that import takes; ends with NULL. */
extern const gss_const_OID krb5_name_types[];
extern const gss_OID_desc krb5_nt_reference; /* one of them: names that are pointers */

/* The entries of struct mech; NAME is a struct krb5_name. */
OM_uint32 krb5_name_import(const struct mech *mech, OM_uint32 *minor, gss_const_buffer_t text,
                           gss_const_OID type, void **name);
OM_uint32 krb5_name_display(OM_uint32 *minor, const void *name, gss_buffer_t text, gss_OID *type);
OM_uint32 krb5_name_export(OM_uint32 *minor, const void *name, struct writer *out);
OM_uint32 krb5_name_compare(OM_uint32 *minor, const void *a, const void *b, bool *equal);
OM_uint32 krb5_name_duplicate(OM_uint32 *minor, const void *name, void **copy);
void krb5_name_release(void **name);
OM_uint32 krb5_name_authorize(OM_uint32 *minor, const void *name, const char *user,
                              bool *authorized);
OM_uint32 krb5_name_local(OM_uint32 *minor, const void *name, gss_buffer_t user);
OM_uint32 krb5_name_inquire(OM_uint32 *minor, const void *name, gss_buffer_set_t attrs);
OM_uint32 krb5_name_get_attribute(OM_uint32 *minor, const void *name, gss_const_buffer_t attr,
                                  struct mech_name_value *value);
OM_uint32 krb5_name_map(OM_uint32 *minor, const void *name, bool authenticated,
                        gss_const_buffer_t type_id, gss_any_t *output);
OM_uint32 krb5_name_release_map(OM_uint32 *minor, const void *name, gss_const_buffer_t type_id,
                                gss_any_t *mapped);
OM_uint32 krb5_name_export_composite(OM_uint32 *minor, const void *name, struct writer *out);

/* A new name of PRINCIPAL, which is copied. */
OM_uint32 krb5_name_from_principal(OM_uint32 *minor, krb5_context library,
                                   krb5_const_principal principal, struct krb5_name **name);
OM_uint32 krb5_name_copy(OM_uint32 *minor, krb5_context library, const struct krb5_name *from,
                         struct krb5_name **copy);
void krb5_name_free(struct krb5_name *name); /* accepts NULL */

/* What import does, with a library context at hand. */
OM_uint32 krb5_name_parse(OM_uint32 *minor, krb5_context library, gss_const_buffer_t text,
                          gss_const_OID type, struct krb5_name **name);

/* What krb5_name_export_composite wrote: a principal (krb5_principal_write), then the attributes
 * (attributes.h). */
OM_uint32 krb5_name_import_composite(OM_uint32 *minor, krb5_context library,
                                     gss_const_buffer_t exported, struct krb5_name **name);

/* The principal by which an acceptor finds its keys: a host-based name matches any realm, and any
 * host if it names none. Freed by krb5_free_principal. */
OM_uint32 krb5_name_acceptor_principal(OM_uint32 *minor, krb5_context library,
                                       const struct krb5_name *name, krb5_principal *principal);

/* A principal as a field of a context's state, and back. NULL is a field too. */
bool krb5_principal_write(krb5_context library, krb5_const_principal principal, struct writer *out);
OM_uint32 krb5_principal_read(OM_uint32 *minor, krb5_context library, struct reader *in,
                              struct krb5_name **name);
void krb5_principal_skip(struct reader *in);

bool krb5_principal_is_anonymous(krb5_context library, krb5_const_principal principal);

#endif
