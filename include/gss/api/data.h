/*
 * gss/api/data.h - buffers, object identifiers and sets
 *
 * A part of <gss/api.h>, which is the file to include.
 */
#ifndef GSS_API_DATA_H
#define GSS_API_DATA_H

/*
 * Frees the bytes of a buffer that the library filled.
 *
 * The descriptor itself stays the caller's; its length becomes 0 and its value
 * NULL. A buffer without bytes is fine.
 *
 * @param buffer [inout] The buffer to empty.
 * @status GSS_S_COMPLETE The buffer is empty.
 * @source RFC 2744 s.5.26
 */
OM_uint32 gss_release_buffer(OM_uint32 *minor_status, gss_buffer_t buffer);

/*
 * Makes a set without members.
 *
 * @param oid_set [out] The new set; release it with gss_release_oid_set().
 * @status GSS_S_COMPLETE The set was made.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_add_oid_set_member, gss_release_oid_set
 * @source RFC 2744 s.5.8
 */
OM_uint32 gss_create_empty_oid_set(OM_uint32 *minor_status, gss_OID_set *oid_set);

/*
 * Adds a copy of an object identifier to a set.
 *
 * A member that is there already is not added again. The set must be one that
 * the library made, since its storage grows.
 *
 * @param member_oid [in] The object identifier; copied.
 * @param oid_set [inout] The set. It is as it was after a failure.
 * @status GSS_S_COMPLETE The set holds member_oid.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_create_empty_oid_set, gss_test_oid_set_member
 * @source RFC 2744 s.5.4
 */
OM_uint32 gss_add_oid_set_member(OM_uint32 *minor_status, gss_OID member_oid, gss_OID_set *oid_set);

/*
 * Tells whether a set has a member.
 *
 * Works with sets of the library and with sets that the program built itself.
 *
 * @param member [in] The object identifier to look for.
 * @param set [in] The set.
 * @param present [out] 1 if member is in the set, 0 if not.
 * @status GSS_S_COMPLETE present holds the answer.
 * @see gss_add_oid_set_member, gss_indicate_mechs
 * @source RFC 2744 s.5.30
 */
OM_uint32 gss_test_oid_set_member(OM_uint32 *minor_status, gss_OID member, gss_OID_set set,
                                  int *present);

/*
 * Frees a set that the library made, members included.
 *
 * @param set [inout] The set; becomes GSS_C_NO_OID_SET. A pointer to
 *     GSS_C_NO_OID_SET is fine.
 * @status GSS_S_COMPLETE The set is gone.
 * @see gss_create_empty_oid_set
 * @source RFC 2744 s.5.29
 */
OM_uint32 gss_release_oid_set(OM_uint32 *minor_status, gss_OID_set *set);

/*
 * Tells whether two object identifiers are the same.
 *
 * @param first_oid [in] One.
 * @param second_oid [in] The other.
 * @return Nonzero if both have the same bytes, else 0. GSS_C_NO_OID is equal to
 *     nothing, not even to itself.
 * @source RFC 6339
 */
int gss_oid_equal(gss_const_OID first_oid, gss_const_OID second_oid);

/*
 * Copies an object identifier.
 *
 * @param src_oid [in] The original.
 * @param dest_oid [out] The copy, bytes included; release it with
 *     gss_release_oid().
 * @status GSS_S_COMPLETE The copy was made.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_release_oid
 * @source GNU GSS
 */
OM_uint32 gss_duplicate_oid(OM_uint32 *minor_status, gss_OID src_oid, gss_OID *dest_oid);

/*
 * Frees an object identifier that gss_duplicate_oid() made.
 *
 * The library's own object identifiers, such as GSS_KRB5, are left alone.
 *
 * @param oid [inout] The object identifier; becomes GSS_C_NO_OID. A
 *     pointer to GSS_C_NO_OID is fine.
 * @status GSS_S_COMPLETE The object identifier is gone.
 * @see gss_duplicate_oid
 * @source an extension that other implementations offer too
 */
OM_uint32 gss_release_oid(OM_uint32 *minor_status, gss_OID *oid);

#endif
