/*
 * gss/ext-set.h - sets of buffers, as inquiries answer
 */
#ifndef GSS_EXT_SET_H
#define GSS_EXT_SET_H

#include <stddef.h>

#include <gss/api.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * A set of buffers: an answer of several parts.
 *
 * @page gss_buffer_set
 * @value gss_buffer_set_desc The set: count, and elements, its buffers in their
 *     order.
 * @value gss_buffer_set_t A pointer to a set.
 * @value GSS_C_NO_BUFFER_SET No set.
 * @see gss_create_empty_buffer_set, gss_add_buffer_set_member,
 *     gss_release_buffer_set
 * @source MIT's gssapi_ext.h
 */
typedef struct gss_buffer_set_desc_struct {
    size_t count;
    gss_buffer_desc *elements;
} gss_buffer_set_desc, *gss_buffer_set_t;

#define GSS_C_NO_BUFFER_SET ((gss_buffer_set_t)0)

/*
 * Makes an empty set of buffers.
 *
 * @param buffer_set [out] The set; release it with gss_release_buffer_set().
 * @status GSS_S_COMPLETE buffer_set holds the new set.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_add_buffer_set_member, gss_buffer_set
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_create_empty_buffer_set(OM_uint32 *minor_status, gss_buffer_set_t *buffer_set);

/*
 * Adds a copy of a buffer to a set.
 *
 * @param member_buffer [in] The bytes to copy.
 * @param buffer_set [inout] The set. Where it is GSS_C_NO_BUFFER_SET, a new
 *     one is made.
 * @status GSS_S_COMPLETE The set has one member more, at its end.
 * @status GSS_S_FAILURE There is no memory; the set is as it was.
 * @see gss_create_empty_buffer_set, gss_buffer_set
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_add_buffer_set_member(OM_uint32 *minor_status, const gss_buffer_t member_buffer,
                                    gss_buffer_set_t *buffer_set);

/*
 * Releases a set of buffers and its members, which are wiped: they may be keys.
 *
 * @param buffer_set [inout] The set; GSS_C_NO_BUFFER_SET afterwards. It may be
 *     that already.
 * @status GSS_S_COMPLETE The set is gone.
 * @see gss_buffer_set
 * @source MIT's gssapi_ext.h
 */
OM_uint32 gss_release_buffer_set(OM_uint32 *minor_status, gss_buffer_set_t *buffer_set);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
