/*
 * The entry points of a plugin: 71 functions by name, as MIT's mechglue asks for them.
 *
 * An ordinary mechanism defines them as gss_NAME, or as gssspi_NAME where the
 * mechglue's own function of that name differs; an interposer defines gssi_NAME.
 * Prototypes are those that MIT publishes. What a plugin lacks is NULL.
 */
#ifndef GSS_MECH_PLUGIN_API_H
#define GSS_MECH_PLUGIN_API_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <gss/api.h>
#include <gss/ext-iov.h>
#include <gss/ext.h>

/* prefix of an ordinary mechanism's, name, parameters after the minor status */
#define PLUGIN_API_CORE(X)                                                                         \
    X(gss_, acquire_cred, gss_name_t, OM_uint32, gss_OID_set, gss_cred_usage_t, gss_cred_id_t *,   \
      gss_OID_set *, OM_uint32 *)                                                                  \
    X(gss_, release_cred, gss_cred_id_t *)                                                         \
    X(gss_, init_sec_context, gss_cred_id_t, gss_ctx_id_t *, gss_name_t, gss_OID, OM_uint32,       \
      OM_uint32, gss_channel_bindings_t, gss_buffer_t, gss_OID *, gss_buffer_t, OM_uint32 *,       \
      OM_uint32 *)                                                                                 \
    X(gss_, accept_sec_context, gss_ctx_id_t *, gss_cred_id_t, gss_buffer_t,                       \
      gss_channel_bindings_t, gss_name_t *, gss_OID *, gss_buffer_t, OM_uint32 *, OM_uint32 *,     \
      gss_cred_id_t *)                                                                             \
    X(gss_, process_context_token, gss_ctx_id_t, gss_buffer_t)                                     \
    X(gss_, delete_sec_context, gss_ctx_id_t *, gss_buffer_t)                                      \
    X(gss_, context_time, gss_ctx_id_t, OM_uint32 *)                                               \
    X(gss_, get_mic, gss_ctx_id_t, gss_qop_t, gss_buffer_t, gss_buffer_t)                          \
    X(gss_, verify_mic, gss_ctx_id_t, gss_buffer_t, gss_buffer_t, gss_qop_t *)                     \
    X(gss_, wrap, gss_ctx_id_t, int, gss_qop_t, gss_buffer_t, int *, gss_buffer_t)                 \
    X(gss_, unwrap, gss_ctx_id_t, gss_buffer_t, gss_buffer_t, int *, gss_qop_t *)                  \
    X(gss_, display_status, OM_uint32, int, gss_OID, OM_uint32 *, gss_buffer_t)                    \
    X(gss_, indicate_mechs, gss_OID_set *)                                                         \
    X(gss_, compare_name, gss_name_t, gss_name_t, int *)                                           \
    X(gss_, display_name, gss_name_t, gss_buffer_t, gss_OID *)                                     \
    X(gss_, import_name, gss_buffer_t, gss_OID, gss_name_t *)                                      \
    X(gss_, release_name, gss_name_t *)                                                            \
    X(gss_, inquire_cred, gss_cred_id_t, gss_name_t *, OM_uint32 *, gss_cred_usage_t *,            \
      gss_OID_set *)                                                                               \
    X(gss_, add_cred, gss_cred_id_t, gss_name_t, gss_OID, gss_cred_usage_t, OM_uint32, OM_uint32,  \
      gss_cred_id_t *, gss_OID_set *, OM_uint32 *, OM_uint32 *)                                    \
    X(gss_, export_sec_context, gss_ctx_id_t *, gss_buffer_t)                                      \
    X(gss_, import_sec_context, gss_buffer_t, gss_ctx_id_t *)                                      \
    X(gss_, inquire_cred_by_mech, gss_cred_id_t, gss_OID, gss_name_t *, OM_uint32 *, OM_uint32 *,  \
      gss_cred_usage_t *)                                                                          \
    X(gss_, inquire_names_for_mech, gss_OID, gss_OID_set *)                                        \
    X(gss_, inquire_context, gss_ctx_id_t, gss_name_t *, gss_name_t *, OM_uint32 *, gss_OID *,     \
      OM_uint32 *, int *, int *)                                                                   \
    X(gss_, internal_release_oid, gss_OID *)                                                       \
    X(gss_, wrap_size_limit, gss_ctx_id_t, int, gss_qop_t, OM_uint32, OM_uint32 *)                 \
    X(gss_, localname, gss_name_t, gss_const_OID, gss_buffer_t)                                    \
    X(gssspi_, authorize_localname, gss_name_t, gss_const_buffer_t, gss_const_OID)                 \
    X(gss_, export_name, gss_name_t, gss_buffer_t)                                                 \
    X(gss_, duplicate_name, gss_name_t, gss_name_t *)                                              \
    X(gss_, store_cred, gss_cred_id_t, gss_cred_usage_t, gss_OID, OM_uint32, OM_uint32,            \
      gss_OID_set *, gss_cred_usage_t *)

