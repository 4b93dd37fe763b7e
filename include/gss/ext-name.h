/*
 * gss/ext-name.h - attributes of names (RFC 6680)
 */
#ifndef GSS_EXT_NAME_H
#define GSS_EXT_NAME_H

#include <gss/api.h>
#include <gss/ext-set.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * What the calls on names' attributes work with.
 *
 * Static objects, not to be changed or released.
 *
 * @page gss_name_attributes
 * @value GSS_C_NT_COMPOSITE_EXPORT 1.3.6.1.5.6.6, the type of a name that was
 *     exported with its attributes.
 * @value GSS_C_ATTR_LOCAL_LOGIN_USER "local-login-user": the local user that the
 *     name may log in as.
 * @value gss_any_t What gss_map_name_to_any() gives; its type is the
 *     mechanism's.
 * @see gss_inquire_name, gss_get_name_attribute, gss_export_name_composite
 * @source RFC 6680; MIT's gssapi_ext.h
 */
extern gss_OID GSS_C_NT_COMPOSITE_EXPORT;
extern gss_buffer_t GSS_C_ATTR_LOCAL_LOGIN_USER;
typedef struct gss_any *gss_any_t;

/*
 * Tells what kind of name this is, and which attributes it has.
 *
 * @param name [in] The name.
 * @param name_is_MN [out, optional] Nonzero if it is a mechanism name.
 * @param MN_mech [out, optional] Whose; static. GSS_C_NO_OID if it is none.
 * @param attrs [out, optional] The attributes, each a member of the set; release
 *     it with gss_release_buffer_set(). GSS_C_NO_BUFFER_SET if there are none.
 * @status GSS_S_COMPLETE The outputs are filled.
 * @status GSS_S_BAD_NAME name is GSS_C_NO_NAME.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_get_name_attribute, gss_name_attributes
 * @source RFC 6680 s.7.4
 */
OM_uint32 gss_inquire_name(OM_uint32 *minor_status, gss_name_t name, int *name_is_MN,
                           gss_OID *MN_mech, gss_buffer_set_t *attrs);

/*
 * Gets a value of an attribute.
 *
 * An attribute may have several values, one for each call: start with *more at
 * -1 and go on while it is not 0 afterwards.
 *
 * Kerberos' names of initiators, as acceptors get them, have the ticket's PAC
 * ("urn:mspac:", and its parts, as "urn:mspac:client-info") and its authentication
 * indicators ("auth-indicators"). The service's key vouches for them: it is taken
 * from the keytab when an attribute is first asked for, or the context exported.
 *
 * @param name [in] A mechanism name, such as gss_accept_sec_context() gives.
 * @param attr [in] The attribute, one of gss_inquire_name().
 * @param authenticated [out, optional] Nonzero if somebody whom the mechanism
 *     trusts vouches for the value.
 * @param complete [out, optional] Nonzero if the values are all that there are.
 * @param value [out, optional] The value; release it with gss_release_buffer().
 * @param display_value [out, optional] The value for people, or an empty buffer;
 *     release it with gss_release_buffer().
 * @param more [inout] -1 on the first call; 0 after the last value.
 * @status GSS_S_COMPLETE The outputs are filled.
 * @status GSS_S_UNAVAILABLE The name has no such attribute.
 * @status GSS_S_NAME_NOT_MN name is not a mechanism name.
 * @status GSS_S_BAD_NAME name is GSS_C_NO_NAME.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_inquire_name, gss_name_attributes
 * @source RFC 6680 s.7.5
 */
OM_uint32 gss_get_name_attribute(OM_uint32 *minor_status, gss_name_t name, gss_buffer_t attr,
                                 int *authenticated, int *complete, gss_buffer_t value,
                                 gss_buffer_t display_value, int *more);

/*
 * Adds a value to an attribute.
 *
 * No other thread may use the name meanwhile.
 *
 * @param name [in] A mechanism name.
 * @param complete [in] Nonzero if the values are then all that there are.
 * @param attr [in] The attribute.
 * @param value [in] The value.
 * @status GSS_S_COMPLETE The name has the value.
 * @status GSS_S_UNAVAILABLE The mechanism does not let it be set.
 * @status GSS_S_NAME_NOT_MN name is not a mechanism name.
 * @status GSS_S_BAD_NAME name is GSS_C_NO_NAME.
 * @status GSS_S_FAILURE There is no memory; nothing changed.
 * @see gss_delete_name_attribute, gss_name_attributes
 * @source RFC 6680 s.7.6
 */
