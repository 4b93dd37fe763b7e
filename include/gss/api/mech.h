/*
 * gss/api/mech.h - mechanisms
 *
 * A part of <gss/api.h>, which is the file to include.
 */
#ifndef GSS_API_MECH_H
#define GSS_API_MECH_H

/*
 * Lists the mechanisms of the library.
 *
 * @param mech_set [out] The mechanisms, the default one first; release the set
 *     with gss_release_oid_set().
 * @status GSS_S_COMPLETE mech_set holds the set.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_inquire_names_for_mech, gss_inquire_saslname_for_mech,
 *     gss_test_oid_set_member
 * @source RFC 2744 s.5.18
 */
OM_uint32 gss_indicate_mechs(OM_uint32 *minor_status, gss_OID_set *mech_set);

/*
 * Gives a mechanism's SASL name, and its name and description for people.
 *
 * @param desired_mech [in] The mechanism.
 * @param sasl_mech_name [out, optional] The name of its GS2 form, such as
 *     "GS2-KRB5"; release it with gss_release_buffer().
 * @param mech_name [out, optional] A short name, such as "krb5"; release it
 *     with gss_release_buffer().
 * @param mech_description [out, optional] One line in English; release it with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE The outputs are filled.
 * @status GSS_S_BAD_MECH The mechanism is missing or not supported.
 * @see gss_inquire_mech_for_saslname, gss_indicate_mechs
 * @source RFC 5801 s.10.1
 */
OM_uint32 gss_inquire_saslname_for_mech(OM_uint32 *minor_status, gss_OID desired_mech,
                                        gss_buffer_t sasl_mech_name, gss_buffer_t mech_name,
                                        gss_buffer_t mech_description);

/*
 * Finds the mechanism of a SASL name.
 *
 * @param sasl_mech_name [in] The name, without the "-PLUS" that tells of
 *     channel bindings.
 * @param mech_type [out, optional] The mechanism. Static, never released.
 * @status GSS_S_COMPLETE The mechanism was found.
 * @status GSS_S_BAD_MECH No mechanism of the library has this name.
 * @see gss_inquire_saslname_for_mech
 * @source RFC 5801 s.11.1
 */
OM_uint32 gss_inquire_mech_for_saslname(OM_uint32 *minor_status, gss_buffer_t sasl_mech_name,
                                        gss_OID *mech_type);

/*
 * Puts the framing of an initial context token around bytes.
 *
 * The framing names the mechanism. gss_init_sec_context() does this itself;
 * protocols that leave the framing out on the wire, such as SASL's GS2, need
 * it.
 *
 * @param input_token [in] The mechanism's bytes; may be empty.
 * @param token_oid [in] The mechanism.
 * @param output_token [out] The framed token; release it with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE output_token holds the token.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_decapsulate_token
 * @source RFC 6339; RFC 2743 s.3.1
 */
OM_uint32 gss_encapsulate_token(gss_const_buffer_t input_token, gss_const_OID token_oid,
                                gss_buffer_t output_token);

/*
 * Takes the framing of an initial context token off.
 *
 * @param input_token [in] The framed token.
 * @param token_oid [in] The mechanism that it must name.
 * @param output_token [out] The mechanism's bytes, a copy; release it with
 *     gss_release_buffer().
 * @status GSS_S_COMPLETE output_token holds the bytes.
 * @status GSS_S_DEFECTIVE_TOKEN The framing is malformed or names another
 *     mechanism.
 * @status GSS_S_FAILURE There is no memory.
 * @see gss_encapsulate_token
 * @source RFC 6339; RFC 2743 s.3.1
 */
OM_uint32 gss_decapsulate_token(gss_const_buffer_t input_token, gss_const_OID token_oid,
                                gss_buffer_t output_token);

#endif
