/*
 * Options of Kerberos credentials, as set_cred_option of the mechanism takes them.
 *
 * The object identifiers are those that MIT krb5 has for the same. A value is
 * the bytes of the structure, or of the handle, that is named with it; it
 * holds pointers, and means nothing to another process.
 */
#ifndef GSS_MECH_KRB5_OPTION_H
#define GSS_MECH_KRB5_OPTION_H

#include <stdint.h>

#include <gss/krb5-cred.h>

#define KRB5_OPTION_ARC "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05"

/* struct _krb5_ccache *: tickets are copied there; changes nothing in the credential. */
#define KRB5_OPTION_COPY_CCACHE KRB5_OPTION_ARC "\x02"

#define KRB5_OPTION_ENCTYPES KRB5_OPTION_ARC "\x04"
struct krb5_option_enctypes {
    OM_uint32 count;
    const int32_t *types;
};

/* struct krb5_rc_st *, which becomes the credential's; NULL: the default one. */
#define KRB5_OPTION_RCACHE KRB5_OPTION_ARC "\x0b"

/* Makes a credential. */
#define KRB5_OPTION_IMPORT KRB5_OPTION_ARC "\x0d"
struct krb5_option_import {
    struct _krb5_ccache *ccache;           /* NULL: does not initiate */
    struct krb5_principal_data *principal; /* to accept as; NULL: any */
    struct _krb5_kt *keytab;               /* NULL: does not accept */
};

/* 1.2.752.43.13.29, Heimdal's; no value. */
#define KRB5_OPTION_NO_CI_FLAGS "\x2a\x85\x70\x2b\x0d\x1d"

#define KRB5_INQUIRE_IMPERSONATOR KRB5_OPTION_ARC "\x0e"

#endif
