/* libkrb5: a library context for each thread, and its errors as minor status codes. */
#ifndef GSS_MECH_KRB5_LIBRARY_H
#define GSS_MECH_KRB5_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>

#include <gss/api.h>

#include <krb5.h>

#include "mech/mech.h"

/* The calling thread's library context. It is kept from call to call, since reading krb5.conf costs
 * more than a whole handshake; a changed KRB5_CONFIG is seen at once, a changed file within
 * KRB5_LIBRARY_MAX_AGE seconds. It knows only the encryption types that we accept. Never freed by
 * the caller, never handed to another thread. Only entries of the mechanism's table borrow, once,
 * and pass the context down: the next borrow may replace it. */
enum { KRB5_LIBRARY_MAX_AGE = 30 };
OM_uint32 krb5_library_borrow(OM_uint32 *minor, krb5_context *library);

/* From now on new contexts read the KDC's configuration too: for the KDC's own programs. */
void krb5_library_use_kdc_profile(void);

/* The same for releasing things, which must not fail: the context that the thread has, however old.
 * Never replaces one. NULL only if the thread had none and none could be made. */
krb5_context krb5_library_for_release(void);

/* Requests tickets with session keys of these types alone (ends with 0), until unrestricted.
 * GSS_S_FAILURE if no such type is permitted. */
OM_uint32 krb5_library_restrict(OM_uint32 *minor, krb5_context library, const krb5_enctype *only);
void krb5_library_unrestrict(krb5_context library);

/* Seconds after its end for which the borrowed context still takes a ticket. */
int64_t krb5_library_clock_skew(void);

/* Sets *MINOR to CODE and keeps libkrb5's sentence for it. The major status is the one that
 * RFC 2744 names for CODE, or FALLBACK. */
OM_uint32 krb5_library_fail(OM_uint32 *minor, krb5_context library, krb5_error_code code,
                            OM_uint32 fallback);

/* The mechanism's display_minor. */
bool krb5_library_display_minor(const struct mech *mech, OM_uint32 code, char *out, size_t size);

/* libkrb5's times are 32-bit, unsigned since 2038 came near. */
static inline int64_t krb5_time_to_seconds(krb5_timestamp t)
{
    return (int64_t)(uint32_t)t;
}

#endif
