/*
 * gss/api/name.h - names
 *
 * A part of <gss/api.h>, which is the file to include.
 *
 * A name is imported from text (or exported bytes), becomes a mechanism name
 * (MN) by gss_canonicalize_name() or by authentication, and only an MN can be
 * exported.
 */
#ifndef GSS_API_NAME_H
#define GSS_API_NAME_H

/*
 * Types of names.
 *
 * Each is a pointer to an object identifier of the library; the objects
 * themselves have the same names with _static appended (see gss_oids(3)).
 *
 * @page gss_name_types
 * @value GSS_C_NT_USER_NAME A local user's name: "alice".
 * @value GSS_C_NT_MACHINE_UID_NAME A local user's number, as the bytes of a
 *     uid_t.
 * @value GSS_C_NT_STRING_UID_NAME A local user's number in digits: "1000".
 * @value GSS_C_NT_HOSTBASED_SERVICE A service on a host: "imap@mail.example".
 *     Without "@" and host it is the service on this host.
 * @value GSS_C_NT_HOSTBASED_SERVICE_X The same, under the object identifier
 *     that RFC 2743 deprecates. Taken as input, never given out.
 * @value GSS_C_NT_ANONYMOUS Nobody in particular.
 * @value GSS_C_NT_EXPORT_NAME The bytes that gss_export_name() gives.
 * @see gss_import_name, gss_oids, gss_krb5_name_types
 * @source RFC 2744 appendix A; RFC 2743 s.4
 */
extern gss_OID GSS_C_NT_USER_NAME;
extern gss_OID GSS_C_NT_MACHINE_UID_NAME;
extern gss_OID GSS_C_NT_STRING_UID_NAME;
extern gss_OID GSS_C_NT_HOSTBASED_SERVICE_X;
extern gss_OID GSS_C_NT_HOSTBASED_SERVICE;
extern gss_OID GSS_C_NT_ANONYMOUS;
extern gss_OID GSS_C_NT_EXPORT_NAME;

/*
 * Makes a name from text or exported bytes.
 *
 * The text is kept with its type; a mechanism reads it when the name is used
 * with one. So a name may be refused later, by gss_canonicalize_name(),
 * gss_acquire_cred() or gss_init_sec_context(). A name of type
 * GSS_C_NT_EXPORT_NAME is read at once and is a mechanism name.
 *
 * @param input_name_buffer [in] The text, or the bytes of gss_export_name(). A
 *     zero byte at a text's end is not needed, and no part of the name.
 * @param input_name_type [in, optional] The type of the text. GSS_C_NO_OID is
 *     the mechanism's own syntax: for Kerberos a principal.
 * @param output_name [out] The name; release it with gss_release_name().
 * @status GSS_S_COMPLETE The name was made.
 * @status GSS_S_BAD_NAMETYPE No mechanism knows the type.
 * @status GSS_S_BAD_NAME The text is empty, or the exported bytes are
 *     malformed.
 * @status GSS_S_BAD_MECH An exported name belongs to a mechanism that is not
 *     supported.
 * @see gss_name_types, gss_canonicalize_name, gss_release_name
 * @source RFC 2744 s.5.16
 */
OM_uint32 gss_import_name(OM_uint32 *minor_status, gss_buffer_t input_name_buffer,
                          gss_OID input_name_type, gss_name_t *output_name);

/*
 * Gives a name as text for people to read.
 *
 * A mechanism name is shown in the mechanism's syntax, any other as it was
 * imported; but a user's number as digits, and an anonymous name as
 * "<anonymous>". Do not decide who may do what by this text: compare names with
 * gss_compare_name() or exported names with memcmp.
 *
 * @param input_name [in] The name.
 * @param output_name_buffer [out] The text; release it with
 *     gss_release_buffer().
 * @param output_name_type [out, optional] The type of the text, which
 *     gss_import_name() takes with it. GSS_C_NT_ANONYMOUS for an anonymous
 *     name; GSS_C_NO_OID for a name that was imported with GSS_C_NO_OID. Static,
 *     never released.
 * @status GSS_S_COMPLETE output_name_buffer holds the text.
 * @status GSS_S_BAD_NAME input_name is missing or malformed.
 * @see gss_export_name, gss_import_name
 * @source RFC 2744 s.5.10
 */
OM_uint32 gss_display_name(OM_uint32 *minor_status, gss_name_t input_name,
                           gss_buffer_t output_name_buffer, gss_OID *output_name_type);

/*
 * Tells whether two names mean the same entity.
 *
 * The answer is yes if a mechanism sees the same principal in both. Anonymous
 * names are equal to nothing, not even to each other, and mechanism names of
 * different mechanisms are not equal.
 *
 * @param name1 [in] One name.
 * @param name2 [in] The other.
 * @param name_equal [out] 1 if they are known to be the same, else 0.
 * @status GSS_S_COMPLETE name_equal holds the answer.
 * @status GSS_S_BAD_NAMETYPE No mechanism understands both.
 * @status GSS_S_BAD_NAME A name is missing or malformed.
 * @see gss_canonicalize_name, gss_export_name
 * @source RFC 2744 s.5.6
 */
