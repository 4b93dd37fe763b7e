/* Sets of buffers, of which each member is freed by itself and wiped before. */
#ifndef GSS_BASE_BUFFER_SET_H
#define GSS_BASE_BUFFER_SET_H

#include <stdbool.h>

#include <gss/ext-set.h>

#include "base/writer.h"

/* An empty set; NULL without memory. */
gss_buffer_set_t buffer_set_create(void);

/* Adds a copy; false without memory, and the set is as it was. */
bool buffer_set_add(gss_buffer_set_t set, const void *data, size_t length);

/* The same for what a writer holds; the writer is freed. False also if the writer had failed. */
bool buffer_set_take(gss_buffer_set_t set, struct writer *from);

void buffer_set_free(gss_buffer_set_t *set);

#endif
