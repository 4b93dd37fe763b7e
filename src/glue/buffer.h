/* Texts and bytes for the caller. */
#ifndef GSS_GLUE_BUFFER_H
#define GSS_GLUE_BUFFER_H

#include <gss/api.h>

/* A copy of LENGTH bytes with a NUL after them that is not counted: callers print such buffers as
 * strings. GSS_S_FAILURE without memory. */
OM_uint32 buffer_set_text(OM_uint32 *minor, gss_buffer_t buffer, const void *text, size_t length);

#endif
