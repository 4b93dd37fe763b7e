/* What tests know of the interposer. */
#ifndef TESTS_PLUGIN_INTERPOSER_H
#define TESTS_PLUGIN_INTERPOSER_H

#include <gss.h>

#define INTERPOSER_OID "2.999.2"
#define INTERPOSER_OID_BYTES "\x88\x37\x02"
#define INTERPOSER_MARK " (interposed)"

gss_OID_set gss_mech_interposer(gss_OID oid);

/* The entry points that the mechanism behind would define without the prefix. */
OM_uint32 gssi_import_name_by_mech(OM_uint32 *, gss_OID, gss_buffer_t, gss_OID, gss_name_t *);
OM_uint32 gssi_import_sec_context_by_mech(OM_uint32 *, gss_OID, gss_buffer_t, gss_ctx_id_t *);
__typeof__(gss_display_name) gssi_display_name;
__typeof__(gss_release_name) gssi_release_name;
__typeof__(gss_duplicate_name) gssi_duplicate_name;
__typeof__(gss_compare_name) gssi_compare_name;
__typeof__(gss_export_name) gssi_export_name;
__typeof__(gss_acquire_cred) gssi_acquire_cred;
__typeof__(gss_release_cred) gssi_release_cred;
__typeof__(gss_inquire_cred_by_mech) gssi_inquire_cred_by_mech;
__typeof__(gss_init_sec_context) gssi_init_sec_context;
__typeof__(gss_accept_sec_context) gssi_accept_sec_context;
__typeof__(gss_delete_sec_context) gssi_delete_sec_context;
__typeof__(gss_context_time) gssi_context_time;
__typeof__(gss_inquire_context) gssi_inquire_context;
__typeof__(gss_export_sec_context) gssi_export_sec_context;
__typeof__(gss_display_status) gssi_display_status;
__typeof__(gss_get_mic) gssi_get_mic;
__typeof__(gss_verify_mic) gssi_verify_mic;
__typeof__(gss_wrap) gssi_wrap;
__typeof__(gss_unwrap) gssi_unwrap;

#endif