#define PLUGIN_API_EXTENSIONS(X)                                                                   \
    X(gss_, inquire_sec_context_by_oid, gss_ctx_id_t, gss_OID, gss_buffer_set_t *)                 \
    X(gss_, inquire_cred_by_oid, gss_cred_id_t, gss_OID, gss_buffer_set_t *)                       \
    X(gss_, set_sec_context_option, gss_ctx_id_t *, gss_OID, gss_buffer_t)                         \
    X(gssspi_, set_cred_option, gss_cred_id_t *, gss_OID, gss_buffer_t)                            \
    X(gssspi_, mech_invoke, gss_OID, gss_OID, gss_buffer_t)                                        \
    X(gss_, wrap_aead, gss_ctx_id_t, int, gss_qop_t, gss_buffer_t, gss_buffer_t, int *,            \
      gss_buffer_t)                                                                                \
    X(gss_, unwrap_aead, gss_ctx_id_t, gss_buffer_t, gss_buffer_t, gss_buffer_t, int *,            \
      gss_qop_t *)                                                                                 \
    X(gss_, wrap_iov, gss_ctx_id_t, int, gss_qop_t, int *, gss_iov_buffer_desc *, int)             \
    X(gss_, unwrap_iov, gss_ctx_id_t, int *, gss_qop_t *, gss_iov_buffer_desc *, int)              \
    X(gss_, wrap_iov_length, gss_ctx_id_t, int, gss_qop_t, int *, gss_iov_buffer_desc *, int)      \
    X(gss_, complete_auth_token, gss_ctx_id_t, gss_buffer_t)                                       \
    X(gss_, acquire_cred_impersonate_name, gss_cred_id_t, gss_name_t, OM_uint32, gss_OID_set,      \
      gss_cred_usage_t, gss_cred_id_t *, gss_OID_set *, OM_uint32 *)                               \
    X(gss_, add_cred_impersonate_name, gss_cred_id_t, gss_cred_id_t, gss_name_t, gss_OID,          \
      gss_cred_usage_t, OM_uint32, OM_uint32, gss_cred_id_t *, gss_OID_set *, OM_uint32 *,         \
      OM_uint32 *)                                                                                 \
    X(gss_, display_name_ext, gss_name_t, gss_OID, gss_buffer_t)                                   \
    X(gss_, inquire_name, gss_name_t, int *, gss_OID *, gss_buffer_set_t *)                        \
    X(gss_, get_name_attribute, gss_name_t, gss_buffer_t, int *, int *, gss_buffer_t,              \
      gss_buffer_t, int *)                                                                         \
    X(gss_, set_name_attribute, gss_name_t, int, gss_buffer_t, gss_buffer_t)                       \
    X(gss_, delete_name_attribute, gss_name_t, gss_buffer_t)                                       \
    X(gss_, export_name_composite, gss_name_t, gss_buffer_t)                                       \
    X(gss_, map_name_to_any, gss_name_t, int, gss_buffer_t, gss_any_t *)                           \
    X(gss_, release_any_name_mapping, gss_name_t, gss_buffer_t, gss_any_t *)                       \
    X(gss_, pseudo_random, gss_ctx_id_t, int, gss_buffer_t, ssize_t, gss_buffer_t)                 \
    X(gss_, set_neg_mechs, gss_cred_id_t, gss_OID_set)                                             \
    X(gss_, inquire_saslname_for_mech, gss_OID, gss_buffer_t, gss_buffer_t, gss_buffer_t)          \
    X(gss_, inquire_mech_for_saslname, gss_buffer_t, gss_OID *)                                    \
    X(gss_, inquire_attrs_for_mech, gss_const_OID, gss_OID_set *, gss_OID_set *)                   \
    X(gss_, acquire_cred_from, gss_name_t, OM_uint32, gss_OID_set, gss_cred_usage_t,               \
      gss_const_key_value_set_t, gss_cred_id_t *, gss_OID_set *, OM_uint32 *)                      \
    X(gss_, store_cred_into, gss_cred_id_t, gss_cred_usage_t, gss_OID, OM_uint32, OM_uint32,       \
      gss_const_key_value_set_t, gss_OID_set *, gss_cred_usage_t *)                                \
    X(gssspi_, acquire_cred_with_password, gss_name_t, gss_buffer_t, OM_uint32, gss_OID_set,       \
      gss_cred_usage_t, gss_cred_id_t *, gss_OID_set *, OM_uint32 *)                               \
    X(gss_, export_cred, gss_cred_id_t, gss_buffer_t)                                              \
    X(gss_, import_cred, gss_buffer_t, gss_cred_id_t *)                                            \
    X(gssspi_, import_sec_context_by_mech, gss_OID, gss_buffer_t, gss_ctx_id_t *)                  \
    X(gssspi_, import_name_by_mech, gss_OID, gss_buffer_t, gss_OID, gss_name_t *)                  \
    X(gssspi_, import_cred_by_mech, gss_OID, gss_buffer_t, gss_cred_id_t *)                        \
    X(gss_, get_mic_iov, gss_ctx_id_t, gss_qop_t, gss_iov_buffer_desc *, int)                      \
    X(gss_, verify_mic_iov, gss_ctx_id_t, gss_qop_t *, gss_iov_buffer_desc *, int)                 \
    X(gss_, get_mic_iov_length, gss_ctx_id_t, gss_qop_t, gss_iov_buffer_desc *, int)

