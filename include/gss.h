/*
 * gss.h - the Generic Security Service API, with the extensions of this library
 *
 * RFC 2744 and GNU's extensions: gss/api.h, gss/ext.h, gss/krb5.h, gss/krb5-ext.h.
 * Handing contexts to other processes: gss/transfer.h. A program includes this
 * file, or gssapi.h as RFC 2744 has it, or gssapi/gssapi.h: all three are the
 * same.
 */
#ifndef GSS_H
#define GSS_H

/*
 * The version of these headers.
 *
 * @page gss_version
 * @value GSS_VERSION The version as a string: major, minor and patch number.
 * @value GSS_VERSION_MAJOR Changes when programs must change.
 * @value GSS_VERSION_MINOR Changes when something was added.
 * @value GSS_VERSION_PATCH Changes when something was mended.
 * @value GSS_VERSION_NUMBER The three in one number that grows:
 *     0xMMmmpp.
 * @see gss_check_version
 * @source GNU GSS
 */
#define GSS_VERSION "2.0.0"
#define GSS_VERSION_MAJOR 2
#define GSS_VERSION_MINOR 0
#define GSS_VERSION_PATCH 0
#define GSS_VERSION_NUMBER 0x020000

#include <gss/api.h>
#include <gss/ext.h>
#include <gss/krb5.h>
#include <gss/krb5-cred.h>
#include <gss/krb5-ext.h>
#include <gss/krb5-lucid.h>
#include <gss/transfer.h>

#endif
