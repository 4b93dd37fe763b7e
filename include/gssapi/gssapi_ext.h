/* gssapi/gssapi_ext.h - the name that MIT gives to the header of its extensions */
#ifndef GSSAPI_GSSAPI_EXT_H
#define GSSAPI_GSSAPI_EXT_H

#include <gss.h>

#endif
