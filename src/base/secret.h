/* Memory that holds keys: wiped before it is freed, compared in constant time. */
#ifndef GSS_BASE_SECRET_H
#define GSS_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include <gss/api.h>

/* Overwrites LENGTH bytes; the compiler cannot leave it out. */
void secret_wipe(void *data, size_t length);

/* Wipes and frees; accepts NULL. */
void secret_free(void *data, size_t length);

/* Wipes and frees a buffer's bytes and makes it empty. */
void secret_release_buffer(gss_buffer_t buffer);

/* Equality in a time that depends on LENGTH alone. */
bool secret_equal(const void *a, const void *b, size_t length);

/* Fills OUT with cryptographically strong random bytes; false if none can be had. */
bool secret_random(void *out, size_t length);

#endif