OM_uint32 gss_set_name_attribute(OM_uint32 *minor_status, gss_name_t name, int complete,
                                 gss_buffer_t attr, gss_buffer_t value);

/*
 * Takes an attribute off a name.
 *
 * No other thread may use the name meanwhile.
 *
 * @param name [in] A mechanism name.
 * @param attr [in] The attribute.
 * @status GSS_S_COMPLETE The name has no such attribute any more.
 * @status GSS_S_UNAVAILABLE The mechanism does not let it be taken off.
 * @status GSS_S_NAME_NOT_MN name is not a mechanism name.
 * @status GSS_S_BAD_NAME name is GSS_C_NO_NAME.
 * @status GSS_S_FAILURE There is no memory; nothing changed.
 * @see gss_set_name_attribute, gss_name_attributes
 * @source RFC 6680 s.7.7
 */
OM_uint32 gss_delete_name_attribute(OM_uint32 *minor_status, gss_name_t name, gss_buffer_t attr);

/*
 * Shows a name as if it were of a certain type.
 *
 * @param name [in] A mechanism name.
 * @param display_as_name_type [in] The type.
 * @param display_name [out] The text; release it with gss_release_buffer().
 * @status GSS_S_COMPLETE display_name holds the text.
 * @status GSS_S_UNAVAILABLE The mechanism cannot show it so.
 * @status GSS_S_NAME_NOT_MN name is not a mechanism name.
 * @status GSS_S_BAD_NAME name is GSS_C_NO_NAME.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_display_name
 * @source RFC 6680 s.7.3
 */
OM_uint32 gss_display_name_ext(OM_uint32 *minor_status, gss_name_t name,
                               gss_OID display_as_name_type, gss_buffer_t display_name);

/*
 * Exports a name with its attributes.
 *
 * gss_import_name() takes it back with type GSS_C_NT_COMPOSITE_EXPORT. Who
 * imports it has nothing but the bytes: no attribute is authenticated then.
 *
 * @param name [in] A mechanism name.
 * @param exp_composite_name [out] The bytes; release them with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE exp_composite_name holds the bytes.
 * @status GSS_S_UNAVAILABLE The mechanism does not offer it.
 * @status GSS_S_NAME_NOT_MN name is not a mechanism name.
 * @status GSS_S_BAD_NAME name is GSS_C_NO_NAME.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_export_name, gss_name_attributes
 * @source RFC 6680 s.7.8
 */
OM_uint32 gss_export_name_composite(OM_uint32 *minor_status, gss_name_t name,
                                    gss_buffer_t exp_composite_name);

/*
 * Gives a mechanism's own form of what a name's attributes mean.
 *
 * @param name [in] A mechanism name.
 * @param authenticated [in] Nonzero: only authenticated attributes.
 * @param type_id [in] Which form.
 * @param output [out] It; release it with gss_release_any_name_mapping().
 * @status GSS_S_COMPLETE output holds it.
 * @status GSS_S_UNAVAILABLE The mechanism has no such form.
 * @status GSS_S_NAME_NOT_MN name is not a mechanism name.
 * @status GSS_S_BAD_NAME name is GSS_C_NO_NAME.
 * @see gss_release_any_name_mapping
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_map_name_to_any(OM_uint32 *minor_status, gss_name_t name, int authenticated,
                              gss_buffer_t type_id, gss_any_t *output);

/*
 * Releases what gss_map_name_to_any() gave.
 *
 * @param name [in] The name that it is of.
 * @param type_id [in] Which form it is.
 * @param input [inout] It; NULL afterwards.
 * @status GSS_S_COMPLETE It is gone.
 * @status GSS_S_UNAVAILABLE The mechanism has no such form.
 * @status GSS_S_NAME_NOT_MN name is not a mechanism name.
 * @status GSS_S_BAD_NAME name is GSS_C_NO_NAME.
 * @see gss_map_name_to_any
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_release_any_name_mapping(OM_uint32 *minor_status, gss_name_t name,
                                       gss_buffer_t type_id, gss_any_t *input);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
