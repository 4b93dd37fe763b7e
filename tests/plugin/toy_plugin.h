/* What tests know of the toy plugin. */
#ifndef TESTS_PLUGIN_TOY_PLUGIN_H
#define TESTS_PLUGIN_TOY_PLUGIN_H

#define TOY_PLUGIN_OID "2.999.1"
#define TOY_PLUGIN_OID_BYTES "\x88\x37\x01"
#define TOY_PLUGIN_OPTION_BYTES "\x88\x37\x01\x01"
#define TOY_PLUGIN_TYPE_BYTES "\x88\x37\x01\x02"

enum { TOY_PLUGIN_MINOR = 7101 };

/* Names that the public headers do not declare. */
#include <gss.h>

OM_uint32 gssspi_acquire_cred_with_password(OM_uint32 *, const gss_name_t, const gss_buffer_t,
                                            OM_uint32, const gss_OID_set, gss_cred_usage_t,
                                            gss_cred_id_t *, gss_OID_set *, OM_uint32 *);
OM_uint32 gssspi_mech_invoke(OM_uint32 *, const gss_OID, const gss_OID, gss_buffer_t);
OM_uint32 gssspi_set_cred_option(OM_uint32 *, gss_cred_id_t *, const gss_OID, const gss_buffer_t);
OM_uint32 gss_inquire_cred_by_oid(OM_uint32 *, const gss_cred_id_t, const gss_OID,
                                  gss_buffer_set_t *);
OM_uint32 gss_set_sec_context_option(OM_uint32 *, gss_ctx_id_t *, const gss_OID,
                                     const gss_buffer_t);
OM_uint32 gss_inquire_sec_context_by_oid(OM_uint32 *, const gss_ctx_id_t, const gss_OID,
                                         gss_buffer_set_t *);
OM_uint32 gss_localname(OM_uint32 *, const gss_name_t, gss_const_OID, gss_buffer_t);

#endif
