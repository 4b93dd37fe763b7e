/* gssapi/gssapi_generic.h - the name under which programs written for MIT's library find old names */
#ifndef GSSAPI_GSSAPI_GENERIC_H
#define GSSAPI_GSSAPI_GENERIC_H

#include <gss.h>
#include <gss/mit.h>

#define GSS_EMPTY_BUFFER(buf) ((buf) == NULL || (buf)->value == NULL || (buf)->length == 0)

#endif
