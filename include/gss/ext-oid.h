/*
 * gss/ext-oid.h - object identifiers as text
 */
#ifndef GSS_EXT_OID_H
#define GSS_EXT_OID_H

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Writes an object identifier as text, such as "{ 1 2 840 113554 1 2 2 }".
 *
 * The text ends with a zero byte, which its length counts.
 *
 * @param oid [in] The object identifier.
 * @param oid_str [out] The text; release it with gss_release_buffer().
 * @status GSS_S_COMPLETE oid_str holds the text.
 * @status GSS_S_FAILURE oid is missing or malformed, has a number of more than
 *     32 bits, or there is no memory.
 * @see gss_str_to_oid
 * @source MIT's gssapi.h
 */
OM_uint32 gss_oid_to_str(OM_uint32 *minor_status, gss_OID oid, gss_buffer_t oid_str);

/*
 * Makes an object identifier of text.
 *
 * The numbers stand between dots or blanks; braces around them, as
 * gss_oid_to_str() writes them, may be there, and blanks and one zero byte
 * around the whole.
 *
 * @param oid_str [in] The text, such as "1.2.840.113554.1.2.2".
 * @param oid [out] The object identifier; release it with gss_release_oid().
 * @status GSS_S_COMPLETE oid holds the object identifier.
 * @status GSS_S_FAILURE The text is no object identifier, or has a number of
 *     more than 32 bits, or there is no memory.
 * @see gss_oid_to_str, gss_release_oid
 * @source MIT's gssapi.h
 */
OM_uint32 gss_str_to_oid(OM_uint32 *minor_status, gss_buffer_t oid_str, gss_OID *oid);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
