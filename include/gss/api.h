/*
 * gss/api.h - the Generic Security Service API version 2, C bindings (RFC 2744)
 *
 * The calls come in families: one part of this file each, in gss/api/. What
 * holds for all of them:
 *
 * Status. A call returns a major status, which RFC 2744 names, and sets
 * *minor_status to a code that says more. GSS_ERROR(major) is nonzero when the
 * call failed; gss_display_status() makes sentences of both. Success may carry
 * bits of information, so test with GSS_ERROR or with the bit, not with `==`.
 *
 * Arguments. [in] is only read, [out] only written, [inout] both. "optional"
 * means that NULL, or the GSS_C_NO_... value of its type, may stand there. A
 * required argument that is NULL gives GSS_S_CALL_INACCESSIBLE_READ or
 * GSS_S_CALL_INACCESSIBLE_WRITE, alone or with the routine error that fits.
 * Handles that were released, and pointers to memory that is not there, are
 * errors that no library can find.
 *
 * Outputs. They are set to their empty value (a zero length, NULL, zero)
 * before anything can fail, and filled only on success, unless a call says
 * otherwise. So releasing an output is harmless after a failure too.
 *
 * Ownership. Who gets a handle, a buffer or a set releases it, by the call
 * that its description names. A gss_OID that a call gives out points to
 * storage of the library: never release or change it (gss_duplicate_oid() is
 * the exception). Inputs stay the caller's and are not kept: they can be
 * released once the call has returned.
 *
 * Time. Lifetimes are seconds from now. GSS_C_INDEFINITE has no end.
 *
 * Threads. Every call can run in any thread. Names and credentials may be used
 * by several threads at once. A context is built, inquired, exported and
 * deleted by one thread at a time; once it is established, one thread may send
 * (gss_wrap, gss_get_mic) while another one receives (gss_unwrap,
 * gss_verify_mic). Releasing anything that another thread uses is an error.
 *
 * @common minor_status [out, optional] The minor status, explained by
 *     gss_display_status() with GSS_C_MECH_CODE; 0 on success.
 * @form The comments have a form that the manual is made from: a sentence, then
 *     text, then `@param name [direction] text`, `@status CODE when`,
 *     `@return text`, `@value NAME text` for constants, `@see` and `@source`.
 *     doc/headers.py reads it.
 */
#ifndef GSS_API_H
#define GSS_API_H

#include <inttypes.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

#include <gss/api/types.h>
#include <gss/api/status.h>
#include <gss/api/data.h>
#include <gss/api/name.h>
#include <gss/api/cred.h>
#include <gss/api/context.h>
#include <gss/api/message.h>
#include <gss/api/mech.h>

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
