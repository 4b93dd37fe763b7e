/*
 * What every call of the interface does with its arguments.
 *
 * A call first sets its outputs to their empty values, then checks its
 * arguments, then works. A NULL where an argument is required is a calling
 * error (RFC 2744 s.3.9.1), together with the routine error that the call has
 * for a bad value there, if it has one.
 */
#ifndef GSS_GLUE_CALL_H
#define GSS_GLUE_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <gss/api.h>

#include "base/minor.h"

/* Callers may leave out the minor status; from here on there is one. */
static inline OM_uint32 *call_minor(OM_uint32 *minor, OM_uint32 *spare)
{
    if (minor == NULL)
        minor = spare;
    *minor = 0;
    return minor;
}

/* A required input, or output, is NULL. */
static inline OM_uint32 call_fail_read(OM_uint32 *minor, OM_uint32 routine_error)
{
    return minor_fail(minor, MINOR_NULL_INPUT, GSS_S_CALL_INACCESSIBLE_READ | routine_error);
}

static inline OM_uint32 call_fail_write(OM_uint32 *minor, OM_uint32 routine_error)
{
    return minor_fail(minor, MINOR_NULL_OUTPUT, GSS_S_CALL_INACCESSIBLE_WRITE | routine_error);
}

static inline OM_uint32 call_fail_memory(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_NO_MEMORY, GSS_S_FAILURE);
}

/* The mechanism's table has no such entry. */
static inline OM_uint32 call_fail_unsupported(OM_uint32 *minor)
{
    return minor_fail(minor, MINOR_MECH_UNSUPPORTED, GSS_S_UNAVAILABLE);
}

/* A buffer that can be read. */
static inline bool call_buffer_is_sound(gss_const_buffer_t buffer)
{
    return buffer != GSS_C_NO_BUFFER && (buffer->value != NULL || buffer->length == 0);
}

static inline bool call_oid_is_sound(gss_const_OID oid)
{
    return oid != GSS_C_NO_OID && oid->length != 0 && oid->elements != NULL;
}

/* Empties an output buffer, which may be NULL. */
static inline void call_empty_buffer(gss_buffer_t buffer)
{
    if (buffer != GSS_C_NO_BUFFER) {
        buffer->length = 0;
        buffer->value = NULL;
    }
}

/* The seconds from now to END_TIME as the interface counts them: 0 if it has passed, and
 * GSS_C_INDEFINITE for more than it can tell. */
static inline OM_uint32 call_lifetime(int64_t end_time)
{
    int64_t now = (int64_t)time(NULL);

    if (end_time <= now)
        return 0;
    if (end_time - now >= (int64_t)GSS_C_INDEFINITE)
        return GSS_C_INDEFINITE;
    return (OM_uint32)(end_time - now);
}

#endif
