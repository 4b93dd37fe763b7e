/* gssapi.h - the name that RFC 2744 gives to this header */
#ifndef GSSAPI_H
#define GSSAPI_H

#include <gss.h>

#endif
