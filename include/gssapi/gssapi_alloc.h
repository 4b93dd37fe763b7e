/* gssapi/gssapi_alloc.h - how buffers that the library will release are allocated */
#ifndef GSSAPI_GSSAPI_ALLOC_H
#define GSSAPI_GSSAPI_ALLOC_H

#include <stdlib.h>
#include <string.h>

#define gssalloc_malloc malloc
#define gssalloc_calloc calloc
#define gssalloc_realloc realloc
#define gssalloc_free free
#define gssalloc_strdup strdup

#endif