/* Not of interposers. */
#define PLUGIN_API_METADATA(X)                                                                     \
    X(gssspi_, query_meta_data, gss_const_OID, gss_cred_id_t, gss_ctx_id_t *, gss_name_t,          \
      OM_uint32, gss_buffer_t)                                                                     \
    X(gssspi_, exchange_meta_data, gss_const_OID, gss_cred_id_t, gss_ctx_id_t *, gss_name_t,       \
      OM_uint32, gss_const_buffer_t)                                                               \
    X(gssspi_, query_mechanism_info, gss_const_OID, unsigned char *)

struct plugin_api {
#define X(prefix, name, ...) OM_uint32 (*name)(OM_uint32 *, __VA_ARGS__);
    PLUGIN_API_CORE(X)
    PLUGIN_API_EXTENSIONS(X)
    PLUGIN_API_METADATA(X)
#undef X
    /* What is not a gss call: the mechanisms that an interposer stands before. */
    gss_OID_set (*mech_interposer)(gss_OID oid);
};

enum {
#define X(prefix, name, ...) +1
    PLUGIN_API_COUNT = 0 PLUGIN_API_CORE(X) PLUGIN_API_EXTENSIONS(X) PLUGIN_API_METADATA(X)
#undef X
};

/* Looks all of them up in the library HANDLE. What a library that it needs defines is not its own,
 * though dlsym finds it: this very library may be one of those. */
void plugin_api_find(void *handle, bool interposer, struct plugin_api *api);

#endif
