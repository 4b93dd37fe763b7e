/*
 * gss.h - the Generic Security Service API, with the extensions of this library
 *
 * RFC 2744 and GNU's extensions: gss/api.h, gss/ext.h, gss/krb5.h, gss/krb5-ext.h.
 * Handing contexts to other processes: gss/transfer.h.
 */
#ifndef GSS_H
#define GSS_H

#define GSS_VERSION "2.0.0"
#define GSS_VERSION_MAJOR 2
#define GSS_VERSION_MINOR 0
#define GSS_VERSION_PATCH 0
#define GSS_VERSION_NUMBER 0x020000

#include <gss/api.h>
#include <gss/ext.h>
#include <gss/krb5.h>
#include <gss/krb5-ext.h>
#include <gss/transfer.h>

#endif
