/* gssapi/gssapi.h - the name under which most programs include gssapi.h */
#ifndef GSSAPI_GSSAPI_H
#define GSSAPI_GSSAPI_H

#include <gss.h>

#endif