OM_uint32 gss_compare_name(OM_uint32 *minor_status, gss_name_t name1, gss_name_t name2,
                           int *name_equal);

/*
 * Makes the mechanism name that a name stands for.
 *
 * The result is the name that an acceptor would see if the owner of input_name
 * authenticated by mech_type. It belongs to that mechanism alone and can be
 * exported.
 *
 * @param input_name [in] The name.
 * @param mech_type [in] The mechanism; there is no default.
 * @param output_name [out] The mechanism name; release it with
 *     gss_release_name().
 * @status GSS_S_COMPLETE The name was made.
 * @status GSS_S_BAD_MECH mech_type is missing or not supported.
 * @status GSS_S_BAD_NAMETYPE The mechanism has no use for this type of name.
 * @status GSS_S_BAD_NAME input_name is missing, or malformed for the mechanism.
 * @see gss_export_name, gss_inquire_mechs_for_name
 * @source RFC 2744 s.5.5
 */
OM_uint32 gss_canonicalize_name(OM_uint32 *minor_status, gss_name_t input_name, gss_OID mech_type,
                                gss_name_t *output_name);

/*
 * Gives a mechanism name as bytes to store and compare.
 *
 * Two mechanism names are the same if these bytes are: keep them in an access
 * list and compare with memcmp. The bytes begin with the mechanism's object
 * identifier, so names of different mechanisms never look alike.
 * gss_import_name() takes them back with type GSS_C_NT_EXPORT_NAME.
 *
 * @param input_name [in] A mechanism name: from gss_accept_sec_context(),
 *     gss_inquire_context(), gss_canonicalize_name(), or imported from exported
 *     bytes.
 * @param exported_name [out] The bytes; release them with gss_release_buffer().
 * @status GSS_S_COMPLETE exported_name holds the bytes.
 * @status GSS_S_NAME_NOT_MN input_name belongs to no single mechanism.
 * @status GSS_S_BAD_NAME input_name is missing.
 * @see gss_canonicalize_name, gss_import_name, gss_compare_name
 * @source RFC 2744 s.5.13; RFC 2743 s.3.2
 */
OM_uint32 gss_export_name(OM_uint32 *minor_status, gss_name_t input_name,
                          gss_buffer_t exported_name);

/*
 * Copies a name.
 *
 * @param src_name [in] The name.
 * @param dest_name [out] An independent copy; release it with
 *     gss_release_name().
 * @status GSS_S_COMPLETE The copy was made.
 * @status GSS_S_BAD_NAME src_name is missing.
 * @see gss_release_name
 * @source RFC 2744 s.5.12
 */
OM_uint32 gss_duplicate_name(OM_uint32 *minor_status, gss_name_t src_name, gss_name_t *dest_name);

/*
 * Frees a name.
 *
 * @param name [inout] The name; becomes GSS_C_NO_NAME.
 * @status GSS_S_COMPLETE The name is gone.
 * @status GSS_S_BAD_NAME There was no name; nothing was done.
 * @source RFC 2744 s.5.28
 */
OM_uint32 gss_release_name(OM_uint32 *minor_status, gss_name_t *name);

/*
 * Lists the name types that a mechanism takes.
 *
 * @param mechanism [in] The mechanism; there is no default.
 * @param name_types [out] The types; release the set with
 *     gss_release_oid_set().
 * @status GSS_S_COMPLETE name_types holds the set.
 * @status GSS_S_BAD_MECH The mechanism is missing or not supported.
 * @see gss_inquire_mechs_for_name, gss_name_types
 * @source RFC 2744 s.5.24
 */
OM_uint32 gss_inquire_names_for_mech(OM_uint32 *minor_status, gss_OID mechanism,
                                     gss_OID_set *name_types);

/*
 * Lists the mechanisms that may understand a name.
 *
 * The answer goes by the name's type: a listed mechanism can still refuse this
 * very name. Use it to choose what to try.
 *
 * @param input_name [in] The name.
 * @param mech_types [out] The mechanisms; release the set with
 *     gss_release_oid_set().
 * @status GSS_S_COMPLETE mech_types holds the set.
 * @status GSS_S_BAD_NAME input_name is missing.
 * @see gss_inquire_names_for_mech, gss_canonicalize_name
 * @source RFC 2744 s.5.23
 */
OM_uint32 gss_inquire_mechs_for_name(OM_uint32 *minor_status, gss_name_t input_name,
                                     gss_OID_set *mech_types);

#endif
